//! The mock transport: which requests match an expectation, how it responds, and the messages of
//! failing tests.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::client::{API, server};
use super::memory::{Answer, Memory, response};
use crate::runtime::api::Api;
use crate::runtime::client::Client;
use crate::runtime::download::Download;
use crate::runtime::error::Error;
use crate::runtime::events::{EventStream, ValueStream};
use crate::runtime::testing::{Failure, MockTransport};
use crate::runtime::transport::TransportError;

fn mock() -> MockTransport {
    MockTransport::for_api(&API)
}

/// Returns the message of the panic of a closure.
fn panics(what: impl FnOnce()) -> String {
    let payload = std::panic::catch_unwind(AssertUnwindSafe(what)).expect_err("it should panic");
    payload.downcast_ref::<String>().expect("a text").clone()
}

/// Returns the message of the panic of a future.
fn stops<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    panics(|| drop(runtime.block_on(future)))
}

#[test]
fn an_unusable_base_url_is_replaced() {
    let rows = [
        ("https://api.example.com/v1", "https://api.example.com/v1"),
        ("", "https://mock.test"),
        ("/api/v1", "https://mock.test/api/v1"),
        ("api", "https://mock.test/api"),
        ("https://example.com/\"; fn a() {}", "https://mock.test"),
        ("https://", "https://mock.test"),
        ("ftp://example.com", "https://mock.test"),
        ("/a b?c", "https://mock.test"),
    ];
    for (base_url, expected) in rows {
        let api: &'static Api = Box::leak(Box::new(Api { base_url, ..API }));
        let mock = MockTransport::for_api(api);
        assert_eq!(mock.client().base_url(), expected, "{base_url}");
        mock.on(|client| client.account("a").read("p"));
    }
}

#[tokio::test]
async fn a_mocked_request_without_content_has_a_content_length_of_zero() {
    let mock = mock();
    mock.on(|client| client.request(Method::POST, "/x").send())
        .respond_status(204)
        .times(2);
    mock.client()
        .request(Method::POST, "/x")
        .header("content-length", "0")
        .send()
        .await
        .unwrap();
    mock.client()
        .request(Method::POST, "/x")
        .send()
        .await
        .unwrap();
    let seen: Vec<_> = mock
        .calls()
        .iter()
        .map(|call| call.header("content-length").map(str::to_owned))
        .collect();
    assert_eq!(seen, [Some("0".to_owned()), Some("0".to_owned())]);
}

#[tokio::test]
async fn values_come_in_their_envelope() {
    let mock = mock();
    mock.on(|client| client.account("a").read("p"))
        .respond(&server("p"));
    mock.on(|client| client.account("a").read("v"))
        .respond_value(json!({"id": "v", "kind": "oauth", "owner": "o"}));
    mock.on(|client| client.account("a").delete("p"))
        .respond(&());
    mock.on(|client| client.status())
        .respond(&"fine".to_owned());
    mock.on(|client| client.logo())
        .respond(&Bytes::from_static(&[0, 159]));
    let client = mock.client();
    let response = client.account("a").read("p").send_raw().await.unwrap();
    assert_eq!(*response.value(), server("p"));
    assert_eq!(response.members()["success"], json!(true));
    assert_eq!(client.account("a").read("v").await.unwrap(), server("v"));
    client.account("a").delete("p").await.unwrap();
    assert_eq!(client.status().await.unwrap(), "fine");
    assert_eq!(
        client
            .logo()
            .send_raw()
            .await
            .unwrap()
            .header("content-type"),
        Some("image/png")
    );
    mock.verify();
}

#[tokio::test]
async fn a_page_from_json() {
    let mock = mock();
    let items = json!([{"id": 1}, {"id": 2}]);
    mock.on(|client| client.account("a").list())
        .respond_value(&items);
    let page = mock.client().account("a").list().await.unwrap();
    assert_eq!((page.len(), page.total_items), (2, Some(2)));
    assert_eq!(items.as_array().map(Vec::len), Some(page.len()));
    mock.verify();
    let text = panics(|| {
        drop(
            mock.on(|client| client.account("a").list())
                .respond_value(json!({"id": 1})),
        )
    });
    assert_eq!(
        text,
        "the value is not an array of items of this list (`respond_json` takes a whole page): $: expected an array, found an \
         object"
    );
}

