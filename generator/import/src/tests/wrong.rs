//! Files that cannot be imported, and files with wrong parts.

use super::*;

const PETS: &str = "\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: readPet
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
";

fn refusal_of(text: &str) -> String {
    import_texts(text, PETS).unwrap_err().to_string()
}

fn report_of(text: &str) -> String {
    report_text(&import_texts(text, PETS).unwrap(), "stainless.yml")
}

#[test]
fn other_files_are_refused() {
    let list = refusal_of("- a\n");
    assert!(
        list.starts_with("error[not-stainless]: expected a `stainless.yml`, found an array"),
        "{list}"
    );
    assert!(
        list.contains("--> stainless.yml:1:1") && list.contains("= help: "),
        "{list}"
    );
    let description = refusal_of(PETS);
    assert!(
        description.contains("found an OpenAPI description"),
        "{description}"
    );
    let other = refusal_of("name: x\n");
    assert!(
        other.contains("found none of the keys of Stainless"),
        "{other}"
    );
    let scalar = refusal_of("resources");
    assert!(scalar.contains("found the string `resources`"), "{scalar}");
}

#[test]
fn broken_yaml_is_located() {
    let broken = refusal_of("resources:\n  pets: [\n");
    assert!(
        broken.starts_with("error[broken-yaml]") && broken.contains("--> stainless.yml:"),
        "{broken}"
    );
    let twice = refusal_of("resources: {}\nresources: {}\n");
    assert!(
        twice.contains("error[duplicate-key]") && twice.contains("--> stainless.yml:2:1"),
        "{twice}"
    );
}

#[test]
fn old_editions_are_warned_of() {
    let text = "edition: 2024-01-01\nresources:\n  pets: {methods: {retrieve: 'get /pets/{id}'}}\n";
    let imported = import_texts(text, PETS).unwrap();
    let warning = imported.reports[0].to_string();
    assert!(
        warning.starts_with(
            "warning[old-edition]: the edition `2024-01-01` is older than `2025-10-10`"
        ),
        "{warning}"
    );
    assert!(warning.contains("--> stainless.yml:1:1"), "{warning}");
    assert_eq!(imported.counts.methods, 1);
    let current = import_texts(&text.replace("2024-01-01", "2026-01-30"), PETS).unwrap();
    assert!(current.reports.is_empty());
}

#[test]
fn missing_operations_and_schemas_are_listed() {
    let text = "\
resources:
  pets:
    models:
      pet: '#/components/schemas/Pet'
      cat: '#/components/schemas/Cat'
      other: Dog
      nothing: 3
    methods:
      retrieve: get /pets/{pet_id}
      feed: post /pets/{id}/feed
      walk: fetch it now
      sit: {type: http}
";
    let report = report_of(text);
    for line in [
        "    5:7 resources.pets.models.cat (#/components/schemas/Cat)",
        "    6:7 resources.pets.models.other (Dog)",
        "    7:7 resources.pets.models.nothing",
        "    10:7 resources.pets.methods.feed (post /pets/{id}/feed)",
        "    11:7 resources.pets.methods.walk (fetch it now)",
        "    12:7 resources.pets.methods.sit",
        "imported: 1 resource, 1 method, 1 model",
    ] {
        assert!(
            report.lines().any(|found| found == line),
            "{line} is not in:\n{report}"
        );
    }
}

#[test]
fn names_that_differ_in_rust_are_reported() {
    let text = "resources: {pets: {methods: {move: 'get /pets/{id}'}}}\n";
    let imported = import_texts(text, PETS).unwrap();
    assert!(
        imported.yaml.contains("    move_: GET /pets/{id}\n"),
        "{}",
        imported.yaml
    );
    assert!(
        report_of(text).contains("1:30 resources.pets.methods.move (`move` is called `move_`)"),
        "{}",
        report_of(text)
    );
    let taken = report_of(&text.replace("move", "clone"));
    assert!(
        taken.contains("1:30 resources.pets.methods.clone (`clone` is called `clone_`)"),
        "{taken}"
    );
}

