//! A server was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-added",
    docs: Docs {
        what: "A server was added.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Minor: a function of `servers` is added.",
        help: "Nothing to do.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("the server `{}` was added", new.url)))
}
