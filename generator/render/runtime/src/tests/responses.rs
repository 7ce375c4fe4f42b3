//! Responses with several status codes, in other character sets, and without a body.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "emitted code is public and complete, even if the tests use only a part of it"
)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{API, server};
use super::memory::{Answer, Memory, respond_with, response};
use super::sample::Server;
use crate::runtime::api::{Api, Envelope, Operation, Property, Table};
use crate::runtime::call::{Call, Scope};
use crate::runtime::client::Client;
use crate::runtime::codec::to_vec;
use crate::runtime::error::Error;
use crate::runtime::macros;
use crate::runtime::macros::{request, setters};
use crate::runtime::node::{Extra, Model};
use crate::runtime::outcome::RawResponse;
use crate::runtime::send::without_response;
use crate::runtime::several::{Payload, Several};
use crate::runtime::testing::MockTransport;

static OPERATION: Operation = Operation {
    id: "start",
    method: "POST",
    path: "/start",
    server: None,
    security: &[],
    idempotent: false,
    idempotency_header: None,
    accept: "application/json, text/plain;q=0.9",
    redirects: &[],
    envelope: Some(&super::client::ENVELOPE),
    success: None,
    paging: None,
};

/// An enum of several success responses, as the generator emits it.
#[derive(Clone, Debug)]
enum Started {
    Ok(Server),
    Created(Server),
    Accepted(String),
    NoContent,
    PartialContent(bytes::Bytes),
    Unknown(RawResponse),
}

impl Several for Started {
    fn blank(response: &RawResponse) -> Self {
        match response.status().as_u16() {
            200 => Self::Ok(Model::blank()),
            201 => Self::Created(Model::blank()),
            202 => Self::Accepted(Model::blank()),
            204 => Self::NoContent,
            206 => Self::PartialContent(bytes::Bytes::new()),
            _ => Self::Unknown(response.clone()),
        }
    }

    fn payload(&mut self) -> Payload<'_> {
        match self {
            Self::Ok(value) => Payload::Json(value),
            Self::Created(value) => Payload::Bare(value),
            Self::Accepted(value) => Payload::Text(value),
            Self::PartialContent(value) => Payload::Bytes(value),
            Self::NoContent | Self::Unknown(_) => Payload::Empty,
        }
    }
}

#[derive(Clone, Debug)]
struct Start {
    call: Call,
}

impl Start {
    fn into_call(self) -> Call {
        self.call
    }
}

setters!(Start);
request!(Start => several Started);

fn start(memory: &Memory) -> Start {
    Start {
        call: Scope::new(memory.client()).call(&OPERATION),
    }
}

async fn started(answer: Answer) -> Result<Started, Error> {
    start(&Memory::new([answer])).await
}

