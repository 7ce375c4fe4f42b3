//! The type of the values of an enum changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{EnumBase, TypeDef, TypeKind};

pub(super) const RULE: Rule = Rule {
    code: "enum-type-changed",
    docs: Docs {
        what: "The values of an enum changed from strings to integers, or from integers to strings.",
        wire: "Breaking: client and server disagree. None in parameters and headers, where both look the same.",
        rust: "Major: the methods that return the value of a constant change.",
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
    let message = format!("the values changed from {} to {}", in_words(before.base), in_words(after.base));
    let found = Found::new(wire, message);
    // The same variant sends a value of another type.
    Some(if it.is_request() { found.behaves() } else { found })
}

fn in_words(base: EnumBase) -> &'static str {
    match base {
        EnumBase::Text => "texts",
        EnumBase::Integer => "integers",
    }
}
