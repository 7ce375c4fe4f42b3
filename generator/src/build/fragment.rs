//! Reads objects of the description as `openapiv3` types, one at a time and without their subschemas, so that an error
//! affects only one key, which is left out with a warning.

use openapiv3::{AnySchema, SchemaData};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::BuildContext;
use crate::diag::{Diagnostic, Origin, reword_serde_error};

/// Keys of a schema that contain subschemas, or that the builder reads itself.
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
    pub(crate) data: SchemaData,
    pub(crate) keywords: AnySchema,
}

pub(crate) fn read_schema_fragment(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> SchemaPiece {
    let shallow: Map<String, Value> = object
        .iter()
        .filter(|(key, _)| !CHILDREN.contains(&key.as_str()) && !key.starts_with("x-"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let keywords = read_leniently(cx, origin, &shallow, &Map::new());
    SchemaPiece {
        data: read_leniently(cx, origin, &shallow, &Map::new()),
        keywords,
    }
}

/// Reads an object whose keys are independent of each other, except those of `always`, which the type requires.
pub(crate) fn read_leniently<T: DeserializeOwned + Default>(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
    always: &Map<String, Value>,
) -> T {
    let whole = always.clone().into_iter().chain(object.clone()).collect();
    if let Ok(piece) = deserialize_object(whole) {
        return piece;
    }
    let mut good = always.clone();
    for (key, value) in object {
        let mut alone = always.clone();
        alone.insert(key.clone(), value.clone());
        match deserialize_object::<T>(alone) {
            Ok(_) => drop(good.insert(key.clone(), value.clone())),
            Err(error) => {
                let message = format!(
                    "the value of `{key}` cannot be used: {}",
                    reword_serde_error(&error.to_string())
                );
                let warning = Diagnostic::warning("unusable-value", message).at(&origin.child(key));
                let help = "correct or remove it, with an overlay if you cannot edit the file";
                cx.warn(warning.instead(format!("`{key}` is ignored")).help(help));
            }
        }
    }
    deserialize_object(good).unwrap_or_default()
}

fn deserialize_object<T: DeserializeOwned>(object: Map<String, Value>) -> serde_json::Result<T> {
    serde_json::from_value(Value::Object(object))
}
