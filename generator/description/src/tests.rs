use super::*;
use diag::{FileId, Origin};
use serde_json::{Value, json};
use std::path::PathBuf;

fn yaml(text: &str) -> Value {
    let text = format!("openapi: 3.1.0\n{text}");
    let (document, _) = Document::from_text("a.yaml", text).unwrap();
    document.root().clone()
}

/// Returns the printed failure or warnings of a text.
fn printed_reports(name: &str, text: &str) -> String {
    match Document::from_text(name, text.to_owned()) {
        Err(failure) => failure.to_string(),
        Ok((document, warnings)) => document
            .report(warnings)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n\n"),
    }
}

#[test]
fn yaml_scalars_follow_the_core_schema() {
    let rows: &[(&str, Value)] = &[
        ("v: no", json!("no")),
        ("v: on", json!("on")),
        ("v: true", json!(true)),
        ("v: ~", Value::Null),
        ("v:", Value::Null),
        ("v: 0x1F", json!(31)),
        ("v: 0o17", json!(15)),
        ("v: 007", json!("007")),
        ("v: 2020-01-01", json!("2020-01-01")),
        ("v: 18446744073709551615", json!(u64::MAX)),
        (
            "v: -9223372036854776000",
            json!(-9_223_372_036_854_776_000.0),
        ),
        (
            "v: 340282366920938463463374607431768211456",
            json!(340_282_366_920_938_463_463_374_607_431_768_211_456.0),
        ),
        ("v: 1e400", json!("1e400")),
        ("v: .inf", json!(".inf")),
        ("v: -.Inf", json!("-.inf")),
        ("v: .NaN", json!(".nan")),
        ("v: 1.50", json!(1.5)),
        ("v: !own text", json!("text")),
        ("v: !own {a: 1}", json!({"a": 1})),
        ("v: !!str 12", json!("12")),
        ("v: !!int '12'", json!(12)),
        ("v: !!float 12", json!(12.0)),
        ("v: !!bool True", json!(true)),
        ("v: !!null", Value::Null),
        ("v: !!binary 12", json!("12")),
        (
            "v: [-0x1F, +0b11, -0, +.5, -1e3]",
            json!([-31, 3, 0, 0.5, -1000.0]),
        ),
        (
            "v: [0x, 0x-1, ++1, 1_000, '1', 1.2.3, infinity, -08]",
            json!([
                "0x", "0x-1", "++1", "1_000", "1", "1.2.3", "infinity", "-08"
            ]),
        ),
        (
            "v: 0xFFFFFFFFFFFFFFFFFF",
            json!(4_722_366_482_869_645_213_695.0),
        ),
        ("v: {? a, : b}", json!({"a": null, "": "b"})),
        ("&k v: [*k, &s s, *s]\n*s : 1", json!(["v", "s", "s"])),
        // The last definition before an alias counts.
        ("a: &a 1\nb: *a\nc: &a 2\nv: *a", json!(2)),
        (
            "a: &a {x: &b {y: 1}, z: *b}\nv: [*a, *b]",
            json!([{"x": {"y": 1}, "z": {"y": 1}}, {"y": 1}]),
        ),
        (
            "v: {200: a, null: b, true: c, 1.0: d}",
            json!({"200": "a", "null": "b", "true": "c", "1.0": "d"}),
        ),
        ("a: &a {x: 1}\nv: *a", json!({"x": 1})),
        (
            "a: &a {x: 1, z: 3}\nv: {<<: *a, x: 2}",
            json!({"x": 2, "z": 3}),
        ),
        (
            "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nv: {<<: [*a, *b]}",
            json!({"x": 1, "y": 2}),
        ),
        ("v: {<<: text}", json!({"<<": "text"})),
        ("v: |\n  a\n  b\n", json!("a\nb\n")),
        ("v: |\n  a\n  b", json!("a\nb")),
    ];
    for (text, expected) in rows {
        assert_eq!(yaml(text)["v"], *expected, "{text}");
    }
}

