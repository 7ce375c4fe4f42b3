//! Options of a client, of a derived client, and of a single request.

use std::time::Duration;

use cloudflare_ai_controls::{Client, Decision, Options, RetryBudget, RetryPolicy};
use tests::server::{Act, Server, json_response, respond_with};

use super::{ACCOUNT, client_of_server, path_below_mcp, serve_script};

const PORTAL: &str = include_str!("../../payloads/portals.read.response.json");

async fn read_status(client: &Client) -> Result<u32, cloudflare_ai_controls::Error> {
    let mcp = client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp();
    mcp.portals()
        .read("p")
        .send_raw()
        .await
        .map(|response| response.attempts())
}

fn request_header(server: &Server, index: usize, name: &str) -> Option<String> {
    server.requests()[index].header(name).map(str::to_owned)
}

#[tokio::test]
async fn a_derived_client_has_its_own_headers_and_query() {
    let server = serve_script(vec![json_response(200, PORTAL); 4]);
    let client = client_of_server(&server)
        .with(|options| options.header("x-team", "blue").query("trace", 1));
    read_status(&client).await.unwrap();
    read_status(&client.with(|options| options.header("x-team", "red").without_query("trace")))
        .await
        .unwrap();
    let mcp = client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp();
    let request = mcp
        .portals()
        .read("p")
        .with(|options| options.without_header("x-team").query("trace", 2));
    request.clone().await.unwrap();
    request.header("x-team", "green").await.unwrap();
    let teams: Vec<_> = (0..4)
        .map(|index| request_header(&server, index, "x-team"))
        .collect();
    assert_eq!(
        teams,
        [Some("blue"), Some("red"), None, Some("green")].map(|team| team.map(str::to_owned))
    );
    let lines = ["?trace=1", "", "?trace=2", "?trace=2"]
        .map(|query| format!("GET {}", path_below_mcp(&format!("/portals/p{query}"))));
    assert_eq!(server.lines(), lines);
}

#[tokio::test]
async fn derived_clients_with_another_token_share_connections() {
    let server = serve_script([json_response(200, PORTAL), json_response(200, PORTAL)]);
    let client = client_of_server(&server);
    read_status(&client.to_builder().api_token("0th3r").build().unwrap())
        .await
        .unwrap();
    read_status(&client).await.unwrap();
    let tokens = [0, 1].map(|index| request_header(&server, index, "authorization"));
    assert_eq!(
        tokens,
        ["Bearer 0th3r", "Bearer t0k3n"].map(|token| Some(token.to_owned()))
    );
}

#[tokio::test]
async fn custom_retry_policy_and_budget() {
    let policy = RetryPolicy::default()
        .max(4)
        .first(Duration::from_millis(1))
        .jitter(0.0)
        .classify(|attempt| match attempt.status() {
            Some(status) if status.as_u16() == 404 => Decision::Again,
            _ => Decision::Usual,
        });
    let options = |options: Options| options.retry_policy(policy.clone());
    let script = [
        json_response(404, "{}"),
        json_response(503, "{}"),
        json_response(404, "{}"),
        json_response(200, PORTAL),
    ];
    assert_eq!(
        read_status(&client_of_server(&serve_script(script.clone())).with(options))
            .await
            .unwrap(),
        4
    );
    let builder = client_of_server(&serve_script(script))
        .to_builder()
        .retry_budget(RetryBudget::new(1));
    let error = read_status(&builder.with(options).build().unwrap())
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("(2 attempts) (not retried: the retry budget is spent)"),
        "{error}"
    );
}

#[tokio::test]
async fn deadline_and_response_size_limit() {
    let later = respond_with(503, &[("retry-after", "30")], "{}");
    let hurried = client_of_server(&serve_script([later]))
        .with(|options| options.deadline(Duration::from_secs(20)));
    assert!(
        read_status(&hurried).await.unwrap_err().is_server_error(),
        "the wait would be longer than the deadline"
    );
    let hung = client_of_server(&serve_script([Act::Hang]))
        .with(|options| options.deadline(Duration::from_millis(30)));
    assert!(
        read_status(&hung)
            .await
            .unwrap_err()
            .to_string()
            .ends_with("no complete response within 30ms")
    );
    let narrow = client_of_server(&serve_script([json_response(200, PORTAL)]))
        .with(|options| options.body_limit(100));
    let error = read_status(&narrow).await.unwrap_err();
    assert!(error.is_too_large(), "{error}");
}
