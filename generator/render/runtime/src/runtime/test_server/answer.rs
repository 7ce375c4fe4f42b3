//! Answers requests: with functions of tests, what was created, examples, or samples.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::StatusCode;
use http::header::{ACCEPT, ALLOW};
use serde_json::{Map, Value, json};

use super::super::api::Envelope;
use super::super::catalog::{BODY_ARGUMENT, Entry, Items, quoted_names};
use super::super::catalog_check::plain_text;
use super::super::outcome::Code;
use super::super::testing::{error_body, first_accepted_type, success_members};
use super::Shared;
use super::check::{CheckedRequest, Refusal};
use super::collections::Outcome;
use super::errors::{Report, error_schema};
use super::request::{Problem, TestRequest};
use super::response::{Content, TestResponse};
use super::schemas::{Amount, Schemas};

/// The number of items in the sample of a stream.
const STREAMED_ITEMS: usize = 3;

/// The media type of a body, if the description has only a range.
const BINARY: &str = "application/octet-stream";

/// A request that the description allows, and what answers it.
pub(super) struct Call<'c> {
    pub(super) schemas: Schemas,
    pub(super) entry: &'static Entry,
    pub(super) request: &'c TestRequest,
    pub(super) checked: &'c CheckedRequest<'c>,
}

impl Shared {
    /// Answers a request, and records it.
    pub(super) fn answer(&self, mut request: TestRequest) -> TestResponse {
        let asked_code = request.preference("code");
        // A response with a status code below 200 is not the last one.
        let asked_failure = asked_code.filter(|status| (200..600).contains(status));
        let failure = self.state().failures.pop_front().or(asked_failure);
        let matches = self.routes.find(&request);
        let matching_routes = matches.as_deref().unwrap_or_default();
        let first_entry = matching_routes.first().map(|first| first.route.entry);
        request.operation = first_entry.map(|entry| entry.name);
        let response = match failure {
            Some(status) => {
                let message = "the test asks for this failure";
                self.described_error(TestResponse::error(status, message), first_entry)
            }
            None => match matches.and_then(|matches| self.check_all(&request, matches)) {
                Ok(mut checked) => {
                    let entry = checked.route.route.entry;
                    request.operation = Some(entry.name);
                    request.arguments = std::mem::take(&mut checked.arguments);
                    self.answer_call(&Call {
                        schemas: self.schemas,
                        entry,
                        request: &request,
                        checked: &checked,
                    })
                }
                Err(refusal) => self.refuse(&request, first_entry, refusal),
            },
        };
        let mut state = self.state();
        if !state.is_program {
            state.calls.push(request);
        }
        response
    }

    fn refuse(
        &self,
        request: &TestRequest,
        entry: Option<&Entry>,
        refusal: Refusal,
    ) -> TestResponse {
        let error = TestResponse::error(refusal.status, refusal.message.as_str());
        let response = self.described_error(error, entry);
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
        if state.is_program {
            eprintln!("{problem}");
        } else {
            state.problems.push(problem);
        }
    }

    fn answer_call(&self, call: &Call<'_>) -> TestResponse {
        let handler = {
            let state = self.state();
            state.handlers.get(call.entry.name).cloned()
        };
        let Some(handler) = handler else {
            return self.answer_by_description(call, None);
        };
        let handling = std::panic::AssertUnwindSafe(|| handler(call.request, call.entry));
        let response = std::panic::catch_unwind(handling).unwrap_or_else(|_| {
            let message = "the function that answers this operation panicked".to_owned();
            self.report(call.request, 500, message.clone());
            TestResponse::failure(message)
        });
        match response.content {
            Content::Result => self.answer_with_result(call, response),
            _ => self.described_error(response, Some(call.entry)),
        }
    }