#[tokio::test]
async fn responses_come_in_order_and_waiting_takes_no_time() {
    let started = std::time::Instant::now();
    let mock = mock();
    mock.on(|client| client.account("a").read("p"))
        .respond_status(429)
        .header("retry-after", "30")
        .fail(Failure::Connect)
        .respond(&server("p"));
    let response = mock
        .client()
        .account("a")
        .read("p")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(
        (response.attempts(), response.value().id.as_str()),
        (3, "p")
    );
    let waits = mock.waits();
    assert_eq!((waits.len(), waits[0]), (2, Duration::from_secs(30)));
    assert_eq!(mock.elapsed(), waits.iter().sum());
    let calls = mock.calls();
    assert_eq!(
        calls.iter().map(|call| call.attempt).collect::<Vec<_>>(),
        [1, 2, 3]
    );
    assert!(started.elapsed() < Duration::from_secs(5));
    mock.verify();
}

#[tokio::test]
async fn all_kinds_of_failures_can_be_mocked() {
    type Check = fn(&Error) -> bool;
    let rows: [(Failure, Check); 3] = [
        (Failure::Connect, Error::is_connect),
        (Failure::Timeout, Error::is_timeout),
        (Failure::Broken, Error::is_broken_connection),
    ];
    for (failure, check) in rows {
        let mock = mock();
        mock.on(|client| client.account("a").read("p"))
            .fail(failure);
        mock.on(|client| client.account("a").read("q"))
            .respond_body(200, "application/json", "{\"su")
            .cut(failure);
        let client = mock.builder().retries(0).build().unwrap();
        for id in ["p", "q"] {
            let error = client.account("a").read(id).await.unwrap_err();
            // A connect error cannot occur in the middle of a response, but a test that asks for
            // one gets it.
            assert!(check(&error), "{failure:?}: {error}");
        }
        mock.verify();
    }
}

#[tokio::test]
async fn errors_of_the_server_can_be_mocked() {
    let mock = mock();
    mock.on(|client| client.account("a").read("p"))
        .respond_error(404, 7002, "Not Found")
        .header("cf-ray", "8f");
    let error = mock.client().account("a").read("p").await.unwrap_err();
    assert!(error.is_not_found() && error.has_code(7002));
    assert_eq!(
        error.to_string(),
        "GET /accounts/a/servers/p: 404 Not Found: [7002] Not Found (cf-ray 8f)"
    );
}

#[tokio::test]
async fn timeouts_use_the_clock_of_the_test() {
    let mock = mock();
    mock.on(|client| client.account("a").read("p"))
        .respond(&server("p"))
        .delay(Duration::from_secs(59))
        .times(2);
    let client = mock.client();
    client.account("a").read("p").await.unwrap();
    assert_eq!(mock.elapsed(), Duration::from_secs(59));
    let error = client
        .account("a")
        .read("p")
        .timeout(Duration::from_secs(2))
        .retries(0)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /accounts/a/servers/p: no complete response within 2s"
    );
    assert_eq!(mock.elapsed(), Duration::from_secs(61));
}

#[tokio::test]
async fn deadlines_include_all_attempts() {
    let mock = mock();
    let slow = Duration::from_secs(20);
    mock.on(|client| client.account("a").read("p"))
        .respond_status(503)
        .header("retry-after", "5")
        .delay(slow)
        .always();
    let request = mock
        .client()
        .account("a")
        .read("p")
        .with(|options| options.deadline(Duration::from_secs(30)));
    let error = request.await.unwrap_err();
    // 20 seconds, a wait of 5 seconds, and 5 seconds of the second attempt.
    assert_eq!((mock.elapsed().as_secs(), mock.calls().len()), (30, 2));
    assert!(error.is_timeout(), "{error}");
    mock.on(|client| client.account("b").read("p"))
        .fail(Failure::Timeout);
    mock.client()
        .account("b")
        .read("p")
        .retries(0)
        .await
        .unwrap_err();
    assert_eq!(mock.elapsed().as_secs(), 90);
}

