use super::*;
use crate::parsed::SourceFormat;
use crate::yaml::read_yaml_text;

fn places_in(format: SourceFormat, text: &str) -> Option<Places> {
    match format {
        SourceFormat::Json => None,
        SourceFormat::Yaml => read_yaml_text(text).unwrap().places,
    }
}

fn offsets(format: SourceFormat, text: &str, pointers: &[&str]) -> Vec<usize> {
    let (wanted, ids) = find_pointer_offsets(places_in(format, text).as_ref(), text, pointers);
    ids.into_iter().map(|id| wanted.offset(id)).collect()
}

const YAML: &str = "\
openapi: 3.0.0
paths:
  /pets/{id}: &pet
    get: {tags: [a, b], 'x y': \"z\"}
    200: ok
  /alias: *pet
  : value
  last:
  - - inner: 1
    - second
  - text: |
      openapi: no
twice: 1
twice: 2
";

const JSON: &str = r#" {"openapi": "3.0.0", "a/b": {"k\"ey": [1, {"x": [[2], {"y": null}]}, "s"]},
  "twice": {"z": 1}, "twice": {"z": 2}}"#;

fn found<'t>(format: SourceFormat, text: &'t str, pointer: &str) -> &'t str {
    let offset = offsets(format, text, &[pointer])[0];
    text.get(offset..)
        .unwrap_or_default()
        .lines()
        .next()
        .unwrap_or_default()
}

#[test]
fn yaml_values_are_located_at_their_keys() {
    let rows = [
        ("", "openapi: 3.0.0"),
        ("/openapi", "openapi: 3.0.0"),
        ("/paths/~1pets~1{id}/get", "get: {tags"),
        ("/paths/~1pets~1{id}/get/tags/1", "b]"),
        ("/paths/~1pets~1{id}/get/x y", "'x y'"),
        ("/paths/~1pets~1{id}/200", "200: ok"),
        ("/paths/~1alias/get", "/alias: *pet"),
        ("/paths//x", ": value"),
        ("/paths/last/0/0/inner", "inner: 1"),
        ("/paths/last/0/1", "second"),
        ("/paths/last/1/text", "text: |"),
        ("/twice", "twice: 2"),
        ("/missing", "openapi: 3.0.0"),
    ];
    for (pointer, start) in rows {
        let at = found(SourceFormat::Yaml, YAML, pointer);
        assert!(at.starts_with(start), "{pointer} is at `{at}`");
    }
    assert!(offsets(SourceFormat::Yaml, YAML, &["/twice"])[0] > YAML.find("twice: 1").unwrap());
}

#[test]
fn json_values_are_located_at_their_keys() {
    let rows = [
        ("", "{\"openapi\""),
        ("/openapi", "\"openapi\""),
        ("/a~1b", "\"a/b\""),
        ("/a~1b/k\"ey", "\"k\\\"ey\""),
        ("/a~1b/k\"ey/0", "1, {"),
        ("/a~1b/k\"ey/1/x/0/0", "2]"),
        ("/a~1b/k\"ey/1/x/1/y", "\"y\""),
        ("/a~1b/k\"ey/2", "\"s\""),
        ("/a~1b/k\"ey/3", "\"k\\\"ey\""),
        ("/twice/z", "\"z\": 2"),
        ("/openapi/no/such", "\"openapi\""),
    ];
    for (pointer, start) in rows {
        let at = found(SourceFormat::Json, JSON, pointer);
        assert!(at.starts_with(start), "{pointer} is at `{at}`");
    }
}

#[test]
fn extension_keys_are_located_as_written() {
    let at = found(
        SourceFormat::Json,
        r#"{"a": {"x-if": {"type": "x"}}}"#,
        "/a/x-if/type",
    );
    assert_eq!(at, r#""type": "x"}}}"#);
}

#[test]
fn locations_before_a_syntax_error_in_json_are_found() {
    assert_eq!(
        found(SourceFormat::Json, r#"{"a": 1, "b": }"#, "/a"),
        r#""a": 1, "b": }"#
    );
}

#[test]
fn numbers_are_found_as_written() {
    let yaml =
        "a: 1.10\nb: [0x1F, {c: 1e3}]\nd: !!float 1.20\ne: &x 1.30 # no\nf: *x\n'g: h':   True\n";
    let words = plain_scalars(
        places_in(SourceFormat::Yaml, yaml).as_ref(),
        yaml,
        &["/a", "/b/0", "/b/1/c", "/e", "/f", "/g: h"],
    );
    let words: Vec<Option<&str>> = words.iter().map(Option::as_deref).collect();
    assert_eq!(
        words,
        [
            Some("1.10"),
            Some("0x1F"),
            Some("1e3"),
            Some("1.30"),
            None,
            Some("True")
        ]
    );
    let json = r#"{"a" : 1.10, "b": [-1e3, {"c":true}]}"#;
    let words = plain_scalars(None, json, &["/a", "/b/0", "/b/1/c"]);
    assert_eq!(
        words.into_iter().flatten().collect::<Vec<_>>(),
        ["1.10", "-1e3", "true"]
    );
}

#[test]
fn a_value_of_minified_json_is_shown_on_lines() {
    let json = format!(
        r#"{{"a":"{}","b":[{{"c":1}}]}}"#,
        "x".repeat(LONGEST_OF_JSON)
    );
    let passages = locate_passages(None, "a.json", &json, &["/b", "/b/0/c"]);
    let lines: Vec<&str> = passages
        .iter()
        .map(|passage| passage.lines.as_str())
        .collect();
    assert_eq!(lines, ["[\n  {\n    \"c\": 1\n  }\n]", "1"]);
}
