//! Waiters with the mock transport, which takes no time.

use std::time::Duration;

use cloudflare_ai_controls::Client;
use cloudflare_ai_controls::resources::account::zero_trust::access::ai_controls::mcp::servers::Servers;
use cloudflare_ai_controls::testing::{Expectation, MockTransport};
use cloudflare_ai_controls::types::Server;
use serde_json::{Value, json};

use super::ACCOUNT;

const LONG: Duration = Duration::from_secs(120);

fn servers_of_account(client: &Client) -> Servers {
    client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
        .servers()
}

fn server_with_status(status: &str) -> Value {
    json!({
        "id": "github", "auth_type": "oauth", "hostname": "https://mcp.example.com", "name": "GitHub", "prompts": [],
        "tools": [], "status": status,
    })
}

/// Expects a request for the state of the server.
fn expect_read(mock: &MockTransport) -> Expectation<Server> {
    mock.on(|client| servers_of_account(client).read("github"))
}

#[tokio::test]
async fn a_waiter_polls_until_the_server_is_ready() {
    let mock = MockTransport::new();
    let script = ["waiting", "waiting", "new"]
        .into_iter()
        .fold(expect_read(&mock), |script, status| {
            script.respond_value(server_with_status(status))
        });
    drop(script.respond_value(server_with_status("ready")));
    let found = servers_of_account(&mock.client())
        .read("github")
        .wait_until_ready(LONG)
        .await
        .unwrap();
    assert_eq!(found.status.as_deref(), Some("ready"));
    assert_eq!(mock.waits(), [1000, 1500, 2250].map(Duration::from_millis));
    mock.verify();
}

#[tokio::test]
async fn a_waiter_syncs_the_server_first() {
    let mock = MockTransport::new();
    mock.on(|client| servers_of_account(client).sync("github"))
        .respond_value(json!({"status": "waiting"}));
    drop(expect_read(&mock).respond_value(server_with_status("ready")));
    servers_of_account(&mock.client())
        .sync("github")
        .wait_until_ready(LONG)
        .await
        .unwrap();
    assert_eq!(
        mock.calls()
            .iter()
            .map(|call| call.method.as_str())
            .collect::<Vec<_>>(),
        ["POST", "GET"]
    );
    mock.verify();
}

#[tokio::test]
async fn a_server_that_fails_is_an_error() {
    let mock = MockTransport::new();
    drop(
        expect_read(&mock)
            .respond_value(server_with_status("waiting"))
            .respond_value(server_with_status("error")),
    );
    let error = servers_of_account(&mock.client())
        .read("github")
        .wait_until_ready(LONG)
        .await
        .unwrap_err();
    assert!(error.is_failed_state(), "{error}");
    assert!(
        error
            .to_string()
            .ends_with(": 200 OK: `status` is `error`, expected `ready`"),
        "{error}"
    );
    mock.verify();
}

#[tokio::test]
async fn a_waiter_times_out() {
    let mock = MockTransport::new();
    drop(
        expect_read(&mock)
            .respond_value(server_with_status("waiting"))
            .always(),
    );
    let error = servers_of_account(&mock.client())
        .read("github")
        .wait_until_ready(LONG)
        .await
        .unwrap_err();
    assert!(error.is_timeout() && !error.is_failed_state(), "{error}");
    assert!(
        error
            .to_string()
            .ends_with("`status` is `waiting` after 120s, expected `ready`"),
        "{error}"
    );
    assert!(
        mock.elapsed() < LONG,
        "no pause that would end too late: {:?}",
        mock.elapsed()
    );
    assert_eq!(mock.waits().last(), Some(&Duration::from_secs(10)));
}