#[tokio::test]
async fn mocked_lists_end_by_themselves() {
    let mock = mock();
    mock.on(|client| client.account("a").list().per_page(2))
        .respond_pages([vec![json!(1), json!(2)], vec![json!(3)]]);
    let mut items = mock.client().account("a").list().per_page(2).stream();
    let mut found: Vec<Value> = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        found.push(item);
    }
    assert_eq!(found, [1, 2, 3]);
    let pages: Vec<Option<String>> = mock
        .calls()
        .iter()
        .map(|call| call.query_value("page").map(str::to_owned))
        .collect();
    assert_eq!(pages, [None, Some("2".to_owned())]);
    mock.on(|client| client.account("b").list())
        .respond_items([json!("x")]);
    let page = mock.client().account("b").list().await.unwrap();
    assert_eq!(
        (page.total_pages, page.total_items, page.len()),
        (Some(1), Some(1), 1)
    );
    mock.verify();
}

#[tokio::test]
async fn bodies_may_have_more_than_the_expectation() {
    let mock = mock();
    mock.on(|client| {
        client
            .request(Method::POST, "/x")
            .json(&json!({"a": {"b": 1}}))
            .send()
    })
    .respond_status(204)
    .always();
    let client = mock.client();
    let body = json!({"a": {"b": 1, "c": 2}, "d": []});
    client
        .request(Method::POST, "/x")
        .query("y", 1)
        .json(&body)
        .send()
        .await
        .unwrap();
    assert_eq!(mock.calls()[0].json(), body);
    assert_eq!(mock.calls()[0].query, [("y".to_owned(), "1".to_owned())]);
}

#[tokio::test]
async fn credentials_are_not_compared() {
    let mock = mock();
    mock.on_exactly(|client| client.logo())
        .respond(&Bytes::from_static(b"x"));
    mock.builder()
        .credential("query", "another")
        .build()
        .unwrap()
        .logo()
        .await
        .unwrap();
    assert_eq!(mock.calls()[0].query_value("api key"), Some("REDACTED"));
}

#[tokio::test]
async fn recorded_calls_have_no_credentials() {
    let mock = mock();
    mock.on_any(|client| client.account("a").create("p"))
        .respond(&server("p"));
    let client = mock
        .builder()
        .credential("token", "t0k3n-t0k3n")
        .build()
        .unwrap();
    client
        .account("other")
        .create("q")
        .header("x-trace", "1")
        .query("dry run", "a b")
        .await
        .unwrap();
    let call = &mock.calls()[0];
    assert_eq!(
        (call.operation, call.path.as_str()),
        (Some("create"), "/accounts/other/servers")
    );
    assert_eq!(
        (call.header("x-trace"), call.header("authorization")),
        (Some("1"), Some("REDACTED"))
    );
    assert_eq!(call.query_value("dry run"), Some("a b"));
    assert_eq!(
        call.body_as::<super::sample::Server>().unwrap(),
        server("q")
    );
    let shown = format!("{mock:?}");
    assert!(
        shown.contains("POST /accounts/other/servers?dry run=a b") && !shown.contains("t0k3n"),
        "{shown}"
    );
}