#[test]
fn operations_in_no_resource_are_excluded() {
    let description = PETS.replace(
        "components:",
        "  /own:\n    get: {responses: {}}\ncomponents:",
    );
    let text = "resources: {pets: {methods: {get: 'get /pets/{id}'}}}\n";
    let imported = import_texts(text, &description).unwrap();
    assert_eq!(imported.unlisted, ["GET /own"]);
    assert!(
        imported.yaml.contains("exclude:\n  - GET /own\n") && !imported.yaml.contains("prune"),
        "{}",
        imported.yaml
    );
    let none = import_texts("organization: {name: Pets}\n", &description).unwrap();
    assert!(!none.yaml.contains("exclude"), "{}", none.yaml);
}

#[test]
fn every_unknown_key_is_reported_once() {
    let text = "resources: {pets: {methods: {get: {endpoint: 'get /pets/{id}', own: 1}}, own: {a: 1}}}\nown: [1]\n";
    let report = report_of(text);
    let keys: Vec<&str> = report
        .lines()
        .skip_while(|line| !line.contains("not known"))
        .skip(1)
        .collect();
    assert_eq!(
        keys,
        [
            "    1:64 resources.pets.methods.get.own",
            "    1:74 resources.pets.own",
            "    2:1 own"
        ],
        "{report}"
    );
}

#[test]
fn odd_values_never_stop_an_import() {
    let texts = [
        "resources:\n",
        "resources: []\n",
        "resources: {a: null, b: 1, c: [], d: {methods: 5, models: [1], subresources: x}}\n",
        "resources: {a: {methods: {b: null, c: [], d: {endpoint: {}}}, only: rust, skip: 1}}\n",
        "targets: {rust: {package_name: '', production_repo: null}}\nsettings: {license: 5}\n",
        "client_settings: {default_timeout: soon, default_retries: {max_retries: -1, max_delay_seconds: 0}}\n",
        "client_settings: {default_timeout: 0.1, default_retries: 5}\n",
        "client_settings: {opts: [1], idempotency: x, default_env_prefix: {}}\npagination: {a: 1}\n",
        "client_settings: {opts: {a: null, b: 1, c: {auth: 1}, d: {auth: {security_scheme: x}}}}\n",
        "resources: {}\npagination: [1, {type: cursor}, {type: cursor, request: 1, response: [1]}, {type: own}]\n",
        "resources: {}\nopenapi: {transforms: [1, {command: remove}, {command: update, args: {target: '$', value: 1}}]}\n",
        "resources: {}\nopenapi: {transforms: [{command: remove, args: {target: 'x y'}}, {command: merge, args: {target: $.info.title, value: []}}]}\n",
        "resources: {}\nsecurity: 1\nsecurity_schemes: [1]\nenvironments: {a: /v1, b: 1}\nquery_settings: 1\n",
        "organization: Pets & more\ncustom_casings: [1]\n",
        "resources: {'a.b c': {methods: {'0 x': 'get /pets/{id}'}}, '': {methods: {'': 'get /pets/{id}'}}}\n",
    ];
    for text in texts {
        let imported =
            import_texts(text, PETS).unwrap_or_else(|failure| panic!("{text}: {failure}"));
        assert!(!report_text(&imported, "stainless.yml").is_empty());
    }
}

#[test]
fn casings_that_rust_does_not_have_are_explained() {
    let text = "\
custom_casings: [{github_pet: GitHubPet}, HTTPServer, GitLab]
resources: {pets: {models: {github_pet: Pet}, methods: {get: 'get /pets/{id}'}}}
";
    let imported = import_texts(text, PETS).unwrap();
    assert!(
        imported.yaml.contains(": pets::GitHubPet\n"),
        "{}",
        imported.yaml
    );
    let report = report_of(text);
    for line in [
        "  In the name of a Rust type, an acronym is one word with one capital (RFC 430).",
        "    1:43 custom_casings.1 (`HTTPServer` is `HttpServer`)",
        "    1:55 custom_casings.2 (GitLab)",
    ] {
        assert!(
            report.lines().any(|found| found == line),
            "{line} is not in:\n{report}"
        );
    }
}

