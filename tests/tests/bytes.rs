//! Arbitrary bytes as input: the result must be a crate with warnings, or an error with a location,
//! and never a panic, a stack overflow, a hang, or a control character in a message.
//!
//! `corpus -- mutate` does the same with real documents, for any length of time; these tests take
//! seconds.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use sdkwright::inspect;
use sdkwright::pipeline::{self, Settings};
use sdkwright::source::ReadOptions;

/// The maximum time for the slowest input, even in a debug build on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// A nesting depth that no recursive parser survives.
const DEEP: usize = 100_000;

/// A description with many features, and with multi-byte characters.
const WHOLE: &str = r##"openapi: 3.1.0
info: { title: "Grüße 🦀", version: "1" }
servers: [{ url: "https://example.com/{v}", variables: { v: { default: "ü" } } }]
paths:
  /a/{id}:
    post:
      operationId: größe
      parameters:
        - { name: id, in: path, required: true, schema: { type: string, pattern: "^[a-ü]+$" } }
        - { name: "x[y]", in: query, style: deepObject, schema: { type: object, properties: { 日本: { type: integer } } } }
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Node" } } } }
      responses:
        "200": { description: "👍", content: { application/json: { schema: { $ref: "#/components/schemas/Node" } } } }
components:
  schemas:
    Node:
      type: object
      required: [kind]
      properties:
        kind: { enum: [a, ü, null, 1] }
        next: { oneOf: [{ $ref: "#/components/schemas/Node" }, { type: "null" }] }
        list: { type: array, items: { anyOf: [{ type: string }, { const: 1.5 }] } }
"##;

/// The result of reading some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Crate,
    Refused,
}

/// Runs the whole pipeline on the bytes, as a file with this name.
fn take_bytes(name: &str, bytes: &[u8]) -> Fate {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let start = Instant::now();
    let fate = understand_file(&path);
    let seen = String::from_utf8_lossy(bytes.get(..bytes.len().min(300)).unwrap()).into_owned();
    assert!(
        start.elapsed() < LIMIT,
        "{:?} for {name}: {seen}",
        start.elapsed()
    );
    fate.unwrap_or_else(|wrong| panic!("{name}: {wrong}: {seen:?}"))
}

fn understand_file(path: &Path) -> Result<Fate, String> {
    let understood = match pipeline::understand_description(
        path,
        &Settings::default(),
        &ReadOptions::default(),
        None,
    ) {
        Ok(understood) => understood,
        Err(failure) => {
            let text = failure.to_string();
            check_printable(&text)?;
            // An empty file has no line.
            let is_located = text.contains("--> ") || text.starts_with("error[empty-file]: ");
            return if is_located {
                Ok(Fate::Refused)
            } else {
                Err(format!("no place in {text:?}"))
            };
        }
    };
    let reports: Vec<String> = understood.reports.iter().map(ToString::to_string).collect();
    check_printable(&(reports.concat() + &inspect::inspection_text(&understood, true)))?;
    let files =
        pipeline::emit_client_files(&understood.api).map_err(|failure| failure.to_string())?;
    for file in files
        .files()
        .iter()
        .filter(|file| !file.path.starts_with("src/runtime/"))
    {
        if file.path.ends_with(".rs") {
            syn::parse_file(&file.contents).map_err(|error| format!("{}: {error}", file.path))?;
        }
    }
    Ok(Fate::Crate)
}

fn check_printable(text: &str) -> Result<(), String> {
    match text
        .find(|c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c))
    {
        Some(at) => Err(format!("a control character at {at} of {text:?}")),
        None => Ok(()),
    }
}

#[test]
fn random_bytes() {
    let mut dice = StdRng::seed_from_u64(1);
    for round in 0..300 {
        let mut bytes = vec![0; dice.random_range(0..300)];
        dice.fill_bytes(&mut bytes);
        let head: &[u8] = if round % 2 == 0 {
            b""
        } else {
            b"openapi: 3.0.0\n"
        };
        let name = ["a.json", "a.yaml", "a"].choose(&mut dice).unwrap();
        assert_eq!(take_bytes(name, &[head, &bytes].concat()), Fate::Refused);
    }
}

