//! A parameter moved to another part of the request: path, query, header or cookie.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-moved",
    docs: Docs {
        what: "A parameter moved to another part of the request: path, query, header or cookie.",
        wire: "Breaking: the server no longer finds it.",
        rust: "Patch if it stays an argument or a setter: the same program sends other requests.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.location != new.location).then(|| {
        let message = format!("the parameter `{}` moved from {} to {}", new.wire, old.location, new.location);
        Found::new(Wire::Breaking, message).behaves().at(&["in"])
    })
}
