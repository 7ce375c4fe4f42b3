//! Valid values for parameters, bodies and responses, with characters that careless encoding would
//! change.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use jsonschema::Validator;
use sdkwright::diag::Origin;
use sdkwright::source::Document;
use serde_json::{Map, Value, json};

use super::judge::visible_value;
use super::raw::{Content, Location, Parameter, Style};
use crate::dice::Dice;
use crate::payloads::{Amount, Bundle, InstanceMaker, definition_reference};

/// The maximum number of attempts to make a value.
const ATTEMPTS: usize = 40;

/// Strings for paths, which can hold neither empty values nor control characters.
const IN_PATHS: [&str; 12] = [
    "a b",
    "a/b",
    "50%2F50",
    "x&y=z",
    "1+1",
    "p,q;r",
    "\"it's\"",
    "Grüße 🦀",
    "#why?",
    "a:b@c!$(*)",
    "~a.b-c_d",
    "\\a|b^c`{d}",
];

/// Strings for queries and cookies.
const IN_QUERIES: [&str; 12] = [
    "",
    " padded ",
    "a/b%2F+c",
    "x&y=z",
    "p,q;r",
    "\"it's\"",
    "Grüße 🦀",
    "#why?",
    "[a]{b}|\\^`",
    "line\nbreak\t",
    "null",
    "0",
];

/// Strings for headers, which are not encoded.
const IN_HEADERS: [&str; 8] = [
    "a b",
    "a/b%2F+c",
    "x&y",
    "\"it's\"",
    "Grüße 🦀",
    "#why?",
    "[a]{b}|\\^`",
    "0",
];

/// Strings for XML, which does not allow most control characters.
pub(crate) const IN_XML: [&str; 8] = [
    "a b",
    "a<b>&amp;",
    "]]>",
    "\"it's\"",
    "Grüße 🦀",
    " padded ",
    "line\nbreak\t",
    "0",
];

/// Whether a value is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// In a request, without read-only properties.
    Request,
    /// In a response.
    Response,
}

/// The schemas of a description, and a validator for all of them.
pub(crate) struct Schemas {
    sides: HashMap<Direction, Side>,
    /// The schemas of requests, as a test server checks them.
    tolerant: Validator,
}

struct Side {
    definitions: Map<String, Value>,
    validator: Validator,
    /// The names of the definitions. The validator's schema has a property for each, called by its
    /// index here.
    names: Vec<String>,
    indexes: HashMap<Origin, usize>,
}

/// Names of additional definitions, which no description has.
const TEXT: &str = "text";
const ANYTHING: &str = "anything";

impl Schemas {
    /// Reads the schemas at these locations.
    pub(crate) fn read(document: &Document, wanted: &[(Direction, Origin)]) -> Result<Self> {
        let mut sides = HashMap::new();
        let mut tolerant = Value::Bool(true);
        for direction in [Direction::Request, Direction::Response] {
            let mut bundle = if direction == Direction::Request {
                Bundle::of_requests(document)
            } else {
                Bundle::new(document)
            };
            let mut names = vec![TEXT.to_owned(), ANYTHING.to_owned()];
            let mut indexes = HashMap::new();
            for (_, origin) in wanted.iter().filter(|(wanted, _)| *wanted == direction) {
                if let Some(name) = bundle.add(origin) {
                    indexes.insert(origin.clone(), names.len());
                    names.push(name);
                }
            }
            let mut definitions = bundle.definitions();
            definitions.insert(TEXT.to_owned(), json!({ "type": "string" }));
            definitions.insert(ANYTHING.to_owned(), Value::Bool(true));
            let properties = names.iter().enumerate();
            let properties: Map<String, Value> = properties
                .map(|(at, name)| {
                    (
                        at.to_string(),
                        json!({ "$ref": definition_reference(name) }),
                    )
                })
                .collect();
            let schema = json!({ "$defs": definitions, "properties": properties });
            if direction == Direction::Request {
                tolerant = tolerant_schema(&schema);
            }
            let validator =
                jsonschema::draft202012::new(&schema).context("failed to compile the schemas")?;
            sides.insert(
                direction,
                Side {
                    definitions,
                    validator,
                    names,
                    indexes,
                },
            );
        }
        let tolerant =
            jsonschema::draft202012::new(&tolerant).context("failed to compile the schemas")?;
        Ok(Self { sides, tolerant })
    }

