//! Decodes the texts of parameters to JSON, by their style and schema.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::super::api::{Location, Parameter, Style};
use super::super::redact::percent_decoded;
use super::form_fields::{Field, FieldStyle, FormDecoder};
use super::request::{Pair, TestRequest};
use super::routes::RouteMatch;
use super::schemas::Schemas;

/// How the text of an array or object is split.
struct Separators<'s> {
    between: &'s str,
    /// Whether a property is `name=value`, and not two items.
    has_assignments: bool,
    is_encoded: bool,
}

impl Separators<'_> {
    fn text(&self, piece: &str) -> String {
        if self.is_encoded {
            percent_decoded(piece)
        } else {
            piece.trim().to_owned()
        }
    }
}

impl Schemas {
    /// Returns a parameter of a request; `None` if it is absent.
    pub(super) fn parameter(
        self,
        parameter: &Parameter,
        schema: &Value,
        request: &TestRequest,
        route: &RouteMatch<'_>,
    ) -> Option<Value> {
        let name = parameter.name;
        match parameter.location {
            Location::Path | Location::PossiblyEmptyPath => {
                let (_, text) = route.values.iter().find(|(key, _)| *key == name)?;
                Some(self.path_value(parameter, schema, text))
            }
            Location::Query => self.pairs_value(parameter, schema, &request.query_pairs()),
            Location::Cookie => self.pairs_value(parameter, schema, &request.cookie_pairs()),
            Location::Header => {
                let text = request.header(name)?;
                let separators = Separators {
                    between: ",",
                    has_assignments: parameter.explode,
                    is_encoded: false,
                };
                Some(match parameter.style {
                    Style::Json => json_or_text(&text),
                    _ => self.split(&text, schema, &separators),
                })
            }
            Location::Querystring(properties) => {
                self.querystring_value(parameter, properties, schema, request)
            }
            Location::Part(_) => None,
        }
    }

    fn path_value(self, parameter: &Parameter, schema: &Value, text: &str) -> Value {
        let explode = parameter.explode;
        let assigned = format!("{}=", parameter.name);
        let (start, between) = match (parameter.style, explode) {
            (Style::Label, true) => (".", "."),
            (Style::Label, false) => (".", ","),
            (Style::Matrix, true) => (";", ";"),
            (Style::Matrix, false) => (";", ","),
            (Style::Json, _) => return json_or_text(&percent_decoded(text)),
            _ => ("", ","),
        };
        let mut text = text.strip_prefix(start).unwrap_or(text).to_owned();
        let is_exploded_object = explode && self.kinds(schema).object;
        if parameter.style == Style::Matrix && !is_exploded_object {
            let values = text
                .split(between)
                .map(|piece| piece.strip_prefix(&assigned).unwrap_or(piece));
            text = values.collect::<Vec<_>>().join(between);
        }
        let separators = Separators {
            between,
            has_assignments: explode,
            is_encoded: true,
        };
        self.split(&text, schema, &separators)
    }

    /// Returns the value of a query parameter or a cookie.
    fn pairs_value(self, parameter: &Parameter, schema: &Value, pairs: &[Pair]) -> Option<Value> {
        let style = FieldStyle {
            style: parameter.style,
            explode: parameter.explode,
        };
        let is_encoded = parameter.style != Style::Cookie;
        let fields: Vec<Field> = pairs
            .iter()
            .map(|pair| Field::text(pair, is_encoded))
            .collect();
        let decoder = FormDecoder {
            schemas: self,
            fields: &fields,
        };
        decoder.styled_value(parameter.name, style, schema)
    }

    fn querystring_value(
        self,
        parameter: &Parameter,
        properties: &'static [Parameter],
        schema: &Value,
        request: &TestRequest,
    ) -> Option<Value> {
        if request.query.is_empty() {
            return None;
        }
        if parameter.style == Style::Json || !self.kinds(schema).object {
            let text = percent_decoded(&request.query);
            return Some(match parameter.style {
                Style::Json => json_or_text(&text),
                _ => self.coerce(&text, schema),
            });
        }
        let pairs = request.query_pairs();
        let fields: Vec<Field> = pairs.iter().map(|pair| Field::text(pair, true)).collect();
        let decoder = FormDecoder {
            schemas: self,
            fields: &fields,
        };
        Some(decoder.object(schema, &|name| {
            let property = properties.iter().find(|property| property.name == name)?;
            Some(FieldStyle {
                style: property.style,
                explode: property.explode,
            })
        }))
    }

    /// Returns a text as an array, an object or one value.
    fn split(self, text: &str, schema: &Value, separators: &Separators<'_>) -> Value {
        let kinds = self.kinds(schema);
        let pieces = || text.split(separators.between);
        if kinds.object && (separators.has_assignments || !kinds.array) {
            let mut members = Map::new();
            let mut add = |name: &str, value: &str| {
                let name = separators.text(name);
                let inner_schema = self.property(schema, &name).unwrap_or_default();
                let value = self.coerce(&separators.text(value), &inner_schema);
                members.insert(name, value);
            };
            if separators.has_assignments {
                for piece in pieces() {
                    let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
                    add(name, value);
                }
            } else {
                let mut pieces = pieces();
                while let (Some(name), Some(value)) = (pieces.next(), pieces.next()) {
                    add(name, value);
                }
            }
            return members.into();
        }
        if kinds.array && !text.is_empty() {
            let texts = pieces().map(|piece| separators.text(piece));
            return self.items(texts, schema);
        }
        self.coerce(&separators.text(text), schema)
    }

    /// Splits the text of one value that may be an array or object without `explode`.
    pub(super) fn split_encoded(self, text: &str, schema: &Value, between: &str) -> Value {
        self.split(
            text,
            schema,
            &Separators {
                between,
                has_assignments: false,
                is_encoded: true,
            },
        )
    }

    pub(super) fn items(self, texts: impl Iterator<Item = String>, schema: &Value) -> Value {
        let items = texts.enumerate();
        items
            .map(|(index, text)| self.coerce(&text, &self.item(schema, index).unwrap_or_default()))
            .collect()
    }

    /// Returns a text as the JSON value that a schema allows; as a string, if it allows none.
    pub(super) fn coerce(self, text: &str, schema: &Value) -> Value {
        let kinds = self.kinds(schema);
        let json = serde_json::from_str::<Value>(text)
            .ok()
            .filter(|value| match value {
                Value::Null => kinds.null && !kinds.string,
                Value::Bool(_) => kinds.boolean,
                Value::Number(_) => kinds.number,
                Value::String(_) => false,
                Value::Array(_) => kinds.array,
                Value::Object(_) => kinds.object,
            });
        json.unwrap_or_else(|| text.into())
    }
}

/// Returns JSON, or a string if the text is none.
pub(super) fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// Returns whether a text can be percent-decoded to valid UTF-8.
pub(super) fn is_well_encoded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_digits = |index: usize| {
        let digits = bytes.get(index + 1..index + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let mut percents = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%');
    percents.all(|(index, _)| has_digits(index)) && percent_decode_str(text).decode_utf8().is_ok()
}
