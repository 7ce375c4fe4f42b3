//! Checks a request by the description, and answers it.

use http::header::{ACCEPT, ALLOW};
use serde_json::{Map, Value, json};

use super::super::api::{Envelope, Location, Operation};
use super::super::catalog::{BODY_ARGUMENT, Documentation, Entry, quoted_names};
use super::super::catalog_check::ArgumentCheck;
use super::super::check::Violation;
use super::body::{BodyError, DecodedBody, decode_body};
use super::collections::{CollectionCall, Outcome};
use super::credentials::check_credentials;
use super::decode::{Decoder, is_well_encoded};
use super::pages::{is_in_links, page_of};
use super::request::{Problem, TestRequest};
use super::response::TestResponse;
use super::routes::{RouteMatch, RouteMiss};
use super::sample::{Amount, Sampler};
use super::{Shared, State};

/// The number of items in the sample of a stream.
const STREAMED_ITEMS: usize = 3;

/// Why a request is refused.
struct Refusal {
    status: u16,
    message: String,
    /// The methods of the path, if the request has another.
    allowed_methods: Option<String>,
}

fn refusal(status: u16, message: impl Into<String>) -> Refusal {
    Refusal {
        status,
        message: message.into(),
        allowed_methods: None,
    }
}

/// A request that the description allows.
struct CheckedRequest<'r> {
    route: RouteMatch<'r>,
    documentation: Documentation,
    arguments: Map<String, Value>,
    /// The schema of the body, which depends on its media type.
    body_schema: Value,
}

