//! Additional properties of objects and tuples (`additionalProperties`).

use super::prelude::*;
use crate::model::{Additional, Struct, Type};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "additional-properties-allowed",
        what: "An object may have additional properties now (`additionalProperties`).",
        wire: "Compatible: clients keep unknown properties.",
        rust: LISTED,
        about: About::Others,
        check: Check::Struct(|it| {
            let message = format!("{} are allowed now", it.additional_members());
            it.loses(is_closed).map(|_| Found::new(Compatible, message))
        }),
        ..RELAXED
    },
    Rule {
        code: "additional-properties-forbidden",
        what: "An object may no longer have additional properties (`additionalProperties: false`).",
        rust: LISTED,
        about: About::Others,
        check: Check::Struct(|it| {
            it.gains(is_closed)
                .map(|_| it.narrowed(format!("{} are forbidden now", it.additional_members())).changes_behaviour())
        }),
        ..TIGHTENED
    },
    Rule {
        code: "additional-properties-typed",
        what: "`additionalProperties` has a schema now.",
        rust: "Major if the type of the map of additional properties changes.",
        about: About::Others,
        check: Check::Struct(|it| {
            let (old, new) = it.both()?;
            Some(match schema_of_one(old, new)? {
                Type::Any => Found::new(Wire::None, format!("{} are allowed explicitly now", it.additional_members())),
                _ => it.narrowed(format!("{} have a schema now", it.additional_members())),
            })
        }),
        ..NARROWED
    },
    Rule {
        code: "additional-properties-untyped",
        what: "`additionalProperties` no longer has a schema.",
        rust: "Major if the type of the map of additional properties changes.",
        about: About::Others,
        check: Check::Struct(|it| {
            let (old, new) = it.both()?;
            let others = it.additional_members();
            Some(match schema_of_one(new, old)? {
                Type::Any => Found::new(Wire::None, format!("{others} are no longer allowed explicitly")),
                _ => it.widened(format!("{others} no longer have a schema")),
            })
        }),
        ..WIDENED
    },
];

fn is_closed(record: &Struct) -> bool {
    matches!(record.additional, Additional::Forbidden)
}

/// Returns the type of the schema that only `typed` has.
fn schema_of_one<'a>(untyped: &Struct, typed: &'a Struct) -> Option<&'a Type> {
    match (&untyped.additional, &typed.additional) {
        (Additional::Unspecified, Additional::Typed(schema)) => Some(&schema.ty),
        _ => None,
    }
}
