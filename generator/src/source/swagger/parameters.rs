//! Parameters and headers: the keys of their schema move into `schema`.

use super::rewriter::{MovedPlace, Rewriter};
use super::schemas;
use crate::diag::Diagnostic;
use serde_json::{Map, Value};

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
const SCHEMA_EXTENSIONS: [&str; 2] = ["x-nullable", "x-enum"];

/// How the items of an array are joined: `style`, and `explode`.
struct ArrayStyle {
    style: &'static str,
    explode: bool,
}

impl Rewriter<'_> {
    /// `{name, in: query, type: array, items: s, collectionFormat: multi}` → `{name, in: query, schema: {type: array,
    /// items: s}, style: form, explode: true}`; the same for headers, which have no name.
    pub(super) fn rewrite_parameter(
        &mut self,
        parameter: &mut Map<String, Value>,
        place: &MovedPlace,
    ) {
        if parameter.contains_key("$ref") {
            return;
        }
        // References to the parameter find this, not its schema, which has the same location in the text.
        self.record(place);
        self.warn_newer_keys(parameter, &NEWER_KEYS, place);
        let format = parameter.shift_remove("collectionFormat");
        let schema = take_schema(parameter);
        if parameter.contains_key("schema") || parameter.contains_key("content") {
            return;
        }
        if let Some(Value::Object(items)) = schema.get("items")
            && let Some(format) = items.get("collectionFormat")
            && format != "csv"
        {
            self.warn_inner_format(format, &place.child("items"));
        }
        if schema.get("type").is_some_and(|name| name == "array") {
            let location = parameter.get("in").and_then(Value::as_str);
            let style = array_style(format.as_ref().and_then(Value::as_str), location);
            parameter.insert("style".to_owned(), Value::from(style.style));
            parameter.insert("explode".to_owned(), Value::Bool(style.explode));
            self.record(&place.moved("style", &place.written.child("collectionFormat")));
        }
        parameter.insert("schema".to_owned(), Value::Object(schema));
        self.record(&place.moved("schema", &place.written));
        if let Some(example) = parameter.shift_remove("x-example") {
            parameter.entry("example").or_insert(example);
            self.record(&place.moved("example", &place.written.child("x-example")));
        }
    }

    fn warn_inner_format(&mut self, format: &Value, place: &MovedPlace) {
        let message = format!("`collectionFormat` is {format} for an array in an array");
        let at = self
            .moves
            .message_place(&place.written.child("collectionFormat"));
        let warning = Diagnostic::warning("unknown-style", message)
            .at(&at)
            .instead("the items of the inner array are separated by commas")
            .help("describe the parameter as a string");
        self.warnings.push(warning);
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
    schemas::rewrite_schema(&mut schema);
    schema
}

/// How the items of an array are joined, by `collectionFormat` and the location of the parameter.
fn array_style(format: Option<&str>, location: Option<&str>) -> ArrayStyle {
    let style = match (location, format) {
        (Some("query" | "formData"), Some("ssv")) => "spaceDelimited",
        (Some("query" | "formData"), Some("pipes")) => "pipeDelimited",
        (Some("query" | "formData"), _) => "form",
        _ => "simple",
    };
    ArrayStyle {
        style,
        explode: style == "form" && format == Some("multi"),
    }
}

/// The style of an array in a form.
pub(super) fn form_array_style(format: Option<&str>) -> Map<String, Value> {
    let style = array_style(format, Some("formData"));
    Map::from_iter([
        ("style".to_owned(), Value::from(style.style)),
        ("explode".to_owned(), Value::Bool(style.explode)),
    ])
}
