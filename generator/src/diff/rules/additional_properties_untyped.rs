//! `additionalProperties` has no schema any more.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Additional, Struct};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-untyped",
    docs: Docs {
        what: "`additionalProperties` has no schema any more.",
        wire: "Compatible: clients keep what they do not know.",
        rust: "Major where the map of other properties has another type.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    let freed = matches!((&old.additional, &new.additional), (Additional::Typed(_), Additional::Unspecified));
    freed.then(|| Found::new(Wire::Compatible, format!("{} have no schema any more", it.others())))
}
