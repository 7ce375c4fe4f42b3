//! The kinds of literals that an argument accepts. If the type of an argument changes to one that
//! accepts the same kind, a call with such a literal still compiles.

use super::contents::Lock;
use super::keys::LockedKind;
use super::type_text::LockedTypeText;

/// The maximum depth of nested unions that are followed.
const MAX_DEPTH: usize = 4;

/// The kinds of literals that an argument accepts, such as `"a"` for `impl Into<String>`.
#[derive(Clone, Copy)]
struct Literals {
    /// `"a"`: strings, UUIDs, dates and enums.
    text: bool,
    /// `1`, which is also valid for a float.
    integer: bool,
    /// `true`.
    boolean: bool,
}

impl Literals {
    const NONE: Self = Self {
        text: false,
        integer: false,
        boolean: false,
    };
    const ALL: Self = Self {
        text: true,
        integer: true,
        boolean: true,
    };
    const TEXT: Self = Self {
        text: true,
        ..Self::NONE
    };
    const INTEGER: Self = Self {
        integer: true,
        ..Self::NONE
    };
    const BOOLEAN: Self = Self {
        boolean: true,
        ..Self::NONE
    };

    fn or(self, other: Self) -> Self {
        Self {
            text: self.text || other.text,
            integer: self.integer || other.integer,
            boolean: self.boolean || other.boolean,
        }
    }

    fn intersects(self, other: Self) -> bool {
        self.text && other.text || self.integer && other.integer || self.boolean && other.boolean
    }
}

impl Lock {
    /// Returns whether a literal may be valid for both types of an argument: its type in this
    /// crate, and its type in the new crate. Types are written as in `LockedMember`.
    pub fn argument_shares_literals(&self, old_type: &str, new: &Self, new_type: &str) -> bool {
        use LockedTypeText::{List, Map};
        match (
            LockedTypeText::parse(old_type),
            LockedTypeText::parse(new_type),
        ) {
            (List(old_item), List(new_item)) | (Map(old_item), Map(new_item)) => {
                self.argument_shares_literals(old_item, new, new_item)
            }
            (List(_) | Map(_), _) | (_, List(_) | Map(_)) => false,
            (old_type, new_type) => {
                old_type == new_type
                    || self
                        .literals_of_type(old_type, 0)
                        .intersects(new.literals_of_type(new_type, 0))
            }
        }
    }

    /// Returns whether a call whose arguments are literals may compile with the argument types of
    /// either crate.
    pub(super) fn arguments_share_literals(
        &self,
        old_types: &[String],
        new: &Self,
        new_types: &[String],
    ) -> bool {
        old_types.len() == new_types.len()
            && old_types
                .iter()
                .zip(new_types)
                .all(|(old_type, new_type)| self.argument_shares_literals(old_type, new, new_type))
    }

    fn literals_of_type(&self, ty: LockedTypeText<'_>, depth: usize) -> Literals {
        let name = match ty {
            LockedTypeText::String => return Literals::TEXT,
            LockedTypeText::Number => return Literals::INTEGER,
            LockedTypeText::Boolean => return Literals::BOOLEAN,
            LockedTypeText::Any => return Literals::ALL,
            LockedTypeText::List(_) | LockedTypeText::Map(_) => return Literals::NONE,
            LockedTypeText::Named(name) => name,
        };
        if depth >= MAX_DEPTH {
            return Literals::NONE;
        }
        let Some(locked) = self.types.get(name) else {
            return Literals::NONE;
        };
        match locked.kind {
            LockedKind::Enum => {
                let is_integer = locked
                    .values
                    .values()
                    .all(|wire| wire.parse::<i64>().is_ok());
                Literals {
                    text: true,
                    integer: is_integer,
                    boolean: false,
                }
            }
            // Arguments whose type is a union accept the literals of each member, because the union
            // has a `From` for it.
            LockedKind::Union => {
                let members = locked.members.iter().map(|member| {
                    self.literals_of_type(LockedTypeText::parse(&member.holds), depth + 1)
                });
                members.fold(Literals::NONE, Literals::or)
            }
            // The lock does not contain the target.
            LockedKind::Alias => Literals::ALL,
            LockedKind::Struct | LockedKind::Tuple | LockedKind::Unknown => Literals::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_that_take_a_common_literal_are_known() {
        let types = json!({
            "Sort": {"kind": "enum", "values": {"Up": "up"}},
            "Level": {"kind": "enum", "values": {"V1": "1"}},
            "Pet": {"kind": "struct"},
            "Id": {"kind": "alias"},
            "Target": {"kind": "union", "members": [{"name": "Name", "holds": "Sort"}, {"name": "Pet", "holds": "Pet"}]},
        });
        let lock = json!({"version": 1, "operations": [], "types": types});
        let lock: Lock = serde_json::from_value(lock).unwrap();
        for (was, is, expected) in [
            ("string", "string", true),
            ("string", "Sort", true),
            ("Sort", "string", true),
            ("string", "Target", true),
            ("string", "any", true),
            ("string", "Id", true),
            ("string", "integer", false),
            ("integer", "number", true),
            ("integer", "Level", true),
            ("integer", "Sort", false),
            ("boolean", "any", true),
            ("string", "Pet", false),
            ("Pet", "Pet", true),
            ("[string]", "[Sort]", true),
            ("[string]", "string", false),
            ("{string}", "[string]", false),
            ("[string]", "any", false),
        ] {
            assert_eq!(
                lock.argument_shares_literals(was, &lock, is),
                expected,
                "{was} {is}"
            );
        }
    }
}