impl Shared {
    /// Answers a request, and records it.
    pub(super) fn answer(&self, mut request: TestRequest) -> TestResponse {
        let failure = self.state().failures.pop_front();
        let matches = self
            .routes
            .find(&request.method, &request.path, &request.query);
        let first_operation = match &matches {
            Ok(matches) => matches.first().map(|found| found.route.entry),
            Err(_) => None,
        };
        request.operation = first_operation.map(|entry| entry.name);
        let checked = match (failure, matches) {
            (Some(status), _) => {
                let operation = first_operation.map(|entry| entry.operation);
                self.state().calls.push(request);
                return error_response(operation, status, "the test asks for this failure");
            }
            (None, Ok(matches)) => self.check_all(&request, matches),
            (None, Err(miss)) => Err(refusal_of(&miss, &request)),
        };
        let response = match checked {
            Ok(checked) => {
                request.operation = Some(checked.route.route.entry.name);
                request.arguments.clone_from(&checked.arguments);
                self.answer_checked(&request, &checked)
            }
            Err(Refusal {
                status,
                message,
                allowed_methods,
            }) => {
                let operation = first_operation.map(|entry| entry.operation);
                let response = error_response(operation, status, &message);
                self.report(&request, status, message);
                match allowed_methods {
                    Some(methods) => response.header(ALLOW.as_str(), &methods),
                    None => response,
                }
            }
        };
        self.state().calls.push(request);
        response
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

    /// Checks a request by each of the operations that its path may mean. If it fits none, it is
    /// refused for the reason of the first.
    fn check_all<'r>(
        &self,
        request: &TestRequest,
        matches: Vec<RouteMatch<'r>>,
    ) -> Result<CheckedRequest<'r>, Refusal> {
        let mut first_refusal = None;
        for route in matches {
            match self.check(request, route) {
                Ok(checked) => return Ok(checked),
                Err(refusal) => {
                    first_refusal.get_or_insert(refusal);
                }
            }
        }
        Err(first_refusal.unwrap_or_else(|| refusal(404, "no operation has this path")))
    }

    fn check<'r>(
        &self,
        request: &TestRequest,
        route: RouteMatch<'r>,
    ) -> Result<CheckedRequest<'r>, Refusal> {
        let entry = route.route.entry;
        check_credentials(self.api, entry.operation.security, request)
            .map_err(|message| refusal(401, message))?;
        check_encoding(request)?;
        let mut documentation = self.catalog.documentation(entry);
        let decoder = Decoder {
            catalog: self.catalog,
        };
        let allows_unknown = self.state().allows_unknown;
        let mut schema = documentation.arguments.take();
        let mut arguments = Map::new();
        for (name, parameter) in entry.parameters {
            let value = decoder.parameter(parameter, &schema["properties"][*name], request, &route);
            arguments.extend(value.map(|value| ((*name).to_owned(), value)));
            if matches!(parameter.location, Location::Part(_)) {
                remove_requirement(&mut schema, name);
            }
        }
        if !allows_unknown {
            self.check_query_names(entry, request, decoder, &schema)?;
        }
        let mut body_schema = schema["properties"][BODY_ARGUMENT].clone();
        if entry.body.is_some() {
            let decoded = decode_body(decoder, request, &documentation.contents, &body_schema);
            match decoded {
                Ok(DecodedBody::Absent) => {}
                Ok(DecodedBody::Checkable(value, own_schema)) => {
                    if let Some(own_schema) = own_schema {
                        schema["properties"][BODY_ARGUMENT] = own_schema.clone();
                        body_schema = own_schema;
                    }
                    arguments.insert(BODY_ARGUMENT.to_owned(), value);
                }
                Ok(DecodedBody::Unchecked) => remove_requirement(&mut schema, BODY_ARGUMENT),
                Err(BodyError::MediaType(message)) => return Err(refusal(415, message)),
                Err(BodyError::Content(message)) => return Err(refusal(400, message)),
            }
        }
        let check = ArgumentCheck::new(self.catalog, self.api, &[], allows_unknown);
        check
            .check_arguments(arguments.clone().into(), &schema)
            .map_err(|violation| refusal(400, in_words(violation)))?;
        documentation.arguments = schema;
        Ok(CheckedRequest {
            route,
            documentation,
            arguments,
            body_schema,
        })
    }

    /// Refuses query parameters that the description does not have.
    fn check_query_names(
        &self,
        entry: &Entry,
        request: &TestRequest,
        decoder: Decoder,
        schema: &Value,
    ) -> Result<(), Refusal> {
        use super::super::api::SchemeKind;

        let of_scheme = |name: &str| {
            let mut schemes = self.api.schemes.iter();
            schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Query(own) if own == name))
        };
        let in_template = entry
            .operation
            .path
            .split_once('?')
            .map_or("", |(_, query)| query);
        for pair in request.query_pairs() {
            let name = pair.name.as_str();
            let outer_name = name.split('[').next().unwrap_or_default();
            let is_described = entry.parameters.iter().any(|(argument, parameter)| {
                let schema = &schema["properties"][*argument];
                match parameter.location {
                    Location::Query => {
                        [name, outer_name].contains(&parameter.name)
                            || (decoder.kinds(schema).object
                                && parameter.explode
                                && (decoder.property(schema, name).is_some()
                                    || decoder.property_names(schema).is_empty()))
                    }
                    Location::Querystring(_) => true,
                    _ => false,
                }
            });
            let is_fixed = in_template
                .split('&')
                .any(|fixed| fixed.split('=').next() == Some(name));
            if !is_described && !of_scheme(name) && !is_fixed && !is_in_links(entry, name) {
                let parameters = entry.parameters.iter().map(|(_, parameter)| parameter);
                let names = quoted_names(
                    parameters
                        .filter(|parameter| matches!(parameter.location, Location::Query))
                        .map(|parameter| parameter.name),
                );
                let expected = if names.is_empty() {
                    "none".to_owned()
                } else {
                    names
                };
                let message = format!("there is no query parameter `{name}`, expected {expected}");
                return Err(refusal(400, message));
            }
        }
        Ok(())
    }

    fn answer_checked(&self, request: &TestRequest, checked: &CheckedRequest<'_>) -> TestResponse {
        let handler = {
            let state = self.state();
            state.handlers.get(checked.route.route.entry.name).cloned()
        };
        let Some(handler) = handler else {
            return self.default_answer(request, checked);
        };
        let call = std::panic::AssertUnwindSafe(|| handler(request));
        let response = std::panic::catch_unwind(call);
        response.unwrap_or_else(|_| {
            let message = "the function that answers this operation panicked".to_owned();
            self.report(request, 500, message.clone());
            TestResponse::failure(message)
        })
    }

    fn default_answer(&self, request: &TestRequest, checked: &CheckedRequest<'_>) -> TestResponse {
        let entry = checked.route.route.entry;
        let documentation = &checked.documentation;
        let described = &documentation.response;
        let status = described["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok());
        let status = status.unwrap_or(200);
        let sampler = Sampler {
            api: self.api,
            catalog: self.catalog,
        };
        if asks_for_stream(entry, request, described) {
            return self.stream(checked).status(status);
        }
        let call = CollectionCall {
            sampler,
            decoder: Decoder {
                catalog: self.catalog,
            },
            request,
            route: &checked.route,
            result_schema: documentation.result.as_ref(),
            body_schema: checked.body_schema.clone(),
        };
        let outcome = self.state().perform(&call);
        let operation = entry.operation;
        let example = described.get("example");
        let schema = described.get("schema").or(documentation.result.as_ref());
        match outcome {
            Some(Outcome::Missing(id)) => {
                let message = format!("there is no item `{id}`");
                error_response(Some(operation), 404, &message)
            }
            Some(Outcome::Value(value)) if schema.is_some() => {
                written(operation, in_envelope(value, operation.envelope)).status(status)
            }
            Some(Outcome::Value(_)) => TestResponse::empty().status(status),
            Some(Outcome::Items(_)) | None => {
                let Some(schema) = schema else {
                    return TestResponse::empty().status(status);
                };
                if operation.accept.contains("xml")
                    && !operation.accept.contains("json")
                    && example.is_none()
                {
                    let message = "the test server has no sample in XML: answer with `on`";
                    self.report(request, 501, message.to_owned());
                    return error_response(None, 501, message);
                }
                let mut body = example.cloned().unwrap_or_else(|| {
                    in_envelope(sampler.sample(schema, Amount::Most), operation.envelope)
                });
                let mut header = None;
                if let Some(list) = self.list_location(entry, schema, &checked.documentation) {
                    let items = match outcome {
                        Some(Outcome::Items(items)) => {
                            let adapted = items
                                .iter()
                                .filter_map(|item| sampler.adapt(item, &list.item_schema));
                            adapted.collect()
                        }
                        _ => match list.array_in(&mut body) {
                            Some(Value::Array(items)) => std::mem::take(items),
                            _ => Vec::new(),
                        },
                    };
                    let page = page_of(items, entry, &documentation.arguments, request);
                    page.describe_in(&mut body);
                    if let Some(array) = list.array_in(&mut body) {
                        *array = page.items.into();
                    }
                    header = page.header;
                }
                let response = written(operation, body).status(status);
                match header {
                    Some((name, value)) => response.header(name, &value),
                    None => response,
                }
            }
        }
    }

    /// Returns where the items of a list are; `None` if the operation returns no list.
    fn list_location(
        &self,
        entry: &Entry,
        schema: &Value,
        documentation: &Documentation,
    ) -> Option<ListLocation> {
        let decoder = Decoder {
            catalog: self.catalog,
        };
        let envelope = entry.operation.envelope.map(|envelope| envelope.result);
        let mut path: Vec<String> = envelope.into_iter().map(str::to_owned).collect();
        if let Some(paging) = entry.operation.paging {
            path.extend(paging.items.iter().map(|name| (*name).to_owned()));
            let item_schema = documentation.item.clone().unwrap_or_default();
            return Some(ListLocation { path, item_schema });
        }
        if decoder.kinds(schema).array {
            return Some(ListLocation {
                path,
                item_schema: decoder.item(schema, 0)?,
            });
        }
        if entry.operation.method != "GET" {
            return None;
        }
        let mut lists = decoder
            .property_names(schema)
            .into_iter()
            .filter_map(|name| {
                let property = decoder.property(schema, &name)?;
                let item_schema = decoder.item(&property, 0)?;
                decoder
                    .kinds(&item_schema)
                    .object
                    .then_some((name, item_schema))
            });
        match (lists.next(), lists.next()) {
            (Some((name, item_schema)), None) => {
                path.push(name);
                Some(ListLocation { path, item_schema })
            }
            _ => None,
        }
    }

    fn stream(&self, checked: &CheckedRequest<'_>) -> TestResponse {
        let stream = &checked.documentation.response["stream"];
        let media_type = stream["mediaType"]
            .as_str()
            .unwrap_or("application/octet-stream");
        if let Some(text) = checked.documentation.response["example"].as_str() {
            return TestResponse::stream(media_type, [text.to_owned()]);
        }
        let schema = checked.documentation.item.clone().unwrap_or_default();
        let sampler = Sampler {
            api: self.api,
            catalog: self.catalog,
        };
        let item = sampler.sample(&schema, Amount::Most);
        let framing = stream["framing"].as_str().unwrap_or_default();
        let mut chunks = vec![framed(&item, framing); STREAMED_ITEMS];
        if framing == "events" {
            chunks.push("data: [DONE]\n\n".to_owned());
        }
        TestResponse::stream(media_type, chunks)
    }
}

