//! `additionalProperties` has a schema now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Additional, Struct, Type};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-typed",
    docs: Docs {
        what: "`additionalProperties` has a schema now.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major if the type of the map of additional properties changes.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    match (&old.additional, &new.additional) {
        (Additional::Unspecified, Additional::Typed(schema)) if schema.ty == Type::Any => {
            Some(Found::new(Wire::None, format!("{} are allowed explicitly now", it.others())))
        }
        (Additional::Unspecified, Additional::Typed(_)) => {
            Some(it.narrowed(format!("{} have a schema now", it.others())))
        }
        _ => None,
    }
}
