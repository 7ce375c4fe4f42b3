use super::*;
use crate::Document;
use diag::{FileId, Origin};
use serde_json::{Value, json};

/// Raises `schema` as a component of a description; returns it and the codes of all warnings.
fn raised(version: &str, schema: Value) -> (Value, Vec<&'static str>) {
    let text = json!({"openapi": version, "components": {"schemas": {"T": {"type": "object"}, "S": schema}}});
    let (mut document, _) = Document::from_text("a.json", text.to_string()).unwrap();
    let warnings = raise_to_3_2(&mut document);
    let once = document.root()["components"]["schemas"]["S"].clone();
    raise_to_3_2(&mut document);
    assert_eq!(
        document.root()["components"]["schemas"]["S"],
        once,
        "a second run changes nothing"
    );
    (once, warnings.iter().map(|warning| warning.code).collect())
}

fn check(rows: &[(Value, Value)]) {
    for (schema, expected) in rows {
        let (found, warnings) = raised("3.1.0", schema.clone());
        assert_eq!(&found, expected, "{schema}");
        assert_eq!(warnings, [""; 0], "{schema}");
    }
}

fn check_warned(version: &str, rows: &[(Value, Value, &[&str])]) {
    for (schema, expected, warnings) in rows {
        let (found, codes) = raised(version, schema.clone());
        assert_eq!(&found, expected, "{schema}");
        assert_eq!(&codes, warnings, "{schema}");
    }
}

#[test]
fn types() {
    check(&[
        (
            json!({"type": ["string", "null"]}),
            json!({"type": ["string", "null"]}),
        ),
        (json!({"type": ["string"]}), json!({"type": "string"})),
        (
            json!({"type": ["string", "string"]}),
            json!({"type": "string"}),
        ),
        (
            json!({"type": ["string", "null", "integer"]}),
            json!({"type": ["string", "integer", "null"]}),
        ),
        (json!({"type": "null"}), json!({"type": "null"})),
        (json!({"type": ["null"]}), json!({"type": "null"})),
        (
            json!({"type": "string", "nullable": true}),
            json!({"type": ["string", "null"]}),
        ),
        (
            json!({"type": "string", "nullable": false}),
            json!({"type": "string"}),
        ),
        (json!({"nullable": true}), json!({})),
        (
            json!({"format": "double", "nullable": true, "title": "T"}),
            json!({"title": "T", "anyOf": [{"format": "double"}, {"type": "null"}]}),
        ),
    ]);
    check_warned(
        "3.1.0",
        &[
            (json!({"type": []}), json!({}), &["unknown-type"]),
            (json!({"type": {"a": 1}}), json!({}), &["unknown-type"]),
            (
                json!({"type": ["string", 1]}),
                json!({"type": "string"}),
                &["unknown-type"],
            ),
        ],
    );
}

#[test]
fn constants_and_enums() {
    check(&[
        (json!({"const": "a"}), json!({"const": "a"})),
        (
            json!({"const": "a", "enum": ["a", "b"]}),
            json!({"const": "a", "enum": ["a", "b"]}),
        ),
        (json!({"const": null}), json!({"type": "null"})),
        (json!({"enum": ["a", null]}), json!({"enum": ["a", null]})),
        (
            json!({"type": "string", "enum": [null, "a"]}),
            json!({"type": ["string", "null"], "enum": [null, "a"]}),
        ),
        (
            json!({"type": "string", "enum": ["a"], "nullable": true}),
            json!({"type": ["string", "null"], "enum": ["a", null]}),
        ),
        (
            json!({"const": "a", "nullable": true}),
            json!({"enum": ["a", null]}),
        ),
        (
            json!({"type": "string", "enum": [null]}),
            json!({"type": "null"}),
        ),
        (json!({"enum": []}), json!({"enum": []})),
    ]);
    check_warned(
        "3.1.0",
        &[(
            json!({"const": "c", "enum": ["a", "b"]}),
            json!({"const": "c"}),
            &["const-not-in-enum"],
        )],
    );
}

