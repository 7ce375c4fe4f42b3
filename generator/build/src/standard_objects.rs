//! Reads objects that are the same in all versions of OpenAPI as `openapiv3` types. A key with an
//! unusable value does not affect others: it gets its default, like a missing key. Keys of later
//! versions are not in these types, and are read separately.

use openapiv3::{Discriminator, SchemaData};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::context::BuildContext;
use diag::{Diagnostic, Origin, reword_serde_error};

/// Reads an object, if it exists; an unusable value gets no warning.
pub(crate) fn read_object<T: Default + Serialize + DeserializeOwned>(
    object: Option<&Map<String, Value>>,
) -> T {
    object.map_or_else(T::default, |object| read_usable_keys(object).0)
}

/// Reads an object, with a warning for each unusable value.
pub(crate) fn read_object_with_warnings<T: Default + Serialize + DeserializeOwned>(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> T {
    let (read, unusable) = read_usable_keys(object);
    for (key, error) in unusable {
        let message = format!(
            "the value of `{key}` cannot be used: {}",
            reword_serde_error(&error.to_string())
        );
        let warning = Diagnostic::warning("unusable-value", message).at(&origin.child(key));
        let help = "correct or remove it, with an overlay if you cannot edit the file";
        cx.warn(warning.instead(format!("`{key}` is ignored")).help(help));
    }
    read
}

/// Reads the `discriminator` of a schema.
pub(crate) fn read_discriminator(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    schema: &Map<String, Value>,
) -> Option<Discriminator> {
    const KEY: &str = "discriminator";
    let only = Map::from_iter([(KEY.to_owned(), schema.get(KEY)?.clone())]);
    read_object_with_warnings::<SchemaData>(cx, origin, &only).discriminator
}

/// Reads the keys of an object; also returns the keys with unusable values.
fn read_usable_keys<T: Default + Serialize + DeserializeOwned>(
    object: &Map<String, Value>,
) -> (T, Vec<(&String, serde_json::Error)>) {
    // The defaults contain the keys that the type requires.
    let defaults = match serde_json::to_value(T::default()) {
        Ok(Value::Object(defaults)) => defaults,
        _ => Map::new(),
    };
    let mut whole = defaults.clone();
    whole.extend(object.clone());
    if let Ok(read) = deserialize_object(whole) {
        return (read, Vec::new());
    }
    let mut usable = defaults.clone();
    let mut unusable = Vec::new();
    for (key, value) in object {
        let mut alone = defaults.clone();
        alone.insert(key.clone(), value.clone());
        match deserialize_object::<T>(alone) {
            Ok(_) => drop(usable.insert(key.clone(), value.clone())),
            Err(error) => unusable.push((key, error)),
        }
    }
    (deserialize_object(usable).unwrap_or_default(), unusable)
}

fn deserialize_object<T: DeserializeOwned>(object: Map<String, Value>) -> serde_json::Result<T> {
    serde_json::from_value(Value::Object(object))
}

#[cfg(test)]
mod tests {
    use openapiv3::{Info, License, ServerVariable};
    use serde_json::json;

    use crate::standard_objects::*;

    #[test]
    fn unusable_values_affect_no_other_keys() {
        let written = json!({"title": "Pets", "version": [1], "contact": 5, "summary": "s"});
        let info: Info = read_object(written.as_object());
        assert_eq!((info.title.as_str(), info.version.as_str()), ("Pets", ""));
        let written = json!({"default": "a", "enum": [null]});
        let variable: ServerVariable = read_object(written.as_object());
        assert_eq!(
            (variable.default.as_str(), variable.enumeration),
            ("a", Vec::new())
        );
    }

    #[test]
    fn missing_objects_and_required_keys_have_defaults() {
        let written = json!({"identifier": "MIT"});
        for object in [written.as_object(), None] {
            assert_eq!(read_object::<License>(object), License::default());
        }
    }
}