#[test]
fn json_has_no_merge_keys_and_keeps_large_numbers() {
    let text = r#"{"openapi": "3.0.0", "<<": {"a": 1}, "n": "no", "f": 18446744073709551616}"#;
    let (document, _) = Document::from_text("a.json", text.to_owned()).unwrap();
    assert_eq!(document.root()["<<"], json!({"a": 1}));
    assert_eq!(document.root()["f"], json!(18_446_744_073_709_551_616.0));
}

#[test]
fn numbers_beyond_floats_are_clamped_and_reported() {
    let text = r#"{"openapi": "3.0.0", "a": [1e400], "s": "-1e400\"1e400", "m": -1E+999}"#;
    let (document, warnings) = Document::from_text("a.json", text.to_owned()).unwrap();
    assert_eq!(document.root()["a"][0], json!(f64::MAX));
    assert_eq!(document.root()["m"], json!(f64::MIN));
    assert_eq!(document.root()["s"], json!("-1e400\"1e400"));
    let places: Vec<_> = warnings
        .iter()
        .map(|w| (w.code, w.origin.as_ref().unwrap().pointer.as_ref()))
        .collect();
    assert_eq!(places, [("huge-number", "/a/0"), ("huge-number", "/m")]);
}

#[test]
fn duplicate_keys_are_reported_and_the_last_one_wins() {
    let expected = "\
warning[duplicate-key]: `b/c` appears twice in one object, expected once
 --> a.yaml:4:3  (/a/b~1c)
  |
4 |   b/c: 2
  |   ^
  = note: the last value is used
  = help: remove or rename all but one of them";
    assert_eq!(
        printed_reports("a.yaml", "openapi: 3.0.0\na:\n  b/c: 1\n  b/c: 2\n"),
        expected
    );
    let json = printed_reports("a.json", r#"{"openapi": "3.0.0", "a": [{"b": 1, "b": 2}]}"#);
    assert!(json.contains("--> a.json:1:37  (/a/0/b)"), "{json}");
}

#[test]
fn unreadable_files_are_refused_with_their_location() {
    let deep = format!("{{\"openapi\": {}", "[".repeat(200_000));
    let bomb = format!(
        "a: &a {:?}\nb: [{}]",
        "x".repeat(100_000),
        "*a,".repeat(20_000)
    );
    let blocks = "- ".repeat(200_000);
    let rows: [(&str, &str, &str, &str); 23] = [
        ("a.yaml", " \n", "error[empty-file]: `a.yaml` is empty", ""),
        (
            "a.yaml",
            "# only a comment",
            "error[empty-file]: expected an OpenAPI description, found nothing",
            ":1:1",
        ),
        (
            "a.yaml",
            "a: b: c",
            "error[broken-yaml]: invalid YAML: unexpected `:` in a value",
            ":1:5",
        ),
        (
            "a.yaml",
            "a:\n\tb: 1",
            "error[broken-yaml]: invalid YAML: found a tab, expected spaces",
            ":2:1",
        ),
        (
            "a.yaml",
            "a: [1\nb: 2",
            "error[broken-yaml]: invalid YAML: unexpected `:` between `[` and `]`",
            ":2:2",
        ),
        (
            "a.yaml",
            "a: *b",
            "error[broken-yaml]: invalid YAML: an alias refers to an anchor",
            ":1:4",
        ),
        (
            "a.yaml",
            "a: 1\n---\nb: 1",
            "error[broken-yaml]: found several YAML documents in one file",
            ":2:1",
        ),
        (
            "a.yaml",
            "a: &a [*a]",
            "error[document-too-deep]: a YAML alias is inside of the value that it repeats",
            ":1:8",
        ),
        (
            "a.yaml",
            &deep,
            "error[document-too-deep]: values are nested more than 128 levels deep",
            ":1:140",
        ),
        (
            "a.yaml",
            &blocks,
            "error[document-too-deep]: values are nested more than 128 levels deep",
            ":1:257",
        ),
        (
            "a.yaml",
            &bomb,
            "error[document-too-large]: YAML aliases repeat too much of the document",
            ":2:5",
        ),
        (
            "a.yaml",
            "a: &a [x]\nb: &b [*a, *a]\nc: [ü, *b]\n? *a\n",
            "error[broken-yaml]: invalid YAML: the key of an object is an array or object",
            ":4:3",
        ),
        (
            "a.yaml",
            "a: !!int x",
            "error[broken-yaml]: invalid YAML: found `x` after `!!int`, expected an integer",
            ":1:10",
        ),
        (
            "a.yaml",
            "a: \"é\\\\\\d\"",
            "error[broken-yaml]: invalid YAML: `\\d` is no escape in double quotes",
            ":1:8",
        ),
        (
            "a.yaml",
            "a:\n  - b\n  - `c`",
            "error[broken-yaml]: invalid YAML: no value can begin with a backtick",
            ":3:5",
        ),
        (
            "a.yaml",
            "a: b\u{1}",
            "error[broken-yaml]: invalid YAML: found the control character U+0001",
            ":1:5",
        ),
        (
            "a.yaml",
            "a: 1\nb: {c: [1, 2\n  d: 3}",
            "error[broken-yaml]: invalid YAML: unexpected `:` between `[` and `]`",
            ":3:4",
        ),
        (
            "a.yaml",
            "a:\n  b: {c: 1\n  d: 3}",
            "error[broken-yaml]: invalid YAML: expected `,` or `}` in the object `{ … }` that begins at line 2 column 6",
            ":3:4",
        ),
        (
            "a.yaml",
            "a:\n  - b: 1\n    c: 1\n   d: 2",
            "error[broken-yaml]: invalid YAML: expected `-` in an array that begins at line 2 column 3",
            ":4:4",
        ),
        (
            "a.json",
            &deep,
            "error[document-too-deep]: values are nested more than 128 levels deep",
            ":1:",
        ),
        (
            "a.json",
            "{\"a\": 1,}",
            "error[broken-json]: invalid JSON: a comma",
            ":1:9",
        ),
        (
            "a.json",
            "{\"a\": ",
            "error[broken-json]: invalid JSON: the file ends here, and the `{` of line 1 is not closed",
            ":1:5",
        ),
        (
            "a",
            "\n  hello",
            "error[not-openapi]: expected an OpenAPI description, found a string",
            ":2:3",
        ),
    ];
    for (name, text, start, place) in rows {
        let printed = printed_reports(name, text);
        assert!(printed.starts_with(start), "{printed}");
        assert!(
            printed.contains(&format!("{name}{place}")) || place.is_empty(),
            "{place} in {printed}"
        );
    }
}

#[test]
fn tab_indentation_is_explained() {
    assert!(
        printed_reports("a.yaml", "a:\n\tb: 1")
            .ends_with("= help: indent with spaces, not with tabs")
    );
}

const REFERENCES: &str = r##"{
    "openapi": "3.1.0",
    "a/b": {"~": {"100%": 1}},
    "chain": {"$ref": "#/link"}, "link": {"$ref": "#/end"}, "end": {"inner": {"x": [{"y": 1}]}},
    "circle": {"$ref": "#/back"}, "back": {"$ref": "#/circle"},
    "self": {"$ref": "#/self/deeper"},
    "Pet_Store": {}
}"##;

