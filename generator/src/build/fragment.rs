//! Reads objects of the description as `openapiv3` types, one at a time: if a key has an error, only that key is left
//! out, with a warning.

use openapiv3::{Discriminator, SchemaData};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::context::BuildContext;
use crate::diag::{Diagnostic, Origin, reword_serde_error};

/// Reads the `discriminator` of a schema.
pub(crate) fn read_discriminator(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    schema: &Map<String, Value>,
) -> Option<Discriminator> {
    const KEY: &str = "discriminator";
    let only = Map::from_iter([(KEY.to_owned(), schema.get(KEY)?.clone())]);
    read_leniently::<SchemaData>(cx, origin, &only, &Map::new()).discriminator
}

/// Reads an object whose keys are independent of each other; those in `always` are required by the type.
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
