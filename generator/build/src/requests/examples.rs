//! Examples in the description. Examples appear in docs and tests, but no type is inferred from
//! them. Examples of schemas appear only in the docs of methods.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::context::BuildContext;
use description::Document;
use description::raise::Annotations;
use diag::{Diagnostic, Origin};
use model::{Codec, Example, Schema, Type, Types};

/// A key of OpenAPI 3.2 for the text of a request or response.
const SERIALIZED: &str = "serializedValue";

/// Reads `example` and `examples` of a media type, or of a parameter, which has no codec.
pub(crate) fn read_examples(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
    codec: Option<Codec>,
) -> Vec<Example> {
    let mut examples_found = Vec::new();
    if let Some(value) = object.get("example") {
        examples_found.push(Example {
            name: "example".to_owned(),
            value: value.clone(),
            origin: origin.child("example"),
        });
    }
    if let Some(Value::Object(examples)) = object.get("examples") {
        let examples_origin = origin.child("examples");
        examples_found.extend(
            examples.keys().filter_map(|name| {
                read_named_example(cx, name, examples_origin.child(name), codec)
            }),
        );
    }
    examples_found
}

fn read_named_example(
    cx: &mut BuildContext<'_>,
    name: &str,
    origin: Origin,
    codec: Option<Codec>,
) -> Option<Example> {
    let origin = cx.follow(&origin, "the example is left out")?;
    let example = cx.document.value(&origin)?;
    let values = ["value", "dataValue"]
        .into_iter()
        .find_map(|key| Some((key, example.get(key)?)));
    let (key, value) = match (values, example.get(SERIALIZED)) {
        (Some((key, value)), _) => (key, value.clone()),
        (None, Some(serialized)) => {
            // The texts of other media types would have to be decoded like requests and responses.
            if codec != Some(Codec::Json) {
                return None;
            }
            (
                SERIALIZED,
                parse_serialized(cx, &origin, serialized.as_str()?)?,
            )
        }
        (None, None) => {
            report_missing_value(cx, &origin, example);
            return None;
        }
    };
    Some(Example {
        name: name.to_owned(),
        value,
        origin: origin.child(key),
    })
}

/// Parses the `serializedValue` of an example as JSON.
fn parse_serialized(cx: &mut BuildContext<'_>, example: &Origin, text: &str) -> Option<Value> {
    let parsed = serde_json::from_str(text);
    if parsed.is_err() {
        let message = format!("`{SERIALIZED}` is not JSON, but its media type is");
        let warning =
            Diagnostic::warning("example-without-value", message).at(&example.child(SERIALIZED));
        let help = "write the text of a request or response, or the value itself as `dataValue`";
        cx.warn(warning.instead("it is left out").help(help));
    }
    parsed.ok()
}

fn report_missing_value(cx: &mut BuildContext<'_>, origin: &Origin, example: &Value) {
    let elsewhere = ["externalValue", SERIALIZED];
    let is_elsewhere = elsewhere
        .iter()
        .any(|key| example.get(key).is_some() || cx.document.was_dropped(&origin.child(key)));
    if is_elsewhere {
        return;
    }
    let message = "the example has no `value`";
    let warning = Diagnostic::warning("example-without-value", message).at(origin);
    let help = "write the example under `value`, or its URL under `externalValue`";
    cx.warn(warning.instead("the example is left out").help(help));
}

/// Returns the examples of the schemas of all types that may be sent, by location.
pub(crate) fn collect_schema_examples(
    document: &Document,
    types: &Types,
) -> BTreeMap<Origin, Value> {
    let sent = types
        .iter()
        .map(|(_, def)| def)
        .filter(|def| def.usage.may_be_sent());
    let origins = sent.flat_map(|def| {
        def.kind
            .schemas()
            .into_iter()
            .flat_map(schema_with_elements)
            .map(|schema| &schema.origin)
            .chain([&def.origin])
    });
    let examples = origins.filter_map(|origin| {
        let example = Annotations::of(document.value(origin)?).example()?;
        Some((origin.clone(), example.clone()))
    });
    examples.collect()
}

/// Returns a schema, and the nested schemas of its items or values.
fn schema_with_elements(schema: &Schema) -> impl Iterator<Item = &Schema> {
    std::iter::successors(Some(schema), |schema| match &schema.ty {
        Type::List(inner) | Type::Map(inner) => Some(inner),
        _ => None,
    })
}