#[tokio::test]
async fn values_named_like_secrets_are_redacted() {
    let mock = mock();
    mock.on_any(|client| client.account("a").create("p"))
        .respond(&server("p"));
    let call = mock
        .client()
        .account("a")
        .create("p")
        .query("access_token", "in-query")
        .extra("password", "in-body");
    call.await.unwrap();
    let call = &mock.calls()[0];
    let shown = format!("{call:?}");
    assert!(
        shown.starts_with("POST /accounts/a/servers?access_token=REDACTED {"),
        "{shown}"
    );
    assert!(
        shown.contains(r#""password":"REDACTED""#) && !shown.contains("in-"),
        "{shown}"
    );
    // Only `Debug` hides the secrets: the test can read them.
    assert_eq!(call.query_value("access_token"), Some("in-query"));
    assert_eq!(call.json()["password"], "in-body");
}

#[test]
fn an_unexpected_request_panics_with_the_differences() {
    let message = stops(async {
        let mock = mock();
        mock.on(|client| client.account("a").read("p"))
            .respond(&server("p"));
        mock.on(|client| client.account("a").list().page(2))
            .respond_items([]);
        mock.on(|client| client.account("a").update("p"))
            .respond(&server("p"));
        mock.on_exactly(|client| client.account("a").create("p"))
            .respond(&server("p"));
        mock.on_any(|client| client.status()).respond_status(200);
        let client = mock.client();
        client.account("a").create("p").await.unwrap();
        client
            .account("a")
            .create("p")
            .extra("kind", "bearer")
            .await
    });
    let expected = r#"unexpected request 2: `POST /accounts/a/servers`
body: {"id":"p","owner":"REDACTED","kind":"bearer"}
expected requests and their differences:
  1. `GET /accounts/a/servers/p`: method: expected `GET`, found `POST`
  2. `GET /accounts/a/servers?page=2`: method: expected `GET`, found `POST`
  3. `PUT /accounts/a/servers/p`: method: expected `PUT`, found `POST`
  4. `POST /accounts/a/servers`: body at `$.kind`: expected "oauth", found "bearer"
  5. `GET /status`: operation: expected `status`, found `create`"#;
    assert_eq!(message, expected);
}

#[test]
fn differences_in_path_query_and_body_are_reported() {
    let post = |path: &'static str, body: Value| {
        move |client: &Client| client.request(Method::POST, path).json(&body).send()
    };
    for (wanted, exactly, found, difference) in [
        (
            ("/x", json!({})),
            false,
            ("/y", json!({})),
            "path: expected `/x`, found `/y`",
        ),
        (
            ("/x?a=1", json!({})),
            false,
            ("/x?a=2", json!({})),
            "query `a`: expected `1`, found `2`",
        ),
        (
            ("/x?a=1", json!({})),
            false,
            ("/x", json!({})),
            "query `a`: expected `1`, found none",
        ),
        (
            ("/x", json!({})),
            true,
            ("/x?a=2", json!({})),
            "query `a`: expected none, found `2`",
        ),
        (
            ("/x", json!({"a": 1})),
            false,
            ("/x", json!({})),
            "body at `$.a`: expected 1, found none",
        ),
        (
            ("/x", json!({})),
            true,
            ("/x", json!({"a": 1})),
            "body at `$.a`: expected none",
        ),
        (
            ("/x", json!([[1]])),
            false,
            ("/x", json!([[2]])),
            "body at `$[0][0]`: expected 1, found 2",
        ),
        (
            ("/x", json!([1])),
            false,
            ("/x", json!([1, 2])),
            "body at `$`: expected [1], found [1,2]",
        ),
        (
            ("/x", json!(1)),
            false,
            ("/x", json!("1")),
            "body at `$`: expected 1, found \"1\"",
        ),
        // Secrets that differ are reported, but not shown.
        (
            ("/x", json!({"password": "s3"})),
            false,
            ("/x", json!({"password": "s4"})),
            "body at `$.password`: expected a secret, found another one",
        ),
        (
            ("/x", json!([{"password": "s3"}])),
            false,
            ("/x", json!([1])),
            "body at `$[0]`: expected {\"password\":\"REDACTED\"}, found 1",
        ),
        (
            ("/x", json!(["https://x/?token=s3"])),
            false,
            ("/x", json!("see https://u:s4@x/?api_key=s4")),
            "body at `$`: expected [\"https://x/?token=REDACTED\"], found \"see https://x/?api_key=REDACTED\"",
        ),
        (
            ("/x?to=https://x/%3Fsig=s3", json!({})),
            false,
            ("/x?to=https://x/%3Fsig=s4", json!({})),
            "query `to`: expected `https://x/?sig=REDACTED`, found `https://x/?sig=REDACTED`",
        ),
        (
            ("/x?pwd=s3", json!({})),
            false,
            ("/x", json!({})),
            "query `pwd`: expected `REDACTED`, found none",
        ),
    ] {
        let message = stops(async move {
            let mock = mock();
            let call = post(wanted.0, wanted.1);
            let expectation = if exactly {
                mock.on_exactly(call)
            } else {
                mock.on(call)
            };
            drop(expectation.respond_status(204));
            post(found.0, found.1)(&mock.client()).await
        });
        assert!(message.ends_with(&format!(": {difference}")), "{message}");
    }
    let message = stops(async {
        let mock = mock();
        drop(mock.on_exactly(|client| {
            client
                .request(Method::POST, "/x")
                .body("text/plain", "a")
                .send()
        }));
        mock.client()
            .request(Method::POST, "/x")
            .body("application/octet-stream", vec![159])
            .send()
            .await
    });
    assert!(
        message.ends_with("body: expected text, found bytes"),
        "{message}"
    );
}

