//! Unknown fields and values are kept, and absent, null and a value are distinguished.

use cloudflare_ai_controls::Field;
use cloudflare_ai_controls::runtime::codec::from_slice;
use cloudflare_ai_controls::runtime::node::{Model, Slot, View};
use cloudflare_ai_controls::types::{
    AuthType, CapabilityOverride, ErrorDetails, Portal, PortalServer, PortalServerInput,
    PortalUpdate, Server, ServerUpdate, SyncResult,
};
use serde_json::{Value, json};

use super::{documented_payload, mcp_of_server, serve_script, success_with_result};

const READ_PORTAL: &str = include_str!("../../payloads/portals.read.response.json");
const UPDATE_SERVER: &str = include_str!("../../payloads/servers.update.response.json");

async fn read_portal(value: &Value) -> Portal {
    mcp_of_server(&serve_script([success_with_result(value)]))
        .portals()
        .read("p")
        .await
        .unwrap()
}

async fn read_server(value: &Value) -> Server {
    mcp_of_server(&serve_script([success_with_result(value)]))
        .servers()
        .read("s")
        .await
        .unwrap()
}

#[tokio::test]
async fn unknown_fields_are_kept_and_written_back() {
    let mut value = documented_payload(READ_PORTAL)["result"].clone();
    value["code_mode"] = json!("opt_in");
    value["limits"] = json!({"calls": [1, 2.5, null]});
    value["servers"][0]["server_id"] = json!("x");
    let portal = read_portal(&value).await;
    assert_eq!(portal.extra["code_mode"], "opt_in");
    assert_eq!(portal.servers[0].extra["server_id"], "x");
    assert_eq!(serde_json::to_value(&portal).unwrap(), value);
}

#[tokio::test]
async fn new_enum_values_are_kept_and_written_back() {
    let mut value = documented_payload(UPDATE_SERVER)["result"].clone();
    for unknown in ["mtls", "OAuth", "", "🦀"] {
        value["auth_type"] = json!(unknown);
        let server = read_server(&value).await;
        assert_eq!(server.auth_type.as_str(), unknown);
        assert!(matches!(server.auth_type, AuthType::Unknown(_)));
        assert_eq!(serde_json::to_value(&server).unwrap(), value);
    }
    assert_eq!("mtls".parse::<AuthType>(), Ok(AuthType::from("mtls")));
    assert_eq!(AuthType::VALUES, ["oauth", "bearer", "unauthenticated"]);
}

/// Reads the response with each optional property in turn as `null`, whether or not that is
/// described.
fn read_with_nulls<T: Model>(whole: &Value) {
    let mut blank = T::blank();
    let Slot::Record(table, _) = blank.slot() else {
        panic!("an object")
    };
    let properties = table.properties;
    assert!(properties.iter().any(|property| !property.required));
    for property in properties.iter().filter(|property| !property.required) {
        let mut body = whole.clone();
        body[property.name] = Value::Null;
        let mut value: T = from_slice(body.to_string().as_bytes())
            .unwrap_or_else(|error| panic!("{}.{}: {error}", table.name, property.name));
        let Slot::Record(_, read) = value.slot() else {
            panic!("an object")
        };
        let index = properties
            .iter()
            .position(|known| known.name == property.name)
            .unwrap();
        assert!(
            matches!(read.get(index).view(), View::Absent | View::Null),
            "{}",
            property.name
        );
    }
}

#[test]
fn null_never_fails_a_response() {
    let portal =
        documented_payload(include_str!("../../payloads/portals.read.response.json"))["result"]
            .clone();
    let server =
        documented_payload(include_str!("../../payloads/servers.update.response.json"))["result"]
            .clone();
    read_with_nulls::<PortalServer>(&portal["servers"][0]);
    read_with_nulls::<Portal>(&portal);
    read_with_nulls::<Server>(&server);
    read_with_nulls::<SyncResult>(
        &documented_payload(include_str!("../../payloads/servers.sync.response.json"))["result"],
    );
    read_with_nulls::<ErrorDetails>(&json!({}));
}

#[tokio::test]
async fn mismatched_formats_never_fail_a_response() {
    let mut value = documented_payload(UPDATE_SERVER)["result"].clone();
    value["created_at"] = json!("yesterday");
    value["hostname"] = json!("no url");
    value["name"] = json!("n".repeat(400));
    assert_eq!(
        serde_json::to_value(read_server(&value).await).unwrap(),
        value
    );
}

#[tokio::test]
async fn three_states_are_read() {
    let mut value = documented_payload(UPDATE_SERVER)["result"].clone();
    assert_eq!(
        read_server(&value).await.description.as_deref(),
        Some("This is one remote mcp server")
    );
    value["description"] = Value::Null;
    let server = read_server(&value).await;
    assert_eq!(server.description, None);
    assert_eq!(
        serde_json::to_value(&server).unwrap(),
        value,
        "null stays null"
    );
    value.as_object_mut().unwrap().remove("description");
    let server = read_server(&value).await;
    assert_eq!(server.description, None);
    assert_eq!(
        serde_json::to_value(&server).unwrap(),
        value,
        "absent stays absent"
    );
}

#[tokio::test]
async fn three_states_are_sent() {
    let answer = success_with_result(&documented_payload(UPDATE_SERVER)["result"]);
    let server = serve_script(vec![answer; 4]);
    let servers = mcp_of_server(&server).servers();
    servers.update("s").description_null().await.unwrap();
    servers.update("s").description("text").await.unwrap();
    servers.update("s").description("").name("n").await.unwrap();
    let mut update = ServerUpdate::new().description("text");
    update.description = Field::Absent;
    servers.update("s").body(update).await.unwrap();
    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.text())
        .collect();
    assert_eq!(
        bodies,
        [
            r#"{"description":null}"#,
            r#"{"description":"text"}"#,
            r#"{"description":"","name":"n"}"#,
            ""
        ]
    );
}

#[tokio::test]
async fn a_body_has_only_what_was_set() {
    let answer = success_with_result(&documented_payload(READ_PORTAL)["result"]);
    let server = serve_script(vec![answer; 3]);
    let portals = mcp_of_server(&server).portals();
    portals
        .update("p")
        .allow_code_mode(false)
        .servers([])
        .await
        .unwrap();
    let tool = CapabilityOverride::new("search")
        .alias("find")
        .enabled(false);
    let assigned = PortalServerInput::new("my-mcp-server").updated_tools([tool]);
    portals.update("p").servers([assigned]).await.unwrap();
    let body = PortalUpdate::new().name("N");
    portals
        .update("p")
        .description("lost")
        .body(body)
        .extra("code_mode", "opt_in")
        .await
        .unwrap();
    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.text())
        .collect();
    assert_eq!(
        bodies,
        [
            r#"{"allow_code_mode":false,"servers":[]}"#,
            r#"{"servers":[{"server_id":"my-mcp-server","updated_tools":[{"name":"search","alias":"find","enabled":false}]}]}"#,
            r#"{"name":"N","code_mode":"opt_in"}"#,
        ]
    );
}
