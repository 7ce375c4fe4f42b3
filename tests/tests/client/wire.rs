//! Retries, timeouts, raw responses, and undocumented endpoints.

use std::time::{Duration, Instant};

use cloudflare_ai_controls::http::Method;
use cloudflare_ai_controls::types::{Portal, PortalCreate};
use serde_json::{Value, json};
use tests::server::{Act, json_response, respond_with};

use super::{ACCOUNT, client_of_server, mcp_of_server, path_below_mcp, serve_script};

const PORTAL: &str = include_str!("../../payloads/portals.read.response.json");

/// Returns a failure that allows an immediate retry.
fn failure_to_retry(status: u16) -> Act {
    respond_with(status, &[("retry-after-ms", "1")], "{}")
}

fn new_portal() -> PortalCreate {
    PortalCreate::new("p", "example.com", "P")
}

#[tokio::test]
async fn a_put_is_retried_unchanged() {
    let server = serve_script([
        failure_to_retry(503),
        failure_to_retry(429),
        json_response(200, PORTAL),
    ]);
    let response = mcp_of_server(&server)
        .portals()
        .update("p")
        .name("N")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(response.attempts(), 3);
    let requests = server.requests();
    assert!(
        requests.iter().all(|request| request == &requests[0]),
        "{requests:?}"
    );
    assert_eq!(requests[0].text(), r#"{"name":"N"}"#);
}

#[tokio::test]
async fn a_post_is_only_retried_if_the_server_did_not_process_it() {
    let tried = async |act: Act| {
        let server = serve_script([act, json_response(200, PORTAL)]);
        let outcome = mcp_of_server(&server).portals().create(new_portal()).await;
        (outcome.is_ok(), server.requests().len())
    };
    assert_eq!(tried(failure_to_retry(429)).await, (true, 2));
    assert_eq!(
        tried(failure_to_retry(503)).await,
        (true, 2),
        "the server says when"
    );
    assert_eq!(tried(json_response(503, "{}")).await, (false, 1));
    assert_eq!(tried(failure_to_retry(500)).await, (false, 1));
    assert_eq!(
        tried(Act::Cut(Vec::new())).await,
        (false, 1),
        "it may have been processed"
    );
    assert_eq!(
        tried(respond_with(
            500,
            &[("x-should-retry", "true"), ("retry-after-ms", "1")],
            "{}"
        ))
        .await,
        (true, 2)
    );
}

#[tokio::test]
async fn a_sync_may_be_repeated() {
    let sync = include_str!("../../payloads/servers.sync.response.json");
    let server = serve_script([failure_to_retry(500), json_response(200, sync)]);
    mcp_of_server(&server).servers().sync("s").await.unwrap();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn retries_are_exhausted() {
    let server = serve_script(vec![failure_to_retry(429); 9]);
    let portals = mcp_of_server(&server).portals();
    let error = portals.read("p").await.unwrap_err();
    assert!(error.is_rate_limited() && error.attempts() == 3, "{error}");
    assert!(
        error
            .to_string()
            .ends_with("429 Too Many Requests (3 attempts)"),
        "{error}"
    );
    portals.read("p").retries(0).await.unwrap_err();
    portals.read("p").retries(1).await.unwrap_err();
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn retry_after_is_respected() {
    // Without the header, the first delay is at most half a second.
    for (header, range) in [
        (("retry-after", "0"), 300..2_000),
        (("retry-after-ms", "900"), 900..3_000),
    ] {
        let server = serve_script([
            respond_with(429, &[header], "{}"),
            json_response(200, PORTAL),
        ]);
        let start = Instant::now();
        mcp_of_server(&server).portals().read("p").await.unwrap();
        let waited = start.elapsed().as_millis();
        assert!(range.contains(&waited), "{header:?}: {waited} ms");
    }
}

#[tokio::test]
async fn slow_responses_are_abandoned() {
    let server = serve_script([Act::Hang, Act::Hang]);
    let limit = Duration::from_millis(50);
    let error = mcp_of_server(&server)
        .servers()
        .sync("s")
        .timeout(limit)
        .retries(0)
        .await
        .unwrap_err();
    assert!(error.is_timeout() && error.status().is_none(), "{error}");
    assert!(
        error
            .to_string()
            .ends_with("/servers/s/sync: no complete response within 50ms"),
        "{error}"
    );
    // A response without its whole body is incomplete.
    let stalled = serve_script([Act::Send(
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec(),
    )]);
    let error = mcp_of_server(&stalled)
        .portals()
        .read("p")
        .timeout(limit)
        .retries(0)
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_post_is_not_retried_after_a_broken_connection() {
    let half = Act::Cut(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"result\":".to_vec());
    let server = serve_script([half.clone(), half]);
    let error = mcp_of_server(&server)
        .portals()
        .create(new_portal())
        .await
        .unwrap_err();
    assert!(
        error.is_broken_connection() && !error.is_decode(),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_response_has_status_headers_and_attempts() {
    let headers = [
        ("content-type", "application/json"),
        ("cf-ray", "8f0a"),
        ("x-two", "2"),
    ];
    let server = serve_script([respond_with(200, &headers, PORTAL)]);
    let response = mcp_of_server(&server)
        .portals()
        .read("p")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            response.request_id(),
            response.attempts()
        ),
        (200, Some("8f0a"), 1)
    );
    assert_eq!(
        (response.header("x-two"), response.body()),
        (Some("2"), &PORTAL.into())
    );
    assert_eq!(response.members()["success"], true);
    assert_eq!(response.into_value().id, "my-mcp-portal");
}

#[tokio::test]
async fn options_of_a_single_request() {
    let server = serve_script([json_response(200, PORTAL)]);
    let request = mcp_of_server(&server)
        .portals()
        .update("p")
        .name("N")
        .query("dry run", true)
        .header("x-one", "1");
    request.extra("code_mode", json!({"a": [1]})).await.unwrap();
    let [request] = &*server.requests() else {
        panic!("one request")
    };
    assert_eq!(
        request.line,
        format!(
            "PUT /client/v4{}?dry%20run=true",
            path_below_mcp("/portals/p")
        )
    );
    assert_eq!(request.header("x-one"), Some("1"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert!(
        request
            .header("user-agent")
            .unwrap()
            .starts_with("cloudflare-ai-controls/")
    );
    assert_eq!(request.text(), r#"{"name":"N","code_mode":{"a":[1]}}"#);
}

#[tokio::test]
async fn undocumented_endpoints_can_be_called() {
    let verify = r#"{"result":{"id":"t","status":"active"},"success":true}"#;
    let server = serve_script([
        failure_to_retry(503),
        json_response(200, verify),
        json_response(200, PORTAL),
        json_response(404, "{}"),
    ]);
    let client = client_of_server(&server);
    let value: Value = client
        .request(Method::GET, "/user/tokens/verify")
        .query("a", "b c")
        .send_as()
        .await
        .unwrap();
    assert_eq!(value["result"]["status"], "active");
    let raw = client
        .request(Method::POST, "/new")
        .json(&json!({"n": 1}))
        .send()
        .await
        .unwrap();
    let portal: Portal =
        serde_json::from_value(raw.json::<Value>().unwrap()["result"].clone()).unwrap();
    assert_eq!(portal.id, "my-mcp-portal");
    let error = client
        .request(Method::DELETE, &format!("/accounts/{ACCOUNT}/x"))
        .send()
        .await
        .unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let verify = "GET /user/tokens/verify?a=b%20c".to_owned();
    let lines = [
        verify.clone(),
        verify,
        "POST /new".to_owned(),
        format!("DELETE /accounts/{ACCOUNT}/x"),
    ];
    assert_eq!(server.lines(), lines);
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.header("authorization") == Some("Bearer t0k3n"))
    );
}
