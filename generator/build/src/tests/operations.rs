//! How operations become methods.

use super::see;
use super::see_whole;
use super::with_paths;
use model::{Coverage, Next, Output, PagePlace, ParameterLocation, ParameterStyle, Type};

const OK: &str = "responses: {'204': {description: ok}}";

#[test]
fn separators_of_swagger_are_used_only_in_swagger() {
    let operation = "info: {title: T, version: '1'}
paths: {'/t/{p}': {get: {parameters: [
  {name: p, in: path, required: true, type: array, items: {type: string}, collectionFormat: pipes},
  {name: q, in: query, type: array, items: {type: string}, collectionFormat: tsv},
  {name: h, in: header, type: array, items: {type: string}, collectionFormat: ssv}], responses: {'204': {description: OK}}}}}";
    let seen = see_whole(&format!("swagger: '2.0'\n{operation}"));
    let parameters = seen.api.operations[0].parameters.iter();
    assert_eq!(
        parameters
            .map(|one| (one.style, one.explode))
            .collect::<Vec<_>>(),
        [
            (ParameterStyle::PipeDelimited, false),
            (ParameterStyle::TabDelimited, false),
            (ParameterStyle::SpaceDelimited, false),
        ]
    );
    assert!(!seen.codes.contains(&"unknown-style"), "{:?}", seen.codes);
    let mut operation = operation.replace(
        "type: array, items: {type: string}",
        "schema: {type: array, items: {type: string}}",
    );
    for (format, style) in [
        ("pipes", "pipeDelimited"),
        ("tsv", "tabDelimited"),
        ("ssv", "spaceDelimited"),
    ] {
        operation = operation.replace(
            &format!("collectionFormat: {format}"),
            &format!("style: {style}"),
        );
    }
    let seen = see_whole(&format!("openapi: 3.1.0\n{operation}"));
    assert_eq!(seen.codes, ["unknown-style"; 3]);
}

#[test]
fn a_blank_operation_id_is_none() {
    let seen = with_paths(
        &format!(
            "  /a: {{get: {{operationId: ' ', {OK}}}}}\n  /b: {{get: {{operationId: ' ', {OK}}}}}"
        ),
        "",
    );
    for (operation, id) in seen.api.operations.iter().zip(["get_a", "get_b"]) {
        assert_eq!((operation.has_id, operation.id.as_str()), (false, id));
    }
}

#[test]
fn methods_of_3_2_are_read_in_any_version() {
    let seen = with_paths(
        "  /a:
    get: {operationId: x, responses: {'204': {description: none}}}
    query: {operationId: y, responses: {'204': {description: none}}}
    additionalOperations:
      COPY: {operationId: z, responses: {'204': {description: none}}}
      Get: {operationId: w, responses: {'204': {description: none}}}
      A B: {operationId: v, responses: {'204': {description: none}}}
      CONNECT: {operationId: u, responses: {'204': {description: none}}}
",
        "",
    );
    let methods: Vec<_> = seen
        .api
        .operations
        .iter()
        .map(|operation| (operation.method.as_str(), operation.id.as_str()))
        .collect();
    assert_eq!(methods, [("GET", "x"), ("QUERY", "y"), ("COPY", "z")]);
    let left_out: Vec<_> = seen
        .api
        .left_out
        .iter()
        .map(|left| left.method.as_str())
        .collect();
    assert_eq!(left_out, ["Get", "A B", "CONNECT"]);
    assert_eq!(seen.codes, ["unusable-operation"; 3]);
}

#[test]
fn tags_that_mark_operations_name_no_resource() {
    let seen = see(
        &format!(
            "openapi: 3.2.0
info: {{title: T, version: '1'}}
tags:
  - {{name: internal, kind: audience, summary: Internal}}
  - {{name: pets, kind: nav, summary: All pets, description: What to do with them., parent: shop}}
paths:
  /pets: {{get: {{tags: [internal, new, pets], {OK}}}}}
  /toys: {{get: {{tags: [internal], {OK}}}}}
"
        ),
        "",
    );
    let docs: Vec<Option<&str>> = seen
        .api
        .resources
        .iter()
        .map(|resource| resource.docs.as_deref())
        .filter(|docs| docs.is_some())
        .collect();
    assert_eq!(
        docs,
        [Some("All pets\n\nWhat to do with them.\n\nPart of shop.")]
    );
}