#[test]
fn transforms_of_extensions_without_an_effect_are_listed() {
    let report = report_of(
        "resources: {}\nopenapi: {transforms: [{command: update, args: {target: $.info, value: {x-stainless-any: true}}}]}\n",
    );
    for line in [
        "  Only Stainless reads these extensions.",
        "    2:24 openapi.transforms.0 (x-stainless-any)",
    ] {
        assert!(
            report.lines().any(|found| found == line),
            "{line} is not in:\n{report}"
        );
    }
}

/// Imports options of a client whose description has the security schemes `login` (Basic) and
/// `key`.
fn import_options(settings: &str) -> Imported {
    let schemes = "\
components:
  securitySchemes:
    login: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
";
    let description = PETS.replace("components:\n", schemes);
    import_texts(
        &format!("resources: {{}}\nclient_settings: {settings}\n"),
        &description,
    )
    .unwrap()
}

#[test]
fn a_file_without_names_is_reported() {
    for (resources, reason) in [
        ("[]", "`resources` is an array, expected an object"),
        ("{}", "`resources` is empty"),
        ("", "the file has no `resources`"),
        ("{pets: {}}", "nothing in `resources` can be imported"),
    ] {
        let report = report_of(&format!("resources: {resources}\n"));
        let expected = format!("no names were imported, because {reason}: ");
        assert!(report.contains(&expected), "{report}");
    }
    let report = report_of("resources: {pets: {models: {pet: Pet}}}\n");
    assert!(!report.contains("no names were imported"), "{report}");
}

#[test]
fn names_of_options_that_share_a_setter_are_listed() {
    let imported = import_options(
        "
  opts:
    private_key: {read_env: PRIVATE_KEY, auth: {security_scheme: login, role: username}}
    secret: {read_env: SECRET, default: none, auth: {security_scheme: login, role: password}}
    other: {auth: {security_scheme: login, role: password}}
    token: {read_env: TOKEN, auth: {security_scheme: key}}
    again: {read_env: AGAIN, auth: {security_scheme: key}}",
    );
    let report = report_text(&imported, "stainless.yml");
    let lines = [
        "    4:5 client_settings.opts.private_key (`private_key` is the user name of `login(…)`)",
        "    5:5 client_settings.opts.secret (`secret` is the password of `login(…)`)",
        "    5:32 client_settings.opts.secret.default",
        "    6:5 client_settings.opts.other (of `login`)",
        "    8:5 client_settings.opts.again (of `key`)",
    ];
    for line in lines {
        assert!(
            report.lines().any(|found| found == line),
            "{line} is not in:\n{report}"
        );
    }
    assert!(
        imported.yaml.contains(
            "\n  key: { setter: token, env: TOKEN }\n  login: { env: [PRIVATE_KEY, SECRET] }\n"
        ),
        "{}",
        imported.yaml
    );
}

#[test]
fn variables_with_the_prefix_are_listed() {
    let imported = import_options("{default_env_prefix: pet_shop}");
    assert!(
        imported
            .yaml
            .contains("\n  base_url_env: PET_SHOP_BASE_URL\n"),
        "{}",
        imported.yaml
    );
    let report = report_text(&imported, "stainless.yml");
    let line = "    2:19 client_settings.default_env_prefix (imported: PET_SHOP_BASE_URL; not imported: PET_SHOP_LOG, PET_SHOP_CUSTOM_HEADERS)";
    assert!(report.lines().any(|found| found == line), "{report}");
}

