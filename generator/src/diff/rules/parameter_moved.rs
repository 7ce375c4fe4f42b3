//! A parameter stands in another part of the request: path, query, header or cookie.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-moved",
    docs: Docs {
        what: "A parameter stands in another part of the request: path, query, header or cookie.",
        wire: "Breaking: the server no longer finds it.",
        rust: "Patch where it stays an argument or a setter: the same program sends something else.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
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