#[tokio::test(start_paused = true)]
async fn the_status_code_selects_the_variant() {
    let json = String::from_utf8(to_vec(&server("b"))).unwrap();
    let result = super::client::result("a");
    assert!(
        matches!(started(response(200, result)).await, Ok(Started::Ok(server)) if server.id == "a")
    );
    assert!(
        matches!(started(response(201, json)).await, Ok(Started::Created(server)) if server.id == "b")
    );
    assert!(
        matches!(started(response(202, "soon")).await, Ok(Started::Accepted(text)) if text == "soon")
    );
    assert!(matches!(
        started(response(204, "")).await,
        Ok(Started::NoContent)
    ));
    assert!(
        matches!(started(response(206, "\u{1}")).await, Ok(Started::PartialContent(bytes)) if bytes == "\u{1}")
    );
    assert!(
        matches!(started(response(299, "new")).await, Ok(Started::Unknown(raw)) if raw.body() == "new")
    );
    assert!(
        started(response(400, "{}"))
            .await
            .unwrap_err()
            .is_bad_request()
    );
    assert_eq!(
        started(response(200, "")).await.unwrap_err().to_string(),
        "POST /start: 200 OK: cannot read the response: $: expected JSON, found an empty body"
    );
    let failed = started(response(204, r#"{"success":false,"errors":[{"code":7}]}"#))
        .await
        .unwrap_err();
    assert!(failed.is_reported_failure() && failed.has_code(7));
}

#[tokio::test(start_paused = true)]
async fn response_headers_are_parsed() {
    let memory = Memory::new([respond_with(202, "x-left", "12", "soon")]);
    let response = start(&memory).send_raw().await.unwrap();
    assert_eq!(response.header_as::<u32>("X-Left"), Some(12));
    assert_eq!(response.header_as::<bool>("X-Left"), None);
    assert_eq!(response.header_as::<u32>("X-Right"), None);
    assert_eq!(memory.requests()[0].headers["accept"], OPERATION.accept);
}

#[derive(Clone)]
struct Headers {
    count: Option<i64>,
    flag: Option<bool>,
    names: Option<Vec<String>>,
    numbers: Option<Vec<i64>>,
    any: Option<Value>,
    limits: Option<Limits>,
    parts: Option<BTreeMap<String, i64>>,
    extra: Extra,
}

#[derive(Clone)]
struct Limits {
    left: i64,
    unit: Option<String>,
    days: Option<Vec<i64>>,
    extra: Extra,
}

impl Limits {
    const TABLE: &'static Table = &Table::new(
        "Limits",
        &[
            Property::required("left"),
            Property::optional("unit"),
            Property::optional("days"),
        ],
    );
}

macros::record!(API, Limits: extra, 0 left, 1 unit, 2 days);

impl Headers {
    const TABLE: &'static Table = &Table::new(
        "Headers",
        &[
            Property::optional("X-Count"),
            Property::optional("X-Flag"),
            Property::optional("X-Names"),
            Property::optional("X-Numbers"),
            Property::optional("X-Any"),
            Property::optional("X-Limits"),
            Property::optional("X-Parts"),
        ],
    );
}

macros::record!(API, Headers: extra, 0 count, 1 flag, 2 names, 3 numbers, 4 any, 5 limits, 6 parts);

#[tokio::test(start_paused = true)]
async fn response_headers_are_read_as_one_value() {
    for (name, value, expected) in [
        ("x-count", " 12 ", json!({"X-Count": 12})),
        ("x-count", "many", json!({})),
        ("x-flag", "true", json!({"X-Flag": true})),
        (
            "x-names",
            "a, b c,,\"d\"",
            json!({"X-Names": ["a", "b c", "\"d\""]}),
        ),
        ("x-names", "[\"a,b\"]", json!({"X-Names": ["a,b"]})),
        ("x-numbers", "1,2", json!({"X-Numbers": [1, 2]})),
        ("x-numbers", "1,x", json!({})),
        ("x-any", "W/\"1\"", json!({"X-Any": "W/\"1\""})),
        ("x-other", "1", json!({})),
        (
            "x-limits",
            "left,7,unit,12",
            json!({"X-Limits": {"left": 7, "unit": "12"}}),
        ),
        (
            "x-limits",
            "unit=a=b, left=7, more=x",
            json!({"X-Limits": {"left": 7, "unit": "a=b", "more": "x"}}),
        ),
        (
            "x-limits",
            "{\"left\":7,\"days\":[1,2]}",
            json!({"X-Limits": {"left": 7, "days": [1, 2]}}),
        ),
        ("x-limits", "unit,a", json!({})),
        ("x-limits", "left,7,unit", json!({})),
        ("x-limits", "left,many", json!({})),
        ("x-limits", "left,7,days,1", json!({})),
        ("x-parts", "a,1,b,2", json!({"X-Parts": {"a": 1, "b": 2}})),
        ("x-parts", "a=1", json!({"X-Parts": {"a": 1}})),
        ("x-parts", "a=x", json!({})),
    ] {
        let memory = Memory::new([respond_with(202, name, value, "soon")]);
        let headers: Headers = start(&memory).send_raw().await.unwrap().headers_as();
        assert_eq!(
            serde_json::to_value(&headers).unwrap(),
            expected,
            "{name}: {value}"
        );
    }
}

