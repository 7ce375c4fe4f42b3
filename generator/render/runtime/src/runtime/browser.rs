//! The default transport in a browser: `fetch`, by `reqwest`.

use std::error::Error as _;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use gloo_timers::future::TimeoutFuture;
use http::header::{COOKIE, USER_AGENT};

use super::outcome::Fault;
use super::outgoing::{Body, BoxFuture, Outgoing, TransportError, next_item};
use super::transport::{ConnectionSettings, Request, Response, Transport};

/// The longest time that a browser can sleep, in milliseconds: 24 days.
const LONGEST_SLEEP: u32 = 0x7fff_ffff;

/// Changes the builder of the `reqwest` client.
pub(crate) type Configure =
    Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

pub(crate) struct Reqwest {
    client: reqwest::Client,
}

impl Reqwest {
    /// Creates the built-in client. The browser connects by itself, so settings of connections are
    /// faults.
    pub(crate) fn new(settings: &ConnectionSettings) -> Result<Self, Fault> {
        let connection = ConnectionSettings {
            configure: Vec::new(),
            ..settings.clone()
        };
        if let Some(setting) = connection.any_set() {
            return Err(Fault::configuration(format!(
                "`{setting}` is not possible in a browser, which connects by itself"
            )));
        }
        let mut builder = reqwest::Client::builder();
        for configure in &settings.configure {
            builder = configure(builder);
        }
        match builder.build() {
            Ok(client) => Ok(Self { client }),
            Err(error) => Err(Fault::configuration(format!(
                "cannot set up `reqwest`: {error}"
            ))),
        }
    }

    pub(crate) fn of(client: reqwest::Client) -> Self {
        Self { client }
    }

    async fn exchange(&self, mut request: Request) -> Result<Response, TransportError> {
        // The browser would drop the cookie without a word.
        if request.headers.contains_key(COOKIE) {
            return Err(TransportError::local(
                "a browser sends only its own cookies",
            ));
        }
        // The browser names itself, and some ask servers whether a program may do so.
        request.headers.remove(USER_AGENT);
        let mut builder = self
            .client
            .request(request.method, &request.url)
            .headers(request.headers);
        if let Some(body) = request.body {
            builder = builder.body(whole_body(body).await?);
        }
        let mut response = builder.send().await.map_err(explain)?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let body = Incoming(Box::pin(response.bytes_stream()));
        Ok(Response::new(status, headers, Box::new(body)))
    }
}

impl Transport for Reqwest {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(LONGEST_SLEEP);
        Box::pin(TimeoutFuture::new(milliseconds.min(LONGEST_SLEEP)))
    }
}

/// Reads a body to its end, because few browsers send streams.
async fn whole_body(outgoing: Outgoing) -> Result<Bytes, TransportError> {
    if let Some(bytes) = outgoing.bytes() {
        return Ok(bytes.clone());
    }
    let mut body = outgoing.into_body();
    let mut bytes = Vec::new();
    while let Some(chunk) = body.chunk().await? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.into())
}

struct Incoming(Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>>>>);

impl Body for Incoming {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            next_item(self.0.as_mut())
                .await
                .transpose()
                .map_err(explain)
        })
    }
}

/// Converts an error, without its URL, because the query may contain a credential. A browser does
/// not tell why a request failed, but adds a stack.
fn explain(error: reqwest::Error) -> TransportError {
    let cause = error.source().map(ToString::to_string).unwrap_or_default();
    let first_line = cause.lines().next().unwrap_or_default();
    TransportError::broken(first_line.trim_start_matches("JsValue("))
}
