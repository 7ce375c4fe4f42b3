//! The file of a recorder: exchanges as readable JSON, without secrets.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, io};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde_json::{Map, Value, json};

use super::super::outgoing::{Body, BoxFuture, Outgoing, TransportError};
use super::super::params::encode_pair;
use super::super::redact::REDACTED;
use super::super::transport::{Middleware, Next, Request, Response};
use super::request::{
    Content, ExpectedRequest, MockCall, Rule, Secrets, decode_query, without_credentials,
};
use super::script::{Answer, Failure, MockResponse, Outcome, Scripted};

pub(super) struct Exchange {
    call: MockCall,
    /// `None` while the exchange is in progress.
    pub(super) received: Option<Received>,
}

pub(super) enum Received {
    Response {
        status: StatusCode,
        headers: HeaderMap,
        body: BytesMut,
        cut: Option<Failure>,
    },
    Failure(Failure),
}

impl Exchange {
    pub(super) fn new(request: &Request, mut call: MockCall) -> Self {
        // A header set by the user may contain anything, so it is not recorded.
        for (name, _) in request
            .headers
            .iter()
            .filter(|(_, value)| value.is_sensitive())
        {
            call.headers
                .insert(name, HeaderValue::from_static(REDACTED));
        }
        call.secrets = request_secrets(request);
        Self {
            call,
            received: None,
        }
    }
}

/// Returns a request and its body without secrets.
pub(super) fn redact_exchange(
    secrets: &Secrets,
    call: &MockCall,
    body: &Content,
) -> (MockCall, Content) {
    let mut call = call.clone();
    call.path = secrets.credentials.text(&call.path);
    if let Content::Form(pairs) = secrets.without(Content::Form(std::mem::take(&mut call.query))) {
        call.query = pairs;
    }
    (call, secrets.without(body.clone()))
}

pub(super) fn request_secrets(request: &Request) -> Secrets {
    Secrets {
        api: Some(request.origin.api),
        credentials: request.hidden(),
    }
}

fn write_exchange(exchange: &Exchange, received: &Received) -> Value {
    let call = &exchange.call;
    let secrets = &call.secrets;
    let (bare, body) = redact_exchange(secrets, call, &call.content());
    let query: Vec<String> = bare
        .query
        .iter()
        .map(|(name, value)| encode_pair(name, value))
        .collect();
    let mut request = Map::new();
    if let Some(operation) = bare.operation {
        request.insert("operation".to_owned(), operation.into());
    }
    request.insert("method".to_owned(), bare.method.as_str().into());
    request.insert("path".to_owned(), bare.path.into());
    request.insert("query".to_owned(), query.into());
    request.insert("headers".to_owned(), write_headers(secrets, &bare.headers));
    write_content(&mut request, body);
    match received {
        Received::Failure(failure) => json!({ "request": request, "failure": failure.name() }),
        Received::Response {
            status,
            headers,
            body,
            cut,
        } => {
            let mut response = Map::new();
            response.insert("status".to_owned(), status.as_u16().into());
            response.insert("headers".to_owned(), write_headers(secrets, headers));
            let content = Content::read(headers, &Bytes::copy_from_slice(body));
            write_content(&mut response, secrets.without(content));
            if let Some(failure) = cut {
                response.insert("cut".to_owned(), failure.name().into());
            }
            json!({ "request": request, "response": response })
        }
    }
}

fn write_headers(secrets: &Secrets, headers: &HeaderMap) -> Value {
    let mut written = Map::new();
    for name in headers.keys() {
        let values: Vec<Value> = headers
            .get_all(name)
            .iter()
            .map(|value| {
                let text = String::from_utf8_lossy(value.as_bytes());
                secrets.in_text(&text).into()
            })
            .collect();
        let value = if let [value] = values.as_slice() {
            value.clone()
        } else {
            values.into()
        };
        written.insert(name.as_str().to_owned(), value);
    }
    written.into()
}

fn write_content(place: &mut Map<String, Value>, content: Content) {
    let (name, value) = match content {
        Content::Nothing => return,
        Content::Json(value) => ("json", value),
        Content::Form(pairs) => (
            "form",
            pairs
                .iter()
                .map(|(name, value)| Value::from(encode_pair(name, value)))
                .collect::<Vec<_>>()
                .into(),
        ),
        Content::Text(text) => ("text", text.into()),
        Content::Bytes(bytes) => ("base64", BASE64_STANDARD.encode(bytes).into()),
    };
    place.insert(name.to_owned(), value);
}

