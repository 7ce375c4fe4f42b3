//! The command line, as a process: this test binary, which runs the program instead of the tests.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::{API, LIST, parameter};
use super::server::{Act, TestServer, respond_with, response};
use crate::runtime::api::{Location, Operation, Parameter, Style};
use crate::runtime::catalog::{Body, Catalog, Entry, Items, send_bytes, send_json};
use crate::runtime::catalog_events::open_lines;
use crate::runtime::catalog_items::open_list;
use crate::runtime::command_line::Program;

static ACCOUNT: Parameter = parameter("account_id", Location::Path, Style::Simple);
static PARAMETERS: &[(&str, &Parameter)] = &[("account_id", &ACCOUNT)];
static READ: Operation = Operation {
    paging: None,
    envelope: None,
    path: "/accounts/{account_id}",
    ..LIST
};
static PET: Parameter = parameter("pet_id", Location::Path, Style::Simple);
static READ_PET: Operation = Operation {
    path: "/accounts/{account_id}/pets/{pet_id}",
    ..READ
};
static CREATE: Operation = Operation {
    id: "create",
    method: "POST",
    idempotent: false,
    ..READ
};
static UPLOAD: Operation = Operation {
    method: "PUT",
    ..READ
};
static KEY: Parameter = parameter("x-api-key", Location::Header, Style::Simple);
static PER_PAGE: Parameter = parameter("per_page", Location::Query, Style::Form);
static ADOPT: Operation = Operation {
    path: "/accounts/{account_id}/$adopt",
    ..CREATE
};
static WATCH: Operation = Operation {
    accept: "application/x-ndjson",
    ..READ
};

const fn entry(name: &'static str, operation: &'static Operation) -> Entry {
    Entry {
        name,
        operation,
        parameters: PARAMETERS,
        body: None,
        send: send_json,
        items: None,
    }
}

static ENTRIES: &[Entry] = &[
    Entry {
        items: Some(Items {
            media_type: None,
            switch: None,
            open: open_list,
        }),
        ..entry("pets.list", &LIST)
    },
    entry("pets.read", &READ),
    Entry {
        parameters: &[("account_id", &ACCOUNT), ("pet_id", &PET)],
        ..entry("pets.get", &READ_PET)
    },
    Entry {
        body: Some(Body {
            write: |call, body| call.json(&body),
            sends_empty: false,
            omits_empty: false,
        }),
        ..entry("pets.create", &CREATE)
    },
    Entry {
        send: send_bytes,
        ..entry("pets.photo", &READ)
    },
    Entry {
        body: Some(Body {
            write: |call, body| call.upload("image/png", body.into()),
            sends_empty: false,
            omits_empty: false,
        }),
        ..entry("pets.replace", &UPLOAD)
    },
    Entry {
        body: Some(Body {
            write: |call, body| call.multipart(&[], &body),
            sends_empty: false,
            omits_empty: false,
        }),
        ..entry("pets.upload", &UPLOAD)
    },
    Entry {
        items: Some(Items {
            media_type: None,
            switch: None,
            open: open_lines,
        }),
        ..entry("pets.watch", &WATCH)
    },
    Entry {
        items: Some(Items {
            media_type: Some("application/x-ndjson"),
            switch: None,
            open: open_lines,
        }),
        ..entry("pets.tail", &READ)
    },
    entry("pets.toys.list", &READ),
    Entry {
        parameters: &[
            ("account_id", &ACCOUNT),
            ("x_api_key", &KEY),
            ("per_page", &PER_PAGE),
        ],
        body: Some(Body {
            write: |call, body| call.form(&[], &body),
            sends_empty: false,
            omits_empty: false,
        }),
        ..entry("pets.adopt", &ADOPT)
    },
    Entry {
        body: Some(Body {
            write: |call, body| call.json(&body),
            sends_empty: false,
            omits_empty: false,
        }),
        ..entry("pets.import", &CREATE)
    },
];

