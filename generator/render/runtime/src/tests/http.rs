//! Complete calls over HTTP: the request on the wire, and the response.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::client::{result, server};
use super::memory::{self, Memory};
use super::sample::Server;
use super::server::{Act, TestServer, respond_with, response};
use crate::runtime::error::Error;

#[tokio::test]
async fn a_request_on_the_wire() {
    let server = TestServer::start([response(200, &result("b"))]).await;
    assert_eq!(
        server
            .client()
            .account("acc")
            .update("my-portal")
            .await
            .unwrap()
            .id,
        "b"
    );
    assert_eq!(
        server.requests(),
        [concat!(
            "PUT /v4/accounts/acc/servers/my-portal HTTP/1.1\r\n",
            "user-agent: sample/1.2.3\r\n",
            "accept: application/json\r\n",
            "content-type: application/json\r\n",
            "authorization: Bearer t0k3n\r\n",
            "accept-encoding: gzip\r\n",
            "content-length: 37\r\n",
            "\r\n",
            r#"{"id":"a","kind":"oauth","owner":"o"}"#,
        )]
    );
}

#[tokio::test]
async fn options_of_a_request() {
    let server = TestServer::start([
        response(200, &result("b")),
        response(200, r#"{"result":[]}"#),
    ])
    .await;
    let client = server
        .builder()
        .credential("email", "e@x")
        .credential("key", "k\n")
        .user_agent("app/2")
        .build()
        .unwrap();
    let servers = client.account("acc");
    let update = servers
        .update("p")
        .header("X-One", "1")
        .query("dry run", true)
        .extra("kind", "new")
        .extra("n", json!([1]));
    update
        .timeout(Duration::from_secs(5))
        .idempotent(false)
        .retries(0)
        .await
        .unwrap();
    servers
        .list()
        .page(3)
        .per_page(50)
        .query("page", 4)
        .trace("t")
        .extra("q", json!({"a": 1}))
        .await
        .unwrap();
    assert_eq!(
        server.requests(),
        [
            concat!(
                "PUT /v4/accounts/acc/servers/p?dry%20run=true HTTP/1.1\r\n",
                "user-agent: sample/1.2.3 app/2\r\n",
                "accept: application/json\r\n",
                "content-type: application/json\r\n",
                "x-one: 1\r\n",
                "x-auth-email: e@x\r\n",
                "x-auth-key: k\r\n",
                "accept-encoding: gzip\r\n",
                "content-length: 43\r\n",
                "\r\n",
                r#"{"id":"a","owner":"o","kind":"new","n":[1]}"#,
            ),
            concat!(
                "GET /v4/accounts/acc/servers?per_page=50&page=4&q=%7B%22a%22%3A1%7D HTTP/1.1\r\n",
                "user-agent: sample/1.2.3 app/2\r\n",
                "accept: application/json\r\n",
                "x-trace: t\r\n",
                "x-auth-email: e@x\r\n",
                "x-auth-key: k\r\n",
                "accept-encoding: gzip\r\n",
                "\r\n",
            ),
        ]
    );
}

#[tokio::test]
async fn a_response_has_status_headers_and_attempts() {
    let headers = "content-type: application/json\r\ncf-ray: 8f\r\n";
    let server = TestServer::start([respond_with(201, headers, &result("b"))]).await;
    let response = server
        .client()
        .account("acc")
        .create("b")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.request_id(), Some("8f"));
    assert_eq!(response.header("CF-Ray"), Some("8f"));
    assert_eq!(response.headers().len(), 4);
    assert_eq!(response.attempts(), 1);
    assert_eq!(response.members()["messages"], json!(["m"]));
    assert_eq!(response.body(), &result("b"));
    assert_eq!(response.value().id, "b");
    assert!(
        format!("{response:?}").starts_with("Response { status: 201, value: Server { id: \"b\"")
    );
}

