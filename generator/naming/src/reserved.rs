//! Names that are reserved in each kind of scope, because the prelude, the runtime or emitted code
//! uses them there.

use super::ScopeKind;

/// Reserved names of resource structs: traits that emitted code implements, and exports of the
/// runtime.
const HANDLES: &[&str] = &[
    "Api",
    "ApiError",
    "Arc",
    "Base64",
    "Body",
    "BoundError",
    "Builder",
    "Call",
    "Client",
    "ClientBuilder",
    "Credentials",
    "Date",
    "DateTime",
    "Deserializer",
    "Display",
    "Duration",
    "Error",
    "Extra",
    "Field",
    "FromStr",
    "Future",
    "Hasher",
    "HeaderMap",
    "IntoFuture",
    "Map",
    "Method",
    "Number",
    "Page",
    "Pages",
    "Pin",
    "Raw",
    "Request",
    "Response",
    "Secret",
    "Serializer",
    "StatusCode",
    "Stream",
    "Transport",
    "Url",
    "Uuid",
    "Value",
];

/// Reserved names of types: the prelude, which emitted code and its macros use without a path.
const TYPES: &[&str] = &[
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

/// Reserved names of fields: emitted fields, and the methods of a struct, since each field has a
/// setter with its name.
const FIELDS: &[&str] = &["builder", "clone", "default", "fmt", "new", "validate"];

/// Reserved names of variants: variants that every enum has in addition to the values of the
/// description.
const VARIANTS: &[&str] = &["Self", "Unknown"];

/// Reserved methods of a resource: the methods of handles and of common traits.
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

/// Reserved methods of builders, in addition to the reserved methods of a resource.
const METHODS: &[&str] = &[
    "body",
    "build",
    "builder",
    "client",
    "drop",
    "extra",
    "header",
    "pages",
    "query",
    "request",
    "retries",
    "send",
    "send_as",
    "send_blocking",
    "send_raw",
    "stream",
    "timeout",
];

/// Reserved names of parameters: the argument for the body, if the request has one.
const PARAMETERS: &[&str] = &["body"];

/// Reserved methods of a request. If a parameter or property has the name of another setter of the
/// request, that setter is renamed.
const REQUESTS: &[&str] = &[
    "clone",
    "download",
    "into_call",
    "into_future",
    "send",
    "send_as",
    "send_blocking",
    "send_bytes_as",
    "send_raw",
    "stream_events",
    "stream_values",
];

/// Reserved names of modules: modules of the emitted crate, and crates that a module would hide.
const MODULES: &[&str] = &[
    "alloc",
    "client",
    "core",
    "prelude",
    "resources",
    "runtime",
    "serde",
    "serde_json",
    "std",
    "types",
];

/// Returns whether a name is reserved in a kind of scope.
pub(super) fn is_reserved_name(kind: ScopeKind, key: &str) -> bool {
    let (own, shared): (&[&str], &[&str]) = match kind {
        ScopeKind::Handles => (HANDLES, TYPES),
        ScopeKind::Types => (TYPES, &[]),
        ScopeKind::Fields => (FIELDS, &[]),
        ScopeKind::Variants => (VARIANTS, &[]),
        ScopeKind::Resource => (RESOURCE, &[]),
        ScopeKind::Methods => (METHODS, RESOURCE),
        ScopeKind::Parameters => (PARAMETERS, &[]),
        ScopeKind::Requests => (REQUESTS, &[]),
        ScopeKind::Modules => (MODULES, &[]),
    };
    [own, shared]
        .iter()
        .any(|table| table.binary_search(&key).is_ok())
}

/// Returns the suffix for a name that equals a reserved name: `Option` → `OptionModel`, `send` →
/// `send_`.
pub(super) fn reserved_name_suffix(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Handles | ScopeKind::Types => "Model",
        ScopeKind::Variants => "Value",
        ScopeKind::Fields
        | ScopeKind::Resource
        | ScopeKind::Methods
        | ScopeKind::Parameters
        | ScopeKind::Requests
        | ScopeKind::Modules => "_",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_unique() {
        for table in [
            HANDLES, TYPES, FIELDS, VARIANTS, RESOURCE, METHODS, PARAMETERS, REQUESTS, MODULES,
        ] {
            assert!(table.is_sorted_by(|a, b| a < b), "{table:?}");
        }
    }
}
