//! The recorder: what its file contains, what it omits, and that it can be replayed.

use std::fs;
use std::path::PathBuf;

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};

use super::client::{API, result};
use super::memory::{Answer, Memory, respond_with, response};
use crate::runtime::client::Client;
use crate::runtime::testing::{MockTransport, Recorder};
use crate::runtime::transport::TransportError;

const TOKEN: &str = "t0k3n-of-a-user";

/// A file that is removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("{name}-{}.json", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.0));
    }
}

fn recorded(script: impl IntoIterator<Item = Answer>) -> (Recorder, Client) {
    let recorder = Recorder::new();
    let builder = Memory::new(script).builder().middleware(recorder.clone());
    let builder = builder
        .credential("token", TOKEN)
        .credential("query", "key-of-a-user")
        .credential("cookie", "biscuit");
    (recorder, builder.build().unwrap())
}

#[tokio::test(start_paused = true)]
async fn recorded_responses_are_replayed() {
    let (recorder, client) = recorded([
        respond_with(429, "retry-after", "2", "{}"),
        response(200, result("p")),
        Answer::Fail(TransportError::connect("no")),
        response(200, result("q")),
        Answer::Bytes(200, "image/png", vec![vec![0, 159], vec![1]]),
        Answer::Bytes(200, "text/plain", vec![b"fine".to_vec()]),
    ]);
    async fn program(client: &Client) -> (String, String, Bytes, String) {
        let servers = client.account("a");
        let read = servers.read("p").await.unwrap();
        let mut update = servers.update("q").query("dry", true);
        update.body.token = Some("s3cret-of-a-server".into());
        let updated = update.await.unwrap();
        (
            read.id,
            updated.id,
            client.logo().await.unwrap(),
            client.status().await.unwrap(),
        )
    }
    let first = program(&client).await;
    let scratch = Scratch::new("recorded");
    recorder.save(&scratch.0).unwrap();

    let mock = MockTransport::for_api(&API).replay(&scratch.0).unwrap();
    assert_eq!(program(&mock.client()).await, first);
    mock.verify();
    assert_eq!(mock.calls().len(), 6);
    assert_eq!(mock.waits()[0].as_secs(), 2);

    // A call with other credentials matches the same recording, a call with other arguments does
    // not.
    let mock = MockTransport::for_api(&API).replay(&scratch.0).unwrap();
    let mut update = mock.client().account("a").update("q").query("dry", true);
    update.body.token = Some("another".into());
    assert!(update.retries(0).await.unwrap_err().is_connect());
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn responses_of_a_real_server_are_replayed() {
    use super::server::{Act, TestServer, respond_with, response};

    let script = [
        respond_with(503, "retry-after-ms: 1\r\n", "{}"),
        Act::Close,
        response(200, &result("p")),
        Act::Send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nfine".to_owned()),
    ];
    let server = TestServer::start(script).await;
    let recorder = Recorder::new();
    let client = server
        .builder()
        .credential("token", TOKEN)
        .middleware(recorder.clone())
        .build()
        .unwrap();
    async fn program(client: &Client) -> (String, String) {
        let read = client.account("a").read("p").await.unwrap();
        (
            read.id,
            client.status().retries(0).await.unwrap_err().to_string(),
        )
    }
    let (id, error) = program(&client).await;
    drop(server);
    let scratch = Scratch::new("real");
    recorder.save(&scratch.0).unwrap();
    assert!(!fs::read_to_string(&scratch.0).unwrap().contains(TOKEN));
    let mock = MockTransport::for_api(&API).replay(&scratch.0).unwrap();
    let replayed = program(&mock.client()).await;
    assert_eq!(replayed.0, id);
    let broken = "GET /status: 200 OK: the connection broke";
    assert!(
        error.starts_with(broken) && replayed.1.starts_with(broken),
        "{error}, {}",
        replayed.1
    );
    mock.verify();
}

#[tokio::test]
async fn no_secret_is_recorded() {
    let echo = json!({
        "token": "s3cret-1", "list": [{"api_key": "s3cret-2", "n": 1}], "owner": "s3cret-3", "password": 77_777,
        "message": format!("you sent {TOKEN}"), "page_token": "kept", "url": "https://u:s3cret-14@h/?token=s3cret-15", "credentials": {"user": "s3cret-4", "on": true},
    });
    let (recorder, client) = recorded([
        Answer::Response(
            200,
            vec![
                ("content-type", "application/json".to_owned()),
                ("set-cookie", "s3cret-5".to_owned()),
                (
                    "location",
                    "https://a.example/?code=abc&token=s3cret-11#x".to_owned(),
                ),
                ("link", "</b?access_token=s3cret-12>; rel=next".to_owned()),
            ],
            echo.to_string(),
        ),
        Answer::Bytes(200, "image/png", Vec::new()),
        response(200, "{}"),
        Answer::Bytes(
            200,
            "text/html",
            vec![format!("<b>{TOKEN}</b>").into_bytes()],
        ),
    ]);
    let path = format!("/bots/{TOKEN}/x?access_token=s3cret-6&q=1");
    let request = client
        .request(Method::POST, &path)
        .header("x-auth-key", "s3cret-7")
        .header("x-own", "s3cret-13");
    request
        .json(&json!({"client_secret": "s3cret-8", "Api-Key": ["s3cret-9"]}))
        .send()
        .await
        .unwrap();
    client.logo().await.unwrap();
    let form = client.request(Method::POST, "/f").body(
        "application/x-www-form-urlencoded",
        "password=s3cret-10&a=b+c",
    );
    form.send().await.unwrap();
    client.request(Method::GET, "/h").send().await.unwrap();

    let text = recorder.to_json();
    for secret in [TOKEN, "s3cret", "77777", "key-of-a-user", "biscuit"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let file: Value = serde_json::from_str(&text).unwrap();
    let first = &file["exchanges"][0];
    assert_eq!(first["request"]["path"], "/bots/REDACTED/x");
    assert_eq!(
        first["request"]["query"],
        json!(["access_token=REDACTED", "q=1"])
    );
    assert_eq!(
        first["request"]["json"],
        json!({"client_secret": "REDACTED", "Api-Key": ["REDACTED"]})
    );
    assert_eq!(
        first["response"]["json"],
        json!({
            "token": "REDACTED", "list": [{"api_key": "REDACTED", "n": 1}], "owner": "REDACTED", "password": 0,
            "message": "you sent REDACTED", "page_token": "kept", "url": "https://h/?token=REDACTED", "credentials": {"user": "REDACTED", "on": true},
        })
    );
    assert_eq!(first["response"]["headers"]["set-cookie"], "REDACTED");
    assert_eq!(
        first["response"]["headers"]["location"],
        "https://a.example/?code=abc&token=REDACTED#x"
    );
    assert_eq!(
        first["response"]["headers"]["link"],
        "</b?access_token=REDACTED>; rel=next"
    );
    assert_eq!(
        first["request"]["headers"]["x-own"], "REDACTED",
        "whatever a user sets"
    );
    assert_eq!(
        file["exchanges"][2]["request"]["form"],
        json!(["password=REDACTED", "a=b%20c"])
    );
    assert_eq!(file["exchanges"][3]["response"]["text"], "<b>REDACTED</b>");
}

#[tokio::test]
async fn the_file_is_human_readable() {
    let (recorder, client) = recorded([
        response(200, result("p")),
        Answer::Fail(TransportError::broken("no")),
    ]);
    client
        .account("a")
        .read("p")
        .query("x y", "ä")
        .await
        .unwrap();
    client.account("a").create("p").await.unwrap_err();
    let expected = r#"{
  "exchanges": [
    {
      "request": {
        "operation": "sample",
        "method": "GET",
        "path": "/accounts/a/servers/p",
        "query": [
          "x%20y=%C3%A4"
        ],
        "headers": {
          "user-agent": "sample/1.2.3",
          "accept": "application/json",
          "authorization": "REDACTED"
        }
      },
      "response": {
        "status": 200,
        "headers": {
          "content-type": "application/json"
        },
        "json": {
          "success": true,
          "result": {
            "id": "p",
            "kind": "oauth",
            "owner": "REDACTED"
          },
          "messages": [
            "m"
          ]
        }
      }
    },
"#;
    let text = recorder.to_json();
    assert!(text.starts_with(expected), "{text}");
    assert!(
        text.ends_with("      \"failure\": \"broken\"\n    }\n  ]\n}\n"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_truncated_response_is_replayed_as_such() {
    let (recorder, client) = recorded([Answer::Stalled(200, "half of it")]);
    client.status().retries(0).await.unwrap_err();
    // A response that the client abandoned was recorded only in part, and is replayed up to there.
    let file: Value = serde_json::from_str(&recorder.to_json()).unwrap();
    assert_eq!(file["exchanges"][0]["response"]["text"], "half of it");
    let mock = MockTransport::for_api(&API);
    let scratch = Scratch::new("broken");
    fs::write(
        &scratch.0,
        r#"{"exchanges":[{"request":{"method":"GET","path":"/status","query":[]},
        "response":{"status":200,"text":"half","cut":"broken"}}]}"#,
    )
    .unwrap();
    let error = mock
        .replay(&scratch.0)
        .unwrap()
        .client()
        .status()
        .retries(0)
        .await
        .unwrap_err();
    assert!(error.is_broken_connection(), "{error}");
}

#[test]
fn an_invalid_recording_is_an_error() {
    let request = r#""request":{"method":"GET","path":"/","query":[]}"#;
    for (text, problem) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("{}", "expected an array `exchanges`"),
        (r#"{"exchanges":[{}]}"#, "exchange 1: expected `request`"),
        (
            r#"{"exchanges":[{"request":{"method":"GET"}}]}"#,
            "exchange 1: expected a string `path`",
        ),
        (
            r#"{"exchanges":[{"request":{"method":"A B","path":"","query":[]}}]}"#,
            "exchange 1: `method` is not an HTTP method",
        ),
        (
            &format!(r#"{{"exchanges":[{{{request}}}]}}"#),
            "exchange 1: expected `response` or `failure`",
        ),
        (
            &format!(r#"{{"exchanges":[{{{request},"response":{{"status":9}}}}]}}"#),
            "exchange 1: expected `status`",
        ),
        (
            &format!(r#"{{"exchanges":[{{{request},"failure":"x"}}]}}"#),
            "exchange 1: `failure`: expected `connect`, `timeout` or `broken`, found `x`",
        ),
        (
            &format!(
                r#"{{"exchanges":[{{{request},"response":{{"status":200,"headers":{{"a b":"c"}}}}}}]}}"#
            ),
            "exchange 1: `a b` is not a valid header",
        ),
    ] {
        let scratch = Scratch::new("none-of-ours");
        fs::write(&scratch.0, text).unwrap();
        let error = MockTransport::for_api(&API).replay(&scratch.0).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{}: {problem}", scratch.0.display())
        );
    }
}