#[test]
fn random_words() {
    let words = [
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        ",",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "\"",
        "'",
        "&a",
        "*a",
        "<<: ",
        "!!str ",
        "|\n",
        ">-\n",
        "? ",
        "---\n",
        "...\n",
        "#",
        "%",
        "\t",
        "\\u",
        "\\ud800",
        "null",
        "~",
        "1e9",
        "0x1F",
        "no",
        "a",
        "paths",
        "get",
        "$ref",
        "responses",
        "type",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\r",
        "\u{0}",
        "ü",
        "@",
        "`",
    ];
    let mut dice = StdRng::seed_from_u64(2);
    for round in 0..400 {
        let count = dice.random_range(1..60);
        let text: String = (0..count)
            .map(|_| *words.choose(&mut dice).unwrap())
            .collect();
        let text = if round % 2 == 0 {
            text
        } else {
            format!("{WHOLE}{text}")
        };
        take_bytes(if round % 4 < 2 { "a.yaml" } else { "a" }, text.as_bytes());
    }
}

/// Also truncates in the middle of a character.
#[test]
fn truncated_descriptions() {
    let mut fates = [0; 2];
    for end in (0..WHOLE.len()).step_by(9) {
        fates[usize::from(
            take_bytes("a.yaml", WHOLE.as_bytes().get(..end).unwrap()) == Fate::Crate,
        )] += 1;
    }
    assert!(fates.iter().all(|count| *count > 10), "{fates:?}");
    let middle = WHOLE.find('ü').unwrap() + 1;
    assert_eq!(
        take_bytes("a.yaml", WHOLE.as_bytes().get(..middle).unwrap()),
        Fate::Refused
    );
    assert_eq!(
        take_bytes("a.yaml", &[WHOLE.as_bytes(), b"# \xff"].concat()),
        Fate::Refused
    );
}