#[test]
fn references_resolve_to_the_end_of_their_chain() {
    let (document, _) = Document::from_text("a.json", REFERENCES.to_owned()).unwrap();
    let from = Origin::new(FileId(0), "/here");
    let rows = [
        ("#/a~1b/~0", "/a~1b/~0"),
        ("#/a~1b/~0/100%25", "/a~1b/~0/100%"),
        ("#/a~1b/~0/100%", "/a~1b/~0/100%"),
        ("#/a%7E1b/%7e0", "/a~1b/~0"),
        ("#/chain", "/end"),
        ("#/chain/inner/x/0/y", "/end/inner/x/0/y"),
    ];
    for (reference, pointer) in rows {
        assert_eq!(
            document.resolve(&from, reference),
            Ok(Origin::new(FileId(0), pointer)),
            "{reference}"
        );
    }
}

#[test]
fn dangling_references_are_reported() {
    let (document, _) = Document::from_text("a.json", REFERENCES.to_owned()).unwrap();
    let from = Origin::new(FileId(0), "/here");
    let rows = [
        (
            "",
            "dangling-reference",
            "`#` is a whole description, expected a part of one",
        ),
        (
            "#",
            "dangling-reference",
            "`#` is a whole description, expected a part of one",
        ),
        (
            "#/end//x",
            "dangling-reference",
            "`#/end//x` does not exist: `/end` has no empty key",
        ),
        (
            "#/a~1b/~0/100%/x",
            "dangling-reference",
            "`#/a~1b/~0/100%/x` does not exist: `/a~1b/~0/100%` is `1`, which has no members",
        ),
        (
            "#/nowhere",
            "dangling-reference",
            "`#/nowhere` does not exist: the root has no `nowhere`",
        ),
        (
            "#/end/inner/z",
            "dangling-reference",
            "`#/end/inner/z` does not exist: `/end/inner` has no `z`",
        ),
        (
            "#/end/inner/x/1",
            "dangling-reference",
            "`#/end/inner/x/1` does not exist: `/end/inner/x` has no `1`",
        ),
        (
            "#/self",
            "reference-chain",
            "`#/self` goes through more than 100 references",
        ),
        (
            "#Pet",
            "dangling-reference",
            "`#Pet` does not exist: no schema has the anchor `Pet`",
        ),
        (
            "https://x/y.json#/a",
            "remote-reference",
            "`https://x/y.json#/a` is a URL on the network, expected a file or a location in this file",
        ),
        (
            "//x/y",
            "remote-reference",
            "`//x/y` is a URL on the network, expected a file or a location in this file",
        ),
        (
            "b.json",
            "unreadable-file",
            "`b.json` refers to a file that was not read",
        ),
    ];
    for (reference, code, message) in rows {
        let problem = document.resolve(&from, reference).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), (code, message));
        assert_eq!(problem.origin, Some(from.child("$ref")), "{reference}");
    }
    let similar = document.resolve(&from, "#/petStore").unwrap_err();
    assert_eq!(similar.help.as_deref(), Some("did you mean `Pet_Store`?"));
}

