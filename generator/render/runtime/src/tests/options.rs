//! Options of a client, of a derived client, and of a request, and their precedence.

use std::time::Duration;

use serde_json::json;

use super::client::result;
use super::memory::{Answer, Memory, respond_with, response};
use crate::runtime::client::{Client, Options};

/// Returns the headers of the requests so far, without those that all requests have.
fn headers(memory: &Memory) -> Vec<String> {
    let line = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        let is_plain = matches!(name.as_str(), "accept" | "content-type" | "user-agent");
        (!is_plain).then(|| format!("{name}: {}", value.to_str().unwrap()))
    };
    let lines = |request: crate::runtime::transport::Request| {
        let mut lines: Vec<String> = request.headers.iter().filter_map(line).collect();
        lines.sort();
        lines.join("; ")
    };
    memory.requests().into_iter().map(lines).collect()
}

fn answers(count: usize) -> Memory {
    Memory::new((0..count).map(|_| response(200, r#"{"result":[]}"#)))
}

#[tokio::test]
async fn headers_of_request_override_those_of_clients() {
    let memory = answers(6);
    let client = memory
        .builder()
        .credential("token", "t")
        .header("x-a", "1")
        .header("x-trace", "1")
        .build()
        .unwrap();
    let derived = client.with(|options| {
        options
            .header("X-A", "2")
            .header("x-b", "2")
            .header("x-b", "3")
    });
    let bare = derived.with(|options| options.without_header("x-a").without_header("x-trace"));
    for request in [
        client.account("a").list(),
        client.account("a").list().trace("t"),
        derived.account("a").list(),
        derived
            .account("a")
            .list()
            .with(|options| options.without_header("x-b").header("x-a", "3")),
        bare.account("a").list().trace("t").header("x-a", "4"),
        bare.account("a")
            .list()
            .trace("t")
            .with(|options| options.without_header("X-Trace")),
    ] {
        request.await.unwrap();
    }
    assert_eq!(
        headers(&memory),
        [
            "authorization: Bearer t; x-a: 1; x-trace: 1",
            "authorization: Bearer t; x-a: 1; x-trace: t",
            "authorization: Bearer t; x-a: 2; x-b: 3; x-trace: 1",
            "authorization: Bearer t; x-a: 3; x-trace: 1",
            "authorization: Bearer t; x-a: 4; x-b: 3; x-trace: t",
            "authorization: Bearer t; x-b: 3",
        ]
    );
}

#[tokio::test]
async fn default_headers_can_be_removed() {
    let memory = answers(4);
    let client = memory.builder().credential("token", "t").build().unwrap();
    let list = || client.account("a").list();
    list()
        .with(|options| {
            options
                .without_header("user-agent")
                .without_header("accept")
        })
        .await
        .unwrap();
    list()
        .with(|options| options.header("user-agent", "mine").header("accept", "x/y"))
        .await
        .unwrap();
    client
        .with(|options| options.header("user-agent", "ours").header("accept", "x/y"))
        .account("a")
        .list()
        .await
        .unwrap();
    list()
        .with(|options| options.without_header("Authorization"))
        .await
        .unwrap();
    let sent = |index: usize, name: &str| {
        let requests = memory.requests();
        requests[index]
            .headers
            .get(name)
            .map(|value| value.to_str().unwrap().to_owned())
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!((sent(0, "user-agent"), sent(0, "accept")), (None, None));
    assert_eq!(
        (sent(1, "user-agent"), sent(1, "accept")),
        (some("mine"), some("x/y"))
    );
    assert_eq!(
        (sent(2, "user-agent"), sent(2, "accept")),
        (some("ours"), some("application/json"))
    );
    assert_eq!(
        (sent(3, "user-agent"), sent(3, "authorization")),
        (some("sample/1.2.3"), None)
    );
}

#[tokio::test]
async fn a_removed_credential_header_is_not_missing() {
    let memory = Memory::new([
        response(200, r#"{"result":[]}"#),
        Answer::Bytes(200, "image/png", Vec::new()),
    ]);
    let anonymous = memory
        .builder()
        .with(|options| options.without_header("authorization"))
        .build()
        .unwrap();
    anonymous.account("a").list().await.unwrap();
    let cookies = memory
        .builder()
        .credential("query", "q")
        .credential("cookie", "c")
        .build()
        .unwrap();
    cookies
        .logo()
        .with(|options| options.without_header("cookie"))
        .await
        .unwrap();
    assert_eq!(headers(&memory), ["", ""]);
}

#[tokio::test]
async fn queries_of_request_override_those_of_clients() {
    let memory = answers(7);
    let client = memory
        .builder()
        .credential("token", "t")
        .query("a", 1)
        .query("per_page", 5)
        .build()
        .unwrap();
    let derived = client.with(|options| options.query("a", 2).query("a", "3 4"));
    let bare = derived.with(|options| options.without_query("a"));
    for request in [
        client.account("a").list(),
        client.account("a").list().per_page(7),
        client
            .account("a")
            .list()
            .per_page(7)
            .query("per_page", 9)
            .query("a", 8),
        derived.account("a").list(),
        bare.account("a").list(),
        bare.account("a")
            .list()
            .query("a", 9)
            .with(|options| options.without_query("a").query("b", 1)),
        client
            .account("a")
            .list()
            .per_page(7)
            .with(|options| options.without_query("per_page"))
            .extra("e", json!(1)),
    ] {
        request.await.unwrap();
    }
    assert_eq!(
        memory.urls(),
        [
            "/accounts/a/servers?a=1&per_page=5",
            "/accounts/a/servers?a=1&per_page=7",
            "/accounts/a/servers?per_page=9&a=8",
            "/accounts/a/servers?per_page=5&a=2&a=3%204",
            "/accounts/a/servers?per_page=5",
            "/accounts/a/servers?per_page=5&b=1",
            "/accounts/a/servers?a=1&e=1",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn limits_are_inherited_by_derived_clients() {
    let seconds = Duration::from_secs;
    let memory = Memory::new((0..9).map(|_| Answer::Hang));
    let client = memory
        .builder()
        .credential("token", "t")
        .timeout(seconds(7))
        .retries(1)
        .build()
        .unwrap();
    let derived = client.with(|options| options.timeout(seconds(3)));
    for (client, expected) in [
        (&client, "no complete response within 7s (2 attempts)"),
        (&derived, "no complete response within 3s (2 attempts)"),
        (
            &derived.with(|options| options.retries(0)),
            "no complete response within 3s",
        ),
        (
            &client.with(|options| options.deadline(seconds(9))),
            "no complete response within 9s (2 attempts)",
        ),
    ] {
        let error = client.account("a").read("b").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("GET /accounts/a/servers/b: {expected}")
        );
    }
    let error = derived
        .account("a")
        .read("b")
        .timeout(seconds(1))
        .retries(1)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /accounts/a/servers/b: no complete response within 1s (2 attempts)"
    );
}

#[tokio::test]
async fn a_derived_client_shares_the_transport_and_a_builder_of_it_does_too() {
    let memory = answers(2);
    let client = memory
        .builder()
        .credential("token", "t")
        .user_agent("app/1")
        .header("x-a", "1")
        .build()
        .unwrap();
    let other = client
        .to_builder()
        .credential("token", "other")
        .query("q", 1)
        .build()
        .unwrap();
    other.account("a").list().await.unwrap();
    client.account("a").list().await.unwrap();
    assert_eq!(
        headers(&memory),
        [
            "authorization: Bearer other; x-a: 1",
            "authorization: Bearer t; x-a: 1"
        ]
    );
    assert_eq!(
        memory.urls(),
        ["/accounts/a/servers?q=1", "/accounts/a/servers"]
    );
    assert_eq!(
        memory.requests()[0].headers["user-agent"],
        "sample/1.2.3 app/1"
    );
}

#[tokio::test]
async fn a_wrong_option_is_reported_before_sending() {
    let memory = Memory::new([]);
    let client = memory.client();
    type Change = fn(Options) -> Options;
    for (change, message) in [
        (
            (|options| options.header("a b", "s3cr3t")) as Change,
            "`a b` is not a valid header name",
        ),
        (
            |options| options.header("Transfer-Encoding", "chunked"),
            "header `transfer-encoding` is set by the transport and cannot be changed",
        ),
        (
            |options| options.header("x", "a").header("a", "s3\ncr3t"),
            "the value of header `a` has a control character",
        ),
        (
            |options| options.without_header("ä\n"),
            "`ä\\n` is not a valid header name",
        ),
    ] {
        let error = memory.builder().with(change).build().unwrap_err();
        assert!(error.is_configuration());
        assert_eq!(error.to_string(), message);
        let error = client
            .with(change)
            .account("a")
            .read("b")
            .await
            .unwrap_err();
        assert!(
            error.is_configuration()
                && error.to_string().ends_with(&format!("not sent: {message}")),
            "{error}"
        );
        let error = client
            .account("a")
            .read("b")
            .with(change)
            .await
            .unwrap_err();
        assert!(
            error.is_invalid_request()
                && error.to_string().ends_with(&format!("not sent: {message}")),
            "{error}"
        );
        let error = client
            .request(http::Method::GET, "/x")
            .with(change)
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), format!("GET /x: not sent: {message}"));
    }
    assert!(memory.requests().is_empty());
}

#[test]
fn options_are_printed_without_secrets() {
    let options = Options::default()
        .header("x-key", "s3cr3t")
        .query("key", "s3cr3t")
        .timeout(Duration::from_secs(1));
    let printed = format!("{options:?}");
    assert!(
        printed.contains("x-key") && printed.contains("1s") && !printed.contains("s3cr3t"),
        "{printed}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_response_in_memory_has_a_limit() {
    let body = result("b");
    let read = |client: &Client| client.account("a").read("b");
    for (answer, limit, kept) in [
        (response(200, &body), body.len(), None),
        (response(200, &body), body.len() - 1, Some(body.len() - 1)),
        (
            respond_with(200, "content-length", "1000", &body),
            999,
            Some(0),
        ),
        (Answer::Endless(200), 25_000, Some(25_000)),
    ] {
        let memory = Memory::new([answer]);
        let outcome = read(&memory.client())
            .with(|options| options.body_limit(limit))
            .await;
        let Some(kept) = kept else {
            outcome.unwrap();
            continue;
        };
        let error = outcome.unwrap_err();
        assert!(error.is_too_large() && !error.is_decode());
        let expected = format!(
            "GET /accounts/a/servers/b: 200 OK: the body has more than the {limit} bytes of `body_limit`"
        );
        assert_eq!(error.to_string(), expected);
        assert_eq!(
            (error.status().unwrap().as_u16(), error.body().len()),
            (200, kept),
            "what came is kept"
        );
        assert_eq!(error.attempts(), 1, "it would be as large the next time");
    }
    let endless = Memory::new([Answer::Endless(200)]);
    let error = read(&endless.client()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("the body has more than the 134217728 bytes of `body_limit`"),
        "{error}"
    );
    assert_eq!(error.body().len(), 64 * 1024);
}
