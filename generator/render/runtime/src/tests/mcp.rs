//! The MCP server: its tools, its search, and calls over a pipe.

use std::collections::BTreeSet;

use clap::ArgMatches;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex, split};

use super::client::{API, ENVELOPE, PAGING, parameter};
use crate::runtime::api::{Location, Operation, Parameter, Style};
use crate::runtime::catalog::{Catalog, Entry, Items, send_json};
use crate::runtime::catalog_items::open_list;
use crate::runtime::command_line::profile::Profile;
use crate::runtime::command_line::{Failure, Program};
use crate::runtime::mcp;
use crate::runtime::testing::MockTransport;

const fn operation(method: &'static str, path: &'static str) -> Operation {
    Operation {
        id: "pets",
        method,
        path,
        server: None,
        security: &[],
        idempotent: true,
        idempotency_header: None,
        accept: "application/json",
        redirects: &[],
        envelope: Some(&ENVELOPE),
        success: None,
        paging: None,
    }
}

static LIST: Operation = Operation {
    paging: Some(&PAGING),
    ..operation("GET", "/pets")
};
static DELETE: Operation = operation("DELETE", "/pets");
static SEARCH: Operation = operation("POST", "/pets");
static LIMIT: Parameter = parameter("limit", Location::Query, Style::Form);

const fn entry(name: &'static str, operation: &'static Operation, items: Option<Items>) -> Entry {
    Entry {
        name,
        operation,
        parameters: &[],
        body: None,
        send: send_json,
        items,
    }
}

const LONG: &str = "pets.a_name_of_a_method_that_has_more_characters_than_a_tool_may_have";

static PETS: &[Entry] = &[
    entry(
        "pets.list",
        &LIST,
        Some(Items {
            media_type: None,
            switch: None,
            open: open_list,
        }),
    ),
    entry("pets.delete", &DELETE, None),
    entry("read.more", &LIST, None),
    entry(LONG, &LIST, None),
    Entry {
        parameters: &[("limit", &LIMIT)],
        ..entry("pets.search", &SEARCH, None)
    },
    entry("pets.hide", &SEARCH, None),
];

static CATALOG: Catalog = Catalog::new(&[PETS], OPERATIONS);
const OPERATIONS: &str = r##"{"operations": {
    "pets.list": {"summary": "List pets", "description": "Lists\u200b [all](https://a.example/b) pets.\n\nSlowly.",
        "arguments": {"type": "object", "properties": {"max_items": {"type": "integer", "description": "How\u200b many."}}},
        "item": {"$ref": "#/$defs/Pet"}},
    "pets.delete": {"summary": "Remove all pets", "arguments": {"type": "object", "properties": {}}},
    "read.more": {"arguments": {"type": "object", "properties": {}}},
    "pets.search": {"tool": {"readOnly": true, "idempotent": false}, "arguments": {"type": "object",
        "properties": {"limit": {"type": "integer"}, "body": {"examples": [{"name": ["O\u200bld"]}]}},
        "required": ["limit"]}},
    "pets.hide": {"tool": {"disabled": true}, "arguments": {"type": "object"}}
}, "$defs": {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}}}"##;

static PROGRAM: Program = Program {
    name: "pets",
    version: "1.0.0",
    title: "Pets",
    api: &API,
    catalog: &CATALOG,
    commands: &[],
};

fn parse(flags: &[&str]) -> ArgMatches {
    (mcp::COMMAND.command)().get_matches_from(["mcp"].iter().chain(flags))
}

/// Returns the results of requests to a server with some flags.
async fn respond(mock: &MockTransport, flags: &[&str], requests: &[Value]) -> Vec<Value> {
    respond_with(mock, Profile::default(), flags, requests).await
}

async fn respond_with(
    mock: &MockTransport,
    profile: Profile,
    flags: &[&str],
    requests: &[Value],
) -> Vec<Value> {
    respond_of(&PROGRAM, mock, profile, flags, requests).await
}

async fn respond_of(
    program: &'static Program,
    mock: &MockTransport,
    profile: Profile,
    flags: &[&str],
    requests: &[Value],
) -> Vec<Value> {
    let server = mcp::server(program, mock.client(), profile, &parse(flags)).unwrap();
    let (near, far) = duplex(1 << 20);
    let running = tokio::spawn(mcp::serve(server, split(far)));
    let (reader, mut writer) = split(near);
    let opening = json!({"protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"}});
    let mut lines = vec![
        json!({"id": 0, "method": "initialize", "params": opening}),
        json!({"method": "notifications/initialized"}),
    ];
    lines.extend_from_slice(requests);
    let mut reader = BufReader::new(reader).lines();
    let mut results = Vec::new();
    for mut line in lines {
        line["jsonrpc"] = "2.0".into();
        writer
            .write_all(format!("{line}\n").as_bytes())
            .await
            .unwrap();
        if line.get("id").is_some() {
            let response = reader.next_line().await.unwrap().unwrap();
            results.push(serde_json::from_str::<Value>(&response).unwrap());
        }
    }
    drop((reader, writer));
    running.await.unwrap().unwrap();
    results.split_off(1)
}

