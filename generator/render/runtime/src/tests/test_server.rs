//! The server for tests, called by name.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::client::{API, PAGING, parameter};
use crate::runtime::api::{Location, Operation, Parameter, Style};
use crate::runtime::catalog::{Body, Catalog, Entry, Items, ValueRequest, send_json};
use crate::runtime::catalog_items::open_list;
use crate::runtime::client::Client;
use crate::runtime::test_server::{TestResponse, TestServer, overrides};

static ID: Parameter = parameter("id", Location::Path, Style::Simple);
static PAGE: Parameter = parameter("page", Location::Query, Style::Form);
static LIMIT: Parameter = parameter("limit", Location::Query, Style::Form);
static FILTER: Parameter = parameter("filter", Location::Query, Style::DeepObject);
static TAGS: Parameter = Parameter {
    explode: false,
    ..parameter("tags", Location::Query, Style::PipeDelimited)
};

const fn operation(method: &'static str, path: &'static str) -> Operation {
    Operation {
        id: "",
        method,
        path,
        server: None,
        security: &[&["token"], &["email", "key"]],
        idempotent: true,
        idempotency_header: None,
        accept: "application/json",
        redirects: &[],
        envelope: None,
        success: None,
        paging: None,
    }
}

static LIST: Operation = Operation {
    paging: Some(&PAGING),
    ..operation("GET", "/pets")
};
static CREATE: Operation = operation("POST", "/pets");
static READ: Operation = operation("GET", "/pets/{id}");
static ADD_STAMP: Operation = operation("POST", "/stamps");
static SHOW_STAMP: Operation = operation("GET", "/stamps/{id}");
static PUT_TAG: Operation = operation("PUT", "/tags/{id}");
static ADD_MARK: Operation = operation("POST", "/marks#operation=add");
static DROP_MARK: Operation = operation("POST", "/marks#operation=drop");
static ADD_FLAG: Operation = operation("POST", "/flags#x-target=add");
static DROP_FLAG: Operation = operation("POST", "/flags#x-target=drop");
static READ_DEED: Operation = Operation {
    accept: "application/xml",
    ..operation("GET", "/deed")
};
// With the path of the server as owner, this is the path of the deed, too.
static READ_OWNED_DEED: Operation = operation("GET", "/{owner}/deed");
static READ_FOLDER: Operation = operation("GET", "/folders/{name}");
static LIST_FILES: Operation = operation("GET", "/folders/{name}/files");
static FOLDER_NAME: Parameter = Parameter {
    allow_reserved: true,
    ..parameter("name", Location::Path, Style::Simple)
};
static FIND_MARKS: Operation = operation("GET", "/marks/find");
static SHOW_MARK: Operation = operation("GET", "/marks?key={key}&owner={owner}");
static OPERATION: Parameter = parameter("operation", Location::Query, Style::Form);
static KEY: Parameter = parameter("key", Location::Query, Style::Form);
static TARGET: Parameter = parameter("x-target", Location::Header, Style::Simple);
static LABELS: Parameter = parameter("labels", Location::Query, Style::Form);
static OWNER: Parameter = parameter("owner", Location::Path, Style::Simple);

static ENTRIES: &[Entry] = &[
    Entry {
        name: "pets.list",
        operation: &LIST,
        parameters: &[
            ("page", &PAGE),
            ("limit", &LIMIT),
            ("filter", &FILTER),
            ("tags", &TAGS),
        ],
        body: None,
        send: send_json,
        items: Some(Items {
            media_type: None,
            switch: None,
            open: open_list,
        }),
    },
    Entry {
        body: Some(JSON),
        ..entry("pets.create", &CREATE, &[])
    },
    entry("pets.read", &READ, &[("id", &ID)]),
    entry("stamps.add", &ADD_STAMP, &[]),
    entry("stamps.show", &SHOW_STAMP, &[("id", &ID)]),
    entry("folders.open", &READ_FOLDER, &[("name", &FOLDER_NAME)]),
    entry(
        "folders.list_files",
        &LIST_FILES,
        &[("name", &FOLDER_NAME), ("limit", &LIMIT)],
    ),
    entry("marks.make", &ADD_MARK, &[("operation", &OPERATION)]),
    entry("marks.drop", &DROP_MARK, &[("operation", &OPERATION)]),
    entry("deed.open", &READ_DEED, &[]),
    entry("deed.of", &READ_OWNED_DEED, &[("owner", &OWNER)]),
    entry("flags.raise", &ADD_FLAG, &[("target", &TARGET)]),
    entry("flags.lower", &DROP_FLAG, &[("target", &TARGET)]),
    entry(
        "marks.find",
        &FIND_MARKS,
        &[("labels", &LABELS), ("tags", &TAGS), ("key", &KEY)],
    ),
    entry(
        "marks.view",
        &SHOW_MARK,
        &[("key", &KEY), ("owner", &OWNER)],
    ),
    Entry {
        body: Some(JSON),
        ..entry("tags.put", &PUT_TAG, &[("id", &ID)])
    },
];