#[test]
fn bounds() {
    check(&[
        (
            json!({"exclusiveMinimum": 3}),
            json!({"exclusiveMinimum": 3}),
        ),
        (
            json!({"exclusiveMaximum": 3, "maximum": 3}),
            json!({"exclusiveMaximum": 3, "maximum": 3}),
        ),
        (
            json!({"exclusiveMaximum": 3, "maximum": 2}),
            json!({"exclusiveMaximum": 3, "maximum": 2}),
        ),
        (
            json!({"exclusiveMinimum": 3.5, "minimum": 4}),
            json!({"exclusiveMinimum": 3.5, "minimum": 4}),
        ),
        (
            json!({"minimum": 4, "exclusiveMinimum": true}),
            json!({"exclusiveMinimum": 4}),
        ),
        (json!({"maxLength": 5.0}), json!({"maxLength": 5})),
        (
            json!({"type": "integer", "minimum": 1.0}),
            json!({"type": "integer", "minimum": 1}),
        ),
        (
            json!({"type": "integer", "maximum": u64::MAX}),
            json!({"type": "integer", "maximum": u64::MAX}),
        ),
        (
            json!({"type": "integer", "minimum": -1e30}),
            json!({"type": "integer", "minimum": -1e30}),
        ),
        (
            json!({"type": ["integer"], "minimum": -1e30}),
            json!({"type": "integer", "minimum": -1e30}),
        ),
        (
            json!({"type": "integer", "multipleOf": 0.5}),
            json!({"type": "integer", "multipleOf": 0.5}),
        ),
        (
            json!({"type": "number", "maximum": 1e30}),
            json!({"type": "number", "maximum": 1e30}),
        ),
    ]);
    fn invalid(keyword: &str, value: impl Into<Value>) -> Value {
        json!({ keyword: value.into() })
    }
    let warned: &[&str] = &["invalid-bound"];
    check_warned(
        "3.1.0",
        &[
            (invalid("maxLength", "5"), invalid("maxLength", "5"), warned),
            (invalid("maxLength", -1), invalid("maxLength", -1), warned),
            (
                invalid("minItems", 1e300),
                invalid("minItems", 1e300),
                warned,
            ),
            (
                invalid("maximum", "1e400"),
                invalid("maximum", "1e400"),
                warned,
            ),
            (
                invalid("exclusiveMinimum", "x"),
                invalid("exclusiveMinimum", "x"),
                warned,
            ),
        ],
    );
}

#[test]
fn references_with_siblings() {
    let target = "#/components/schemas/T";
    check(&[
        (json!({"$ref": target}), json!({"$ref": target})),
        (
            json!({"$ref": target, "description": "d", "x-y": 1, "deprecated": true}),
            json!({"$ref": target, "description": "d", "x-y": 1, "deprecated": true}),
        ),
        (
            json!({"$ref": target, "type": ["object", "null"], "title": "t"}),
            json!({"title": "t", "allOf": [{"$ref": target}], "type": ["object", "null"]}),
        ),
        (
            json!({"allOf": [{"minProperties": 1}], "$ref": target}),
            json!({"allOf": [{"minProperties": 1}, {"$ref": target}]}),
        ),
        (
            json!({"properties": {"$ref": {"type": "string"}}}),
            json!({"properties": {"$ref": {"type": "string"}}}),
        ),
    ]);
    check_warned(
        "3.0.3",
        &[
            (
                json!({"$ref": target, "type": "object"}),
                json!({"$ref": target}),
                &[],
            ),
            (
                json!({"$ref": target, "nullable": true}),
                json!({"anyOf": [{"$ref": target}, {"type": "null"}]}),
                &[],
            ),
            (
                json!({"$ref": target, "required": ["a"]}),
                json!({"$ref": target}),
                &["reference-sibling"],
            ),
        ],
    );
}

#[test]
fn null_members() {
    let absent = json!({"type": "null"});
    check(&[
        (
            json!({"oneOf": [{"type": "string"}, absent]}),
            json!({"oneOf": [{"type": "string"}, absent]}),
        ),
        (
            json!({"anyOf": [{"const": null}, {"type": "string"}, {"enum": [null]}]}),
            json!({"anyOf": [absent, {"type": "string"}, absent]}),
        ),
        (
            json!({"oneOf": [{"type": "string"}], "nullable": true}),
            json!({"oneOf": [{"type": "string"}, absent]}),
        ),
        (json!({"oneOf": [absent]}), absent.clone()),
        (
            json!({"oneOf": [{"type": ["string", "null"]}]}),
            json!({"oneOf": [{"type": ["string", "null"]}]}),
        ),
    ]);
}

