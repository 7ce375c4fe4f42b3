//! Prose and examples of the README, the crate docs and the quick start.

use serde_json::Value;

use super::sample::*;
use super::{assert_holds, rendered};
use diag::Origin;
use model::*;
use output::fileset::FileSet;

/// Returns an operation that returns a pet; its path parameters are strings.
fn returning(pet: TypeId, rust: &str, path: &str) -> Operation {
    let mut operation = operation(rust, "GET", path);
    let names = path
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    operation.parameters = names
        .map(|name| parameter(name, ParameterLocation::Path, text()))
        .collect();
    operation.returns.output = Output::Json(schema(Type::Named(pet)));
    operation
}

/// Returns an API whose first operations are unsuitable for examples.
fn shop() -> Api {
    let mut api = empty();
    let pet = add(&mut api, "Pet", object(vec![property("id!", text())]));
    let operations = vec![
        returning(pet, "ping", "/pets/ping"),
        Operation {
            deprecated: true,
            ..returning(pet, "list", "/pets/old")
        },
        returning(pet, "get", "/shops/{shop_id}/pets/{pet_id}"),
        returning(pet, "list_toys", "/toys"),
        returning(pet, "get_toy", "/toys/{toy_id}"),
        returning(pet, "delete_toy", "/toys/{toy_id}/gone"),
    ];
    with_operations(api, operations)
}

fn all_but_runtime(files: &FileSet) -> impl Iterator<Item = &str> {
    files
        .files()
        .iter()
        .filter(|file| !file.path.starts_with("src/runtime"))
        .map(|file| file.contents.as_str())
}

#[test]
fn chosen_calls_are_shown_with_their_values() {
    let mut api = shop();
    let call = |operation: &str, name: &str, value: &str| {
        Some(ChosenCall {
            operation: api
                .operations
                .iter()
                .find(|one| one.names.method == operation)
                .unwrap()
                .id
                .clone(),
            values: vec![(name.to_owned(), Value::from(value))],
        })
    };
    let readme = ReadmeCalls {
        usage: call("get", "pet_id", "miez"),
        calls: call("delete_toy", "toy_id", "ball"),
        lists: None,
    };
    api.readme = readme;
    let files = rendered(&api);
    for file in ["README.md", "src/lib.rs", "examples/quick_start.rs"] {
        assert_holds(
            &files,
            file,
            "client.pets().get(\"shop_id\", \"miez\").await?;",
        );
    }
    assert_holds(
        &files,
        "README.md",
        "match client.pets().delete_toy(\"ball\").await {",
    );
}

#[test]
fn a_chosen_value_that_cannot_be_written_is_left_out() {
    let mut api = shop();
    api.readme.usage = Some(ChosenCall {
        operation: api.operations[4].id.clone(),
        values: vec![("toy_id".to_owned(), Value::from(true))],
    });
    assert_holds(
        &rendered(&api),
        "README.md",
        "client.pets().get_toy(\"toy_id\").await?;",
    );
}

#[test]
fn quick_start_lists_the_main_resource() {
    let files = rendered(&shop());
    for file in ["README.md", "src/lib.rs", "examples/quick_start.rs"] {
        assert_holds(&files, file, "client.pets().list_toys().await?;");
    }
    assert_holds(
        &files,
        "README.md",
        "match client.pets().get_toy(\"toy_id\").await {",
    );
    assert!(!files.get("README.md").unwrap().contains(".ping("));
}

#[test]
fn methods_that_return_whole_responses_are_shown_as_well() {
    let mut api = empty();
    add(&mut api, "Pet", object(vec![property("id!", text())]));
    let mut raw = operation("list", "GET", "/pets");
    raw.returns.output = Output::Raw;
    let files = rendered(&with_operations(api, vec![raw]));
    for part in [
        "## Errors",
        "## Raw responses\n\nA `RawResponse` has",
        "## Testing",
    ] {
        assert_holds(&files, "README.md", part);
    }
    assert_holds(&files, "src/client.rs", "assert_eq!(sent.path, \"/pets\");");
}

