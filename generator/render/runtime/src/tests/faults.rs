//! Faults between client and server: each has a test, keeps the received data, and gives a clear
//! message.

use std::time::Duration;

use http::StatusCode;
use serde_json::Value;
use tokio::net::{TcpSocket, TcpStream};

use super::client::result;
use super::memory::{self, Answer, Memory};
use super::server::{Act, TestServer, respond_with, response};
use crate::runtime::error::Error;
use crate::runtime::json::Number;

/// The beginning of the messages of errors from [`failure`].
const READ: &str = "GET /accounts/a/servers/b: ";

/// Returns the error of a call with a single attempt.
async fn failure(act: Act) -> Error {
    let server = TestServer::start([act]).await;
    let limit = Duration::from_millis(300);
    let call = server.client().account("a").read("b").retries(0);
    call.with(|options| options.timeout(limit).body_limit(100_000))
        .await
        .unwrap_err()
}

/// Returns the message without method and path.
fn text(error: &Error) -> String {
    error.to_string().strip_prefix(READ).unwrap().to_owned()
}

fn assert_kept(error: &Error, status: u16, body: &str) {
    assert_eq!(error.status(), StatusCode::from_u16(status).ok(), "{error}");
    assert_eq!(error.body(), body, "{error}");
    assert_eq!(error.headers()["cf-ray"], "8f", "{error}");
}

#[tokio::test]
async fn a_refused_connection() {
    let server = TestServer::start([]).await;
    let client = server
        .builder()
        .base_url("http://127.0.0.1:1/v4")
        .credential("token", "t")
        .build()
        .unwrap();
    let error = client
        .account("a")
        .read("b")
        .with(|options| options.retries(1))
        .await
        .unwrap_err();
    assert!(error.is_connect() && !error.is_timeout() && !error.is_broken_connection());
    assert_eq!(
        text(&error),
        "cannot connect to `127.0.0.1:1`: Connection refused (os error 111) (2 attempts)"
    );
    assert_eq!((error.status(), error.attempts()), (None, 2));
}

#[tokio::test]
async fn a_connect_timeout() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    // Fills the backlog, so that a further connection attempt gets no answer.
    let _full = (
        TcpStream::connect(address).await.unwrap(),
        TcpStream::connect(address).await.unwrap(),
    );
    let builder = TestServer::start([])
        .await
        .builder()
        .base_url(format!("http://{address}"))
        .credential("token", "t");
    let client = builder
        .connect_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let error = client
        .account("a")
        .create("b")
        .retries(0)
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert!(
        error
            .to_string()
            .starts_with("POST /accounts/a/servers: cannot connect to `"),
        "{error}"
    );
}

#[tokio::test]
async fn a_reset_before_the_head() {
    for act in [
        Act::Reset(String::new()),
        Act::Reset("HTTP/1.1 200 O".to_owned()),
    ] {
        let error = failure(act).await;
        assert!(error.is_broken_connection() && !error.is_connect());
        assert_eq!(
            text(&error),
            "the connection broke: Connection reset by peer (os error 104)"
        );
        assert_eq!((error.status(), error.attempts()), (None, 1));
    }
    let error = failure(Act::Close).await;
    assert!(error.is_broken_connection());
    assert_eq!(
        text(&error),
        "the connection broke: connection closed before message completed"
    );
}