impl State {
    fn perform(&mut self, call: &CollectionCall<'_>) -> Option<Outcome> {
        if self.is_stateless {
            None
        } else {
            self.collections.perform(call)
        }
    }
}

/// Where the items of a list are in the body of a response.
struct ListLocation {
    path: Vec<String>,
    item_schema: Value,
}

impl ListLocation {
    fn array_in<'b>(&self, body: &'b mut Value) -> Option<&'b mut Value> {
        let mut value = body;
        for name in &self.path {
            let Value::Object(members) = value else {
                return None;
            };
            value = members.entry(name.as_str()).or_insert(Value::Null);
        }
        Some(value)
    }
}

/// Refuses percent-encoding that does not stand for UTF-8.
fn check_encoding(request: &TestRequest) -> Result<(), Refusal> {
    for (what, text) in [("path", &request.path), ("query", &request.query)] {
        if !is_well_encoded(text) {
            return Err(refusal(
                400,
                format!("the {what} has invalid percent-encoding"),
            ));
        }
    }
    Ok(())
}

fn refusal_of(miss: &RouteMiss, request: &TestRequest) -> Refusal {
    match miss {
        RouteMiss::Path(nearest) => refusal(
            404,
            format!(
                "the description has no path `{}`; the nearest are {}",
                request.path,
                quoted_names(nearest.iter().copied())
            ),
        ),
        RouteMiss::Method(methods) => Refusal {
            allowed_methods: Some(methods.iter().copied().collect::<Vec<_>>().join(", ")),
            ..refusal(
                405,
                format!(
                    "the path has no operation `{}`, only {}",
                    request.method,
                    quoted_names(methods.iter().copied())
                ),
            )
        },
    }
}

