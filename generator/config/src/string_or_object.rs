//! Values that are a string or an object.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Reads a value that is a string or an object. Unlike with an untagged enum, a problem inside of the
/// object keeps its location and message.
pub(crate) fn deserialize<'de, D: Deserializer<'de>, O: Deserialize<'de>, V>(
    deserializer: D,
    expected: &'static str,
    of_string: fn(String) -> V,
    of_object: fn(O) -> V,
) -> Result<V, D::Error> {
    deserializer.deserialize_any(StringOrObject {
        expected,
        of_string,
        of_object,
    })
}

struct StringOrObject<O, V> {
    expected: &'static str,
    of_string: fn(String) -> V,
    of_object: fn(O) -> V,
}

impl<'de, O: Deserialize<'de>, V> Visitor<'de> for StringOrObject<O, V> {
    type Value = V;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, string: &str) -> Result<V, E> {
        Ok((self.of_string)(string.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V, A::Error> {
        O::deserialize(MapAccessDeserializer::new(map)).map(self.of_object)
    }
}