fn bare(memory: &Memory) -> Call {
    Scope::new(memory.client()).call(&BARE)
}

static BARE: Operation = Operation {
    id: "bare",
    method: "GET",
    path: "/bare",
    server: Some("/other/"),
    security: &[],
    idempotent: true,
    idempotency_header: None,
    accept: "text/plain",
    redirects: &[],
    envelope: None,
    success: None,
    paging: None,
};

#[tokio::test(start_paused = true)]
async fn texts_are_decoded_from_other_character_sets() {
    for (content_type, body, expected) in [
        ("text/plain; charset=utf-8", "ä".as_bytes(), Ok("ä")),
        ("text/plain", "\u{feff}ä".as_bytes(), Ok("ä")),
        ("text/plain;Charset=\"ISO-8859-1\"", b"\xe4", Ok("ä")),
        ("text/plain; charset=windows-1252", b"\xfc", Ok("ü")),
        (
            "text/plain",
            b"a\xe4",
            Err("$: expected UTF-8, found other bytes at offset 1"),
        ),
    ] {
        let memory = Memory::new([Answer::Bytes(200, content_type, vec![body.to_vec()])]);
        let outcome = bare(&memory).send_text().await;
        match (outcome, expected) {
            (Ok(response), Ok(text)) => assert_eq!(response.value(), text, "{content_type}"),
            (Err(error), Err(end)) => assert!(error.to_string().ends_with(end), "{error}"),
            (outcome, _) => panic!("{content_type}: {outcome:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_html_page_is_not_accepted_as_an_image() {
    let page =
        |content_type| Answer::Bytes(200, content_type, vec![b"<html>sign in</html>".to_vec()]);
    for content_type in ["text/html", "application/json", "text/plain; charset=utf-8"] {
        let memory = Memory::new([page(content_type), page(content_type)]);
        let error = memory.client().logo().await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        let name = content_type.split(';').next().unwrap();
        let expected = format!(
            "GET /logo.png: 200 OK: cannot read the response: $: expected `image/png`, found `{name}`"
        );
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.body(), "<html>sign in</html>");
        let error = memory.client().logo().download().await.unwrap_err();
        assert_eq!(
            (error.to_string(), error.body().len()),
            (expected, 20),
            "nor where it is read in pieces"
        );
    }
    // Other image types are accepted, and so is a response without a media type.
    for content_type in ["image/webp", "application/octet-stream", ""] {
        let memory = Memory::new([page(content_type)]);
        assert_eq!(
            memory.client().logo().await.unwrap().len(),
            20,
            "{content_type}"
        );
    }
    for accept in [
        "*/*",
        "image/*",
        "application/octet-stream, image/png",
        "image/svg+xml",
    ] {
        let memory = Memory::new([page("text/html")]);
        assert!(
            bare(&memory).accept(accept).send_bytes().await.is_ok(),
            "{accept}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_body_is_null_if_null_is_allowed() {
    let memory = Memory::new([
        response(200, ""),
        response(200, "null"),
        response(204, ""),
        response(204, ""),
    ]);
    assert!(
        bare(&memory)
            .send_json::<Option<Server>>()
            .await
            .unwrap()
            .value()
            .is_none()
    );
    assert!(
        bare(&memory)
            .send_json::<Option<Server>>()
            .await
            .unwrap()
            .value()
            .is_none()
    );
    assert_eq!(
        bare(&memory).send_json::<Value>().await.unwrap().value(),
        &Value::Null
    );
    assert!(
        bare(&memory)
            .send_json::<Server>()
            .await
            .unwrap_err()
            .is_decode()
    );
}

#[tokio::test(start_paused = true)]
async fn a_relative_server_uses_the_host_of_the_client() {
    let memory = Memory::new([
        respond_with(200, "x-a", "", ""),
        respond_with(200, "x-a", "", ""),
    ]);
    bare(&memory).send_text().await.unwrap();
    let own = memory
        .builder()
        .base_url("http://own/base")
        .build()
        .unwrap();
    Scope::new(own).call(&BARE).send_text().await.unwrap();
    let urls: Vec<String> = memory
        .requests()
        .into_iter()
        .map(|request| request.url)
        .collect();
    assert_eq!(
        urls,
        ["https://api.example.com/other/bare", "http://own/base/bare"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_trailing_slash_of_a_server_is_not_duplicated() {
    static SLASH: Api = Api {
        base_url: "https://api.example.com/",
        schemes: &[],
        security: &[],
        ..COPY
    };
    const COPY: Api = Api {
        user_agent: "a/1",
        base_url: "",
        base_url_env: None,
        request_id_header: None,
        timeout: None,
        retries: None,
        retry_delays: None,
        security: &[],
        schemes: &[],
        secret_names: &[],
        test_check: None,
        write_styled: None,
    };
    let memory = Memory::new([response(200, "{}")]);
    let client = Client::builder_for(&SLASH)
        .transport(memory.clone())
        .build()
        .unwrap();
    client
        .request(http::Method::GET, "/v1/charges")
        .send()
        .await
        .unwrap();
    assert_eq!(
        memory.requests()[0].url,
        "https://api.example.com/v1/charges"
    );
    assert_eq!(API.base_url, "https://api.example.com/v4");
}

#[tokio::test]
async fn each_success_can_be_mocked() {
    let mock = MockTransport::for_api(&API);
    let begin = |client: &Client| Start {
        call: Scope::new(client.clone()).call(&OPERATION),
    };
    mock.on(begin).respond_body(298, "text/plain", "new");
    let unknown = begin(&mock.client()).await.unwrap();
    let rows = [
        (200, Started::Ok(server("a"))),
        (201, Started::Created(server("b"))),
        (202, Started::Accepted("soon".to_owned())),
        (204, Started::NoContent),
        (
            206,
            Started::PartialContent(bytes::Bytes::from_static(&[0, 159])),
        ),
    ];
    for (status, value) in rows {
        mock.on(begin).respond(&value);
        let response = begin(&mock.client()).send_raw().await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(format!("{:?}", response.value()), format!("{value:?}"));
    }
    mock.on(begin).respond(&unknown);
    assert!(
        matches!(begin(&mock.client()).await, Ok(Started::Unknown(raw)) if raw.status().as_u16() == 203)
    );
    mock.on(begin)
        .respond_created(202, &Started::Accepted("later".to_owned()));
    assert!(matches!(begin(&mock.client()).await, Ok(Started::Accepted(text)) if text == "later"));
    mock.verify();
}

static MOVED: Operation = Operation {
    id: "moved",
    method: "GET",
    path: "/moved",
    server: None,
    security: &[],
    idempotent: true,
    idempotency_header: None,
    accept: "application/json",
    redirects: &[303],
    envelope: None,
    success: None,
    paging: None,
};

#[tokio::test(start_paused = true)]
async fn a_redirect_as_the_response_can_be_mocked() {
    let moved = |client: &Client| Scope::new(client.clone()).call(&MOVED);
    let mock = MockTransport::for_api(&API);
    mock.on(|client| without_response(moved(client).send_empty()))
        .respond(&())
        .header("location", "/there");
    let response = moved(&mock.client()).send_empty().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.header("location")),
        (303, Some("/there"))
    );
    mock.verify();
}

#[tokio::test]
async fn any_value_may_be_plain_text() {
    static ANY: Operation = Operation {
        id: "any",
        method: "GET",
        path: "/any",
        server: None,
        security: &[],
        idempotent: true,
        idempotency_header: None,
        accept: "*/*",
        redirects: &[],
        envelope: None,
        success: None,
        paging: None,
    };
    let read = async |content_type, text: &str| {
        let memory = Memory::new([Answer::Bytes(
            200,
            content_type,
            vec![text.as_bytes().to_vec()],
        )]);
        let call = Scope::new(memory.client()).call(&ANY);
        call.send_json::<Value>()
            .await
            .map(|response| response.value().clone())
    };
    assert_eq!(
        read("text/plain; charset=utf-8", "line 1").await.unwrap(),
        "line 1"
    );
    assert_eq!(read("text/plain", "17").await.unwrap(), 17);
    assert!(read("text/html", "<html>").await.unwrap_err().is_decode());
}

/// Returns an operation with these indicators of failure in its responses.
const fn telling(envelope: Option<&'static Envelope>, success: Option<&'static str>) -> Operation {
    Operation {
        id: "list",
        method: "GET",
        path: "/list",
        server: None,
        security: &[],
        idempotent: true,
        idempotency_header: None,
        accept: "application/json",
        redirects: &[],
        envelope,
        success,
        paging: None,
    }
}

async fn flags(operation: &'static Operation, body: &str) -> Result<BTreeMap<String, bool>, Error> {
    let memory = Memory::new([response(200, body)]);
    let call = Scope::new(memory.client()).call(operation);
    call.send_json::<BTreeMap<String, bool>>()
        .await
        .map(|response| response.value().clone())
}

#[tokio::test]
async fn a_success_with_a_false_flag_is_a_failure() {
    static LIST: Operation = telling(None, Some("ok"));
    assert_eq!(
        flags(&LIST, r#"{"ok":true}"#).await.unwrap(),
        BTreeMap::from([("ok".to_owned(), true)])
    );
    for body in [r#"{"ok":false}"#, r#"{"ok":false,"error":"invalid_auth"}"#] {
        let error = flags(&LIST, body).await.unwrap_err();
        assert!(error.is_reported_failure(), "{error}");
        assert_eq!(
            error.has_code("invalid_auth"),
            body.contains("invalid_auth")
        );
    }
}

#[tokio::test]
async fn a_result_in_an_envelope_may_have_a_false_flag() {
    static LIST: Operation = telling(Some(&super::client::ENVELOPE), None);
    let expected = BTreeMap::from([("success".to_owned(), false)]);
    assert_eq!(
        flags(&LIST, r#"{"result":{"success":false},"success":true}"#)
            .await
            .unwrap(),
        expected
    );
}

#[tokio::test(start_paused = true)]
async fn a_response_without_a_description_is_returned_whole() {
    let report = |body: &str| {
        let memory = Memory::new([respond_with(200, "content-type", "application/json", body)]);
        memory.client().report()
    };
    let response = report("{\"id\": 7}").await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            response.json::<Value>().unwrap()
        ),
        (200, json!({"id": 7}))
    );
    assert_eq!(response.text().unwrap(), "{\"id\": 7}");
    let decoded: BTreeMap<String, i64> = report("{\"id\": 7}").send_as().await.unwrap();
    assert_eq!(decoded["id"], 7);
    let error = report("{\"id\": \"x\"}")
        .send_as::<BTreeMap<String, i64>>()
        .await
        .unwrap_err();
    assert_eq!(
        (error.json_path(), error.body().as_ref()),
        (Some("$.id"), "{\"id\": \"x\"}".as_bytes())
    );
    // Failures that the envelope reports are still errors.
    let failed = r#"{"success":false,"errors":[{"code":7}]}"#;
    assert!(report(failed).await.unwrap_err().has_code(7));
    assert!(
        report(failed)
            .send_as::<Value>()
            .await
            .unwrap_err()
            .has_code(7)
    );
}