const JSON: Body = Body {
    write: |call, body| call.json(&body),
    sends_empty: false,
    omits_empty: false,
};

const fn entry(
    name: &'static str,
    operation: &'static Operation,
    parameters: &'static [(&'static str, &'static Parameter)],
) -> Entry {
    Entry {
        name,
        operation,
        parameters,
        body: None,
        send: send_json,
        items: None,
    }
}

static CATALOG: Catalog = Catalog::new(
    &[ENTRIES],
    r##"{
"servers": {"paths": ["v3", "old/first"]},
"operations": {
"pets.list": {"arguments": {"type": "object", "properties": {
    "page": {"type": "integer"}, "limit": {"type": "integer"},
    "filter": {"type": "object", "properties": {"age": {"type": "integer"}}},
    "tags": {"type": "array", "items": {"type": "string"}}}},
    "result": {"type": "array", "items": {"$ref": "#/$defs/Pet"}}, "item": {"$ref": "#/$defs/Pet"}},
"pets.create": {"arguments": {"type": "object", "required": ["body"], "properties": {
    "body": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"}, "secret": {"type": "string", "writeOnly": true}}}}},
    "result": {"$ref": "#/$defs/Pet"}, "response": {"status": 201}},
"pets.read": {"arguments": {"type": "object", "required": ["id"], "properties": {
    "id": {"type": "integer"}}}, "result": {"$ref": "#/$defs/Pet"},
    "response": {"example": {"id": 7, "name": "Rex", "kin": []}, "errors": {
        "403": {"type": "object", "properties": {"status": {"type": "object", "properties": {
            "error": {"type": "string"}}}}},
        "404": {"$ref": "#/$defs/Errors"},
        "4XX": {"type": "object", "required": ["error", "errorCode"], "properties": {
            "error": {"type": "string"}, "errorCode": {"type": "integer"},
            "errorDescription": {"type": "string"}}},
        "default": {"type": "object", "required": ["reference"], "properties": {
            "reference": {"type": "integer"}}}}}},
"folders.open": {"arguments": {"type": "object", "properties": {"name": {"type": "string"}}}},
"folders.list_files": {"arguments": {"type": "object", "properties": {
    "name": {"type": "string"}, "limit": {"type": "integer"}}}},
"stamps.add": {"arguments": {"type": "object", "properties": {}}, "result": {"$ref": "#/$defs/Stamp"}},
"stamps.show": {"arguments": {"type": "object", "properties": {"id": {"type": "string"}}},
    "result": {"$ref": "#/$defs/Stamp"}},
"marks.make": {"arguments": {"type": "object", "properties": {"operation": {"type": "string", "const": "add"}}}},
"marks.drop": {"arguments": {"type": "object", "properties": {"operation": {"type": "string", "const": "drop"}}}},
"deed.open": {"arguments": {"type": "object", "properties": {}}, "result": {"type": "object"},
    "response": {"example": "The deed."}},
"deed.of": {"arguments": {"type": "object", "properties": {"owner": {"type": "string"}}}, "result": {"type": "object"}},
"flags.raise": {"arguments": {"type": "object", "properties": {"target": {"type": "string", "const": "add"}}}},
"flags.lower": {"arguments": {"type": "object", "properties": {"target": {"type": "string", "const": "drop"}}}},
"marks.find": {"arguments": {"type": "object", "required": ["labels", "tags"], "properties": {
    "labels": {"type": "object", "additionalProperties": {"type": "string"}}, "key": {"type": "string"},
    "tags": {"type": "array", "items": {"type": "string"}}}}},
"marks.view": {"arguments": {"type": "object", "required": ["key", "owner"], "properties": {
    "key": {"type": "string"}, "owner": {"type": "string"}}}},
"tags.put": {"arguments": {"type": "object", "properties": {
    "id": {"type": "string"}, "body": {"$ref": "#/$defs/Tag"}}}, "result": {"$ref": "#/$defs/Tag"}}
},
"$defs": {
"Stamp": {"type": "object", "required": ["id", "form"], "properties": {
    "id": {"type": "string", "enum": ["first"]}, "form": {"anyOf": [{"$ref": "#/$defs/Disc"}],
        "discriminator": {"propertyName": "kind", "mapping": {"Disc": "#/$defs/Disc", "disc": "#/$defs/Disc"}}}}},
"Disc": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "const": "disc"}}},
"Tag": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "shape": {"anyOf": [
    {"anyOf": [{"type": "object", "required": ["kind"], "properties": {"kind": {"$ref": "#/$defs/Round"}}}]},
    {"type": "object", "required": ["kind"], "properties": {"kind": {"$ref": "#/$defs/Square"}, "side": {
        "type": "integer"}}}]}}},
