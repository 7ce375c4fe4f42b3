//! Answers requests: with functions of tests, what was created, examples, or samples.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use http::header::{ACCEPT, ALLOW};
use serde_json::{Map, Value, json};

use super::super::api::{Envelope, Operation};
use super::super::catalog::{BODY_ARGUMENT, Entry, Items};
use super::super::catalog_check::plain_text;
use super::super::outcome::Code;
use super::super::testing::{error_body, first_accepted_type, success_members};
use super::Shared;
use super::check::{CheckedRequest, Refusal};
use super::collections::{CollectionCall, Outcome};
use super::errors::{Report, error_schema};
use super::pages::{ListLocation, page_of};
use super::request::{Problem, TestRequest};
use super::response::{Content, TestResponse};
use super::schemas::Amount;

/// The number of items in the sample of a stream.
const STREAMED_ITEMS: usize = 3;

/// The media type of a body, if the description has only a range.
const BINARY: &str = "application/octet-stream";

impl Shared {
    /// Answers a request, and records it.
    pub(super) fn answer(&self, mut request: TestRequest) -> TestResponse {
        let asked_failure = request.preference("code");
        let failure = self.state().failures.pop_front().or(asked_failure);
        let matches = self.routes.find(&request);
        let matching_routes = matches.as_deref().unwrap_or_default();
        let first_entry = matching_routes.first().map(|first| first.route.entry);
        request.operation = first_entry.map(|entry| entry.name);
        let response = match failure {
            Some(status) => {
                self.error_response(first_entry, status, "the test asks for this failure")
            }
            None => match matches.and_then(|matches| self.check_all(&request, matches)) {
                Ok(checked) => {
                    request.operation = Some(checked.route.route.entry.name);
                    request.arguments.clone_from(&checked.arguments);
                    self.answer_checked(&request, &checked)
                }
                Err(refusal) => self.refuse(&request, first_entry, refusal),
            },
        };
        self.state().calls.push(request);
        response
    }

    fn refuse(
        &self,
        request: &TestRequest,
        entry: Option<&Entry>,
        refusal: Refusal,
    ) -> TestResponse {
        let response = self.error_response(entry, refusal.status, refusal.message.as_str());
        self.report(request, refusal.status, refusal.message);
        match refusal.allowed_methods {
            Some(methods) => response.header(ALLOW.as_str(), &methods),
            None => response,
        }
    }

    pub(super) fn report(&self, request: &TestRequest, status: u16, message: String) {
        let problem = Problem {
            method: request.method.clone(),
            path: request.path.clone(),
            operation: request.operation,
            status,
            message,
        };
        let mut state = self.state();
        if state.prints_problems {
            eprintln!("{problem}");
        }
        state.problems.push(problem);
    }

    fn answer_checked(&self, request: &TestRequest, checked: &CheckedRequest<'_>) -> TestResponse {
        let entry = checked.route.route.entry;
        let handler = {
            let state = self.state();
            state.handlers.get(entry.name).cloned()
        };
        let Some(handler) = handler else {
            return self.answer_by_description(request, checked, None);
        };
        let call = std::panic::AssertUnwindSafe(|| handler(request, entry));
        let response = std::panic::catch_unwind(call).unwrap_or_else(|_| {
            let message = "the function that answers this operation panicked".to_owned();
            self.report(request, 500, message.clone());
            TestResponse::failure(message)
        });
        match response.content {
            Content::Result => self.answer_with_result(request, checked, response),
            _ => self.with_described_error(response, Some(entry)),
        }
    }

    /// Sends the result that a test gives.
    fn answer_with_result(
        &self,
        request: &TestRequest,
        checked: &CheckedRequest<'_>,
        result: TestResponse,
    ) -> TestResponse {
        let entry = checked.route.route.entry;
        let operation = entry.operation;
        let value: Option<Value> = serde_json::from_slice(&result.chunks.concat()).ok();
        let mut response = match value {
            Some(Value::Array(items)) if entry.items.is_some() => {
                self.answer_by_description(request, checked, Some(items))
            }
            Some(value) => written(operation, in_envelope(value, operation.envelope))
                .status(described_status(checked)),
            None => TestResponse::empty().status(described_status(checked)),
        };
        if result.status != StatusCode::OK {
            response.status = result.status;
        }
        response.headers.extend(result.headers);
        response.delay = result.delay;
        response.cut = result.cut;
        response
    }

