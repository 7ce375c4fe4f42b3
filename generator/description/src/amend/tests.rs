use super::super::{Document, ReadOptions};
use diag::{FileId, Origin};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

const ROOT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
tags: [{name: a}, {name: b}, {name: c}]
servers:
paths:
  /pets:
    get: {operationId: list, x-a: 1}
  /dogs:
    get: {operationId: dogs}
";

/// Returns `ROOT` with the overlays applied and the printed warnings, or the printed failure.
fn amended(overlays: &[&str]) -> Result<(Document, Vec<String>), String> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let name = format!(
        "generator-amend-{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: String, text: &str| -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let root = write("root.yaml".to_owned(), ROOT);
    let paths = overlays
        .iter()
        .enumerate()
        .map(|(index, text)| write(format!("o{index}.yaml"), text))
        .collect();
    let loaded = Document::load(
        &root,
        &ReadOptions {
            overlays: paths,
            ..ReadOptions::default()
        },
    );
    std::fs::remove_dir_all(&folder).unwrap();
    let short = |text: String| text.replace(&format!("{}/", folder.display()), "");
    match loaded {
        Ok((document, warnings)) => {
            let printed = document
                .report(warnings)
                .iter()
                .map(|report| short(report.to_string()))
                .collect();
            Ok((document, printed))
        }
        Err(failure) => Err(short(failure.to_string())),
    }
}

/// Returns an overlay with these actions.
fn overlay(actions: &str) -> String {
    format!("overlay: 1.1.0\ninfo: {{title: T, version: '1'}}\nactions:\n{actions}")
}

fn root(overlays: &[&str]) -> Value {
    let (document, warnings) = amended(overlays).unwrap();
    assert_eq!(warnings, [""; 0]);
    document.root().clone()
}

#[test]
fn overlay_actions_follow_the_specification() {
    let rows = [
        (
            "{target: $.info, update: {title: Dogs, x-b: {c: 1}}}",
            "/info",
            json!({"title": "Dogs", "version": "1", "x-b": {"c": 1}}),
        ),
        (
            "{target: $.info.title, update: Dogs}",
            "/info/title",
            json!("Dogs"),
        ),
        (
            "{target: $.paths.*.get, update: {deprecated: true}}",
            "/paths/~1dogs/get",
            json!({"operationId": "dogs", "deprecated": true}),
        ),
        (
            "{target: $.tags, update: {name: d}}",
            "/tags/3",
            json!({"name": "d"}),
        ),
        (
            "{target: $.tags, update: [{name: d}, {name: e}]}",
            "/tags/4",
            json!({"name": "e"}),
        ),
        (
            "{target: $, update: {tags: [{name: d}], paths: , servers: [{url: /}]}}",
            "/tags/3/name",
            json!("d"),
        ),
        (
            "{target: $, update: {servers: [{url: /}]}}",
            "/servers/0/url",
            json!("/"),
        ),
        (
            "{target: \"$.tags[?@.name == 'b' || @.name == 'a']\", remove: true}",
            "/tags",
            json!([{"name": "c"}]),
        ),
        (
            "{target: \"$.tags[?match(@.name, '[ab]')]\", remove: true, update: x}",
            "/tags",
            json!([{"name": "c"}]),
        ),
        (
            "{target: \"$..['x-a']\", remove: true}",
            "/paths/~1pets/get",
            json!({"operationId": "list"}),
        ),
        (
            "{target: \"$.paths['/dogs'].get\", copy: \"$.paths['/pets'].get\"}",
            "/paths/~1dogs/get",
            json!({"operationId": "list", "x-a": 1}),
        ),
    ];
    for (action, pointer, expected) in rows {
        assert_eq!(
            root(&[&overlay(&format!("- {action}"))]).pointer(pointer),
            Some(&expected),
            "{action}"
        );
    }
    assert_eq!(
        root(&[&overlay("- {target: $.info, remove: true}")]).get("info"),
        None
    );
    let keys = root(&[&overlay("- {target: $.tags, remove: true}")]);
    assert_eq!(
        keys.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["openapi", "info", "servers", "paths"],
        "in order"
    );
}

