//! `operations.json`: what the operations mean, with a line for each operation and schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::context::RenderContext;
use crate::emitted_tests::{SampleResponse, documented_response};
use crate::json_schema::{
    SchemaForm, SchemaWriter, object_of_lines, set_keyword, with_description,
};
use crate::source_file::generated_header;
use model::{
    Codec, Content, EncodingFormat, Framing, Operation, Output, Parameter, Response, Status,
    Stream, ToolHints,
};
use surface::{
    ArgumentName, BODY_ARGUMENT, MethodFacts, OutputFacts, argument_names, requires_body_argument,
};

pub(super) fn print_documentation<'a>(cx: &'a RenderContext<'a>, names: &[String]) -> String {
    let mut schemas = SchemaWriter::new(cx.api, SchemaForm::OpenApi);
    let mut operations = Vec::new();
    for (name, operation) in names.iter().zip(&cx.api.operations) {
        if let Some(facts) = cx.index.method(operation) {
            let mut members = documentation(&mut schemas, &facts);
            if cx.api.client.has_test_server {
                members.extend(facts_for_servers(cx, &mut schemas, &facts));
            }
            operations.push((name.as_str(), members.into()));
        }
    }
    let definitions = schemas.finish();
    let definitions = definitions
        .iter()
        .map(|(name, schema)| (name.as_str(), schema.clone()));
    format!(
        "{{\n\"x-generated\": {},\n{}\"operations\": {},\n\"$defs\": {}\n}}\n",
        Value::from(generated_header(cx, "", "").trim()),
        other_servers(cx),
        object_of_lines(operations),
        object_of_lines(definitions)
    )
}

/// Returns the line with the paths of servers that differ from that of the base URL, which the test
/// server also accepts; empty if there are none.
fn other_servers(cx: &RenderContext<'_>) -> String {
    let mut paths: BTreeSet<&str> = cx
        .api
        .servers
        .iter()
        .map(|server| path_of_server(&server.url))
        .collect();
    paths.remove(path_of_server(cx.base_url()));
    if paths.is_empty() || !cx.api.client.has_test_server {
        return String::new();
    }
    format!("\"servers\": {},\n", json!({ "paths": paths }))
}

/// Returns the path of the URL of a server, without slashes at its ends.
fn path_of_server(url: &str) -> &str {
    let path = match url.split_once("://") {
        Some((_, address)) => address.split_once('/').map_or("", |(_, path)| path),
        None => url,
    };
    path.trim_matches('/')
}

fn documentation<'a>(
    schemas: &mut SchemaWriter<'a>,
    facts: &MethodFacts<'a>,
) -> Map<String, Value> {
    let operation = facts.operation;
    let mut members = Map::new();
    for (key, text) in [
        ("summary", &operation.docs.summary),
        ("description", &operation.docs.description),
    ] {
        members.extend(
            text.as_deref()
                .map(|text| (key.to_owned(), text.trim().into())),
        );
    }
    if operation.deprecated {
        members.insert("deprecated".to_owned(), true.into());
    }
    members.insert("arguments".to_owned(), arguments(schemas, facts));
    members.extend(result(schemas, facts).map(|schema| ("result".to_owned(), schema)));
    if let Some(hints) = tool_hints(operation.tool) {
        members.insert("tool".to_owned(), hints);
    }
    let item = facts.paged_item().or_else(|| match &facts.output {
        OutputFacts::Stream(stream) => Some(&stream.item),
        _ => operation.returns.stream.as_ref().map(|stream| &stream.item),
    });
    members.extend(item.map(|item| ("item".to_owned(), schemas.schema(item))));
    members
}

/// Returns what the description says about the tool of an operation; `None` if it says nothing.
fn tool_hints(hints: ToolHints) -> Option<Value> {
    let members = [
        ("disabled", hints.is_disabled.then_some(true)),
        ("readOnly", hints.is_read_only),
        ("destructive", hints.is_destructive),
        ("idempotent", hints.is_idempotent),
    ];
    let stated = members
        .into_iter()
        .filter_map(|(key, hint)| Some((key.to_owned(), hint?.into())));
    let stated: Map<String, Value> = stated.collect();
    (!stated.is_empty()).then_some(stated.into())
}

