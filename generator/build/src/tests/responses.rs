//! How responses become outputs, and webhooks and callbacks become types; servers.

use std::collections::BTreeMap;

use super::Seen;
use super::see;
use super::with_paths;
use model::{Coverage, Framing, Output, SchemeKind, Type, default_server};

/// Returns a short description of the output of an operation with these responses.
fn returned(method: &str, responses: &str) -> String {
    let seen = with_paths(
        &format!("  /a: {{{method}: {{operationId: x, responses: {{{responses}}}}}}}\n"),
        "",
    );
    let operation = seen.operation("x");
    let is_whole = operation.coverage == Coverage::Full;
    assert_eq!(
        is_whole,
        !matches!(operation.returns.output, Output::Raw),
        "{responses}"
    );
    output_text(&seen, &operation.returns.output)
}

fn output_text(seen: &Seen, output: &Output) -> String {
    match output {
        Output::Empty => "nothing".to_owned(),
        Output::Raw => "the response".to_owned(),
        Output::Text => "text".to_owned(),
        Output::Bytes => "bytes".to_owned(),
        Output::Json(schema) => seen.short(schema),
        Output::Xml(schema) => format!("{} in XML", seen.short(schema)),
        Output::Stream(stream) => format!("{:?} of {}", stream.framing, seen.short(&stream.item)),
        Output::Several(several) => {
            let outcomes = several.outcomes.iter();
            let all: Vec<String> = outcomes
                .map(|one| format!("{} {}", one.rust, output_text(seen, &one.output)))
                .collect();
            format!("{}: {}", several.name, all.join(", "))
        }
    }
}

#[test]
fn streams_of_grpc_gateway_are_streams_of_results() {
    const LINES: &str = "{type: object, title: Stream result of v1Event, properties: {result: {$ref: '#/definitions/v1Event'}, error: {$ref: '#/definitions/v1Status'}}}";
    for (description, schema, expected) in [
        ("ok", LINES, "Results of V1Event"),
        (
            "A successful response.(streaming responses)",
            "{$ref: '#/x-stream-definitions/v1Event'}",
            "Results of V1Event",
        ),
        (
            "(streaming responses)",
            "{$ref: '#/definitions/v1Event'}",
            "Results of V1Event",
        ),
        ("ok", "{$ref: '#/definitions/v1Event'}", "V1Event"),
    ] {
        let seen = see(
            &format!(
                "swagger: '2.0'
info: {{title: T, version: '1'}}
produces: [application/json]
paths:
  /watch:
    get:
      operationId: watch
      responses: {{'200': {{description: '{description}', schema: {schema}}}}}
definitions:
  v1Event: {{type: object, properties: {{result: {{type: string}}, at: {{type: string}}}}}}
  v1Status: {{type: object, properties: {{code: {{type: integer}}}}}}
x-stream-definitions:
  v1Event: {{type: object, properties: {{result: {{$ref: '#/definitions/v1Event'}}, error: {{$ref: '#/definitions/v1Status'}}}}}}
"
            ),
            "",
        );
        let output = output_text(&seen, &seen.operation("watch").returns.output);
        assert_eq!(output, expected, "{schema}");
    }
}

#[test]
fn a_success_whose_reference_dangles_may_be_anything() {
    let paths = "  /t:
    get:
      operationId: o
      responses:
        '200': {$ref: '#/components/responses/Nowhere'}
        '404': {$ref: '#/components/responses/Nowhere'}
";
    let seen = with_paths(paths, "");
    let operation = seen.operation("o");
    assert!(matches!(&operation.returns.output, Output::Json(schema) if schema.ty == Type::Any));
    assert_eq!(
        (operation.coverage, operation.responses.len()),
        (Coverage::Loosened, 1)
    );
    assert_eq!(seen.codes, ["dangling-reference", "dangling-reference"]);
}

#[test]
fn dangling_defaults_are_json_without_another_success() {
    const GONE: &str = "{$ref: '#/components/responses/Nowhere'}";
    const FILE: &str = "{$ref: 'nofile.yaml#/Nowhere'}";
    for (responses, is_json) in [
        (format!("default: {GONE}"), true),
        (format!("default: {FILE}"), true),
        (format!("default: {GONE}, '404': {{description: d}}"), true),
        (format!("default: {GONE}, '204': {{description: d}}"), false),
        (format!("default: {GONE}, '302': {{description: d}}"), false),
    ] {
        let paths = format!("  /a: {{post: {{operationId: o, responses: {{{responses}}}}}}}\n");
        let seen = with_paths(&paths, "");
        let output = &seen.operation("o").returns.output;
        let expected = if is_json {
            matches!(output, Output::Json(schema) if schema.ty == Type::Any)
        } else {
            matches!(output, Output::Empty)
        };
        assert!(expected, "{responses}: {output:?}");
    }
}

#[test]
fn outputs_by_response() {
    const INT: &str = "content: {application/json: {schema: {type: integer}}}";
    const INTS: &str =
        "content: {application/json: {schema: {type: array, items: {type: integer}}}}";
    const TEXT: &str = "content: {text/plain: {}}";
    for (responses, expected) in [
        (format!("'200': {{{INT}}}"), "Integer"),
        (format!("'200': {{{INT}}}, '201': {{{INT}}}, 2XX: {{{INT}}}"), "Integer"),
        (format!("'200': {{{INTS}}}, '201': {{{INTS}}}"), "[Integer]"),
        (format!("'202': {{{TEXT}}}, '200': {{{INT}}}"), "AGetResponse: Ok Integer, Accepted text"),
        (
            format!("2XX: {{{TEXT}}}, '299': {{}}, '204': {{}}"),
            "AGetResponse: NoContent nothing, Status299 nothing, Success text",
        ),
        (format!("'200': {{{INT}}}, '204': {{}}"), "Integer?"),
        (format!("'200': {{{INT}}}, default: {{{TEXT}}}"), "Integer"),
        (format!("default: {{{TEXT}}}, '404': {{{INT}}}"), "text"),
        (format!("'404': {{{INT}}}"), "the response"),
        ("'200': {}".to_owned(), "the response"),
        ("2XX: {}".to_owned(), "the response"),
        ("default: {}".to_owned(), "the response"),
        ("'200': {}, '204': {}".to_owned(), "the response"),
        ("'204': {}, '205': {}".to_owned(), "nothing"),
        ("'302': {}".to_owned(), "nothing"),
        (format!("'204': {{{INT}}}"), "nothing"),
        (format!("'204': {{}}, '205': {{{INT}}}"), "nothing"),
        (format!("'302': {{{INT}}}, '404': {{{TEXT}}}, default: {{{TEXT}}}"), "Integer"),
        (format!("'302': {{{TEXT}}}, '200': {{{INT}}}"), "Integer"),
        (format!("'303': {{}}, 3XX: {{{INT}}}"), "AGetResponse: SeeOther nothing, Redirect Integer"),
        (format!("'304': {{{INT}}}"), "the response"),
        ("'200': {content: {text/csv: {}, application/json: {}}}".to_owned(), "Any"),
        ("'200': {content: {application/xml: {}}}".to_owned(), "text"),
        ("'200': {content: {application/zip: {}}}".to_owned(), "bytes"),
        ("'200': {content: {'*/*': {schema: {type: string}}}}".to_owned(), "text"),
        ("'200': {content: {'*/*': {schema: {type: integer}}}}".to_owned(), "Integer"),
        ("default: {content: {'*/*': {schema: {}}}}".to_owned(), "bytes"),
        ("'200': {content: {'*/*': {}}}".to_owned(), "bytes"),
        ("'200': {content: {application/json: {schema: {type: string, format: binary}}}}".to_owned(), "bytes"),
        ("'200': {content: {text/event-stream: {}}}".to_owned(), "EventData of Plain"),
        ("'200': {content: {application/stream+json: {schema: {type: integer}}}}".to_owned(), "Lines of Integer"),
        (
            "'200': {content: {application/json-seq: {schema: {type: array, items: {type: integer}}}}}".to_owned(),
            "Records of Integer",
        ),
    ] {
        assert_eq!(returned("get", &responses), expected, "{responses}");
    }
    assert_eq!(returned("head", &format!("'200': {{{INT}}}")), "nothing");
    assert_eq!(
        returned("get", &format!("'200': {{{INT}}}, '202': {{}}")),
        "AGetResponse: Ok Integer, Accepted nothing"
    );
    let accepted = format!("'200': {{{INT}}}, '202': {{}}");
    assert_eq!(
        returned("post", &accepted),
        "ACreateResponse: Ok Integer, Accepted nothing"
    );
}

