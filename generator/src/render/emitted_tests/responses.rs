//! The responses of the test server: one for each documented status code.

use serde_json::{Map, Value, json};

use super::xml;
use crate::model::{
    Codec, Content, Framing, Operation, Output, Response, Schema, Status, Stream, SuccessVariant,
};
use crate::render::context::RenderContext;
use crate::render::resources::MethodFacts;
use crate::render::values::RAW_BODY;
use crate::samples::{Amount, SampleDirection};

pub(super) struct SampleResponse {
    status: u16,
    media_type: String,
    body: SampleBody,
    /// The output of the method; `None` for failures.
    value: Option<Value>,
}

enum SampleBody {
    Json(Value),
    Text(String),
}

impl SampleResponse {
    pub(super) fn is_success(&self) -> bool {
        self.value.is_some()
    }

    pub(super) fn as_json(&self) -> Value {
        let mut response = Map::new();
        response.insert("status".to_owned(), json!(self.status));
        response.insert("media_type".to_owned(), json!(self.media_type));
        match &self.body {
            SampleBody::Json(value) => response.insert("json".to_owned(), value.clone()),
            SampleBody::Text(text) => response.insert("text".to_owned(), json!(text)),
        };
        if (300..400).contains(&self.status) && self.is_success() {
            // No server listens at the target of the redirect.
            response.insert("location".to_owned(), json!("/elsewhere"));
        }
        response.extend(self.value.clone().map(|value| ("value".to_owned(), value)));
        Value::Object(response)
    }
}

/// A response for each status code, successes first; and the status codes for which none could be made.
pub(super) fn sample_responses<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
) -> (Vec<SampleResponse>, Vec<Status>) {
    let operation = facts.operation;
    let (mut responses, mut missing) = (Vec::new(), Vec::new());
    for response in &operation.responses {
        let Some(status) = sample_status_code(operation, response.status) else {
            missing.push(response.status);
            continue;
        };
        let sample = if response.is_success || (200..300).contains(&status) {
            sample_success_response(cx, facts, response, status)
        } else {
            Some(sample_failure_response(cx, operation, response, status))
        };
        match sample {
            Some(sample) => responses.push(sample),
            None => missing.push(response.status),
        }
    }
    if !responses.iter().any(SampleResponse::is_success) && missing.is_empty() {
        // Without a documented response, a success has no content.
        responses.extend(sample_output_response(
            cx,
            operation,
            &operation.output,
            false,
            200,
        ));
    }
    responses.sort_by_key(|response| !response.is_success());
    (responses, missing)
}

/// A status code that only this response covers; `None` for an informational one.
fn sample_status_code(operation: &Operation, status: Status) -> Option<u16> {
    let all = &operation.responses;
    let is_free = |code: &u16| {
        all.iter()
            .all(|response| response.status != Status::Code(*code))
    };
    match status {
        Status::Code(code) => Some(code).filter(|code| (200..600).contains(code)),
        Status::Range(class) => {
            let first = u16::from(class)
                .checked_mul(100)
                .filter(|first| (200..600).contains(first))?;
            (first..first + 100).find(is_free)
        }
        Status::Default => {
            let is_success = !all.iter().any(|response| response.is_success);
            let mut candidates = if is_success { 200..300 } else { 400..600 };
            candidates.find(|code| {
                is_free(code)
                    && !all
                        .iter()
                        .any(|r| r.status == Status::Range((*code / 100) as u8))
            })
        }
    }
}

fn sample_success_response<'a>(
    cx: &RenderContext<'a>,
    facts: &MethodFacts<'a>,
    response: &'a Response,
    status: u16,
) -> Option<SampleResponse> {
    let operation = facts.operation;
    match &operation.output {
        Output::Several(several) => {
            let outcome = several
                .outcomes
                .iter()
                .find(|outcome: &&SuccessVariant| outcome.status == response.status)?;
            sample_output_response(cx, operation, &outcome.output, outcome.enveloped, status)
        }
        Output::Json(schema) if schema.nullable && response.contents.is_empty() => {
            sample_output_response(cx, operation, &Output::Empty, false, status)
        }
        output => {
            sample_output_response(cx, operation, output, operation.envelope.is_some(), status)
        }
    }
}

