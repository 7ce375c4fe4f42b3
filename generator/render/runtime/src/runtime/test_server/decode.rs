//! Decodes the texts of parameters to JSON, by their style and schema.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::super::api::{Location, Parameter, SchemeKind, Style};
use super::super::catalog::Entry;
use super::super::redact::percent_decoded;
use super::form_fields::{Field, FieldStyle, FormDecoder};
use super::pages::is_in_links;
use super::request::TestRequest;
use super::routes::RouteMatch;
use super::schemas::Schemas;

impl From<&Parameter> for FieldStyle {
    fn from(parameter: &Parameter) -> Self {
        Self {
            style: parameter.style,
            explode: parameter.explode,
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
        let fields = match parameter.location {
            Location::Path | Location::PossiblyEmptyPath => {
                let (_, text) = route.values.iter().find(|(key, _)| *key == name)?;
                return Some(self.path_value(parameter, schema, text));
            }
            Location::Header => {
                let text = request.header(name)?;
                return Some(if parameter.style == Style::Json {
                    json_or_text(&text)
                } else {
                    self.split(&text.replace('%', "%25"), schema, ",", parameter.explode)
                });
            }
            Location::Querystring(properties) => {
                return self.querystring_value(parameter, properties, schema, request);
            }
            Location::Part(_) => return None,
            Location::Query => self.fields_of(parameter, request, route.route.entry),
            Location::Cookie => request.cookie_fields(parameter.style),
        };
        let decoder = FormDecoder {
            schemas: self,
            fields,
        };
        decoder.styled_value(name, parameter.into(), schema)
    }

    /// Returns the fields of a query without those of other parameters and of credentials.
    fn fields_of(self, parameter: &Parameter, request: &TestRequest, entry: &Entry) -> Vec<Field> {
        let mut fields = request.query_fields();
        fields.retain(|field| {
            let name = field.name.as_str();
            let outer_name = name.split('[').next().unwrap_or_default();
            let is_called = |other: &Parameter| [name, outer_name].contains(&other.name);
            let mut others = entry.parameters.iter();
            let is_of_other = others
                .any(|(_, other)| matches!(other.location, Location::Query) && is_called(other));
            is_called(parameter) || !is_of_other && !self.is_no_parameter(entry, name)
        });
        fields
    }

    /// Returns whether a query parameter is a credential, a constant in the path template, or a
    /// part of links to other pages.
    pub(super) fn is_no_parameter(self, entry: &Entry, name: &str) -> bool {
        let mut schemes = self.api.schemes.iter();
        let (_, template) = entry.operation.path.split_once('?').unwrap_or_default();
        let mut constants = template.split('&');
        schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Query(own) if own == name))
            || constants.any(|constant| constant.split('=').next() == Some(name))
            || is_in_links(entry, name)
    }

    fn path_value(self, parameter: &Parameter, schema: &Value, text: &str) -> Value {
        let explode = parameter.explode;
        let (start, separator) = match (parameter.style, explode) {
            (Style::Label, true) => (".", "."),
            (Style::Label, false) => (".", ","),
            (Style::Matrix, true) => (";", ";"),
            (Style::Matrix, false) => (";", ","),
            (Style::Json, _) => return json_or_text(&percent_decoded(text)),
            _ => ("", ","),
        };
        let mut list = text.strip_prefix(start).unwrap_or(text).to_owned();
        if parameter.style == Style::Matrix && !(explode && self.kinds(schema).object) {
            let assigned = format!("{}=", parameter.name);
            let values = list
                .split(separator)
                .map(|piece| piece.strip_prefix(&assigned).unwrap_or(piece));
            list = values.collect::<Vec<_>>().join(separator);
        }
        self.split(&list, schema, separator, explode)
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
        let text = percent_decoded(&request.query);
        if parameter.style == Style::Json {
            return Some(json_or_text(&text));
        }
        if !self.kinds(schema).object {
            return Some(self.coerce(&text, schema));
        }
        let decoder = FormDecoder {
            schemas: self,
            fields: request.query_fields(),
        };
        Some(decoder.object(schema, &|name| {
            let property = properties.iter().find(|property| property.name == name)?;
            Some(property.into())
        }))
    }

    /// Returns a text in percent-encoding as an array, an object or one value. In an object with
    /// assignments, a property is `name=value`, and not two items.
    pub(super) fn split(
        self,
        text: &str,
        schema: &Value,
        separator: &str,
        has_assignments: bool,
    ) -> Value {
        let kinds = self.kinds(schema);
        let mut pieces = text.split(separator).map(str::trim);
        if kinds.object && (has_assignments || !kinds.array) {
            let mut members = Map::new();
            while let Some(piece) = pieces.next() {
                let (name, value) = if has_assignments {
                    piece.split_once('=').unwrap_or((piece, ""))
                } else {
                    let Some(value) = pieces.next() else { break };
                    (piece, value)
                };
                let name = percent_decoded(name);
                let property = self.property(schema, &name).unwrap_or_default();
                members.insert(name, self.coerce(&percent_decoded(value), &property));
            }
            return members.into();
        }
        // An empty array is not sent, so that an empty text is an item.
        if kinds.array && (!text.is_empty() || !kinds.scalar()) {
            let items = pieces.enumerate().map(|(index, piece)| {
                let item_schema = self.item(schema, index).unwrap_or_default();
                self.coerce(&percent_decoded(piece), &item_schema)
            });
            return items.collect();
        }
        self.coerce(&percent_decoded(text.trim()), schema)
    }

    /// Returns a text as the JSON value that a schema allows; as a string, if it allows none.
    pub(super) fn coerce(self, text: &str, schema: &Value) -> Value {
        let kinds = self.kinds(schema);
        let json = serde_json::from_str(text).ok();
        let allowed = json.filter(|value| match value {
            Value::Null => kinds.null && !kinds.string,
            Value::Bool(_) => kinds.boolean,
            Value::Number(_) => kinds.number,
            Value::String(_) => false,
            Value::Array(_) => kinds.array,
            Value::Object(_) => kinds.object,
        });
        allowed.unwrap_or_else(|| text.into())
    }
}

/// Returns JSON, or a string if the text is none.
pub(super) fn json_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// Returns whether a text can be percent-decoded to valid UTF-8.
pub(super) fn is_well_encoded(text: &str) -> bool {
    let mut escapes = text.split('%').skip(1);
    let has_digits = |escape: &str| {
        let digits = escape.get(..2);
        digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    escapes.all(has_digits) && percent_decode_str(text).decode_utf8().is_ok()
}