#[test]
fn plain_strings_are_requested_as_text() {
    const STRING: &str = "{schema: {type: string}}";
    for (content, expected) in [
        (
            format!("application/json: {STRING}, text/plain: {STRING}"),
            "text",
        ),
        (
            format!("application/json: {STRING}, text/plain: {{}}"),
            "text",
        ),
        (
            format!("application/json: {STRING}, text/html: {STRING}"),
            "text",
        ),
        (format!("application/json: {STRING}"), "text"),
        (
            "application/json: {schema: {type: string, nullable: true}}".to_owned(),
            "Plain?",
        ),
        (
            "application/json: {schema: {type: string, format: date}}".to_owned(),
            "Date",
        ),
        (
            format!(
                "application/json: {STRING}, video/mp4: {{schema: {{type: string, format: binary}}}}"
            ),
            "bytes",
        ),
        (
            format!("application/json: {{schema: {{type: integer}}}}, text/plain: {STRING}"),
            "Integer",
        ),
    ] {
        assert_eq!(
            returned("get", &format!("'200': {{content: {{{content}}}}}")),
            expected,
            "{content}"
        );
    }
}

#[test]
fn streams_described_as_lists_have_items_of_any_type() {
    const LIST: &str = "{type: object, required: [items], properties: {items: {type: array, items: {type: string}}}}";
    let content = format!(
        "application/json: {{schema: {LIST}}}, application/json;stream=watch: {{schema: {LIST}}}"
    );
    let watch = "parameters: [{name: watch, in: query, schema: {type: boolean}}]";
    let responses = format!("responses: {{'200': {{description: d, content: {{{content}}}}}}}");
    let seen = with_paths(
        &format!("  /a: {{get: {{operationId: a, {watch}, {responses}}}}}\n"),
        "",
    );
    let stream = seen.operation("a").returns.stream.as_ref().unwrap();
    assert_eq!(stream.switch.as_deref(), Some("watch"));
    assert_eq!(seen.short(&stream.item), "Any");
}

#[test]
fn a_watch_of_a_list_streams_events_about_its_items() {
    let watch = "parameters: [{name: watch, in: query, schema: {type: boolean}}]";
    let list = "{type: object, properties: {items: {type: array, items: {$ref: '#/components/schemas/Pod'}}}}";
    let responses = format!(
        "responses: {{'200': {{description: d, content: {{application/json: {{schema: {list}}}}}}}}}"
    );
    let components = "
components:
  schemas:
    Pod: {type: object, properties: {name: {type: string}}}
    Status: {type: object, properties: {code: {type: integer}}}
    WatchEvent: {type: object, properties: {type: {type: string}, object: {type: object}}}
";
    let path = format!("  /pods: {{get: {{operationId: listPods, {watch}, {responses}}}}}\n");
    let seen = with_paths(&format!("{path}{components}"), "");
    let operation = seen.operation("watchPods");
    assert_eq!(operation.names.method, "watch");
    let Output::Stream(stream) = &operation.returns.output else {
        panic!("{:?}", operation.returns.output);
    };
    assert_eq!(seen.short(&stream.item), "Pod");
    let error = stream.watch_error.as_ref().unwrap();
    assert_eq!(seen.short(error), "Status");
    assert!(seen.operation("listPods").returns.stream.is_none());
}

#[test]
fn items_of_sequences_have_the_type_of_their_schema() {
    const EVENT: &str = "type: object, properties: {id: {type: string}, event: {type: string}";
    const JSON: &str =
        "data: {type: string, contentMediaType: application/json, contentSchema: {type: integer}}";
    for (media_type, item, expected) in [
        (
            "application/jsonl",
            "{type: integer}".to_owned(),
            "Lines of Integer",
        ),
        (
            "application/json-seq",
            "{type: array, items: {type: integer}}".to_owned(),
            "Records of [Integer]",
        ),
        (
            "text/event-stream",
            format!("{{{EVENT}, {JSON}}}}}"),
            "EventData of Integer",
        ),
        (
            "text/event-stream",
            format!("{{{EVENT}, data: {{type: string}}}}}}"),
            "EventData of Plain",
        ),
        (
            "text/event-stream",
            format!(
                "{{allOf: [{{{EVENT}, data: {{type: string}}}}}}, {{properties: {{{JSON}}}}}]}}"
            ),
            "EventData of Integer",
        ),
        (
            "text/event-stream",
            "{type: integer}".to_owned(),
            "EventData of Integer",
        ),
        (
            "text/event-stream",
            format!("{{oneOf: [{{{EVENT}, {JSON}}}}}]}}"),
            "EventObjects of AGetResponse",
        ),
    ] {
        let seen = with_paths(
            &format!(
                "  /a: {{get: {{operationId: getA, responses: {{'200': {{description: d, content: {{{media_type}: {{itemSchema: {item}}}}}}}}}}}}}\n"
            ),
            "",
        );
        let operation = seen.operation("getA");
        assert_eq!(
            output_text(&seen, &operation.returns.output),
            expected,
            "{item}"
        );
        assert_eq!(seen.codes, [""; 0]);
    }
}