static CATALOG: Catalog = Catalog::new(&[ENTRIES], OPERATIONS);
const OPERATIONS: &str = r##"{"operations": {
    "pets.list": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"}},
        "required": ["account_id"]}},
    "pets.read": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"}},
        "required": ["account_id"]}},
    "pets.get": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"},
        "pet_id": {"type": "integer"}}, "required": ["account_id", "pet_id"]}},
    "pets.create": {"summary": "Create a\npet.\n\nSlowly.", "description": "More.", "arguments": {"type": "object", "properties": {
        "account_id": {"type": "string", "examples": ["a86a8f5c339544d7bdc89926de14fb8c"]},
        "limit": {"type": "integer", "default": 5, "examples": [7]},
        "body": {"$ref": "#/$defs/Pet", "examples": [{"name": "Old Yeller"}]}}, "required": ["account_id", "body"]}},
    "pets.photo": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"}},
        "required": ["account_id"]}, "result": {"type": "string", "format": "binary", "contentEncoding": "base64"}},
    "pets.replace": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"},
        "body": {"type": "string", "format": "binary", "contentEncoding": "base64"}}, "required": ["account_id", "body"]}},
    "pets.upload": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"},
        "body": {"type": "object", "properties": {"tags": {"type": "array", "items": {"type": "string"}},
            "note": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "place": {"type": "object", "properties": {"x": {"type": "integer"}}},
            "photo": {"type": "string", "format": "binary", "contentEncoding": "base64"}}}},
        "required": ["account_id", "body"]}},
    "pets.watch": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"}},
        "required": ["account_id"]}},
    "pets.toys.list": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"}},
        "required": ["account_id"]}},
    "pets.import": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"},
        "body": {"type": "array", "items": {"$ref": "#/$defs/Pet"}}}, "required": ["account_id", "body"]}},
    "pets.adopt": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"},
        "x_api_key": {"type": "string"}, "per_page": {"type": "integer"}, "body": {"type": "object", "properties": {
            "name": {"type": "string"}, "password": {"type": "string"}}}}, "required": ["account_id", "body"]}},
    "pets.tail": {"arguments": {"type": "object", "properties": {"account_id": {"type": "string"}},
        "required": ["account_id"]}}
}, "$defs": {
    "Pet": {"type": "object", "required": ["name", "kind", "age"], "properties": {
        "name": {"type": "string"}, "kind": {"$ref": "#/$defs/Kind"}, "age": {"type": "integer"},
        "wild": {"type": "boolean"},
        "owners": {"type": "array", "items": {"type": "object", "properties": {
            "id": {"type": "integer", "readOnly": true}, "firstName": {"type": "string"}}}}}},
    "Kind": {"type": "string", "examples": ["dog", "cat"]}
}}"##;

static PROGRAM: Program = Program {
    name: "pets",
    version: "1.0.0",
    title: "Pets",
    api: &API,
    catalog: &CATALOG,
    commands: &[],
};

const WORDS: &str = "COMMAND_LINE_WORDS";

/// The program, if the environment has its arguments.
#[test]
fn program() {
    if let Ok(words) = env::var(WORDS) {
        let words = words.lines().map(OsString::from);
        std::process::exit(PROGRAM.exit_code(words).into());
    }
}

/// Starts the program in a process; `files` has its profiles.
fn start(url: &str, files: &Path, words: &[&str]) -> Child {
    command(url, files, words).spawn().unwrap()
}

fn command(url: &str, files: &Path, words: &[&str]) -> Command {
    let test = format!("{}::program", module_path!());
    let (_, name) = test.split_once("::").unwrap();
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args([name, "--exact", "--nocapture", "--test-threads=2"])
        .env(WORDS, format!("pets\n{}", words.join("\n")))
        .env("SAMPLE_BASE_URL", url)
        .env("SAMPLE_TOKEN", "t0k3n")
        .env("XDG_CONFIG_HOME", files)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs `login` with a token from standard input; returns the exit code.
fn log_in(files: &Path, words: &[&str]) -> Option<i32> {
    let mut child = command("http://127.0.0.1:1/", files, words)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"t0k3n\n").unwrap();
    child.wait_with_output().unwrap().status.code()
}

struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program to its end.
async fn run_in(url: &str, files: &Path, words: &[&str]) -> Outcome {
    let child = start(url, files, words);
    let output = tokio::task::spawn_blocking(|| child.wait_with_output());
    let output = output.await.unwrap().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    Outcome {
        code: output.status.code(),
        // The head of the tests.
        stdout: stdout.split_once("1 test\n").unwrap().1.to_owned(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

async fn run(url: &str, words: &[&str]) -> Outcome {
    run_in(url, TempDir::new().unwrap().path(), words).await
}

/// Runs the program until it has printed a line, then closes its output; returns the line, and what
/// it prints to standard error.
async fn run_until_line(url: &str, words: &[&str]) -> Outcome {
    let files = TempDir::new().unwrap();
    let mut child = start(url, files.path(), words);
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let output = tokio::task::spawn_blocking(move || {
        let mut lines = stdout.lines().map(Result::unwrap);
        lines.find(|line| line == "running 1 test").unwrap();
        let line = lines.next().unwrap();
        drop(lines);
        (line, child.wait_with_output().unwrap())
    });
    let (line, output) = output.await.unwrap();
    Outcome {
        code: output.status.code(),
        stdout: line,
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[tokio::test]
async fn a_closed_pipe_ends_a_list_quietly() {
    let page = |id| {
        let page = json!({"result": [{"id": id}], "result_info": {"total_pages": 1000}});
        response(200, &page.to_string())
    };
    for (words, line) in [
        (&[][..], r#"{"id":0}"#),
        (&["--output", "json"], "["),
        (&["--output", "table"], "ID"),
    ] {
        let server = TestServer::start((0..1000).map(page).collect::<Vec<_>>()).await;
        let words = [&["pets", "list", "1", "--all"], words].concat();
        let outcome = run_until_line(&server.url, &words).await;
        assert_eq!(outcome.stdout, line);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        assert!(server.lines().len() < 1000);
    }
}

#[tokio::test]
async fn pages_are_one_array_and_one_table() {
    let page = |items: &Value, total_pages: usize| {
        let page = json!({"result": items, "result_info": {"total_pages": total_pages}});
        response(200, &page.to_string())
    };
    let first = json!([{"id": "a", "tags": ["b"]}, {"id": "bcd", "tags": []}]);
    let second = json!([{"id": "e", "name": "f"}, {"id": "longer", "name": "g"}]);
    let all = json!([first[0], first[1], second[0], second[1]]);
    let cases = [
        (&["--output", "json"][..], format!("{all:#}\n")),
        // The columns and their widths are those of the first page.
        (&["--output", "table"], "ID\na\nbcd\ne\nlonger\n".to_owned()),
        (
            &["--columns", "id,name"],
            "ID   NAME\na\nbcd\ne       f\nlonger  g\n".to_owned(),
        ),
    ];
    for (words, expected) in cases {
        let server = TestServer::start([page(&first, 2), page(&second, 2)]).await;
        let words = [&["pets", "list", "1", "--all"], words].concat();
        let outcome = run(&server.url, &words).await;
        assert_eq!(outcome.stdout, expected, "{}", outcome.stderr);
        let is_noted = outcome
            .stderr
            .contains("note: no row has `name`; there are `id`\n");
        assert_eq!(is_noted, words.contains(&"id,name"), "{}", outcome.stderr);
    }
    let empty = json!([]);
    let nested = json!([{"owner": {"id": "o"}, "id": "a", "title": "t"}]);
    for (words, items, expected) in [
        ("table", &nested, "ID  TITLE  OWNER.ID\na   t      o\n"),
        ("json", &empty, "[]\n"),
        ("json", &first, &format!("{first:#}\n")),
        ("table", &empty, ""),
    ] {
        let server = TestServer::start([page(items, 1)]).await;
        let words = ["pets", "list", "1", "--all", "--output", words];
        let outcome = run(&server.url, &words).await;
        assert_eq!(outcome.stdout, expected, "{}", outcome.stderr);
    }
}

#[tokio::test]
async fn a_stream_is_printed_as_it_arrives_until_the_pipe_is_closed() {
    let head = "HTTP/1.1 200 X\r\ncontent-type: application/x-ndjson\r\n\r\n".to_owned();
    let forever = Act::Forever(head, "{\"n\":1}\n", Duration::from_millis(5));
    let server = TestServer::start([forever]).await;
    let outcome = run_until_line(&server.url, &["pets", "watch", "1"]).await;
    assert_eq!(outcome.stdout, r#"{"n":1}"#);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn a_maximum_number_of_items_asks_for_the_stream() {
    let head = "HTTP/1.1 200 X\r\ncontent-type: application/x-ndjson\r\n\r\n".to_owned();
    let forever = Act::Forever(head, "{\"n\":1}\n", Duration::from_millis(5));
    let server = TestServer::start([forever]).await;
    let words = ["pets", "tail", "1", "--max-items", "2"];
    let outcome = run(&server.url, &words).await;
    let expected = "{\"n\":1}\n{\"n\":1}\n";
    assert_eq!(outcome.stdout, expected, "{}", outcome.stderr);
    let outcome = run(&server.url, &[&words[..], &["--dry-run"]].concat()).await;
    let accept = "'accept: application/x-ndjson'";
    assert!(outcome.stdout.contains(accept), "{}", outcome.stdout);
}

#[tokio::test]
async fn lists_are_lines_of_json() {
    let page = json!({"result": [{"id": "a"}, {"id": "b"}], "result_info": {"total_pages": 1}});
    let page = || response(200, &page.to_string());
    let server = TestServer::start([page(), page()]).await;
    for words in [&["--output", "ndjson"][..], &["--all"]] {
        let outcome = run(&server.url, &[&["pets", "list", "1"], words].concat()).await;
        assert_eq!(
            outcome.stdout, "{\"id\":\"a\"}\n{\"id\":\"b\"}\n",
            "{}",
            outcome.stderr
        );
    }
}

#[tokio::test]
async fn an_item_that_contains_a_list_is_printed_whole() {
    let pet = r#"{"id":"a","owners":[]}"#;
    let page = r#"{"total":1,"owners":[{"id":"b"}]}"#;
    let contents = [pet, page, r#""Miez""#];
    let server = TestServer::start(contents.map(|content| response(200, content))).await;
    let read = ["pets", "read", "1", "--output", "ndjson"];
    assert_eq!(run(&server.url, &read).await.stdout, format!("{pet}\n"));
    assert_eq!(run(&server.url, &read).await.stdout, "{\"id\":\"b\"}\n");
    let text = run(&server.url, &["pets", "read", "1"]).await;
    assert_eq!(text.stdout, "Miez\n");
}

#[tokio::test]
async fn selected_values_have_the_format_of_the_flag() {
    let result = r#"{"owners":[{"id":"b"},{"id":"c"}]}"#;
    for (path, words, expected) in [
        ("$.owners[*].id", &[][..], "b\nc\n"),
        ("$.owners[*].id", &["--output", "ndjson"], "\"b\"\n\"c\"\n"),
        (
            "$.owners[0]",
            &["--output", "json"],
            "{\n  \"id\": \"b\"\n}\n",
        ),
        ("$.owners[*]", &["--output", "table"], "ID\nb\nc\n"),
        ("$.owners[0]", &["--output", "yaml"], "---\nid: b\n"),
    ] {
        let server = TestServer::start([response(200, result)]).await;
        let read = ["pets", "read", "1", "--select", path];
        let outcome = run(&server.url, &[&read[..], words].concat()).await;
        assert_eq!(outcome.stdout, expected, "{}", outcome.stderr);
    }
}

#[tokio::test]
async fn a_boolean_flag_may_have_a_value_and_a_missing_property_is_named() {
    let url = "http://127.0.0.1:1/v4/";
    let pet = [
        "pets",
        "create",
        "--name",
        "a",
        "--kind",
        "b",
        "--age",
        "1",
        "--dry-run",
    ];
    for (words, expected) in [
        (&["1", "--wild"][..], "true"),
        (&["1", "--wild", "false"], "false"),
        (&["1", "--wild=false"], "false"),
    ] {
        let outcome = run(url, &[&pet[..], words].concat()).await;
        let property = format!("\"wild\":{expected}");
        assert!(outcome.stdout.contains(&property), "{}", outcome.stdout);
        assert!(
            outcome.stdout.contains("accounts/1\""),
            "{}",
            outcome.stdout
        );
    }
    let wrong = run(url, &[&pet[..], &["--wild", "1"]].concat()).await;
    assert_eq!(wrong.code, Some(2), "{}", wrong.stdout);
    let empty = run(url, &["pets", "create", "1"]).await;
    assert!(
        empty.stderr.contains("`body` has no `name`"),
        "{}",
        empty.stderr
    );
}

#[tokio::test]
async fn a_profile_has_the_arguments_that_are_missing() {
    let acts = [(); 3].map(|()| response(200, "{}"));
    let server = TestServer::start(acts).await;
    let files = TempDir::new().unwrap();
    let login = ["login", "--argument", "account_id=7"];
    let path = files.path().join("pets/profiles.json");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let missing = run_in(&server.url, files.path(), &["pets", "get", "5"]).await;
    assert!(
        missing.stderr.contains("`login --argument"),
        "{}",
        missing.stderr
    );
    assert_eq!(missing.code, Some(2));
    for wrong in [
        ["login", "--argument", "acount_id=7"],
        ["login", "--base-url", "nope"],
    ] {
        assert_eq!(log_in(files.path(), &wrong), Some(2));
    }
    assert!(!path.exists(), "nothing is stored");
    assert_eq!(log_in(files.path(), &login), Some(0));
    for words in [
        &["5"][..],
        &["8", "6"],
        &["--account-id", "9", "7"],
        &["5", "6", "7"],
    ] {
        let outcome = run_in(
            &server.url,
            files.path(),
            &[&["pets", "get"], words].concat(),
        )
        .await;
        let is_too_many = words == ["5", "6", "7"];
        assert_eq!(
            outcome.code,
            Some(if is_too_many { 2 } else { 0 }),
            "{}",
            outcome.stderr
        );
    }
    let sent = [
        "GET /v4/accounts/7/pets/5",
        "GET /v4/accounts/8/pets/6",
        "GET /v4/accounts/9/pets/7",
    ];
    assert_eq!(server.lines(), sent);
}

#[tokio::test]
async fn a_stored_credential_is_sent_and_never_printed() {
    let files = TempDir::new().unwrap();
    let server = TestServer::start([response(200, "{}")]).await;
    assert_eq!(log_in(files.path(), &["login"]), Some(0));
    let child = command(&server.url, files.path(), &["pets", "read", "1"])
        .env_remove("SAMPLE_TOKEN")
        .spawn()
        .unwrap();
    let output = tokio::task::spawn_blocking(|| child.wait_with_output());
    let output = output.await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let sent = &server.requests()[0];
    assert!(sent.contains("authorization: Bearer t0k3n\r\n"), "{sent}");
    let printed = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&printed).contains("t0k3n"));
}

#[tokio::test]
async fn a_dry_run_hides_secrets() {
    let url = "http://127.0.0.1:1/v4/";
    let words = [
        "pets",
        "adopt",
        "1",
        "--dry-run",
        "--x-api-key",
        "k3y",
        "--per-page",
        "50",
    ];
    let body = ["--name", "Rex", "--password", "s3cret"];
    let outcome = run(url, &[&words[..], &body].concat()).await;
    assert_eq!(
        outcome.stdout,
        "curl --request POST \\\n  --header \"authorization: Bearer $SAMPLE_TOKEN\" \\\n  \
         --header 'accept: application/json' \\\n  --header 'content-type: application/x-www-form-urlencoded' \\\n  \
         --header 'x-api-key: REDACTED' \\\n  \
         --data-binary 'name=Rex&password=REDACTED' \\\n  \
         \"http://127.0.0.1:1/v4/accounts/1/\\$adopt?per_page=50\"\n",
        "{}",
        outcome.stderr
    );
}

#[tokio::test]
async fn a_body_is_read_from_a_file_or_from_standard_input() {
    let files = TempDir::new().unwrap();
    let path = files.path().join("pet.json");
    let pet = r#"{"name":"Rex","kind":"dog","age":3}"#;
    fs::write(&path, pet).unwrap();
    let server = TestServer::start([response(200, "{}"), response(200, "{}")]).await;
    let file = format!("@{}", path.display());
    let outcome = run(&server.url, &["pets", "create", "1", "--body", &file]).await;
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);

    let words = ["pets", "create", "1", "--body", "-"];
    let mut child = command(&server.url, files.path(), &words)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(pet.as_bytes())
        .unwrap();
    let output = tokio::task::spawn_blocking(|| child.wait_with_output());
    let output = output.await.unwrap().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for request in server.requests() {
        assert!(request.ends_with(pet), "{request}");
    }

    for (property, message) in [
        (r#""nme":"R""#, "`body` has no property `nme`, only "),
        (
            r#""age":"3""#,
            "`body.age` is a string, expected an integer",
        ),
    ] {
        let body = format!(r#"{{"name":"Rex","kind":"dog","age":3,{property}}}"#);
        let outcome = run(&server.url, &["pets", "create", "1", "--body", &body]).await;
        assert_eq!(outcome.code, Some(2));
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    }
}

#[tokio::test]
async fn a_command_without_its_resource_has_a_tip() {
    let outcome = run("http://127.0.0.1:1/", &["toys", "list", "7"]).await;
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome
            .stderr
            .contains("tip: there is 'pets pets toys list'"),
        "{}",
        outcome.stderr
    );
}

#[tokio::test]
async fn the_exit_code_is_the_kind_of_failure() {
    const READ: &[&str] = &["pets", "read", "1"];
    let too_many = "retry-after: 100000\r\n";
    let cases = [
        (response(200, "{}"), READ, 0),
        (response(400, "{}"), READ, 1),
        (response(200, "<html>"), READ, 1),
        (response(401, "{}"), READ, 4),
        (response(403, "{}"), READ, 4),
        (response(404, "{}"), READ, 5),
        (respond_with(429, too_many, ""), READ, 6),
    ];
    for (act, words, code) in cases {
        let server = TestServer::start([act]).await;
        let outcome = run(&server.url, words).await;
        assert_eq!(outcome.code, Some(code), "{}", outcome.stderr);
        assert_eq!(outcome.stderr.starts_with("error: "), code != 0);
    }
    // Nothing is sent.
    let closed = "http://127.0.0.1:1/";
    let cases: [(&[&str], i32); 9] = [
        (&["pets", "read"], 2),
        (&["pets", "read", "1", "--unknown"], 2),
        (&["pets", "read", "1", "--select", "$["], 2),
        (&["pets", "create", "1"], 2),
        // A saved response is whole.
        (&["pets", "list", "1", "--to", "-", "--all"], 2),
        (&["pets", "read", "1", "--to", "-", "--select", "$.id"], 2),
        (
            &["pets", "read", "1", "--output", "json", "--columns", "a"],
            2,
        ),
        (&["--help"], 0),
        (READ, 3),
    ];
    for (words, code) in cases {
        let outcome = run(closed, words).await;
        assert_eq!(outcome.code, Some(code), "{words:?}: {}", outcome.stderr);
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf_8_is_an_error() {
    use std::os::unix::ffi::OsStringExt as _;
    let words = ["pets".into(), OsString::from_vec(vec![b'a', 0xff])];
    assert_eq!(PROGRAM.exit_code(words.into_iter()), 2);
}

#[cfg(unix)]
#[tokio::test]
async fn a_profile_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = TestServer::start([response(200, r#"{"id":"a"}"#)]).await;
    let files = TempDir::new().unwrap();
    let path = files.path().join("pets/profiles.json");
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(&path, r#"{"default": {"arguments": {"account_id": "7"}}}"#).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = run_in(&server.url, files.path(), &["pets", "read"]).await;
    assert_eq!(refused.code, Some(1));
    let advice = format!("run `chmod 600 {}`\n", path.display());
    assert!(refused.stderr.ends_with(&advice), "{}", refused.stderr);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let outcome = run_in(&server.url, files.path(), &["pets", "read"]).await;
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    fs::write(&path, r#"{"default": {"credentials": {"tokn": "7"}}}"#).unwrap();
    let misspelled = run_in(&server.url, files.path(), &["pets", "read", "1"]).await;
    assert_eq!(misspelled.code, Some(2));
    let reason = "has a credential `tokn`, expected `";
    assert!(misspelled.stderr.contains(reason), "{}", misspelled.stderr);
    assert_eq!(server.lines(), ["GET /v4/accounts/7"]);
}

#[tokio::test]
async fn a_dry_run_names_the_files_of_a_body() {
    let files = TempDir::new().unwrap();
    let photo = files.path().join("a;b.png");
    fs::write(&photo, b"\x89PNG").unwrap();
    let path = photo.to_str().unwrap();
    let url = "http://127.0.0.1:1/v4/";
    let body = ["pets", "replace", "1", "--dry-run", "--body", path];
    assert_eq!(
        run(url, &body).await.stdout,
        format!(
            "curl --request PUT \\\n  --header \"authorization: Bearer $SAMPLE_TOKEN\" \\\n  \
             --header 'accept: application/json' \\\n  --header 'content-type: image/png' \\\n  \
             --data-binary '@{path}' \\\n  \"http://127.0.0.1:1/v4/accounts/1\"\n"
        )
    );
    let form = ["pets", "upload", "1", "--dry-run", "--photo", path];
    let properties = [
        "--tags",
        "a",
        "--tags",
        "b",
        "--note",
        "2024",
        "--place.x",
        "1",
    ];
    assert_eq!(
        run(url, &[&form[..], &properties].concat()).await.stdout,
        format!(
            "curl --request PUT \\\n  --header \"authorization: Bearer $SAMPLE_TOKEN\" \\\n  \
             --header 'accept: application/json' \\\n  --form 'photo=@\"{path}\"' \\\n  \
             --form-string 'tags=a' \\\n  --form-string 'tags=b' \\\n  \
             --form-string 'note=2024' \\\n  \
             --form 'place=\"{{\\\"x\\\":1}}\";type=application/json' \\\n  \
             \"http://127.0.0.1:1/v4/accounts/1\"\n"
        )
    );
    let missing = run(url, &["pets", "replace", "1", "--body", "@none"]).await;
    assert_eq!(missing.code, Some(2));
    assert!(missing.stderr.starts_with("error: cannot read `none`: "));
}

#[tokio::test]
async fn bytes_are_printed_as_they_are() {
    let bytes = "a\u{0}\u{1b}[1mb\r\n";
    let server = TestServer::start([(); 3].map(|()| response(200, bytes))).await;
    for words in [
        &["photo", "1"][..],
        &["photo", "1", "--to", "-"],
        &["read", "1", "--to", "-"],
    ] {
        let outcome = run(&server.url, &[&["pets"], words].concat()).await;
        assert_eq!(outcome.stdout, bytes, "{}", outcome.stderr);
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().to_str().unwrap();
    let outcome = run(&server.url, &["pets", "photo", "1", "--to", path]).await;
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
}

#[tokio::test]
async fn a_download_continues_only_the_same_file() {
    let files = TempDir::new().unwrap();
    let path = files.path().join("report");
    let path = path.to_str().unwrap();
    let part = format!("{path}.part");
    let version = format!("{part}.version");
    let words = ["pets", "read", "1", "--to", path];
    let tagged = "content-type: application/json\r\netag: \"1\"\r\n";
    let rest = respond_with(
        206,
        &format!("{tagged}content-range: bytes 3-5/6\r\n"),
        "def",
    );
    let cut = "HTTP/1.1 200 X\r\ncontent-length: 6\r\n".to_owned() + tagged + "\r\nabc";
    let complete = || respond_with(416, "content-range: bytes */6\r\n", "");
    let server = TestServer::start([
        Act::Send(cut),
        rest,
        respond_with(200, tagged, "changed"),
        complete(),
        complete(),
        respond_with(200, tagged, "again"),
        response(200, "no version"),
    ])
    .await;
    let save = || run(&server.url, &words);
    let saved = || fs::read_to_string(path).unwrap();

    assert_eq!(save().await.code, Some(3));
    assert_eq!(fs::read_to_string(&part).unwrap(), "abc");
    assert_eq!(save().await.code, Some(0));
    assert_eq!(saved(), "abcdef");
    assert!(!fs::exists(&part).unwrap() && !fs::exists(&version).unwrap());

    // The server has another file, the part is complete, and the part is longer than the file.
    for (text, expected) in [
        ("abc", "changed"),
        ("ghijkl", "ghijkl"),
        ("too long", "again"),
    ] {
        fs::write(&part, text).unwrap();
        fs::write(&version, "\"0\"").unwrap();
        assert_eq!(save().await.code, Some(0));
        assert_eq!(saved(), expected);
    }
    fs::write(&part, "abc").unwrap();
    assert_eq!(save().await.code, Some(0));
    assert_eq!(saved(), "no version");

    let requests = server.requests();
    let continued = |request: &&String| request.contains("\r\nrange: bytes=");
    assert_eq!(requests.iter().filter(continued).count(), 4);
    assert!(
        requests[1].contains("range: bytes=3-\r\n"),
        "{}",
        requests[1]
    );
    assert!(
        requests[1].contains("if-range: \"1\"\r\n"),
        "{}",
        requests[1]
    );
}

#[tokio::test]
async fn the_help_has_examples_of_the_description() {
    let help = run("http://127.0.0.1:1/", &["pets", "create", "--help"])
        .await
        .stdout;
    for text in [
        "Create a\npet.\n\nSlowly.\n\nMore.\n",
        "[example: a86a8f5c339544d7bdc89926de14fb8c] [required]",
        "[default: 5]\n",
        "[examples: dog, cat] [required]",
        "\nExample:\n  pets pets create a86a8f5c339544d7bdc89926de14fb8c \\\n\
         \x20   --name 'Old Yeller' \\\n    --kind dog \\\n    --age AGE\n",
        "has a flag with dots: --owners.0.first-name. JSON",
    ] {
        assert!(help.contains(text), "no {text:?} in {help}");
    }
    let help = run("http://127.0.0.1:1/", &["pets", "read", "--help"])
        .await
        .stdout;
    assert!(
        help.ends_with("\nExample:\n  pets pets read ACCOUNT-ID\n"),
        "{help}"
    );
    let help = run("http://127.0.0.1:1/", &["pets", "import", "--help"])
        .await
        .stdout;
    assert!(help.contains("a flag with dots: --0.name."), "{help}");
}

#[tokio::test]
async fn commands_have_manual_pages() {
    let page = |words: &'static [&str]| async move {
        let words = [&["man"], words].concat();
        run("http://127.0.0.1:1/", &words).await
    };
    let root = page(&[]).await.stdout;
    assert!(root.contains("\npets\\-pets(1)\n"), "{root}");
    assert!(!root.contains("\npets\\-help(1)\n"), "{root}");
    let list = page(&["pets", "list"]).await.stdout;
    assert!(list.contains("\n.TH pets-pets-list 1 "), "{list}");
    assert!(list.contains("\\-\\-max\\-items"), "{list}");
    let unknown = page(&["pets", "unknown"]).await;
    assert_eq!(unknown.code, Some(2));
    assert_eq!(
        unknown.stderr,
        "error: there is no command `pets pets unknown`\n"
    );
}