#[test]
fn unlimited_nesting_of_values() {
    let head = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{"A":"#;
    for (open, close) in [
        ("[", "]"),
        ("{\"a\":", "}"),
        ("{\"items\":", "}"),
        ("{\"allOf\":[", "]}"),
        ("{\"properties\":{\"a\":", "}}"),
        ("{\"oneOf\":[{},", "]}"),
    ] {
        for depth in [100, 1_000, DEEP] {
            let nest = format!("{}{{}}{}", open.repeat(depth), close.repeat(depth));
            for name in ["a.json", "a.yaml"] {
                let whole = take_bytes(name, format!("{head}{nest}}}}}}}").as_bytes());
                assert!(
                    depth == 100 || whole == Fate::Refused,
                    "{name}: {depth} times {open}"
                );
                assert_eq!(take_bytes(name, nest.as_bytes()), Fate::Refused);
                assert_eq!(
                    take_bytes(name, open.repeat(depth).as_bytes()),
                    Fate::Refused
                );
            }
        }
    }
    let blocks: String = (0..1_500)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    for text in [
        "- ".repeat(DEEP),
        "? ".repeat(DEEP),
        "!a ".repeat(DEEP),
        "&a ".repeat(DEEP),
        blocks.clone(),
    ] {
        assert_eq!(take_bytes("a.yaml", text.as_bytes()), Fate::Refused);
    }
    assert_eq!(
        take_bytes("a.yaml", format!("{WHOLE}x-deep:\n{blocks}").as_bytes()),
        Fate::Refused
    );
}

#[test]
fn aliases_of_aliases() {
    let mut bomb = "x-0: &a0 { type: object, description: boom }\n".to_owned();
    for at in 1..30 {
        let alias = format!("*a{}, ", at - 1);
        bomb += &format!("x-{at}: &a{at} [{}]\n", alias.repeat(9));
    }
    assert_eq!(
        take_bytes("a.yaml", format!("{bomb}{WHOLE}").as_bytes()),
        Fate::Refused
    );
    let mut merges = "x-0: &a0 { k: v }\n".to_owned();
    for at in 1..30 {
        merges += &format!(
            "x-{at}: &a{at} {{ <<: [*a{0}, *a{0}], k{at}: *a{0} }}\n",
            at - 1
        );
    }
    take_bytes("a.yaml", format!("{merges}{WHOLE}").as_bytes());
    for circle in [
        "x: &a [*a]\n",
        "x: &a { a: *a }\n",
        "x: &a { <<: *a }\n",
        "x: *nowhere\n",
        "x: [&a a, &a b, *a]\n",
    ] {
        take_bytes("a.yaml", format!("{WHOLE}{circle}").as_bytes());
    }
}

#[test]
fn enormous_numbers() {
    let numbers = [
        "1e999999999".to_owned(),
        "-1e999999999".to_owned(),
        "1e-999999999".to_owned(),
        "9".repeat(5_000),
        format!("0.{}1", "0".repeat(5_000)),
        "18446744073709551616".to_owned(),
        "-9223372036854775809".to_owned(),
        "-0".to_owned(),
        "-0.0".to_owned(),
        "1e308".to_owned(),
    ];
    let keys = [
        "minimum",
        "exclusiveMaximum",
        "multipleOf",
        "maxLength",
        "minItems",
        "default",
        "const",
        "example",
        "x-any",
    ];
    for number in &numbers {
        let schemas: Vec<String> = keys
            .iter()
            .map(|key| format!("\"{key}\":{number}"))
            .collect();
        let properties: Vec<String> = ["integer", "number", "string", "array"]
            .iter()
            .map(|ty| {
                format!(
                    "\"{ty}\":{{\"type\":\"{ty}\",\"enum\":[{number}],{}}}",
                    schemas.join(",")
                )
            })
            .collect();
        let text = format!(
            "x-n: {{ {} }}\n{WHOLE}        numbers: {{ properties: {{ {} }} }}\n",
            schemas.join(","),
            properties.join(",")
        );
        take_bytes("a.yaml", text.as_bytes());
        let text = format!(
            "{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"t\",\"version\":{number}}},\"paths\":{{}},\"x\":{number}}}"
        );
        take_bytes("a.json", text.as_bytes());
    }
    for number in [
        ".inf",
        "-.Inf",
        ".NAN",
        "0x7fffffffffffffffffffffff",
        "0o777",
        "1_000",
        "017",
        "+1",
        "1.",
        ".5",
    ] {
        let text = format!(
            "{WHOLE}        number: {{ type: number, default: {number}, maximum: {number} }}\n"
        );
        assert_eq!(
            take_bytes("a.yaml", text.as_bytes()),
            Fate::Crate,
            "{number}"
        );
    }
}

/// The control characters are in every string that a diagnostic might repeat.
#[test]
fn control_characters() {
    for (at, hostile) in [
        "\\u001b[31m\\u0007",
        "\\u0000",
        "\\u009b2J",
        "\\u202e\\u2066",
        "\\r\\n\\u0085",
        "\\u2028",
    ]
    .iter()
    .enumerate()
    {
        for place in [
            "größe",
            "日本",
            "a-ü",
            "Grüße",
            "Node",
            "id",
            "deepObject",
            "query",
            "object",
            "👍",
            "kind",
            "https",
            "{v}",
        ] {
            // Only quoted strings have escapes.
            let quoted = WHOLE
                .replace("größe", "\"größe\"")
                .replace("日本", "\"日本\"")
                .replace("deepObject", "\"deepObject\"");
            let quoted = quoted
                .replace("in: query", "in: \"query\"")
                .replace("[kind]", "[\"kind\"]");
            take_bytes(
                "a.yaml",
                quoted
                    .replace(place, &format!("{place}{hostile}"))
                    .as_bytes(),
            );
        }
        let name = format!("a{at}\u{1b}[31m.yaml");
        assert_eq!(
            take_bytes(&name, format!("openapi: \"{hostile}\"").as_bytes()),
            Fate::Refused
        );
    }
    for control in (0_u8..0x20).chain([0x7f]) {
        take_bytes(
            "a.yaml",
            WHOLE
                .replace("Node", &format!("No{}de", char::from(control)))
                .as_bytes(),
        );
        take_bytes(
            "a.json",
            format!(
                "{{\"openapi\": \"3.0.0\", \"in{}fo\": 1}}",
                char::from(control)
            )
            .as_bytes(),
        );
    }
}

#[test]
fn enormous_strings() {
    let long = "x".repeat(200_000);
    for place in ["größe", "Node", "kind", "/a/", "application/json", "a-ü"] {
        take_bytes("a.yaml", WHOLE.replace(place, &long).as_bytes());
    }
    let many: String = (0..5_000)
        .map(|at| format!("        p{at}: {{ type: string }}\n"))
        .collect();
    assert_eq!(
        take_bytes("a.yaml", format!("{WHOLE}{many}").as_bytes()),
        Fate::Crate
    );
    let names: Vec<String> = (0..1_000)
        .map(|at| format!("a{}", "_".repeat(at % 50)))
        .collect();
    take_bytes(
        "a.yaml",
        WHOLE
            .replace("[a, ü, null, 1]", &format!("{names:?}"))
            .as_bytes(),
    );
}