/// Builds a description with these members of `paths` and `components`.
fn with_events(paths: &str, components: &str) -> Seen {
    see(
        &format!(
            "openapi: 3.2.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}components:\n{components}"
        ),
        "",
    )
}

fn get_content(id: &str, content: &str) -> String {
    format!(
        "  /{id}: {{get: {{operationId: {id}, responses: {{'200': {{description: d, content: {{{content}}}}}}}}}}}\n"
    )
}

/// Returns the type of `data` in each member of a union of events.
fn data_of_members(seen: &Seen, union: &str) -> Vec<String> {
    let variants = seen.union(union).variants.iter();
    let fields = variants.flat_map(|variant| seen.fields(&seen.short(&variant.schema)));
    fields.filter(|field| field.starts_with("data")).collect()
}

#[test]
fn items_of_an_array_of_events_are_events() {
    const EVENT: &str = "{type: object, properties: {id: {type: string}, data: {type: string, contentMediaType: application/json, contentSchema: {type: integer}}}}";
    for (items, expected) in [
        (EVENT, "EventData of Integer"),
        ("{type: string}", "EventData of Plain"),
    ] {
        let content = format!("text/event-stream: {{schema: {{type: array, items: {items}}}}}");
        let seen = with_events(&get_content("a", &content), "  schemas: {}\n");
        let output = &seen.operation("a").returns.output;
        assert_eq!(output_text(&seen, output), expected);
        assert_eq!(seen.codes, [""; 0]);
    }
}

#[test]
fn the_encoded_string_does_not_hide_the_json_in_it() {
    const JSON: &str = "data: {contentMediaType: application/json, contentSchema: {type: integer}}";
    const TEXT: &str = "{properties: {event: {const: b}, data: {const: '[done]'}}}";
    let outer = format!(
        "{{type: object, properties: {{event: {{type: string}}, data: {{type: string}}}}, required: [event], oneOf: [{{properties: {{event: {{const: a}}, {JSON}}}}}, {TEXT}, {{properties: {{event: {{const: c}}}}}}]}}"
    );
    let parts = format!(
        "{{oneOf: [{{allOf: [{{$ref: '#/components/schemas/Base'}}, {{properties: {{event: {{const: a}}, {JSON}}}}}]}}, {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{properties: {{event: {{const: b}}}}}}]}}]}}"
    );
    for (item, expected) in [
        (
            outer,
            &["data: Integer", "data: Plain", "data: Plain"] as &[&str],
        ),
        (parts, &["data!: Integer", "data!: Plain"]),
    ] {
        let seen = with_events(
            &get_content("a", &format!("text/event-stream: {{itemSchema: {item}}}")),
            "  schemas: {Base: {type: object, required: [event, data], properties: {event: {type: string}, data: {type: string}}}}\n",
        );
        let output = &seen.operation("a").returns.output;
        assert_eq!(output_text(&seen, output), "EventObjects of AGetResponse");
        assert_eq!(data_of_members(&seen, "AGetResponse"), expected, "{item}");
        assert_eq!(seen.codes, [""; 0], "{item}");
    }
}

#[test]
fn data_of_events_is_a_string_outside_of_streams() {
    const EVENT: &str = "type: object, required: [event, data], properties: {event: {const: a}, data: {type: string, contentMediaType: application/json, contentSchema: {type: integer}}}";
    const OTHER: &str = "type: object, required: [event, data], properties: {event: {const: b}, data: {type: string}}";
    let schemas = format!(
        "  schemas:\n    A: {{{EVENT}}}\n    B: {{{OTHER}}}\n    Events: {{oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]}}\n"
    );
    let stream = get_content(
        "live",
        "text/event-stream: {itemSchema: {$ref: '#/components/schemas/Events'}}",
    );
    let alone = with_events(&stream, &schemas);
    assert_eq!(
        output_text(&alone, &alone.operation("live").returns.output),
        "EventObjects of Events"
    );
    assert_eq!(alone.fields("A"), ["event!: Plain", "data!: Integer"]);

    let past = get_content(
        "past",
        "application/json: {schema: {$ref: '#/components/schemas/Events'}}",
    );
    let shared = with_events(&format!("{stream}{past}"), &schemas);
    assert_eq!(
        output_text(&shared, &shared.operation("past").returns.output),
        "Events"
    );
    assert_eq!(shared.fields("A"), ["event!: Plain", "data!: Plain"]);
    let live = output_text(&shared, &shared.operation("live").returns.output);
    assert_eq!(live, "EventObjects of LiveGetResponse");
    assert_eq!(
        data_of_members(&shared, "LiveGetResponse"),
        ["data!: Integer", "data!: Plain"]
    );
    assert_eq!(shared.codes, [""; 0]);
}

#[test]
fn parts_of_a_response_are_read_one_by_one() {
    const PET: &str = "itemSchema: {type: object, properties: {a: {type: string}}}";
    const TEXT: &str = "itemSchema: {type: string}";
    for (content, returns) in [
        (PET.to_owned(), "Parts of AGetResponse"),
        (
            format!("{PET}, itemEncoding: {{contentType: application/json}}"),
            "Parts of AGetResponse",
        ),
        (
            format!("{PET}, itemEncoding: {{contentType: application/cbor}}"),
            "Parts of Bytes, raw-response",
        ),
        (
            format!("{PET}, prefixEncoding: [{{contentType: text/csv}}]"),
            "Parts of Bytes, raw-response",
        ),
        (TEXT.to_owned(), "Parts of Plain"),
        (
            format!("{TEXT}, itemEncoding: {{contentType: text/html}}"),
            "Parts of Plain",
        ),
        (
            format!("{TEXT}, itemEncoding: {{contentType: image/png}}"),
            "Parts of Bytes",
        ),
        ("itemSchema: {}".to_owned(), "Parts of Bytes"),
        (
            "itemSchema: {type: string, format: binary}".to_owned(),
            "Parts of Bytes",
        ),
        (
            "itemSchema: {type: string, format: date}".to_owned(),
            "Parts of Date",
        ),
        (
            "itemSchema: {}, itemEncoding: {contentType: application/json}".to_owned(),
            "Parts of Any",
        ),
        (
            "schema: {type: array, items: {type: integer}}".to_owned(),
            "Parts of Integer",
        ),
        (
            "schema: {type: array, items: {}}".to_owned(),
            "Parts of Bytes",
        ),
        (
            "schema: {type: array, prefixItems: [{type: integer}], items: {type: string}}"
                .to_owned(),
            "Parts of Bytes, raw-response",
        ),
    ] {
        let path = format!(
            "  /a: {{get: {{operationId: x, responses: {{'200': {{description: d, content: {{multipart/mixed: {{{content}}}}}}}}}}}}}\n"
        );
        let seen = with_paths(&path, "");
        let mut output = output_text(&seen, &seen.operation("x").returns.output);
        if seen.codes.contains(&"raw-response") {
            output.push_str(", raw-response");
        }
        assert_eq!(output, returns, "{content}");
    }
}