#[test]
fn nullable_members_of_unions() {
    let target = json!({"$ref": "#/components/schemas/T"});
    let absent = json!({"type": "null"});
    check_warned(
        "3.0.3",
        &[
            (
                json!({"oneOf": [target, {"nullable": true}]}),
                json!({"oneOf": [target, absent]}),
                &["nullable-member"],
            ),
            (
                json!({"anyOf": [{"nullable": true}, target]}),
                json!({"anyOf": [absent, target]}),
                &["nullable-member"],
            ),
            (
                json!({"oneOf": [{"nullable": true}]}),
                json!({"oneOf": [{}]}),
                &[],
            ),
            (
                json!({"anyOf": [target, {"type": "object", "nullable": true}]}),
                json!({"anyOf": [target, {"type": ["object", "null"]}]}),
                &[],
            ),
        ],
    );
}

#[test]
fn nullable_members_of_all_of() {
    let target = json!({"$ref": "#/components/schemas/T"});
    let nullable = json!({"nullable": true, "description": "D", "x-own": 1});
    let all_of = |members: Value| json!({"allOf": members});
    let or_null = |members: Value| json!({"anyOf": [all_of(members), {"type": "null"}]});
    let typed = json!([{"type": ["object", "null"]}, target]);
    check_warned(
        "3.0.3",
        &[
            (
                all_of(json!([target, nullable])),
                or_null(json!([target, {"description": "D", "x-own": 1}])),
                &["nullable-in-all-of"],
            ),
            (
                all_of(json!([{"nullable": true}, target])),
                or_null(json!([{}, target])),
                &["nullable-in-all-of"],
            ),
            (
                json!({"allOf": [{"nullable": true}, target], "nullable": true}),
                or_null(json!([{}, target])),
                &[],
            ),
            (all_of(typed.clone()), all_of(typed), &[]),
            (
                all_of(json!([{"nullable": true}])),
                all_of(json!([{}])),
                &[],
            ),
            (
                json!({"allOf": [{"nullable": true}, target], "nullable": false}),
                all_of(json!([{}, target])),
                &[],
            ),
        ],
    );
}

#[test]
fn keywords_of_3_1() {
    check(&[
        (json!({"items": true}), json!({"items": {}})),
        (json!({"not": false}), json!({"not": {"not": {}}})),
        (
            json!({"additionalProperties": false}),
            json!({"additionalProperties": false}),
        ),
        (
            json!({"additionalProperties": {"type": ["string"]}}),
            json!({"additionalProperties": {"type": "string"}}),
        ),
        (
            json!({"prefixItems": [{"const": 1}], "items": false}),
            json!({"prefixItems": [{"const": 1}], "items": {"not": {}}}),
        ),
        (
            json!({"patternProperties": {"^a": {"type": ["string"]}}}),
            json!({"patternProperties": {"^a": {"type": "string"}}}),
        ),
        (
            json!({"if": {"const": 1}, "then": true, "dependentRequired": {"a": ["b"]}}),
            json!({
                "if": {"const": 1}, "then": {}, "dependentRequired": {"a": ["b"]}
            }),
        ),
        (
            json!({"unevaluatedProperties": false}),
            json!({"unevaluatedProperties": false}),
        ),
        (
            json!({"xml": {"attribute": true, "wrapped": false}}),
            json!({"xml": {"nodeType": "attribute"}}),
        ),
        (
            json!({"xml": {"wrapped": true, "name": "n"}}),
            json!({"xml": {"name": "n", "nodeType": "element"}}),
        ),
        (
            json!({"examples": [1, 2]}),
            json!({"examples": [1, 2], "example": 1}),
        ),
        (
            json!({"examples": [1], "example": 2}),
            json!({"examples": [1], "example": 2}),
        ),
    ]);
}

#[test]
fn content() {
    let rows = [
        (json!({"contentEncoding": "base64"}), json!("byte")),
        (
            json!({"contentEncoding": "base64", "contentMediaType": "image/png"}),
            json!("byte"),
        ),
        (
            json!({"contentMediaType": "application/octet-stream"}),
            json!("binary"),
        ),
        (json!({"contentMediaType": "image/png"}), json!("binary")),
        (json!({"contentMediaType": "image/svg+xml"}), Value::Null),
        (
            json!({"contentMediaType": "application/problem+json; charset=utf-8"}),
            Value::Null,
        ),
        (json!({"contentMediaType": "text/html"}), Value::Null),
        (json!({"contentEncoding": "Binary"}), json!("binary")),
        (json!({"contentEncoding": "quoted-printable"}), Value::Null),
        (
            json!({"contentEncoding": "base64", "format": "own"}),
            json!("own"),
        ),
    ];
    for (schema, format) in rows {
        assert_eq!(
            raised("3.1.0", schema.clone()).0["format"],
            format,
            "{schema}"
        );
    }
}

