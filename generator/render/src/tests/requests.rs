//! How methods, requests and their tests are emitted.

use super::sample::{
    add, at, content, empty, list, object, operation, parameter, pets, property, schema, text,
    variant, with_operations,
};
use super::{assert_holds, rendered};
use serde_json::json;

use model::{
    Codec, Content, Output, ParameterLocation, RequestBody, Schema, SchemeKind, SecurityScheme,
    Server, Several, Status, SuccessVariant, TextFormat, Type, TypeId, TypeKind, Union,
};

#[test]
fn a_request_with_a_name_that_fills_a_line() {
    let mut api = pets();
    let name = "Long".repeat(25);
    for operation in &mut api.operations {
        operation.names.request_type.clone_from(&name);
    }
    let files = rendered(&api);
    let head = format!("\nimpl\n    {name}\n{{\n    ");
    assert_holds(&files, "src/resources/pets.rs", &head);
}

#[test]
fn a_method() {
    let files = rendered(&pets());
    let file = "src/resources/pets.rs";
    assert_holds(
        &files,
        file,
        "
    /// ```no_run
    /// # async fn run(client: sample::Client) -> Result<(), sample::Error> {
    /// let pet = client
    ///     .pets()
    ///     .update(\"tom\")
    ///     .age_null()
    ///     .timeout([\"tommy\"])
    ///     .await?;
    /// println!(\"{pet:?}\");
    /// # Ok(())
    /// # }
    /// ```
",
    );
    assert_holds(
        &files,
        file,
        "
    pub fn update(&self, id: impl Into<String>) -> UpdatePet {
        let id: String = id.into();
        UpdatePet {
            call: self.scope.call(&UPDATE).set(&ID, &id),
            body: PetUpdate::new(),
        }
    }
",
    );
    assert_holds(
        &files,
        file,
        "
impl UpdatePet {
    pub fn dry_run(mut self, dry_run: bool) -> Self {
        self.call = self.call.set(&DRY_RUN, &dry_run);
        self
    }

    pub fn age(mut self, age: i64) -> Self {
        self.body.age = Field::Value(age);
        self
    }

    /// Sends `null` for `age`.
    pub fn age_null(mut self) -> Self {
        self.body.age = Field::Null;
        self
    }

    /// Other names.
    pub fn timeout(mut self, timeout: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.body.timeout = Some(timeout.into_iter().map(|item| item.into()).collect());
        self
    }
",
    );
    assert_holds(
        &files,
        file,
        "
macros::setters!(UpdatePet => extra request_timeout retries with anonymous idempotent header query);

macros::request!(UpdatePet => Pet);
",
    );
    assert_holds(
        &files,
        file,
        r#"
static UPDATE: Operation = Operation {
    id: "update",
    method: "PUT",
    path: "/pets/{id}",
    server: None,
    security: &[],
    idempotent: true,
    idempotency_header: None,
    accept: "application/json",
    redirects: &[],
    envelope: None,
    success: None,
    paging: None,
};
"#,
    );
}

#[test]
fn return_docs_are_not_link_definitions() {
    let mut api = pets();
    let mut returns = |docs: &str, expected: &str| {
        let responses = api
            .operations
            .iter_mut()
            .flat_map(|operation| &mut operation.responses);
        responses.for_each(|response| response.docs = Some(docs.to_owned()));
        assert_holds(&rendered(&api), "src/resources/pets.rs", expected);
    };
    returns("Miez", "/// Returns [`Pet`]: Miez");
    returns("The new pet.", "/// [`Pet`]: The new pet.");
    // A line may break after the first word.
    let long = "PetOfASpeciesThatHasAVeryLongName".to_owned();
    let id = api
        .types
        .iter()
        .find(|(_, def)| def.name == "Pet")
        .map(|(id, _)| id)
        .unwrap();
    api.types.get_mut(id).unwrap().name = long.clone();
    let responses = api
        .operations
        .iter_mut()
        .flat_map(|operation| &mut operation.responses);
    responses.for_each(|response| response.docs = Some("Description of it.".to_owned()));
    assert_holds(
        &rendered(&api),
        "src/resources/pets.rs",
        &format!("/// Returns [`{long}`]"),
    );
}

#[test]
fn returned_values_are_not_described_as_a_success() {
    let mut api = pets();
    for docs in [
        "OK",
        "Response.",
        "Successful Response",
        "successful operation",
        "200: Success",
    ] {
        for operation in &mut api.operations {
            for response in &mut operation.responses {
                response.docs = Some(docs.to_owned());
            }
        }
        assert_holds(&rendered(&api), "src/resources/pets.rs", "/// [`Pet`].\n");
    }
}

#[test]
fn responses_without_content_say_only_what_is_new() {
    let mut api = pets();
    let operation = &mut api.operations[0];
    operation.returns.output = Output::Empty;
    operation.docs.summary = Some("Feeds the pet.".to_owned());
    operation.docs.description = None;
    let mut returns = |docs: &str| {
        for response in &mut api.operations[0].responses {
            response.docs = Some(docs.to_owned());
        }
        let files = rendered(&api);
        let text = files.get("src/resources/pets.rs").unwrap();
        let (_, rest) = text.split_once("    /// Feeds the pet.").unwrap();
        let (docs, _) = rest.split_once("    pub fn").unwrap();
        assert!(!docs.contains("Nothing"), "{docs}");
        docs.split_once("/// # Returns\n    ///\n    /// ")
            .map(|(_, rest)| rest.lines().next().unwrap().to_owned())
    };
    for docs in [
        "",
        "Response",
        "OK",
        "204 No Content",
        "No content.",
        "deletePet",
        "Pet deleted",
        "Successful operation.",
        "An empty response with no body.\n\nMore.",
        "feeds the pet",
    ] {
        assert_eq!(returns(docs), None, "{docs}");
    }
    assert_eq!(
        returns("if the pet is hungry"),
        Some("If the pet is hungry.".to_owned())
    );
}

#[test]
fn lines_in_api_md() {
    let files = rendered(&pets());
    let line = "- `update(id: String) -> Pet`: PUT `/pets/{id}`\n  - setters: `dry_run: bool`, `age: i64`, `age_null()`, `timeout: Vec<String>`, `body: PetUpdate`, \
                `request_timeout` for `timeout`";
    assert_holds(&files, "api.md", line);
    assert_holds(
        &files,
        "api.md",
        "- `struct Pet { id: String, age: Option<i64> }`, `new(id)`",
    );
}

#[test]
fn deprecated_methods_and_types_are_marked_in_api_md() {
    let mut api = pets();
    api.operations[0].deprecated = true;
    for id in api.types.iter().map(|(id, _)| id).collect::<Vec<_>>() {
        api.types.get_mut(id).unwrap().deprecated = true;
    }
    let files = rendered(&api);
    for line in [
        "PUT `/pets/{id}` (deprecated)\n",
        "`, `new(id)` (deprecated)\n",
    ] {
        assert_holds(&files, "api.md", line);
    }
}

#[test]
fn several_responses_are_an_enum_in_api_md() {
    let mut api = pets();
    let pet = api.types.iter().next().unwrap().0;
    let outcome = |code: u16, rust: &str, output: Output| SuccessVariant {
        status: Status::Code(code),
        rust: rust.to_owned(),
        output,
        enveloped: false,
        docs: None,
    };
    let outcomes = vec![
        outcome(201, "Created", Output::Json(schema(Type::Named(pet)))),
        outcome(204, "NoContent", Output::Empty),
    ];
    api.operations[0].returns.output = Output::Several(Several {
        name: "UpdateResponse".to_owned(),
        outcomes,
    });
    let files = rendered(&api);
    let name = &api.types.get(pet).unwrap().name;
    let line =
        format!("- `enum UpdateResponse {{ Created({name}), NoContent }}`, in `resources::pets`");
    assert_holds(&files, "api.md", &line);
}

#[test]
fn tests_of_a_method() {
    let files = rendered(&pets());
    assert_holds(
        &files,
        "tests/documented/pets.rs",
        r##"
/// PUT `/pets/{id}`
#[tokio::test]
async fn update() -> Result<(), Error> {
    let mock = MockTransport::new();
    let call = |client: &Client| client.pets().update("tom").age_null().timeout(["tommy"]);
    mock.on_any(call)
        .respond_body(200, "application/json", "{\"id\":\"tom\",\"age\":3}");
    call(&mock.client()).await?;
    let sent = &mock.calls()[0];
    assert_eq!(sent.method, "PUT");
    assert_eq!(sent.path, "/pets/tom");
    Ok(())
}
"##,
    );
    assert_holds(
        &files,
        "tests/documented/pets.rs",
        r##"
    let (value, written): (Pet, String) = round_trip(None, "{\"id\":\"tom\",\"age\":3}").unwrap();
    assert_same(&written, "{\"id\":\"tom\",\"age\":3}");
    assert_eq!(value.id, "tom");
    assert_eq!(value.age, Some(3));
"##,
    );
}

#[test]
fn operations_without_documented_examples_have_no_tests() {
    let mut api = pets();
    let operation = &mut api.operations[0];
    for content in &mut operation.body.as_mut().unwrap().contents {
        content.examples.clear();
    }
    assert!(
        rendered(&api).get("tests/documented/pets.rs").is_some(),
        "the response has an example"
    );
    for response in &mut api.operations[0].responses {
        response
            .contents
            .iter_mut()
            .for_each(|content| content.examples.clear());
    }
    let files = rendered(&api);
    assert!(
        files
            .files()
            .iter()
            .all(|file| !file.path.starts_with("tests/"))
    );
}

#[test]
fn responses_that_report_a_failure_are_not_expected() {
    let mut api = pets();
    api.operations[0].success = Some("ok".to_owned());
    api.operations[0].responses[0].contents[0].examples[0].value =
        json!({ "id": "tom", "ok": false });
    let files = rendered(&api);
    let test = files.get("tests/documented/pets.rs").unwrap();
    assert!(test.contains(".respond_value("), "{test}");
}

#[test]
fn nullable_parameters_take_plain_values() {
    let mut flag = schema(Type::Bool);
    flag.nullable = true;
    let mut find = operation("find", "GET", "/pets");
    find.parameters
        .push(parameter("flag", ParameterLocation::Query, flag));
    let api = with_operations(empty(), vec![find]);
    assert_holds(&rendered(&api), "src/resources/pets.rs", "flag: bool");
}

#[test]
fn form_examples_upload_a_file() {
    let mut api = empty();
    let image = property("image", schema(Type::Text(TextFormat::Upload)));
    let form = add(
        &mut api,
        "Form",
        object(vec![property("title", text()), image]),
    );
    let mut send = operation("send", "POST", "/pets");
    let parts = content(schema(Type::Named(form)), &[]);
    let parts = Content {
        media_type: "multipart/form-data".to_owned(),
        codec: Codec::Multipart,
        ..parts
    };
    send.body = Some(RequestBody {
        rust: "body".to_owned(),
        required: true,
        contents: vec![parts],
        others: Vec::new(),
        docs: None,
        origin: at("/pets"),
    });
    let files = rendered(&with_operations(api, vec![send]));
    assert_holds(
        &files,
        "src/resources/pets.rs",
        "
    /// # #[cfg(feature = \"reqwest\")]
    /// # async fn run(client: sample::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// client
    ///     .pets()
    ///     .send()
    ///     .image(Upload::file(\"path/to/file\").await?)
    ///     .await?;
    /// # Ok(())
    /// # }
",
    );
    assert_holds(
        &files,
        "README.md",
        "
async fn upload_in_form(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    client
        .pets()
        .send()
        .image(Upload::file(\"path/to/file\").await?)
        .await?;
    Ok(())
}
",
    );
}

#[test]
fn examples_set_optional_properties_if_none_are_required() {
    let mut api = empty();
    let inner = object(vec![
        property("at", schema(Type::Integer)),
        property("description", text()),
    ]);
    let inner = add(&mut api, "Inner", inner);
    let mut old = property("name", text());
    old.deprecated = true;
    let mut own = property("title", text());
    own.read_only = true;
    let properties = vec![
        property("flag", schema(Type::Bool)),
        old,
        own,
        property("note", schema(Type::Named(inner))),
    ];
    let outer = add(&mut api, "Outer", object(properties));
    let mut send = operation("send", "POST", "/pets");
    let contents = vec![content(schema(Type::Named(outer)), &[])];
    send.body = Some(RequestBody {
        rust: "body".to_owned(),
        required: true,
        contents,
        others: Vec::new(),
        docs: None,
        origin: at("/pets"),
    });
    let files = rendered(&with_operations(api, vec![send]));
    assert_holds(
        &files,
        "src/resources/pets.rs",
        ".send()\n    ///     .flag(true)\n    ///     .note(Inner::new().at(1).description(\"example\"))",
    );
}

#[test]
fn examples_include_optional_bodies_with_required_properties() {
    let mut api = empty();
    let outer = add(
        &mut api,
        "Outer",
        object(vec![property("title!", text()), property("note", text())]),
    );
    let mut send = operation("send", "POST", "/pets");
    let contents = vec![content(schema(Type::Named(outer)), &[])];
    send.body = Some(RequestBody {
        rust: "body".to_owned(),
        required: false,
        contents,
        others: Vec::new(),
        docs: None,
        origin: at("/pets"),
    });
    let files = rendered(&with_operations(api, vec![send]));
    assert_holds(
        &files,
        "src/resources/pets.rs",
        ".send(Outer::new(\"example\")).await?;",
    );
}

/// The type has no finite value, since each member requires two more. The search for a value must
/// end quickly.
#[test]
fn types_without_finite_values_do_not_hang() {
    let mut api = empty();
    let expression = TypeId(20);
    let inner = || schema(Type::Named(expression));
    let members = (0..20).map(|at| {
        let properties = vec![property("left!", inner()), property("right!", inner())];
        let id = add(&mut api, &format!("Node{at}"), object(properties));
        variant(&format!("Node{at}"), schema(Type::Named(id)))
    });
    let variants = members.collect();
    let union = Union {
        variants,
        discriminator: None,
        constants: Vec::new(),
    };
    assert_eq!(
        add(&mut api, "Expression", TypeKind::Union(union)),
        expression
    );
    let mut send = operation("send", "POST", "/pets");
    let contents = vec![content(schema(Type::Named(expression)), &[])];
    send.body = Some(RequestBody {
        rust: "body".to_owned(),
        required: true,
        contents,
        others: Vec::new(),
        docs: None,
        origin: at("/pets"),
    });
    let files = rendered(&with_operations(api, vec![send]));
    assert_holds(
        &files,
        "src/resources/pets.rs",
        "pub fn send(&self, body: impl Into<Expression>)",
    );
}

#[test]
fn examples_use_documented_values() {
    let shown = |place: &str, mut one: Schema| {
        one.origin = at(place);
        one
    };
    let mut api = empty();
    let inner = object(vec![
        property("word!", shown("/word", text())),
        property("count!", schema(Type::Integer)),
    ]);
    let inner = add(&mut api, "Inner", inner);
    let properties = vec![
        property("title!", shown("/title", text())),
        property("long!", shown("/long", text())),
        property("wrong!", shown("/wrong", schema(Type::Integer))),
        property("words!", list(shown("/words", text()))),
        property("inner!", schema(Type::Named(inner))),
    ];
    let outer = add(&mut api, "Outer", object(properties));
    let samples = [
        ("/word", json!("swing")),
        ("/title", json!("not this")),
        ("/long", json!("x".repeat(101))),
        ("/wrong", json!("seven")),
        ("/words", json!("unused")),
        (
            "/components/schemas/Inner",
            json!({"word": "bop", "count": 7}),
        ),
    ];
    api.examples = samples
        .into_iter()
        .map(|(place, value)| (at(place), value))
        .collect();
    let mut send = operation("send", "POST", "/pets");
    let contents = vec![content(
        schema(Type::Named(outer)),
        &[json!({"title": "Blue", "words": ["a", "b"]})],
    )];
    send.body = Some(RequestBody {
        rust: "body".to_owned(),
        required: true,
        contents,
        others: Vec::new(),
        docs: None,
        origin: at("/pets"),
    });
    let files = rendered(&with_operations(api, vec![send]));
    assert_holds(
        &files,
        "src/resources/pets.rs",
        "\"Blue\",\n    ///         \"example\",\n    ///         1,\n    ///         [\"a\"],\n    ///         Inner::new(\"bop\", 7),",
    );
}

#[test]
fn clients_take_a_token_without_declared_authentication() {
    let mut api = empty();
    let files = rendered(&with_operations(
        api.clone(),
        vec![operation("pets", "GET", "/pets")],
    ));
    let said =
        "The description declares no authentication; `Client::builder()` still takes a token.";
    assert_holds(&files, "README.md", &format!("## Authentication\n\n{said}"));
    assert_holds(
        &files,
        "README.md",
        "Client::builder().bearer_token(\"my token\").base_url(\"https://api.example.com\").build()",
    );
    assert_holds(&files, "src/client.rs", "pub fn bearer_token(");
    assert_holds(&files, "src/client.rs", "pub fn basic_auth(");
    assert_holds(
        &files,
        "src/resources/pets.rs",
        "/// None declared in the description.",
    );
    let bot_token = SchemeKind::Prefixed {
        header: "Authorization".to_owned(),
        prefix: "Bot ".to_owned(),
    };
    api.security_schemes = vec![SecurityScheme::new("bearer_token", bot_token)];
    let files = rendered(&with_operations(
        api,
        vec![operation("pets", "GET", "/pets")],
    ));
    assert!(!files.get("README.md").unwrap().contains("declares no"));
    assert_eq!(
        files
            .get("src/client.rs")
            .unwrap()
            .matches("fn bearer_token(")
            .count(),
        1
    );
    assert_holds(
        &files,
        "src/client.rs",
        "kind: SchemeKind::Prefixed(\"Authorization\", \"Bot \"),",
    );
}

#[test]
fn setters_of_a_deprecated_security_scheme_are_deprecated() {
    let mut api = empty();
    api.security_schemes = vec![SecurityScheme {
        docs: Some("Deprecated: use keys.".to_owned()),
        deprecated: true,
        ..SecurityScheme::new("token", SchemeKind::Bearer)
    }];
    let mut list = operation("pets", "GET", "/pets");
    list.security = vec![vec!["token".to_owned()]];
    api.client.credentials = vec!["token".to_owned()];
    let files = rendered(&with_operations(api, vec![list]));
    let client = files.get("src/client.rs").unwrap();
    let attribute = "#[deprecated(note = \"Deprecated: use keys\")]\n    pub fn token";
    assert_eq!(client.matches(attribute).count(), 2, "{client}");
    assert_holds(
        &files,
        "src/client.rs",
        "#[expect(deprecated, reason = \"deprecated items still work\")]\n    pub fn new(",
    );
}

#[test]
fn readme_explains_credentials_without_environment_variables() {
    let in_header = SchemeKind::Header("Authorization".to_owned());
    let mut api = empty();
    api.security_schemes = vec![
        SecurityScheme::new("login", SchemeKind::Basic),
        SecurityScheme {
            docs: Some("The word 'OAuth' and a token".to_owned()),
            ..SecurityScheme::new("token", in_header)
        },
    ];
    let mut own = operation("own", "GET", "/own");
    own.security = vec![vec!["token".to_owned()], vec!["login".to_owned()]];
    let api = with_operations(api, vec![own, operation("public", "GET", "/public")]);
    assert_holds(
        &rendered(&api),
        "README.md",
        "
## Authentication

The builder has a setter for each credential. Credentials are never printed.

- `login(…)`: Sent as `Authorization: Basic …`.
- `token(…)`: The word 'OAuth' and a token. Sent unchanged in the header `Authorization`, so include
  the prefix: `OAuth my-token`.

Set one of these: `token`, or `login`. The first available one is sent.

The docs of each method list the credentials it needs under *Authentication*.
",
    );
}

#[test]
fn without_a_summary_the_success_says_what_a_method_does() {
    let mut api = pets();
    api.operations[0].docs.summary = None;
    for (docs, expected) in [
        ("The changed pet.", "    /// The changed pet.\n"),
        ("Successful Response", "    /// The operation `update`.\n"),
    ] {
        api.operations[0].responses[0].docs = Some(docs.to_owned());
        assert_holds(&rendered(&api), "src/resources/pets.rs", expected);
    }
}

#[test]
fn the_first_example_is_what_the_api_is_for() {
    let mut api = with_operations(
        empty(),
        vec![
            operation("list", "GET", "/mail"),
            operation("send", "POST", "/mail/send"),
        ],
    );
    api.operations[1].tag = Some("Mail".to_owned());
    for (title, expected) in [
        ("Mail API", "client.pets().send()"),
        ("Shop", "client.pets().list()"),
    ] {
        api.info.title = title.to_owned();
        assert_holds(&rendered(&api), "examples/quick_start.rs", expected);
    }
}

fn server(url: &str) -> Server {
    Server {
        url: url.to_owned(),
        template: url.to_owned(),
        variables: Vec::new(),
        rust: "server".to_owned(),
        description: None,
        name: None,
        yields_to_https: false,
        origin: at("/x"),
    }
}

#[test]
fn the_docs_of_a_method_name_only_another_server_than_that_of_the_client() {
    let mut api = pets();
    api.servers = vec![server("https://api.example.com")];
    for (url, is_named) in [
        ("https://api.example.com", false),
        ("https://upload.example.com", true),
    ] {
        api.operations[0].servers = vec![server(url)];
        let files = rendered(&api);
        let methods = files.get("src/resources/pets.rs").unwrap();
        let sentence = format!("The request is sent to `{url}`.");
        assert_eq!(methods.contains(&sentence), is_named, "{methods}");
    }
}

#[test]
fn the_catalog_has_the_first_short_example_of_a_body() {
    let mut api = pets();
    api.client.has_catalog = true;
    let mut send = operation("send", "POST", "/pets");
    let examples = [
        json!({"name": "x".repeat(500)}),
        json!("{}"),
        json!({"name": "Rex"}),
    ];
    send.body = Some(RequestBody {
        rust: "body".to_owned(),
        required: true,
        contents: vec![content(schema(Type::Any), &examples)],
        others: Vec::new(),
        docs: None,
        origin: at("/pets"),
    });
    let files = rendered(&with_operations(api, vec![send]));
    let text = r#""body":{"examples":[{"name":"Rex"}]}"#;
    assert_holds(&files, "src/operations/operations.json", text);
}

#[test]
fn the_catalog_has_the_paths_of_other_servers() {
    let mut api = pets();
    api.client.has_catalog = true;
    api.client.has_test_server = true;
    let servers = [
        "/v1.33",
        "https://a.example/1.33",
        "https://b.example/1.33/",
    ];
    api.servers = servers.map(server).to_vec();
    let text = "\"servers\": {\"paths\":[\"v1.33\"]},\n";
    assert_holds(&rendered(&api), "src/operations/operations.json", text);
}
