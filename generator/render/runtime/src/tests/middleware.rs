//! Middleware: the order and number of its invocations, and what it can change.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::client::result;
use super::memory::{Answer, Memory, response};
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::Client;
use crate::runtime::transport::{BoxFuture, Middleware, Next, Request, Response, TransportError};

type Log = Arc<Mutex<Vec<String>>>;

/// Logs what passes through it.
struct Named(&'static str, Log);

impl Middleware for Named {
    fn handle<'a>(
        &'a self,
        mut request: Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, TransportError>> {
        let Self(name, log) = self;
        log.lock()
            .unwrap()
            .push(format!("{name} > {} #{}", request.path(), request.attempt));
        request
            .headers
            .append("x-through", HeaderValue::from_static(name));
        Box::pin(async move {
            let outcome = next.send(request).await;
            let seen = outcome
                .as_ref()
                .map_or_else(ToString::to_string, |response| response.status.to_string());
            log.lock().unwrap().push(format!("{name} < {seen}"));
            outcome
        })
    }
}

/// Answers without sending a request.
struct Cache;

impl Middleware for Cache {
    fn handle<'a>(
        &'a self,
        _: Request,
        _: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, TransportError>> {
        let body = Box::new(Bytes::from(result("cached")));
        Box::pin(std::future::ready(Ok(Response::new(
            StatusCode::OK,
            HeaderMap::new(),
            body,
        ))))
    }
}

/// Waits a second, sends the request twice, and returns the second response.
struct Twice;

impl Middleware for Twice {
    fn handle<'a>(
        &'a self,
        request: Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            next.sleep(Duration::from_secs(1)).await;
            drop(next.send(request.clone()).await);
            next.send(request).await
        })
    }
}

fn built(builder: ClientBuilder) -> Client {
    builder.credential("token", "t0k3n").build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_first_middleware_is_outermost_and_handles_each_attempt() {
    let log = Log::default();
    let memory = Memory::new([
        response(503, "{}"),
        Answer::Fail(TransportError::connect("no")),
        response(200, result("b")),
    ]);
    let builder = memory
        .builder()
        .middleware(Named("a", log.clone()))
        .middleware(Named("b", log.clone()));
    built(builder).account("x").read("y").await.unwrap();
    let path = "/accounts/x/servers/y";
    let mut expected = Vec::new();
    for (attempt, outcome) in [
        (1, "503 Service Unavailable"),
        (2, "cannot connect"),
        (3, "200 OK"),
    ] {
        expected.extend([
            format!("a > {path} #{attempt}"),
            format!("b > {path} #{attempt}"),
        ]);
        expected.extend([format!("b < {outcome}"), format!("a < {outcome}")]);
    }
    assert_eq!(*log.lock().unwrap(), expected);
    for request in memory.requests() {
        let through: Vec<_> = request.headers.get_all("x-through").iter().collect();
        assert_eq!(through, ["a", "b"]);
        assert!(request.headers.contains_key("authorization"));
        assert_eq!(
            (request.operation(), request.template()),
            (Some("sample"), Some("/accounts/{account_id}/servers/{id}"))
        );
    }
}

#[tokio::test]
async fn middleware_can_answer_without_sending() {
    let memory = Memory::new([]);
    let server = built(memory.builder().middleware(Cache))
        .account("x")
        .read("y")
        .await
        .unwrap();
    assert_eq!((server.id.as_str(), memory.requests().len()), ("cached", 0));
}

#[tokio::test(start_paused = true)]
async fn middleware_can_delay_and_repeat_a_request() {
    let memory = Memory::new([
        response(200, result("first")),
        response(200, result("second")),
    ]);
    let started = tokio::time::Instant::now();
    let server = built(memory.builder().middleware(Twice))
        .account("x")
        .read("y")
        .await
        .unwrap();
    assert_eq!(
        (server.id.as_str(), started.elapsed().as_secs()),
        ("second", 1)
    );
}

#[tokio::test(start_paused = true)]
async fn the_timeout_includes_middleware() {
    let memory = Memory::new([]);
    let client = built(memory.builder().middleware(Twice).retries(0));
    let error = client
        .account("x")
        .read("y")
        .timeout(Duration::from_millis(10))
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_request_knows_its_path_independently_of_the_base_url() {
    for base in ["http://localhost:1/", "https://example.com/a/b"] {
        let log = Log::default();
        let memory = Memory::new([response(200, "{}")]);
        let client = built(
            memory
                .builder()
                .base_url(base)
                .middleware(Named("a", log.clone())),
        );
        client
            .request(http::Method::GET, "/c/d?e=f")
            .query("g", 1)
            .send()
            .await
            .unwrap();
        assert_eq!(log.lock().unwrap()[0], "a > /c/d #1");
        assert_eq!(memory.requests()[0].operation(), None);
    }
}