#[test]
fn data_and_property_names_are_not_raised() {
    let data = json!({"type": ["string", "null"], "const": 1, "$ref": "#/nowhere"});
    let schema = json!({
        "example": data, "examples": [data], "default": data, "enum": [data], "x-own": data,
        "properties": {"type": {"type": "string"}, "const": {}, "example": {"type": "integer"}},
        "oneOf": {"const": {"const": 1}},
    });
    check(&[(schema.clone(), schema)]);
}

#[test]
fn schemas_outside_components_are_raised() {
    let text = r##"{
        "openapi": "3.1.0",
        "paths": {"/a": {"get": {"responses": {"200": {"content": {"a/b": {"schema": {"$ref": "#/own/A"}}}}}}}},
        "own": {"A": {"properties": {"b": {"const": 1}, "c": {"$ref": "#/own/C"}}}, "C": {"const": 2}, "D": {"const": 3}}
    }"##;
    let (mut document, _) = Document::from_text("a.json", text.to_owned()).unwrap();
    assert_eq!(raise_to_3_2(&mut document), []);
    let one = |value: i32| json!({"const": value});
    let own = json!({
        "A": {"properties": {"b": one(1), "c": {"$ref": "#/own/C"}}}, "C": one(2), "D": {"const": 3},
    });
    assert_eq!(document.root()["own"], own);
}

#[test]
fn pointers_through_keywords_of_3_1_resolve() {
    let text = r##"{"openapi": "3.1.0", "components": {"schemas": {
        "A": {"patternProperties": {"^a": {"type": "string"}}},
        "B": {"$ref": "#/components/schemas/A/patternProperties/%5Ea"}
    }}}"##;
    let (mut document, _) = Document::from_text("a.json", text.to_owned()).unwrap();
    assert_eq!(raise_to_3_2(&mut document), []);
    let found = document
        .resolve(&Origin::default(), "#/components/schemas/B")
        .unwrap();
    assert_eq!(document.value(&found), Some(&json!({"type": "string"})));
    assert_eq!(document.check_references(), []);
}

#[test]
fn values_in_moved_schemas_are_where_they_were_written() {
    let schemas = json!({
        "Before": {"type": "number", "minimum": 1, "exclusiveMinimum": true},
        "Examples": {"examples": [1, 2]},
        "S": {"allOf": [{"type": "number", "minimum": 1, "exclusiveMinimum": true}], "nullable": true},
    });
    let text = json!({"openapi": "3.0.3", "components": {"schemas": schemas}});
    let (mut document, _) = Document::from_text("a.json", text.to_string()).unwrap();
    raise_to_3_2(&mut document);
    fn place(path: &str) -> Origin {
        Origin::new(FileId(0), format!("/components/schemas/{path}"))
    }
    for (rewritten, written) in [
        ("Before/exclusiveMinimum", "Before/minimum"),
        ("Examples/example", "Examples/examples/0"),
        ("S/anyOf/0/allOf", "S/allOf"),
        ("S/anyOf/0/allOf/0/type", "S/allOf/0/type"),
        ("S/anyOf/0/allOf/0/exclusiveMinimum", "S/allOf/0/minimum"),
    ] {
        assert!(document.value(&place(rewritten)).is_some(), "{rewritten}");
        assert_eq!(document.written_at(&place(rewritten)), place(written));
        assert_eq!(document.rewritten_at(&place(written)), place(rewritten));
    }
}

#[test]
fn descriptions_beside_references_mean_nothing_in_3_0() {
    for (version, is_kept) in [("3.0.3", false), ("3.1.0", true)] {
        let reference = json!({"$ref": "#/components/responses/R", "description": "D"});
        let text = json!({
            "openapi": version,
            "paths": {"/a": {"$ref": "#/x", "description": "D", "get": {"responses": {"200": reference}}}},
            "components": {"responses": {"R": {"description": "R"}}},
        });
        let (mut document, _) = Document::from_text("a.json", text.to_string()).unwrap();
        raise_to_3_2(&mut document);
        let item = &document.root()["paths"]["/a"];
        let response = &item["get"]["responses"]["200"];
        assert_eq!(response.get("description").is_some(), is_kept, "{version}");
        assert_eq!(item["description"], "D");
    }
}

