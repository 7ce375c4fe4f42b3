//! JSON values that share their parts, so that an object with one changed property costs no copy of
//! its other properties.

use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

/// A JSON value whose copies are cheap.
#[derive(Clone)]
pub(super) struct SharedValue(Rc<Node>);

/// The properties of an object, in order.
pub(super) type SharedObject = IndexMap<Rc<str>, SharedValue>;

struct Node {
    content: Content,
    /// The length of the value as JSON text.
    text_length: usize,
    /// The number of levels of arrays and objects that contain something.
    levels: usize,
}

enum Content {
    /// Neither an array nor an object.
    Scalar(Value),
    Array(Vec<SharedValue>),
    Object(SharedObject),
}

impl SharedValue {
    pub(super) fn array(items: Vec<Self>) -> Self {
        let content: usize = items.iter().map(Self::text_length).sum();
        Self(Rc::new(Node {
            text_length: content + enclosed_length(items.len()),
            levels: levels_of_members(items.iter()),
            content: Content::Array(items),
        }))
    }

    pub(super) fn object(members: SharedObject) -> Self {
        let content: usize = members
            .iter()
            .map(|(name, value)| string_length(name) + 1 + value.text_length())
            .sum();
        Self(Rc::new(Node {
            text_length: content + enclosed_length(members.len()),
            levels: levels_of_members(members.values()),
            content: Content::Object(members),
        }))
    }

    pub(super) fn text_length(&self) -> usize {
        self.0.text_length
    }

    /// Returns whether the value has at most this many levels.
    pub(super) fn is_within_levels(&self, levels: usize) -> bool {
        self.0.levels <= levels
    }

    pub(super) fn as_object(&self) -> Option<&SharedObject> {
        match &self.0.content {
            Content::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Returns the value, unless it is an array or an object.
    pub(super) fn as_scalar(&self) -> Option<&Value> {
        match &self.0.content {
            Content::Scalar(value) => Some(value),
            _ => None,
        }
    }

    /// Returns whether the value has a type of JSON Schema.
    pub(super) fn has_type(&self, ty: &str) -> bool {
        match &self.0.content {
            Content::Scalar(Value::Null) => ty == "null",
            Content::Scalar(Value::Bool(_)) => ty == "boolean",
            Content::Scalar(Value::Number(number)) => {
                ty == "number" || ty == "integer" && !number.is_f64()
            }
            Content::Scalar(_) => ty == "string",
            Content::Array(_) => ty == "array",
            Content::Object(_) => ty == "object",
        }
    }

    /// Copies the value.
    pub(super) fn to_value(&self) -> Value {
        match &self.0.content {
            Content::Scalar(value) => value.clone(),
            Content::Array(items) => items.iter().map(Self::to_value).collect(),
            Content::Object(members) => {
                let mut object = Map::with_capacity(members.len());
                for (name, value) in members {
                    object.insert(name.to_string(), value.to_value());
                }
                Value::Object(object)
            }
        }
    }
}

impl From<Value> for SharedValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Array(items) => Self::array(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                let members = members.into_iter();
                Self::object(
                    members
                        .map(|(name, value)| (name.into(), value.into()))
                        .collect(),
                )
            }
            scalar => Self(Rc::new(Node {
                text_length: scalar_length(&scalar),
                levels: 0,
                content: Content::Scalar(scalar),
            })),
        }
    }
}

/// Returns the number of levels of an array or object.
fn levels_of_members<'v>(members: impl Iterator<Item = &'v SharedValue>) -> usize {
    members
        .map(|member| 1 + member.0.levels)
        .max()
        .unwrap_or_default()
}

/// Returns the length of the brackets and commas around this number of members.
fn enclosed_length(members: usize) -> usize {
    2 + members.saturating_sub(1)
}

fn scalar_length(value: &Value) -> usize {
    match value {
        Value::String(text) => string_length(text),
        scalar => scalar.to_string().len(),
    }
}

/// Returns the length of a string as JSON text.
fn string_length(text: &str) -> usize {
    let escapes: usize = text.bytes().map(escape_length).sum();
    text.len() + escapes + 2
}

/// Returns how much longer a byte of a string becomes in JSON text.
fn escape_length(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        0..=0x1f => 5,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lengths_and_levels_are_those_of_the_json_text() {
        for (value, levels) in [
            (json!(null), 0),
            (json!(-1.5e300), 0),
            (json!("\u{1}\u{7f}\"\\/\n\u{8}é"), 0),
            (json!([]), 0),
            (json!({}), 0),
            (json!([[], 1]), 1),
            (json!({ "a\t": [true], "b": {} }), 2),
        ] {
            let shared = SharedValue::from(value.clone());
            assert_eq!(shared.to_value(), value);
            assert_eq!(shared.text_length(), value.to_string().len(), "{value}");
            assert!(shared.is_within_levels(levels), "{value}");
            assert!(
                levels == 0 || !shared.is_within_levels(levels - 1),
                "{value}"
            );
        }
    }
}
