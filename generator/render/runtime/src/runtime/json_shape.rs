//! The top level of a JSON value, as far as it distinguishes members of a union.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

pub(crate) enum JsonShape<'a> {
    Null,
    Bool,
    /// A number without fraction and exponent.
    Integer,
    Number,
    Text(String),
    /// A raw array.
    List(&'a str),
    /// An object: its keys, each with its raw value.
    Object(Vec<(Cow<'a, str>, &'a RawValue)>),
}

/// Returns the top level of valid JSON that does not begin with whitespace.
pub(crate) fn json_shape(json: &str) -> Result<JsonShape<'_>, serde_json::Error> {
    Ok(match json.as_bytes().first() {
        Some(b'"') => JsonShape::Text(serde_json::from_str(json)?),
        Some(b'{') => JsonShape::Object(
            serde_json::Deserializer::from_str(json).deserialize_map(MembersVisitor)?,
        ),
        Some(b'[') => JsonShape::List(json),
        Some(b'n') => JsonShape::Null,
        Some(b't' | b'f') => JsonShape::Bool,
        _ if json.contains(['.', 'e', 'E']) => JsonShape::Number,
        _ => JsonShape::Integer,
    })
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = access.next_key_seed(NameSeed)? {
            members.push((name, access.next_value()?));
        }
        Ok(members)
    }
}

/// Returns the unquoted string, or the raw value of a scalar.
pub(crate) fn unquoted_scalar(json: &str) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => serde_json::from_str(json).ok(),
        b'{' | b'[' => None,
        _ => Some(json.to_owned()),
    }
}

/// A key, borrowed from the JSON unless it has escapes.
struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property name")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}
