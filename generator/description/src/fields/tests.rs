use super::*;
use crate::is_close;
use serde_json::json;

const NODES: &[OpenApiObject] = &[
    OpenApiObject::Document,
    OpenApiObject::Components,
    OpenApiObject::PathItem,
    OpenApiObject::Operation,
    OpenApiObject::Parameter,
    OpenApiObject::RequestBody,
    OpenApiObject::Response,
    OpenApiObject::MediaType,
    OpenApiObject::Encoding,
    OpenApiObject::Callback,
    OpenApiObject::Example,
    OpenApiObject::Schema,
    OpenApiObject::SecurityScheme,
    OpenApiObject::Link,
];

#[test]
fn the_tables_are_sorted_and_have_every_visited_key() {
    let all: Vec<&str> = NODES
        .iter()
        .flat_map(|node| field_table(CheckedObject::OpenApi(*node)).1)
        .map(|(key, _)| *key)
        .collect();
    for node in NODES {
        let (name, fields, closed) = field_table(CheckedObject::OpenApi(*node));
        assert!(fields.is_sorted_by(|a, b| a.0 < b.0), "{name}");
        for key in &all {
            let known = fields.iter().any(|(field, _)| field == key);
            assert!(
                known || !closed || node.child(key).is_none(),
                "{name}: {key}"
            );
        }
    }
}

#[test]
fn close_names_are_recognised() {
    let long = "x".repeat(50);
    let rows = [
        ("parameters", "parametres", true),
        ("get", "gte", true),
        ("get", "GET", true),
        ("get", "put", false),
        ("schemas", "schemes", true),
        ("links", "definitions", false),
        ("in", "to", false),
        ("style", "type", false),
        (long.as_str(), "x", false),
    ];
    for (a, b, close) in rows {
        assert_eq!(is_close(a, b), close, "{a} {b}");
    }
}

#[test]
fn misspelt_keywords_are_distinguished_from_custom_keys() {
    for (key, meant) in [
        ("propertys", Some("properties")),
        ("requried", Some("required")),
        ("item", Some("items")),
        ("ref", Some("$ref")),
        ("min_items", Some("minItems")),
        ("minlength", Some("minLength")),
        ("Type", Some("type")),
        ("additionalPropertes", Some("additionalProperties")),
        ("x-minlength", None),
        ("name", None),
        ("schema", None),
        ("comment", None),
        ("in", None),
        ("note", None),
        ("regex", None),
        ("internal", None),
    ] {
        let root = json!({"openapi": "3.0.3", "components": {"schemas": {"A": {key: 1, "properties": {key: {}}}}}});
        let (mut document, _) = Document::from_text("a.json", root.to_string()).unwrap();
        let helps: Vec<String> = document
            .drop_misfits()
            .into_iter()
            .filter_map(|warning| warning.help)
            .collect();
        let expected = meant.map(|meant| format!("did you mean `{meant}`?"));
        assert_eq!(helps, Vec::from_iter(expected), "{key}");
    }
}

#[test]
fn only_values_of_a_wrong_type_are_dropped() {
    let root = json!({
        "openapi": "3.0.3", "info": {"title": "a"}, "x-own": 5,
        "paths": {"/a": {"get": {"tags": "t", "parameters": null, "responses": {"200": "ok", "204": {}}}, "x-a": 1}},
        "components": {"schemas": {"A": {"required": true, "enum": [], "items": [], "own": 5, "properties": {
            "required": {"type": "string"}
        }}}},
        "definitions": {}
    });
    let (mut document, _) = Document::from_text("a.json", root.to_string()).unwrap();
    let warnings = document.drop_misfits();
    let found: Vec<(&str, &str)> = warnings
        .iter()
        .map(|warning| {
            (
                warning.code,
                warning
                    .origin
                    .as_ref()
                    .map_or("", |origin| origin.pointer.as_ref()),
            )
        })
        .collect();
    let expected = [
        ("unexpected-kind", "/paths/~1a/get/tags"),
        ("unexpected-kind", "/paths/~1a/get/responses/200"),
        ("unexpected-kind", "/components/schemas/A/required"),
        ("unexpected-kind", "/components/schemas/A/enum"),
        ("unexpected-kind", "/components/schemas/A/items"),
        ("unknown-key", "/definitions"),
    ];
    assert_eq!(found, expected);
    assert_eq!(
        document.root()["paths"]["/a"]["get"],
        json!({"responses": {"204": {}}})
    );
    let schema = json!({"own": 5, "properties": {"required": {"type": "string"}}});
    assert_eq!(document.root()["components"]["schemas"]["A"], schema);
    assert_eq!(document.drop_misfits().len(), 1, "nothing is dropped twice");
}