#[test]
fn resources_come_from_tags_or_paths() {
    let seen = with_paths(
        &format!(
            "  /pets:
    get: {{operationId: listPets, tags: [Pets], {OK}}}
    post: {{operationId: pets/create, tags: [Pets], {OK}}}
  /pets/{{id}}:
    get: {{operationId: showPetById, tags: [Pets], {OK}}}
  /v1/stores/{{id}}:
    get: {{{OK}}}
"
        ),
        "",
    );
    let methods: Vec<(String, String)> = seen
        .api
        .operations
        .iter()
        .map(|operation| {
            let resource = &seen.api.resources[operation.resource.0 as usize];
            (
                resource.handle_name().to_owned(),
                operation.names.method.clone(),
            )
        })
        .collect();
    let expected = [
        ("Pets", "list"),
        ("Pets", "create"),
        ("Pets", "get"),
        ("Stores", "get"),
    ];
    assert_eq!(methods, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(seen.codes, ["undescribed-path-parameter"; 2]);
}

#[test]
fn resources_are_configured() {
    let seen = with_paths(
        &format!(
            "  /accounts/{{account_id}}/portals/{{id}}:
    parameters:
      - {{name: account_id, in: path, required: true, schema: {{type: string}}, description: the account}}
      - {{name: id, in: path, required: true, schema: {{type: string}}}}
    get: {{operationId: x, {OK}}}
"
        ),
        "{bind: {account_id: account}, resources: {a.portals: {read: x, write: y}}, idempotent: [z]}",
    );
    let names: Vec<&str> = seen
        .api
        .resources
        .iter()
        .map(|resource| resource.handle_name())
        .collect();
    assert_eq!(names, ["Client", "Account", "A", "Portals"]);
    assert_eq!(
        seen.api.resources[1]
            .binds
            .as_ref()
            .unwrap()
            .docs
            .as_deref(),
        Some("the account")
    );
    assert_eq!(seen.api.resources[3].bound, ["account_id"]);
    assert_eq!(seen.operation("x").names.method, "read");
    assert_eq!(seen.operation("x").names.request_type, "PortalsReadRequest");
    assert_eq!(
        seen.problems,
        [
            "the description has no operation `y`",
            "the description has no operation `z`"
        ]
    );
}

#[test]
fn operations_with_equal_ids_are_configured_by_method_and_path() {
    let paths = format!(
        "  /a/{{id}}: {{get: {{operationId: x, {OK}}}}}\n  /b: {{get: {{operationId: x, {OK}}}}}\n"
    );
    let config = "{resources: {pets: {read: 'GET /a/{id}', list: 'get /b'}}, idempotent: ['GET /b', 'PUT /b']}";
    let seen = with_paths(&paths, config);
    let methods = ["read", "list"].map(|name| {
        seen.api
            .operations
            .iter()
            .find(|found| found.names.method == name)
            .unwrap()
    });
    assert_eq!(
        methods.map(|found| (found.path.as_str(), found.idempotency.is_configured)),
        [("/a/{id}", false), ("/b", true)]
    );
    assert_eq!(seen.problems, ["the description has no operation `PUT /b`"]);
}

#[test]
fn parameters() {
    let seen = with_paths(
        &format!(
            "  /a/{{b}}/{{a}}:
    parameters:
      - {{name: a, in: path, required: true, schema: {{type: integer}}}}
      - {{name: q, in: query, schema: {{type: string}}}}
      - {{name: gone, in: path, required: true, schema: {{type: string}}}}
    get:
      operationId: x
      parameters:
        - {{name: q, in: query, required: true, schema: {{type: integer}}}}
        - {{name: list, in: query, style: pipeDelimited, schema: {{type: array, items: {{type: string}}}}}}
        - {{name: json, in: query, content: {{application/json: {{schema: {{type: object}}}}}}}}
        - {{name: Accept, in: header, schema: {{type: string}}}}
        - {{name: X-One, in: header, style: form, schema: {{type: string}}}}
        - {{name: nowhere, in: form, schema: {{type: string}}}}
        - {{$ref: '#/components/parameters/Missing'}}
      {OK}
"
        ),
        "",
    );
    let all: Vec<(&str, ParameterLocation, ParameterStyle, bool, bool)> = seen
        .operation("x")
        .parameters
        .iter()
        .map(|p| (p.wire.as_str(), p.location, p.style, p.explode, p.required))
        .collect();
    assert_eq!(
        all,
        [
            (
                "b",
                ParameterLocation::Path,
                ParameterStyle::Simple,
                false,
                true
            ),
            (
                "a",
                ParameterLocation::Path,
                ParameterStyle::Simple,
                false,
                true
            ),
            (
                "q",
                ParameterLocation::Query,
                ParameterStyle::Form,
                true,
                true
            ),
            (
                "list",
                ParameterLocation::Query,
                ParameterStyle::PipeDelimited,
                false,
                false
            ),
            (
                "json",
                ParameterLocation::Query,
                ParameterStyle::Json,
                false,
                false
            ),
            (
                "X-One",
                ParameterLocation::Header,
                ParameterStyle::Simple,
                false,
                false
            ),
        ]
    );
    assert_eq!(seen.operation("x").coverage, Coverage::Loosened);
    for code in [
        "parameter-not-in-path",
        "undescribed-path-parameter",
        "unknown-style",
        "unknown-location",
        "dangling-reference",
    ] {
        assert!(seen.codes.contains(&code), "{code} in {:?}", seen.codes);
    }
}

#[test]
fn parameters_without_docs_have_those_of_their_schema() {
    let seen = with_paths(
        &format!(
            "  /a:
    get:
      operationId: x
      parameters:
        - {{name: own, in: query, description: own, schema: {{type: string, description: schema}}}}
        - {{name: schema, in: query, schema: {{type: string, title: T, description: schema}}}}
        - {{name: blank, in: query, description: ' ', schema: {{type: string, description: schema}}}}
        - {{name: content, in: query, content: {{application/json: {{schema: {{description: schema}}}}}}}}
        - {{name: member, in: query, schema: {{oneOf: [{{type: string, description: schema}}]}}}}
        - {{name: text, in: query, schema: {{$ref: '#/components/schemas/Text'}}}}
        - {{name: enum, in: query, schema: {{$ref: '#/components/schemas/Enum'}}}}
        - {{name: inline, in: query, schema: {{enum: [a, b], description: schema}}}}
        - {{name: title, in: query, schema: {{type: string, title: T}}}}
      {OK}
components:
  schemas:
    Text: {{type: string, description: component}}
    Enum: {{enum: [a, b], description: a type with a page}}
"
        ),
        "",
    );
    let docs: Vec<(&str, Option<&str>)> = seen
        .operation("x")
        .parameters
        .iter()
        .map(|parameter| (parameter.wire.as_str(), parameter.prose()))
        .collect();
    let expected = [
        ("own", Some("own")),
        ("schema", Some("schema")),
        ("blank", Some("schema")),
        ("content", Some("schema")),
        ("member", Some("schema")),
        ("text", Some("component")),
        ("enum", None),
        ("inline", Some("schema")),
        ("title", None),
    ];
    assert_eq!(docs, expected);
}

const LIST: &str = "  /a:
    get:
      operationId: list
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties: {result: {type: array, items: {type: string}}, success: {type: boolean}}
              examples: {one: {value: {result: [a], success: true}}}
        '404': {description: none, content: {application/json: {schema: {type: object, properties: {e: {}}}}}}
";

#[test]
fn required_parameters_have_a_consistent_order() {
    let listed = |names: [&str; 3]| {
        let each = |name: &str| {
            format!("{{name: {name}, in: header, required: true, schema: {{type: string}}}}")
        };
        names.map(each).join(", ")
    };
    let key = "{name: id, in: path, required: true, schema: {type: string}}";
    let seen = with_paths(
        &format!(
            "  /a/{{id}}:
    get: {{operationId: first, parameters: [{}, {key}], {OK}}}
    put: {{operationId: other, parameters: [{}], {OK}}}
    post: {{operationId: apart, parameters: [{}], {OK}}}
  /b:
    get: {{operationId: drawn, parameters: [{}], {OK}}}
",
            listed(["user", "key", "token"]),
            listed(["key", "user", "zone"]),
            listed(["start", "end", "area"]),
            listed(["zone", "user", "until"]),
        ),
        "",
    );
    let names = |id: &str| {
        let operation = seen
            .api
            .operations
            .iter()
            .find(|operation| operation.id == id)
            .unwrap();
        operation
            .parameters
            .iter()
            .map(|one| one.wire.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("first"), ["id", "key", "token", "user"]);
    assert_eq!(names("other"), ["id", "key", "user", "zone"]);
    assert_eq!(names("drawn"), ["until", "user", "zone"]);
    // No other operation has a different order.
    assert_eq!(names("apart"), ["id", "start", "end", "area"]);
}

/// Only an argument is renamed if the body has an argument of the same name; otherwise, the setter
/// of the body is renamed.
#[test]
fn a_parameter_called_body_keeps_its_name() {
    let name = |parameter: &str, body: &str| {
        let path = format!(
            "  /a: {{post: {{parameters: [{{name: body, in: query, schema: {{type: string}}{parameter}}}], {body}{OK}}}}}\n"
        );
        with_paths(&path, "").api.operations[0].parameters[0]
            .rust
            .clone()
    };
    let body =
        "requestBody: {required: true, content: {application/json: {schema: {type: string}}}}, ";
    assert_eq!(name("", ""), "body");
    assert_eq!(name(", required: true", ""), "body");
    assert_eq!(name("", body), "body");
    assert_eq!(name(", required: true", body), "body_");
}

#[test]
fn envelopes_and_paging() {
    let config =
        "{envelope: {result: result, success: success}, paging: {page_number: {page: page}}}";
    let seen = with_paths(LIST, config);
    let operation = seen.operation("list");
    let Output::Json(output) = &operation.returns.output else {
        panic!("{:?}", operation.returns.output)
    };
    assert_eq!(seen.short(output), "[Plain]");
    assert_eq!(operation.envelope.as_ref().unwrap().result, "result");
    let next = &operation.paging.as_ref().unwrap().next;
    assert_eq!(
        *next,
        Next::Number {
            parameter: "page".to_owned(),
            place: PagePlace::Query,
            first: 1
        }
    );
    assert_eq!(operation.responses[0].contents[0].examples.len(), 1);
    assert_eq!(seen.names(), ["AListNotFound"]);
}

#[test]
fn without_a_configuration_nothing_is_unwrapped() {
    let seen = with_paths(LIST, "");
    let operation = seen.operation("list");
    assert!(operation.envelope.is_none() && operation.paging.is_none());
    let Output::Json(output) = &operation.returns.output else {
        panic!("{:?}", operation.returns.output)
    };
    assert_eq!(seen.short(output), "AListResponse");
}

#[test]
fn outputs() {
    let seen = with_paths(
        "  /empty: {get: {operationId: empty, responses: {'204': {description: none}}}}
  /text: {get: {operationId: text, responses: {'200': {description: t, content: {text/plain: {schema: {type: string}}}}}}}
  /bytes: {get: {operationId: bytes, responses: {'200': {description: b, content: {image/png: {}}}}}}
  /json: {get: {operationId: json, responses: {default: {description: j, content: {application/json: {schema: {type: integer}}}}}}}
  /odd: {get: {operationId: odd, responses: {'2XX': {description: o}, weird: {description: w}}}}
",
        "",
    );
    assert!(matches!(
        seen.operation("empty").returns.output,
        Output::Empty
    ));
    assert!(matches!(
        seen.operation("text").returns.output,
        Output::Text
    ));
    assert!(matches!(
        seen.operation("bytes").returns.output,
        Output::Bytes
    ));
    assert!(matches!(
        seen.operation("json").returns.output,
        Output::Json(_)
    ));
    assert!(matches!(seen.operation("odd").returns.output, Output::Raw));
    assert_eq!(seen.operation("odd").coverage, Coverage::Loosened);
    assert_eq!(seen.operation("text").coverage, Coverage::Full);
    assert_eq!(seen.codes, ["unknown-status", "undescribed-content"]);
}

#[test]
fn unusable_operations_are_left_out() {
    let paths = format!(
        "  /a: {{get: 12}}\n  /b/../c: {{get: {{{OK}}}}}\n  /c: {{get: {{{OK}}}}}\n  '/{{}}': {{get: {{{OK}}}}}\n"
    );
    let seen = with_paths(&paths, "");
    assert_eq!(seen.api.operations.len(), 1);
    assert_eq!(seen.api.left_out.len(), 3);
    assert_eq!(seen.codes, ["unusable-operation"; 3]);
}

#[test]
fn malformed_paths_are_corrected() {
    let seen = with_paths(
        &format!("  b: {{get: {{{OK}}}}}\n  '/{{c}}/{{d': {{get: {{{OK}}}}}\n"),
        "",
    );
    let paths: Vec<_> = seen
        .api
        .operations
        .iter()
        .map(|operation| (operation.path.as_str(), operation.coverage))
        .collect();
    assert_eq!(
        paths,
        [
            ("/b", Coverage::Loosened),
            ("/{c}/%7Bd", Coverage::Loosened)
        ]
    );
    assert_eq!(
        seen.codes,
        ["odd-path", "odd-path", "undescribed-path-parameter"]
    );
}

#[test]
fn deep_object_requires_an_object() {
    let of = |schema: &str| {
        let parameter = format!("{{name: p, in: query, style: deepObject, schema: {schema}}}");
        let responses = "responses: {'204': {description: d}}";
        with_paths(
            &format!("  /a: {{get: {{operationId: a, parameters: [{parameter}], {responses}}}}}\n"),
            "",
        )
        .codes
    };
    assert_eq!(
        of("{type: object, properties: {a: {type: string}}}"),
        [""; 0]
    );
    for schema in ["{type: string}", "{type: array, items: {type: integer}}"] {
        assert_eq!(of(schema), ["style-without-meaning"], "{schema}");
    }
}

#[test]
fn parameters_in_other_media_types() {
    const PARAMETERS: &str = "
  /a:
    get:
      operationId: a
      parameters:
        - {name: json, in: query, content: {application/vnd.x+json: {schema: {type: string}}}}
        - {name: any, in: query, content: {application/json: {}}}
        - {name: text, in: query, content: {text/plain: {schema: {type: string}}}}
        - {name: kind, in: header, content: {text/plain: {schema: {type: string, enum: [a, b]}}}}
        - {name: odd, in: query, content: {application/xml: {schema: {type: array, items: {type: string}}}}}
      responses: {'204': {description: d}}
";
    let seen = with_paths(PARAMETERS.trim_start_matches('\n'), "");
    let styles: Vec<(&str, ParameterStyle)> = seen
        .operation("a")
        .parameters
        .iter()
        .map(|parameter| (parameter.wire.as_str(), parameter.style))
        .collect();
    let expected = [
        ("json", ParameterStyle::Json),
        ("any", ParameterStyle::Json),
        ("text", ParameterStyle::Form),
        ("kind", ParameterStyle::Simple),
        ("odd", ParameterStyle::Form),
    ];
    assert_eq!(styles, expected);
    assert_eq!(seen.codes, ["parameter-content"]);
}

const JOBS: &str = "  /jobs/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {state: {type: string}}}}}}
  /jobs/{id}/start:
    post:
      operationId: start
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: started}}
  /jobs:
    post: {operationId: create, responses: {'204': {description: created}}}
