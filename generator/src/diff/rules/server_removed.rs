//! A server was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-removed",
    docs: Docs {
        what: "A server was removed.",
        wire: "Depends on `base_url`: only clients that use this server are affected.",
        rust: "Major: items that programs use are removed.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let old = it.removed()?;
    Some(Found::new(Wire::Depends("base_url"), format!("the server `{}` was removed", old.url)))
}
