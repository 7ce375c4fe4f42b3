//! A credential is sent in another way: another kind, header, parameter or cookie.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-changed",
    docs: Docs {
        what: "A credential is sent in another way: another kind, header, parameter or cookie.",
        wire: "Breaking: a server that expects the new way refuses the old one.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Accept both ways while clients of the old version live.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.kind.is_like(&new.kind)).then(|| {
        let message = format!("the credential `{}` was sent as {}, and is as {}", new.name, old.kind, new.kind);
        Found::new(Wire::Breaking, message).behaves().at(&["type", "scheme", "in", "name"])
    })
}