#[test]
fn operations_without_a_value_are_no_operations() {
    let text = format!(
        "{}    post: null\n  /old:\n    post: null\ncomponents: {{}}\n",
        PETS.split("components:").next().unwrap()
    );
    let imported = import_texts(
        "resources: {$client: {methods: {read: 'get /pets/{id}', write: 'post /pets/{id}'}}}",
        &text,
    )
    .unwrap();
    assert!(
        imported.unlisted.is_empty() && !imported.yaml.contains("exclude"),
        "{}",
        imported.yaml
    );
    assert_eq!(
        imported.left_out[0].reason,
        "The description has no such operation: correct the path, or add it to the description."
    );
}

const CHAT: &str = "\
openapi: 3.0.3
info: {title: Chat, version: '1'}
paths:
  /chat:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {stream: {type: boolean}}}}}}
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
components:
  schemas:
    Chunk: {type: object, properties: {delta: {type: string}}}
";

/// Imports a method that streams; returns the `generator.yaml`, and the report.
fn import_stream(streaming: &str, description: &str) -> (String, String) {
    let stainless = format!(
        "resources: {{chat: {{models: {{chunk: Chunk}}, methods: {{create: {{endpoint: post /chat, streaming: {streaming}}}}}}}}}"
    );
    let imported = import_texts(&stainless, description).unwrap();
    let report = report_text(&imported, "stainless.yml");
    (imported.yaml, report)
}

#[test]
fn streams_that_the_description_lacks_are_added() {
    let streaming = "{stream_event_model: chat.chunk, param_discriminator: stream}";
    let (yaml, report) = import_stream(streaming, CHAT);
    let stream =
        "streams:\n  POST /chat: { items: /components/schemas/Chunk, requested_by: stream }\n";
    assert!(yaml.contains(stream), "{yaml}");
    assert!(!report.contains("streaming"), "{report}");
    assert!(report.contains("1 model"), "the model is in use: {report}");

    let (yaml, report) = import_stream(streaming, &CHAT.replace("'200'", "default"));
    assert!(!yaml.contains("streams:"), "{yaml}");
    let part = "`POST /chat` has no successful response";
    assert!(report.contains(part), "{report}");

    let (yaml, _) = import_stream("{type: sse, param_discriminator: null}", CHAT);
    assert!(yaml.contains("streams:\n  POST /chat: {}\n"), "{yaml}");

    let (_, report) = import_stream("{stream_event_model: chat.none}", CHAT);
    let part = "streaming.stream_event_model (chat.none)";
    assert!(report.contains(part), "{report}");

    let (yaml, report) = import_stream("{param_discriminator: live}", CHAT);
    assert!(!yaml.contains("streams:"), "{yaml}");
    let part = "`POST /chat` has no boolean `live` in its JSON body or its query";
    assert!(report.contains(part), "{report}");

    let described = CHAT.replace(
        "{application/json: {schema: {type: object, properties: {text",
        "{text/event-stream: {schema: {type: object, properties: {text",
    );
    let (yaml, report) = import_stream(streaming, &described);
    assert!(!yaml.contains("streams:"), "{yaml}");
    assert!(
        report.contains("The description has the stream"),
        "{report}"
    );
}

#[test]
fn targets_that_are_programs_are_imported() {
    let server = "options: {mcp_server: {package_name: pets-mcp}}";
    for (targets, programs) in [
        (
            format!("{{typescript: {{{server}}}, cli: {{binary_name: pets}}, terraform: {{}}}}"),
            Some("programs: [mcp, cli]\n"),
        ),
        (
            "{cli: {skip: true}, go: {options: {mcp_server: false}}}".to_owned(),
            None,
        ),
    ] {
        let imported = import_texts(&format!("targets: {targets}\n"), PETS).unwrap();
        let yaml = &imported.yaml;
        match programs {
            Some(programs) => assert!(yaml.contains(programs), "{yaml}"),
            None => assert!(!yaml.contains("programs"), "{yaml}"),
        }
        let keys: Vec<&str> = imported.left_out.iter().map(|key| &*key.key).collect();
        assert!(
            !keys.contains(&"targets.typescript.options.mcp_server"),
            "{keys:?}"
        );
    }
}