#[test]
fn unmet_expectations_are_reported() {
    let mock = mock();
    mock.on(|client| client.account("a").read("p"))
        .respond_status(500)
        .times(2)
        .respond(&server("p"));
    mock.on(|client| client.status())
        .respond_status(200)
        .always();
    mock.on(|client| client.logo());
    let no_response = "it has no response: add one with `respond…`";
    let left = format!(
        "  `GET /accounts/a/servers/p`: 3 more\n  `GET /logo.png?api key=REDACTED`: {no_response}"
    );
    assert_eq!(
        panics(|| mock.verify()),
        format!("expected more requests:\n{left}")
    );
    let message = stops({
        let client = mock.client();
        async move { client.logo().await }
    });
    assert!(
        message.ends_with(&format!(
            "3. `GET /logo.png?api key=REDACTED`: {no_response}"
        )),
        "{message}"
    );
}

#[tokio::test]
async fn a_retry_without_a_response_is_called_a_retry() {
    let mock = mock();
    mock.on(|client| client.account("a").read("p"))
        .respond_status(500);
    let client = mock.client();
    tokio::spawn(async move { client.account("a").read("p").await })
        .await
        .unwrap_err();
    let message = panics(|| mock.verify());
    let expected = "unexpected request 2: `GET /accounts/a/servers/p`
expected requests and their differences:
  1. `GET /accounts/a/servers/p`: no response is left for it
this is attempt 2 of a call: add a response for each attempt, or set `retries(0)`";
    assert_eq!(message, expected);
}

#[tokio::test]
async fn an_unobserved_panic_is_reported_in_the_end() {
    let mock = mock();
    let client = mock.client();
    tokio::spawn(async move { client.account("a").read("p").await })
        .await
        .unwrap_err();
    let message = panics(|| mock.verify());
    assert_eq!(
        message,
        "unexpected request 1: `GET /accounts/a/servers/p`\nno request is expected"
    );
}

#[test]
fn invalid_expectations_panic_immediately() {
    let mock = mock();
    let on = || mock.on(|client| client.account("a").read("p"));
    assert_eq!(
        panics(|| drop(on().respond_status(99))),
        "99 is not a valid status code"
    );
    assert_eq!(
        panics(|| drop(on().header("a", "b"))),
        "there is no response yet to change"
    );
    assert_eq!(
        panics(|| drop(on().hang().header("a", "b"))),
        "a failure has neither headers nor a body"
    );
    assert_eq!(
        panics(|| drop(on().respond_status(200).header("a b", "c"))),
        "`a b: c` is not a valid header"
    );
    assert_eq!(
        panics(|| drop(on().respond_status(200).times(0))),
        "a response cannot be returned 0 times"
    );
    assert_eq!(
        panics(|| drop(mock.on(|client| client.account("a").read("TOO LONG")))),
        "this call cannot be expected: GET /accounts/{account_id}/servers/{id}: not sent: `id` does not match \
         `^[a-z0-9_]+(?:-[a-z0-9_]+)*$`"
    );
    assert_eq!(
        panics(|| drop(on().respond_value(json!({"id": 1})))),
        "the value is not a response of this method: $.id: expected a string, found 1"
    );
    let never = std::future::ready(Ok::<(), Error>(()));
    assert_eq!(
        panics(|| drop(mock.on(|_| never))),
        "this call cannot be expected: it sends no request"
    );
}

