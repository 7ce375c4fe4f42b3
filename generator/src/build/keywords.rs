//! What keywords say by themselves, whatever they refer to.

use serde_json::{Map, Value};

use crate::diag::Origin;
use crate::source::kept_aside;

/// Whether a schema has nothing but annotations, so that every value is one.
pub(crate) fn says_nothing(schema: &Map<String, Value>) -> bool {
    schema.keys().all(|key| is_annotation(key))
}

/// Whether a key says nothing about the shape of a value.
pub(crate) fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || (key.starts_with("x-") && !shapes_aside(key))
}

/// Whether a key is that of a keyword of 3.1 which says something about the shape of a value.
pub(crate) fn shapes_aside(key: &str) -> bool {
    const ONLY_JUDGED: &[&str] =
        &["contains", "dependentRequired", "if", "maxContains", "minContains", "propertyNames"];
    kept_aside(key).is_some_and(|written| !ONLY_JUDGED.contains(&written))
}

/// Keys that say nothing about the shape of a value.
pub(crate) const ANNOTATIONS: &[&str] = &[
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// Values of an enum that may get more, as the guidelines of Zalando write them.
pub(crate) const EXTENSIBLE: &str = "x-extensible-enum";

/// Where the members stand that are not `null`, which `lower` has made the `nullable` of the schema around them.
pub(super) fn members_of(members: &[Value], origin: &Origin) -> impl Iterator<Item = Origin> {
    let is_null = |member: &Value| member.get("x-null") == Some(&Value::Bool(true));
    let counted = members.iter().enumerate().filter(move |(_, member)| !is_null(member));
    counted.map(|(index, _)| origin.item(index))
}

/// Whether a member of `oneOf`/`anyOf` only narrows what the schema beside it says, whatever type that has.
pub(super) fn only_validates(member: &Value) -> bool {
    const NARROWING: &[&str] = &[
        "description",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "not",
        "pattern",
        "required",
        "title",
        "uniqueItems",
        "x-exclusive-maximum",
        "x-exclusive-minimum",
    ];
    match member {
        Value::Object(member) => member.keys().all(|key| NARROWING.contains(&key.as_str())),
        _ => false,
    }
}