    /// Returns whether a test server may accept this value in a request.
    pub(crate) fn accepts(&self, schema: &Origin, value: &Value) -> bool {
        let side = self.sides.get(&Direction::Request);
        side.is_none_or(|side| match side.indexes.get(schema) {
            Some(index) => self.tolerant.is_valid(&json!({ index.to_string(): value })),
            None => true,
        })
    }

    /// Returns a value for a parameter that its style can represent; `None` if none was found.
    pub(crate) fn parameter(&self, parameter: &Parameter, dice: Dice) -> Option<Value> {
        let index = match &parameter.schema {
            Some(origin) => *self.sides.get(&Direction::Request)?.indexes.get(origin)?,
            None => 0,
        };
        let texts: &[&str] = match parameter.location {
            Location::Path => &IN_PATHS,
            Location::Query | Location::Cookie => &IN_QUERIES,
            Location::Header | Location::Part => &IN_HEADERS,
        };
        self.make(
            (Direction::Request, index),
            (dice, Amount::Some),
            Some(texts),
            |value| can_be_sent(parameter, value),
        )
    }

    /// Returns a body that is not `null` and that its media type can represent.
    pub(crate) fn body(&self, content: &Content, (dice, amount): (Dice, Amount)) -> Option<Value> {
        let index = match &content.schema {
            Some(origin) => *self.sides.get(&Direction::Request)?.indexes.get(origin)?,
            None => 1,
        };
        self.make((Direction::Request, index), (dice, amount), None, |value| {
            !value.is_null() && !has_split_property(content, value)
        })
    }

    /// Returns a value that is not `null`, with strings from `texts` if they are given.
    pub(crate) fn value(
        &self,
        direction: Direction,
        schema: Option<&Origin>,
        (dice, amount): (Dice, Amount),
        texts: Option<&'static [&'static str]>,
    ) -> Option<Value> {
        let index = match schema {
            Some(origin) => *self.sides.get(&direction)?.indexes.get(origin)?,
            None => 1,
        };
        self.make((direction, index), (dice, amount), texts, |value| {
            !value.is_null()
        })
    }

    fn make(
        &self,
        (direction, index): (Direction, usize),
        (dice, amount): (Dice, Amount),
        texts: Option<&'static [&'static str]>,
        is_wanted: impl Fn(&Value) -> bool,
    ) -> Option<Value> {
        let side = self.sides.get(&direction)?;
        let mut maker = InstanceMaker::new(&side.definitions, dice);
        maker.texts = texts.unwrap_or(maker.texts);
        for attempt in 0..ATTEMPTS {
            // A large instance may break a constraint that a smaller one satisfies.
            maker.amount = if attempt * 2 < ATTEMPTS {
                amount
            } else {
                Amount::Some
            };
            let Some(value) = maker.make(side.names.get(index)?) else {
                continue;
            };
            if !is_wanted(&value) {
                continue;
            }
            if side.accepts(index, &value) {
                return Some(value);
            }
        }
        None
    }
}

/// Returns a schema as a test server checks it: a value may match several members of `oneOf`, may
/// have properties that the server is told to ignore, and need not have a property that is required
/// but not described.
fn tolerant_schema(schema: &Value) -> Value {
    const CLOSING: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];
    match schema {
        Value::Array(items) => items.iter().map(tolerant_schema).collect(),
        Value::Object(members) => {
            let kept_members = members
                .iter()
                .filter(|(key, value)| !CLOSING.contains(&key.as_str()) || **value != false);
            let tolerant_members = kept_members.map(|(key, value)| {
                let key = match key.as_str() {
                    "oneOf" if value.is_array() => "anyOf",
                    key => key,
                };
                (key.to_owned(), tolerant_schema(value))
            });
            let mut tolerant: Map<String, Value> = tolerant_members.collect();
            if !members.contains_key("allOf")
                && let Some(Value::Object(described)) = members.get("properties")
                && let Some(Value::Array(names)) = tolerant.get_mut("required")
            {
                names.retain(|name| {
                    name.as_str()
                        .is_some_and(|name| described.contains_key(name))
                });
            }
            tolerant.into()
        }
        other => other.clone(),
    }
}

impl Side {
    fn accepts(&self, index: usize, value: &Value) -> bool {
        self.validator
            .is_valid(&json!({ index.to_string(): value }))
    }
}

