//! A security scheme changed its type, or the header, parameter or cookie of the credential.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-changed",
    docs: Docs {
        what: "A security scheme changed its type, or the header, parameter or cookie of the credential.",
        wire: "Breaking: a server that expects the new form refuses the old one.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Accept both forms while clients of the old version are in use.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.kind.is_like(&new.kind)).then(|| {
        let message = format!("the credential `{}` was sent as {}, and now as {}", new.name, old.kind, new.kind);
        Found::new(Wire::Breaking, message).behaves().at(&["type", "scheme", "in", "name"])
    })
}
