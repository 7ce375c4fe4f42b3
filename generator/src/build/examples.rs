//! Examples in the description. They appear in docs and tests, but no type is inferred from them. Examples of schemas
//! appear only in the docs of methods.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::context::BuildContext;
use crate::diag::{Diagnostic, Origin};
use crate::model::{Example, Schema, Type, Types};
use crate::raise::Annotations;
use crate::source::Document;

/// Reads `example` and `examples` of a media type or parameter.
pub(crate) fn read_examples(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> Vec<Example> {
    let mut all = Vec::new();
    if let Some(value) = object.get("example") {
        all.push(Example {
            name: "example".to_owned(),
            value: value.clone(),
            origin: origin.child("example"),
        });
    }
    if let Some(Value::Object(examples)) = object.get("examples") {
        let place = origin.child("examples");
        all.extend(
            examples
                .keys()
                .filter_map(|name| read_named_example(cx, name, place.child(name))),
        );
    }
    all
}

fn read_named_example(cx: &mut BuildContext<'_>, name: &str, origin: Origin) -> Option<Example> {
    let origin = cx.follow(origin, "the example is left out")?;
    let example = cx.document.value(&origin)?;
    let found = ["value", "dataValue"]
        .into_iter()
        .find_map(|key| Some((key, example.get(key)?)));
    let Some((key, value)) = found else {
        let is_serialized = ["externalValue", "serializedValue"]
            .iter()
            .any(|key| example.get(key).is_some());
        if !is_serialized {
            let warning = Diagnostic::warning(
                "example-without-value",
                "expected an example with `value`, found none",
            );
            let help = "write the example under `value`, or its URL under `externalValue`";
            cx.warn(warning.at(&origin).instead("it is left out").help(help));
        }
        return None;
    };
    Some(Example {
        name: name.to_owned(),
        value: value.clone(),
        origin: origin.child(key),
    })
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
    let places = sent.flat_map(|def| {
        def.kind
            .schemas()
            .into_iter()
            .flat_map(schema_with_elements)
            .map(|schema| &schema.origin)
            .chain([&def.origin])
    });
    let examples = places.filter_map(|place| {
        let example = Annotations::of(document.value(place)?).example()?;
        Some((place.clone(), example.clone()))
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
