//! The server for tests answers an operation with a function of its typed arguments.

use cloudflare_ai_controls::operations::requests::PortalsUpdateRequest;
use cloudflare_ai_controls::operations::{TestResponse, TestServer};
use cloudflare_ai_controls::types::Portal;
use serde_json::json;

/// A function with a name, so that the types of argument and answer are written.
fn rename(request: PortalsUpdateRequest) -> Result<Portal, TestResponse> {
    let Some(name) = request.body.name else {
        return Err(TestResponse::error(403, "the name is required here"));
    };
    let portal =
        json!({ "id": request.id, "name": name, "hostname": "docs.example.com", "servers": [] });
    Ok(serde_json::from_value(portal).unwrap())
}

#[tokio::test]
async fn a_function_updates_a_portal() {
    let server = TestServer::start().await.unwrap();
    server.on_portals_update(rename);
    let client = server.client();
    let mcp = client
        .account("a1")
        .zero_trust()
        .access()
        .ai_controls()
        .mcp();
    let renamed = mcp.portals().update("docs").name("Guides").await.unwrap();
    assert_eq!(
        (renamed.id.as_str(), renamed.name.as_str()),
        ("docs", "Guides")
    );
    let error = mcp
        .portals()
        .update("docs")
        .description("")
        .await
        .unwrap_err();
    assert!(error.is_forbidden());
    assert!(
        error.to_string().contains("the name is required here"),
        "{error}"
    );
    let portals =
        json!([{ "id": "docs", "name": "Docs", "hostname": "docs.example.com", "servers": [] }]);
    server.on_portals_list(move |request| {
        assert_eq!(
            (request.account_id.as_str(), request.per_page),
            ("a1", Some(5))
        );
        TestResponse::result(&portals)
    });
    let listed = mcp.portals().list().per_page(5).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(server.problems().is_empty(), "{:?}", server.problems());
}