#[tokio::test]
async fn responses_without_json() {
    let script = [
        respond_with(200, "", "ok"),
        respond_with(200, "", "\u{1}"),
        response(204, ""),
        response(200, ""),
    ];
    let server = TestServer::start(script).await;
    let client = server.client();
    assert_eq!(client.status().await.unwrap(), "ok");
    assert_eq!(client.logo().await.unwrap(), "\u{1}");
    client.account("a").delete("b").await.unwrap();
    client.account("a").delete("b").await.unwrap();
    assert!(
        !server.requests()[0].contains("authorization"),
        "no security, no credentials"
    );
}

#[tokio::test]
async fn undocumented_endpoints() {
    let script = [
        response(200, r#"{"a":1}"#),
        response(200, &result("b")),
        response(503, "{}"),
        response(200, "[]"),
    ];
    let server = TestServer::start(script).await;
    let client = server.client();
    let value: Value = client
        .request(Method::GET, "/user/tokens/verify?x=1")
        .query("y", 2)
        .send_as()
        .await
        .unwrap();
    assert_eq!(value, json!({"a": 1}));
    let raw = client
        .request(Method::POST, "/a%2Fb/{c}")
        .json(&json!({"n": 1}))
        .header("x", "y")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (raw.status(), raw.body().len(), raw.request_id()),
        (StatusCode::OK, result("b").len(), None)
    );
    let again = client
        .request(Method::POST, "/again")
        .idempotent(true)
        .retries(1)
        .timeout(Duration::from_secs(9));
    assert_eq!(again.send().await.unwrap().attempts(), 2);
    assert_eq!(
        server.lines(),
        [
            "GET /v4/user/tokens/verify?x=1&y=2",
            "POST /v4/a%2Fb/%7Bc%7D",
            "POST /v4/again",
            "POST /v4/again",
        ]
    );
    assert!(server.requests()[1].contains("authorization: Bearer t0k3n\r\n"));
    for path in [
        "user",
        "https://elsewhere",
        "/a/../b",
        "/a/%2e%2E/b",
        "/a\nb",
    ] {
        assert!(
            client
                .request(Method::GET, path)
                .send()
                .await
                .unwrap_err()
                .is_invalid_request(),
            "{path}"
        );
    }
}

