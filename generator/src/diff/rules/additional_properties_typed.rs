//! `additionalProperties` has a schema now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Additional, Struct, Type};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-typed",
    docs: Docs {
        what: "`additionalProperties` has a schema now.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Major where the map of other properties has another type.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    match (&old.additional, &new.additional) {
        (Additional::Unspecified, Additional::Typed(schema)) if schema.ty == Type::Any => {
            Some(Found::new(Wire::None, format!("{} are allowed in so many words", it.others())))
        }
        (Additional::Unspecified, Additional::Typed(_)) => {
            Some(it.narrowed(format!("{} have a schema now", it.others())))
        }
        _ => None,
    }
}