#[test]
fn a_summary_documents_a_response() {
    for (keys, docs) in [
        ("summary: Pets", "Pets"),
        (
            "summary: Pets, description: All of them",
            "Pets\n\nAll of them",
        ),
        (
            "summary: Pets, description: Pets of a shop",
            "Pets of a shop",
        ),
    ] {
        let path = format!("  /a: {{get: {{operationId: x, responses: {{'204': {{{keys}}}}}}}}}\n");
        let seen = with_paths(&path, "");
        assert_eq!(seen.operation("x").responses[0].docs.as_deref(), Some(docs));
    }
}

#[test]
fn unreadable_schemas_of_the_requested_form_are_reported() {
    const OBJECT: &str = "{schema: {type: object, properties: {a: {type: string}}}}";
    for (content, returns, codes) in [
        (
            format!("multipart/mixed: {OBJECT}"),
            "bytes",
            &["raw-response"] as &[&str],
        ),
        (
            format!("application/x-www-form-urlencoded: {OBJECT}"),
            "bytes",
            &["raw-response"],
        ),
        (format!("text/csv: {OBJECT}"), "text", &["raw-response"]),
        (
            "text/plain: {schema: {type: array, items: {type: string}}}".to_owned(),
            "text",
            &["raw-response"],
        ),
        (
            "text/plain: {schema: {type: string, enum: [a, b]}}".to_owned(),
            "text",
            &["raw-response"],
        ),
        (
            "text/plain: {schema: {type: string, format: date}}".to_owned(),
            "text",
            &["raw-response"],
        ),
        (
            "text/plain: {schema: {type: string}}".to_owned(),
            "text",
            &[],
        ),
        (
            "application/pdf: {schema: {type: string, format: byte}}".to_owned(),
            "bytes",
            &[],
        ),
        (
            "application/json: {schema: {type: integer}}, text/csv: {schema: {type: array}}"
                .to_owned(),
            "Integer",
            &[],
        ),
    ] {
        let path = format!(
            "  /a: {{get: {{operationId: x, responses: {{'200': {{description: d, content: {{{content}}}}}}}}}}}\n"
        );
        let seen = with_paths(&path, "");
        let operation = seen.operation("x");
        assert_eq!(
            (
                output_text(&seen, &operation.returns.output).as_str(),
                seen.codes.as_slice()
            ),
            (returns, codes),
            "{content}"
        );
        let coverage = if codes.is_empty() {
            Coverage::Full
        } else {
            Coverage::Loosened
        };
        assert_eq!(operation.coverage, coverage, "{content}");
    }
}

#[test]
fn unreadable_failures_are_reported_once() {
    const OBJECT: &str = "{schema: {type: object, properties: {a: {type: string}}}}";
    const ENUM: &str = "text/plain: {schema: {type: string, enum: [a, b]}}";
    for (failures, codes, coverage) in [
        (
            format!("'400': {{content: {{{ENUM}}}}}"),
            &["raw-failure"][..],
            Coverage::Loosened,
        ),
        (
            format!("'400': {{content: {{{ENUM}}}}}, '404': {{content: {{{ENUM}}}}}"),
            &["raw-failure"],
            Coverage::Loosened,
        ),
        (
            format!(
                "'400': {{content: {{text/csv: {OBJECT}}}}}, '404': {{content: {{application/json: {OBJECT}}}}}"
            ),
            &["raw-failure"],
            Coverage::Full,
        ),
        (
            format!(
                "'400': {{content: {{application/yaml: {OBJECT}}}}}, default: {{content: {{multipart/mixed: {OBJECT}}}}}"
            ),
            &["raw-failure", "raw-failure"],
            Coverage::Loosened,
        ),
        (
            format!("'400': {{content: {{{ENUM}, application/json: {OBJECT}}}}}"),
            &[],
            Coverage::Full,
        ),
        (
            format!("'400': {{content: {{{ENUM}, application/xml: {OBJECT}}}}}"),
            &[],
            Coverage::Full,
        ),
        (
            "'400': {content: {text/plain: {schema: {type: integer}}}}".to_owned(),
            &[],
            Coverage::Full,
        ),
        (
            "'400': {content: {text/html: {schema: {type: string}}, application/pdf: {}}}"
                .to_owned(),
            &[],
            Coverage::Full,
        ),
        (
            format!("'304': {{content: {{{ENUM}}}}}"),
            &[],
            Coverage::Full,
        ),
    ] {
        let responses = format!("{{'204': {{description: d}}, {failures}}}");
        let seen = with_paths(
            &format!("  /a: {{get: {{operationId: x, responses: {responses}}}}}\n"),
            "",
        );
        assert_eq!(
            (seen.codes.as_slice(), seen.operation("x").coverage),
            (codes, coverage),
            "{failures}"
        );
    }
}

#[test]
fn a_stream_beside_another_response() {
    let seen = with_paths(
        "  /a:
    post:
      operationId: x
      requestBody: {content: {application/json: {schema: {type: object, properties: {stream: {type: boolean, nullable: true}}}}}}
      responses:
        '200':
          headers:
            X-Left: {schema: {type: integer}, required: true, description: how many}
            content-type: {schema: {type: string}}
          content:
            application/json: {schema: {type: integer}}
            text/event-stream: {schema: {type: object, properties: {event: {type: string}, data: {type: string}}}}
",
        "",
    );
    let operation = seen.operation("x");
    assert!(matches!(operation.returns.output, Output::Json(_)));
    let stream = operation.returns.stream.as_ref().unwrap();
    assert_eq!(
        (stream.framing, stream.switch.as_deref()),
        (Framing::EventObjects, Some("stream"))
    );
    let headers: Vec<_> = operation.responses[0]
        .headers
        .iter()
        .map(|h| (h.wire.as_str(), h.required))
        .collect();
    assert_eq!(headers, [("X-Left", true)]);
}

#[test]
fn streams_of_other_statuses_have_a_separate_method() {
    const INT: &str = "'200': {content: {application/json: {schema: {type: integer}}}}";
    const EVENTS: &str = "'201': {content: {text/event-stream: {schema: {type: integer}}}}";
    for (others, expected) in [
        (INT.to_owned(), "Integer"),
        (
            format!("{INT}, '202': {{content: {{application/zip: {{}}}}}}"),
            "AGetResponse: Ok Integer, Accepted bytes",
        ),
        (
            "'204': {description: none}".to_owned(),
            "EventData of Integer",
        ),
    ] {
        let seen = with_paths(
            &format!("  /a: {{get: {{operationId: x, responses: {{{others}, {EVENTS}}}}}}}\n"),
            "",
        );
        let operation = seen.operation("x");
        assert_eq!(output_text(&seen, &operation.returns.output), expected);
        assert_eq!(
            (operation.coverage, seen.codes.as_slice()),
            (Coverage::Full, &[][..])
        );
        let beside = operation
            .returns
            .stream
            .as_ref()
            .map(|stream| seen.short(&stream.item));
        assert_eq!(
            beside.as_deref(),
            (!others.contains("204")).then_some("Integer"),
            "{others}"
        );
    }
}

