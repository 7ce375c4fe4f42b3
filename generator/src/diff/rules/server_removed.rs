//! A server is gone.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-removed",
    docs: Docs {
        what: "A server is gone.",
        wire: "Depends on the setting `base_url`: only clients that call it notice.",
        rust: "Major: what programs use is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let old = it.removed()?;
    Some(Found::new(Wire::Depends("base_url"), format!("the server `{}` is gone", old.url)))
}
