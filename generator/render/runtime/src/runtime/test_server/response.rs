//! Responses of the server, and how their bodies are sent.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use hyper::body::{Body, Frame, SizeHint};
use serde::Serialize;

use super::super::outcome::Code;
use super::super::testing::error_body;

/// A response of the server.
#[derive(Clone, Debug)]
pub struct TestResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) chunks: Vec<Bytes>,
    /// Whether the body is sent chunk by chunk, without a length.
    pub(super) is_stream: bool,
    pub(super) delay: Duration,
    /// The number of bytes after which the connection breaks.
    pub(super) cut: Option<usize>,
    pub(super) content: Content,
}

/// What the body is.
#[derive(Clone, Debug, Default)]
pub(super) enum Content {
    /// What is sent.
    #[default]
    Whole,
    /// The JSON of the result, or nothing.
    Result,
    /// An error with this message.
    Error(String),
}

impl TestResponse {
    /// Creates a response with status code 200 and a JSON body, as it is sent: in the envelope, if
    /// the operation has one.
    pub fn json(value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(body) => Self::content("application/json", body),
            Err(error) => Self::failure(format!("the response is no JSON: {error}")),
        }
    }

    /// Creates a response with status code 200 and a body of a media type.
    pub fn content(media_type: &str, body: impl Into<Bytes>) -> Self {
        let mut response = Self::empty().header(CONTENT_TYPE.as_str(), media_type);
        response.chunks.push(body.into());
        response
    }

    /// Creates a response with status code 200 and no body.
    pub fn empty() -> Self {
        Self {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            chunks: Vec::new(),
            is_stream: false,
            delay: Duration::ZERO,
            cut: None,
            content: Content::Whole,
        }
    }

    /// Creates a response with the result of the operation, which is sent as the description says:
    /// with its status code, in the envelope, and a list page by page.
    pub fn result(value: impl Serialize) -> Self {
        match serde_json::to_vec(&value) {
            Ok(json) => Self::of_result(json.into()),
            Err(error) => Self::failure(format!("the result is no JSON: {error}")),
        }
    }

    pub(super) fn of_result(json: Bytes) -> Self {
        Self {
            chunks: vec![json],
            content: Content::Result,
            ..Self::empty()
        }
    }

    /// Creates a response with an error status code, whose body has this message where the errors of
    /// the operation have it by the description.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        let message = message.into();
        let code = Code::Number(status.into());
        let mut response = Self::json(error_body(None, code, &message)).status(status);
        response.content = Content::Error(message);
        response
    }

    /// Creates a response whose body is sent chunk by chunk.
    pub fn stream<C: Into<Bytes>>(media_type: &str, chunks: impl IntoIterator<Item = C>) -> Self {
        let mut response = Self::empty().header(CONTENT_TYPE.as_str(), media_type);
        response.chunks.extend(chunks.into_iter().map(Into::into));
        response.is_stream = true;
        response
    }

    pub(super) fn failure(message: String) -> Self {
        Self::content("text/plain", message).status(500)
    }

    /// Sets the status code.
    pub fn status(mut self, status: u16) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => self.status = status,
            Err(_) => return Self::failure(format!("{status} is no status code")),
        }
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            (Ok(name), Ok(value)) => drop(self.headers.insert(name, value)),
            _ => return Self::failure(format!("`{name}` is no valid header")),
        }
        self
    }

    /// Waits before the response is sent.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Breaks the connection after this number of bytes of the body.
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    /// Returns the response for the HTTP library.
    pub(super) fn into_http(mut self) -> http::Response<Chunks> {
        let length: usize = self.chunks.iter().map(Bytes::len).sum();
        if let Some(cut) = self.cut {
            let mut left = cut;
            for chunk in &mut self.chunks {
                chunk.truncate(left);
                left -= chunk.len();
            }
        }
        let mut chunks: VecDeque<Bytes> = self.chunks.into();
        chunks.retain(|chunk| !chunk.is_empty());
        let mut response = http::Response::new(Chunks {
            chunks,
            length: if self.is_stream {
                None
            } else {
                u64::try_from(length).ok()
            },
            is_cut: self.cut.is_some(),
            has_paused: false,
        });
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// So that a function that answers requests may fail: its error is a response with status code 500.
impl From<Result<Self, String>> for TestResponse {
    fn from(result: Result<Self, String>) -> Self {
        result.unwrap_or_else(Self::failure)
    }
}

/// A body that is sent chunk by chunk.
pub(super) struct Chunks {
    chunks: VecDeque<Bytes>,
    /// The length that the response states.
    length: Option<u64>,
    is_cut: bool,
    has_paused: bool,
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        // Between chunks, the connection sends what it has.
        if !std::mem::replace(&mut self.has_paused, true) && !self.is_end_stream() {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.has_paused = false;
        Poll::Ready(match self.chunks.pop_front() {
            Some(chunk) => Some(Ok(Frame::data(chunk))),
            None if self.is_cut => Some(Err(io::Error::other("cut by the test server"))),
            None => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        self.chunks.is_empty() && !self.is_cut
    }

    fn size_hint(&self) -> SizeHint {
        self.length
            .map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