#[test]
fn events_that_contain_themselves_are_copied_once() {
    let events = json!({"oneOf": [{"$ref": "#/components/schemas/E"}, {"properties": {"data": {
        "contentMediaType": "application/json", "contentSchema": {"type": "integer"}
    }}}]});
    let content = |key: &str| json!({key: {"$ref": "#/components/schemas/E"}});
    let responses = json!({"200": {"content": {
        "application/json": content("schema"), "text/event-stream": content("itemSchema")
    }}});
    let text = json!({
        "openapi": "3.2.0",
        "paths": {"/a": {"get": {"responses": responses}}},
        "components": {"schemas": {"E": events}},
    });
    let (mut document, _) = Document::from_text("a.json", text.to_string()).unwrap();
    raise_to_3_2(&mut document);
    assert_eq!(document.root()["components"]["schemas"]["E"], events);
    let content = "/paths/~1a/get/responses/200/content/text~1event-stream/itemSchema/oneOf";
    let members = document.value(&Origin::new(FileId(0), content)).unwrap();
    let copy = content.strip_suffix("/oneOf").unwrap();
    assert_eq!(members[0], json!({"$ref": format!("#{copy}")}));
    assert_eq!(
        members[1]["properties"]["data"]["$ref"],
        format!("#{content}/1/properties/data/contentSchema")
    );
}

#[test]
fn watches_of_lists_are_operations() {
    const WATCH: &str = "/paths/~1pods?watch=true/get";
    let content = |names: &[&str], schema: &str| -> Value {
        let schema = json!({"schema": {"$ref": format!("#/components/schemas/{schema}")}});
        names
            .iter()
            .map(|name| ((*name).to_owned(), schema.clone()))
            .collect()
    };
    let types = ["application/json", "application/json;stream=watch"];
    let events = [
        types[0],
        types[1],
        "application/vnd.kubernetes.protobuf;stream=watch",
    ];
    let text = json!({
        "openapi": "3.0.0",
        "paths": {
            "/pods": {"get": {
                "operationId": "listPods",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"$ref": "#/components/parameters/watch"},
                    {"name": "version", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"content": content(&types, "PodList")}},
            }},
            "/watch/pods": {"get": {
                "operationId": "watchPods",
                "responses": {"200": {"content": content(&events, "meta.WatchEvent")}},
            }},
            "/nodes": {
                "parameters": [{"$ref": "#/components/parameters/watch"}, {"name": "limit", "in": "query"}],
                "get": {"operationId": "nodes/list", "responses": {"200": {"content": content(&types, "PodList")}}},
            },
            "/jobs": {
                "parameters": [{"$ref": "#/components/parameters/watch"}],
                "get": {"responses": {"200": {"content": content(&types, "PodList")}}},
                "delete": {"responses": {}},
            },
        },
        "components": {
            "parameters": {"watch": {"name": "watch", "in": "query", "schema": {"type": "boolean"}}},
            "schemas": {
                "Pod": {"type": "object"},
                "PodList": {"properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Pod"}}}},
                "meta.Status": {"type": "object"},
                "meta.WatchEvent": {"properties": {"type": {"type": "string"}, "object": {}}},
            },
        },
    });
    let (mut document, _) = Document::from_text("a.json", text.to_string()).unwrap();
    raise_to_3_2(&mut document);
    let raised = document.clone();
    raise_to_3_2(&mut document);
    assert_eq!(
        document.root(),
        raised.root(),
        "a second run changes nothing"
    );
    let paths = &document.root()["paths"];
    let order: Vec<&String> = paths.as_object().unwrap().keys().collect();
    assert_eq!(
        order,
        [
            "/pods",
            "/pods?watch=true",
            "/watch/pods",
            "/nodes",
            "/nodes?watch=true",
            "/jobs"
        ]
    );
    let nodes = |path: &str| {
        (
            &paths[path]["parameters"],
            &paths[path]["get"]["operationId"],
        )
    };
    let limit = json!([{"name": "limit", "in": "query"}]);
    assert_eq!(nodes("/nodes"), (&limit, &json!("nodes/list")));
    let watch = json!("watch_nodes/list");
    assert_eq!(nodes("/nodes?watch=true"), (&limit, &watch));
    let of_path = Origin::new(FileId(0), "/paths/~1nodes?watch=true/parameters/0");
    let written = document.written_at(&of_path);
    assert_eq!(&*written.pointer, "/paths/~1nodes/parameters/1");
    let names = |path: &str| -> Vec<&Value> {
        let parameters = paths[path]["get"]["parameters"].as_array().unwrap();
        parameters
            .iter()
            .map(|parameter| &parameter["name"])
            .collect()
    };
    assert_eq!(names("/pods"), ["limit", "version"]);
    assert_eq!(names("/pods?watch=true"), ["limit", "version"]);
    for (pointer, written) in [
        (
            "/paths/~1pods/get/parameters/1/name",
            "/paths/~1pods/get/parameters/2/name",
        ),
        (
            &format!("{WATCH}/parameters/1/name"),
            "/paths/~1pods/get/parameters/2/name",
        ),
        (
            &format!("{WATCH}/operationId"),
            "/paths/~1pods/get/operationId",
        ),
    ] {
        let origin = Origin::new(FileId(0), pointer);
        assert_eq!(&*document.written_at(&origin).pointer, written);
    }
    let watch = &paths["/pods?watch=true"]["get"];
    assert_eq!(
        watch["operationId"], "watchPodsEvents",
        "`watchPods` exists"
    );
    let content = |operation: &Value| -> Vec<String> {
        let content = operation["responses"]["200"]["content"]
            .as_object()
            .unwrap();
        content.keys().cloned().collect()
    };
    assert_eq!(content(&paths["/pods"]["get"]), [types[0]]);
    assert_eq!(content(watch), [types[1]]);
    assert_eq!(content(&paths["/watch/pods"]["get"]), [types[1]]);
    let event = &watch["responses"]["200"]["content"][types[1]]["itemSchema"];
    assert_eq!(
        event["properties"]["object"]["$ref"],
        "#/components/schemas/Pod"
    );
    let error = &watch["responses"]["default"]["content"][types[0]]["schema"];
    assert_eq!(error["$ref"], "#/components/schemas/meta.Status");
}

