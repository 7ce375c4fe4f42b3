//! The two ways to authenticate, and credentials from the environment.

use cloudflare_ai_controls::{Client, ClientBuilder, Error};
use tests::server::{Server, json_response};

use super::{ACCOUNT, serve_script};

const EMPTY: &str = r#"{"result":[],"success":true}"#;

async fn list_portals(builder: ClientBuilder) -> Result<(), Error> {
    let mcp = builder
        .build()?
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp();
    mcp.portals().list().await.map(drop)
}

/// Returns the credentials of the only request: token, e-mail, key.
fn sent_credentials(server: &Server) -> [Option<String>; 3] {
    let [request] = &*server.requests() else {
        panic!("one request")
    };
    ["authorization", "x-auth-email", "x-auth-key"]
        .map(|name| request.header(name).map(str::to_owned))
}

#[tokio::test]
async fn exactly_one_set_of_credentials_is_sent() {
    const TOKEN: [Option<&str>; 3] = [Some("Bearer t0k3n"), None, None];
    const KEY: [Option<&str>; 3] = [None, Some("user@example.com"), Some("s3cr3t")];
    type Setup = fn(ClientBuilder) -> ClientBuilder;
    let table: [(Setup, [Option<&str>; 3]); 6] = [
        (|b| b.api_token("t0k3n"), TOKEN),
        (|b| b.api_email("user@example.com").api_key("s3cr3t"), KEY),
        (
            |b| {
                b.api_email("user@example.com")
                    .api_key("s3cr3t")
                    .api_token("t0k3n")
            },
            TOKEN,
        ),
        (|b| b.bearer_token("t0k3n"), TOKEN),
        (|b| b.api_token("t0k3n").basic_auth("user", "s3cr3t"), TOKEN),
        (
            |b| {
                b.api_email(" user@example.com\n")
                    .api_key("s3cr3t\n")
                    .api_token("")
            },
            KEY,
        ),
    ];
    for (setup, expected) in table {
        let server = serve_script([json_response(200, EMPTY)]);
        list_portals(setup(Client::builder().base_url(&server.url)))
            .await
            .unwrap();
        let sent = sent_credentials(&server);
        assert_eq!(sent.each_ref().map(Option::as_deref), expected);
    }
}

#[tokio::test]
async fn credentials_are_read_from_the_environment() {
    let server = serve_script([json_response(200, EMPTY), json_response(200, EMPTY)]);
    let variables = |name: &str| match name {
        "CLOUDFLARE_EMAIL" => Some("user@example.com".to_owned()),
        "CLOUDFLARE_API_KEY" => Some("s3cr3t".to_owned()),
        "CLOUDFLARE_API_TOKEN" => Some("  ".to_owned()),
        "CLOUDFLARE_BASE_URL" => Some(format!("{}/", server.url)),
        _ => None,
    };
    list_portals(Client::builder().env_from(&variables))
        .await
        .unwrap();
    let [request] = &*server.requests() else {
        panic!("one request")
    };
    assert_eq!(request.header("x-auth-key"), Some("s3cr3t"));
    list_portals(Client::builder().api_token("t0k3n").env_from(&variables))
        .await
        .unwrap();
    assert_eq!(
        server.requests()[1].header("authorization"),
        Some("Bearer t0k3n"),
        "what is set goes first"
    );
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = serve_script([json_response(200, EMPTY)]);
    let builder = Client::builder().base_url(&server.url);
    for builder in [
        builder.clone(),
        builder.clone().api_token(""),
        builder.clone().api_token(" \n"),
        builder.clone().api_email("user@example.com"),
        builder.clone().api_key("s3cr3t"),
        builder.api_key("s3cr3t").api_email(""),
    ] {
        let error = list_portals(builder).await.unwrap_err();
        assert!(error.is_missing_credentials(), "{error}");
        assert!(
            error.to_string().contains("not sent: ") && !error.to_string().contains("s3cr3t"),
            "{error}"
        );
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn credentials_that_cannot_be_sent_are_not_printed() {
    let server = serve_script([]);
    for builder in [
        Client::builder()
            .base_url(&server.url)
            .api_token("s3c\nr3t"),
        Client::builder()
            .base_url(&server.url)
            .api_email("a@b")
            .api_key("s3c\0r3t"),
    ] {
        let error = list_portals(builder).await.unwrap_err();
        assert!(
            error.is_configuration() && !format!("{error} {error:?}").contains("r3t"),
            "{error}"
        );
    }
    let deferred = Client::new("s3c\nr3t");
    let error = deferred
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp()
        .portals()
        .list()
        .await
        .unwrap_err();
    assert!(
        error.is_configuration() && !error.to_string().contains("r3t"),
        "{error}"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let builder = Client::builder()
        .api_token("t0k3n")
        .api_email("user@example.com")
        .api_key("s3cr3t");
    let client = builder.clone().header("x-extra", "h1dd3n").build().unwrap();
    let mcp = client
        .account(ACCOUNT)
        .zero_trust()
        .access()
        .ai_controls()
        .mcp();
    let request = mcp
        .servers()
        .update("s")
        .auth_credentials("p4ssw0rd")
        .header("x-other", "h1dd3n");
    let body = cloudflare_ai_controls::types::ServerUpdate::new().auth_credentials("p4ssw0rd");
    let text = format!("{builder:?} {client:?} {mcp:?} {request:?} {body:?}");
    for secret in ["t0k3n", "s3cr3t", "h1dd3n", "p4ssw0rd"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
