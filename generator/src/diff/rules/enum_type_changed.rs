//! The constants of an enum are of another type.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{EnumBase, TypeDef, TypeKind};

pub(super) const RULE: Rule = Rule {
    code: "enum-type-changed",
    docs: Docs {
        what: "The constants of an enum were texts and are integers, or the other way round.",
        wire: "Breaking: neither side understands what the other means. None in parameters and headers, where both are written alike.",
        rust: "Major: the methods that name a constant's value change.",
        help: "Announce it, and accept both for a while.",
    },
    check: Check::TypeDef(check),
};

fn check(it: &Both<'_, TypeDef>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (TypeKind::Enum(before), TypeKind::Enum(after)) = (&old.kind, &new.kind) else { return None };
    if before.base == after.base {
        return None;
    }
    let wire = if it.cursor.textual { Wire::None } else { Wire::Breaking };
    let message = format!("the constants were {} and are {}", in_words(before.base), in_words(after.base));
    let found = Found::new(wire, message);
    // The same variant sends a value of the other type.
    Some(if it.is_request() { found.behaves() } else { found })
}

fn in_words(base: EnumBase) -> &'static str {
    match base {
        EnumBase::Text => "texts",
        EnumBase::Integer => "integers",
    }
}