    /// Answers from collections and the description; a list or a stream has these items, if a test
    /// gives them.
    fn answer_by_description(
        &self,
        request: &TestRequest,
        checked: &CheckedRequest<'_>,
        items: Option<Vec<Value>>,
    ) -> TestResponse {
        let entry = checked.route.route.entry;
        let operation = entry.operation;
        let documentation = &checked.documentation;
        let described = &documentation.response;
        let status = described_status(checked);
        if asks_for_stream(entry, request, described) {
            return self.stream(checked, items).status(status);
        }
        let outcome = items.map(Outcome::Given).or_else(|| {
            let mut state = self.state();
            if state.is_stateless {
                return None;
            }
            state.collections.perform(&CollectionCall {
                schemas: self.schemas(),
                request,
                checked,
            })
        });
        if let Some(Outcome::Missing(id)) = &outcome {
            let message = format!("there is no item `{id}`");
            return self.error_response(Some(entry), 404, message);
        }
        let Some(schema) = described.get("schema").or(documentation.result.as_ref()) else {
            return TestResponse::empty().status(status);
        };
        if let Some(Outcome::Value(value)) = outcome {
            let body = in_envelope(value, operation.envelope);
            return written(operation, body).status(status);
        }
        let example = described.get("example");
        let speaks_xml = operation.accept.contains("xml") && !operation.accept.contains("json");
        if speaks_xml && example.is_none() {
            let message = "the test server has no sample in XML: answer with `on`";
            self.report(request, 501, message.to_owned());
            return TestResponse::error(501, message);
        }
        let body = example.cloned().unwrap_or_else(|| {
            let sample = self.schemas().sample(schema, Amount::Most);
            in_envelope(sample, operation.envelope)
        });
        self.page(request, checked, schema, outcome, body)
            .status(status)
    }

    /// Returns a described body; a list has the items of the outcome or else its own, page by page.
    fn page(
        &self,
        request: &TestRequest,
        checked: &CheckedRequest<'_>,
        schema: &Value,
        outcome: Option<Outcome>,
        mut body: Value,
    ) -> TestResponse {
        let entry = checked.route.route.entry;
        let operation = entry.operation;
        let schemas = self.schemas();
        let Some(list) = ListLocation::of(schemas, entry, schema, &checked.documentation) else {
            return written(operation, body);
        };
        let items = match (outcome, list.array_in(&mut body)) {
            (Some(Outcome::Given(items)), _) => items,
            (Some(Outcome::Stored(items)), _) => {
                let items = items.iter();
                let adapted = items.filter_map(|item| schemas.adapt(item, &list.item_schema));
                adapted.collect()
            }
            (_, Some(Value::Array(items))) => std::mem::take(items),
            _ => Vec::new(),
        };
        let page = page_of(items, entry, &checked.documentation.arguments, request);
        page.describe_in(&mut body, |pointer| {
            let result = operation.envelope.map(|envelope| envelope.result);
            let inner_pointer = match result {
                Some(name) => pointer.strip_prefix('/')?.strip_prefix(name)?,
                None => pointer,
            };
            schemas.empty_at(schema, inner_pointer)
        });
        if let Some(array) = list.array_in(&mut body) {
            *array = page.items.into();
        }
        match page.header {
            Some((name, value)) => written(operation, body).header(name, &value),
            None => written(operation, body),
        }
    }

    fn error_response(
        &self,
        entry: Option<&Entry>,
        status: u16,
        message: impl Into<String>,
    ) -> TestResponse {
        self.with_described_error(TestResponse::error(status, message), entry)
    }

