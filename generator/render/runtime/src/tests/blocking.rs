//! Calls in code that is not asynchronous.

use std::future::pending;
use std::io::Read;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;

use super::client::{API, result};
use super::memory::{Answer, Memory, response};
#[cfg(feature = "reqwest")]
use super::server::TestServer;
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::events::ValueStream;
use crate::runtime::testing::MockTransport;
use crate::runtime::transport::{BoxFuture, Request, Response, Transport, TransportError};

#[test]
fn calls_are_retried_and_end_in_time() {
    let memory = Memory::new([
        response(503, "{}"),
        response(200, result("a")),
        response(404, "{}"),
        Answer::Hang,
        response(200, "[7]"),
    ]);
    let client = memory.client();
    let servers = client.account("a");
    assert_eq!(servers.read("a").send_blocking().unwrap().id, "a");
    assert_eq!(memory.requests().len(), 2);
    let error = servers.read("b").send_blocking().unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let late = servers.read("c").timeout(Duration::from_millis(10));
    let error = late.retries(0).send_blocking().unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let own = client.request(Method::GET, "/own").send_blocking().unwrap();
    assert_eq!(&own.body()[..], b"[7]");
}

#[test]
fn lists_and_streams_are_iterators() {
    let page = |items: &[i64]| {
        let info = json!({"total_pages": 2});
        let body = json!({"success": true, "result": items, "result_info": info});
        response(200, body.to_string())
    };
    let lines = b"1\n\"x\"\n3\n".to_vec();
    let memory = Memory::new([
        page(&[1, 2]),
        response(400, "{}"),
        page(&[3]),
        page(&[1, 2]),
        Answer::Bytes(200, "application/x-ndjson", vec![lines]),
    ]);
    let client = memory.client();
    let list = client.account("a").list().per_page(2);
    let items: Vec<Option<i64>> = list
        .clone()
        .stream()
        .limit(3)
        .blocking()
        .map(|item| item.ok()?.as_i64())
        .collect();
    // After an error, the page is requested again.
    assert_eq!(items, [Some(1), Some(2), None, Some(3)]);
    let first = list.pages().blocking().next().unwrap().unwrap();
    assert_eq!(first.items, [1, 2]);

    let call = client.request(Method::GET, "/lines").call;
    let values: ValueStream<i64> = client.block_on(ValueStream::lines(call)).unwrap();
    let values: Vec<Option<i64>> = values.blocking().map(Result::ok).collect();
    assert_eq!(values, [Some(1), None, Some(3)]);
}

#[test]
fn downloads_are_readers() {
    let chunks = ["ab", "", "cde"].map(|chunk| chunk.as_bytes().to_vec());
    let memory = Memory::new([
        Answer::Bytes(200, "image/png", chunks.into()),
        Answer::Stalled(200, "ab"),
    ]);
    let client = memory
        .client()
        .with(|options| options.idle_timeout(Duration::from_millis(10)));
    let download = || client.block_on(client.logo().download()).unwrap();
    let mut text = String::new();
    let mut reader = download().blocking().take(4);
    reader.read_to_string(&mut text).unwrap();
    assert_eq!(text, "abcd");

    let error = download().blocking().read_to_string(&mut text).unwrap_err();
    let error: &Error = error.get_ref().unwrap().downcast_ref().unwrap();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn asynchronous_code_must_not_wait() {
    let memory = Memory::new([response(200, result("a"))]);
    let servers = memory.client().account("a");
    let refusal = |error: Error| {
        assert!(error.is_configuration(), "{error}");
        assert!(
            error.to_string().contains("inside of asynchronous code"),
            "{error}"
        );
    };
    refusal(servers.read("a").send_blocking().unwrap_err());
    let list = servers.list().stream().blocking().next();
    refusal(list.unwrap().unwrap_err());
    let request = servers.read("a");
    let task = tokio::spawn(async { request.send_blocking() });
    refusal(task.await.unwrap().unwrap_err());
    assert!(memory.requests().is_empty());

    let request = servers.read("a");
    let thread = tokio::task::spawn_blocking(|| request.send_blocking());
    assert_eq!(thread.await.unwrap().unwrap().id, "a");
}

/// It blocks a thread of the program, but not those of the client.
#[tokio::test]
async fn a_call_in_a_task_without_budget_does_not_panic() {
    let memory = Memory::new([
        response(503, "{}"),
        response(200, result("a")),
        Answer::Hang,
    ]);
    let servers = memory.client().account("a");
    let calls = async {
        assert_eq!(servers.read("a").send_blocking().unwrap().id, "a");
        let late = servers.read("b").timeout(Duration::from_millis(10));
        late.retries(0).send_blocking().unwrap_err()
    };
    let error = tokio::task::unconstrained(calls).await;
    assert!(error.is_timeout(), "{error}");
}

#[test]
fn code_with_a_handle_may_wait() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let _guard = runtime.enter();
    let memory = Memory::new([response(200, result("a"))]);
    assert_eq!(
        memory
            .client()
            .account("a")
            .read("a")
            .send_blocking()
            .unwrap()
            .id,
        "a"
    );
}

#[test]
fn mocks_respond_without_waiting() {
    let mock = MockTransport::for_api(&API);
    mock.on(|client| client.account("a").read("p"))
        .respond_status(503)
        .respond_body(200, "application/json", result("p"));
    let read = mock.client().account("a").read("p");
    assert_eq!(read.send_blocking().unwrap().id, "p");
    assert_eq!(mock.waits().len(), 1);
    mock.verify();
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn connections_belong_to_the_client() {
    let answers = [result("a"), result("b")].map(|body| super::server::response(200, &body));
    let server = TestServer::start(answers).await;
    let client = server.client();
    let calls = move || {
        let servers = client.clone().account("a");
        let first = servers.read("a").send_blocking().unwrap();
        let second = std::thread::spawn(move || servers.read("b").send_blocking());
        [first.id, second.join().unwrap().unwrap().id]
    };
    assert_eq!(
        tokio::task::spawn_blocking(calls).await.unwrap(),
        ["a", "b"]
    );
}

/// Starts a task that never ends.
struct Spawning(Weak<()>);

impl Transport for Spawning {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        let guard = self.0.upgrade();
        Box::pin(async move {
            tokio::spawn(async move {
                let _guard = guard;
                pending::<()>().await;
            });
            Ok(Response::new(
                http::StatusCode::OK,
                http::HeaderMap::new(),
                Box::new(bytes::Bytes::new()),
            ))
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

#[test]
fn the_runtime_stops_with_the_last_client() {
    let guard = Arc::new(());
    let builder = Client::builder_for(&API).transport(Spawning(Arc::downgrade(&guard)));
    let client = builder.credential("token", "t").build().unwrap();
    let derived = client.with(|options| options.retries(0));
    client.account("a").delete("a").send_blocking().unwrap();
    drop(client);
    derived.account("a").delete("b").send_blocking().unwrap();
    assert_eq!(Arc::strong_count(&guard), 3);
    drop(derived);
    let start = Instant::now();
    while Arc::strong_count(&guard) > 1 {
        assert!(start.elapsed() < Duration::from_secs(10), "tasks go on");
        std::thread::sleep(Duration::from_millis(5));
    }
}