#[test]
fn duplicate_statuses_are_reported() {
    let responses = "'200': {description: a}, '0200': {description: b}, 2XX: {description: c}, 2xx: {description: d}";
    let seen = with_paths(
        &format!("  /a: {{put: {{operationId: x, responses: {{{responses}}}}}}}\n"),
        "",
    );
    let docs: Vec<_> = seen
        .operation("x")
        .responses
        .iter()
        .map(|response| response.docs.as_deref())
        .collect();
    assert_eq!(docs, [Some("a"), Some("c")]);
    assert_eq!(seen.codes, ["duplicate-status", "duplicate-status"]);
}

#[test]
fn links_name_operations() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    put:
      operationId: x
      responses:
        '200':
          description: all
          links:
            one: {operationId: y, description: that one}
            two: {operationRef: '#/paths/~1b/get'}
            gone: {operationId: z}
            nowhere: {operationRef: '#/paths/~1c/get'}
            nameless: {parameters: {a: 1}}
            dangling: {$ref: '#/components/links/Gone'}
  /b: {get: {operationId: y, responses: {'204': {description: none}}}}
",
        "",
    );
    let links = &seen.operation("x").responses[0].links;
    let links: Vec<_> = links
        .iter()
        .map(|link| (link.name.as_str(), link.operation, link.docs.as_deref()))
        .collect();
    assert_eq!(links, [("one", 1, Some("that one")), ("two", 1, None)]);
    assert_eq!(
        seen.codes,
        [
            "unknown-link",
            "unknown-link",
            "unknown-link",
            "dangling-reference"
        ]
    );
    assert_eq!(seen.operation("x").coverage, Coverage::Full);
}

#[test]
fn descriptions_beside_references_take_precedence_since_3_1() {
    let text = |version: &str| {
        format!(
            "openapi: {version}
info: {{title: T, version: '1'}}
paths:
  /a:
    put:
      operationId: x
      parameters: [{{$ref: '#/components/parameters/P', description: own}}]
      requestBody: {{$ref: '#/components/requestBodies/B', description: own}}
      responses: {{'200': {{$ref: '#/components/responses/R', description: own}}}}
components:
  parameters: {{P: {{name: p, in: query, description: shared, schema: {{type: string}}}}}}
  requestBodies: {{B: {{description: shared, content: {{application/json: {{}}}}}}}}
  responses: {{R: {{description: shared, headers: {{H: {{$ref: '#/components/headers/H', description: own}}}}}}}}
  headers: {{H: {{description: shared, schema: {{type: string}}}}}}
"
        )
    };
    for (version, expected) in [("3.1.0", "own"), ("3.0.3", "shared")] {
        let seen = see(&text(version), "");
        let operation = seen.operation("x");
        let response = &operation.responses[0];
        let body = operation.body.as_ref().unwrap();
        for docs in [
            &operation.parameters[0].docs,
            &body.docs,
            &response.docs,
            &response.headers[0].docs,
        ] {
            assert_eq!(docs.as_deref(), Some(expected), "{version}");
        }
    }
}

#[test]
fn webhooks_and_callbacks_become_types() {
    let payload = "requestBody: {content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: integer}}}}}}";
    let seen = see(
        &format!(
            "openapi: 3.1.0
info: {{title: T, version: '1'}}
webhooks:
  born: {{post: {{{payload}, responses: {{'200': {{description: seen}}}}}}}}
paths:
  /a:
    post:
      operationId: x
      responses: {{'204': {{description: none}}}}
      callbacks:
        made: {{'{{$request.body#/url}}': {{$ref: '#/components/pathItems/Made'}}}}
        shared: {{$ref: '#/components/callbacks/Shared'}}
components:
  pathItems:
    Made: {{post: {{requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{b: {{}}}}}}}}}}}}}}}}
  callbacks:
    Shared: {{'http://x': {{put: {{responses: {{'200': {{content: {{application/json: {{schema: {{type: object, properties: {{c: {{}}}}}}}}}}}}}}}}}}}}
"
        ),
        "",
    );
    assert_eq!(seen.api.operations.len(), 1);
    let webhook_request: Vec<_> = seen
        .api
        .webhook_requests
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.method.as_str(),
                one.operation.as_deref(),
                one.contents.len(),
                one.responses().count(),
            )
        })
        .collect();
    assert_eq!(
        webhook_request,
        [
            ("born", "POST", None, 1, 0),
            ("made", "POST", Some("x"), 1, 0),
            ("shared", "PUT", Some("x"), 0, 1)
        ]
    );
    let usage: Vec<_> = seen
        .api
        .types
        .iter()
        .map(|(_, def)| (def.name.as_str(), def.usage.request, def.usage.response))
        .collect();
    assert_eq!(
        usage,
        [
            ("BornPayload", false, true),
            ("MadePayload", false, true),
            ("SharedOkAnswer", true, false)
        ]
    );
}

#[test]
fn servers_have_variables() {
    let seen = see(
        "openapi: 3.0.3
info: {title: T, version: '1'}
servers:
  - {url: 'https://{a}.x/{b}', variables: {a: {default: e, enum: [e, f]}, b: {default: ''}, unused: {default: z}}}
paths: {}
",
        "",
    );
    assert_eq!(seen.api.servers[0].url, "https://e.x/");
    let variables: Vec<_> = seen.api.servers[0]
        .variables
        .iter()
        .map(|v| (v.wire.as_str(), v.values.len()))
        .collect();
    assert_eq!(variables, [("a", 2), ("b", 0)]);
}

#[test]
fn servers_are_named_by_their_urls() {
    let names = |servers: &[&str]| -> BTreeMap<String, String> {
        let list: String = servers
            .iter()
            .map(|server| format!("  - {{{server}}}\n"))
            .collect();
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers:\n{list}paths: {{}}\n"
        );
        see(&text, "")
            .api
            .servers
            .iter()
            .map(|server| (server.template.clone(), server.rust.clone()))
            .collect()
    };
    let mut servers = [
        "url: https://api.example.com/v1, description: Production",
        "url: http://api.example.com/v1, description: Production",
        "url: 'https://{region}.example.com', description: EU, variables: {region: {default: eu}}",
        "url: 'http://localhost:8080', description: Own",
        "url: /api/v2, description: Here",
        "url: /",
        "url: https://twins.example.com",
        "url: https://twins.example.com/",
    ];
    let expected = [
        ("https://api.example.com/v1", "api_example_com_v1"),
        ("http://api.example.com/v1", "http_api_example_com_v1"),
        ("https://{region}.example.com", "region_example_com"),
        ("http://localhost:8080", "http_localhost_8080"),
        ("/api/v2", "api_v2"),
        ("/", "root"),
        ("https://twins.example.com", "twins_example_com"),
        ("https://twins.example.com/", "twins_example_com_2"),
    ];
    let expected: BTreeMap<String, String> = expected
        .into_iter()
        .map(|(url, name)| (url.to_owned(), name.to_owned()))
        .collect();
    assert_eq!(names(&servers), expected);
    servers.reverse();
    assert_eq!(names(&servers), expected);
}