";

#[test]
fn waiters_are_configured() {
    let waiter = "method: wait_until_done, operation: read, field: /state, success: [done]";
    let seen = with_paths(
        JOBS,
        &format!("{{waiters: [{{{waiter}, after: [start], interval: 0.5}}]}}"),
    );
    assert_eq!(seen.problems, [""; 0]);
    let asks = |id: &str| {
        seen.operation(id)
            .waiting
            .waiters
            .iter()
            .map(|waiter| waiter.asks)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        [asks("read"), asks("start"), asks("create")],
        [vec![None], vec![Some(0)], vec![]]
    );
    assert_eq!(
        seen.operation("start").waiting.waiters[0]
            .interval
            .as_millis(),
        500
    );
    for (wrong, message) in [
        (
            waiter.replace("read", "reads"),
            "the description has no operation `reads`",
        ),
        (
            waiter.replace("/state", "/status"),
            "`read` is not a `GET`, or its responses have no `/status`",
        ),
        (
            waiter.replace("/state", "state"),
            "`read` is not a `GET`, or its responses have no `state`",
        ),
        (
            waiter.replace("read", "start"),
            "`start` is not a `GET`, or its responses have no `/state`",
        ),
        (
            waiter.replace("wait_until", "wait-until"),
            "`wait-until_done` cannot be the name of a method",
        ),
        (
            format!("{waiter}, after: [create]"),
            "the path of `create` has no `{id}`, which `read` needs",
        ),
    ] {
        assert_eq!(
            with_paths(JOBS, &format!("{{waiters: [{{{wrong}}}]}}")).problems,
            [message]
        );
    }
}

