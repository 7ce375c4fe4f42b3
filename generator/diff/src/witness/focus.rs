//! The focus of a witness: the witness must prove this finding, not another one at the same
//! location.

use std::cell::Cell;

use serde_json::{Map, Value, json};

use super::bundle::{add_to_all_of, is_plain};
use super::redundant::are_limits;
use crate::rules::About;
use description::BundledSchemas;
use description::keywords::UNNAMED_PROPERTY_KEYWORDS;

const MAX_DEPTH: usize = 16;

/// The maximum number of schemas to expand, since recursive schemas multiply.
const MOST_PARTS: usize = 2_000;

/// The part of a schema that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Focus {
    Composition,
    /// A constant, as written on the wire.
    Constant(String),
    Property(String),
    /// A property, and other properties: a value that proves the change of the first may also prove
    /// changes of the others.
    Together(String, Vec<String>),
    Others,
    Keywords(&'static [&'static str]),
    Null,
    /// Whether `null` is allowed somewhere in the schema.
    NullWithin,
}

impl Focus {
    /// Returns the focus of a finding about this member and these keywords.
    pub(crate) fn of(
        about: About,
        member: Option<&str>,
        keywords: &'static [&'static str],
    ) -> Self {
        match (about, member) {
            (About::Null, _) => Self::Null,
            (About::Constant, Some(member)) => Self::Constant(member.to_owned()),
            (About::Property, Some(member)) => Self::Property(member.to_owned()),
            (About::Others, _) => Self::Others,
            // Other keywords may refuse the same values as the format.
            _ if keywords.contains(&"format") => Self::Composition,
            _ if !keywords.is_empty() && keywords.iter().all(|key| is_plain(key)) => {
                Self::Keywords(keywords)
            }
            _ => Self::Composition,
        }
    }

    /// Returns the focus for values of the enclosing schema.
    pub(crate) fn within_around(self) -> Self {
        if self == Self::Null {
            Self::NullWithin
        } else {
            self
        }
    }

    pub(super) fn property(&self) -> Option<&str> {
        match self {
            Self::Property(name) => Some(name),
            _ => None,
        }
    }

    /// Returns the schema without the constraints of the other properties. This weaker schema must
    /// refuse the value, too.
    pub(super) fn without_others(&self, schema: &Value) -> Option<Value> {
        let Self::Together(_, others) = self else {
            return None;
        };
        others
            .iter()
            .try_fold(schema.clone(), |schema: Value, name: &String| {
                Self::Property(name.clone()).relaxed(&schema)
            })
    }

    pub(super) fn limits(&self) -> Option<&'static [&'static str]> {
        match self {
            Self::Keywords(keywords) if are_limits(keywords) => Some(keywords),
            _ => None,
        }
    }

    /// Returns values that may prove the finding on their own: the constant, as a string or as
    /// JSON.
    pub(super) fn values(&self) -> Vec<Value> {
        match self {
            Self::Constant(wire) => [json!(wire)]
                .into_iter()
                .chain(serde_json::from_str(wire))
                .collect(),
            Self::Null => vec![Value::Null],
            _ => Vec::new(),
        }
    }

    /// Returns whether a value can prove the finding.
    pub(super) fn is_met(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Constant(wire), Value::String(text)) => text == wire,
            (Self::Null, value) => value.is_null(),
            (Self::Constant(wire), other) => {
                serde_json::to_string(other).is_ok_and(|text| text == *wire)
            }
            _ => true,
        }
    }

    /// Returns the schema without the focused part; `None` if there is no such part, or if removing
    /// it takes too many schemas.
    pub(super) fn relaxed(&self, schema: &Value) -> Option<Value> {
        match self {
            Self::Composition | Self::Constant(_) | Self::Null => None,
            Self::Together(name, _) => {
                Self::Property(name.clone()).relaxed(&self.without_others(schema)?)
            }
            Self::NullWithin => Some(nullable(schema)),
            _ => self.relaxed_within(schema, &Cell::new(MOST_PARTS), schema, 0),
        }
    }

    fn relaxed_within(
        &self,
        root: &Value,
        parts_left: &Cell<usize>,
        schema: &Value,
        depth: usize,
    ) -> Option<Value> {
        parts_left.set(parts_left.get().checked_sub(1)?);
        let object = match schema {
            Value::Object(object) if depth < MAX_DEPTH => object,
            _ => return Some(schema.clone()),
        };
        let mut relaxed = object.clone();
        for key in ["allOf", "anyOf", "oneOf"] {
            for member in relaxed
                .get_mut(key)
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                *member = self.relaxed_within(root, parts_left, member, depth + 1)?;
            }
        }
        if let Some(target) = BundledSchemas::of(root).target(object) {
            relaxed.remove("$ref");
            add_to_all_of(
                &mut relaxed,
                self.relaxed_within(root, parts_left, target, depth + 1)?,
            );
        }
        self.remove_from(&mut relaxed);
        Some(Value::Object(relaxed))
    }

    /// Removes the focused part from the keywords of a schema.
    fn remove_from(&self, schema: &mut Map<String, Value>) {
        match self {
            Self::Property(name) => {
                if let Some(Value::Array(list)) = schema.get_mut("required") {
                    list.retain(|other| other != name);
                }
                if let Value::Object(named) =
                    schema.entry("properties").or_insert_with(|| json!({}))
                {
                    named.insert(name.clone(), Value::Bool(true));
                }
            }
            Self::Others => {
                for key in UNNAMED_PROPERTY_KEYWORDS {
                    schema.remove(key);
                }
            }
            Self::Keywords(keywords) => {
                for key in *keywords {
                    schema.remove(*key);
                }
                // A closed tuple limits the number of items like `maxItems`.
                if keywords.contains(&"maxItems")
                    && schema.get("items") == Some(&Value::Bool(false))
                {
                    schema.remove("items");
                }
            }
            _ => {}
        }
    }
}