#[test]
fn json_patches_follow_rfc_6902() {
    let rows = [
        (
            "{op: add, path: /info/x, value: 1}",
            "/info/x",
            Some(json!(1)),
        ),
        (
            "{op: add, path: /tags/1, value: {name: n}}",
            "/tags",
            Some(json!([{"name": "a"}, {"name": "n"}, {"name": "b"}, {"name": "c"}])),
        ),
        (
            "{op: add, path: /tags/-, value: 1}",
            "/tags/3",
            Some(json!(1)),
        ),
        (
            "{op: replace, path: /info/title, value: Dogs}",
            "/info/title",
            Some(json!("Dogs")),
        ),
        (
            "{op: remove, path: /tags/0}",
            "/tags",
            Some(json!([{"name": "b"}, {"name": "c"}])),
        ),
        (
            "{op: move, from: /paths/~1pets, path: /paths/~1cats}",
            "/paths/~1cats/get/operationId",
            Some(json!("list")),
        ),
        (
            "{op: move, from: /paths/~1pets, path: /paths/~1cats}",
            "/paths/~1pets",
            None,
        ),
        (
            "{op: copy, from: /tags/0, path: /tags/2}",
            "/tags/2/name",
            Some(json!("a")),
        ),
        (
            "{op: test, path: /info/title, value: Pets}",
            "/info/title",
            Some(json!("Pets")),
        ),
    ];
    for (operation, pointer, expected) in rows {
        assert_eq!(
            root(&[&format!("- {operation}")]).pointer(pointer),
            expected.as_ref(),
            "{operation}"
        );
    }
}

#[test]
fn overlays_are_applied_in_order() {
    let first =
        overlay("- {target: $.info, update: {x-n: 1}}\n- {target: \"$.info['x-n']\", update: 2}");
    let second =
        "- {op: test, path: /info/x-n, value: 2}\n- {op: replace, path: /info/x-n, value: 3}";
    assert_eq!(root(&[&first, second])["info"]["x-n"], 3);
}