    /// Sends the result that a test gives.
    fn answer_with_result(&self, call: &Call<'_>, result: TestResponse) -> TestResponse {
        let value: Option<Value> = serde_json::from_slice(&result.chunks.concat()).ok();
        let mut response = match value {
            Some(Value::Array(items)) if call.entry.items.is_some() => {
                self.answer_by_description(call, Some(items))
            }
            Some(value) => call.written_result(value),
            None => TestResponse::empty().status(call.described_status()),
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
    fn answer_by_description(&self, call: &Call<'_>, items: Option<Vec<Value>>) -> TestResponse {
        let documentation = &call.checked.documentation;
        let described = &documentation.response;
        let status = call.described_status();
        if call.asks_for_stream() {
            return call.stream(items).status(status);
        }
        let outcome = items.map(Outcome::Given).or_else(|| {
            let mut state = self.state();
            if state.is_stateless {
                None
            } else {
                state.collections.perform(call)
            }
        });
        if let Some(Outcome::Missing { id, others }) = &outcome {
            let message = match quoted_names(others.iter().map(String::as_str)) {
                names if names.is_empty() => format!("there is no item `{id}`"),
                names => format!("there is no item `{id}`, only {names}"),
            };
            let error = TestResponse::error(404, message);
            return self.described_error(error, Some(call.entry));
        }
        let Some(schema) = described.get("schema").or(documentation.result.as_ref()) else {
            return TestResponse::empty().status(status);
        };
        if let Some(Outcome::Value(value)) = outcome {
            return call.written_result(value);
        }
        let accept = call.entry.operation.accept;
        let is_xml = accept.contains("xml") && !accept.contains("json");
        let is_usable = |example: &&Value| {
            let text = example.as_str().unwrap_or_default();
            !is_xml || text.trim_start().starts_with('<')
        };
        let example = described.get("example").filter(is_usable);
        if is_xml && example.is_none() {
            let message = "the test server has no sample in XML: answer with `on`";
            self.report(call.request, 501, message.to_owned());
            return TestResponse::error(501, message);
        }
        let body = example.cloned().unwrap_or_else(|| {
            let sample = call.schemas.sample(schema, Amount::Most);
            in_envelope(sample, call.entry.operation.envelope)
        });
        call.page(schema, outcome, body).status(status)
    }

    /// Returns the response, whose error has the schema of the description, or else is where clients
    /// look for it.
    fn described_error(&self, mut response: TestResponse, entry: Option<&Entry>) -> TestResponse {
        let (Content::Error(message), Some(entry)) = (&response.content, entry) else {
            return response;
        };
        let status = response.status.as_u16();
        let envelope = entry.operation.envelope;
        let documentation = self.schemas.catalog.documentation(entry);
        let described = error_schema(&documentation.response, status).and_then(|schema| {
            let report = Report { status, message };
            self.schemas.error_body(schema, envelope, report)
        });
        let body = described.unwrap_or_else(|| {
            let code = Code::Number(status.into());
            error_body(Some(entry.operation), code, message)
        });
        response.chunks = vec![body.to_string().into()];
        response
    }
}

impl Call<'_> {
    /// Returns the status code of the result by the description.
    fn described_status(&self) -> u16 {
        let described = &self.checked.documentation.response;
        let status = described["status"].as_u64();
        let code = status.and_then(|status| status.try_into().ok());
        code.unwrap_or(200)
    }

    /// Returns whether the request asks for a stream, if the operation can return one.
    fn asks_for_stream(&self) -> bool {
        let described = &self.checked.documentation.response;
        let stream = &described["stream"];
        let Some(media_type) = stream["mediaType"].as_str() else {
            return false;
        };
        let Some(Items {
            media_type: Some(_),
            switch,
            ..
        }) = &self.entry.items
        else {
            return true;
        };
        let Some(switch) = switch else {
            let accepted = self.request.header(ACCEPT.as_str()).unwrap_or_default();
            return accepted.trim() == media_type;
        };
        let body = self.request.arguments.get(BODY_ARGUMENT);
        let mut fields = self.request.query_fields().into_iter();
        body.is_some_and(|body| body[switch] == true)
            || fields.any(|field| field.name == *switch && field.text() == "true")
    }

    fn stream(&self, items: Option<Vec<Value>>) -> TestResponse {
        let CheckedRequest { documentation, .. } = self.checked;
        let described = &documentation.response;
        let stream = &described["stream"];
        let media_type = stream["mediaType"].as_str().unwrap_or(BINARY);
        if let (Some(text), None) = (described["example"].as_str(), &items) {
            return TestResponse::stream(media_type, [text.to_owned()]);
        }
        let items = items.unwrap_or_else(|| {
            let schema = documentation.item.clone().unwrap_or_default();
            vec![self.schemas.sample(&schema, Amount::Most); STREAMED_ITEMS]
        });
        let framing = stream["framing"].as_str().unwrap_or_default();
        let mut chunks: Vec<String> = items.iter().map(|item| framed(item, framing)).collect();
        if framing == "events" {
            chunks.push("data: [DONE]\n\n".to_owned());
        }
        TestResponse::stream(media_type, chunks)
    }

    fn written_result(&self, value: Value) -> TestResponse {
        let body = in_envelope(value, self.entry.operation.envelope);
        self.written(body).status(self.described_status())
    }

    /// Writes a body in the first media type of the operation.
    pub(super) fn written(&self, body: Value) -> TestResponse {
        let operation = self.entry.operation;
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