/// Returns what only the test server reads: the contents of the body, unless it is only
/// `application/json`, and the response.
fn facts_for_servers<'a>(
    cx: &RenderContext<'a>,
    schemas: &mut SchemaWriter<'a>,
    facts: &MethodFacts<'a>,
) -> Map<String, Value> {
    let mut members = Map::new();
    let body = facts.operation.body.as_ref();
    let contents = body.map_or(&[][..], |body| body.contents.as_slice());
    let contents = body_contents(schemas, facts.operation, contents);
    if !contents.is_empty() && contents != [json!({ "mediaType": "application/json" })] {
        members.insert("contents".to_owned(), contents.into());
    }
    let response = response(cx, schemas, facts);
    if !response.is_empty() {
        members.insert("response".to_owned(), response.into());
    }
    members
}

/// Returns the contents of a body. The schema of the first is that of the argument.
fn body_contents<'a>(
    schemas: &mut SchemaWriter<'a>,
    operation: &'a Operation,
    contents: &'a [Content],
) -> Vec<Value> {
    let mut first_schema = None;
    let mut written = Vec::new();
    for content in contents {
        let mut members =
            Map::from_iter([("mediaType".to_owned(), content.media_type.as_str().into())]);
        let schema = body_schema(schemas, operation, content);
        if first_schema.get_or_insert_with(|| schema.clone()) != &schema {
            members.insert("schema".to_owned(), schema);
        }
        let framing = content.framing().map(framing_name);
        members.extend(framing.map(|name| ("framing".to_owned(), name.into())));
        let encodings = content.encodings.iter().filter_map(|encoding| {
            let format = match &encoding.format {
                EncodingFormat::Style { style, explode, .. } => {
                    json!({ "style": style.as_str(), "explode": explode })
                }
                EncodingFormat::MediaType(media_type) => json!({ "contentType": media_type }),
                EncodingFormat::Xml { media_type, .. } => json!({ "contentType": media_type }),
                EncodingFormat::Nested(body) => json!({ "contentType": body.media_type }),
                EncodingFormat::Usual => return None,
            };
            Some((encoding.part.to_string(), format))
        });
        let encodings: Map<String, Value> = encodings.collect();
        if !encodings.is_empty() {
            members.insert("encoding".to_owned(), encodings.into());
        }
        written.push(members.into());
    }
    written
}

/// Returns the first success response: its status code, unless it is 200, an example, and how its
/// stream is written; and the schemas of errors.
fn response<'a>(
    cx: &RenderContext<'a>,
    schemas: &mut SchemaWriter<'a>,
    facts: &MethodFacts<'a>,
) -> Map<String, Value> {
    let operation = facts.operation;
    let described = first_success(operation);
    let mut status = described.map_or(200, |response| exact_status(response.status));
    let mut members = Map::new();
    if let Some(SampleResponse::Documented {
        status: code,
        payload,
    }) = documented_response(cx, operation)
    {
        status = code;
        members.insert("example".to_owned(), payload.clone());
    } else if !matches!(facts.output, OutputFacts::Json(_) | OutputFacts::Pages(_)) {
        let contents = described.map_or(&[][..], |response| response.contents.as_slice());
        let mut examples = contents.iter().flat_map(|content| &content.examples);
        let text = examples.find(|example| example.value.is_string());
        members.extend(text.map(|example| ("example".to_owned(), example.value.clone())));
    }
    if let OutputFacts::Several(several) = &facts.output
        && let Some(outcome) = several.outcomes.first()
    {
        status = exact_status(outcome.status);
        if let Output::Json(schema) = &outcome.output {
            members.insert("schema".to_owned(), schemas.schema(schema));
        }
    }
    if status != 200 {
        members.insert("status".to_owned(), status.into());
    }
    let errors = error_schemas(schemas, operation);
    if !errors.is_empty() {
        members.insert("errors".to_owned(), errors.into());
    }
    let stream = match &facts.output {
        OutputFacts::Stream(stream) => Some(*stream),
        _ => operation.returns.stream.as_ref(),
    };
    if let Some(Stream {
        media_type,
        framing,
        ..
    }) = stream
    {
        let stream = json!({ "mediaType": media_type, "framing": framing_name(*framing) });
        members.insert("stream".to_owned(), stream);
    }
    members
}

