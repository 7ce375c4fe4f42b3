//! The documented payloads of the five documentation pages, and of the two request examples,
//! survive decoding.

use cloudflare_ai_controls::types::{AuthType, Portal, PortalCreate, ServerCreate};
use cloudflare_ai_controls::{DateTime, Response};
use serde::Serialize;
use serde_json::{Value, json};
use tests::server::json_response;

use super::{documented_payload, mcp_of_server, path_below_mcp, serve_script, success_with_result};

const UPDATE_PORTAL: &str = include_str!("../../payloads/portals.update.response.json");
const LIST_PORTALS: &str = include_str!("../../payloads/portals.list.response.json");
const READ_PORTAL: &str = include_str!("../../payloads/portals.read.response.json");
const CREATE_PORTAL: &str = include_str!("../../payloads/portals.create.request.json");
const UPDATE_SERVER: &str = include_str!("../../payloads/servers.update.response.json");
const SYNC_SERVER: &str = include_str!("../../payloads/servers.sync.response.json");
const CREATE_SERVER: &str = include_str!("../../payloads/servers.create.request.json");

/// Returns the response as JSON, from its value and its other documented fields.
fn response_as_json<T: Serialize>(response: &Response<T>) -> Value {
    let mut body = json!({"result": response.value()});
    for (name, value) in response.members() {
        body[name] = value.clone();
    }
    body
}

fn assert_portal(portal: &Portal) {
    let time = DateTime::from("2019-12-27T18:11:19.117Z");
    assert_eq!(
        (&*portal.id, &*portal.hostname, &*portal.name),
        ("my-mcp-portal", "exmaple.com", "My MCP Portal")
    );
    assert_eq!(portal.allow_code_mode, Some(true));
    assert_eq!(portal.secure_web_gateway, Some(false));
    assert_eq!(
        portal.description.as_deref(),
        Some("This is my custom MCP Portal")
    );
    assert_eq!(
        (portal.created_at.as_ref(), portal.modified_at.as_ref()),
        (Some(&time), Some(&time))
    );
    assert_eq!(
        (portal.created_by.as_deref(), portal.modified_by.as_deref()),
        (Some("created_by"), Some("modified_by"))
    );
    assert!(
        portal.extra.is_empty(),
        "every documented property is known"
    );
    let [server] = &*portal.servers else {
        panic!("one server")
    };
    assert_eq!(
        (&*server.id, &*server.name),
        ("my-mcp-server", "My MCP Server")
    );
    assert_eq!(server.hostname, "https://example.com/mcp");
    assert_eq!(server.auth_type, AuthType::Unauthenticated);
    assert_eq!(
        (
            server.prompts[0]["foo"].as_str(),
            server.tools[0]["foo"].as_str()
        ),
        (Some("bar"), Some("bar"))
    );
    assert_eq!(
        (server.default_disabled, server.on_behalf),
        (Some(true), Some(true))
    );
    assert_eq!(
        server.description.as_deref(),
        Some("This is one remote mcp server")
    );
    assert_eq!(
        (server.error.as_deref(), server.status.as_deref()),
        (Some("error"), Some("status"))
    );
    assert_eq!(
        (
            server.last_synced.as_ref(),
            server.last_successful_sync.as_ref()
        ),
        (Some(&time), Some(&time))
    );
    for overrides in [&server.updated_prompts, &server.updated_tools] {
        let Some([changed]) = overrides.as_deref() else {
            panic!("one override")
        };
        assert_eq!((&*changed.name, changed.enabled), ("name", Some(true)));
        assert_eq!(changed.portal_alias.as_deref(), Some("portal-tool-alias"));
        assert_eq!(changed.server_alias.as_deref(), Some("server-tool-alias"));
        assert!(changed.extra.is_empty());
    }
}

#[tokio::test]
async fn update_a_portal() {
    let server = serve_script([json_response(200, UPDATE_PORTAL)]);
    let response = mcp_of_server(&server)
        .portals()
        .update("my-mcp-portal")
        .send_raw()
        .await
        .unwrap();
    assert_portal(response.value());
    assert_eq!(
        response_as_json(&response),
        documented_payload(UPDATE_PORTAL)
    );
    assert_eq!(
        server.lines(),
        [format!("PUT {}", path_below_mcp("/portals/my-mcp-portal"))]
    );
    assert_eq!(
        server.requests()[0].text(),
        "",
        "the body is optional, and nothing is set"
    );
}