#[test]
fn inserted_values_are_located_in_their_file() {
    let text = overlay(
        "- target: $.paths
  update:
    /cats:
      get:
        operationId: cats
- {target: \"$.tags[0]\", remove: true}
- {target: $.info.title, remove: true}
- {target: \"$.paths['/dogs']\", copy: \"$.paths['/pets']\"}",
    );
    let (document, _) = amended(&[&text]).unwrap();
    let rows = [
        ("/paths/~1cats/get/operationId", "o0.yaml", 8, 9),
        ("/paths/~1pets/get", "root.yaml", 7, 5),
        ("/paths/~1dogs/get/operationId", "root.yaml", 7, 11),
        ("/paths/~1dogs/get/x-a", "root.yaml", 7, 30),
        ("/tags/0/name", "root.yaml", 3, 20),
        ("/tags/1/name", "root.yaml", 3, 31),
        ("/info/title", "o0.yaml", 10, 26),
    ];
    for (pointer, file, line, column) in rows {
        let at = document.locate(&Origin::new(FileId(0), pointer)).unwrap();
        assert!(at.file.ends_with(file), "{pointer}: {}", at.file);
        assert_eq!((at.line, at.column), (line, column), "{pointer}");
    }
}

#[test]
fn an_unmatched_overlay_target_is_a_warning() {
    let (_, printed) = amended(&[&overlay(
        "- {target: $.paths.x, remove: true}\n- {target: $.info, copy: $.x}",
    )])
    .unwrap();
    assert_eq!(printed.len(), 2);
    let expected = "warning[overlay-target]: `$.paths.x` matches nothing in the description\n --> o0.yaml:4:4  (/actions/0/target)\n";
    assert!(printed[0].starts_with(expected), "{}", printed[0]);
    assert!(
        printed[1].contains("--> o0.yaml:5:20  (/actions/1/copy)"),
        "{}",
        printed[1]
    );
}

#[test]
fn invalid_overlays_and_patches_are_refused_with_their_location() {
    let deep = format!("- {{target: '$[?{}]', remove: true}}", "(".repeat(5_000));
    let copies = "- {target: $.info, copy: $}\n- {target: $.info, copy: $}\n".repeat(200);
    let rows = [
        (
            overlay("- {target: $.info, update: [1]}"),
            "error[overlay]: an array cannot be merged into an object at `/info`",
            "o0.yaml:4:20",
        ),
        (
            overlay("- {target: $.info, update: {title: {}}}"),
            "error[overlay]: an object cannot be merged into the string `Pets` at `/info/title`",
            "o0.yaml:4:29",
        ),
        (
            overlay("- {target: '$.info[', remove: true}"),
            "error[overlay]: `$.info[` is not a JSONPath",
            "o0.yaml:4:4",
        ),
        (
            overlay("- {target: 5}"),
            "error[overlay]: `target` is `5`, expected a JSONPath",
            "o0.yaml:4:4",
        ),
        (
            overlay("- {update: 5}"),
            "error[overlay]: expected an action with `target`, found none",
            "o0.yaml:4:3",
        ),
        (
            overlay("- {target: $.info}"),
            "error[overlay]: expected an action with `update`, `copy` or `remove: true`",
            "o0.yaml:4:3",
        ),
        (
            overlay("- {target: $.info, copy: '$.tags[*]'}"),
            "error[overlay]: `copy` selects 3 values, expected exactly one",
            "o0.yaml:4:20",
        ),
        (
            overlay("- {target: $, remove: true}"),
            "error[overlay]: the whole description cannot be removed",
            "o0.yaml:4:4",
        ),
        (
            overlay("- 5"),
            "error[overlay]: expected an action object, found `5`",
            "o0.yaml:4:3",
        ),
        (
            overlay(&deep),
            "error[overlay]: `target` nests brackets more than 12 deep",
            "o0.yaml:4:4",
        ),
        (overlay(&copies), "error[document-too-", "o0.yaml:"),
        (
            "overlay: 2.0.0\nactions: []".to_owned(),
            "error[overlay]: the version of the overlay is the string `2.0.0`",
            "o0.yaml:1:1",
        ),
        (
            "overlay: 1.0.0".to_owned(),
            "error[overlay]: expected an array of `actions`, found none",
            "o0.yaml:1:1",
        ),
        (
            "rules: {}".to_owned(),
            "error[overlay]: expected an overlay, a JSON patch or a part of a description, found ",
            "o0.yaml:1:1",
        ),
        ("a: [".to_owned(), "error[broken-yaml]: ", "o0.yaml:"),
        (
            "- {op: remove, path: /info/x}".to_owned(),
            "error[patch]: the description has nothing at `/info/x`",
            "o0.yaml:1:16",
        ),
        (
            "- {op: test, path: /info/title, value: Dogs}".to_owned(),
            "error[patch]: the value at `/info/title` is the string `Pets`, but `test` expects the string `Dogs`",
            "o0.yaml:1:33",
        ),
        (
            "- {op: put, path: /info}".to_owned(),
            "error[patch]: this is not an operation of a JSON patch: unknown value `put`",
            "o0.yaml:1:3",
        ),
        (
            "- {op: add, path: info, value: 1}".to_owned(),
            "error[patch]: this is not an operation of a JSON patch: ",
            "o0.yaml:1:3",
        ),
        (
            "- {op: move, from: /info, path: /info/a}".to_owned(),
            "error[patch]: a value cannot be moved into itself",
            "o0.yaml:1:27",
        ),
        (
            "- 5".to_owned(),
            "error[patch]: expected an operation of a JSON patch, found `5`",
            "o0.yaml:1:3",
        ),
    ];
    for (text, start, place) in rows {
        let printed = amended(&[&text]).unwrap_err();
        assert!(
            printed.starts_with(start) && printed.contains(&format!("--> {place}")),
            "{start} {place}\n{printed}"
        );
    }
}

#[test]
fn parts_of_a_description_are_merged() {
    let part = "info: {title: Dogs}
tags: [{x-name: A}, {}, {}, {name: d}]
servers: [{url: /}]
paths:
  /pets: {get: {operationId: null, x-a: [1], x-fern-sdk-method-name: list}}
  /cats: {get: {operationId: cats}}
  /dogs: null
";
    let merged = root(&[part]);
    let expected = json!({
        "openapi": "3.1.0",
        "info": {"title": "Dogs", "version": "1"},
        "tags": [{"name": "a", "x-name": "A"}, {"name": "b"}, {"name": "c"}, {"name": "d"}],
        "servers": [{"url": "/"}],
        "paths": {
            "/pets": {"get": {"x-a": [1], "x-fern-sdk-method-name": "list"}},
            "/cats": {"get": {"operationId": "cats"}},
        },
    });
    assert_eq!(merged, expected);
    let replaced = root(&["x: 1\ninfo: text\ntags: [a]\n", "tags: [{name: b}]\n"]);
    assert_eq!(
        (
            replaced.get("info"),
            replaced.get("tags"),
            replaced.get("x")
        ),
        (
            Some(&json!("text")),
            Some(&json!([{"name": "b"}])),
            Some(&json!(1))
        )
    );
}

#[test]
fn merged_values_are_located_in_their_part() {
    let (document, _) =
        amended(&["info: {title: Dogs}\ntags:\n- {}\n- {x: 1}\n- {}\n- {name: d}\n"]).unwrap();
    let located = |pointer: &str| document.locate(&Origin::new(FileId(0), pointer)).unwrap();
    for (pointer, file, line) in [
        ("/info/title", "o0.yaml", 1),
        ("/info/version", "root.yaml", 2),
        ("/tags/1/name", "root.yaml", 3),
        ("/tags/1/x", "o0.yaml", 4),
        ("/tags/3", "o0.yaml", 6),
    ] {
        let place = located(pointer);
        assert!(
            place.file.ends_with(file) && place.line == line,
            "{pointer}: {place:?}"
        );
    }
}