/// Parses a file; the error is a message.
pub(super) fn read_exchanges(text: &str) -> Result<Vec<Scripted>, String> {
    let file: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let exchanges = file
        .get("exchanges")
        .and_then(Value::as_array)
        .ok_or("expected an array `exchanges`")?;
    let read = exchanges.iter().enumerate().map(|(index, exchange)| {
        read_exchange(exchange).map_err(|problem| format!("exchange {}: {problem}", index + 1))
    });
    read.collect()
}

fn read_exchange(exchange: &Value) -> Result<Scripted, String> {
    let request = exchange.get("request").ok_or("expected `request`")?;
    let method = Method::from_bytes(read_string(request, "method")?.as_bytes());
    let headers = read_headers(request)?;
    let body = read_content(request)?;
    let call = MockCall {
        operation: None,
        method: method.map_err(|_| "`method` is not an HTTP method")?,
        path: read_string(request, "path")?.to_owned(),
        query: decode_query(&read_strings(request, "query")?.join("&")),
        headers,
        body: Bytes::new(),
        attempt: 1,
        secrets: Secrets::default(),
    };
    let mut scripted = Scripted::new(ExpectedRequest {
        call,
        body,
        rule: Rule::Recorded,
        page_parameters: Vec::new(),
    });
    scripted.add(Answer::new(read_outcome(exchange)?));
    Ok(scripted)
}

fn read_outcome(exchange: &Value) -> Result<Outcome, String> {
    if exchange.get("failure").is_some() {
        return read_failure(exchange, "failure").map(Outcome::Failure);
    }
    let response = exchange
        .get("response")
        .ok_or("expected `response` or `failure`")?;
    let status = response
        .get("status")
        .and_then(Value::as_u64)
        .and_then(|status| u16::try_from(status).ok())
        .and_then(|status| StatusCode::from_u16(status).ok())
        .ok_or("expected `status`")?;
    let cut = if response.get("cut").is_some() {
        Some(read_failure(response, "cut")?)
    } else {
        None
    };
    let body = match read_content(response)? {
        Content::Nothing => Bytes::new(),
        Content::Json(value) => value.to_string().into(),
        Content::Form(pairs) => pairs
            .iter()
            .map(|(name, value)| encode_pair(name, value))
            .collect::<Vec<_>>()
            .join("&")
            .into(),
        Content::Text(text) => text.into(),
        Content::Bytes(bytes) => bytes,
    };
    Ok(Outcome::Response(MockResponse {
        status,
        headers: read_headers(response)?,
        body,
        piece: usize::MAX,
        cut,
    }))
}

fn read_failure(place: &Value, name: &str) -> Result<Failure, String> {
    let actual = read_string(place, name)?;
    Failure::named(actual).ok_or_else(|| {
        format!("`{name}`: expected `connect`, `timeout` or `broken`, found `{actual}`")
    })
}

fn read_content(place: &Value) -> Result<Content, String> {
    let members = ["json", "form", "text", "base64"];
    let member = members
        .into_iter()
        .find_map(|name| Some((name, place.get(name)?)));
    Ok(match member {
        None => Content::Nothing,
        Some(("json", value)) => Content::Json(value.clone()),
        Some(("form", _)) => Content::Form(decode_query(&read_strings(place, "form")?.join("&"))),
        Some(("text", _)) => Content::Text(read_string(place, "text")?.to_owned()),
        Some((name, _)) => {
            let bytes = BASE64_STANDARD
                .decode(read_string(place, name)?)
                .map_err(|error| format!("`{name}`: {error}"))?;
            Content::Bytes(bytes.into())
        }
    })
}

fn read_headers(place: &Value) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in place
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let values = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            let parsed = (
                HeaderName::try_from(name),
                value.as_str().map(HeaderValue::from_str),
            );
            let (Ok(name), Some(Ok(value))) = parsed else {
                return Err(format!("`{name}` is not a valid header"));
            };
            headers.append(name, value);
        }
    }
    // These headers describe how the bytes were transferred, which differs in the replay.
    for name in ["content-length", "transfer-encoding"] {
        headers.remove(name);
    }
    Ok(headers)
}