    /// Returns the response, whose error has the schema of the description, or else is where clients
    /// look for it.
    fn with_described_error(
        &self,
        mut response: TestResponse,
        entry: Option<&Entry>,
    ) -> TestResponse {
        let (Content::Error(message), Some(entry)) = (&response.content, entry) else {
            return response;
        };
        let status = response.status.as_u16();
        let envelope = entry.operation.envelope;
        let documentation = self.catalog.documentation(entry);
        let described = error_schema(&documentation.response, status).and_then(|schema| {
            let report = Report { status, message };
            self.schemas().error_body(schema, envelope, report)
        });
        let body = described.unwrap_or_else(|| {
            let code = Code::Number(status.into());
            error_body(Some(entry.operation), code, message)
        });
        response.chunks = vec![body.to_string().into()];
        response
    }

    fn stream(&self, checked: &CheckedRequest<'_>, items: Option<Vec<Value>>) -> TestResponse {
        let described = &checked.documentation.response;
        let stream = &described["stream"];
        let media_type = stream["mediaType"].as_str().unwrap_or(BINARY);
        if let (Some(text), None) = (described["example"].as_str(), &items) {
            return TestResponse::stream(media_type, [text.to_owned()]);
        }
        let items = items.unwrap_or_else(|| {
            let schema = checked.documentation.item.clone().unwrap_or_default();
            vec![self.schemas().sample(&schema, Amount::Most); STREAMED_ITEMS]
        });
        let framing = stream["framing"].as_str().unwrap_or_default();
        let mut chunks: Vec<String> = items.iter().map(|item| framed(item, framing)).collect();
        if framing == "events" {
            chunks.push("data: [DONE]\n\n".to_owned());
        }
        TestResponse::stream(media_type, chunks)
    }
}

/// Returns the status code of the result by the description.
fn described_status(checked: &CheckedRequest<'_>) -> u16 {
    let status = checked.documentation.response["status"].as_u64();
    let code = status.and_then(|status| status.try_into().ok());
    code.unwrap_or(200)
}

/// Returns whether a request asks for a stream, if the operation can return one.
fn asks_for_stream(entry: &Entry, request: &TestRequest, described: &Value) -> bool {
    let Some(media_type) = described["stream"]["mediaType"].as_str() else {
        return false;
    };
    let Some(Items {
        media_type: Some(_),
        switch,
        ..
    }) = &entry.items
    else {
        return true;
    };
    let Some(switch) = switch else {
        let accepted = request.header(ACCEPT.as_str()).unwrap_or_default();
        return accepted.trim() == media_type;
    };
    let body = request.arguments.get(BODY_ARGUMENT);
    let mut fields = request.query_fields().into_iter();
    body.is_some_and(|body| body[switch] == true)
        || fields.any(|field| field.name == *switch && field.text() == "true")
}

/// Returns an item of a stream as it is sent.
fn framed(item: &Value, framing: &str) -> String {
    match framing {
        "events" => format!("data: {}\n\n", plain_text(item).replace('\n', "\ndata: ")),
        "event objects" => {
            let names = ["event", "id", "retry", "data"].into_iter();
            let lines = names.filter_map(|name| match &item[name] {
                Value::Null => None,
                value => Some(format!("{name}: {}\n", plain_text(value))),
            });
            lines.collect::<String>() + "\n"
        }
        "results" => format!("{}\n", json!({ "result": item })),
        "records" => format!("\u{1e}{item}\n"),
        _ => format!("{item}\n"),
    }
}

fn in_envelope(value: Value, envelope: Option<&Envelope>) -> Value {
    let Some(envelope) = envelope else {
        return value;
    };
    let mut members = Map::from_iter([(envelope.result.to_owned(), value)]);
    members.extend(success_members(envelope));
    members.into()
}

/// Writes a body in the first media type of the operation.
fn written(operation: &'static Operation, body: Value) -> TestResponse {
    let media_type = first_accepted_type(Some(operation)).unwrap_or(match operation.accept {
        "" => "application/json",
        _ => BINARY,
    });
    let is_json = media_type.contains("json");
    let is_text = media_type.starts_with("text/") || media_type.contains("xml");
    match body {
        Value::String(text) if !is_json => match BASE64_STANDARD.decode(&text) {
            Ok(bytes) if !is_text => TestResponse::content(media_type, bytes),
            _ => TestResponse::content(media_type, text),
        },
        body if is_json => TestResponse::content(media_type, body.to_string()),
        body => TestResponse::json(body),
    }
}