fn nullable(schema: &Value) -> Value {
    let with_null = |values: &[Value], null: Value| {
        Value::Array(values.iter().cloned().chain([null]).collect())
    };
    match schema {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(key, value): (&String, &Value)| {
                    let value = match (key.as_str(), value) {
                        ("type", Value::String(_)) => json!([value, "null"]),
                        ("type", Value::Array(types)) => with_null(types, json!("null")),
                        ("enum", Value::Array(values)) => with_null(values, Value::Null),
                        _ => nullable(value),
                    };
                    (key.clone(), value)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(nullable).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_of_a_finding_is_removed() {
        let schema = json!({
            "$ref": "#/$defs/A", "maxLength": 2,
            "$defs": { "A": { "required": ["a", "b"], "additionalProperties": false } },
        });
        let of = |focus: Focus| {
            focus
                .relaxed(&schema)
                .map(|mut relaxed| relaxed["allOf"][0].take())
        };
        let closed = |required: Value| json!({ "required": required, "additionalProperties": false, "properties": { "a": true } });
        assert_eq!(
            of(Focus::of(About::Property, Some("a"), &[])),
            Some(closed(json!(["b"])))
        );
        let others = json!({ "required": ["a", "b"] });
        assert_eq!(of(Focus::of(About::Others, None, &[])), Some(others));
        let short = Focus::of(About::Schema, Some("a"), &["minLength", "maxLength"])
            .relaxed(&schema)
            .unwrap();
        assert_eq!(short.get("maxLength"), None);
        let constant = Focus::of(About::Constant, Some("1"), &["enum"]);
        assert!(
            constant.is_met(&json!(1))
                && constant.is_met(&json!("1"))
                && !constant.is_met(&json!("10"))
        );
        assert_eq!(constant.relaxed(&schema), None);
    }

    #[test]
    fn null_and_several_properties_are_removed() {
        let schema = json!({ "properties": { "x": { "type": "string" }, "y": { "type": ["integer"], "enum": [1] } } });
        let relaxed = json!({ "properties": {
            "x": { "type": ["string", "null"] }, "y": { "type": ["integer", "null"], "enum": [1, null] },
        } });
        assert_eq!(Focus::NullWithin.relaxed(&schema), Some(relaxed));
        let null = Focus::of(About::Null, Some("x"), &[]);
        assert!(
            null.is_met(&Value::Null)
                && !null.is_met(&json!(""))
                && null.within_around() == Focus::NullWithin
        );
        let closed = json!({ "required": ["a", "b", "c"] });
        let together = Focus::Together("a".to_owned(), vec!["b".to_owned()]);
        let required = |schema: Option<Value>| {
            schema.and_then(|mut schema| schema.get_mut("required").map(Value::take))
        };
        assert_eq!(required(together.relaxed(&closed)), Some(json!(["c"])));
        assert_eq!(
            required(together.without_others(&closed)),
            Some(json!(["a", "c"]))
        );
    }
}