#[tokio::test]
async fn multipart_boundaries_are_not_compared() {
    let request = |client: &Client, boundary: &str| {
        let media_type = format!("multipart/form-data; boundary={boundary}");
        let head = "content-disposition: form-data; name=a";
        let body = format!("--{boundary}\r\n{head}\r\n\r\n1\r\n--{boundary}--\r\n");
        client
            .request(Method::POST, "/x")
            .body(&media_type, body)
            .send()
    };
    let mock = mock();
    mock.on_exactly(|client| request(client, "one"))
        .respond_status(204);
    request(&mock.client(), "another").await.unwrap();
}

#[tokio::test]
async fn uploads_are_compared_as_they_arrive() {
    let mock = mock();
    mock.on(|client| {
        client
            .request(Method::PUT, "/x")
            .body("text/plain", "ab")
            .send()
    })
    .respond_status(204);
    let pieces: Vec<Result<&'static str, TransportError>> = vec![Ok("a"), Ok("b")];
    let body = crate::runtime::outgoing::Upload::stream(Pieces(pieces.into()));
    mock.client()
        .request(Method::PUT, "/x")
        .body("text/plain", body)
        .send()
        .await
        .unwrap();
    assert_eq!(mock.calls()[0].body, "ab");
    mock.verify();
}

struct Pieces(std::collections::VecDeque<Result<&'static str, TransportError>>);

impl futures_core::Stream for Pieces {
    type Item = Result<&'static str, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop_front())
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_leaks_nothing() {
    let mock = mock();
    mock.on(|client| client.account("a").read("p"))
        .hang()
        .respond(&server("p"));
    let client = mock.client();
    let hanging = client.account("a").read("p").send();
    tokio::time::timeout(Duration::from_secs(1), hanging)
        .await
        .unwrap_err();
    assert_eq!(client.account("a").read("p").await.unwrap(), server("p"));
    assert_eq!(mock.calls().len(), 2);
}

/// Steps of streams and pages are `Send`, as spawned tasks require.
#[test]
fn steps_of_streams_and_pages_are_send() {
    fn moves<T: Send>(_: T) {}
    let client = mock().client();
    moves(client.account("a").list().stream().try_next());
    moves(client.account("a").list().pages().try_next());
    moves(client.account("a").list());
    moves(|mut download: Download| moves(download.try_next()));
    moves(|mut events: EventStream<Value>| moves(events.try_next()));
    moves(|mut values: ValueStream<Value>| moves(values.try_next()));
}

#[tokio::test(start_paused = true)]
async fn a_list_continues_after_a_dropped_future() {
    let memory = Memory::new([
        Answer::Late(Box::new(response(200, r#"{"success":true,"result":[1]}"#))),
        Answer::Late(Box::new(response(200, r#"{"success":true,"result":[]}"#))),
    ]);
    let mut items = memory.client().account("a").list().stream();
    let mut found = Vec::new();
    loop {
        // Every future is dropped after its first poll.
        match std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::pin!(items.try_next()).poll(context))
        })
        .await
        {
            std::task::Poll::Pending => {}
            std::task::Poll::Ready(Ok(Some(item))) => found.push(item),
            std::task::Poll::Ready(outcome) => break assert!(outcome.unwrap().is_none()),
        }
    }
    assert_eq!((found, memory.requests().len()), (vec![json!(1)], 2));
}

#[tokio::test]
async fn concurrent_calls_get_their_own_responses() {
    let mock = mock();
    for index in 0..100 {
        let id = format!("p{index}");
        mock.on(|client| client.account("a").read(&id))
            .respond_status(503)
            .respond(&server(&id));
    }
    let client = mock.client();
    let calls: Vec<_> = (0..100)
        .map(|index| tokio::spawn(client.account("a").read(format!("p{index}")).send()))
        .collect();
    for (index, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.unwrap().unwrap().id, format!("p{index}"));
    }
    mock.verify();
    assert_eq!(mock.calls().len(), 200);
}
