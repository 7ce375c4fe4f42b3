//! `operations.json`: what the operations mean, with a line for each operation and schema.

use serde_json::{Map, Value, json};

use super::json_schema::SchemaWriter;
use crate::context::RenderContext;
use model::{Codec, Content, Operation, Parameter};
use surface::{ArgumentName, BODY_ARGUMENT, BodyFacts, MethodFacts, OutputFacts, argument_names};

pub(super) fn print_documentation<'a>(cx: &'a RenderContext<'a>, names: &[String]) -> String {
    let mut schemas = SchemaWriter::new(cx.api);
    let mut operations = Vec::new();
    for (name, operation) in names.iter().zip(&cx.api.operations) {
        if let Some(facts) = cx.index.method(operation) {
            operations.push((name.as_str(), documentation(&mut schemas, &facts)));
        }
    }
    let definitions = schemas.finish();
    let definitions = definitions
        .iter()
        .map(|(name, schema)| (name.as_str(), schema.clone()));
    format!(
        "{{\n\"operations\": {},\n\"$defs\": {}\n}}\n",
        lines(operations),
        lines(definitions)
    )
}

/// Returns an object with a line for each property.
fn lines<'n>(members: impl IntoIterator<Item = (&'n str, Value)>) -> String {
    let lines: Vec<String> = members
        .into_iter()
        .map(|(name, value)| format!("{}: {value}", Value::from(name)))
        .collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

fn documentation<'a>(schemas: &mut SchemaWriter<'a>, facts: &MethodFacts<'a>) -> Value {
    let operation = facts.operation;
    let mut members = Map::new();
    for (key, text) in [
        ("summary", &operation.docs.summary),
        ("description", &operation.docs.description),
    ] {
        members.extend(text.as_deref().map(|text| (key.to_owned(), text.trim().into())));
    }
    if operation.deprecated {
        members.insert("deprecated".to_owned(), true.into());
    }
    members.insert("arguments".to_owned(), arguments(schemas, facts));
    members.extend(result(schemas, facts).map(|schema| ("result".to_owned(), schema)));
    let item = facts.paged_item().or_else(|| match &facts.output {
        OutputFacts::Stream(stream) => Some(&stream.item),
        _ => operation.returns.stream.as_ref().map(|stream| &stream.item),
    });
    members.extend(item.map(|item| ("item".to_owned(), schemas.schema(item))));
    members.into()
}

/// Returns the schema of all arguments.
fn arguments<'a>(schemas: &mut SchemaWriter<'a>, facts: &MethodFacts<'a>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for ArgumentName { name, parameter } in argument_names(facts) {
        if parameter.required {
            required.push(name.clone());
        }
        properties.insert(name, parameter_schema(schemas, parameter));
    }
    if let Some(content) = facts.content() {
        if matches!(facts.body, BodyFacts::Argument(_)) && !facts.may_lack_body() {
            required.push(BODY_ARGUMENT.to_owned());
        }
        let schema = body_schema(schemas, facts.operation, content);
        properties.insert(BODY_ARGUMENT.to_owned(), schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn parameter_schema<'a>(schemas: &mut SchemaWriter<'a>, parameter: &'a Parameter) -> Value {
    let schema = schemas.schema(&parameter.schema);
    let mut schema = with_description(schema, parameter.prose());
    if parameter.deprecated {
        schema["deprecated"] = true.into();
    }
    if let Some(example) = &parameter.example {
        schema["examples"] = vec![example.clone()].into();
    }
    schema
}

fn body_schema<'a>(
    schemas: &mut SchemaWriter<'a>,
    operation: &'a Operation,
    content: &'a Content,
) -> Value {
    let schema = match (content.codec, &content.schema) {
        (Codec::Text | Codec::Xml, _) => {
            json!({ "type": "string", "contentMediaType": content.media_type })
        }
        (Codec::Bytes, _) => json!({
            "type": "string",
            "format": "binary",
            "contentEncoding": "base64",
            "contentMediaType": content.media_type,
        }),
        (_, Some(schema)) => schemas.schema(schema),
        (_, None) => json!({}),
    };
    let body = operation.body.as_ref();
    with_description(schema, body.and_then(|body| body.docs.as_deref()))
}

/// Returns the schema of the result, as the method decodes it; `None` if there is no content.
fn result<'a>(schemas: &mut SchemaWriter<'a>, facts: &MethodFacts<'a>) -> Option<Value> {
    match &facts.output {
        OutputFacts::Empty => None,
        OutputFacts::Json(schema) => Some(schemas.schema(schema)),
        OutputFacts::Pages(item) => {
            Some(json!({ "type": "array", "items": schemas.schema(item) }))
        }
        OutputFacts::Text | OutputFacts::Xml(_) => Some(json!({ "type": "string" })),
        OutputFacts::Bytes => Some(json!({ "type": "string", "contentEncoding": "base64" })),
        OutputFacts::Raw | OutputFacts::Several(_) | OutputFacts::Stream(_) => Some(json!({})),
    }
}

/// Sets the description of a schema, unless the text is blank.
pub(super) fn with_description(mut schema: Value, text: Option<&str>) -> Value {
    if let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) {
        schema["description"] = text.into();
    }
    schema
}