#[test]
fn a_circular_reference_is_reported_once() {
    let (document, _) = Document::from_text("a.json", REFERENCES.to_owned()).unwrap();
    for reference in ["#/circle", "#/back"] {
        let problem = document
            .resolve(&Origin::new(FileId(0), "/here"), reference)
            .unwrap_err();
        assert_eq!(
            problem.message,
            "`#/circle` refers to itself, expected a reference to another value"
        );
        assert_eq!(
            (problem.code, problem.origin),
            (
                "circular-reference",
                Some(Origin::new(FileId(0), "/back/$ref"))
            )
        );
    }
}

/// A temporary folder with files; removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder =
            std::env::temp_dir().join(format!("generator-source-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const MANY: &[(&str, &str)] = &[
    (
        "api/root.yaml",
        "openapi: 3.1.0
paths:
  /a:
    $ref: 'paths/a.yaml'
components:
  schemas:
    Gone: {$ref: 'models/gone.yaml'}
    Outside: {$ref: '../outside.yaml'}
    Broken: {$ref: 'models/broken.yaml#/X'}
    Data: {example: {$ref: 'never-read.yaml'}}
",
    ),
    (
        "api/paths/a.yaml",
        "get: {responses: {200: {content: {a/b: {schema: {$ref: '../models/all%20pets.json#/Pet'}}}}}}",
    ),
    (
        "api/models/all pets.json",
        r##"{"Pet": {"properties": {"owner": {"$ref": "#/Owner"}}}, "Owner": {"type": ["integer", "null"], "not": {"$ref": "../root.yaml#/x"}}}"##,
    ),
    ("api/models/broken.yaml", "X: [\n"),
    ("outside.yaml", "type: string"),
];

/// As in appendix F of OpenAPI 3.2: references are the URLs of descriptions, which may lack the
/// extension of the file.
#[test]
fn files_are_found_without_their_extension() {
    let root = "{openapi: 3.2.0, $self: 'https://x.org/api/openapi', paths: {/a: {$ref: 'shared/foo#/b'}}}";
    let other = "{openapi: 3.2.0, $self: 'https://x.org/api/shared/foo', b: {summary: B}}";
    let files = [("openapi.yaml", root), ("shared/foo.yaml", other)];
    let folder = Folder::new("extension", &files);
    let (document, warnings) =
        Document::load(&folder.0.join("openapi.yaml"), &ReadOptions::default()).unwrap();
    assert_eq!(warnings, []);
    for reference in ["shared/foo#/b", "https://x.org/api/shared/foo#/b"] {
        let found = document.resolve(&Origin::new(FileId(0), "/paths/~1a"), reference);
        assert_eq!(found.unwrap(), Origin::new(FileId(1), "/b"), "{reference}");
    }
}

#[test]
fn referenced_files_are_read_once_and_only_inside_the_folder() {
    let folder = Folder::new("many", MANY);
    let (document, warnings) =
        Document::load(&folder.0.join("api/root.yaml"), &ReadOptions::default()).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(document.file_count(), 3);
    assert!(
        document
            .file_name(FileId(2))
            .ends_with("api/models/all pets.json"),
        "{}",
        document.file_name(FileId(2))
    );
    let at = document
        .resolve(
            &Origin::new(FileId(1), "/x"),
            "../models/all%20pets.json#/Pet/properties/owner",
        )
        .unwrap();
    assert_eq!(at, Origin::new(FileId(2), "/Owner"));
    let problems = document.check_references();
    let mut found: Vec<_> = problems
        .iter()
        .map(|p| (p.code, p.origin.as_ref().unwrap().pointer.as_ref()))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("broken-yaml", "/components/schemas/Broken/$ref"),
            ("dangling-reference", "/Owner/not/$ref"),
            ("file-outside", "/components/schemas/Outside/$ref"),
            ("unreadable-file", "/components/schemas/Gone/$ref"),
        ]
    );
    assert!(
        problems
            .iter()
            .any(|problem| problem.message.contains("models/broken.yaml:1:4")),
        "{problems:?}"
    );
}