/// Returns the schemas of errors in JSON by status code; if all are the same, once.
fn error_schemas<'a>(
    schemas: &mut SchemaWriter<'a>,
    operation: &'a Operation,
) -> Map<String, Value> {
    let mut errors = Map::new();
    for failure in operation.failures() {
        if let Some((content, Output::Json(_))) = operation.failure(failure)
            && let Some(schema) = &content.schema
        {
            errors.insert(failure.status.to_string(), schemas.schema(schema));
        }
    }
    let mut values = errors.values();
    match values.next().cloned() {
        Some(first) if values.all(|schema| *schema == first) => {
            Map::from_iter([("default".to_owned(), first)])
        }
        _ => errors,
    }
}

/// Returns the first success response, if possible one with content.
fn first_success(operation: &Operation) -> Option<&Response> {
    let successes = || {
        operation
            .responses
            .iter()
            .filter(|response| response.is_success)
    };
    let has_content = !matches!(operation.returns.output, Output::Empty);
    let with_content = successes().find(|response| has_content && !response.contents.is_empty());
    with_content.or_else(|| successes().next())
}

fn exact_status(status: Status) -> u16 {
    match status {
        Status::Code(code) => code,
        Status::Range(class) => u16::from(class) * 100,
        Status::Default => 200,
    }
}

fn framing_name(framing: Framing) -> &'static str {
    match framing {
        Framing::EventData => "events",
        Framing::EventObjects => "event objects",
        Framing::Lines => "lines",
        Framing::Results => "results",
        Framing::Records => "records",
        Framing::Parts => "parts",
    }
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
        if requires_body_argument(facts) {
            required.push(BODY_ARGUMENT.to_owned());
        }
        let mut schema = body_schema(schemas, facts.operation, content);
        if let Some(example) = short_example(content) {
            set_keyword(&mut schema, "examples", vec![example.clone()]);
        }
        properties.insert(BODY_ARGUMENT.to_owned(), schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        set_keyword(&mut schema, "required", required);
    }
    schema
}

/// Returns the first short example of a body: texts and XML are strings, and others are JSON.
fn short_example(content: &Content) -> Option<&Value> {
    /// A long one would fill the context of an agent.
    const MAX_BYTES: usize = 500;
    let is_text = match content.codec {
        Codec::Bytes => return None,
        codec => matches!(codec, Codec::Text | Codec::Xml),
    };
    let mut values = content.examples.iter().map(|example| &example.value);
    values.find(|value| value.is_string() == is_text && value.to_string().len() <= MAX_BYTES)
}

fn parameter_schema<'a>(schemas: &mut SchemaWriter<'a>, parameter: &'a Parameter) -> Value {
    let schema = schemas.schema(&parameter.schema);
    let mut schema = with_description(schema, parameter.prose());
    if parameter.deprecated {
        set_keyword(&mut schema, "deprecated", true);
    }
    if let Some(example) = &parameter.example {
        set_keyword(&mut schema, "examples", vec![example.clone()]);
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
        OutputFacts::Pages(item) => Some(json!({ "type": "array", "items": schemas.schema(item) })),
        OutputFacts::Text | OutputFacts::Xml(_) => Some(json!({ "type": "string" })),
        OutputFacts::Bytes => Some(json!({ "type": "string", "contentEncoding": "base64" })),
        OutputFacts::Raw | OutputFacts::Several(_) | OutputFacts::Stream(_) => Some(json!({})),
    }
}
