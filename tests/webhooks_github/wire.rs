//! Webhooks of `webhooks_github.yaml`, whose name and signature are in headers.

use webhooks_github_client::http::HeaderMap;
use webhooks_github_client::webhooks::{self, Event};

const OPENED: &[u8] = br#"{"action":"opened","number":7}"#;

fn signed_headers(event: &str, signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("x-github-event", event.parse().unwrap());
    headers.insert(
        "x-hub-signature-256",
        format!("sha256={signature}").parse().unwrap(),
    );
    headers
}

#[test]
fn event_and_action_identify_the_webhook() {
    for name in ["pull_request", "pull-request-opened"] {
        assert!(
            matches!(webhooks::parse_as(name, OPENED).unwrap(), Event::PullRequestOpened(event) if event.number == 7)
        );
    }
    let closed = webhooks::parse_as("pull_request", br#"{"action":"closed"}"#).unwrap();
    assert!(matches!(closed, Event::PullRequestClosed(_)));
    assert!(matches!(
        webhooks::parse_as("push", br#"{"ref":"main"}"#).unwrap(),
        Event::Push(_)
    ));
    let any = webhooks::parse_as("dispatch", br#"{"action":"mine"}"#).unwrap();
    assert!(matches!(any, Event::DispatchSampleCollected(event) if event.action == "mine"));
    for (name, payload) in [
        ("pull_request", r#"{"action":"locked"}"#),
        ("star", r#"{"action":"created"}"#),
        ("star", "[]"),
    ] {
        assert!(
            matches!(
                webhooks::parse_as(name, payload.as_bytes()).unwrap(),
                Event::Unknown(_)
            ),
            "{name}"
        );
    }
    let error =
        webhooks::parse_as("pull_request", br#"{"action":"opened","number":"7"}"#).unwrap_err();
    assert_eq!(error.json_path(), Some("$.number"));
}

#[test]
fn headers_identify_and_sign_the_webhook() {
    const SECRET: &str = "It's a Secret to Everybody";
    let signature = "34fd4221cb1c8b95d142c6dc81775bb15fcd403d46608fdf114c11b6a0f525c5";
    let event =
        webhooks::verify(OPENED, &signed_headers("pull_request", signature), SECRET).unwrap();
    assert!(matches!(event, Event::PullRequestOpened(_)));
    for (payload, secret) in [(&b"{}"[..], SECRET), (OPENED, "another")] {
        let error = webhooks::verify(payload, &signed_headers("pull_request", signature), secret)
            .unwrap_err();
        assert!(error.is_invalid_signature(), "{error}");
    }
    webhooks::verify_signature(OPENED, &signed_headers("any", signature), SECRET).unwrap();
}