fn read_string<'v>(place: &'v Value, name: &str) -> Result<&'v str, String> {
    place
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| format!("expected a string `{name}`"))
}

fn read_strings<'v>(place: &'v Value, name: &str) -> Result<Vec<&'v str>, String> {
    let list = place.get(name).and_then(Value::as_array);
    let strings = list.and_then(|items| items.iter().map(Value::as_str).collect());
    strings.ok_or_else(|| format!("expected an array of strings `{name}`"))
}

/// Records all exchanges of a client and writes them to a file, for
/// [`MockTransport::replay`](super::MockTransport::replay).
///
/// ```text
/// let recorder = Recorder::new();
/// let client = Client::builder().env().middleware(recorder.clone()).build()?;
/// …
/// recorder.save("tests/recorded/pets.json")?;
/// ```
///
/// Secrets are not written: neither headers, cookies and query parameters with credentials, nor
/// values in a JSON body, form or URL that are secret by the description or by their name.
/// Credentials are also removed from all other text, unless they are shorter than three bytes, or
/// shorter than six and part of a longer word. Other strings and bytes are kept, so read the file
/// before you share it. A number in JSON that no 64-bit integer can hold becomes a 64-bit float.
///
/// Clones share their recording. Bodies, including uploads, stay in memory until the file is
/// written.
#[derive(Clone, Default)]
pub struct Recorder(Log);

type Log = Arc<Mutex<Vec<Exchange>>>;

fn lock_log(log: &Log) -> MutexGuard<'_, Vec<Exchange>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    /// Creates an empty recorder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the recording so far, as the content of a file, without exchanges that are still in
    /// progress.
    pub fn to_json(&self) -> String {
        let entries = lock_log(&self.0);
        let complete = entries
            .iter()
            .filter_map(|exchange| Some(write_exchange(exchange, exchange.received.as_ref()?)));
        let file = json!({ "exchanges": complete.collect::<Vec<Value>>() });
        // A value in memory can always be serialized.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// Writes the recording so far to a file in an existing folder.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        std::fs::write(path, self.to_json())
    }
}

impl Middleware for Recorder {
    fn handle<'a>(
        &'a self,
        mut request: Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let body = gather_body(request.body.take()).await?;
            if !body.is_empty() {
                request.body = Some(body.clone().into());
            }
            let api = request.origin.api;
            let index = {
                let mut entries = lock_log(&self.0);
                entries.push(Exchange::new(&request, MockCall::new(&request, body)));
                entries.len() - 1
            };
            let outcome = next.send(request).await;
            let received = match &outcome {
                Ok(response) => Some(Received::Response {
                    status: response.status,
                    headers: without_credentials(api, &response.headers),
                    body: BytesMut::new(),
                    cut: None,
                }),
                Err(error) => Failure::of(error).map(Received::Failure),
            };
            if let Some(exchange) = lock_log(&self.0).get_mut(index) {
                exchange.received = received;
            }
            outcome.map(|response| {
                let body = Tee {
                    body: response.body,
                    log: self.0.clone(),
                    index,
                };
                Response {
                    body: Box::new(body),
                    ..response
                }
            })
        })
    }
}

/// A body whose chunks are recorded as they are read.
struct Tee {
    body: Box<dyn Body>,
    log: Log,
    index: usize,
}

impl Body for Tee {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let piece = self.body.chunk().await;
            if let Some(Exchange {
                received: Some(Received::Response { body, cut, .. }),
                ..
            }) = lock_log(&self.log).get_mut(self.index)
            {
                match &piece {
                    Ok(Some(piece)) => body.extend_from_slice(piece),
                    Ok(None) => {}
                    Err(error) => *cut = Failure::of(error),
                }
            }
            piece
        })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({} exchanges)", lock_log(&self.0).len())
    }
}

pub(super) async fn gather_body(body: Option<Outgoing>) -> Result<Bytes, TransportError> {
    let Some(body) = body else {
        return Ok(Bytes::new());
    };
    let mut body = body.into_body();
    let mut bytes = BytesMut::new();
    while let Some(piece) = body.chunk().await? {
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes.freeze())
}
