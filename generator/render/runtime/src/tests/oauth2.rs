//! Tokens from a token endpoint: how they are requested, shared and renewed, and what its errors
//! show.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use serde_json::Value;
use tracing::Level;

use super::client::result;
use super::memory::{Answer, Memory, respond_with, response};
use super::trace::seen;
use crate::runtime::api::{Api, Scheme, SchemeKind};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::oauth2::OAuth2;
use crate::runtime::transport::TransportError;

const SECRET: &str = "s3cret: a/b";

/// Returns a source of tokens from an endpoint without a description.
fn tokens() -> OAuth2 {
    OAuth2::client_credentials("id", SECRET).token_url("https://login.example/token")
}

fn client(memory: &Memory, source: OAuth2) -> Client {
    memory
        .builder()
        .token_source("token", source)
        .header("x-key", "of the API")
        .retries(0)
        .build()
        .unwrap()
}

async fn read(client: &Client) -> Result<(), Error> {
    client.account("a").read("b").await.map(drop)
}

/// Returns a response of the token endpoint.
fn token(name: &str, more: &str) -> Answer {
    response(200, format!(r#"{{"access_token":"{name}"{more}}}"#))
}

fn done() -> Answer {
    response(200, result("a"))
}

/// Returns the form of each request to the token endpoint, and the token of each other request.
fn sent(memory: &Memory) -> Vec<String> {
    let requests = memory.requests();
    let shown = requests.iter().map(|request| {
        let sent = match &request.body {
            Some(body) => String::from_utf8(body.bytes().unwrap().to_vec()).unwrap(),
            None => request.headers["authorization"]
                .to_str()
                .unwrap()
                .to_owned(),
        };
        sent.trim_start_matches("Bearer ").to_owned()
    });
    shown.collect()
}

const GRANT: &str = "grant_type=client_credentials";

#[tokio::test(start_paused = true)]
async fn a_token_is_requested_once() {
    let memory = Memory::new([
        token("a", r#","expires_in":3600,"refresh_token":"unused""#),
        done(),
        done(),
        done(),
    ]);
    let source = tokens()
        .scopes(["read", "write:all"])
        .parameter("audience", "x y");
    let client = client(&memory, source);
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    read(&client.with(|options| options.retries(1)))
        .await
        .unwrap();
    let form = format!("{GRANT}&scope=read%20write%3Aall&audience=x%20y");
    assert_eq!(sent(&memory), [&form, "a", "a", "a"]);
    let requests = memory.requests();
    let first = &requests[0];
    assert_eq!(
        (&first.method, &*first.url),
        (&Method::POST, "https://login.example/token")
    );
    // The header is `id:s3cret%3A%20a%2Fb` in Base64.
    assert_eq!(
        first.headers["authorization"],
        "Basic aWQ6czNjcmV0JTNBJTIwYSUyRmI="
    );
    assert_eq!(
        first.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    assert!(!first.headers.contains_key("x-key"));
    assert!(!format!("{first:?} {:?}", tokens()).contains("s3cret"));
}

#[tokio::test(start_paused = true)]
async fn the_secret_can_be_in_the_body() {
    let memory = Memory::new([token("a", ""), done()]);
    read(&client(&memory, tokens().client_secret_post()))
        .await
        .unwrap();
    let form = format!("{GRANT}&client_id=id&client_secret=s3cret%3A%20a%2Fb");
    assert_eq!(sent(&memory), [&form, "a"]);
    assert!(!memory.requests()[0].headers.contains_key("authorization"));
}

#[tokio::test(start_paused = true)]
async fn requests_share_a_renewal() {
    let late = |answer| Answer::Late(Box::new(Answer::Late(Box::new(answer))));
    // A token that expires at once is enough for all requests that waited for it.
    for lifetime in [0, 3600] {
        let first = token("a", &format!(r#","expires_in":{lifetime}"#));
        let memory = Memory::new([late(first), done(), done(), done()]);
        let client = client(&memory, tokens());
        let outcomes = tokio::join!(read(&client), read(&client), read(&client));
        assert!(matches!(outcomes, (Ok(()), Ok(()), Ok(()))));
        assert_eq!(sent(&memory), [GRANT, "a", "a", "a"]);
    }
    let memory = Memory::new([late(response(400, r#"{"error":"invalid_scope"}"#))]);
    let client = client(&memory, tokens());
    let outcomes = tokio::join!(read(&client), read(&client));
    for error in [outcomes.0.unwrap_err(), outcomes.1.unwrap_err()] {
        assert!(error.to_string().contains("[invalid_scope]"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_request_takes_over_a_dropped_renewal() {
    let memory = Memory::new([Answer::Hang, token("a", ""), done()]);
    let client = client(&memory, tokens());
    let first = tokio::time::timeout(Duration::from_secs(5), read(&client));
    let outcomes = tokio::join!(first, read(&client));
    assert!(outcomes.0.is_err());
    outcomes.1.unwrap();
    assert_eq!(sent(&memory), [GRANT, GRANT, "a"]);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_renewed_once() {
    let memory = Memory::new([
        token("a", ""),
        response(401, ""),
        token("b", ""),
        done(),
        response(401, ""),
        token("c", ""),
        response(401, ""),
    ]);
    let client = client(&memory, tokens());
    read(&client).await.unwrap();
    assert!(read(&client).await.unwrap_err().is_unauthorized());
    assert_eq!(sent(&memory), [GRANT, "a", GRANT, "b", "b", GRANT, "c"]);
}

#[tokio::test(start_paused = true)]
async fn lifetimes_as_servers_state_them() {
    for (lifetime, requested) in [
        ("3600", 1),
        ("\"3600\"", 1),
        ("3600.5", 1),
        ("1e300", 1),
        ("18446744073709551615", 1),
        ("null", 1),
        ("\"never\"", 1),
        ("0", 2),
        ("-5", 2),
        ("\"0\"", 2),
    ] {
        let answer = || token("a", &format!(r#","expires_in":{lifetime}"#));
        let script = match requested {
            1 => vec![answer(), done(), done()],
            _ => vec![answer(), done(), answer(), done()],
        };
        let memory = Memory::new(script);
        let client = client(&memory, tokens());
        read(&client).await.unwrap();
        read(&client).await.unwrap();
        let count = sent(&memory).iter().filter(|sent| *sent == GRANT).count();
        assert_eq!(count, requested, "{lifetime}");
    }
    // At most half of the lifetime is before the renewal.
    let answers = [token("a", r#","expires_in":3600"#), done(), done()];
    let memory = Memory::new(answers);
    let client = client(&memory, tokens().renew_before(Duration::from_secs(7200)));
    read(&client).await.unwrap();
    read(&client).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_new_refresh_token_replaces_the_previous_one() {
    let memory = Memory::new([
        token("a", r#","expires_in":0,"refresh_token":"r2""#),
        done(),
        token("b", r#","expires_in":0"#),
        done(),
    ]);
    let saved: Arc<Mutex<Vec<String>>> = Arc::default();
    let store = saved.clone();
    let source = OAuth2::refresh_token("id", "r1\n")
        .token_url("https://login.example/token")
        .on_refresh_token(move |token| store.lock().unwrap().push(token.to_owned()));
    let client = client(&memory, source);
    read(&client).await.unwrap();
    read(&client).await.unwrap();
    let form = |token| format!("grant_type=refresh_token&refresh_token={token}&client_id=id");
    assert_eq!(sent(&memory), [&form("r1"), "a", &form("r2"), "b"]);
    assert_eq!(*saved.lock().unwrap(), ["r2"]);
}

const DESCRIBED: Api = Api {
    user_agent: "a/1",
    base_url: "https://api.example.com/v1",
    base_url_env: None,
    request_id_header: None,
    timeout: None,
    retries: None,
    retry_delays: None,
    security: &[&["login"]],
    schemes: &[Scheme {
        name: "login",
        setter: "login",
        kind: SchemeKind::OAuth2 {
            token_url: "https://login.example/new?tenant=a",
            refresh_url: "/oauth/refresh",
        },
        env: &[],
    }],
    secret_names: &[],
    test_check: None,
    write_styled: None,
};

#[tokio::test]
async fn the_endpoint_of_the_description() {
    static API: Api = DESCRIBED;
    let described = || OAuth2::client_credentials("id", SECRET);
    let refreshed = OAuth2::refresh_token("id", "r");
    for (source, expected) in [
        (described(), "https://login.example/new?tenant=a"),
        (refreshed, "https://api.example.com/oauth/refresh"),
        (
            described().token_url("token"),
            "https://api.example.com/token",
        ),
        (
            described().token_url("//login.example#a"),
            "https://login.example/",
        ),
    ] {
        let memory = Memory::new([token("a", ""), response(200, "{}")]);
        let client = Client::builder_for(&API)
            .transport(memory.clone())
            .token_source("login", source)
            .build()
            .unwrap();
        client.request(Method::GET, "/x").send().await.unwrap();
        assert_eq!(memory.requests()[0].url, expected);
    }
    let memory = Memory::new([]);
    for (source, expected) in [
        (
            described(),
            "the description has no URL of a token endpoint: set it by `token_url`",
        ),
        (
            described().token_url("ftp://u:p@login.example/?k=v"),
            "`ftp://login.example/` is no URL of a token endpoint",
        ),
    ] {
        let error = read(&client(&memory, source)).await.unwrap_err();
        let start = "GET /accounts/a/servers/b: not sent: no token for `token`: ";
        assert_eq!(error.to_string(), format!("{start}{expected}"));
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_the_endpoint_show_no_secret() {
    let page = "<html>\n  <h1>Sign in</h1> s3cret: a/b, s3cret%3A%20a%2Fb</html>";
    let elsewhere = respond_with(302, "location", "https://else.example/?k=v", "");
    let refused = r#"{"error":"invalid_client","error_description":"bad s3cret: a/b"}"#;
    let long = format!("<p>{}</p>", "x".repeat(1000));
    for (answer, expected) in [
        (
            respond_with(502, "content-type", "text/html", page),
            "502 Bad Gateway: <html> <h1>Sign in</h1> REDACTED, REDACTED</html>",
        ),
        (
            respond_with(200, "content-type", "text/html", page),
            "200 OK without JSON: <html> <h1>Sign in</h1> REDACTED, REDACTED</html>",
        ),
        (
            respond_with(200, "content-type", "text/html", &long),
            &format!("200 OK without JSON: <p>{}…", "x".repeat(197)),
        ),
        (response(200, "access_token=t0ken"), "200 OK without JSON"),
        (
            response(401, refused),
            "401 Unauthorized: [invalid_client] bad REDACTED",
        ),
        (
            response(200, refused),
            "200 OK without `access_token`: [invalid_client] bad REDACTED",
        ),
        (
            response(200, r#"{"accessToken":"t0ken"}"#),
            "200 OK without `access_token`",
        ),
        (token("", ""), "200 OK without `access_token`"),
        (
            elsewhere,
            "302 Found: the redirect to `https://else.example/` is not followed, as the origin differs",
        ),
        (
            Answer::Fail(TransportError::connect("no route")),
            "cannot connect: no route",
        ),
    ] {
        let memory = Memory::new([answer]);
        let client = client(&memory, tokens().client_secret_post());
        let mut error = None;
        let logged = seen(Level::TRACE, async {
            error = Some(read(&client).await.unwrap_err());
        });
        let logged = format!("{:?}", logged.await.events());
        let error = error.unwrap();
        assert!(error.is_local());
        let start = "GET /accounts/a/servers/b: not sent: no token for `token`: https://login.example: POST /token: ";
        assert_eq!(error.to_string(), format!("{start}{expected}"));
        for text in [format!("{error:?}"), logged] {
            assert!(
                !text.contains("s3cret") && !text.contains("t0ken"),
                "{text}"
            );
        }
    }
    let memory = Memory::new([Answer::Hang]);
    let error = client(&memory, tokens())
        .with(|options| options.timeout(Duration::from_secs(3)))
        .request(Method::GET, "/x")
        .send_as::<Value>();
    let message = error.await.unwrap_err().to_string();
    assert!(
        message.starts_with("GET /x: not sent: no token ") && message.ends_with(" within 3s"),
        "{message}"
    );
}
