//! Calls over the loopback by the emitted client, and by reqwest with serde's derives.
//!
//! `-- serve CALL` answers all requests with the response of this call, and prints the URL;
//! `-- call CALL emitted|reqwest URL TIMES` sends requests to it, from another process, so that its
//! instructions are not counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use cloudflare_ai_controls::Client;
use cloudflare_ai_controls::resources::account::zero_trust::access::ai_controls::mcp::portals::Portals;
use cloudflare_ai_controls::types::{PortalCreate, PortalServerInput};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::derived::{self, Envelope, Portal, ServerInput};

const ACCOUNT: &str = "a86a8f5c339544d7bdc89926de14fb8c";

/// How many servers a large request or response has.
const SERVERS_OF_REQUEST: usize = 8_000;
const SERVERS_OF_RESPONSE: usize = 1_000;

/// Answers all requests with the response of `call`, until the program is stopped.
pub(crate) fn serve(call: &str) {
    let Ok(listener) = TcpListener::bind("127.0.0.1:0") else {
        return;
    };
    if let Ok(address) = listener.local_addr() {
        println!("http://{address}");
    }
    let body = response_of(call);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
    let response = format!("{head} {}\r\n\r\n{body}", body.len());
    for connection in listener.incoming().flatten() {
        // The client closes its connection when its program ends.
        let _ = answer_requests(connection, response.as_bytes());
    }
}

fn answer_requests(connection: TcpStream, response: &[u8]) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut requests = BufReader::new(&connection);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if requests.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or_default();
            }
            if line == "\r\n" {
                break;
            }
        }
        std::io::copy(&mut requests.by_ref().take(length), &mut std::io::sink())?;
        (&connection).write_all(response)?;
    }
}

fn response_of(call: &str) -> String {
    let mut portal = super::documented_portal();
    let result = match call {
        "list" => serde_json::from_slice(&super::largest_page()).unwrap_or_default(),
        "download" => {
            let server = portal.pointer("/servers/0").cloned().unwrap_or_default();
            if let Some(servers) = portal.get_mut("servers") {
                *servers = Value::Array(vec![server; SERVERS_OF_RESPONSE]);
            }
            portal
        }
        _ => portal,
    };
    json!({"result": result, "success": true}).to_string()
}

/// Sends the request of `call` several times; returns whether each one succeeds.
pub(crate) fn repeat(call: &str, client: &str, url: &str, times: usize) -> bool {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    else {
        return false;
    };
    match client {
        "emitted" => runtime.block_on(repeat_emitted(call, url, times)),
        _ => runtime.block_on(repeat_by_hand(call, url, times)),
    }
}

async fn repeat_emitted(call: &str, url: &str, times: usize) -> bool {
    let Ok(client) = Client::builder().base_url(url).api_token("t0k3n").build() else {
        return false;
    };
    let portals = client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
        .portals();
    for _ in 0..times {
        if !call_emitted(&portals, call).await {
            return false;
        }
    }
    true
}

async fn call_emitted(portals: &Portals, call: &str) -> bool {
    let new_portal = PortalCreate::new("my-mcp-portal", "example.com", "My MCP Portal");
    match call {
        "list" => {
            let page = portals.list().per_page(100).await;
            page.is_ok_and(|page| page.items.len() == 100)
        }
        "get" | "download" => portals.read("my-mcp-portal").await.is_ok(),
        "post" => portals.create(new_portal).await.is_ok(),
        _ => {
            let server = PortalServerInput::new("my-mcp-server")
                .default_disabled(true)
                .on_behalf(true);
            let servers = vec![server; SERVERS_OF_REQUEST];
            portals.create(new_portal.servers(servers)).await.is_ok()
        }
    }
}

async fn repeat_by_hand(call: &str, url: &str, times: usize) -> bool {
    let client = reqwest::Client::new();
    let url = format!("{url}/accounts/{ACCOUNT}/access/ai-controls/mcp/portals");
    for _ in 0..times {
        if call_by_hand(&client, &url, call).await.is_none() {
            return false;
        }
    }
    true
}

async fn call_by_hand(client: &reqwest::Client, url: &str, call: &str) -> Option<String> {
    let mut new_portal = derived::PortalCreate {
        id: "my-mcp-portal".to_owned(),
        hostname: "example.com".to_owned(),
        name: "My MCP Portal".to_owned(),
        servers: Vec::new(),
    };
    match call {
        "list" => {
            let request = client.get(format!("{url}?per_page=100"));
            let portals: Vec<Portal> = result_of(request).await?;
            portals.into_iter().last().map(|portal| portal.id)
        }
        "get" | "download" => {
            let portal: Portal = result_of(client.get(format!("{url}/my-mcp-portal"))).await?;
            Some(portal.id)
        }
        _ => {
            if call == "upload" {
                let server = ServerInput {
                    server_id: "my-mcp-server".to_owned(),
                    default_disabled: true,
                    on_behalf: true,
                };
                new_portal.servers = vec![server; SERVERS_OF_REQUEST];
            }
            let request = client
                .post(url)
                .header("content-type", "application/json")
                .body(serde_json::to_vec(&new_portal).ok()?);
            let portal: Portal = result_of(request).await?;
            Some(portal.id)
        }
    }
}

/// Sends a request; returns the result in its response.
async fn result_of<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> Option<T> {
    let response = request.bearer_auth("t0k3n").send().await.ok()?;
    let body = response.error_for_status().ok()?.bytes().await.ok()?;
    let envelope: Envelope<T> = serde_json::from_slice(&body).ok()?;
    Some(envelope.result)
}
