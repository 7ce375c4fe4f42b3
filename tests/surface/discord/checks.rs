//! Checks what the programs send and read.

use discord::testing::MockTransport;
use serde_json::json;

use crate::server::{Server, json_response};

fn message_json(id: &str, content: &str) -> serde_json::Value {
    json!({"id": id, "channel_id": "1234", "content": content, "timestamp": "2024-05-01T12:00:00.123000+00:00",
        "edited_timestamp": null, "type": 0, "mentions": []})
}

#[tokio::test]
async fn the_credential_gets_its_prefix() {
    let server = Server::start([json_response(200, "null")]).unwrap();
    let client = super::client("secret")
        .unwrap()
        .to_builder()
        .base_url(&server.url)
        .build()
        .unwrap();
    assert_eq!(client.guilds().channels().list("42").await.unwrap(), None);
    let requests = server.requests();
    assert_eq!(requests[0].line, "GET /client/v4/guilds/42/channels");
    assert_eq!(requests[0].header("authorization"), Some("Bot secret"));
}

#[tokio::test]
async fn talk() {
    let mock = MockTransport::new();
    mock.on_exactly(|client| client.channels().messages().create("1234").content("hello"))
        .respond_json(200, message_json("77", "hello"));
    mock.on_exactly(|client| {
        client
            .channels()
            .messages()
            .update("1234", "77")
            .content("hello again")
    })
    .respond_json(200, message_json("77", "hello again"));
    mock.on(|client| {
        client
            .channels()
            .messages()
            .reactions()
            .me()
            .add("1234", "77", "🦀")
    })
    .respond_status(204);
    let channels = json!([
        {"id": "1", "type": 0, "guild_id": "42", "name": "general", "position": 0, "nsfw": false},
        {"id": "2", "type": 99, "guild_id": "42", "name": "what is new", "position": 1},
    ]);
    mock.on(|client| client.guilds().channels().list("42"))
        .respond_json(200, channels)
        .respond_json(200, json!(null));
    super::talk(&mock.client()).await.unwrap();
    assert_eq!(
        mock.client().guilds().channels().list("42").await.unwrap(),
        None
    );
    mock.verify();

    let calls = mock.calls();
    let sent: Vec<(&str, &str)> = calls
        .iter()
        .map(|call| (call.method.as_str(), call.path.as_str()))
        .collect();
    assert_eq!(
        sent[..4],
        [
            ("POST", "/channels/1234/messages"),
            ("PATCH", "/channels/1234/messages/77"),
            (
                "PUT",
                "/channels/1234/messages/77/reactions/%F0%9F%A6%80/@me"
            ),
            ("GET", "/guilds/42/channels"),
        ]
    );
    assert_eq!(calls[0].header("content-type"), Some("application/json"));
    assert_eq!(calls[0].json(), json!({"content": "hello"}));
    assert_eq!(calls[1].json(), json!({"content": "hello again"}));
    assert!(calls[2].body.is_empty());
}

#[tokio::test]
async fn nullable_items_are_values_or_options() {
    let mock = MockTransport::new();
    let update = |client: &discord::Client| client.guilds().members().update("42", "7");
    mock.on(update).respond_status(204).respond_status(204);
    update(&mock.client()).roles(["1", "2"]).await.unwrap();
    update(&mock.client())
        .roles([Some("1".to_owned()), None])
        .await
        .unwrap();
    let bodies: Vec<_> = mock.calls().iter().map(|call| call.json()).collect();
    assert_eq!(
        bodies,
        [json!({"roles": ["1", "2"]}), json!({"roles": ["1", null]})]
    );
}

#[tokio::test]
async fn an_error_has_the_message_of_the_server() {
    let mock = MockTransport::new();
    mock.on(|client| client.channels().messages().create("1234"))
        .respond_json(403, json!({"message": "Missing Access", "code": 50001}));
    let error = super::talk(&mock.client()).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert!(error.to_string().contains("Missing Access"), "{error}");
    assert!(error.has_code(50001), "{error}");
}
