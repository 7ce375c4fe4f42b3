//! Responses that do not match the description give an error that keeps the body and has the
//! location of the mismatch.

use cloudflare_ai_controls::Error;
use serde_json::{Value, json};
use tests::server::{Act, json_response, respond_with};

use super::{documented_payload, mcp_of_server, serve_script};

const READ_PORTAL: &str = include_str!("../../payloads/portals.read.response.json");

async fn failure_after(act: Act) -> Error {
    let server = serve_script([act]);
    let call = mcp_of_server(&server)
        .portals()
        .read("my-mcp-portal")
        .with(|options| options.strict_responses(true));
    let error = call.await.unwrap_err();
    assert_eq!(
        server.requests().len(),
        1,
        "a response that cannot be read is no reason to ask again"
    );
    error
}

/// Returns the documented response with one change.
fn damaged_response(change: impl FnOnce(&mut Value)) -> String {
    let mut body = documented_payload(READ_PORTAL);
    change(&mut body);
    body.to_string()
}

fn remove_key(value: &mut Value, key: &str) {
    value.as_object_mut().unwrap().remove(key);
}

#[tokio::test]
async fn a_single_mismatch_is_an_error_with_its_location() {
    for (body, path, message) in [
        (
            damaged_response(|b| remove_key(&mut b["result"], "hostname")),
            "$.result.hostname",
            "expected a value, found none",
        ),
        (
            damaged_response(|b| remove_key(&mut b["result"]["servers"][0], "auth_type")),
            "$.result.servers[0].auth_type",
            "expected a value, found none",
        ),
        (
            damaged_response(|b| b["success"] = json!("no")),
            "$.success",
            "expected a boolean, found a string",
        ),
        (
            damaged_response(|b| remove_key(b, "result")),
            "$.result",
            "expected a value, found none",
        ),
        (
            damaged_response(|b| b["result"]["name"] = json!(7)),
            "$.result.name",
            "expected a string, found 7",
        ),
        (
            damaged_response(|b| b["result"]["servers"] = json!({})),
            "$.result.servers",
            "expected an array, found an object",
        ),
        (
            damaged_response(|b| b["result"]["servers"][0]["on_behalf"] = json!("yes")),
            "$.result.servers[0].on_behalf",
            "expected a boolean, found a string",
        ),
        (
            damaged_response(|b| b["result"]["id"] = Value::Null),
            "$.result.id",
            "expected a string, found null",
        ),
        (
            damaged_response(|b| b["result"]["servers"][0]["tools"] = json!([null])),
            "$.result.servers[0].tools[0]",
            "expected an object, found null",
        ),
        (
            damaged_response(|b| b["result"] = json!([])),
            "$.result",
            "expected an object, found an array",
        ),
        ("[]".to_owned(), "$", "expected an object, found an array"),
        ("null".to_owned(), "$", "expected an object, found null"),
    ] {
        let error = failure_after(json_response(200, &body)).await;
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.json_path(), Some(path), "{error}");
        assert_eq!(error.body(), &body, "{error}");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert!(
            error.to_string().ends_with(&format!(
                "200 OK: cannot read the response: {path}: {message}"
            )),
            "{error}"
        );
    }
}

#[tokio::test]
async fn optional_parts_may_be_wrong() {
    let body = damaged_response(|b| b["result"]["servers"][0]["on_behalf"] = json!("yes"));
    let server = serve_script([json_response(200, &body)]);
    let response = mcp_of_server(&server)
        .portals()
        .read("my-mcp-portal")
        .send_raw()
        .await
        .unwrap();
    let [deviation] = response.deviations() else {
        panic!("{:?}", response.deviations())
    };
    assert_eq!(
        deviation.to_string(),
        "$.result.servers[0].on_behalf: expected a boolean, found a string"
    );
    let servers = &response.value().servers;
    assert_eq!(
        (servers[0].on_behalf, &servers[0].extra["on_behalf"]),
        (None, &json!("yes"))
    );
}

#[tokio::test]
async fn responses_that_are_not_json() {
    let compact = documented_payload(READ_PORTAL).to_string();
    let place = |key: &str| compact.find(key).unwrap() + key.len();
    let truncated = |end: usize| json_response(200, &compact[..end]);
    let html = "<!DOCTYPE html><title>502</title>";
    for (act, path, part) in [
        (truncated(1), "$", "EOF while parsing an object"),
        (
            truncated(place(r#""name":"My"#)),
            "$.result.name",
            "EOF while parsing a string",
        ),
        (
            truncated(compact.len() - 1),
            "$",
            "EOF while parsing an object",
        ),
        (
            json_response(200, format!("{compact}}}")),
            "$",
            "trailing characters",
        ),
        (
            json_response(200, ""),
            "$",
            "expected JSON, found an empty body",
        ),
        (json_response(200, html), "$", "expected value"),
        (
            respond_with(200, &[("content-type", "text/html")], html),
            "$",
            "expected JSON, found `text/html`",
        ),
        (
            respond_with(200, &[], html),
            "$",
            "expected JSON, found a body without content type",
        ),
        (
            json_response(200, b"{\"result\":\"\xff\"}"),
            "$",
            "expected UTF-8, found other bytes at offset 11",
        ),
    ] {
        let error = failure_after(act).await;
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.json_path(), Some(path), "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_eq!(failure_after(json_response(200, html)).await.body(), html);
}

#[tokio::test]
async fn mismatches_in_lists_are_located_by_index() {
    let portal = documented_payload(READ_PORTAL)["result"].clone();
    let mut other = portal.clone();
    other["id"] = Value::Null;
    let server = serve_script([super::success_with_result(&json!([portal, other]))]);
    let error = mcp_of_server(&server).portals().list().await.unwrap_err();
    assert_eq!(error.json_path(), Some("$.result[1].id"));
}