fn call(name: &str, arguments: Value) -> Value {
    json!({"id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}})
}

fn text(response: &Value) -> &str {
    response["result"]["content"][0]["text"].as_str().unwrap()
}

#[tokio::test]
async fn each_operation_is_a_tool() {
    let list = json!({"id": 1, "method": "tools/list"});
    let responses = respond(&MockTransport::for_api(&API), &["--confirm"], &[list]).await;
    let tools = responses[0]["result"]["tools"].as_array().unwrap();
    let names: BTreeSet<&str> = tools
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    // A tool is disabled, and another one continues results.
    assert_eq!(names.len(), PETS.len(), "{names:?}");
    assert!(!names.contains("pets_hide"), "{names:?}");
    assert!(names.iter().all(|name| name.len() <= 64), "{names:?}");
    assert!(names.contains("read_more_0aba5b24"), "{names:?}");
    assert_eq!(
        tools[0]["description"],
        "List pets\n\nLists [all] pets.\n\nSlowly."
    );
    // The operation has an argument of the same name.
    let properties = &tools[0]["inputSchema"]["properties"];
    assert!(properties["mcp_max_items"].is_object());
    assert_eq!(properties["max_items"]["description"], "How many.");
    assert_eq!(tools[0]["annotations"]["readOnlyHint"], true);
    assert_eq!(tools[1]["annotations"]["destructiveHint"], true);
    assert!(tools[1]["inputSchema"]["properties"]["confirm"].is_object());
    let body = &tools[4]["inputSchema"]["properties"]["body"];
    assert_eq!(body["examples"], json!([{"name": ["Old"]}]));
    let hints = &tools[4]["annotations"];
    assert_eq!(hints["readOnlyHint"], true);
    assert_eq!(hints["idempotentHint"], false);
}

#[tokio::test]
async fn many_operations_are_searched() {
    let entries: Vec<Entry> = (0..41)
        .map(|number| entry(format!("pets{number}.list").leak(), &LIST, None))
        .collect();
    let entries: &[Entry] = entries.leak();
    let catalog = Catalog::new(Box::leak(Box::new([entries])), r#"{"operations": {}}"#);
    let catalog = Box::leak(Box::new(catalog));
    let program = Box::leak(Box::new(Program { catalog, ..PROGRAM }));
    let mock = MockTransport::for_api(&API);
    for (flags, expected) in [
        (&[][..], &["search", "describe", "call", "read_more"][..]),
        (&["--include", "pets7"], &["pets7_list", "read_more"]),
    ] {
        let list = json!({"id": 1, "method": "tools/list"});
        let responses = respond_of(program, &mock, Profile::default(), flags, &[list]).await;
        let tools = responses[0]["result"]["tools"].as_array().unwrap();
        let names: Vec<&str> = tools
            .iter()
            .filter_map(|tool| tool["name"].as_str())
            .collect();
        assert_eq!(names, expected);
    }
}

#[tokio::test]
async fn long_arguments_are_shown_by_another_tool() {
    let long = "x".repeat(400);
    let values: Vec<String> = (0..400).map(|number| format!("{long}{number}")).collect();
    let operations = json!({
        "operations": {
            "pets.list": {"arguments": {"type": "object", "properties": {"limit": {"type": "integer"}}}},
            "pets.search": {"arguments": {"type": "object", "properties": {
                "body": {"$ref": "#/$defs/Long", "description": "The filter."},
            }}},
        },
        "$defs": {"Long": {"type": "object", "properties": {"name": {"enum": values}}}},
    });
    let catalog = Catalog::new(Box::leak(Box::new([PETS])), operations.to_string().leak());
    let catalog = Box::leak(Box::new(catalog));
    let program = Box::leak(Box::new(Program { catalog, ..PROGRAM }));
    let list = json!({"id": 1, "method": "tools/list"});
    let describe = call("describe", json!({"names": ["#/$defs/Long"]}));
    let mock = MockTransport::for_api(&API);
    let profile = Profile::default();
    let responses = respond_of(program, &mock, profile, &[], &[list, describe]).await;
    let tools = responses[0]["result"]["tools"].as_array().unwrap();
    assert_eq!(
        tools[4]["inputSchema"],
        json!({"type": "object", "properties": {"body": {
            "type": "object", "description": "`describe` shows `#/$defs/Long`. The filter.",
        }}})
    );
    // All operations are tools.
    assert_eq!(tools.len(), PETS.len() + 2);
    assert!(text(&responses[1]).starts_with("#/$defs/Long: {"));
}

#[tokio::test]
async fn a_profile_has_arguments_that_calls_leave_out() {
    let mock = MockTransport::for_api(&API);
    mock.on(|client| {
        client
            .request(http::Method::POST, "/pets")
            .query("limit", 5)
            .send()
    })
    .respond_json(200, json!({"success": true, "result": {"name": "Miez"}}));
    let mut profile = Profile::default();
    profile.arguments.insert("limit".to_owned(), "5".into());
    let list = json!({"id": 1, "method": "tools/list"});
    let requests = [list, call("pets_search", json!({}))];
    let responses = respond_with(&mock, profile, &[], &requests).await;
    let schema = &responses[0]["result"]["tools"][4]["inputSchema"];
    assert_eq!(schema["required"], json!([]));
    assert_eq!(schema["properties"]["limit"]["default"], 5);
    assert!(text(&responses[1]).contains("Miez"), "{}", responses[1]);
}

#[tokio::test]
async fn long_lists_continue_at_a_cursor() {
    let mock = MockTransport::for_api(&API);
    let page = json!({"success": true, "result": [{"name": "x".repeat(100)}, {"name": "y".repeat(100)}],
        "result_info": {"total_pages": 1}});
    mock.on(|client| client.request(http::Method::GET, "/pets").send())
        .respond_json(200, page.clone())
        .respond_json(200, page);
    let by_length = (
        ["--max-bytes", "200", "--search"],
        json!({"name": "pets.list"}),
    );
    // This operation returns its array at once.
    let by_count = (
        ["--max-bytes", "2000", "--search"],
        json!({"name": "read.more", "max_items": 1}),
    );
    for (flags, arguments) in [by_length, by_count] {
        let responses = respond(&mock, &flags, &[call("call", arguments)]).await;
        let piece: Value = serde_json::from_str(text(&responses[0])).unwrap();
        assert_eq!(piece["items"].as_array().unwrap().len(), 1, "{piece}");
        assert_eq!(piece["cursor"].as_str().unwrap().len(), 16, "{piece}");
    }
}

#[tokio::test]
async fn secrets_of_results_are_shown_on_demand() {
    let pet = json!({"success": true, "result": {"name": "Miez", "password": "of the pet"}});
    for (flags, password) in [
        (&[][..], "REDACTED"),
        (&["--show-secrets"][..], "of the pet"),
    ] {
        let mock = MockTransport::for_api(&API);
        mock.on(|client| client.request(http::Method::DELETE, "/pets").send())
            .respond_json(200, pet.clone());
        let responses = respond(&mock, flags, &[call("pets_delete", json!({}))]).await;
        let result: Value = serde_json::from_str(text(&responses[0])).unwrap();
        assert_eq!(result["password"], password, "{result}");
        assert_eq!(result["name"], "Miez");
    }
}

#[tokio::test]
async fn agents_search_and_are_told_what_is_wrong() {
    let requests = [
        call("search", json!({"query": "the removal of pet, remove"})),
        call("describe", json!({"names": ["list"]})),
        call(
            "call",
            json!({"name": "pets.delete", "arguments": {"id": 1}, "confirm": true}),
        ),
        call("call", json!({"name": "pets.delete"})),
        call("call", json!({"nam": "pets.delete"})),
        call("pets_list", json!({})),
    ];
    let flags = ["--search", "--confirm", "--exclude", LONG];
    let responses = respond(&MockTransport::for_api(&API), &flags, &requests).await;
    assert!(text(&responses[0]).starts_with("pets.delete (DELETE /pets): Remove all pets\n"));
    assert!(text(&responses[1]).ends_with("\nResult: a list of items {name: string}"));
    assert!(text(&responses[2]).contains("has no argument `id`"));
    assert!(text(&responses[3]).contains("\"confirm\": true"));
    assert!(text(&responses[4]).contains("has no `name`"));
    assert!(
        responses[2..5]
            .iter()
            .all(|response| response["result"]["isError"] == true)
    );
    assert_eq!(responses[5]["error"]["code"], -32602);
}

#[tokio::test]
async fn flags_select_operations() {
    let mock = MockTransport::for_api(&API);
    let select = |flags: &[&str]| {
        let server = mcp::server(&PROGRAM, mock.client(), Profile::default(), &parse(flags));
        server.err().unwrap_or_default()
    };
    assert_eq!(select(&["--include", "pets"]), "");
    assert_eq!(
        select(&["--include", "pet"]),
        "no resource or operation is called `pet`"
    );
    let none = select(&["--include", "pets.delete", "--read-only"]);
    assert_eq!(none, "these flags leave no operation");
    let remote = parse(&["--http", "0.0.0.0:0"]);
    let refusal = (mcp::COMMAND.run)(&PROGRAM, &remote).await;
    let Err(Failure::Usage(message)) = refusal else {
        panic!("{refusal:?}");
    };
    assert!(message.contains("--allow-remote"), "{message}");
}
