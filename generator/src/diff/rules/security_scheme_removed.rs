//! A way to authenticate is gone.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-removed",
    docs: Docs {
        what: "A way to authenticate is gone.",
        wire: "Risky: clients that use it are refused, if the server no longer takes it. None where no operation asked \
               for it.",
        rust: "Major: its setter is gone.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let old = it.removed()?;
    let mut asked = it.cursor.sides.old.operations.iter().flat_map(|one| one.security.iter().flatten());
    let wire = if asked.any(|name| *name == old.name) { Wire::Risky } else { Wire::None };
    Some(Found::new(wire, format!("the way `{}` to authenticate is gone", old.name)))
}
