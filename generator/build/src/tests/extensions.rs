//! Extensions that make settings.

use super::Seen;
use super::see;
use super::see_whole;
use super::with_paths;
use super::with_schemas;
use model::{Output, Stream, ToolHints, TypeKind, last_segment};

const OPERATIONS: &str = "  /pets:
    get:
      {operationId: listPets, tags: [Animals], x-speakeasy-name-override: all, responses: {'204': {description: d}}}
    post: {operationId: addPet, x-fern-sdk-method-name: adopt, responses: {'204': {description: d}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {x-speakeasy-group: shelter.pets, x-speakeasy-name-override: getOne, responses: {'204': {description: d}}}
    put: {operationId: feedPet, x-fern-sdk-group-name: [shelter, food], responses: {'204': {description: d}}}
    delete: {operationId: removePet, responses: {'204': {description: d}}}
";

fn calls(seen: &Seen) -> Vec<String> {
    let mut calls = Vec::new();
    for operation in &seen.api.operations {
        let resource = &seen.api.resources[operation.resource.0 as usize];
        calls.push(format!(
            "{}.{}",
            resource.module.join("."),
            operation.names.method
        ));
    }
    calls
}

/// Returns the ids of the operations of the client.
fn selected_ids(paths: &str, config: &str) -> Vec<String> {
    let seen = with_paths(paths, config);
    assert!(seen.problems.is_empty(), "{:?}", seen.problems);
    let operations = seen.api.operations.into_iter();
    operations.map(|operation| operation.id).collect()
}

/// Returns the names of all types, sorted and without modules.
fn type_names(seen: &Seen) -> Vec<&str> {
    let mut names: Vec<&str> = seen.names().into_iter().map(last_segment).collect();
    names.sort_unstable();
    names
}

fn property_names<'s>(seen: &'s Seen, name: &str) -> Vec<&'s str> {
    let properties = seen.structure(name).properties.iter();
    properties.map(|property| property.rust.as_str()).collect()
}