#[tokio::test]
async fn a_reset_in_the_body() {
    let head = "HTTP/1.1 200 OK\r\ncf-ray: 8f\r\ncontent-length: 100\r\n\r\n";
    let error = failure(Act::Reset(format!("{head}{{\"result\":"))).await;
    assert!(error.is_broken_connection());
    let broke = "200 OK: the connection broke after 10 bytes: Connection reset by peer (os error 104) (cf-ray 8f)";
    assert_eq!(text(&error), broke);
    assert_kept(&error, 200, "{\"result\":");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_body_shorter_than_its_content_length() {
    let head = "HTTP/1.1 200 OK\r\ncf-ray: 8f\r\ncontent-length: 100\r\n\r\n";
    let error = failure(Act::Send(format!("{head}{}", result("b")))).await;
    assert!(error.is_broken_connection());
    let expected = format!(
        "200 OK: the connection broke after {} bytes: end of file before message length reached (cf-ray 8f)",
        result("b").len()
    );
    assert_eq!(text(&error), expected);
    assert_kept(&error, 200, &result("b"));
    let chunked =
        "HTTP/1.1 200 OK\r\ncf-ray: 8f\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"res\r\n";
    let error = failure(Act::Send(chunked.to_owned())).await;
    assert!(error.is_broken_connection(), "{error}");
    assert_kept(&error, 200, "{\"res");
}

#[tokio::test]
async fn a_truncated_failure_keeps_its_status() {
    let head = "HTTP/1.1 404 X\r\ncf-ray: 8f\r\ncontent-length: 100\r\n\r\n";
    let slow = Act::Forever(head.to_owned(), "", Duration::from_millis(1));
    for (act, body) in [
        (Act::Send(format!("{head}{{\"mess")), "{\"mess"),
        (Act::Reset(format!("{head}{{\"mess")), "{\"mess"),
        (slow, ""),
    ] {
        let error = failure(act).await;
        assert!(error.is_not_found());
        assert_eq!(text(&error), "404 Not Found (cf-ray 8f)");
        assert_kept(&error, 404, body);
    }
}

#[tokio::test]
async fn an_endless_body() {
    let head = "HTTP/1.1 200 OK\r\ncf-ray: 8f\r\n";
    let much = "{\"a\":1,".repeat(1000);
    let chunk = format!("1b58\r\n{much}\r\n");
    for (length, piece) in [
        ("\r\n", much),
        ("transfer-encoding: chunked\r\n\r\n", chunk),
    ] {
        let piece = Box::leak(piece.repeat(10).into_boxed_str());
        let error = failure(Act::Forever(
            format!("{head}{length}"),
            piece,
            Duration::ZERO,
        ))
        .await;
        assert!(error.is_too_large(), "{error}");
        assert_eq!(
            text(&error),
            "200 OK: the body has more than the 100000 bytes of `body_limit` (cf-ray 8f)"
        );
        assert!(error.body().starts_with(b"{\"a\":1,{\"a\":1,") && error.body().len() == 64 * 1024);
    }
}

#[tokio::test]
async fn a_body_that_arrives_too_slowly() {
    let head = "HTTP/1.1 200 OK\r\ncf-ray: 8f\r\ncontent-length: 1000\r\n\r\n";
    let error = failure(Act::Forever(
        head.to_owned(),
        "[",
        Duration::from_millis(40),
    ))
    .await;
    assert!(error.is_timeout());
    let received = error.body().len();
    assert!((1..10).contains(&received), "{received}");
    assert_eq!(
        text(&error),
        format!("200 OK: no complete response within 300ms ({received} bytes came) (cf-ray 8f)")
    );
    assert_kept(&error, 200, &"[".repeat(received));
}

#[tokio::test]
async fn unexpected_content_types() {
    let headers = |content_type: &str| format!("cf-ray: 8f\r\n{content_type}");
    let server = TestServer::start([respond_with(
        200,
        "content-type: text/plain\r\n",
        &result("b"),
    )])
    .await;
    assert_eq!(
        server.client().account("a").read("b").await.unwrap().id,
        "b",
        "JSON is read whatever it is called"
    );
    let page = "<!DOCTYPE html><title>Sign in</title>";
    for (content_type, name) in [
        (
            "content-type: text/html; charset=utf-8\r\n",
            "`text/html; charset=utf-8`",
        ),
        ("content-type: image/\x1bpng\r\n", ""),
        ("", "a body without content type"),
    ] {
        let error = failure(respond_with(200, &headers(content_type), page)).await;
        if name.is_empty() {
            assert!(error.is_broken_connection(), "{error}");
            continue;
        }
        assert!(error.is_decode());
        let expected = format!(
            "200 OK: cannot read the response: $: expected JSON, found {name}: expected value at line 1 column 1 (cf-ray 8f)"
        );
        assert_eq!(text(&error), expected);
        assert_kept(&error, 200, page);
    }
}

#[tokio::test]
async fn a_compressed_body_without_accept_encoding() {
    let packed =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00";
    let head =
        "HTTP/1.1 200 OK\r\ncf-ray: 8f\r\ncontent-encoding: br\r\ncontent-length: 22\r\n\r\n";
    let error = failure(Act::Bytes([head.as_bytes(), packed].concat())).await;
    assert!(error.is_decode());
    let expected = "200 OK: cannot read the response: $: expected JSON, found a body in the encoding `br`, which the feature `brotli` of this crate decompresses (cf-ray 8f)";
    assert_eq!(text(&error), expected);
    assert_eq!(error.body().as_ref(), packed);
}

#[tokio::test]
async fn a_redirect_to_another_host_gets_no_credentials() {
    let other = TestServer::start([response(200, &result("stolen"))]).await;
    for status in [301, 302, 303, 307, 308] {
        let location = format!("location: {}accounts\r\ncf-ray: 8f\r\n", other.url);
        let error = failure(respond_with(status, &location, "gone")).await;
        let reason = error.status().unwrap().canonical_reason().unwrap();
        let host = &other.url;
        let expected = format!(
            "{status} {reason}: the redirect to `{host}accounts` is not followed, as the origin differs: gone (cf-ray 8f)"
        );
        assert_eq!(text(&error), expected);
        assert_kept(&error, status, "gone");
    }
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn endless_and_invalid_redirects() {
    let server =
        TestServer::start((0..20).map(|_| respond_with(302, "location: /v4/again\r\n", ""))).await;
    let error = server
        .client()
        .account("a")
        .read("b")
        .retries(0)
        .await
        .unwrap_err();
    assert_eq!(
        text(&error),
        "302 Found: the redirect to `/v4/again` is not followed, as `max_redirects` is 10"
    );
    assert_eq!(server.requests().len(), 11);
    for (status, location, expected) in [
        (
            302,
            "",
            "302 Found: the redirect is not followed, as it has no `location`",
        ),
        (
            302,
            "location: a\\b\r\n",
            "302 Found: the redirect to `a\\b` is not followed, as its `location` is not a valid URL",
        ),
        (
            302,
            "location: mailto:x\r\n",
            "302 Found: the redirect to `mailto:x` is not followed, as the origin differs",
        ),
        (304, "location: /a\r\n", "304 Not Modified"),
        (300, "location: /a\r\n", "300 Multiple Choices"),
    ] {
        assert_eq!(
            text(&failure(respond_with(status, location, "")).await),
            expected
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_429() {
    let second =
        |name, value| (0..3).map(move |_| memory::respond_with(429, name, value, "slow down"));
    for (name, value, least, most) in [
        ("retry-after", "1", 2000, 2001),
        ("x", "", 1125, 1501),
        // The following values are ignored: the client waits as if there were no `retry-after`.
        ("retry-after", "-10", 1125, 1501),
        ("retry-after", "soon", 1125, 1501),
        (
            "retry-after",
            "Sat, 29 Sep 2029 16:27:58 GMT, and on",
            1125,
            1501,
        ),
    ] {
        let memory = Memory::new(second(name, value));
        let error = memory.client().account("a").read("b").await.unwrap_err();
        assert!(error.is_rate_limited());
        assert_eq!(
            text(&error),
            "429 Too Many Requests: slow down (3 attempts)"
        );
        let waited: u128 = memory.waits().iter().map(Duration::as_millis).sum();
        assert!(
            (least..=most).contains(&waited),
            "{name}: {value} took {waited} ms"
        );
    }
}

#[tokio::test]
async fn a_500_and_then_success() {
    let server = TestServer::start([
        respond_with(500, "retry-after-ms: 1\r\n", "{}"),
        response(200, &result("b")),
    ])
    .await;
    let response = server
        .client()
        .account("a")
        .update("b")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(
        (response.attempts(), response.value().id.as_str()),
        (2, "b")
    );
    let requests = server.requests();
    assert_eq!(requests[0], requests[1], "body and headers are the same");
}

#[tokio::test]
async fn a_204_where_a_body_is_described() {
    let error = failure(Act::Send("HTTP/1.1 204 X\r\ncf-ray: 8f\r\n\r\n".to_owned())).await;
    assert!(error.is_decode());
    let expected = "204 No Content: cannot read the response: $: expected JSON, found an empty body (cf-ray 8f)";
    assert_eq!(text(&error), expected);
    assert_kept(&error, 204, "");
}

#[tokio::test]
async fn invalid_utf_8() {
    let body = b"{\"result\":{\"id\":\"\xff\xfe\"}}";
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    let error = failure(Act::Bytes([head.as_bytes(), body].concat())).await;
    assert!(error.is_decode());
    let cause = "expected JSON, found a body without content type: expected UTF-8, found other bytes at offset 17";
    assert_eq!(
        text(&error),
        format!("200 OK: cannot read the response: $: {cause}")
    );
    assert_eq!(error.body().as_ref(), body);
}

#[tokio::test]
async fn duplicate_keys() {
    let twice = r#"{"success":true,"result":{"id":"a","id":"b","kind":"oauth","owner":"o"},"success":true}"#;
    let server = TestServer::start([response(200, twice)]).await;
    assert_eq!(
        server.client().account("a").read("b").await.unwrap().id,
        "b",
        "the last one counts"
    );
}

#[tokio::test]
async fn numbers_beyond_64_bits() {
    let digits = "123456789012345678901234567890.123456789012345678901234567890e5";
    let read: Number = Memory::new([memory::response(200, digits)])
        .client()
        .request(http::Method::GET, "/n")
        .send_as()
        .await
        .unwrap();
    assert_eq!(read.to_string(), digits, "all digits are kept");
    for number in ["18446744073709551616", "-9223372036854775809", "1e30"] {
        let memory = Memory::new([memory::response(200, number)]);
        let outcome = memory
            .client()
            .request(http::Method::GET, "/n")
            .send_as::<i64>()
            .await;
        let text = outcome.unwrap_err().to_string();
        assert!(
            text.starts_with("GET /n: 200 OK: cannot read the response: $: "),
            "{text}"
        );
    }
    let any: Value = Memory::new([memory::response(200, "1e30")])
        .client()
        .request(http::Method::GET, "/n")
        .send_as()
        .await
        .unwrap();
    assert_eq!(any, 1e30);
}

#[tokio::test]
async fn a_header_with_a_newline() {
    let server = TestServer::start([]).await;
    let client = server.client();
    let sent = client
        .account("a")
        .read("b")
        .header("x-a", "1\r\nx-admin: true")
        .await
        .unwrap_err();
    assert!(sent.is_invalid_request());
    assert!(
        sent.to_string()
            .ends_with("not sent: the value of header `x-a` has a control character"),
        "{sent}"
    );
    assert!(server.requests().is_empty());
    let folded = "HTTP/1.1 200 OK\r\nx-a: 1\r\n 2\r\ncontent-length: 0\r\n\r\n";
    let error = failure(Act::Send(folded.to_owned())).await;
    assert!(error.is_broken_connection());
    assert_eq!(
        text(&error),
        "the connection broke: invalid HTTP header parsed"
    );
}

#[tokio::test]
async fn a_token_with_a_trailing_newline() {
    let server = TestServer::start([response(200, &result("b"))]).await;
    let client = server
        .builder()
        .credential("token", "t0k3n\r\n")
        .build()
        .unwrap();
    client.account("a").read("b").await.unwrap();
    assert!(
        server.requests()[0].contains("\r\nauthorization: Bearer t0k3n\r\n"),
        "white space around it is left out"
    );
    let error = server
        .builder()
        .credential("token", "t0\nk3n")
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the credential `token` has a control character"
    );
}

#[tokio::test]
async fn unlimited_nesting() {
    let deep = |before: &str, levels: usize| {
        memory::response(200, format!("{before}{}", "[".repeat(levels)))
    };
    let closed = |levels: usize| {
        format!(
            r#"{{"result":{}{},"success":true}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    for (answer, path) in [
        (deep("", 100_000_000), "$"),
        (
            deep(
                r#"{"result":{"id":"b","kind":"oauth","owner":"o","x":"#,
                1_000_000,
            ),
            "$.result.x",
        ),
        (deep(r#"{"result":{"id":"#, 1_000_000), "$.result.id"),
        (memory::response(200, closed(1_000_000)), "$.result"),
    ] {
        let error = Memory::new([answer])
            .client()
            .account("a")
            .read("b")
            .await
            .unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.json_path(), Some(path), "{error}");
        assert_eq!(error.body().len(), 64 * 1024);
    }
    for status in [200, 400] {
        let memory = Memory::new([memory::response(status, "[".repeat(1_000_000))]);
        memory
            .client()
            .request(http::Method::GET, "/n")
            .send_as::<Value>()
            .await
            .unwrap_err();
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_pause_longer_than_a_response() {
    let memory = Memory::new([Answer::Stalled(200, "a"), Answer::Hang]);
    let limits = |options: crate::runtime::client::Options| {
        options
            .timeout(Duration::from_secs(5))
            .idle_timeout(Duration::from_secs(90))
            .retries(0)
    };
    let call = || {
        memory
            .client()
            .request(http::Method::GET, "/s")
            .with(limits)
    };
    let mut download = call().download().await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "a");
    let begin = tokio::time::Instant::now();
    let error = download.try_next().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /s: 200 OK: incomplete response within 90s"
    );
    assert_eq!(begin.elapsed().as_secs(), 90);
    assert_eq!(
        call().download().await.unwrap_err().to_string(),
        "GET /s: no complete response within 5s"
    );
}

#[tokio::test]
async fn a_broken_download_returns_what_arrived() {
    let head = "HTTP/1.1 200 OK\r\ncf-ray: 8f\r\ncontent-length: 100\r\n\r\nabc";
    let server = TestServer::start([Act::Reset(head.to_owned()), Act::Send(head.to_owned())]).await;
    for cause in [
        "Connection reset by peer (os error 104)",
        "end of file before message length reached",
    ] {
        let mut download = server
            .client()
            .request(http::Method::GET, "/s")
            .download()
            .await
            .unwrap();
        assert_eq!(download.try_next().await.unwrap().unwrap(), "abc");
        let error = download.try_next().await.unwrap_err();
        assert!(error.is_broken_connection());
        assert_eq!(
            error.to_string(),
            format!("GET /s: 200 OK: the connection broke: {cause} (cf-ray 8f)")
        );
        assert!(download.try_next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_download_into_memory_has_a_limit() {
    let memory = Memory::new([Answer::Endless(200)]);
    let download = memory
        .client()
        .request(http::Method::GET, "/s")
        .with(|options| options.body_limit(50_000));
    let error = download
        .download()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap_err();
    assert!(error.is_too_large());
    assert_eq!(
        error.to_string(),
        "GET /s: 200 OK: the body has more than the 50000 bytes of `body_limit`"
    );
}