/// Returns whether the style of the parameter can represent the value unambiguously.
fn can_be_sent(parameter: &Parameter, value: &Value) -> bool {
    let Some(seen) = visible_value(value) else {
        return false;
    };
    if parameter.style == Style::Json {
        return parameter.location != Location::Path || is_safe(&seen.to_string());
    }
    let texts = strings_of_value(&seen);

    if has_null(&seen) || is_split(parameter.style, parameter.explode, &seen) {
        return false;
    }
    match parameter.location {
        Location::Path => texts.iter().all(|text| !text.is_empty() && is_safe(text)),
        Location::Header | Location::Part => {
            let separators: &[char] = match &seen {
                Value::Object(_) => &[',', '='],
                Value::Array(_) => &[','],
                _ => &[],
            };
            !is_nested(&seen)
                && texts.iter().all(|text| {
                    text.trim() == text
                        && !text.is_empty()
                        && !text.contains(char::is_control)
                        && !text.contains(separators)
                })
        }
        Location::Query | Location::Cookie => true,
    }
}

/// Returns the strings of a value one level deep, including keys.
fn strings_of_value(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(leaf_text).collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, value)| [key.clone(), leaf_text(value)])
            .collect(),
        value => vec![leaf_text(value)],
    }
}

fn leaf_text(leaf: &Value) -> String {
    leaf.as_str()
        .map_or_else(|| leaf.to_string(), str::to_owned)
}

fn is_nested(value: &Value) -> bool {
    let leaves: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    };
    leaves
        .into_iter()
        .any(|leaf| leaf.is_array() || leaf.is_object())
}

/// Returns whether the value has a character that the style uses as a delimiter.
fn is_split(style: Style, explode: bool, value: &Value) -> bool {
    let separators: &[char] = match (style, explode) {
        (Style::SpaceDelimited, false) => &[' '],
        (Style::PipeDelimited, false) => &['|'],
        (Style::Label, true) => &['.'],
        (Style::DeepObject, _) => &['[', ']'],
        _ => return false,
    };
    (value.is_array() || value.is_object())
        && strings_of_value(value)
            .iter()
            .any(|text| text.contains(separators))
}

/// Returns whether a property of a form has a character that its style uses as a delimiter.
fn has_split_property(content: &Content, body: &Value) -> bool {
    content.encodings.iter().any(|(name, encoding)| {
        let Some((style, value)) = encoding.style.zip(body.get(name)) else {
            return false;
        };
        let explode = encoding.explode.unwrap_or(style == Style::Form);
        let is_one_part =
            style == Style::Form && !explode && content.media_type.starts_with("multipart/");
        let several = value.is_array() || value.is_object();
        is_split(style, explode, value)
            || (is_one_part
                && several
                && strings_of_value(value)
                    .iter()
                    .any(|text| text.contains(',')))
    })
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Returns whether a string is safe in a path: clients refuse strings that could leave their
/// segment.
fn is_safe(text: &str) -> bool {
    let steps = ["%2e", "%2E", ".", "/.", "\\."];
    !text.contains(char::is_control)
        && !text
            .to_lowercase()
            .replace("%2f", "/")
            .replace("%5c", "\\")
            .split(['/', '\\'])
            .any(|piece| {
                let piece = piece.replace("%2e", ".").replace("%252e", ".");
                steps.contains(&piece.as_str()) || piece == ".."
            })
        && !has_escaped_control(text)
}

/// Servers that decode twice read `%0A` in a value as a line break.
fn has_escaped_control(text: &str) -> bool {
    let escapes = text
        .split('%')
        .skip(1)
        .filter_map(|rest| u8::from_str_radix(rest.get(..2)?, 16).ok());
    escapes.into_iter().any(|byte| byte < 0x20 || byte == 0x7f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_tolerate_several_members_and_more_properties() {
        let schema =
            json!({ "oneOf": [{ "additionalProperties": false, "maxProperties": 1 }, {}] });
        let expected = json!({ "anyOf": [{ "maxProperties": 1 }, {}] });
        assert_eq!(tolerant_schema(&schema), expected);
        let schema = json!({ "properties": { "a": {} }, "required": ["a", "b"] });
        let expected = json!({ "properties": { "a": {} }, "required": ["a"] });
        assert_eq!(tolerant_schema(&schema), expected);
    }
}
