//! The catalog of operations: requests from JSON values.

use serde_json::{Value, json};

use super::client::{LIST, REPORT, parameter};
use super::memory::{Memory, response};
use crate::runtime::api::{Location, Operation, Parameter, Style};
use crate::runtime::catalog::{Body, Catalog, Entry, Items, ValueRequest, send_json};
use crate::runtime::catalog_items::open_list;
use crate::runtime::client::Client;

static ACCOUNT: Parameter = parameter("account_id", Location::Path, Style::Simple);
static PAGE: Parameter = parameter("page", Location::Query, Style::Form);
static CREATE: Operation = Operation {
    id: "create",
    method: "POST",
    idempotent: false,
    paging: None,
    ..LIST
};

static ENTRIES: &[Entry] = &[
    Entry {
        name: "servers.list",
        operation: &LIST,
        parameters: &[("account_id", &ACCOUNT), ("page", &PAGE)],
        body: None,
        send: send_json,
        items: Some(Items {
            media_type: None,
            switch: None,
            open: open_list,
        }),
    },
    Entry {
        name: "servers.create",
        operation: &CREATE,
        parameters: &[("account_id", &ACCOUNT)],
        body: Some(Body {
            write: |call, body| call.json(&body),
            sends_empty: false,
            omits_empty: false,
        }),
        send: send_json,
        items: None,
    },
    Entry {
        name: "old.servers.create",
        operation: &REPORT,
        parameters: &[],
        body: None,
        send: send_json,
        items: None,
    },
];

const JSON: &str = r##"{
"operations": {
"servers.list": {"arguments": {"type": "object", "properties": {
    "account_id": {"type": "string"}, "page": {"type": "integer", "minimum": 1, "description": "The number.\nFrom 1."}
}, "required": ["account_id"]}},
"servers.create": {"summary": "Create", "arguments": {"type": "object", "properties": {
    "account_id": {"type": "string"}, "body": {"$ref": "#/$defs/Server"}
}, "required": ["account_id", "body"]}}
},
"$defs": {
"Server": {"type": "object", "required": ["id"], "properties": {
    "id": {"type": "string", "pattern": "^[a-z]+$"},
    "made": {"type": "string", "readOnly": true},
    "kind": {"$ref": "#/$defs/Kind"},
    "owner": {"anyOf": [{"$ref": "#/$defs/Person"}, {"type": "null"}]},
    "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
    "hours": {"$ref": "#/$defs/Hours"},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 1,
        "propertyNames": {"enum": ["a", "b"]}}
}},
"Hours": {"type": "object", "properties": {"from": {"type": "integer"}, "to": {"type": "integer"}, "always": {"const": true}},
    "oneOf": [{"required": ["always"]}, {"required": ["from", "to"]}]},
"Kind": {"type": "string", "enum": ["big", "small"]},
"Person": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
"Part": {"anyOf": [{"$ref": "#/$defs/Disk"}, {"$ref": "#/$defs/Port"}],
    "discriminator": {"propertyName": "type", "mapping": {
        "Disk": "#/$defs/Disk", "disk": "#/$defs/Disk", "port": "#/$defs/Port"}}},
"Disk": {"type": "object", "properties": {"type": {"const": "disk"}, "size": {"type": "number"}}, "required": ["size"]},
"Port": {"type": "object", "properties": {"type": {"const": "port"}, "number": {"type": "integer"}}}
}
}"##;

static CATALOG: Catalog = Catalog::new(&[ENTRIES], JSON);

fn client(memory: &Memory) -> Client {
    let builder = memory.builder().credential("token", "t");
    builder.build().unwrap()
}

fn call(client: &Client, name: &str, arguments: Value) -> ValueRequest {
    ValueRequest::new(client, &CATALOG, name, arguments)
}

