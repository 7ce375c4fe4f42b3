//! Parameters and headers: the keys of their schema move into `schema`.

use super::older_keys::is_older_parameter;
use super::rewriter::{MovedPlace, Rewriter};
use super::schemas;
use diag::Diagnostic;
use serde_json::{Map, Value, json};

/// The keys of a parameter that do not describe its value.
const OWN_KEYS: [&str; 9] = [
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "collectionFormat",
    "example",
    "examples",
];

/// Keys of parameters and headers in OpenAPI 3.
const NEWER_KEYS: [&str; 4] = ["schema", "content", "style", "explode"];

/// Extensions that belong to the schema.
const SCHEMA_EXTENSIONS: [&str; 4] = ["x-nullable", "x-enum", "x-extensible-enum", "x-ms-enum"];

/// How the items of an array are joined: `style`, and `explode`.
pub(super) struct ArrayStyle {
    pub(super) style: &'static str,
    pub(super) explode: bool,
}

impl ArrayStyle {
    /// Returns whether each item is a separate field or part, which is the default in OpenAPI 3.
    pub(super) fn is_exploded_form(&self) -> bool {
        self.style == "form" && self.explode
    }
}

impl Rewriter<'_> {
    /// Rewrites a parameter: `{name, in: query, type: array, items: s, collectionFormat: multi}` →
    /// `{name, in: query, schema: {type: array, items: s}, style: form, explode: true}`. Headers
    /// are rewritten in the same way, but have no name.
    pub(super) fn rewrite_parameter(
        &mut self,
        parameter: &mut Map<String, Value>,
        place: &MovedPlace,
    ) {
        let is_newer = !self.is_swagger && !is_older_parameter(parameter);
        if parameter.contains_key("$ref") || is_newer {
            return;
        }
        // The parameter and its schema have the same location in the text. References to this
        // location mean the parameter.
        self.record(place);
        self.note_newer_keys(parameter, &NEWER_KEYS, place);
        if parameter.contains_key("schema") || parameter.contains_key("content") {
            return;
        }
        let format = parameter.shift_remove("collectionFormat");
        let mut schema = take_schema(parameter);
        if schema.is_empty() {
            self.warn_missing_key("type", "any string is accepted", place);
            schema.insert("type".to_owned(), Value::from("string"));
        }
        if schema.get("type").is_some_and(|name| name == "array") {
            let location = parameter.get("in").and_then(Value::as_str);
            let origin = place.child("collectionFormat");
            let style = self.array_style(format.as_ref(), location, &origin);
            if location.is_none() && style.style != "simple" {
                self.describe_header_as_string(parameter, format.as_ref(), place);
                return;
            }
            parameter.insert("style".to_owned(), Value::from(style.style));
            parameter.insert("explode".to_owned(), Value::Bool(style.explode));
            self.record(&place.moved("style", &origin.written));
            let inner = schema.get("items").and_then(|items| items.get("type"));
            if inner.is_some_and(|name| name == "array") {
                self.warn_nested_array(&place.child("items"));
            }
        }
        let origin = place.moved("schema", &place.written);
        for key in schema.keys() {
            self.record(&origin.moved(key, &place.written.child(key)));
        }
        parameter.insert("schema".to_owned(), Value::Object(schema));
        self.record(&origin);
        if let Some(example) = parameter.shift_remove("x-example") {
            parameter.entry("example").or_insert(example);
            self.record(&place.moved("example", &place.written.child("x-example")));
        }
    }

    /// Reports a parameter or header without the key that describes its values.
    pub(super) fn warn_missing_key(&mut self, key: &str, instead: &str, place: &MovedPlace) {
        let message = format!("expected `{key}`, which describes the values, found none");
        let at = self.moves.message_origin(&place.written);
        let warning = Diagnostic::warning("parameter-without-schema", message).at(&at);
        let help = if key == "type" {
            "add it, such as `type: string`"
        } else {
            "add it, such as `schema: {type: object}`"
        };
        self.warnings.push(warning.instead(instead).help(help));
    }

    /// Reports an array inside of an array; OpenAPI 3 does not say how it is sent.
    fn warn_nested_array(&mut self, place: &MovedPlace) {
        let message = "an array in an array has no counterpart in parameters of OpenAPI 3";
        let at = self.moves.message_origin(&place.written);
        let warning = Diagnostic::warning("unknown-style", message).at(&at);
        self.warnings.push(
            warning
                .instead("the inner array is sent as JSON")
                .help("describe the parameter as a string"),
        );
    }

    /// Describes a response header whose items are not separated by commas as a string, which the
    /// caller splits.
    fn describe_header_as_string(
        &mut self,
        header: &mut Map<String, Value>,
        format: Option<&Value>,
        place: &MovedPlace,
    ) {
        let format = format.and_then(Value::as_str).unwrap_or("csv");
        let message = format!(
            "`collectionFormat: {format}` of a response header has no counterpart in OpenAPI 3"
        );
        let origin = self
            .moves
            .message_origin(&place.written.child("collectionFormat"));
        let warning = Diagnostic::warning("unknown-style", message).at(&origin);
        self.warnings.push(
            warning
                .instead("the header is a string, and the caller splits it")
                .help("remove `collectionFormat`, if the items are separated by commas"),
        );
        // `content` says that the header is plain text. With only a `schema`, the string would be
        // compared with the items of an array as if it had the style `simple`.
        let content = json!({"text/plain": {"schema": {"type": "string"}}});
        header.insert("content".to_owned(), content);
        self.record(&place.moved("content", &place.written));
    }

    /// Returns how the items of an array are joined; `location` is `None` for a response header,
    /// and `place` is the location of `collectionFormat`.
    pub(super) fn array_style(
        &mut self,
        format: Option<&Value>,
        location: Option<&str>,
        place: &MovedPlace,
    ) -> ArrayStyle {
        let is_in_query = matches!(location, Some("query" | "formData"));
        let comma_style = if is_in_query { "form" } else { "simple" };
        let format = format.and_then(Value::as_str).unwrap_or("csv");
        let is_repeated = is_in_query && format == "multi";
        let style = match format {
            "csv" => comma_style,
            "multi" if is_repeated => "form",
            // OpenAPI 3 has only `spaceDelimited` and `pipeDelimited`, and only in the query.
            // Descriptions of Swagger 2.0 use all separators in every location.
            "ssv" => "spaceDelimited",
            "pipes" => "pipeDelimited",
            "tsv" => "tabDelimited",
            other => {
                let message = if other == "multi" {
                    "`collectionFormat: multi` is only allowed in the query and in forms".to_owned()
                } else {
                    format!("unknown `collectionFormat: {other}`")
                };
                let at = self.moves.message_origin(&place.written);
                let warning = Diagnostic::warning("unknown-style", message)
                    .at(&at)
                    .instead("the items are separated by commas");
                let multi = if is_in_query { ", `multi`" } else { "" };
                let help = format!("expected one of `csv`, `ssv`, `tsv`, `pipes`{multi}");
                self.warnings.push(warning.help(help));
                comma_style
            }
        };
        ArrayStyle {
            style,
            explode: is_repeated,
        }
    }
}

/// Takes the keys that describe the value out of a parameter or header.
pub(super) fn take_schema(holder: &mut Map<String, Value>) -> Map<String, Value> {
    let mut schema = Map::new();
    for (key, value) in std::mem::take(holder) {
        let is_own = OWN_KEYS.contains(&key.as_str()) || NEWER_KEYS.contains(&key.as_str());
        let is_schema_extension = SCHEMA_EXTENSIONS.iter().any(|start| key.starts_with(start));
        if is_own || key.starts_with("x-") && !is_schema_extension {
            holder.insert(key, value);
        } else {
            schema.insert(key, value);
        }
    }
    let mut schema = Value::Object(schema);
    schemas::rewrite_schemas(&mut schema);
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}
