//! Failures that the server reports: the documented bodies of 400 and 404 have types, and all other
//! failures have their details.

use cloudflare_ai_controls::Error;
use cloudflare_ai_controls::types::{BadRequest, InputValidationError, NotFound, PortalCreate};
use tests::server::{json_response, respond_with};

use super::{ACCOUNT, mcp_of_server, serve_script};

const NOT_FOUND: &str = r#"{"errors":[{"code":7002,"message":"Not Found"}],"success":false}"#;
const INVALID: &str = r#"{"errors":[{"code":7001,"message":"Required","path":["body","servers","0","server_id"]}],"success":false}"#;
const BAD: &str = r#"{"errors":[{"message":"page must be positive"}],"result":{},"success":false}"#;

async fn update_portal(status: u16, body: &str) -> Error {
    mcp_of_server(&serve_script([json_response(status, body)]))
        .portals()
        .update("my-portal")
        .name("N")
        .retries(0)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_404_has_a_typed_body() {
    let server = serve_script([respond_with(
        404,
        &[("cf-ray", "8f0a"), ("content-type", "application/json")],
        NOT_FOUND,
    )]);
    let error = mcp_of_server(&server)
        .portals()
        .update("my-portal")
        .name("N")
        .await
        .unwrap_err();
    assert!(
        error.is_not_found() && !error.is_decode() && error.has_code(7002) && !error.has_code(7001)
    );
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(
        (
            error.api_errors()[0].message.as_str(),
            error.api_errors().len()
        ),
        ("Not Found", 1)
    );
    let body: NotFound = error.body_as().unwrap();
    assert_eq!((body.errors[0].code, body.success), (7002.0, false));
    assert_eq!(
        (error.body(), error.request_id(), error.attempts()),
        (&NOT_FOUND.into(), Some("8f0a"), 1)
    );
    assert_eq!(
        error.to_string(),
        format!(
            "PUT /accounts/{ACCOUNT}/access/ai-controls/mcp/portals/my-portal: 404 Not Found: [7002] Not Found (cf-ray 8f0a)"
        )
    );
    assert_eq!(format!("{error:?}"), format!("Status({error})"));
}

#[tokio::test]
async fn the_error_of_the_readme_is_that_of_the_client() {
    let server = serve_script([respond_with(404, &[("cf-ray", "8f1c")], NOT_FOUND)]);
    let error = mcp_of_server(&server).portals().read("my-mcp-portal").await;
    let message = format!("\n```text\n{}\n```\n", error.unwrap_err());
    let readme = std::fs::read_to_string("../README.md").unwrap();
    assert!(readme.contains(&message), "{message}");
}

#[tokio::test]
async fn a_400_has_a_typed_body() {
    let server = serve_script([json_response(400, INVALID)]);
    let error = mcp_of_server(&server)
        .portals()
        .create(PortalCreate::new("p", "example.com", "P"))
        .await
        .unwrap_err();
    assert!(error.is_bad_request());
    let body: InputValidationError = error.body_as().unwrap();
    let detail = &body.errors.unwrap()[0];
    assert_eq!(
        detail.path.as_deref().unwrap().join("/"),
        "body/servers/0/server_id"
    );
    assert_eq!(
        error.api_errors()[0].path,
        ["body", "servers", "0", "server_id"]
    );
    let text = error.to_string();
    assert!(
        text.ends_with("400 Bad Request: [7001] Required (at body.servers.0.server_id)"),
        "{text}"
    );
}

#[tokio::test]
async fn a_400_of_a_list_has_its_own_type() {
    let server = serve_script([json_response(400, BAD)]);
    let error = mcp_of_server(&server).portals().list().await.unwrap_err();
    let body: BadRequest = error.body_as().unwrap();
    assert_eq!(
        (&*body.errors[0].message, body.result.len(), body.success),
        ("page must be positive", 0, false)
    );
    assert!(
        error
            .to_string()
            .ends_with("400 Bad Request: page must be positive"),
        "{error}"
    );
    assert!(
        error
            .body_as::<NotFound>()
            .unwrap_err()
            .to_string()
            .starts_with("$.errors[0].code: expected a value")
    );
}

#[tokio::test]
async fn undocumented_statuses_have_no_type_but_a_message() {
    type Predicate = fn(&Error) -> bool;
    let table: [(u16, Predicate, &str); 8] = [
        (401, Error::is_unauthorized, "401 Unauthorized"),
        (403, Error::is_forbidden, "403 Forbidden"),
        (409, Error::is_conflict, "409 Conflict"),
        (422, Error::is_unprocessable, "422 Unprocessable Entity"),
        (429, Error::is_rate_limited, "429 Too Many Requests"),
        (500, Error::is_server_error, "500 Internal Server Error"),
        (503, Error::is_server_error, "503 Service Unavailable"),
        (599, Error::is_server_error, "599"),
    ];
    for (status, is, text) in table {
        let error = update_portal(
            status,
            r#"{"success":false,"errors":[{"code":10000,"message":"m"}]}"#,
        )
        .await;
        assert!(is(&error), "{status}");
        assert!(
            error.to_string().ends_with(&format!("{text}: [10000] m")),
            "{error}"
        );
        let error = update_portal(status, "<html>").await;
        assert!(
            is(&error) && error.api_errors().is_empty() && error.body() == "<html>",
            "{status}"
        );
        assert!(error.to_string().ends_with(text), "{error}");
    }
}

#[tokio::test]
async fn success_false_is_a_failure_whatever_the_status() {
    let error = update_portal(200, NOT_FOUND).await;
    assert!(error.is_reported_failure() && !error.is_not_found() && error.has_code(7002));
    assert_eq!(
        error.body_as::<NotFound>().unwrap().errors[0].message,
        "Not Found"
    );
    let text = "200 OK: the response reports a failure: [7002] Not Found";
    assert!(error.to_string().ends_with(text), "{error}");
}

#[tokio::test]
async fn server_messages_cannot_inject_lines() {
    let error = update_portal(
        400,
        "{\"errors\":[{\"message\":\"a\\r\\nHTTP/1.1 200\\u001b[2J\"}]}",
    )
    .await;
    assert!(!error.to_string().contains(char::is_control), "{error}");
}