#[tokio::test]
async fn properties_are_sent_in_the_order_of_the_schema() {
    let memory = Memory::new([response(200, r#"{"result":{"id":"a"}}"#)]);
    let body = json!({
        "parts": [{"number": 1, "type": "port"}], "owner": {"name": "N"}, "kind": "big", "id": "a"
    });
    let request = call(
        &client(&memory),
        "servers.create",
        json!({"body": body, "account_id": "1"}),
    );
    assert_eq!(request.await.unwrap(), json!({"id": "a"}));
    let sent = memory.requests().remove(0);
    assert_eq!(sent.url, "https://api.example.com/v4/accounts/1/servers");
    let sent_body = sent.body.unwrap();
    assert_eq!(
        String::from_utf8_lossy(sent_body.bytes().unwrap()),
        r#"{"id":"a","kind":"big","owner":{"name":"N"},"parts":[{"type":"port","number":1}]}"#
    );
}

#[tokio::test]
async fn lists_are_read_page_by_page() {
    let pages = [
        r#"{"result":[1,2],"result_info":{"total_pages":2}}"#,
        r#"{"result":[3],"result_info":{"total_pages":2}}"#,
    ];
    let memory = Memory::new(pages.map(|page| response(200, page)));
    let request = call(&client(&memory), "list", json!({"account_id": "1"}));
    let mut items = request.items().await.unwrap();
    let mut read = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        read.push(item);
    }
    assert_eq!(read, [1, 2, 3]);
}

#[tokio::test]
async fn wrong_arguments_are_named_and_nothing_is_sent() {
    let memory = Memory::new([]);
    let client = client(&memory);
    let create = |body: Value| {
        call(
            &client,
            "servers.create",
            json!({"account_id": "1", "body": body}),
        )
    };
    let cases = [
        (
            call(&client, "servers.lst", json!({})),
            "no operation is called `servers.lst`; there are `servers.list`, ",
        ),
        (
            call(&client, "create", json!({})),
            "several operations are called `create`: `servers.create`, `old.servers.create`",
        ),
        (
            call(&client, "servers.list", json!([])),
            "the call has an array as arguments, expected an object",
        ),
        (
            call(&client, "servers.list", json!({})),
            "the call has no `account_id`",
        ),
        (
            call(
                &client,
                "servers.list",
                json!({"account_id": "1", "page": "2"}),
            ),
            "`page` is a string, expected an integer: The number.",
        ),
        (
            call(
                &client,
                "servers.list",
                json!({"account_id": "1", "page": 0}),
            ),
            "`page` is 0, expected at least 1: The number.",
        ),
        (
            call(
                &client,
                "servers.list",
                json!({"account_id": "1", "pages": 1}),
            ),
            "the call has no argument `pages`, only `account_id`, `page`",
        ),
        (create(json!({})), "`body` has no `id`"),
        (
            create(json!({"id": "A"})),
            "`body.id` does not match `^[a-z]+$`",
        ),
        (
            create(json!({"id": "a", "made": "now"})),
            "`body.made` is read-only: only responses have it",
        ),
        (
            create(json!({"id": "a", "kind": "huge"})),
            "`body.kind` is `huge`, expected one of `big`, `small`",
        ),
        (
            create(json!({"id": "a", "owner": {"name": 1}})),
            "`body.owner.name` is a number, expected a string",
        ),
        (
            create(json!({"id": "a", "parts": [{"type": "cpu"}]})),
            "`body.parts[0].type` is `cpu`, expected one of `disk`, `port`",
        ),
        (
            create(json!({"id": "a", "parts": [{"type": "disk"}]})),
            "`body.parts[0]` has no `size`",
        ),
        (
            create(json!({"id": "a", "labels": {"a": "1", "b": "2"}})),
            "`body.labels` has 2 properties, expected at most 1",
        ),
        (
            create(json!({"id": "a", "labels": {"c": "1"}})),
            "`body.labels` has the property `c`, whose name is `c`, expected one of `a`, `b`",
        ),
        (
            create(json!({"id": "a", "hours": {"from": 8}})),
            "`body.hours` has none of `always`, `from` and `to`",
        ),
        (
            create(json!({"id": "a", "hours": {"from": 8, "to": 9, "always": true}})),
            "`body.hours` has more than one of `always`, `from` and `to`",
        ),
        (
            create(json!({"id": "a", "idd": 1})),
            "`body` has no property `idd`, only `id`, `made`, `kind`, `owner`, `parts`, `hours`, `labels`",
        ),
    ];
    for (request, message) in cases {
        let error = request.await.unwrap_err().to_string();
        assert!(error.contains(message), "{error}\n{message}");
    }
    assert_eq!(memory.requests().len(), 0);
}

#[tokio::test]
async fn undescribed_properties_are_sent_if_they_are_allowed() {
    let memory = Memory::new([response(200, r#"{"result":null}"#)]);
    let arguments = json!({"account_id": "1", "body": {"more": 1, "id": "a"}});
    let request = call(&client(&memory), "servers.create", arguments);
    assert_eq!(
        request.allow_unknown_properties().await.unwrap(),
        Value::Null
    );
    let sent_body = memory.requests().remove(0).body.unwrap();
    assert_eq!(sent_body.bytes().unwrap(), r#"{"id":"a","more":1}"#);
}

#[test]
fn schemas_have_the_definitions_that_they_refer_to() {
    let entry = CATALOG.find("servers.create").unwrap();
    let docs = CATALOG.documentation(entry);
    assert_eq!(docs.summary, "Create");
    let complete = CATALOG.with_definitions(&docs.arguments);
    let names: Vec<&String> = complete["$defs"].as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["Disk", "Hours", "Kind", "Part", "Person", "Port", "Server"]
    );
}
