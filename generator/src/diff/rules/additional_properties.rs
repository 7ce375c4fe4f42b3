//! Additional properties of objects and tuples (`additionalProperties`).

use super::{About, Check, LISTED, NARROWED, RELAXED, Rule, TIGHTENED, WIDENED};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Additional, Struct, Type};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "additional-properties-allowed",
        what: "An object may have additional properties now (`additionalProperties`).",
        wire: "Compatible: clients keep unknown properties.",
        rust: LISTED,
        about: About::Others,
        check: Check::Struct(|it| {
            let (old, new) = it.both()?;
            let opened =
                matches!(old.additional, Additional::Forbidden) && !matches!(new.additional, Additional::Forbidden);
            opened.then(|| Found::new(Wire::Compatible, format!("{} are allowed now", it.others())))
        }),
        ..RELAXED
    },
    Rule {
        code: "additional-properties-forbidden",
        what: "An object may no longer have additional properties (`additionalProperties: false`).",
        rust: LISTED,
        about: About::Others,
        check: Check::Struct(|it| {
            let (old, new) = it.both()?;
            let closed =
                !matches!(old.additional, Additional::Forbidden) && matches!(new.additional, Additional::Forbidden);
            closed.then(|| it.narrowed(format!("{} are forbidden now", it.others())).behaves())
        }),
        ..TIGHTENED
    },
    Rule {
        code: "additional-properties-typed",
        what: "`additionalProperties` has a schema now.",
        rust: "Major if the type of the map of additional properties changes.",
        about: About::Others,
        check: Check::Struct(additional_properties_typed),
        ..NARROWED
    },
    Rule {
        code: "additional-properties-untyped",
        what: "`additionalProperties` no longer has a schema.",
        rust: "Major if the type of the map of additional properties changes.",
        about: About::Others,
        check: Check::Struct(additional_properties_untyped),
        ..WIDENED
    },
];

fn additional_properties_typed(it: &Both<'_, Struct>) -> Option<Found> {
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

fn additional_properties_untyped(it: &Both<'_, Struct>) -> Option<Found> {
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
