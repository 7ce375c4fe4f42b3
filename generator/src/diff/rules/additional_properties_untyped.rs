//! `additionalProperties` no longer has a schema.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Additional, Struct, Type};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-untyped",
    docs: Docs {
        what: "`additionalProperties` no longer has a schema.",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Major if the type of the map of additional properties changes.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    match (&old.additional, &new.additional) {
        (Additional::Typed(schema), Additional::Unspecified) if schema.ty == Type::Any => {
            Some(Found::new(Wire::None, format!("{} are no longer allowed explicitly", it.others())))
        }
        (Additional::Typed(_), Additional::Unspecified) => {
            Some(it.widened(format!("{} no longer have a schema", it.others())))
        }
        _ => None,
    }
}
