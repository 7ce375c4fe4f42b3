//! How the lock names parameters, kinds of types, and handles.

use serde::{Deserialize, Serialize};

use crate::model::{Api, Operation, Parameter, TypeKind};

pub(crate) fn lock_key_of_parameter(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.as_str(), parameter.key())
}

/// The kind of a type in the lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LockedKind {
    Struct,
    Tuple,
    Enum,
    Union,
    Alias,
    /// A kind that only another version of the generator knows, or none.
    #[default]
    #[serde(other)]
    Unknown,
}

impl LockedKind {
    pub(super) fn of(kind: &TypeKind) -> Self {
        match kind {
            TypeKind::Struct(_) => Self::Struct,
            TypeKind::Tuple(_) => Self::Tuple,
            TypeKind::Enum(_) => Self::Enum,
            TypeKind::Union(_) => Self::Union,
            TypeKind::Alias(_) => Self::Alias,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Tuple => "tuple",
            Self::Enum => "enum",
            Self::Union => "union",
            Self::Alias => "alias",
            Self::Unknown => "unknown",
        }
    }
}

pub(super) fn handle_of_operation<'a>(api: &'a Api, operation: &Operation) -> &'a str {
    api.resource(operation.resource)
        .map_or("", |resource| resource.type_name.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::LockedKind;

    #[test]
    fn kinds_are_written_as_words() {
        for kind in [
            LockedKind::Struct,
            LockedKind::Tuple,
            LockedKind::Enum,
            LockedKind::Union,
            LockedKind::Alias,
        ] {
            assert_eq!(json!(kind), json!(kind.as_str()));
        }
        let other: LockedKind = serde_json::from_value(json!("record")).unwrap();
        assert_eq!(other, LockedKind::Unknown);
    }
}