#[test]
fn idempotency_keys_are_configured() {
    let header = |config: &str, id: &str| {
        let seen = with_paths(
            JOBS,
            &format!("{{idempotency_key: {{header: Idempotency-Key{config}}}}}"),
        );
        seen.operation(id).idempotency.key_header.clone()
    };
    assert_eq!(header("", "create").as_deref(), Some("Idempotency-Key"));
    assert_eq!(header("", "read"), None);
    assert_eq!(header(", operations: [start]", "create"), None);
    assert!(header(", operations: [start]", "start").is_some());
    let seen = with_paths(JOBS, "{idempotency_key: {header: K, operations: [a]}}");
    assert_eq!(seen.problems, ["the description has no operation `a`"]);
}

#[test]
fn siblings_of_a_path_item_reference_apply() {
    let seen = with_paths(
        &format!(
            "  /a/{{id}}:
    $ref: '#/paths/~1b~1{{id}}'
    servers: [{{url: 'https://a.example'}}]
    parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}, {{name: x, in: query, schema: {{type: string}}}}]
    put: {{operationId: put, {OK}}}
  /b/{{id}}:
    servers: [{{url: 'https://b.example'}}]
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}, {{name: y, in: query, schema: {{type: string}}}}]
    get: {{operationId: get, {OK}}}