#[tokio::test]
async fn list_portals() {
    let server = serve_script([
        json_response(200, LIST_PORTALS),
        json_response(200, LIST_PORTALS),
    ]);
    let response = mcp_of_server(&server)
        .portals()
        .list()
        .send_raw()
        .await
        .unwrap();
    let [portal] = &**response.value() else {
        panic!("one portal")
    };
    assert_portal(portal);
    assert_eq!(
        json!({"result": response.value().items, "success": response.members()["success"]}),
        documented_payload(LIST_PORTALS)
    );
    let page = mcp_of_server(&server)
        .portals()
        .list()
        .page(3)
        .per_page(100)
        .search("my portal")
        .await
        .unwrap();
    assert_eq!(
        (page.number, page.total_pages, page.total_items),
        (3, None, None)
    );
    assert_eq!(
        server.lines(),
        [
            format!("GET {}", path_below_mcp("/portals")),
            format!(
                "GET {}",
                path_below_mcp("/portals?page=3&per_page=100&search=my%20portal")
            ),
        ]
    );
}

#[tokio::test]
async fn read_a_portal() {
    let server = serve_script([json_response(200, READ_PORTAL)]);
    let response = mcp_of_server(&server)
        .portals()
        .read("my-mcp-portal")
        .send_raw()
        .await
        .unwrap();
    assert_portal(response.value());
    assert_eq!(response_as_json(&response), documented_payload(READ_PORTAL));
    assert_eq!(
        server.lines(),
        [format!("GET {}", path_below_mcp("/portals/my-mcp-portal"))]
    );
}

#[tokio::test]
async fn update_a_server() {
    let server = serve_script([json_response(200, UPDATE_SERVER)]);
    let response = mcp_of_server(&server)
        .servers()
        .update("my-mcp-server")
        .send_raw()
        .await
        .unwrap();
    let value = response.value();
    assert_eq!(
        (&*value.id, &value.auth_type),
        ("my-mcp-server", &AuthType::Unauthenticated)
    );
    assert_eq!(
        value.description.as_deref(),
        Some("This is one remote mcp server")
    );
    assert_eq!(
        value.last_synced.as_ref().map(DateTime::as_str),
        Some("2019-12-27T18:11:19.117Z")
    );
    assert_eq!(
        response_as_json(&response),
        documented_payload(UPDATE_SERVER)
    );
    assert_eq!(
        server.lines(),
        [format!("PUT {}", path_below_mcp("/servers/my-mcp-server"))]
    );
}

#[tokio::test]
async fn sync_a_server() {
    let server = serve_script([json_response(200, SYNC_SERVER)]);
    let response = mcp_of_server(&server)
        .servers()
        .sync("my-mcp-server")
        .send_raw()
        .await
        .unwrap();
    let details = response.value().error_details.as_ref().unwrap();
    assert_eq!(
        (
            details.cause.as_deref(),
            details.is_upstream,
            details.retryable
        ),
        (Some("cause"), Some(true), Some(true))
    );
    assert_eq!(details.mcp_code, Some(0.0));
    assert_eq!(
        (
            response.value().error.as_deref(),
            response.value().status.as_deref()
        ),
        (Some("error"), Some("status"))
    );
    assert_eq!(response_as_json(&response), documented_payload(SYNC_SERVER));
    assert_eq!(
        server.lines(),
        [format!(
            "POST {}",
            path_below_mcp("/servers/my-mcp-server/sync")
        )]
    );
    assert!(server.requests()[0].body.is_empty());
}

#[tokio::test]
async fn documented_requests_are_what_is_sent() {
    let portal = documented_payload(READ_PORTAL)["result"].clone();
    let server = serve_script([
        success_with_result(&portal),
        success_with_result(&documented_payload(UPDATE_SERVER)["result"]),
    ]);
    let body = PortalCreate::new("my-mcp-portal", "exmaple.com", "My MCP Portal");
    let body = body
        .allow_code_mode(true)
        .description("This is my custom MCP Portal");
    mcp_of_server(&server).portals().create(body).await.unwrap();
    let body = ServerCreate::new(
        "my-mcp-server",
        AuthType::Unauthenticated,
        "https://example.com/mcp",
        "My MCP Server",
    );
    mcp_of_server(&server)
        .servers()
        .create(body.description("This is one remote mcp server"))
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(
        documented_payload(&requests[0].text()),
        documented_payload(CREATE_PORTAL)
    );
    assert_eq!(
        documented_payload(&requests[1].text()),
        documented_payload(CREATE_SERVER)
    );
    assert_eq!(
        server.lines(),
        [
            format!("POST {}", path_below_mcp("/portals")),
            format!("POST {}", path_below_mcp("/servers"))
        ]
    );
}

#[tokio::test]
async fn whole_numbers_are_written_as_integers() {
    for (number, written) in [
        ("0", "0"),
        ("-32601", "-32601"),
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("-0.0", "-0.0"),
    ] {
        let body =
            format!(r#"{{"result":{{"error_details":{{"mcp_code":{number}}}}},"success":true}}"#);
        let server = serve_script([json_response(200, body)]);
        let value = mcp_of_server(&server).servers().sync("s").await.unwrap();
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(
            text,
            format!(r#"{{"error_details":{{"mcp_code":{written}}}}}"#)
        );
    }
}
