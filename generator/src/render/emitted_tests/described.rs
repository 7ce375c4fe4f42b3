//! The facts of a method's calls for the harness: the description, the requests, the responses.

use serde_json::{Map, Value, json};

use super::plan::Plan;
use super::{schemas, xml};
use crate::model::{Codec, Content, Encoding, EncodingFormat, Parameter};
use crate::render::context::RenderContext;
use crate::render::resources::{MethodFacts, sent_media_type};
use crate::render::values::{CallValues, example_media_type};

/// A method's calls; `ways` are the names of its authentication alternatives, the preferred one first.
pub(super) fn operation_test_data<'a>(
    cx: &RenderContext<'a>,
    plan: &Plan<'a>,
    ways: &[String],
) -> Value {
    let (facts, operation) = (&plan.facts, plan.facts.operation);
    // The fragment is not part of a request.
    let path = operation.path.split('#').next().unwrap_or_default();
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|known| parameter_test_data(cx, known))
        .collect();
    let responses: Vec<Value> = plan
        .responses
        .iter()
        .map(super::responses::SampleResponse::as_json)
        .collect();
    let mut described = Map::new();
    let mut add = |name: &str, value: Value| {
        described.insert(name.to_owned(), value);
    };
    add("method", json!(operation.method));
    add("path", json!(path));
    add("parameters", json!(parameters));
    if let Some(content) = facts.content() {
        add("body", body_test_data(cx, content));
    }
    add("accept", json!(facts.accept()));
    add("ways", json!(ways));
    add("least", sent_test_data(cx, facts, &plan.least));
    if let Some(values) = &plan.most {
        add("most", sent_test_data(cx, facts, values));
    }
    add("responses", json!(responses));
    Value::Object(described)
}

fn parameter_test_data<'a>(cx: &RenderContext<'a>, parameter: &'a Parameter) -> Value {
    json!({
        "name": parameter.key(),
        "in": parameter.location.as_str(),
        "required": parameter.required,
        "style": parameter.style.as_str(),
        "explode": parameter.explode,
        "schema": schemas::request_schema(cx, &parameter.schema),
    })
}

fn body_test_data<'a>(cx: &RenderContext<'a>, content: &'a Content) -> Value {
    let schema = match (content.codec, &content.schema) {
        (Codec::Text | Codec::Bytes, _) | (_, None) => Value::Bool(true),
        (_, Some(schema)) => schemas::request_schema(cx, schema),
    };
    // The client adds a boundary to the multipart type of the description.
    let given = example_media_type(content);
    let media_type = given
        .as_deref()
        .unwrap_or_else(|| sent_media_type(&content.media_type, content.codec))
        .trim();
    let media_type =
        if content.codec == Codec::Multipart && media_type.starts_with("multipart/form-data") {
            "multipart/form-data"
        } else {
            media_type
        };
    let encodings = content
        .encodings
        .iter()
        .map(|known| (known.property.clone(), encoding_test_data(known)));
    json!({
        "media_type": media_type,
        "as": written_as(content),
        "schema": schema,
        "encoding": encodings.collect::<Map<String, Value>>(),
    })
}

fn encoding_test_data(encoding: &Encoding) -> Value {
    match &encoding.format {
        EncodingFormat::Style {
            style: known,
            explode,
            ..
        } => json!({ "style": known.as_str(), "explode": explode }),
        EncodingFormat::Usual => json!({}),
        EncodingFormat::MediaType(media_type) => json!({ "media_type": media_type }),
        EncodingFormat::Xml { media_type, .. } => json!({ "media_type": media_type, "xml": true }),
    }
}

/// The values of a call, by location in the request.
fn sent_test_data<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    values: &CallValues<'a>,
) -> Value {
    let mut sent = Map::new();
    for (parameter, value) in &values.parameters {
        let place = sent
            .entry(parameter.location.as_str())
            .or_insert_with(|| json!({}));
        if let Some(place) = place.as_object_mut() {
            place.insert(parameter.key().into_owned(), value.clone());
        }
    }
    if let (Some(content), Some(body)) = (
        facts.content(),
        values.body.as_ref().filter(|body| {
            !(body.as_object().is_some_and(Map::is_empty) && facts.omits_empty_body())
        }),
    ) {
        sent.insert("body".to_owned(), body.clone());
        if let (Codec::Xml, Some(schema)) = (content.codec, &content.schema) {
            sent.insert(
                "xml".to_owned(),
                json!(xml::xml_document_text(cx, schema, body)),
            );
        }
        if let Some(parts) =
            xml::xml_body_parts(cx, content, body).filter(|parts| !parts.is_empty())
        {
            sent.insert("xml_parts".to_owned(), Value::Object(parts));
        }
    }
    Value::Object(sent)
}

fn written_as(content: &Content) -> &'static str {
    match content.codec {
        Codec::Json if content.framing().is_some() => "items",
        Codec::Json => "json",
        Codec::Form => "form",
        Codec::Multipart => "parts",
        Codec::Xml => "xml",
        Codec::Text | Codec::Bytes => "text",
    }
}