#[test]
fn the_first_test_gets_a_value_with_the_required_properties() {
    let files = rendered(&shop());
    for line in [
        "respond_value(serde_json::json!(",
        "`respond_error(status, code, message)`",
        "`query_value(name)`",
    ] {
        assert_holds(&files, "README.md", line);
    }
    assert!(!files.get("README.md").unwrap().contains("on_pages"));
    let mut load = operation("load", "GET", "/pets");
    load.returns.output = Output::Bytes;
    let files = rendered(&with_operations(empty(), vec![load]));
    assert_holds(&files, "README.md", "respond_status(404);");
}

#[test]
fn examples_set_all_credentials_of_a_client() {
    let mut api = shop();
    api.security_schemes = vec![
        SecurityScheme::new("token", SchemeKind::Bearer),
        SecurityScheme::new("login", SchemeKind::Basic),
    ];
    api.client.credentials = vec!["token".to_owned(), "login".to_owned()];
    let login = ".login(\"my user name\", \"my password\")\n        .base_url(";
    assert_holds(&rendered(&api), "README.md", login);
}

#[test]
fn the_first_example_sets_a_base_url_that_the_description_lacks() {
    let mut api = shop();
    let server = |url: &str| Server {
        url: url.to_owned(),
        template: url.to_owned(),
        variables: Vec::new(),
        rust: "root".to_owned(),
        description: None,
        name: None,
        yields_to_https: false,
        origin: Origin::default(),
    };
    for (url, expected) in [
        ("", "https://api.example.com"),
        ("/", "https://api.example.com"),
        ("/api/v3/", "https://api.example.com/api/v3"),
    ] {
        api.servers = vec![server(url)];
        let files = rendered(&api);
        for file in ["README.md", "examples/quick_start.rs"] {
            let client = format!(
                "let client = Client::builder()\n        .base_url(\"{expected}\")\n        .build()?;"
            );
            assert_holds(&files, file, &client);
        }
        assert_holds(
            &files,
            "src/client.rs",
            "The description has no base URL: [`Client::builder`] takes it (`base_url`).",
        );
    }
    api.servers = vec![server("https://api.example.com")];
    assert_holds(&rendered(&api), "README.md", "let client = Client::new();");
    api.servers.clear();
    assert_holds(
        &rendered(&api),
        "README.md",
        ".base_url(\"https://api.example.com\")",
    );
    api.client.base_url_env = Some("SHOP_URL".to_owned());
    api.client.has_configured_variables = true;
    assert_holds(
        &rendered(&api),
        "README.md",
        "let client = Client::from_env()?;",
    );
}

#[test]
fn path_arguments_in_examples_are_named_after_parameters() {
    let files = rendered(&shop());
    assert_holds(
        &files,
        "src/resources/pets.rs",
        "client.pets().get(\"shop_id\", \"pet_id\").await?;",
    );
}

#[test]
fn examples_prefer_self_explanatory_calls() {
    let mut api = shop();
    let mut header = parameter("x-trace", ParameterLocation::Header, text());
    header.required = true;
    for operation in api
        .operations
        .iter_mut()
        .filter(|operation| operation.names.method == "list_toys")
    {
        operation.parameters.push(header.clone());
    }
    assert_holds(
        &rendered(&api),
        "examples/quick_start.rs",
        "client.pets().get_toy(\"toy_id\").await?;",
    );
    // A call of a much more important resource is shown even if it is not self-explanatory.
    api.operations.iter_mut().for_each(|operation| {
        operation.parameters.extend(
            (!["ping", "list_toys"].contains(&operation.names.method.as_str()))
                .then(|| header.clone()),
        );
    });
    assert_holds(
        &rendered(&api),
        "examples/quick_start.rs",
        "client.pets().list_toys(\"example\").await?;",
    );
}