#[test]
fn parameters_that_are_not_for_watches_stay_with_their_lists() {
    let parameter = |name: &str, description: &str| json!({"name": name, "in": "query", "description": description});
    let list = json!({"properties": {"items": {"type": "array", "items": {}}}});
    let text = json!({
        "openapi": "3.0.0",
        "paths": {"/pods": {"get": {
            "parameters": [
                {"$ref": "#/components/parameters/continue"},
                parameter("limit", "The greatest number. This field is not supported if watch is true."),
                {"name": "watch", "in": "query", "schema": {"type": "boolean"}},
                parameter("labels", "Selects pods; also if watch is true."),
            ],
            "responses": {"200": {"content": {"application/json": {"schema": list}}}},
        }}},
        "components": {
            "parameters": {"continue": parameter("continue", "Not for all.\n\nThis field is not supported when watch is true.")},
            "schemas": {"WatchEvent": {"properties": {"type": {"type": "string"}, "object": {}}}},
        },
    });
    let (mut document, _) = Document::from_text("a.json", text.to_string()).unwrap();
    raise_to_3_2(&mut document);
    let parameters = |path: &str| &document.root()["paths"][path]["get"]["parameters"];
    assert_eq!(parameters("/pods").as_array().unwrap().len(), 3);
    let watch = parameters("/pods?watch=true").as_array().unwrap();
    assert_eq!(watch.len(), 1);
    assert_eq!(watch[0]["name"], "labels");
    let labels = Origin::new(FileId(0), "/paths/~1pods?watch=true/get/parameters/0/name");
    let written = document.written_at(&labels);
    assert_eq!(&*written.pointer, "/paths/~1pods/get/parameters/3/name");
}

#[test]
fn a_boolean_called_watch_is_no_watch_without_events() {
    let list = json!({"properties": {"items": {"type": "array", "items": {}}}});
    let text = json!({
        "openapi": "3.0.0",
        "paths": {"/a": {"get": {
            "parameters": [{"name": "watch", "in": "query", "schema": {"type": "boolean"}}],
            "responses": {"200": {"content": {"application/json": {"schema": list}}}},
        }}},
        "components": {"schemas": {"WatchEvent": {"properties": {"type": {"type": "string"}}}}},
    });
    let (mut document, _) = Document::from_text("a.json", text.to_string()).unwrap();
    raise_to_3_2(&mut document);
    assert_eq!(document.root()["paths"], text["paths"]);
}