async fn failure(act: Act) -> Error {
    let server = TestServer::start([act]).await;
    server
        .client()
        .account("acc")
        .read("my-portal")
        .retries(0)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn transport_errors_are_classified() {
    let error = failure(Act::Close).await;
    assert!(error.is_broken_connection());
    assert!(
        error
            .to_string()
            .starts_with("GET /accounts/acc/servers/my-portal: the connection broke: "),
        "{error}"
    );
    let error = failure(Act::Send(
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{".to_owned(),
    ))
    .await;
    assert!(error.is_broken_connection(), "{error}");
    let refused = TestServer::start([])
        .await
        .builder()
        .base_url("http://127.0.0.1:1")
        .credential("token", "t");
    let error = refused
        .build()
        .unwrap()
        .account("a")
        .create("b")
        .retries(0)
        .await
        .unwrap_err();
    assert!(error.is_connect());
    assert_eq!(
        error.to_string(),
        "POST /accounts/a/servers: cannot connect to `127.0.0.1:1`: Connection refused (os error 111)"
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn a_truncated_response_is_retried() {
    let cut = Act::Send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"result\":".to_owned());
    let server = TestServer::start([cut, Act::Close, response(200, &result("b"))]).await;
    let response = server
        .client()
        .account("a")
        .read("b")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(
        (response.attempts(), response.value().id.as_str()),
        (3, "b")
    );
}

#[tokio::test]
async fn a_failed_attempt_reuses_its_connection() {
    let body = "x".repeat(100_000);
    let busy = format!(
        "HTTP/1.1 503 X\r\nretry-after-ms: 1\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    // The server would never answer the second request on another connection.
    let server = TestServer::start([Act::Keep(busy), response(200, &result("b"))]).await;
    let request = server
        .client()
        .account("a")
        .read("b")
        .timeout(Duration::from_secs(2));
    assert_eq!(request.send_raw().await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn a_request_can_be_kept_and_sent_again() {
    let server =
        TestServer::start([response(200, &result("b")), response(200, &result("c"))]).await;
    let client = server
        .builder()
        .credential("token", "t")
        .header("x-one", "0")
        .build()
        .unwrap();
    let request = client.account("a").read("b");
    assert_eq!(request.clone().await.unwrap().id, "b");
    assert_eq!(request.header("X-One", "1").await.unwrap().id, "c");
    let requests = server.requests();
    assert!(requests[0].contains("\r\nx-one: 0\r\n") && requests[1].contains("\r\nx-one: 1\r\n"));
    assert!(!requests[1].contains("x-one: 0"));
}

#[tokio::test]
async fn an_https_request_to_a_plain_server_fails() {
    let server = TestServer::start([response(200, "{}")]).await;
    let url = server.url.replace("http:", "https:");
    let client = server
        .builder()
        .base_url(url)
        .credential("token", "t")
        .build()
        .unwrap();
    let error = client
        .account("a")
        .create("b")
        .retries(0)
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error}");
}

#[tokio::test]
async fn slow_responses_time_out() {
    let server = TestServer::start([Act::Hang]).await;
    let limit = Duration::from_millis(20);
    let error = server
        .client()
        .account("a")
        .read("b")
        .retries(0)
        .timeout(limit)
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "GET /accounts/a/servers/b: no complete response within 20ms"
    );
}

#[tokio::test]
async fn redirects_stay_within_the_origin() {
    let other = TestServer::start([response(200, &result("stolen"))]).await;
    let there = format!("location: {}accounts\r\n", other.url);
    let server = TestServer::start([
        respond_with(302, "location: /v5/elsewhere\r\n", ""),
        response(200, &result("b")),
        respond_with(307, &there, ""),
    ])
    .await;
    let client = server
        .builder()
        .credential("email", "e")
        .credential("key", "k")
        .build()
        .unwrap();
    assert_eq!(client.account("a").read("b").await.unwrap().id, "b");
    assert!(server.requests()[1].starts_with("GET /v5/elsewhere HTTP/1.1\r\n"));
    assert!(server.requests()[1].contains("x-auth-key: k\r\n"));
    let error = client.account("a").read("b").await.unwrap_err();
    let place = format!("{}accounts", other.url);
    assert_eq!(
        error.to_string(),
        format!(
            "GET /accounts/a/servers/b: 307 Temporary Redirect: the redirect to `{place}` is not followed, as the origin differs"
        )
    );
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_download_follows_redirects_to_other_hosts_without_credentials() {
    let other = TestServer::start([response(200, "file"), response(200, "file")]).await;
    let there = format!("location: {}files/1\r\n", other.url);
    let refused = [
        respond_with(302, "location: ftp://a/b\r\n", ""),
        respond_with(302, &there, ""),
    ];
    let server = TestServer::start(
        [respond_with(302, &there, ""), respond_with(302, &there, "")]
            .into_iter()
            .chain(refused),
    )
    .await;
    let client = server
        .builder()
        .credential("email", "e")
        .credential("key", "k")
        .build()
        .unwrap();
    let get = || {
        client
            .request(Method::GET, "/f")
            .header("accept", "image/png")
            .header("x-own", "1")
    };
    assert_eq!(
        get().download().await.unwrap().bytes().await.unwrap(),
        "file"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.txt");
    std::fs::write(&path, "what was there before").unwrap();
    assert_eq!(
        get().download().await.unwrap().save(&path).await.unwrap(),
        4
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "file");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing else is left"
    );
    assert!(server.requests()[0].contains("x-auth-key: k\r\n"));
    for request in other.requests() {
        assert!(
            request.starts_with("GET /v4/files/1 HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(request.contains("accept: image/png\r\n"), "{request}");
        assert!(
            !request.contains("x-auth") && !request.contains("x-own"),
            "{request}"
        );
    }
    let error = get().download().await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("is not followed, as the origin differs"),
        "{error}"
    );
    let post = client
        .request(Method::POST, "/f")
        .download()
        .await
        .unwrap_err();
    assert!(
        post.to_string()
            .ends_with("is not followed, as the origin differs"),
        "{post}"
    );
    assert_eq!(other.requests().len(), 2);
}

#[tokio::test]
async fn a_download_that_breaks_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::start([Act::Send(
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_owned(),
    )])
    .await;
    let download = server
        .client()
        .request(Method::GET, "/f")
        .download()
        .await
        .unwrap();
    assert!(download.save(folder.path().join("file")).await.is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let server = TestServer::start([response(200, "abc")]).await;
    let download = server
        .client()
        .request(Method::GET, "/f")
        .download()
        .await
        .unwrap();
    assert!(
        download
            .save(folder.path().join("missing/file"))
            .await
            .unwrap_err()
            .is_local()
    );
}

#[tokio::test]
async fn redirects_are_followed_with_any_transport() {
    let moved = |place| memory::respond_with(307, "location", place, "");
    let places = [
        "/v5/a/b",
        "../c",
        "./d?e=f",
        "?g",
        "//api.example.com/h#i",
        "https://API.example.com:443/k",
        "/l/m/n",
        "../..?o",
        "#p",
    ];
    let memory = Memory::new(
        places
            .map(moved)
            .into_iter()
            .chain([memory::response(200, result("b"))]),
    );
    let client = memory.builder().credential("token", "t").build().unwrap();
    assert_eq!(client.account("a").read("b").await.unwrap().id, "b");
    let all = memory.requests();
    let paths: Vec<(&str, u32)> = all
        .iter()
        .map(|request| (request.path(), request.attempt))
        .collect();
    let paths = paths
        .iter()
        .map(|(path, attempt)| format!("{attempt} {path}"));
    let expected = [
        "/accounts/a/servers/b",
        "/v5/a/b",
        "/v5/c",
        "/v5/d",
        "/v5/d",
        "/h",
        "/k",
        "/l/m/n",
        "/",
        "/",
    ]
    .map(|path| format!("1 {path}"));
    assert_eq!(paths.collect::<Vec<_>>(), expected);
    for place in [
        "http://api.example.com/x",
        "https://api.example.com:8443/",
        "https://u@api.example.com/",
        "mailto:x",
        "a\\b",
    ] {
        let memory = Memory::new([moved(place)]);
        let client = memory.builder().credential("token", "t").build().unwrap();
        assert!(
            client
                .account("a")
                .read("b")
                .await
                .unwrap_err()
                .status()
                .unwrap()
                .is_redirection(),
            "{place}"
        );
        assert_eq!(memory.requests().len(), 1, "{place}");
    }
}

#[tokio::test]
async fn a_redirect_never_turns_a_write_into_a_get() {
    for (status, second) in [
        (301, None),
        (302, None),
        (303, Some("GET")),
        (307, Some("POST")),
        (308, Some("POST")),
    ] {
        let server = TestServer::start([
            respond_with(status, "location: other?token=x\r\n", ""),
            response(200, &result("b")),
        ]);
        let server = server.await;
        let outcome = server.client().account("a").create("b").await;
        let lines = server.lines();
        match second {
            Some(method) => {
                assert_eq!(outcome.unwrap().id, "b");
                assert_eq!(
                    lines[1],
                    format!("{method} /v4/accounts/a/other?token=x"),
                    "{status}"
                );
                let body = server.requests()[1].split("\r\n\r\n").nth(1).unwrap().len();
                assert_eq!(
                    body > 0,
                    method == "POST",
                    "{status}: the body goes with the method"
                );
            }
            None => {
                let error = outcome.unwrap_err();
                let reason = "the redirect to `other` is not followed, as only 307 and 308 allow a write to be repeated";
                assert!(error.to_string().ends_with(reason), "{error}");
                assert_eq!((error.status().unwrap().as_u16(), lines.len()), (status, 1));
            }
        }
    }
}

#[tokio::test]
async fn a_write_is_not_repeated_to_get_its_response() {
    for (status, headers) in [
        (429, ""),
        (503, "retry-after: 0\r\n"),
        (500, "x-should-retry: true\r\n"),
    ] {
        let script = [
            respond_with(303, "location: other\r\n", ""),
            respond_with(status, headers, ""),
            response(200, &result("b")),
        ];
        let server = TestServer::start(script).await;
        let error = server.client().account("a").create("b").await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(
            (error.attempts(), server.lines().len()),
            (1, 2),
            "{status}: the write and its answer, once each"
        );
        let words = "(not retried: the server has already processed the request)";
        assert!(error.to_string().ends_with(words), "{error}");
    }
}

#[tokio::test]
async fn user_defined_types_on_undocumented_endpoints() {
    #[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
    struct Verified {
        status: String,
        owners: Vec<Owner>,
    }
    #[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
    struct Owner {
        name: String,
        ratio: Option<crate::runtime::json::Number>,
        server: Option<Server>,
    }
    let body = r#"{"status":"a","owners":[{"name":"n","ratio":1.10,"server":null}]}"#;
    let script = [
        body.to_owned(),
        format!("\u{feff}{body}"),
        String::new(),
        String::new(),
    ];
    let wrong = [
        (
            r#"{"status":"a","owners":[{"name":"n"},{"name":1}]}"#,
            "$.owners[1].name: invalid type: integer `1`, expected a string",
        ),
        (
            r#"{"status":"a","owners":[{}]}"#,
            "$.owners[0]: missing field `name`",
        ),
        (
            r#"{"status":{}}"#,
            "$.status: invalid type: map, expected a string",
        ),
        (
            r#"{"status":"a:{,\"[","owners":7}"#,
            "$.owners: invalid type: integer `7`, expected a sequence",
        ),
        (
            r#"{"status":"a","owners":[{"name":"n","server":{"id":"x","kind":3}}]}"#,
            "$.owners[0].server.kind: expected a string, found 3",
        ),
        ("<html>", "$: expected value at line 1 column 1"),
    ];
    let server = TestServer::start(
        script
            .iter()
            .map(String::as_str)
            .chain(wrong.map(|(body, _)| body))
            .map(|body| response(200, body)),
    );
    let server = server.await;
    let client = server.client();
    let read = || client.request(Method::GET, "/x");
    let verified: Verified = read().json(&[1]).send_as().await.unwrap();
    let again: Verified = client
        .request(Method::POST, "/x")
        .json(&verified)
        .send_as()
        .await
        .unwrap();
    assert_eq!(
        serde_json::to_string(&again).unwrap(),
        body,
        "numbers keep their digits"
    );
    assert_eq!(server.requests()[1].split("\r\n\r\n").nth(1).unwrap(), body);
    assert_eq!(
        read().send_as::<Option<Verified>>().await.unwrap(),
        None,
        "nothing is what may be nothing"
    );
    let empty = read().send_as::<Verified>().await.unwrap_err();
    assert!(
        empty
            .to_string()
            .ends_with("$: expected JSON, found an empty body"),
        "{empty}"
    );
    for (body, expected) in wrong {
        let error = read().send_as::<Verified>().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("GET /x: 200 OK: cannot read the response: {expected}"),
            "{body}"
        );
        assert_eq!(
            error.json_path(),
            Some(expected.split(": ").next().unwrap())
        );
    }
    let map = std::collections::HashMap::from([((1, 2), 3)]);
    let error = client
        .request(Method::POST, "/x")
        .json(&map)
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "POST /x: not sent: the body cannot be written as JSON: key must be a string"
    );
}

#[tokio::test]
async fn redirects_are_limited() {
    let server =
        TestServer::start((0..40).map(|_| respond_with(302, "location: /v5/again\r\n", ""))).await;
    let client = server
        .builder()
        .credential("email", "e")
        .credential("key", "k")
        .retries(0)
        .build()
        .unwrap();
    let error = client.account("a").read("b").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /accounts/a/servers/b: 302 Found: the redirect to `/v5/again` is not followed, as `max_redirects` is 10"
    );
    assert_eq!(server.requests().len(), 11);
}

#[test]
fn futures_are_send_and_clients_are_sync() {
    fn sendable<T: Send>(_: &T) {}
    fn shareable<T: Clone + Send + Sync + 'static>(_: &T) {}
    let client = crate::runtime::client::Client::builder_for(&super::client::API).build_deferred();
    shareable(&client);
    let servers = client.account("a");
    shareable(&servers);
    let request = servers.update("b");
    shareable(&request);
    sendable(&request.clone().send());
    sendable(&servers.list().stream().try_next());
    assert_eq!(request.body.id, "a");
    let server: Server = server("a");
    shareable(&server);
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
