//! Expiring tokens: the source is asked before each attempt, and once more after the server rejects
//! a token.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::client::result;
use super::memory::{Memory, response};
use crate::runtime::auth::{TokenError, TokenSource};
use crate::runtime::client::Client;
use crate::runtime::transport::BoxFuture;

/// Returns `token-1`, `token-2`, …; records which tokens were rejected.
#[derive(Clone, Default)]
struct Numbered(Arc<Mutex<Vec<Option<String>>>>);

impl TokenSource for Numbered {
    fn token<'a>(&'a self, refused: Option<&'a str>) -> BoxFuture<'a, Result<String, TokenError>> {
        let mut requests = self.0.lock().unwrap();
        requests.push(refused.map(str::to_owned));
        let token = format!("token-{}\n", requests.len());
        Box::pin(std::future::ready(Ok(token)))
    }
}

struct Broken(bool);

impl TokenSource for Broken {
    fn token<'a>(&'a self, _: Option<&'a str>) -> BoxFuture<'a, Result<String, TokenError>> {
        if self.0 {
            Box::pin(std::future::pending())
        } else {
            Box::pin(std::future::ready(Err("no login".into())))
        }
    }
}

fn client(memory: &Memory, source: impl TokenSource) -> Client {
    memory
        .builder()
        .token_source("token", source)
        .build()
        .unwrap()
}

fn sent(memory: &Memory) -> Vec<String> {
    let requests = memory.requests();
    requests
        .iter()
        .map(|request| {
            request.headers["authorization"]
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn each_attempt_requests_a_token() {
    let memory = Memory::new([
        response(200, result("a")),
        response(503, ""),
        response(200, result("a")),
    ]);
    let source = Numbered::default();
    let client = client(&memory, source.clone());
    client.account("a").read("b").await.unwrap();
    client.account("a").read("b").await.unwrap();
    assert_eq!(
        sent(&memory),
        ["Bearer token-1", "Bearer token-2", "Bearer token-3"]
    );
    assert_eq!(*source.0.lock().unwrap(), [None, None, None]);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_once() {
    let memory = Memory::new([
        response(401, ""),
        response(200, result("a")),
        response(401, ""),
        response(401, r#"{"message":"token-4 is bad, and so was token-3"}"#),
    ]);
    let source = Numbered::default();
    let client = client(&memory, source.clone());
    // A request that is not idempotent is repeated, too, because the server certainly did not
    // process it.
    client.account("a").create("b").retries(0).await.unwrap();
    let error = client
        .account("a")
        .create("b")
        .retries(0)
        .await
        .unwrap_err();
    assert!(
        error.is_unauthorized()
            && error
                .to_string()
                .contains("REDACTED is bad, and so was REDACTED"),
        "{error}"
    );
    assert_eq!(error.attempts(), 2);
    assert_eq!(
        sent(&memory),
        [
            "Bearer token-1",
            "Bearer token-2",
            "Bearer token-3",
            "Bearer token-4"
        ]
    );
    let requests = source.0.lock().unwrap().clone();
    assert_eq!(
        requests,
        [
            None,
            Some("token-1".to_owned()),
            None,
            Some("token-3".to_owned())
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_token_nothing_is_sent() {
    let memory = Memory::new([]);
    let error = client(&memory, Broken(false))
        .account("a")
        .create("b")
        .await
        .unwrap_err();
    assert!(error.is_local() && !error.is_missing_credentials() && !error.is_broken_connection());
    assert_eq!(
        error.to_string(),
        "POST /accounts/a/servers: not sent: no token for `token`: no login"
    );
    let late = client(&memory, Broken(true))
        .account("a")
        .create("b")
        .timeout(Duration::from_secs(3));
    assert_eq!(
        late.await.unwrap_err().to_string(),
        "POST /accounts/a/servers: not sent: no token within 3s"
    );
    assert!(memory.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn credentials_that_override_a_token_source() {
    let memory = Memory::new([
        response(200, result("a")),
        response(200, result("a")),
        response(401, ""),
    ]);
    let source = Numbered::default();
    let own = client(&memory, source.clone())
        .account("a")
        .read("b")
        .header("authorization", "Own");
    own.await.unwrap();
    let fixed = memory
        .builder()
        .token_source("token", source.clone())
        .credential("token", "fixed")
        .build()
        .unwrap();
    fixed.account("a").read("b").await.unwrap();
    fixed.account("a").read("b").await.unwrap_err();
    assert_eq!(sent(&memory), ["Own", "Bearer fixed", "Bearer fixed"]);
    assert!(source.0.lock().unwrap().is_empty());
    for (scheme, message) in [
        ("nothing", "unknown security scheme `nothing`"),
        (
            "cookie",
            "`cookie` is not sent in a header, so it cannot have a token source",
        ),
    ] {
        let error = memory
            .builder()
            .token_source(scheme, source.clone())
            .build()
            .unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}
