//! A security scheme was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-removed",
    docs: Docs {
        what: "A security scheme was removed.",
        wire: "Risky: clients that use it are refused if the server no longer accepts it. None if no operation \
               required it.",
        rust: "Major: its setter is removed.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let old = it.removed()?;
    let mut asked = it.cursor.sides.old.operations.iter().flat_map(|one| one.security.iter().flatten());
    let wire = if asked.any(|name| *name == old.name) { Wire::Risky } else { Wire::None };
    Some(Found::new(wire, format!("the security scheme `{}` was removed", old.name)))
}