#[test]
fn environment_variables_are_mentioned_only_if_configured() {
    let mut api = shop();
    assert!(
        !all_but_runtime(&rendered(&api))
            .any(|text| text.contains("from_env") || text.contains("environment,"))
    );
    api.client.base_url_env = Some("SHOP_URL".to_owned());
    api.client.has_configured_variables = true;
    assert_holds(
        &rendered(&api),
        "examples/quick_start.rs",
        "//! The shortest program: a client from the environment,",
    );
}

#[test]
fn no_file_mentions_another_api() {
    for file in rendered(&shop()).files() {
        for word in ["cf-ray", "7002", "loudflare", "portal"] {
            assert!(!file.contents.contains(word), "{word} in {}", file.path);
        }
    }
}

fn server_of_host(host: &str, description: &str) -> Server {
    Server {
        url: format!("https://{host}.example.com"),
        template: "https://{host}.example.com".to_owned(),
        variables: vec![ServerVariable {
            wire: "host".to_owned(),
            rust: "host".to_owned(),
            default: host.to_owned(),
            values: Vec::new(),
            docs: None,
        }],
        rust: "host_example_com".to_owned(),
        description: Some(description.to_owned()),
        name: None,
        yields_to_https: false,
        origin: Origin::default(),
    }
}

/// The servers of development and production may differ only in the default of a variable.
#[test]
fn servers_that_differ_by_a_default_have_one_function() {
    let mut api = pets();
    api.servers = vec![
        server_of_host("dev", "For tests."),
        server_of_host("prod", "Production."),
    ];
    let files = rendered(&api);
    let text = files.get("src/servers.rs").unwrap();
    assert_eq!(
        text.matches("pub fn host_example_com(host: &str)").count(),
        1,
        "{text}"
    );
    for line in [
        "/// - `https://dev.example.com`: For tests.",
        "/// - `https://prod.example.com`: Production.",
        "/// - `host`: (default `dev` or `prod`)",
    ] {
        assert_holds(&files, "src/servers.rs", line);
    }
}

#[test]
fn a_creation_without_required_properties_shows_its_content() {
    let mut api = pets();
    let format = add(&mut api, "Format", object(vec![property("style", text())]));
    let properties = [
        ("text", schema(Type::Named(format))),
        ("safety", text()),
        ("input", text()),
        ("model", text()),
    ];
    let properties = properties.map(|(name, schema)| property(name, schema));
    let reply = add(&mut api, "ReplyCreate", object(properties.to_vec()));
    let create = &mut api.operations[0];
    create.names.method = "create".to_owned();
    create.method = HttpMethod::Post;
    create.parameters.clear();
    let body = create.body.as_mut().unwrap();
    body.contents = vec![content(schema(Type::Named(reply)), &[])];
    let files = rendered(&api);
    for (file, expected) in [
        (
            "examples/quick_start.rs",
            "        .input(\"example\")\n        .model(\"example\")\n        .await?;",
        ),
        ("src/resources/pets.rs", "takes as one value."),
    ] {
        assert_holds(&files, file, expected);
    }
}

#[test]
fn agents_read_parts_of_the_readme_and_links() {
    let files = rendered(&shop());
    let [agents, readme] = ["AGENTS.md", "README.md"].map(|path| files.get(path).unwrap());
    assert!(agents.lines().count() <= 80, "{agents}");
    let lines = agents.lines().filter(|line| !line.contains("](README.md#"));
    for line in lines.skip_while(|line| *line != "## Usage") {
        assert!(readme.contains(line), "{line}");
    }
    assert_holds(&files, "AGENTS.md", "## Errors\n\nAll failures");
    let links = "## Guide\n\n- [AGENTS.md](AGENTS.md): how to call";
    assert_holds(&files, "llms.txt", links);
    assert_holds(
        &files,
        "llms.txt",
        "- [Raw responses](README.md#raw-responses)",
    );
    assert_holds(
        &files,
        "llms.txt",
        "- [api.md](api.md): every method and every type",
    );
}
