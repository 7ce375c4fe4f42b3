//! Pieces of the description as `openapiv3` types, one at a time, so that one bad piece costs one piece.
//!
//! A schema is read without its subschemas, which are pieces of their own. A key whose value cannot be read is left out
//! with a warning; the others stay.

use openapiv3::{AnySchema, SchemaData};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Context;
use crate::diag::{Diagnostic, Origin};

/// Keys of a schema that hold subschemas, or what the builder reads itself.
const CHILDREN: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "enum",
    "example",
    "examples",
    "items",
    "maximum",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "properties",
    "required",
];

/// A schema without its subschemas.
#[derive(Clone, Debug, Default)]
pub(crate) struct SchemaPiece {
    /// Annotations: title, description, nullable, …
    pub(crate) data: SchemaData,
    /// Type and constraints.
    pub(crate) keywords: AnySchema,
}

/// Reads a schema without its subschemas.
pub(crate) fn schema(cx: &mut Context<'_>, origin: &Origin, object: &Map<String, Value>) -> SchemaPiece {
    let own = |(key, _): &(&String, &Value)| !CHILDREN.contains(&key.as_str()) && !key.starts_with("x-");
    let shallow: Map<String, Value> =
        object.iter().filter(own).map(|(key, value)| (key.clone(), value.clone())).collect();
    let keywords = lenient(cx, origin, &shallow);
    let data = lenient(cx, origin, &shallow);
    SchemaPiece { data, keywords }
}

/// Reads an object whose keys are independent of each other.
pub(crate) fn lenient<T: DeserializeOwned + Default>(
    cx: &mut Context<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> T {
    match from_object(object.clone()) {
        Ok(piece) => piece,
        Err(_) => from_object(without_bad_keys::<T>(cx, origin, object)).unwrap_or_default(),
    }
}

fn without_bad_keys<T: DeserializeOwned>(
    cx: &mut Context<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> Map<String, Value> {
    let mut good = Map::new();
    for (key, value) in object {
        let alone = Map::from_iter([(key.clone(), value.clone())]);
        match from_object::<T>(alone) {
            Ok(_) => drop(good.insert(key.clone(), value.clone())),
            Err(error) => cx.warn(unusable(key, &error).at(&origin.child(key))),
        }
    }
    good
}

fn unusable(key: &str, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::warning("unusable-value", format!("the value of `{key}` cannot be used: {error}"))
        .instead(format!("`{key}` is ignored here"))
}

fn from_object<T: DeserializeOwned>(object: Map<String, Value>) -> serde_json::Result<T> {
    serde_json::from_value(Value::Object(object))
}

/// Reads a piece whole, or says why it cannot be read.
pub(crate) fn whole<T: DeserializeOwned>(origin: &Origin, what: &str, value: &Value) -> Result<T, Diagnostic> {
    serde_json::from_value(value.clone()).map_err(|error| {
        Diagnostic::warning("unusable-value", format!("this {what} cannot be used: {error}")).at(origin)
    })
}
