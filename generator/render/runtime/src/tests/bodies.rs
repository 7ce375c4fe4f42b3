//! Bodies on the wire: media types, lengths, streams, and repeated sending.

use std::collections::BTreeMap;
use std::io::{Error as IoError, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::Method;
use serde_json::json;

use super::sample::Thing;
use super::server::{Act, TestServer, respond_with, response};
use crate::runtime::api::Operation;
use crate::runtime::auth::{TokenError, TokenSource};
use crate::runtime::call::{Call, Scope};
use crate::runtime::client::Client;
use crate::runtime::node::Model;
use crate::runtime::outgoing::Upload;
use crate::runtime::transport::{BoxFuture, Middleware, Next, Request, Response, TransportError};

static PUT: Operation = Operation {
    id: "put",
    method: "PUT",
    path: "/p",
    server: None,
    security: &[],
    idempotent: true,
    idempotency_header: None,
    accept: "application/json",
    redirects: &[],
    envelope: None,
    success: None,
    paging: None,
};

fn call(client: &Client) -> Call {
    Scope::new(client.clone()).call(&PUT)
}

/// Sets the body of a call.
type Prepare = fn(Call) -> Call;

/// Chunks that are immediately available.
struct Pieces(Vec<Result<&'static str, IoError>>);

impl Stream for Pieces {
    type Item = Result<Bytes, IoError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = (!self.0.is_empty()).then(|| self.0.remove(0));
        Poll::Ready(next.map(|piece| piece.map(|text| Bytes::from_static(text.as_bytes()))))
    }
}

fn stream(pieces: &[&'static str]) -> Upload {
    Upload::stream(Pieces(pieces.iter().map(|piece| Ok(*piece)).collect()))
}

/// Returns the headers of a request that describe its body, and the body.
fn described(request: &str) -> String {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let described = head
        .lines()
        .filter(|line| line.starts_with("content-") || line.starts_with("transfer-"));
    let mut described: Vec<&str> = described.collect();
    described.sort_unstable();
    format!("{}\n{body}", described.join("\n"))
}

async fn sent(calls: impl IntoIterator<Item = Prepare>) -> Vec<String> {
    let calls: Vec<Prepare> = calls.into_iter().collect();
    let server =
        TestServer::start(calls.iter().map(|_| response(200, "")).collect::<Vec<_>>()).await;
    for prepare in calls {
        prepare(call(&server.client())).send_empty().await.unwrap();
    }
    server
        .requests()
        .iter()
        .map(|request| described(request))
        .collect()
}

#[tokio::test]
async fn media_types_and_lengths() {
    let rows: [(Prepare, &str); 8] = [
        (
            |call| call.json(&json!({"a": 1})),
            "content-length: 7\ncontent-type: application/json\n{\"a\":1}",
        ),
        (
            |call| call.json_as("application/merge-patch+json", &json!([])),
            "content-length: 2\ncontent-type: application/merge-patch+json\n[]",
        ),
        (
            |call| call.form(&[], &json!({"a": [1, 2]})),
            "content-length: 7\ncontent-type: application/x-www-form-urlencoded\na=1&a=2",
        ),
        (
            |call| call.upload("text/csv", "1,2".into()),
            "content-length: 3\ncontent-type: text/csv\n1,2",
        ),
        (
            |call| call.upload("image/jpeg", Upload::from("x").with_media_type("image/png")),
            "content-length: 1\ncontent-type: image/png\nx",
        ),
        (
            |call| call.upload("a/b", stream(&["abc", "", "de"])),
            "content-type: a/b\ntransfer-encoding: chunked\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        ),
        (
            |call| call.upload("a/b", stream(&["abc", "de"]).with_length(5)),
            "content-length: 5\ncontent-type: a/b\nabcde",
        ),
        (
            |call| {
                call.body_as("application/xml", "<a/>".into())
                    .json(&json!({"a": 1}))
            },
            "content-length: 4\ncontent-type: application/xml\n<a/>",
        ),
    ];
    let requests = sent(rows.iter().map(|(prepare, _)| *prepare)).await;
    for (request, (_, expected)) in requests.iter().zip(rows) {
        assert_eq!(request, expected);
    }
}

#[tokio::test]
async fn methods_that_expect_content_send_a_content_length_of_zero() {
    let empty = "content-length: 0";
    let rows: [(Prepare, &str); 5] = [
        (|call| call, "content-length: 0\n"),
        (
            |call| call.optional_body().json(&Thing::blank()),
            "content-length: 0\n",
        ),
        (
            |call| call.form(&[], &json!({})),
            "content-length: 0\ncontent-type: application/x-www-form-urlencoded\n",
        ),
        (
            |call| call.upload("text/plain", "".into()),
            "content-length: 0\ncontent-type: text/plain\n",
        ),
        (
            |call| call.upload("a/b", stream(&[]).with_length(0)),
            "content-length: 0\ncontent-type: a/b\n",
        ),
    ];
    let requests = sent(rows.iter().map(|(prepare, _)| *prepare)).await;
    assert_eq!(requests, rows.map(|(_, expected)| expected));
    for (method, expected) in [
        (Method::POST, empty),
        (Method::PUT, empty),
        (Method::PATCH, empty),
        (Method::GET, ""),
        (Method::HEAD, ""),
        (Method::DELETE, ""),
    ] {
        let server = TestServer::start([response(204, ""), response(204, "")]).await;
        let client = server.client();
        client.request(method.clone(), "/x").send().await.unwrap();
        client
            .request(method.clone(), "/x")
            .header("content-length", "0")
            .send()
            .await
            .unwrap();
        let described = server
            .requests()
            .iter()
            .map(|request| described(request))
            .collect::<Vec<_>>();
        assert_eq!(
            described,
            [format!("{expected}\n"), format!("{empty}\n")],
            "{method}"
        );
    }
}

#[tokio::test]
async fn content_length_is_updated_by_redirects_and_middleware() {
    for (status, expected) in [(303, "\n"), (307, "content-length: 0\n")] {
        let script = [
            respond_with(status, "location: /v4/b\r\n", ""),
            response(204, ""),
        ];
        let server = TestServer::start(script).await;
        let request = server
            .client()
            .request(Method::POST, "/a")
            .header("content-length", "0");
        request.send().await.unwrap();
        assert_eq!(described(&server.requests()[1]), expected, "{status}");
    }
    let server = TestServer::start([response(204, "")]).await;
    let client = server
        .builder()
        .credential("token", "t")
        .middleware(Filling)
        .build()
        .unwrap();
    client.request(Method::POST, "/a").send().await.unwrap();
    assert_eq!(
        described(&server.requests()[0]),
        "content-length: 6\nfilled"
    );
}

/// Middleware that sets the body of requests.
struct Filling;

impl Middleware for Filling {
    fn handle<'a>(
        &'a self,
        mut request: Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, TransportError>> {
        request.body = Some(Bytes::from_static(b"filled").into());
        next.send(request)
    }
}

#[tokio::test]
async fn a_media_range_is_not_a_media_type() {
    let server = TestServer::start([response(200, "")]).await;
    let error = call(&server.client())
        .upload("image/*", "x".into())
        .send_empty()
        .await
        .unwrap_err();
    let message = "PUT /p: not sent: the body may have any media type in `image/*`: set one with \
                   `Upload::with_media_type`";
    assert_eq!(error.to_string(), message);
    let named = Upload::from("x").with_media_type("image/png");
    call(&server.client())
        .upload("image/*", named)
        .send_empty()
        .await
        .unwrap();
    assert_eq!(
        server
            .requests()
            .iter()
            .map(|request| described(request))
            .collect::<Vec<_>>(),
        ["content-length: 1\ncontent-type: image/png\nx"]
    );
}

#[tokio::test]
async fn a_given_content_length_must_match_the_body() {
    let rows: [(Prepare, &str, Option<&str>); 5] = [
        (|call| call.json(&json!([])), "2", None),
        (
            |call| call.json(&json!([])),
            "0",
            Some("its body has 2 bytes"),
        ),
        (|call| call, "5", Some("its body has 0 bytes")),
        (|call| call, "+0", Some("its body has 0 bytes")),
        (
            |call| call.upload("a/b", stream(&["abc"])),
            "3",
            Some("its body has an unknown length"),
        ),
    ];
    for (prepare, length, wrong) in rows {
        let server = TestServer::start([response(204, "")]).await;
        let outcome = prepare(call(&server.client()))
            .header("Content-Length", length)
            .send_empty()
            .await;
        match wrong {
            None => {
                assert_eq!(
                    described(&server.requests()[0]),
                    "content-length: 2\ncontent-type: application/json\n[]"
                )
            }
            Some(wrong) => {
                let error = outcome.unwrap_err();
                assert!(error.is_invalid_request() && server.requests().is_empty());
                let message = format!(
                    "PUT /p: not sent: header `content-length` says {length}, but {wrong}: leave it out"
                );
                assert!(error.to_string().starts_with(&message), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn optional_bodies_are_not_sent_until_something_is_set() {
    let requests = sent([
        (|call| call.optional_body().json(&Thing::blank())) as Prepare,
        |call| call.json(&Thing::blank()),
        |call| {
            call.optional_body()
                .extra("x", json!(1))
                .json(&Thing::blank())
        },
        |call| call.optional_body().form(&[], &Thing::blank()),
        |call| call.optional_body().multipart(&[], &Thing::blank()),
    ])
    .await;
    let json = |length: usize, text: &str| {
        format!("content-length: {length}\ncontent-type: application/json\n{text}")
    };
    let none = "content-length: 0\n".to_owned();
    assert_eq!(
        requests,
        [
            none.clone(),
            json(2, "{}"),
            json(7, r#"{"x":1}"#),
            none.clone(),
            none
        ]
    );
}

#[tokio::test]
async fn multipart_bodies_may_contain_a_stream() {
    let server = TestServer::start([response(200, ""), response(200, "")]).await;
    for upload in [
        stream(&["ab", "c"]).with_name("s"),
        stream(&["ab", "c"]).with_name("s").with_length(3),
    ] {
        let body = BTreeMap::from([("f".to_owned(), upload)]);
        call(&server.client())
            .multipart(&[], &body)
            .send_empty()
            .await
            .unwrap();
    }
    let [unknown, known] = server.requests().try_into().unwrap();
    let boundary = known
        .split("boundary=")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"s\"\r\n\
         Content-Type: application/octet-stream\r\n\r\nabc\r\n--{boundary}--\r\n"
    );
    assert_eq!(known.split_once("\r\n\r\n").unwrap().1, expected);
    assert!(known.contains(&format!("content-length: {}\r\n", expected.len())));
    assert!(
        unknown.contains("transfer-encoding: chunked\r\n")
            && unknown.contains("\r\n2\r\nab\r\n1\r\nc\r\n")
    );
}

#[tokio::test]
async fn readers_and_files_are_sent_as_bodies() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"from a file").unwrap();
    let upload = Upload::file(file.path()).await.unwrap();
    assert_eq!(
        (upload.name(), upload.length()),
        (file.path().file_name().unwrap().to_str(), Some(11))
    );
    assert!(Upload::file("no such file").await.is_err());
    let server = TestServer::start([
        response(503, ""),
        response(200, ""),
        response(200, ""),
        response(200, ""),
    ])
    .await;
    let again = call(&server.client()).upload("a/b", upload).retries(1);
    assert_eq!(
        again.clone().send_empty().await.unwrap().attempts(),
        2,
        "a file is read anew"
    );
    again.send_empty().await.unwrap();
    let reader = Upload::reader(std::io::Cursor::new("from a reader"));
    call(&server.client())
        .upload("a/b", reader)
        .send_empty()
        .await
        .unwrap();
    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|request| described(request))
        .collect();
    let from_file = "content-length: 11\ncontent-type: a/b\nfrom a file";
    let from_reader =
        "content-type: a/b\ntransfer-encoding: chunked\nD\r\nfrom a reader\r\n0\r\n\r\n";
    assert_eq!(bodies, [from_file, from_file, from_file, from_reader]);
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let server = TestServer::start([response(503, ""), response(200, "")]).await;
    let request = call(&server.client()).upload("a/b", stream(&["abc"]));
    let error = request.clone().send_empty().await.unwrap_err();
    assert_eq!(
        error.status().unwrap().as_u16(),
        503,
        "it cannot be tried again: {error}"
    );
    let error = request.send_empty().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "PUT /p: not sent: the body is a stream that was already sent"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_that_was_not_read_is_retried() {
    let server = TestServer::start([]).await;
    let nowhere = server
        .builder()
        .base_url("http://127.0.0.1:1")
        .credential("token", "t")
        .build()
        .unwrap();
    let request = call(&nowhere).upload("a/b", stream(&["abc"]));
    let error = request.clone().retries(1).send_empty().await.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn a_stream_that_fails_ends_the_call() {
    let server = TestServer::start([Act::Hang]).await;
    let broken = Upload::stream(Pieces(vec![
        Ok("abc"),
        Err(IoError::other("the disk is gone")),
    ]));
    let error = call(&server.client())
        .upload("a/b", broken)
        .send_empty()
        .await
        .unwrap_err();
    let mut causes =
        std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
    assert!(
        causes.any(|cause| cause.to_string() == "the disk is gone"),
        "{error:?}"
    );
    assert!(error.is_local() && !error.is_broken_connection() && !error.is_connect());
    assert_eq!(
        error.to_string(),
        "PUT /p: cannot read the input to send: the disk is gone"
    );
}

#[tokio::test]
async fn a_missing_file_is_an_error_of_the_caller() {
    let server = TestServer::start([Act::Hang, Act::Hang, Act::Hang]).await;
    let path = std::env::temp_dir().join(format!("{}-runtime-gone", std::process::id()));
    std::fs::write(&path, "soon gone").unwrap();
    let upload = Upload::file(&path).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let error = call(&server.client())
        .upload("a/b", upload)
        .send_empty()
        .await
        .unwrap_err();
    assert!(
        error.is_local() && !error.is_broken_connection(),
        "{error:?}"
    );
    assert_eq!(
        error.attempts(),
        1,
        "it is not sent again, though it might be"
    );
    let gone = "PUT /p: cannot read the input to send: No such file or directory (os error 2)";
    assert_eq!(error.to_string(), gone);
}

/// A source of tokens that the server always rejects.
struct Tokens;

impl TokenSource for Tokens {
    fn token<'a>(&'a self, _: Option<&'a str>) -> BoxFuture<'a, Result<String, TokenError>> {
        Box::pin(std::future::ready(Ok("t".to_owned())))
    }
}

#[tokio::test]
async fn a_401_is_not_retried_if_the_body_cannot_be_sent_again() {
    let server = TestServer::start([response(
        401,
        r#"{"errors":[{"code":1,"message":"bad token"}]}"#,
    )])
    .await;
    let client = server
        .builder()
        .token_source("token", Tokens)
        .build()
        .unwrap();
    let error = client
        .request(Method::POST, "/x")
        .body("a/b", stream(&["abc"]))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_unauthorized() && error.has_code(1), "{error}");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));
}

#[tokio::test]
async fn a_file_in_json_is_rejected_before_sending() {
    let server = TestServer::start([]).await;
    let body = BTreeMap::from([("avatar".to_owned(), stream(&["abc"]))]);
    let error = call(&server.client())
        .json(&body)
        .send_empty()
        .await
        .unwrap_err();
    assert!(error.is_invalid_request());
    let reason = "`avatar` is a file or a stream, expected text in memory for this body";
    assert_eq!(error.to_string(), format!("PUT /p: not sent: {reason}"));
}
