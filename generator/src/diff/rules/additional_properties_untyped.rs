//! `additionalProperties` has no schema any more.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Additional, Struct, Type};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-untyped",
    docs: Docs {
        what: "`additionalProperties` has no schema any more.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Major where the map of other properties has another type.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    match (&old.additional, &new.additional) {
        (Additional::Typed(schema), Additional::Unspecified) if schema.ty == Type::Any => {
            Some(Found::new(Wire::None, format!("{} are not allowed in so many words any more", it.others())))
        }
        (Additional::Typed(_), Additional::Unspecified) => {
            Some(it.widened(format!("{} have no schema any more", it.others())))
        }
        _ => None,
    }
}