"
        ),
        "",
    );
    let described = |path: &str, id: &str| {
        let mut all = seen.api.operations.iter();
        let found = all
            .find(|operation| operation.path == path && operation.id == id)
            .unwrap();
        let parameters = found
            .parameters
            .iter()
            .map(|one| format!("{}: {}", one.wire, seen.short(&one.schema)));
        (found.servers[0].url.clone(), parameters.collect::<Vec<_>>())
    };
    let here = (
        "https://a.example".to_owned(),
        ["id: Integer", "x: Plain", "y: Plain"]
            .map(str::to_owned)
            .to_vec(),
    );
    assert_eq!(described("/a/{id}", "get"), here);
    assert_eq!(described("/a/{id}", "put"), here);
    assert_eq!(described("/b/{id}", "get").1, ["id: Plain", "y: Plain"]);
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

const PETS_AND_OWNERS: &str = "
  /pets:
    get: {operationId: listPets, tags: [pets], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}
    post: {operationId: createPet, tags: [pets], responses: {'204': {description: d}}}
  /owners:
    get: {operationId: listOwners, tags: [people], responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Owner'}}}}}}
components:
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {barks: {type: boolean}}}]}
    Owner: {type: object, properties: {name: {type: string}}}
    Unused: {type: object, properties: {name: {type: strin}}}
