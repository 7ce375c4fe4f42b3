//! A transport without a network; with tokio's paused clock, waiting takes no time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};
use tokio::time::Instant;

use super::client::API;
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::Client;
use crate::runtime::transport::{Body, BoxFuture, Request, Response, Transport, TransportError};

/// How the transport answers a request.
pub(crate) enum Answer {
    /// A response.
    Response(u16, Vec<(&'static str, String)>, String),
    /// A response in chunks, with its content type.
    Bytes(u16, &'static str, Vec<Vec<u8>>),
    /// A response whose body stalls after this text.
    Stalled(u16, &'static str),
    /// A response whose body never ends.
    Endless(u16),
    /// The inner answer, after yielding once.
    Late(Box<Answer>),
    /// A transport error.
    Fail(TransportError),
    /// Never answers.
    Hang,
}

/// Returns a JSON response.
pub(crate) fn response(status: u16, body: impl Into<String>) -> Answer {
    Answer::Response(
        status,
        vec![("content-type", "application/json".to_owned())],
        body.into(),
    )
}

/// Returns a response with a header.
pub(crate) fn respond_with(status: u16, name: &'static str, value: &str, body: &str) -> Answer {
    Answer::Response(status, vec![(name, value.to_owned())], body.to_owned())
}

/// Answers from a script, and records the requests with their times.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    script: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<(Request, Instant)>>>,
}

impl Memory {
    pub(crate) fn new(script: impl IntoIterator<Item = Answer>) -> Self {
        let memory = Self::default();
        memory.script.lock().unwrap().extend(script);
        memory
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder_for(&API).transport(self.clone())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().credential("token", "t0k3n").build().unwrap()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests
            .lock()
            .unwrap()
            .iter()
            .map(|(request, _)| request.clone())
            .collect()
    }

    /// Returns the URLs without the base URL.
    pub(crate) fn urls(&self) -> Vec<String> {
        self.requests()
            .iter()
            .map(|request| request.url.replace("https://api.example.com/v4", ""))
            .collect()
    }

    /// Returns the times between successive requests.
    pub(crate) fn waits(&self) -> Vec<Duration> {
        let times: Vec<Instant> = self
            .requests
            .lock()
            .unwrap()
            .iter()
            .map(|(_, time)| *time)
            .collect();
        times.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
}

impl Transport for Memory {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.requests
            .lock()
            .unwrap()
            .push((request, Instant::now()));
        let answer = self.script.lock().unwrap().pop_front();
        Box::pin(give(answer.expect("the script is at its end")))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

struct Pieces {
    left: VecDeque<Vec<u8>>,
    /// Whether the body stalls after the last chunk.
    stalls: bool,
}

impl Body for Pieces {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        match self.left.pop_front() {
            None if self.stalls => Box::pin(std::future::pending()),
            piece => Box::pin(std::future::ready(Ok(piece.map(Bytes::from)))),
        }
    }
}

struct Endless;

impl Body for Endless {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(std::future::ready(Ok(Some(Bytes::from_static(
            &[b' '; 10_000],
        )))))
    }
}

async fn give(answer: Answer) -> Result<Response, TransportError> {
    match answer {
        Answer::Response(status, headers, body) => {
            let headers = headers
                .into_iter()
                .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
            let headers: HeaderMap = headers.collect();
            Ok(Response::new(
                StatusCode::from_u16(status).unwrap(),
                headers,
                Box::new(Bytes::from(body)),
            ))
        }
        Answer::Bytes(status, content_type, pieces) => {
            let headers =
                HeaderMap::from_iter([(http::header::CONTENT_TYPE, content_type.parse().unwrap())]);
            let body = Pieces {
                left: pieces.into(),
                stalls: false,
            };
            Ok(Response::new(
                StatusCode::from_u16(status).unwrap(),
                headers,
                Box::new(body),
            ))
        }
        Answer::Stalled(status, text) => {
            let body = Pieces {
                left: [text.as_bytes().to_vec()].into(),
                stalls: true,
            };
            Ok(Response::new(
                StatusCode::from_u16(status).unwrap(),
                HeaderMap::new(),
                Box::new(body),
            ))
        }
        Answer::Endless(status) => Ok(Response::new(
            StatusCode::from_u16(status).unwrap(),
            HeaderMap::new(),
            Box::new(Endless),
        )),
        Answer::Late(answer) => {
            tokio::task::yield_now().await;
            Box::pin(give(*answer)).await
        }
        Answer::Fail(error) => Err(error),
        Answer::Hang => std::future::pending().await,
    }
}