"Round": {"type": "string", "enum": ["round"]},
"Square": {"type": "string", "enum": ["square"]},
"Errors": {"type": "object", "properties": {"errors": {"type": "array", "items": {
    "type": "object", "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}}}},
"Pet": {"type": "object", "required": ["id", "name", "kin"], "properties": {
    "since": {"type": "string", "format": "date", "readOnly": true},
    "id": {"type": "integer", "readOnly": true}, "name": {"type": "string"}, "secret": {"type": "string"},
    "kin": {"type": "array", "items": {"$ref": "#/$defs/Pet"}}}}
}
}"##,
);

async fn start() -> TestServer {
    TestServer::for_api(&API, &CATALOG, 0).await.unwrap()
}

fn call(client: &Client, name: &str, arguments: Value) -> ValueRequest {
    ValueRequest::new(client, &CATALOG, name, arguments).retries(0)
}

/// Returns the ids of all pets, from pages of two.
async fn listed_ids(client: &Client) -> Vec<u64> {
    let listing = call(client, "list", json!({ "limit": 2 }));
    let mut pets = listing.items().await.unwrap();
    let mut ids = Vec::new();
    while let Some(pet) = pets.try_next().await.unwrap() {
        ids.push(pet["id"].as_u64().unwrap());
    }
    ids
}

/// Reads a pet, with these other lines of the head, and returns the response.
async fn read_pet(server: &TestServer, headers: &str) -> String {
    let head = "GET /pets/7 HTTP/1.1\r\nauthorization: Bearer t";
    send(server, format!("{head}{headers}")).await
}

/// Sends a request as text, and returns the response.
async fn send(server: &TestServer, request: String) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let address = server.base_url().split('/').nth(2).unwrap().to_owned();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let end = "\r\nhost: h\r\nconnection: close\r\n\r\n";
    stream
        .write_all(format!("{request}{end}").as_bytes())
        .await
        .unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap_or_default();
    String::from_utf8_lossy(&response).into_owned()
}

#[tokio::test]
async fn what_was_created_is_listed_and_read() {
    let server = start().await;
    let client = server.client();
    let example = call(&client, "read", json!({ "id": 7 })).await.unwrap();
    assert_eq!(example["name"], "Rex");
    for number in 1..=5 {
        let body = json!({ "name": format!("pet {number}"), "secret": "x" });
        let pet = call(&client, "create", json!({ "body": &body }))
            .await
            .unwrap();
        assert_eq!(
            pet,
            json!({ "since": "2024-05-06", "id": number, "name": body["name"], "kin": [] })
        );
    }
    assert_eq!(listed_ids(&client).await, [1, 2, 3, 4, 5]);
    assert_eq!(
        call(&client, "read", json!({ "id": 3 })).await.unwrap()["name"],
        "pet 3"
    );
    let error = call(&client, "read", json!({ "id": 7 })).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(server.problems(), []);
}