";

#[test]
fn operations_are_chosen_by_id_tag_path_and_method() {
    for (config, expected) in [
        ("", vec!["listPets", "createPet", "listOwners"]),
        ("include: [listPets]", vec!["listPets"]),
        ("include: [tag:pets]", vec!["listPets", "createPet"]),
        ("include: [/owners, POST]", vec!["createPet", "listOwners"]),
        ("include: [GET /p*]", vec!["listPets"]),
        ("exclude: [tag:people]", vec!["listPets", "createPet"]),
        ("include: [/pets]\nexclude: ['*Pet']", vec!["listPets"]),
    ] {
        let seen = with_paths(PETS_AND_OWNERS, config);
        let ids: Vec<&str> = seen
            .api
            .operations
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        assert_eq!(ids, expected, "{config}");
        assert_eq!(seen.api.excluded, 3 - expected.len(), "{config}");
    }
}

#[test]
fn schemas_of_excluded_operations_are_left_out() {
    let names = |config: &str| {
        let seen = with_paths(PETS_AND_OWNERS, config);
        let mut names: Vec<String> = seen.names().into_iter().map(str::to_owned).collect();
        names.sort();
        names
    };
    let all = ["Dog", "Owner", "Pet", "Unused", "pet::Base"];
    assert_eq!(names(""), all);
    // A value of the base may be a value of any of its subtypes.
    assert_eq!(names("include: [listPets]"), ["Dog", "Pet", "pet::Base"]);
    assert_eq!(names("include: [listPets]\nprune: false"), all);
    assert_eq!(names("prune: true"), ["Dog", "Owner", "Pet", "pet::Base"]);
}