fn in_words(Violation { path, message }: Violation) -> String {
    match path.as_str() {
        "" => format!("the request {message}"),
        path => format!("`{path}` {message}"),
    }
}

/// Makes an argument optional that the server cannot check.
fn remove_requirement(schema: &mut Value, name: &str) {
    if let Some(Value::Array(names)) = schema.get_mut("required") {
        names.retain(|required| required != name);
    }
}

/// Returns whether a request asks for a stream, if the operation can return one.
fn asks_for_stream(entry: &Entry, request: &TestRequest, described: &Value) -> bool {
    let Some(media_type) = described["stream"]["mediaType"].as_str() else {
        return false;
    };
    let accepts = request
        .header(ACCEPT.as_str())
        .is_some_and(|types| types.trim() == media_type);
    match &entry.items {
        Some(items) if items.media_type.is_some() => {
            let switch = items.switch.unwrap_or_default();
            let body = request.arguments.get(BODY_ARGUMENT);
            let is_on = body.and_then(|body| body.get(switch)) == Some(&Value::Bool(true));
            let mut pairs = request.query_pairs().into_iter();
            is_on
                || (items.switch.is_none() && accepts)
                || pairs.any(|pair| pair.name == switch && pair.value == "true")
        }
        _ => true,
    }
}

/// Returns an item of a stream as it is sent.
fn framed(item: &Value, framing: &str) -> String {
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    match framing {
        "events" => format!("data: {}\n\n", text(item).replace('\n', "\ndata: ")),
        "event objects" => {
            let mut event = String::new();
            for name in ["event", "id", "retry", "data"] {
                if let Some(value) = item.get(name).filter(|value| !value.is_null()) {
                    event.push_str(&format!("{name}: {}\n", text(value)));
                }
            }
            event + "\n"
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
    members.extend(envelope.success.map(|name| (name.to_owned(), true.into())));
    members.extend(envelope.errors.map(|name| (name.to_owned(), json!([]))));
    members.into()
}

/// Writes a body in the first media type of the operation.
fn written(operation: &Operation, body: Value) -> TestResponse {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    let first = operation
        .accept
        .split([',', ';'])
        .next()
        .unwrap_or_default()
        .trim();
    match body {
        Value::String(text) if !first.contains("json") && !first.is_empty() => {
            let is_range = first.contains('*');
            let media_type = if is_range {
                "application/octet-stream"
            } else {
                first
            };
            let is_text = media_type.starts_with("text/") || media_type.contains("xml");
            match BASE64_STANDARD.decode(&text) {
                Ok(bytes) if !is_text => TestResponse::content(media_type, bytes),
                _ => TestResponse::content(media_type, text),
            }
        }
        body if first.contains("json") && !first.contains('*') => {
            TestResponse::content(first, body.to_string())
        }
        body => TestResponse::json(body),
    }
}

/// Returns a response that says what is wrong, with the errors where the API has them.
pub(super) fn error_response(
    operation: Option<&Operation>,
    status: u16,
    message: &str,
) -> TestResponse {
    let envelope = operation.and_then(|operation| operation.envelope);
    let error = json!({ "code": status, "message": message });
    let mut body = Map::new();
    body.extend(
        envelope
            .and_then(|envelope| envelope.success)
            .map(|name| (name.to_owned(), false.into())),
    );
    match envelope.and_then(|envelope| envelope.errors) {
        Some(name) => drop(body.insert(name.to_owned(), json!([error]))),
        None => drop(body.insert("error".to_owned(), error)),
    }
    TestResponse::json(body).status(status)
}