#[tokio::test]
async fn a_collection_begins_with_what_can_be_created() {
    let server = start().await;
    let client = server.client();
    // No id that the server makes is allowed.
    let stamp = call(&client, "add", json!({})).await.unwrap();
    assert_eq!(stamp["form"]["kind"], "disc");
    let shown = call(&client, "show", json!({ "id": stamp["id"] })).await;
    assert_eq!(shown.unwrap(), stamp);
    // The member of a union is the one whose constants the value has.
    let tag = json!({ "id": "a", "shape": { "kind": "square" } });
    let put = call(&client, "put", json!({ "id": "a", "body": &tag })).await;
    assert_eq!(put.unwrap(), tag);
    let wrong_tag = json!({ "id": "a", "shape": { "kind": "square", "side": "x" } });
    let error = call(&client, "put", json!({ "id": "a", "body": wrong_tag })).await;
    let message = error.unwrap_err().to_string();
    assert!(message.contains("`body.shape.side` is a"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn requests_ask_for_failures() {
    let server = start().await;
    let failure = read_pet(&server, "\r\nprefer: respond-async, Code=503").await;
    assert!(failure.starts_with("HTTP/1.1 503"), "{failure}");
    let start = Instant::now();
    let delayed = read_pet(&server, "\r\nprefer: code=101; delay=50").await;
    assert!(delayed.contains("Rex"), "{delayed}");
    assert!(start.elapsed() >= Duration::from_millis(50));
    let cut = read_pet(&server, "\r\nprefer: cut=3").await;
    assert!(!cut.contains("Rex"), "{cut}");
}

#[tokio::test]
async fn tests_override_break_and_record() {
    let server = start().await;
    let client = server.client();
    server.on("pets.read", |request| {
        let id: u64 = request.argument("id")?;
        Ok(TestResponse::json(
            json!({ "id": id, "name": "own", "kin": [] }),
        ))
    });
    assert_eq!(
        call(&client, "read", json!({ "id": 9 })).await.unwrap()["id"],
        9
    );
    server.cut_after(3);
    call(&client, "read", json!({ "id": 9 })).await.unwrap_err();
    server.fail_next(418);
    let error = call(&client, "read", json!({ "id": 9 })).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 418);
    let arguments = json!({ "filter": { "age": 3 }, "tags": ["a", "b c"] });
    call(&client, "list", arguments).await.unwrap();
    let last = server.calls().pop().unwrap();
    assert_eq!(last.argument::<Vec<String>>("tags").unwrap(), ["a", "b c"]);
    assert_eq!(last.arguments()["filter"], json!({ "age": 3 }));
}

/// The clock advances only while all tasks wait, and the delays are the only timers.
#[tokio::test(start_paused = true)]
async fn responses_are_delayed() {
    const DELAY: Duration = Duration::from_millis(50);
    let server = start().await;
    let read = || read_pet(&server, "");
    let start = Instant::now();
    assert!(read().await.starts_with("HTTP/1.1 200"));
    assert_eq!(start.elapsed(), Duration::ZERO);
    server.delay(DELAY);
    assert!(read().await.starts_with("HTTP/1.1 200"));
    assert!(start.elapsed() >= DELAY);
    server.on("pets.read", |_| {
        Ok(TestResponse::json(json!({})).delay(DELAY))
    });
    assert!(read().await.starts_with("HTTP/1.1 200"));
    assert!(start.elapsed() >= 3 * DELAY);
}

#[tokio::test]
async fn bad_requests_are_refused_with_a_reason() {
    let server = start().await;
    let token = "\r\nauthorization: Bearer t";
    let json = format!("{token}\r\ncontent-type: application/json");
    for (request, expected) in [
        ("GET /v4/pets HTTP/1.1".to_owned(), ["401", "X-Auth-Key"]),
        (
            format!("GET /v4/pets?limit=x HTTP/1.1{token}"),
            ["400", "`limit` is a string"],
        ),
        (
            format!("GET /v4/pets?filter[age]=x HTTP/1.1{token}"),
            ["400", "`filter.age`"],
        ),
        (
            format!("GET /v4/pets?lim=1 HTTP/1.1{token}"),
            ["400", "`lim`, expected `page`"],
        ),
        (
            format!("POST /v4/marks?operation=drop&x=1 HTTP/1.1{token}"),
            ["400", "`x`"],
        ),
        (
            format!("GET /v4/deed HTTP/1.1{token}"),
            ["501", "no sample in XML"],
        ),
        (
            format!("GET /v4/folders/a/files?limit=x HTTP/1.1{token}"),
            ["400", "`limit` is a string"],
        ),
        (
            format!("POST /v4/flags HTTP/1.1{token}\r\nx-target: rise"),
            ["400", "`x-target` is not"],
        ),
        (
            format!("POST /v4/flags?x=1 HTTP/1.1{token}\r\nx-target: drop"),
            ["400", "`x`"],
        ),
        (
            format!("GET /v4/pets/%ff HTTP/1.1{token}"),
            ["400", "percent-encoding"],
        ),
        (
            format!("GET /v4/pet HTTP/1.1{token}"),
            ["404", "the nearest are `/{owner}/deed`, `/pets`"],
        ),
        (
            format!("PUT /v4/pets HTTP/1.1{token}"),
            ["405", "allow: GET, POST"],
        ),
        (
            format!("POST /v4/pets HTTP/1.1{json}"),
            ["400", "has no `body`"],
        ),
        ("nonsense".to_owned(), ["400", "HTTP/1.1"]),
    ] {
        let response = send(&server, request).await;
        let is_expected = expected.iter().all(|text| response.contains(text));
        assert!(is_expected, "{response} instead of {expected:?}");
    }
    assert_eq!(server.problems().len(), 13);
    let port = server
        .base_url()
        .split([':', '/'])
        .nth(4)
        .unwrap()
        .parse()
        .unwrap();
    let error = TestServer::for_api(&API, &CATALOG, port).await.unwrap_err();
    assert!(error.to_string().contains("is taken"), "{error}");
}

#[tokio::test]
async fn parameters_are_decoded_as_they_are_sent() {
    let server = start().await;
    for (target, expected) in [
        // The query of a path template has a parameter.
        (
            "/v4/marks?key=1&owner=a%20b",
            json!({ "key": "1", "owner": "a b" }),
        ),
        // A map has all names that other parameters do not have, and an empty text is an item.
        (
            "/v4/marks/find?a=1&tags=&key=2&b=3",
            json!({ "labels": { "a": "1", "b": "3" }, "tags": [""], "key": "2" }),
        ),
        // The paths of other servers, and no path.
        ("/v3/pets/7", json!({ "id": 7 })),
        ("/old/first/pets/7", json!({ "id": 7 })),
        ("/pets/7", json!({ "id": 7 })),
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nauthorization: Bearer t");
        let response = send(&server, request).await;
        assert!(response.starts_with("HTTP/1.1 20"), "{response}");
        let arguments = server.calls().pop().unwrap().arguments().clone();
        assert_eq!(Value::from(arguments), expected);
    }
}

overrides! {
    TestServer;
    on_pets_list "pets.list" PetsListRequest { page: Option<i64>, limit: Option<i64>,
        filter: Option<Value>, tags: Option<Vec<String>> } -> Vec<Value>;
    on_pets_create "pets.create" PetsCreateRequest { ; object Value } -> Value;
    on_pets_read "pets.read" PetsReadRequest { id: i64 } -> Value;
}

#[tokio::test]
async fn functions_answer_from_typed_arguments() {
    let server = start().await;
    let client = server.client();
    server.on_pets_read(|request| match request.id {
        1 => Ok(json!({ "id": 1, "name": "Rex" })),
        2 => Err(TestResponse::result(json!({ "id": 2 })).status(203)),
        id => Err(TestResponse::error(404, format!("no pet {id}"))),
    });
    let read = |id: i64| call(&client, "read", json!({ "id": id }));
    assert_eq!(read(1).await.unwrap()["name"], "Rex");
    assert_eq!(read(2).send_raw().await.unwrap().status(), 203);
    let error = read(3).await.unwrap_err();
    assert!(error.is_not_found());
    assert!(error.to_string().contains("no pet 3"), "{error}");
    server.on_pets_create(|request| json!({ "id": 5, "name": request.body["name"] }));
    let created = call(&client, "create", json!({ "body": { "name": "Ada" } }));
    let response = created.send_raw().await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.json::<Value>().unwrap()["name"], "Ada");
    assert!(server.problems().is_empty(), "{:?}", server.problems());
}

#[tokio::test]
async fn errors_have_the_body_that_the_operation_describes() {
    let server = start().await;
    let client = server.client();
    server.on("pets.read", |request| {
        let status: u16 = request.argument("id")?;
        Ok(TestResponse::error(status, "no such pet"))
    });
    for (status, expected) in [
        (403, json!({ "status": { "error": "no such pet" } })),
        (
            404,
            json!({ "errors": [{ "code": "404", "message": "no such pet" }] }),
        ),
        (
            409,
            json!({ "error": "example", "errorCode": 409, "errorDescription": "no such pet" }),
        ),
        (500, json!({ "reference": 1, "message": "no such pet" })),
    ] {
        let error = call(&client, "read", json!({ "id": status }))
            .await
            .unwrap_err();
        assert_eq!(error.body_as::<Value>().unwrap(), expected);
        assert!(error.to_string().ends_with("no such pet"), "{error}");
    }
    // Clients recognize the errors of an operation that describes none.
    server.fail_next(503);
    let error = call(&client, "list", json!({})).await.unwrap_err();
    assert_eq!(error.body_as::<Value>().unwrap()["errors"][0]["code"], 503);
}

#[tokio::test]
async fn items_that_functions_return_have_pages() {
    let server = start().await;
    let client = server.client();
    server.on_pets_list(|request| {
        assert_eq!(request.tags, None);
        (1..=5)
            .map(|id| json!({ "id": id }))
            .collect::<Vec<Value>>()
    });
    assert_eq!(listed_ids(&client).await, [1, 2, 3, 4, 5]);
}