#[test]
fn outside_files_are_read_if_allowed() {
    let folder = Folder::new("outside", MANY);
    let options = ReadOptions {
        allow_outside: true,
        ..ReadOptions::default()
    };
    let (document, _) = Document::load(&folder.0.join("api/root.yaml"), &options).unwrap();
    let at = document
        .resolve(&Origin::default(), "../outside.yaml")
        .unwrap();
    assert_eq!(document.value(&at), Some(&json!({"type": "string"})));
}

#[test]
fn schemas_in_other_files_are_raised() {
    let folder = Folder::new("raised", MANY);
    let (mut document, _) =
        Document::load(&folder.0.join("api/root.yaml"), &ReadOptions::default()).unwrap();
    assert_eq!(raise::raise_to_3_2(&mut document), []);
    assert_eq!(
        document.value(&Origin::new(FileId(2), "/Owner/type")),
        Some(&json!(["integer", "null"]))
    );
}

#[test]
fn invalid_utf_8_is_reported_with_its_offset() {
    let folder = Folder::new("latin", &[("a.yaml", "")]);
    let path = folder.0.join("a.yaml");
    std::fs::write(&path, b"openapi: 3.0.0\na: \xe9\n").unwrap();
    let printed = Document::load(&path, &ReadOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        printed.contains("is not UTF-8 from byte 18 on") && printed.contains("a.yaml:2:4"),
        "{printed}"
    );
}

