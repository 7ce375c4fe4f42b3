//! Responses of later versions of the API: the comparison calls the changes compatible, and this
//! client reads them all.

use cloudflare_ai_controls::types::{Portal, Server};
use tests::server::json_response;

use super::{documented_payload, mcp_of_server, serve_script};

const PORTAL_B: &str = include_str!("../../payloads/b/portals.read.response.json");
const PORTALS_B: &str = include_str!("../../payloads/b/portals.list.response.json");
const DELETED_B: &str = include_str!("../../payloads/b/portals.delete.response.json");
const SERVER_B: &str = include_str!("../../payloads/b/servers.read.response.json");
const SERVERS_B: &str = include_str!("../../payloads/b/servers.list.response.json");
const SYNC_B: &str = include_str!("../../payloads/b/servers.sync.response.json");
const PORTAL_C: &str = include_str!("../../payloads/c/portals.create.response.json");
const SERVER_C: &str = include_str!("../../payloads/c/servers.update.response.json");

/// Unknown fields are kept and written back.
fn assert_whole<T: serde::Serialize>(value: &T, text: &str) {
    assert_eq!(
        serde_json::to_value(value).unwrap(),
        documented_payload(text)["result"]
    );
}

#[tokio::test]
async fn portals() {
    let server = serve_script(
        [PORTAL_B, PORTAL_C, PORTALS_B, DELETED_B].map(|text| json_response(200, text)),
    );
    let portals = mcp_of_server(&server).portals();
    let portal: Portal = portals.read("my-mcp-portal").await.unwrap();
    assert_whole(&portal, PORTAL_B);
    assert_eq!(portal.servers[0].extra["server_id"], "my-mcp-server");
    assert_whole(&portals.read("my-mcp-portal").await.unwrap(), PORTAL_C);
    assert_whole(&portals.list().await.unwrap().items, PORTALS_B);
    assert_whole(&portals.delete("my-mcp-portal").await.unwrap(), DELETED_B);
}

#[tokio::test]
async fn servers() {
    let server =
        serve_script([SERVER_B, SERVER_C, SERVERS_B, SYNC_B].map(|text| json_response(200, text)));
    let servers = mcp_of_server(&server).servers();
    let first: Server = servers.read("my-mcp-server").await.unwrap();
    assert_whole(&first, SERVER_B);
    let later = servers.update("my-mcp-server").await.unwrap();
    assert_whole(&later, SERVER_C);
    assert_eq!(
        later.status.as_deref(),
        Some("ready"),
        "an enum now, a text as ever"
    );
    assert_eq!(later.extra["authentication_status"], "not_required");
    assert_whole(&servers.list().await.unwrap().items, SERVERS_B);
    assert_whole(&servers.sync("my-mcp-server").await.unwrap(), SYNC_B);
}