fn variants<'s>(seen: &'s Seen, name: &str) -> Vec<&'s str> {
    match &seen.def(name).kind {
        TypeKind::Enum(constants) => {
            let variants = constants.variants.iter();
            variants.map(|variant| variant.rust.as_str()).collect()
        }
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn operations_have_the_names_of_extensions() {
    let seen = with_paths(OPERATIONS, "");
    assert_eq!(
        calls(&seen)[..4],
        [
            "animals.all",
            ".adopt",
            "shelter.pets.get_one",
            "shelter.food.feed_pet"
        ]
    );
    let reasons: Vec<String> = seen
        .api
        .operations
        .iter()
        .filter_map(|operation| operation.names.reasons.first())
        .map(ToString::to_string)
        .take(3)
        .collect();
    assert_eq!(
        reasons,
        [
            "`x-speakeasy-name-override` says so",
            "`x-fern-sdk-method-name` says so",
            "`x-speakeasy-name-override` says so",
        ]
    );
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn the_configuration_takes_precedence_and_turns_extensions_off() {
    let own = with_paths(
        OPERATIONS,
        "resources: {pets: {browse: listPets, all: addPet}}",
    );
    assert_eq!(calls(&own)[..2], ["pets.browse", "pets.all"]);
    let off = with_paths(OPERATIONS, "naming: {extensions: false}");
    let without = with_paths(
        &OPERATIONS
            .replace("x-speakeasy", "x-other")
            .replace("x-fern", "x-other"),
        "",
    );
    assert_eq!(calls(&off), calls(&without));
}

#[test]
fn patterns_name_methods_and_the_last_one_that_matches_applies() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
x-speakeasy-name-override:
- {operationId: ^list-, methodNameOverride: list}
- {operationId: ^list-.*-attachments, methodNameOverride: list-attachments}
paths:
  /pets: {get: {operationId: list-pets, tags: [Pets], responses: {'204': {description: d}}}}
  /files: {get: {operationId: list-pet-attachments, tags: [Pets], responses: {'204': {description: d}}}}
  /toys:
    get: {operationId: list-toys, tags: [Toys], x-speakeasy-name-override: browse, responses: {'204': {description: d}}}
";
    let seen = see(text, "");
    assert_eq!(
        calls(&seen),
        ["pets.list", "pets.list_attachments", "toys.browse"]
    );
}

#[test]
fn extensions_exclude_operations_unless_include_names_them() {
    let paths =
        "  /a: {get: {operationId: a, x-internal: true, responses: {'204': {description: d}}}}
  /b: {get: {operationId: b, x-internal: false, responses: {'204': {description: d}}}}
  /c: {get: {operationId: c, x-fern-ignore: true, responses: {'204': {description: d}}}}
  /d: {get: {x-speakeasy-ignore: true, responses: {'204': {description: d}}}}
  /e: {get: {operationId: e, x-sdk-exclude: true, responses: {'204': {description: d}}}}
";
    assert_eq!(selected_ids(paths, ""), ["b"]);
    assert_eq!(selected_ids(paths, "include: [a, b]"), ["a", "b"]);
    assert_eq!(selected_ids(paths, "naming: {extensions: false}").len(), 5);
}

#[test]
fn audiences_select_operations_only_if_the_configuration_names_one() {
    let paths =
        "  /a: {get: {operationId: a, x-fern-audiences: [public, beta], responses: {'204': {description: d}}}}
  /b: {get: {operationId: b, x-fern-audiences: [internal], responses: {'204': {description: d}}}}
  /c: {get: {operationId: c, responses: {'204': {description: d}}}}
";
    assert_eq!(selected_ids(paths, ""), ["a", "b", "c"]);
    assert_eq!(selected_ids(paths, "include: ['audience:public']"), ["a"]);
    assert_eq!(
        selected_ids(paths, "exclude: ['audience:internal']"),
        ["a", "c"]
    );
    let seen = with_paths(paths, "include: ['audience:pubic']");
    assert_eq!(
        seen.problems,
        ["`audience:pubic` matches no operation of the description"]
    );
}

#[test]
fn an_extension_says_what_the_tool_of_an_operation_does() {
    let paths = "  /a: {get: {operationId: a, x-speakeasy-mcp: {disabled: true}, responses: {'204': {description: d}}}}
  /b: {post: {operationId: b, x-speakeasy-mcp: {readOnlyHint: true, idempotentHint: false}, responses: {'204': {description: d}}}}
";
    let hints = |config: &str| {
        let operations = with_paths(paths, config).api.operations;
        operations
            .into_iter()
            .map(|operation| operation.tool)
            .collect::<Vec<_>>()
    };
    let disabled = ToolHints {
        is_disabled: true,
        ..ToolHints::default()
    };
    let searching = ToolHints {
        is_read_only: Some(true),
        is_idempotent: Some(false),
        ..ToolHints::default()
    };
    assert_eq!(hints(""), [disabled, searching]);
    assert_eq!(
        hints("naming: {extensions: false}"),
        [ToolHints::default(); 2]
    );
}

#[test]
fn operations_under_x_ms_paths_have_the_names_of_extensions() {
    let paths = "  /a: {get: {operationId: a, responses: {'204': {description: d}}}}
x-ms-paths:
  /a?comp=list: {get: {operationId: b, x-fern-sdk-method-name: browse, responses: {'204': {description: d}}}}
";
    let seen = with_paths(paths, "");
    assert!(
        calls(&seen).contains(&".browse".to_owned()),
        "{:?}",
        calls(&seen)
    );
}

#[test]
fn extensions_never_exclude_all_operations() {
    let paths =
        "  /a: {get: {operationId: a, x-internal: true, responses: {'204': {description: d}}}}\n";
    let seen = with_paths(paths, "");
    assert_eq!(seen.api.operations.len(), 1);
    assert_eq!(seen.codes, ["unusable-extension"]);
    assert!(seen.problems.is_empty(), "{:?}", seen.problems);
}

#[test]
fn types_and_properties_have_the_names_of_extensions() {
    let seen = with_schemas(
        "    verification_otp: {type: object, x-speakeasy-name-override: OTP, properties: {a: {type: string}}}
    Pet:
      type: object
      properties:
        id: {type: string, x-fern-property-name: pet_id}
        c: {type: integer, x-ms-client-name: ConcurrentRequests}
        bmcIpAddress: {type: string, x-ms-client-name: BMCIPAddress}
        home: {type: object, x-fern-type-name: Shelter, properties: {city: {type: string}}}
        changes: {type: array, items: {type: object, x-go-name: Change, properties: {kind: {type: string, x-go-name: K}}}}
        Guid: {type: array, items: {type: string}, x-speakeasy-name-override: guids}
        status: {type: string, enum: [a, b], x-speakeasy-name-override: PetStatus}
",
    );
    assert_eq!(
        type_names(&seen),
        ["Change", "Otp", "Pet", "PetStatus", "Shelter"]
    );
    assert_eq!(
        property_names(&seen, "Pet"),
        [
            "pet_id",
            "concurrent_requests",
            "bmc_ip_address",
            "home",
            "changes",
            "guids",
            "status"
        ]
    );
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn parameters_have_the_names_of_extensions() {
    let paths = "  /pets:
    parameters: [{name: q, in: query, x-speakeasy-name-override: search, schema: {type: string}}]
    get:
      operationId: a
      parameters: [{name: X-Pet-Kind, in: header, x-speakeasy-name-override: Kind, schema: {type: string}}]
      responses: {'204': {description: d}}
";
    let seen = with_paths(paths, "");
    let parameters = seen.operation("a").parameters.iter();
    let mut names: Vec<&str> = parameters.map(|it| it.rust.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["kind", "search"]);
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn enum_values_have_the_names_of_extensions() {
    let seen = with_schemas(
        "    A: {type: integer, enum: [10, 20], x-speakeasy-enums: [Small, Large]}
    B: {type: string, enum: [a, b], x-speakeasy-enums: {a: First}}
    C: {type: string, enum: [a, b], x-fern-enum: {b: {name: Second, description: The second.}}}
    D: {type: object, properties: {
      d: {type: string, enum: [a, b], x-ms-enum: {name: Letter, modelAsString: true, values: [{value: b, name: Bee}]}}}}
",
    );
    assert_eq!(variants(&seen, "A"), ["Small", "Large"]);
    assert_eq!(variants(&seen, "B"), ["First", "B"]);
    assert_eq!(variants(&seen, "C"), ["A", "Second"]);
    assert_eq!(variants(&seen, "d::Letter"), ["A", "Bee"]);
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn names_of_values_are_turned_off_with_all_extensions() {
    for extension in ["x-enum-varnames", "x-enumNames", "x-speakeasy-enums"] {
        let schema = format!("{{type: integer, enum: [1, 2], {extension}: [Small, Large]}}");
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents: {{schemas: {{A: {schema}}}}}"
        );
        assert_eq!(variants(&see(&text, ""), "A"), ["Small", "Large"]);
        let off = see(&text, "naming: {extensions: false}");
        assert_eq!(variants(&off, "A"), ["N1", "N2"], "{extension}");
    }
}

#[test]
fn extensions_that_are_not_read_are_noted_once() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
x-speakeasy-retries: {strategy: backoff, statusCodes: [5XX]}
paths:
  /pets:
    post:
      x-codegen-request-body-name: payload
      parameters:
      - {name: q, in: query, x-fern-parameter-name: search, schema: {type: string}}
      - {name: petId, in: query, x-fern-parameter-name: pet_id, schema: {type: string}}
      responses: {'204': {description: d}}
components:
  schemas:
    B: {type: object, properties: {b: {type: string}}}
    Pet:
      type: object
      properties:
        a: {type: string, x-internal: true, x-go-name: Age}
        b: {type: string, x-internal: false, x-go-name: B}
        c: {type: string, x-internal: true}
        d: {type: object, x-go-name: Details, properties: {e: {type: string}}}
";
    let seen = see(text, "");
    let messages = seen.notes.iter().filter_map(|note| note.split(':').next());
    assert_eq!(
        messages.collect::<Vec<_>>(),
        [
            "`statusCodes` of `x-speakeasy-retries` of the description is not read",
            "`x-fern-parameter-name` of parameters is not read",
            "`x-go-name` of properties is not read",
            "`x-codegen-request-body-name` of operations is not read",
            "`x-internal` of schemas and properties is not read, here and in another place",
        ]
    );
    assert!(!seen.codes.contains(&"unusable-extension"));
    let off = see(text, "naming: {extensions: false}");
    assert_eq!(off.notes, [""; 0]);
}

const LIST: &str = "  /pets:
    post:
      operationId: list
      parameters: [{name: cursor, in: query, schema: {type: string}}, {name: page, in: query, schema: {type: integer}}]
      EXTENSION
      responses:
        '200': {description: d, content: {application/json: {schema: {type: object, properties: {
          data: {type: object, properties: {next: {type: string}, pets: {type: array, items: {
            type: object, properties: {id: {type: string}}}}}}}}}}}
";

#[test]
fn lists_have_the_rules_of_extensions() {
    let rows = [
        "x-speakeasy-pagination: {type: cursor, inputs: [{name: cursor, in: parameters, type: cursor}], outputs: {results: $.data.pets, nextCursor: $.data.next}}",
        "x-speakeasy-pagination: {type: cursor, inputs: [{name: cursor, in: parameters, type: cursor}], outputs: {nextCursor: '$.data.pets[-1].id'}}",
        "x-speakeasy-pagination: {type: offsetLimit, inputs: [{name: page, in: parameters, type: page}], outputs: {results: $.data.pets}}",
        "x-fern-pagination: {cursor: $request.cursor, next_cursor: $response.data.next, results: $response.data.pets}",
        "x-fern-pagination: {offset: $request.page, results: $response.data.pets}",
        "x-fern-pagination: {offset: $request.page, results: $response.data.pets, step: $request.limit}",
    ];
    let by_link =
        "x-fern-pagination: {next_path: $response.data.next, results: $response.data.pets}";
    let by_get = LIST.replace("post:", "get:");
    let lists = rows.map(|row| LIST.replace("EXTENSION", row));
    for list in lists
        .into_iter()
        .chain([by_get.replace("EXTENSION", by_link)])
    {
        let seen = with_paths(&list, "");
        assert!(seen.api.operations[0].paging.is_some(), "{list}");
        assert!(seen.codes.is_empty(), "{list}: {:?}", seen.codes);
    }
}

#[test]
fn lists_may_have_the_rules_of_the_description() {
    let list = LIST.replace("EXTENSION", "x-fern-pagination: true");
    let seen = with_paths(&list, "");
    assert_eq!(seen.codes, ["unusable-extension"]);
    let nested = "x-fern-pagination: {cursor: $request.page.after, next_cursor: $response.data.next}\n      requestBody: {content: {application/json: {schema: {type: object}}}}";
    let seen = with_paths(&LIST.replace("EXTENSION", nested), "");
    assert_eq!(seen.codes, ["unusable-extension"]);
    assert!(seen.problems.is_empty(), "{:?}", seen.problems);
    let general = "x-fern-pagination: {offset: $request.page, results: $response.data.pets}\n";
    let seen = with_paths(&(list + general), "");
    assert!(seen.api.operations[0].paging.is_some());
    assert!(seen.codes.is_empty(), "{:?}", seen.codes);
}

#[test]
fn retries_of_the_description_are_the_default() {
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/t: {}}
x-speakeasy-retries: {strategy: backoff, backoff: {initialInterval: 250, maxInterval: 60000}}
";
    let delays = see_whole(text).api.client.retry_delays;
    assert_eq!(
        delays.map(|delays| delays.map(|delay| delay.as_millis())),
        Some([250, 60_000])
    );
}

#[test]
fn extensions_of_swagger_2_are_read() {
    let text = "swagger: '2.0'
info: {title: T, version: '1'}
host: example.com
paths:
  /pets:
    get:
      operationId: list
      parameters:
      - {name: $top, in: query, type: integer, x-ms-client-name: limit}
      - {name: k, in: query, type: string, enum: [a, b], x-ms-enum: {name: PetKind}}
      responses: {'204': {description: d}}
    post:
      operationId: create
      consumes: [application/json]
      parameters: [{name: body, in: body, required: true, x-ms-client-name: animal, schema: {$ref: '#/definitions/Pet'}}]
      responses: {'204': {description: d}}
  /photos:
    post:
      operationId: upload
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: t, in: formData, type: string, x-ms-client-name: title}]
      responses: {'204': {description: d}}
