//! Calls that violate a constraint of the description give an error that names the value, and send
//! no request.

use cloudflare_ai_controls::Error;
use cloudflare_ai_controls::resources::account::zero_trust::access::ai_controls::mcp::Mcp;
use cloudflare_ai_controls::types::{
    AuthType, CapabilityOverride, PortalCreate, PortalServerInput, ServerCreate,
};
use tests::server::Server;

use super::{client_of_server, mcp_of_server, serve_script};

fn assert_refused(error: &Error, part: &str) {
    assert!(error.is_invalid_request(), "{error}");
    assert_eq!((error.status(), error.attempts()), (None, 0));
    let text = error.to_string();
    assert!(
        text.contains("not sent: ") && text.contains(part),
        "{text}, expected `{part}`"
    );
}

/// Returns the errors of all calls whose only id has a documented pattern.
async fn with_pattern(mcp: &Mcp, id: &str) -> [Error; 6] {
    let (portals, servers) = (mcp.portals(), mcp.servers());
    [
        portals.read(id).await.unwrap_err(),
        portals.read(id).send_raw().await.unwrap_err(),
        portals.update(id).await.unwrap_err(),
        portals.delete(id).await.unwrap_err(),
        portals.effective_redirect_uri(id, "s").await.unwrap_err(),
        servers.sync(id).await.unwrap_err(),
    ]
}

/// Returns the errors of all calls whose only id has just a documented length.
async fn with_length(mcp: &Mcp, id: &str) -> [Error; 3] {
    let servers = mcp.servers();
    [
        servers.read(id).await.unwrap_err(),
        servers.update(id).await.unwrap_err(),
        servers.delete(id).await.unwrap_err(),
    ]
}

fn nothing_sent(server: &Server) {
    assert!(server.requests().is_empty(), "{:?}", server.requests());
}

#[tokio::test]
async fn invalid_ids_are_rejected() {
    let server = serve_script([]);
    let mcp = mcp_of_server(&server);
    let (long, longer) = ("a".repeat(33), "é".repeat(33));
    for id in [
        "", ".", "..", "a/b", "/", "a..b", "-a", "a--b", "Portal", "a b", "a\n", "%2e%2e", "é",
        &long, &longer,
    ] {
        for error in with_pattern(&mcp, id).await {
            assert_refused(&error, "id` ");
        }
    }
    for id in ["", ".", "..", "../x", "%2e%2e", "a\n", &long, &longer] {
        for error in with_length(&mcp, id).await {
            assert_refused(&error, "id");
        }
    }
    assert_refused(
        &mcp.portals().read("").await.unwrap_err(),
        "`id` is 0 characters long, expected at least 1",
    );
    assert_refused(
        &mcp.portals().read(long).await.unwrap_err(),
        "`id` is 33 characters long, expected at most 32",
    );
    let error = mcp.portals().read("A").await.unwrap_err();
    assert_refused(&error, "`id` does not match `^[a-z0-9_]+(?:-[a-z0-9_]+)*$`");
    nothing_sent(&server);
}

#[tokio::test]
async fn unconstrained_values_cannot_leave_their_segment() {
    let server = serve_script([]);
    for (id, part) in [
        ("", "is empty"),
        (".", "`.`"),
        ("..", "`..`"),
        ("../..", "`..`"),
        ("%2e%2E", "`..`"),
        ("a\nb", "control"),
    ] {
        let error = mcp_of_server(&server)
            .portals()
            .effective_redirect_uri("p", id)
            .await
            .unwrap_err();
        assert_refused(&error, part);
        let account = client_of_server(&server).account(id);
        let error = account
            .zero_trust()
            .access()
            .ai_controls()
            .mcp()
            .portals()
            .list()
            .await
            .unwrap_err();
        assert_refused(&error, part);
    }
    nothing_sent(&server);
}

#[tokio::test]
async fn a_slash_in_a_value_is_escaped() {
    let response = tests::server::json_response(
        200,
        r#"{"result":{"redirect_uri":"https://x","source":"per_portal"},"success":true}"#,
    );
    let server = serve_script([response]);
    mcp_of_server(&server)
        .portals()
        .effective_redirect_uri("p", "a/b?c#d é")
        .await
        .unwrap();
    assert!(
        server.lines()[0]
            .ends_with("/portals/p/servers/a%2Fb%3Fc%23d%20%C3%A9/effective-redirect-uri")
    );
}

#[tokio::test]
async fn query_values_out_of_range_are_rejected() {
    let server = serve_script([]);
    let portals = mcp_of_server(&server).portals();
    for (request, part) in [
        (portals.list().page(0), "`page` is 0, expected at least 1"),
        (
            portals.list().per_page(0),
            "`per_page` is 0, expected at least 1",
        ),
        (
            portals.list().per_page(101),
            "`per_page` is 101, expected at most 100",
        ),
    ] {
        assert_refused(&request.clone().await.unwrap_err(), part);
        assert_refused(&request.stream().try_next().await.unwrap_err(), part);
    }
    nothing_sent(&server);
}

#[tokio::test]
async fn bodies_that_violate_constraints_are_rejected() {
    let server = serve_script([]);
    let (portals, servers) = (
        mcp_of_server(&server).portals(),
        mcp_of_server(&server).servers(),
    );
    let portal = |id: &str, name: &str| PortalCreate::new(id, "example.com", name);
    let alias = CapabilityOverride::new("search").alias("é".repeat(41));
    let tool = PortalServerInput::new("s").updated_tools([CapabilityOverride::new("a"), alias]);
    let name = "n".repeat(351);
    let rows = [
        (
            portals.create(portal("", "P")).await.unwrap_err(),
            "`id` is 0 characters",
        ),
        (
            portals.create(portal("A", "P")).await.unwrap_err(),
            "`id` does not match",
        ),
        (
            portals.create(portal("a", &name)).await.unwrap_err(),
            "`name` is 351 characters",
        ),
        (
            portals
                .update("p")
                .description("é".repeat(513))
                .await
                .unwrap_err(),
            "`description` is 513 characters",
        ),
        (
            portals
                .update("p")
                .servers([PortalServerInput::new("s"), tool])
                .await
                .unwrap_err(),
            "`servers[1].updated_tools[1].alias` is 41 characters long, expected at most 40",
        ),
        (
            servers.update("s").name(name.clone()).await.unwrap_err(),
            "`name` is 351 characters",
        ),
        (
            servers
                .create(ServerCreate::new(
                    "",
                    AuthType::Oauth,
                    "https://example.com",
                    "S",
                ))
                .await
                .unwrap_err(),
            "`id` is 0 characters",
        ),
    ];
    for (error, part) in &rows {
        assert_refused(error, part);
    }
    nothing_sent(&server);
}

#[tokio::test]
async fn lengths_count_characters_not_bytes() {
    let response = tests::server::json_response(
        200,
        include_str!("../../payloads/portals.read.response.json"),
    );
    let server = serve_script([response]);
    mcp_of_server(&server)
        .portals()
        .update("p")
        .description("é".repeat(512))
        .await
        .unwrap();
    assert_eq!(server.requests().len(), 1);
}