/// A response that decodes as this output.
fn sample_output_response<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
    output: &'a Output,
    is_wrapped: bool,
    status: u16,
) -> Option<SampleResponse> {
    let sample = |media_type: &str, body, value| {
        Some(SampleResponse {
            status,
            media_type: media_type.to_owned(),
            body,
            value: Some(value),
        })
    };
    let text = |text: &str| SampleBody::Text(text.to_owned());
    match output {
        Output::Json(schema) => {
            let value = values_of(cx, operation, schema).next()?;
            let body = if is_wrapped {
                wrap_in_envelope(operation, value.clone())
            } else {
                value.clone()
            };
            sample("application/json", SampleBody::Json(body), value)
        }
        Output::Xml(schema) => {
            let (text, value) = values_of(cx, operation, schema)
                .find_map(|value| Some((xml::xml_document_text(cx, schema, &value)?, value)))?;
            sample("application/xml", SampleBody::Text(text), value)
        }
        Output::Raw | Output::Text => sample("text/plain", text(RAW_BODY), json!(RAW_BODY)),
        // Text would be rejected as an unexpected media type.
        Output::Bytes => sample("application/octet-stream", text(RAW_BODY), json!(RAW_BODY)),
        Output::Empty => sample("text/plain", text(""), Value::Null),
        Output::Stream(stream) => {
            let (body, items) = sample_stream(cx, stream);
            sample(&stream.media_type, SampleBody::Text(body), json!(items))
        }
        Output::Several(several) => {
            let first = several.outcomes.first()?;
            match &first.output {
                Output::Several(_) => None,
                output => sample_output_response(cx, operation, output, first.enveloped, status),
            }
        }
    }
}

/// Generated values, then those of the description.
fn values_of<'a>(
    cx: &'a RenderContext<'a>,
    operation: &'a Operation,
    schema: &'a Schema,
) -> impl Iterator<Item = Value> + use<'a> {
    let made = [Amount::Most, Amount::Least].into_iter();
    let made = made.filter_map(|amount| cx.samples.make(schema, SampleDirection::Response, amount));
    let successes = operation
        .responses
        .iter()
        .filter(|response| response.is_success);
    let inside = move |response: &'a Value| match &operation.envelope {
        Some(envelope) => response.get(&envelope.result),
        None => Some(response),
    };
    let documented = successes
        .flat_map(|response: &'a Response| {
            response
                .contents
                .iter()
                .flat_map(|content| &content.examples)
        })
        .filter_map(move |example| inside(&example.value));
    made.chain(
        documented
            .filter(|value| cx.samples.reads(schema, value))
            .cloned(),
    )
}

fn wrap_in_envelope(operation: &Operation, result: Value) -> Value {
    let Some(envelope) = &operation.envelope else {
        return result;
    };
    let mut response = Map::new();
    response.insert(envelope.result.clone(), result);
    if let Some(success) = &envelope.success {
        response.insert(success.clone(), json!(true));
    }
    Value::Object(response)
}

/// A stream of one item, if it is plain JSON.
fn sample_stream<'a>(cx: &RenderContext<'a>, stream: &'a Stream) -> (String, Vec<Value>) {
    let made = [Amount::Most, Amount::Least].into_iter();
    let mut made = made.filter_map(|amount| {
        cx.samples
            .make(&stream.item, SampleDirection::Response, amount)
    });
    // A string may be event data without being JSON.
    let Some(item) = made.next().filter(|item| !item.is_string()) else {
        return (String::new(), Vec::new());
    };
    let text = match stream.framing {
        Framing::EventObjects => return (String::new(), Vec::new()),
        Framing::EventData => format!("data: {item}\n\n"),
        Framing::Lines => format!("{item}\n"),
        Framing::Records => format!("\u{1e}{item}\n"),
    };
    (text, vec![item])
}

fn sample_failure_response<'a>(
    cx: &RenderContext<'a>,
    operation: &'a Operation,
    response: &'a Response,
    status: u16,
) -> SampleResponse {
    let sample = |media_type: &str, body| SampleResponse {
        status,
        media_type: media_type.to_owned(),
        body,
        value: None,
    };
    if status == 304 || operation.method == "HEAD" {
        return sample("text/plain", SampleBody::Text(String::new()));
    }
    let json = response
        .contents
        .iter()
        .filter(|content| content.codec == Codec::Json);
    let made = json
        .filter_map(|content| sample_payload(cx, content))
        .next();
    match made {
        Some(value) => sample("application/json", SampleBody::Json(value)),
        None => sample("text/plain", SampleBody::Text(RAW_BODY.to_owned())),
    }
}

fn sample_payload<'a>(cx: &RenderContext<'a>, content: &'a Content) -> Option<Value> {
    let schema = content.schema.as_ref()?;
    [Amount::Most, Amount::Least]
        .into_iter()
        .find_map(|amount| cx.samples.make(schema, SampleDirection::Response, amount))
}