#[test]
fn servers_have_configured_names() {
    let see_named = |names: &str| {
        see(
            "openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: https://sandbox/}, {url: https://x.example.com/sandbox}, {url: https://production}]
paths: {}
",
            &format!("names: {names}"),
        )
    };
    let seen = see_named("{/servers/1: sandbox, /servers/2: live}");
    let names: Vec<&str> = seen
        .api
        .servers
        .iter()
        .map(|server| server.rust.as_str())
        .collect();
    assert_eq!(names, ["sandbox_2", "sandbox", "live"]);
    assert_eq!(seen.problems, [""; 0]);
    assert_eq!(seen.codes, ["no-operations"]);
    let seen = see_named("{/servers/0: live, /servers/1: live, /servers/2: build}");
    let names = seen.api.servers.iter().map(|server| server.rust.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["live", "live_2", "build_"]);
    assert_eq!(
        seen.codes,
        ["no-operations", "renamed-server", "renamed-server"]
    );
    let problems = see_named("{/servers/1: Own Server, /servers/3: gone}").problems;
    assert_eq!(
        problems,
        [
            "`Own Server` is not a valid name for this item",
            "the description has nothing that can be named at `/servers/3`",
        ]
    );
}

#[test]
fn paths_and_operations_may_have_several_servers() {
    let seen = see(
        "openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: https://x.example.com}, {url: //y.example.com/v1}]
paths:
  /a:
    servers: [{url: 'https://{zone}.example.com/{base}', variables: {zone: {default: eu}, base: {default: 'a b/{zone}?'}}}, {url: /v2}]
    get: {operationId: a, responses: {'204': {description: none}}}
    put: {operationId: b, servers: [{url: https://x.example.com}], responses: {'204': {description: none}}}
    post: {operationId: c, servers: [], responses: {'204': {description: none}}}
",
        "",
    );
    let servers = |id: &str| -> Vec<(String, String)> {
        seen.operation(id)
            .servers
            .iter()
            .map(|server| (server.rust.clone(), server.url.clone()))
            .collect()
    };
    let pair = |name: &str, url: &str| (name.to_owned(), url.to_owned());
    let of_path = [
        pair(
            "zone_example_com_base",
            "https://eu.example.com/a%20b/%7Bzone%7D%3F",
        ),
        pair("v2", "/v2"),
    ];
    assert_eq!(servers("a"), of_path);
    assert_eq!(
        servers("b"),
        [pair("x_example_com", "https://x.example.com")]
    );
    assert_eq!(servers("c"), of_path);
    assert_eq!(seen.api.servers[1].url, "https://y.example.com/v1");
    assert_eq!(seen.codes, [""; 0]);
    assert_eq!(seen.notes.len(), 1, "{:?}", seen.notes);
}

#[test]
fn https_is_the_default_if_a_server_has_both_schemes() {
    for (urls, expected) in [
        (
            "http://a.com/v1, https://b.com, https://a.com/v1/",
            "https://a.com/v1/",
        ),
        ("http://a.com, https://b.com", "http://a.com"),
        (
            "https://b.com, http://a.com, https://a.com",
            "https://b.com",
        ),
        (
            "http://localhost:8080/v1, https://localhost:8080/v1",
            "http://localhost:8080/v1",
        ),
    ] {
        let servers: Vec<String> = urls
            .split(", ")
            .map(|url| format!("{{url: '{url}'}}"))
            .collect();
        let servers = servers.join(", ");
        let seen = see(
            &format!(
                "openapi: 3.0.3
info: {{title: T, version: '1'}}
servers: [{servers}]
paths: {{/a: {{get: {{operationId: a, servers: [{servers}], responses: {{'204': {{description: d}}}}}}}}}}
"
            ),
            "",
        );
        let api = &seen.api;
        let chosen = [
            api.server_with_host(),
            default_server(api.operations[0].servers.iter()),
        ];
        for server in chosen {
            assert_eq!(server.unwrap().url, expected);
        }
        assert!(urls.starts_with(&api.servers[0].url), "the order is kept");
    }
}

#[test]
fn client_certificates_are_not_credentials() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
security: [{cert: [], key: []}]
paths: {/a: {get: {operationId: x, responses: {'204': {description: none}}}}}
components: {securitySchemes: {cert: {type: mutualTLS}, key: {type: apiKey, in: header, name: K}}}
",
        "",
    );
    assert_eq!(seen.operation("x").security, [["key"]]);
    assert_eq!(seen.operation("x").coverage, Coverage::Full);
    assert_eq!(seen.codes, ["client-certificate"]);
}

#[test]
fn keys_in_authorization_have_a_prefix() {
    let key = |docs: &str| {
        format!("{{type: apiKey, in: header, name: authorization, description: '{docs}'}}")
    };
    let seen = |scheme: &str, config: &str| {
        let seen = see(
            &format!(
                "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths: {{/a: {{get: {{operationId: x, responses: {{'204': {{description: none}}}}}}}}}}
components: {{securitySchemes: {{token: {scheme}}}}}
"
            ),
            config,
        );
        (
            seen.api
                .security_schemes
                .first()
                .map(|scheme| scheme.kind.clone()),
            seen.problems,
        )
    };
    let header = || SchemeKind::Header("authorization".to_owned());
    let prefixed = |header: &str, prefix: &str| SchemeKind::Prefixed {
        header: header.into(),
        prefix: prefix.into(),
    };
    let bearer = "{type: http, scheme: bearer}";
    for (scheme, config, expected) in [
        (key("a bot token"), "", header()),
        (key("Bearer Token authentication"), "", SchemeKind::Bearer),
        (
            key("a Bearer token"),
            "security: {token: {prefix: ''}}",
            header(),
        ),
        (
            key("a bot token"),
            "security: {token: {prefix: Bot}}",
            prefixed("authorization", "Bot "),
        ),
        (
            bearer.to_owned(),
            "security: {token: {prefix: 'Key='}}",
            prefixed("Authorization", "Key="),
        ),
    ] {
        assert_eq!(
            seen(&scheme, config),
            (Some(expected), Vec::new()),
            "{scheme} {config}"
        );
    }
    let (_, problems) = seen(
        "{type: http, scheme: basic}",
        "security: {token: {prefix: Bot}}",
    );
    assert_eq!(
        problems,
        ["`token` is sent as a user name and a password, which cannot have a prefix"]
    );
}

#[test]
fn other_media_types_with_other_schemas() {
    const INT: &str = "{schema: {type: integer}}";
    const TEXT: &str = "{schema: {type: string}}";
    for (content, expected) in [
        (
            format!("application/json: {INT}, application/vnd.x+json: {INT}"),
            "",
        ),
        (
            format!("application/vnd.x+json: {TEXT}, application/json: {INT}"),
            "application/vnd.x+json text",
        ),
        (
            format!("application/json: {INT}, text/csv: {TEXT}"),
            "text/csv text",
        ),
        (format!("application/json: {INT}, text/xml: {INT}"), ""),
        (
            format!("application/json: {INT}, text/xml: {{}}, application/pdf: {{}}"),
            "application/pdf bytes",
        ),
        ("text/plain: {}, text/html: {}".to_owned(), ""),
        (
            "text/html: {}, application/pdf: {}".to_owned(),
            "text/html text",
        ),
        (
            "application/pdf: {}, text/html: {}".to_owned(),
            "text/html text",
        ),
        (
            "image/png: {}, image/jpeg: {}, 'image/*': {}".to_owned(),
            "",
        ),
        (
            format!("application/json: {INT}, text/event-stream: {TEXT}, '*/*': {TEXT}"),
            "",
        ),
    ] {
        let paths = format!(
            "  /a: {{get: {{operationId: x, responses: {{'200': {{content: {{{content}}}}}}}}}}}\n"
        );
        let seen = with_paths(&paths, "");
        let others = seen.operation("x").returns.alternatives.iter();
        let others: Vec<String> = others
            .map(|other| format!("{} {}", other.media_type, output_text(&seen, &other.output)))
            .collect();
        assert_eq!(others.join(", "), expected, "{content}");
    }
}

#[test]
fn xml_is_read_unless_json_is_described() {
    const A: &str = "{schema: {type: object, properties: {a: {type: string}}}}";
    for (content, expected) in [
        (format!("application/xml: {A}"), "AGetResponse in XML"),
        (
            format!("text/xml: {A}, application/json: {A}"),
            "AGetResponse",
        ),
        (
            "application/xml: {schema: {type: string}}".to_owned(),
            "text",
        ),
        ("application/rss+xml: {}".to_owned(), "text"),
    ] {
        assert_eq!(
            returned("get", &format!("'200': {{content: {{{content}}}}}")),
            expected,
            "{content}"
        );
    }
}

#[test]
fn different_second_streams_are_reported() {
    let of = |lines: &str| {
        let content = format!(
            "text/event-stream: {{schema: {{type: integer}}}}, application/x-ndjson: {{schema: {{type: {lines}}}}}"
        );
        with_paths(
            &format!(
                "  /a: {{get: {{operationId: x, responses: {{'200': {{content: {{{content}}}}}}}}}}}\n"
            ),
            "",
        )
    };
    for (lines, codes, coverage) in [
        ("integer", &[][..], Coverage::Full),
        ("string", &["several-streams"], Coverage::Loosened),
    ] {
        let seen = of(lines);
        assert_eq!(
            output_text(&seen, &seen.operation("x").returns.output),
            "EventData of Integer"
        );
        assert_eq!(
            (seen.codes.as_slice(), seen.operation("x").coverage),
            (codes, coverage),
            "{lines}"
        );
    }
}

#[test]
fn equal_sets_of_headers_are_one_type() {
    let operation = |id: &str, headers: &str| {
        format!(
            "  /{id}: {{get: {{operationId: {id}, responses: {{'200': {{headers: {{{headers}}}}}}}}}}}\n"
        )
    };
    const INT: &str = "{schema: {type: integer}}";
    let limits = format!("X-RateLimit-Left: {INT}, X-RateLimit-Reset: {INT}");
    let turned = format!("x-ratelimit-reset: {INT}, X-RateLimit-Left: {INT}");
    let paths = [
        operation("a", &limits),
        operation("b", &turned),
        operation("c", "Link: {schema: {type: string}}"),
        operation("d", "Link: {schema: {type: string}}"),
        operation("e", "Link: {schema: {type: integer}}"),
        operation("f", "Content-Type: {schema: {type: string}}"),
        operation("g", "A: {}, B: {}, C: {}"),
        operation("h", "A: {}, B: {}, C: {}"),
    ];
    let seen = with_paths(&paths.concat(), "");
    let name = |id: &str| {
        seen.operation(id)
            .returns
            .headers
            .as_ref()
            .map(|schema| seen.short(schema))
    };
    let names: Vec<String> = "abcdefgh"
        .chars()
        .map(|id| name(&id.to_string()).unwrap_or_default())
        .collect();
    assert_eq!(names[0], names[1]);
    assert_eq!(names[2], names[3]);
    assert_eq!(
        [&names[0], &names[2], &names[5], &names[6]],
        ["RateLimitHeaders", "LinkHeaders", "", "ResponseHeaders"]
    );
    assert!(
        names[4].ends_with("Headers") && names[4] != names[2],
        "{names:?}"
    );
    assert_eq!(
        seen.fields("RateLimitHeaders"),
        ["x_rate_limit_left: Integer", "x_rate_limit_reset: Integer"]
    );
}

#[test]
fn nested_arrays_and_objects_in_headers_are_reported() {
    const FLAT: &str = "{type: object, properties: {a: {type: integer}}}";
    const DEEP: &str = "{type: object, properties: {a: {type: array, items: {type: integer}}}}";
    for (header, codes) in [
        (format!("schema: {FLAT}"), &[][..]),
        (
            "schema: {type: object, additionalProperties: {type: string}}".to_owned(),
            &[],
        ),
        (
            format!("content: {{application/json: {{schema: {DEEP}}}}}"),
            &[],
        ),
        (format!("schema: {DEEP}"), &["nested-header"]),
        (
            format!("schema: {{type: array, items: {FLAT}}}"),
            &["nested-header"],
        ),
    ] {
        let responses = format!("{{'200': {{description: d, headers: {{H: {{{header}}}}}}}}}");
        let seen = with_paths(
            &format!("  /a: {{put: {{operationId: x, responses: {responses}}}}}\n"),
            "",
        );
        let coverage = if codes.is_empty() {
            Coverage::Full
        } else {
            Coverage::Loosened
        };
        assert_eq!(
            (seen.codes.as_slice(), seen.operation("x").coverage),
            (codes, coverage),
            "{header}"
        );
    }
}

#[test]
fn responses_may_lack_undescribed_properties() {
    let seen = with_paths(
        "  /pets:
    post:
      operationId: addPet
      requestBody: {content: {application/json: {schema: {title: New, type: object, required: [nmae], properties: {name: {type: string}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object, required: [nmae, id], properties: {id: {type: string}}}}}}}
",
        "",
    );
    let fields: Vec<Vec<String>> = seen.names().iter().map(|name| seen.fields(name)).collect();
    assert!(
        fields.contains(&vec!["nmae!: Any".to_owned(), "name: Plain".to_owned()]),
        "{fields:?}"
    );
    assert!(
        fields.contains(&vec!["id!: Plain".to_owned(), "nmae: Any".to_owned()]),
        "{fields:?}"
    );
    assert_eq!(seen.operation("addPet").coverage, Coverage::Full);
}

#[test]
fn failures_are_distinguished_by_a_boolean_constant() {
    let object = |constant: &str| {
        format!(
            "{{type: object, required: [ok], properties: {{ok: {{type: boolean, enum: [{constant}]}}}}}}"
        )
    };
    let response = |schema: &str| {
        format!("{{content: {{application/json: {{schema: {schema}}}}}, description: d}}")
    };
    let [yes, no, both] = ["true", "false", "true, false"].map(object);
    let either = format!("{{oneOf: [{yes}, {no}]}}");
    for (success, other, failure, expected) in [
        (&yes, &yes, &no, Some("ok")),
        (&both, &yes, &no, None),
        (&yes, &both, &no, None),
        (&either, &yes, &no, None),
        (&yes, &yes, &yes, None),
        (&no, &no, &yes, None),
    ] {
        let responses = format!(
            "{{'200': {}, '202': {}, default: {}}}",
            response(success),
            response(other),
            response(failure)
        );
        let seen = with_paths(
            &format!("  /a: {{get: {{operationId: a, responses: {responses}}}}}\n"),
            "",
        );
        assert_eq!(
            seen.api.operations[0].success.as_deref(),
            expected,
            "{success} {other} {failure}"
        );
    }
}

#[test]
fn content_that_is_not_described_is_returned_and_reported_once() {
    let operation = |method: &str, content: &str| {
        format!("{method}: {{responses: {{'200': {{description: d{content}}}}}}}")
    };
    let (get, post, head) = (
        operation("get", ""),
        operation("post", ""),
        operation("head", ""),
    );
    let described = operation(
        "get",
        ", content: {application/json: {schema: {type: integer}}}",
    );
    let outputs = |paths: &str| {
        let seen = with_paths(paths, "");
        let outputs: Vec<_> = seen
            .api
            .operations
            .iter()
            .map(|one| output_text(&seen, &one.returns.output))
            .collect();
        (outputs.join(", "), seen.codes)
    };
    let undescribed = vec!["undescribed-content"];
    // Most reads have content, so other operations return nothing if they have none.
    let (text, codes) = outputs(&format!("  /a: {{{get}, {post}}}\n  /b: {{{described}}}\n"));
    assert_eq!(
        (text.as_str(), &codes),
        ("the response, nothing, Integer", &undescribed)
    );
    // Most reads have no content, so an operation without content may have some.
    let reads = ["b", "c"]
        .map(|path| format!("  /{path}: {{{get}}}\n"))
        .concat();
    let (text, codes) = outputs(&format!(
        "  /a: {{{get}, {post}, {head}}}\n{reads}  /d: {{{described}}}\n"
    ));
    let raw = "the response";
    assert_eq!(
        (text, &codes),
        (
            format!("{raw}, {raw}, nothing, {raw}, {raw}, Integer"),
            &undescribed
        )
    );
    // Two reads are too few to draw a conclusion.
    let (text, _) = outputs(&format!("  /a: {{{get}, {post}}}\n  /b: {{{get}}}\n"));
    assert_eq!(text, format!("{raw}, nothing, {raw}"));
    // If there are no reads, nothing is known.
    assert_eq!(
        outputs(&format!("  /a: {{{post}}}\n")),
        ("nothing".to_owned(), vec![])
    );
}

#[test]
fn what_settings_could_add_is_noted_once() {
    let answer = |schema: &str| {
        format!(
            "responses: {{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}"
        )
    };
    let result = |name: &str, result: &str| {
        answer(&format!(
            "{{properties: {{time: {{type: number}}, {name}: {{properties: {{{result}}}}}}}}}"
        ))
    };
    let mut paths = String::new();
    for at in 0..5 {
        let response = result("data", &format!("a{at}: {{type: string}}"));
        paths += &format!("  /a{at}: {{get: {{{response}}}}}\n");
    }
    let notes = |paths: &str, config: &str| with_paths(paths, config).notes;
    let common = "5 of 5 methods return an object with the result in `data`: \
                  these methods return the object";
    assert_eq!(notes(&paths, ""), [common]);
    assert_eq!(notes(&paths, "envelope: {result: data}"), [""; 0]);
    let others = paths.replace("data", "user");
    assert_eq!(notes(&others, ""), [""; 0]);
    // With the envelope, pages are still asked for by their numbers, but not by a cursor.
    let list = |parameter: &str, next: &str| {
        let parameter = format!("{{name: {parameter}, in: query, schema: {{type: {next}}}}}");
        let items = "data: {type: array, items: {properties: {id: {type: string}}}}";
        let page = answer(&format!(
            "{{properties: {{{items}, next_cursor: {{type: {next}}}}}}}"
        ));
        format!("{paths}  /items: {{get: {{parameters: [{parameter}], {page}}}}}\n")
    };
    let with_list = common.replace('5', "6");
    assert_eq!(notes(&list("page", "integer"), ""), [with_list]);
    assert_eq!(notes(&list("cursor", "string"), ""), [""; 0]);

    let page = result(
        "result",
        "points: {type: array, items: {}}, next_page_offset: {type: integer}",
    );
    let scroll = |body: &str, config: &str| {
        let paths = format!(
            "  /points/scroll: {{post: {{operationId: scroll, requestBody: {{content: {{application/json: {{schema: {{properties: {{{body}}}}}}}}}}}, {page}}}}}\n"
        );
        notes(&paths, config)
    };
    let cursor = "`POST /points/scroll` seems to have a cursor in the body (`offset`, whose next \
                  value is `/result/next_page_offset`): \
                  the method returns one page, and has no `stream()`";
    assert_eq!(scroll("offset: {type: integer}", ""), [cursor]);
    assert_eq!(scroll("start: {type: integer}", ""), [""; 0]);
    let token = "paging: {operations: {scroll: {token: {parameter: offset, place: body, next: /result/next_page_offset}}}}";
    assert_eq!(scroll("offset: {type: integer}", token), [""; 0]);

    let socket = |summary: &str| {
        notes(
            &format!(
                "  /events: {{get: {{summary: {summary}, responses: {{'204': {{description: d}}}}}}}}\n"
            ),
            "",
        )
    };
    let websocket = "`GET /events` opens a WebSocket: \
                     the client has no WebSockets, so the method sends an ordinary request";
    assert_eq!(socket("Events by a WebSocket"), [websocket]);
    assert_eq!(socket("Events of web pages"), [""; 0]);
}
