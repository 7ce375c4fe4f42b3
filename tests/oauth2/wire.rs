//! The token requests of `oauth2.yaml`, on the wire. `tests/oauth2.rs` puts this file and the server
//! beside the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use oauth2_client::http::Method;
use oauth2_client::{Client, OAuth2, Upload};
use server::{Act, Server, json_response};

fn token(name: &str) -> Act {
    json_response(
        200,
        format!(r#"{{"access_token":"{name}","token_type":"Bearer","expires_in":3600}}"#),
    )
}

#[tokio::test]
async fn each_operation_has_the_token_of_its_scheme() {
    let server = Server::start([
        token("m1"),
        json_response(204, ""),
        token("p1"),
        json_response(204, ""),
        json_response(401, ""),
        token("m2"),
        json_response(204, ""),
        json_response(204, ""),
        json_response(401, ""),
    ])
    .unwrap();
    let client = Client::builder()
        .base_url(&server.url)
        .machine_source(OAuth2::client_credentials("id", "secret").scopes(["read"]))
        .person_source(OAuth2::refresh_token("app", "refresh"))
        .build()
        .unwrap();
    client.reports().list().await.unwrap();
    client.me().get().await.unwrap();
    client.reports().list().await.unwrap();
    client.me().get().await.unwrap();
    // The body of a stream can be sent only once.
    let stream = Upload::reader(std::io::Cursor::new("x"));
    let request = client.request(Method::POST, "/x").body("text/plain", stream);
    assert!(request.send().await.unwrap_err().is_unauthorized());

    let requests = server.requests();
    let shown: Vec<[String; 3]> = requests
        .iter()
        .map(|request| {
            let authorization = request.header("authorization").unwrap_or_default();
            [request.line.replace("/client/v4", ""), authorization.to_owned(), request.text()]
        })
        .collect();
    let reports = |name| ["GET /reports", name, ""];
    let me = ["GET /me", "Bearer p1", ""];
    let login = [
        "POST /oauth/token",
        "Basic aWQ6c2VjcmV0",
        "grant_type=client_credentials&scope=read",
    ];
    let refresh = [
        "POST /oauth/refresh",
        "",
        "grant_type=refresh_token&refresh_token=refresh&client_id=app",
    ];
    let expected = [
        login,
        reports("Bearer m1"),
        refresh,
        me,
        reports("Bearer m1"),
        login,
        reports("Bearer m2"),
        me,
        ["POST /x", "Bearer m2", "x"],
    ];
    assert_eq!(shown, expected);
}