definitions:
  Pet: {type: object, properties: {n: {type: string, x-ms-client-name: name}, o: {$ref: '#/definitions/Owner', x-ms-client-name: owner}}}
  Owner: {type: object, x-ms-client-name: Person, properties: {n: {type: string}}}
";
    let seen = see_whole(text);
    let parameters: Vec<&str> = seen.api.operations[0]
        .parameters
        .iter()
        .map(|parameter| parameter.rust.as_str())
        .collect();
    assert_eq!(parameters, ["limit", "k"]);
    assert_eq!(seen.api.operations[1].body.as_ref().unwrap().rust, "animal");
    assert_eq!(property_names(&seen, "Pet"), ["name", "owner"]);
    for name in ["Person", "PetKind"] {
        assert!(
            type_names(&seen).contains(&name),
            "{name}: {:?}",
            seen.names()
        );
    }
    let mut types = seen.api.types.iter();
    let has_title = types.any(|(_, def)| match &def.kind {
        TypeKind::Struct(record) => record.properties.iter().any(|it| it.rust == "title"),
        _ => false,
    });
    assert!(has_title, "{:?}", seen.names());
}

const CHAT: &str = "  /chat:
    post:
      operationId: chat
      EXTENSION
      requestBody: {content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
components: {schemas: {
  Answer: {type: object, properties: {text: {type: string}}},
  Chunk: {type: object, properties: {delta: {type: string}}}}}
";

/// Returns the output of `chat`, the item of the stream that `chat` can also return, and the switch
/// that requests the stream.
fn described_stream(extension: &str, config: &str) -> (String, Seen) {
    let seen = with_paths(&CHAT.replace("EXTENSION", extension), config);
    let operation = seen.operation("chat");
    let stream = |stream: &Stream| format!("{:?} of {}", stream.framing, seen.short(&stream.item));
    let output = match &operation.returns.output {
        Output::Json(schema) => seen.short(schema),
        Output::Stream(only) => stream(only),
        other => panic!("{other:?}"),
    };
    let also = operation.returns.stream.as_ref().map(|also| {
        let switch = also.switch.as_deref().unwrap_or_default();
        format!(", or {} with {switch}", stream(also))
    });
    (output + &also.unwrap_or_default(), seen)
}

#[test]
fn streams_may_be_described_by_an_extension() {
    const CHUNK: &str = "{$ref: '#/components/schemas/Chunk'}";
    const INLINE: &str = "{type: object, properties: {delta: {type: string, nullable: true}}}";
    let events = format!(
        "x-fern-streaming: {{format: sse, stream-condition: $request.stream, response-stream: {CHUNK}}}"
    );
    let inline = format!(
        "x-fern-streaming: {{stream-condition: $request.stream, response: {CHUNK}, response-stream: {INLINE}}}"
    );
    for (extension, expected) in [
        ("x-fern-streaming: true", "Lines of Answer"),
        ("x-fern-streaming: {format: sse}", "EventData of Answer"),
        ("x-fern-streaming: false", "Answer"),
        (&events, "Answer, or EventData of Chunk with stream"),
        (&inline, "Chunk, or Lines of ChatCreateEvent with stream"),
    ] {
        let (found, seen) = described_stream(extension, "");
        assert_eq!(found, expected, "{extension}");
        assert!(seen.codes.is_empty(), "{extension}: {:?}", seen.codes);
        assert!(seen.problems.is_empty(), "{extension}: {:?}", seen.problems);
    }
    let (found, _) = described_stream(&events, "naming: {extensions: false}");
    assert_eq!(found, "Answer");
    let (found, _) = described_stream(&events, "streams: {chat: {format: lines}}");
    assert_eq!(
        found, "Lines of Answer",
        "`generator.yaml` takes precedence"
    );
}

#[test]
fn streams_that_the_client_cannot_read_are_reported() {
    for extension in [
        "x-fern-streaming: {format: xml}",
        "x-fern-streaming: {format: sse, terminator: END}",
        "x-fern-streaming: {stream-condition: $request.options.stream}",
        "x-fern-streaming: {stream-condition: $request.live}",
    ] {
        let (_, seen) = described_stream(extension, "");
        assert_eq!(seen.codes, ["unusable-extension"], "{extension}");
        assert!(seen.problems.is_empty(), "{extension}: {:?}", seen.problems);
    }
}

#[test]
fn excluded_operations_give_way_to_others() {
    let paths = "  /old: {get: {operationId: old, x-fern-ignore: true, x-fern-sdk-group-name: things, x-fern-sdk-method-name: fetch, responses: {'204': {description: d}}}}
  /new: {get: {operationId: new, x-fern-sdk-group-name: things, x-fern-sdk-method-name: fetch, responses: {'204': {description: d}}}}
";
    let seen = with_paths(paths, "");
    assert_eq!(calls(&seen), ["things.fetch"]);
    assert_eq!(seen.codes, [""; 0]);
}

#[test]
fn results_of_long_running_operations_are_not_those_of_202() {
    let result = |responses: &str| {
        let paths = format!(
            "  /a:\n    post:\n      operationId: run\n      x-ms-long-running-operation: true\n      responses: {responses}\n"
        );
        let seen = with_paths(&paths, "");
        let completion = seen.operation("run").waiting.completion.as_ref().unwrap();
        let output = completion.output.as_ref();
        output.map(|output| seen.short(output).to_owned())
    };
    let flag = "content: {application/json: {schema: {type: boolean}}}";
    let number = "content: {application/json: {schema: {type: number}}}";
    let accepted = format!("'202': {{description: d, {flag}}}");
    for (final_response, expected) in [
        (String::new(), Some("Bool")),
        ("'204': {description: d}, ".to_owned(), None),
        (
            format!("'200': {{description: d, {number}}}, "),
            Some("Float"),
        ),
    ] {
        let output = result(&format!("{{{final_response}{accepted}}}"));
        assert_eq!(output.as_deref(), expected, "{final_response}");
    }
}

#[test]
fn long_running_operations_have_a_result() {
    let result = |method: &str, extension: &str| {
        let paths = format!(
            "  /jobs:
    {method}:
      operationId: run
      x-ms-long-running-operation: true{extension}
      responses:
        '200': {{description: d, content: {{application/json: {{schema: {{type: object, properties: {{id: {{type: string}}}}}}}}}}}}
        '202': {{description: d}}
"
        );
        let seen = with_paths(&paths, "");
        let completion = seen.operation("run").waiting.completion.as_ref();
        let text = completion.map(|completion| {
            let output = completion.output.as_ref().map(|output| seen.short(output));
            format!("{output:?} of {:?}", completion.final_value)
        });
        (text.unwrap_or_default(), seen.codes)
    };
    let via = |value: &str| {
        format!("\n      x-ms-long-running-operation-options: {{final-state-via: {value}}}")
    };
    let output = |from: &str| format!("Some(\"JobRunResponse\") of {from}");
    assert_eq!(result("put", ""), (output("Original"), vec![]));
    assert_eq!(result("post", ""), (output("Location"), vec![]));
    assert_eq!(
        result("post", &via("azure-async-operation")),
        (output("Status"), vec![])
    );
    assert_eq!(
        result("post", &via("original-uri")),
        (output("Original"), vec![])
    );
    let unknown = (String::new(), vec!["unusable-extension"]);
    assert_eq!(result("post", &via("final-state-schema")), unknown);
}

#[test]
fn rust_types_replace_those_of_chosen_crates() {
    let seen = see(
        "openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    Net: {type: string, x-rust-type: {crate: ox-net, version: '1', path: 'ox_net::Net'}}
    Other: {type: object, properties: {a: {type: string}}, x-rust-type: {crate: other, version: '1', path: 'other::A'}}
    List: {type: object, properties: {a: {type: string}}, x-rust-type: {crate: ox-net, path: 'ox_net::List', parameters: [{}]}}
",
        "package: {dependencies: {ox-net: '1'}}",
    );
    let replaced = |name: &str| match &seen.def(name).kind {
        TypeKind::Replaced(replaced) => Some(replaced.path.as_str()),
        _ => None,
    };
    assert_eq!(replaced("Net"), Some("ox_net::Net"));
    assert_eq!([replaced("Other"), replaced("List")], [None, None]);
    // There are no operations, either.
    assert_eq!(seen.codes, ["unusable-extension", "no-operations"]);
}
