//! The names a scope starts with: what the prelude, the runtime and our own emitted code already use there.

use super::ScopeKind;

/// Types: the prelude, traits that emitted code implements, and what the runtime offers at the root of the crate.
const TYPES: &[&str] = &[
    "Api",
    "ApiError",
    "Arc",
    "AsMut",
    "AsRef",
    "Base64",
    "Body",
    "BoundError",
    "Box",
    "Builder",
    "Call",
    "Client",
    "ClientBuilder",
    "Clone",
    "Copy",
    "Credentials",
    "Date",
    "DateTime",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "DoubleEndedIterator",
    "Drop",
    "Duration",
    "Eq",
    "Err",
    "Error",
    "ExactSizeIterator",
    "Extend",
    "Extra",
    "Field",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "FromStr",
    "Future",
    "Hash",
    "Hasher",
    "HeaderMap",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "Map",
    "Method",
    "None",
    "Number",
    "Ok",
    "Option",
    "Ord",
    "Page",
    "Pages",
    "PartialEq",
    "PartialOrd",
    "Pin",
    "Raw",
    "Request",
    "Response",
    "Result",
    "Secret",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Sized",
    "Some",
    "StatusCode",
    "Stream",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "Transport",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Url",
    "Uuid",
    "Value",
    "Vec",
];

/// Types of a module: the prelude, which emitted code and its macros say without a path.
const INNER_TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Fields: our own fields and the inherent functions of a struct, since each field has a setter of its name.
const FIELDS: &[&str] = &["builder", "clone", "default", "extra", "extra_mut", "fmt", "new", "validate"];

/// Variants: what every enum has besides the values of the description.
const VARIANTS: &[&str] = &["Self", "Unknown"];

/// Methods of a resource: what handles have, and what they inherit.
const RESOURCE: &[&str] = &[
    "as_ref",
    "borrow",
    "clone",
    "default",
    "fmt",
    "from",
    "into",
    "into_future",
    "new",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
];

/// Methods of a request: what every request can do, and what it inherits.
const METHODS: &[&str] = &[
    "as_ref",
    "body",
    "borrow",
    "build",
    "builder",
    "client",
    "clone",
    "default",
    "drop",
    "extra",
    "fmt",
    "from",
    "header",
    "into",
    "into_future",
    "new",
    "pages",
    "query",
    "request",
    "retries",
    "send",
    "send_as",
    "send_raw",
    "stream",
    "timeout",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
];

/// Modules: rooms of the emitted crate, and crates whose names a module would hide.
const MODULES: &[&str] =
    &["alloc", "client", "core", "prelude", "resources", "runtime", "serde", "serde_json", "std", "types"];

/// The reserved names of a kind of scope.
pub(super) fn names(kind: ScopeKind) -> &'static [&'static str] {
    match kind {
        ScopeKind::Types => TYPES,
        ScopeKind::InnerTypes => INNER_TYPES,
        ScopeKind::Fields => FIELDS,
        ScopeKind::Variants => VARIANTS,
        ScopeKind::Resource => RESOURCE,
        ScopeKind::Methods => METHODS,
        ScopeKind::Modules => MODULES,
    }
}

/// What a name gets that meets a reserved one: `Error` → `ErrorModel`, `send` → `send_`.
pub(super) fn suffix(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Types | ScopeKind::InnerTypes => "Model",
        ScopeKind::Variants => "Value",
        ScopeKind::Fields | ScopeKind::Resource | ScopeKind::Methods | ScopeKind::Modules => "_",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_without_doubles() {
        for table in [TYPES, INNER_TYPES, FIELDS, VARIANTS, RESOURCE, METHODS, MODULES] {
            assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
        }
    }
}
