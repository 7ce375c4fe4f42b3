//! Builds and sends a request and reads its response, compared with hand-written code that does the
//! same with reqwest. The server is on the loopback, always returns the same response, and keeps
//! the connection alive.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]

use cloudflare_ai_controls::Client;
use divan::Bencher;
use serde_json::{Value, json};
use tests::server::{Server, json_response};
use tokio::runtime::{Builder, Runtime};

const ACCOUNT: &str = "a86a8f5c339544d7bdc89926de14fb8c";
const PORTAL: &str = include_str!("../payloads/portals.update.response.json");

fn main() {
    divan::main();
}

fn start_runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn start_server() -> Server {
    Server::repeating(json_response(200, PORTAL)).unwrap()
}

#[divan::bench(sample_count = 1000)]
fn emitted(bencher: Bencher<'_, '_>) {
    let (runtime, server) = (start_runtime(), start_server());
    let client = Client::builder()
        .base_url(&server.url)
        .api_token("t0k3n")
        .build()
        .unwrap();
    let portals = client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
        .portals();
    bencher.bench_local(|| {
        let request = portals
            .update("my-mcp-portal")
            .name("My MCP Portal")
            .allow_code_mode(true);
        runtime.block_on(async { request.await.map(|portal| portal.id) })
    });
}

/// Decodes the whole response; unlike the emitted client, it checks, encodes and retains nothing
/// else.
async fn by_hand(client: &reqwest::Client, base: &str) -> Option<String> {
    let url = format!("{base}/accounts/{ACCOUNT}/access/ai-controls/mcp/portals/my-mcp-portal");
    let body = json!({"name": "My MCP Portal", "allow_code_mode": true}).to_string();
    let request = client
        .put(url)
        .bearer_auth("t0k3n")
        .header("content-type", "application/json")
        .body(body);
    let response = request
        .send()
        .await
        .ok()?
        .error_for_status()
        .ok()?
        .bytes()
        .await
        .ok()?;
    let value: Value = serde_json::from_slice(&response).ok()?;
    value.pointer("/result/id")?.as_str().map(str::to_owned)
}

#[divan::bench(sample_count = 1000)]
fn bare_reqwest(bencher: Bencher<'_, '_>) {
    let (runtime, server) = (start_runtime(), start_server());
    let client = reqwest::Client::new();
    assert!(
        runtime.block_on(by_hand(&client, &server.url)).is_some(),
        "the server answers"
    );
    bencher.bench_local(|| runtime.block_on(by_hand(&client, &server.url)));
}

/// Only builds the request, with the checks and encoding that setters do; it is never sent.
#[divan::bench(sample_count = 1000)]
fn build_only(bencher: Bencher<'_, '_>) {
    let portals = Client::new("t0k3n")
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
        .portals();
    bencher.bench_local(|| {
        portals
            .update("my-mcp-portal")
            .name("My MCP Portal")
            .allow_code_mode(true)
    });
}
