//! A server is new.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-added",
    docs: Docs {
        what: "A server is new.",
        wire: "Compatible: all that was fine still is.",
        rust: "Minor: a function of `servers` is new.",
        help: "Nothing to do.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("the server `{}` is new", new.url)))
}
