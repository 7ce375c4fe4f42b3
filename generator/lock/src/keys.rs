//! Names of parameters, kinds of types, and handles in the lock.

use serde::{Deserialize, Serialize};

use model::{Api, Operation, Parameter, ParameterLocation, Resource, TypeKind};

/// The key of a whole body.
pub const BODY_KEY: &str = "body";

/// Returns the key of a parameter: `query limit`.
pub fn lock_key_of_parameter(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.as_str(), parameter.key())
}

pub(crate) fn lock_key_of_path_parameter(wire: &str) -> String {
    format!("{} {wire}", ParameterLocation::Path.as_str())
}

/// Returns the key of a property of the body: `body name`.
pub fn lock_key_of_body_property(wire: &str) -> String {
    format!("{BODY_KEY} {wire}")
}

/// The target of an argument, a setter or a field, as the lock names it: `path id`, `query limit`,
/// `body name`, `body`; for a type, only the name of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LockKey<'k> {
    /// `None` for a whole body, and for a property of a type.
    pub(super) location: Option<KeyLocation>,
    /// The name on the wire.
    pub(super) name: &'k str,
}

/// The part of a request that has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KeyLocation {
    Path,
    Query,
    Header,
    Cookie,
    /// A header of a part of a multipart body.
    Part,
    /// A property of the body.
    Body,
}

impl<'k> LockKey<'k> {
    pub(super) fn parse(key: &'k str) -> Self {
        let (location, name) = match key.split_once(' ') {
            Some(("path", name)) => (Some(KeyLocation::Path), name),
            Some(("query", name)) => (Some(KeyLocation::Query), name),
            Some(("header", name)) => (Some(KeyLocation::Header), name),
            Some(("cookie", name)) => (Some(KeyLocation::Cookie), name),
            Some(("part", name)) => (Some(KeyLocation::Part), name),
            Some((BODY_KEY, name)) => (Some(KeyLocation::Body), name),
            _ => (None, key),
        };
        Self { location, name }
    }

    pub(super) fn is_whole_body(self) -> bool {
        self.location.is_none() && self.name == BODY_KEY
    }

    pub(super) fn in_words(self) -> String {
        let name = self.name;
        match self.location {
            Some(KeyLocation::Path) => format!("the path parameter `{name}`"),
            Some(KeyLocation::Query) => format!("the query parameter `{name}`"),
            Some(KeyLocation::Header) => format!("the header `{name}`"),
            Some(KeyLocation::Cookie) => format!("the cookie `{name}`"),
            Some(KeyLocation::Part) => format!("the header of a part `{name}`"),
            Some(KeyLocation::Body) => format!("`{name}` of the body"),
            None if self.is_whole_body() => "the body".to_owned(),
            None => format!("`{name}`"),
        }
    }
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
    /// A kind that only another version of the generator knows, or no kind.
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
            TypeKind::Replaced(replaced) => Self::of(&replaced.original),
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
        .map_or("", locked_handle_name)
}

/// Returns the name of a handle in the lock; empty for the client.
pub(super) fn locked_handle_name(resource: &Resource) -> &str {
    resource.type_name.as_deref().unwrap_or_default()
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
