//! The emitted client of `generated/`, used as users do: through its public API, over HTTP, against
//! a scripted server.

#![cfg(test)]

mod authentication;
mod damaged;
mod failures;
mod later;
mod options;
mod overrides;
mod paging;
mod payloads;
mod refused;
mod states;
mod waiting;
mod wire;

use cloudflare_ai_controls::Client;
use cloudflare_ai_controls::resources::account::zero_trust::access::ai_controls::mcp::Mcp;
use serde_json::{Value, json};
use tests::server::{Act, Server, json_response};

const ACCOUNT: &str = "a86a8f5c339544d7bdc89926de14fb8c";

/// Returns a server with this script.
fn serve_script(script: impl IntoIterator<Item = Act>) -> Server {
    Server::start(script).unwrap()
}

/// Returns a client of the server, with a token.
fn client_of_server(server: &Server) -> Client {
    Client::builder()
        .base_url(&server.url)
        .api_token("t0k3n")
        .build()
        .unwrap()
}

/// Returns the portals and servers of an account.
fn mcp_of_server(server: &Server) -> Mcp {
    client_of_server(server)
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
}

/// Returns a path below that of [`mcp_of_server`].
fn path_below_mcp(rest: &str) -> String {
    format!("/accounts/{ACCOUNT}/access/ai-controls/mcp{rest}")
}

/// Returns a success response with `result` in the envelope of the API.
fn success_with_result(result: &Value) -> Act {
    json_response(200, json!({"result": result, "success": true}).to_string())
}

/// Returns a documented payload.
fn documented_payload(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