#[test]
fn a_pattern_without_an_operation_is_a_problem_of_the_configuration() {
    let seen = with_paths(
        PETS_AND_OWNERS,
        "include: [listPets, listPet]\nexclude: [TRACE]",
    );
    let expected = [
        "`listPet` matches no operation of the description",
        "`TRACE` matches no operation of the description",
    ];
    assert_eq!(seen.problems, expected);
}

/// Google's `{+name}` is a whole path; its `+` is lost in converted descriptions.
#[test]
fn path_parameters_of_google_keep_slashes() {
    for (format, keeps) in [("google", true), ("swagger", false)] {
        let seen = see_whole(&format!(
            "openapi: 3.0.0
info: {{title: T, version: '1', x-origin: [{{format: {format}}}]}}
paths: {{'/v1/{{name}}': {{get: {{parameters: [{{name: name, in: path, required: true, schema: {{type: string}}}}], {OK}}}}}}}
"
        ));
        let parameter = &seen.api.operations[0].parameters[0];
        assert_eq!(parameter.allow_reserved, keeps);
    }
}

const AZURE: &str = "swagger: '2.0'
info: {title: T, version: '1'}
paths:
  /{scope}/usage:
    get:
      parameters:
      - {name: scope, in: path, required: true, type: string, x-ms-skip-url-encoding: true}
      - {name: filter, in: query, type: string, x-ms-skip-url-encoding: true}
      - {name: other, in: query, type: string, x-ms-skip-url-encoding: false}
      responses: {'204': {description: ok}}
x-ms-paths:
  /{container}?comp=list:
    get:
      operationId: listBlobs
      parameters:
      - {name: container, in: path, required: true, type: string}
      - {name: comp, in: query, required: true, type: string, enum: [list]}
      responses: {'200': {description: ok, schema: {$ref: '#/definitions/Blobs'}}}
definitions:
  Blobs: {type: object, properties: {names: {type: array, items: {type: string}}}}
";

#[test]
fn parameters_that_skip_the_encoding_keep_reserved_characters() {
    let seen = see(AZURE, "");
    let parameters = &seen.api.operations[0].parameters;
    let kept = parameters.iter().map(|one| one.allow_reserved);
    assert_eq!(kept.collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn paths_of_autorest_are_paths() {
    let seen = see(AZURE, "");
    let listed = &seen.api.operations[1];
    assert_eq!(listed.path, "/{container}?comp=list");
    assert!(
        matches!(&listed.returns.output, Output::Json(schema) if matches!(schema.ty, Type::Named(_)))
    );
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn values_in_the_path_may_be_empty_if_one_is_documented() {
    for (parameter, may_be_empty) in [
        ("in: path, schema: {type: string}", false),
        ("in: path, schema: {type: string}, example: ''", true),
        (
            "in: path, schema: {type: string}, examples: {a: {value: a}, b: {value: ''}}",
            true,
        ),
        ("in: path, schema: {type: string, default: ''}", true),
        ("in: path, schema: {type: string, example: ''}", true),
        ("in: path, schema: {type: string, default: a}", false),
        ("in: query, schema: {type: string, default: ''}", false),
    ] {
        let path = if parameter.contains("path") {
            "/a/{key}"
        } else {
            "/a"
        };
        let seen = with_paths(
            &format!(
                "  {path}: {{get: {{parameters: [{{name: key, required: true, {parameter}}}], {OK}}}}}\n"
            ),
            "",
        );
        let found = &seen.api.operations[0].parameters[0];
        assert_eq!(found.may_be_empty, may_be_empty, "{parameter}");
    }
}