/// Returns the last segments of the locations of the schemas that apply at `/components/schemas/A`.
fn applied_names(schemas: &str, union_members: UnionMembers) -> Vec<String> {
    let text = format!("openapi: 3.1.0\ncomponents:\n  schemas:\n{schemas}");
    let (document, _) = Document::from_text("test.yaml", text).unwrap();
    let start = Origin::new(FileId(0), "/components/schemas/A");
    document
        .applied_schemas(document.node(&start), union_members)
        .map(|schema| schema.origin.last_segment().unwrap().into_owned())
        .collect()
}

#[test]
fn references_members_of_all_of_and_single_members_apply() {
    let schemas = "    A: {allOf: [{$ref: '#/components/schemas/B'}, {type: object}], anyOf: [{$ref: '#/components/schemas/C'}, {type: 'null'}]}
    B: {allOf: [{$ref: '#/components/schemas/A'}]}
    C: {oneOf: [{type: string}, {type: integer}]}
";
    for (union_members, expected) in [
        (UnionMembers::None, vec!["A", "0", "B", "0", "1"]),
        (
            UnionMembers::Single,
            vec!["A", "0", "C", "0", "B", "0", "1"],
        ),
        // `allOf` says more than the union.
        (UnionMembers::Equivalent, vec!["A", "0", "B", "0", "1"]),
        (
            UnionMembers::All,
            vec!["A", "0", "C", "0", "1", "1", "0", "B", "0", "1"],
        ),
    ] {
        assert_eq!(applied_names(schemas, union_members), expected);
    }
}

#[test]
fn a_single_member_beside_null_is_nullable() {
    let text = "openapi: 3.1.0
components:
  schemas:
    A: {description: d, anyOf: [{$ref: '#/components/schemas/B'}, {type: 'null'}]}
    B: {type: string}
";
    let (document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
    let start = Origin::new(FileId(0), "/components/schemas/A");
    let schemas: Vec<_> = document
        .applied_schemas(document.node(&start), UnionMembers::Equivalent)
        .collect();
    let [union, reference, target] = schemas.as_slice() else {
        panic!("{schemas:?}");
    };
    assert!(union.is_nullable() && !union.path.is_beside_null);
    assert!(reference.is_reference() && reference.path.is_beside_null);
    assert!(target.path.is_beside_null && target.path.references == 1);
    assert_eq!(target.path.last_target.as_ref(), Some(&target.origin));
}

#[test]
fn schemas_beyond_the_limit_are_ignored() {
    let text = "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {allOf: [{title: a}, {title: b}, {title: c}]}\n";
    let (document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
    let start = Origin::new(FileId(0), "/components/schemas/A");
    let mut schemas = document
        .applied_schemas(document.node(&start), UnionMembers::None)
        .at_most(3);
    assert_eq!(schemas.by_ref().count(), 3);
    assert_eq!(schemas.ignored(), Some(&start.child("allOf").item(2)));
}

#[test]
fn schemas_in_a_bundle_apply_through_local_references() {
    let bundle = json!({
        "$ref": "#/$defs/A",
        "$defs": { "A": { "allOf": [{ "$ref": "#/$defs/A" }, { "oneOf": [{ "type": "string" }] }] } },
    });
    let schemas = BundledSchemas::of(&bundle);
    assert_eq!(schemas.applied(&bundle).len(), 4);
    assert_eq!(schemas.possibly_applied(&bundle).len(), 5);
    assert_eq!(schemas.followed(&bundle), &bundle["$defs"]["A"]);
}
