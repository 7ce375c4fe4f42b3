//! Credentials that are described as parameters.

use super::see;
use super::with_paths;
use model::SchemeKind;

const TAKES: &str = "responses: {'204': {description: ok}}, parameters: [
      {name: X-Api-Key, in: header, required: true, schema: {type: string}, description: Your key.},
      {name: Authorization, in: header, required: true, schema: {type: string}, description: A bearer token.},
      {name: page_token, in: query, required: true, schema: {type: string}}]";

#[test]
fn parameters_of_most_operations_are_credentials_of_the_client() {
    let paths = format!(
        "  /a: {{get: {{operationId: a, {TAKES}}}}}
  /b: {{get: {{operationId: b, {TAKES}}}}}
  /d: {{get: {{operationId: d, {TAKES}}}}}
  /c: {{get: {{operationId: c, responses: {{'204': {{description: ok}}}}}}}}
"
    );
    let seen = with_paths(&paths, "security: {X-Api-Key: {env: MY_KEY}}");
    let schemes: Vec<_> = seen
        .api
        .security_schemes
        .iter()
        .map(|one| (one.rust.as_str(), one.kind.clone()))
        .collect();
    let key = SchemeKind::Header("X-Api-Key".to_owned());
    assert_eq!(
        schemes,
        [("authorization", SchemeKind::Bearer), ("x_api_key", key)]
    );
    assert_eq!(seen.api.security_schemes[1].env, ["MY_KEY"]);
    assert_eq!(seen.api.client.credentials, ["Authorization", "X-Api-Key"]);
    for (operation, count) in seen.api.operations.iter().zip([1, 1, 1, 0]) {
        let names: Vec<_> = operation
            .parameters
            .iter()
            .map(|one| one.wire.as_str())
            .collect();
        assert_eq!(names, vec!["page_token"; count]);
        assert_eq!(operation.security.len(), count);
    }
    assert!(
        seen.problems.is_empty() && seen.codes.is_empty(),
        "{:?} {:?}",
        seen.problems,
        seen.codes
    );
    let note = "is a credential that 3 operations require: the client takes it once and sends it with each of them, so methods have no argument for it";
    assert_eq!(
        seen.notes,
        ["Authorization", "X-Api-Key"].map(|name| format!("`{name}` {note}"))
    );
}

#[test]
fn credentials_of_few_operations_stay_parameters() {
    let none = "get: {responses: {'204': {description: ok}}}";
    let seen = with_paths(
        &format!("  /a: {{get: {{{TAKES}}}}}\n  /b: {{{none}}}\n"),
        "",
    );
    assert!(seen.api.security_schemes.is_empty());
    let names: Vec<_> = seen.api.operations[0]
        .parameters
        .iter()
        .map(|one| one.wire.as_str())
        .collect();
    assert_eq!(names, ["X-Api-Key", "page_token"]);
}

#[test]
fn described_schemes_come_first() {
    let seen = see(
        &format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
security: [{{oauth: []}}]
paths: {{/a: {{get: {{{TAKES}}}, put: {{{TAKES}}}, post: {{{TAKES}}}}}}}
components:
  securitySchemes:
    oauth: {{type: http, scheme: bearer}}
    key: {{type: apiKey, in: header, name: X-Api-Key}}
"
        ),
        "",
    );
    let names: Vec<_> = seen
        .api
        .security_schemes
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["oauth", "key"]);
    assert_eq!(seen.api.operations[0].security, [["key", "oauth"]]);
    assert_eq!(seen.api.operations[0].parameters.len(), 1);
}

#[test]
fn clients_take_the_first_alternative_that_is_no_cookie() {
    let operation = "responses: {'204': {description: ok}}";
    for (security, expected) in [
        ("[{session: []}, {token: []}, {}]", &["token"] as &[_]),
        ("[{session: []}, {login: []}]", &["login"]),
        ("[{token: []}, {key: []}]", &["token"]),
        (
            "[{session: []}, {login: []}, {key: []}, {token: []}]",
            &["login"],
        ),
        ("[{app: [], key: []}, {key: []}]", &["key"]),
        ("[{app: [], key: []}, {token: []}]", &["app", "key"]),
        ("[{}, {session: []}]", &["session"]),
        ("[{login: [], login2: []}, {key: []}]", &["login"]),
        ("[{login: []}, {jwt: []}]", &["jwt"]),
        ("[{login: []}, {oauth: []}]", &["login"]),
    ] {
        let seen = see(
            &format!(
                "openapi: 3.0.3
info: {{title: T, version: '1'}}
security: {security}
paths:
  /a: {{get: {{{operation}}}}}
  /b: {{get: {{{operation}}}}}
  /c: {{get: {{{operation}, security: [{{other: []}}]}}}}
components:
  securitySchemes:
    app: {{type: apiKey, in: header, name: X-App}}
    jwt: {{type: http, scheme: Bearer}}
    key: {{type: apiKey, in: header, name: X-Key}}
    login: {{type: http, scheme: basic}}
    login2: {{type: http, scheme: basic}}
    oauth: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: /token, scopes: {{}}}}}}}}
    other: {{type: apiKey, in: header, name: X-Other}}
    session: {{type: apiKey, in: cookie, name: sessionid}}
    token: {{type: apiKey, in: header, name: Authorization}}
"
            ),
            "",
        );
        assert_eq!(seen.api.client.credentials, expected, "{security}");
    }
}

#[test]
fn alternatives_in_another_order_are_equal() {
    let operation = |security: &str| {
        format!("{{get: {{security: {security}, responses: {{'204': {{description: ok}}}}}}}}")
    };
    let [first, second, third] = [
        "[{key: []}, {app: []}]",
        "[{app: []}, {key: []}]",
        "[{other: []}]",
    ]
    .map(operation);
    let seen = see(
        &format!(
            "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths: {{/a: {third}, /b: {first}, /c: {second}, /d: {first}, /e: {third}}}
components:
  securitySchemes:
    app: {{type: apiKey, in: header, name: X-App}}
    key: {{type: apiKey, in: header, name: X-Key}}
    other: {{type: apiKey, in: header, name: X-Other}}
"
        ),
        "",
    );
    assert_eq!(seen.api.default_security(), [["key"], ["app"]]);
    assert_eq!(seen.api.client.credentials, ["key"]);
}

#[test]
fn a_token_is_sent_once() {
    let operation = |id: &str, place: &str| {
        format!(
            "  /{id}: {{get: {{operationId: {id}, parameters: [{{name: token, in: {place}, description: Authentication token., schema: {{type: string}}}}], responses: {{'204': {{description: ok}}}}}}}}\n"
        )
    };
    let header = ["a", "b"]
        .map(|id| operation(id, "header, required: true"))
        .concat();
    let paths = [
        header,
        operation("c", "query, required: true"),
        operation("d", "query"),
    ];
    let text = |security: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nsecurity: [{security}]\npaths:\n{}components:\n  securitySchemes:\n    oauth: {{type: http, scheme: bearer}}\n",
            paths.concat()
        )
    };
    let seen = see(&text("{oauth: []}"), "");
    assert_eq!(seen.api.security_schemes.len(), 1);
    assert!(
        seen.api
            .operations
            .iter()
            .all(|one| one.parameters.is_empty() && one.security == [["oauth"]])
    );
    let seen = see(&text(""), "");
    let taken: Vec<_> = seen
        .api
        .operations
        .iter()
        .map(|one| (one.parameters.len(), one.security.len()))
        .collect();
    assert_eq!(taken, [(0, 1), (0, 1), (1, 0), (1, 0)]);
}

#[test]
fn spellings_and_descriptions_of_a_header_make_one_scheme() {
    let operation = |id: &str, header: &str| {
        format!(
            "  /{id}: {{get: {{operationId: {id}, parameters: [{{{header}, in: header, required: true, schema: {{type: string}}}}], responses: {{'204': {{description: ok}}}}}}}}\n"
        )
    };
    for (one, other) in [
        ("name: X-API-Key", "name: x-api-key"),
        (
            "name: Authorization, description: Bearer token",
            "name: Authorization",
        ),
    ] {
        let seen = with_paths(
            &(operation("a", one) + &operation("b", other) + &operation("c", one)),
            "",
        );
        assert_eq!(seen.api.security_schemes.len(), 1);
        assert!(
            seen.api
                .operations
                .iter()
                .all(|one| one.parameters.is_empty() && one.security.len() == 1),
            "{one}"
        );
    }
}

#[test]
fn tokens_without_authentication_docs_stay_parameters() {
    let price = "parameters: [{name: token, in: query, required: true, description: 'Address of the coin for rapid lookup, such as BTC', schema: {type: string}}], responses: {'204': {description: ok}}";
    let paths: String = ["a", "b", "c"]
        .map(|id| format!("  /{id}: {{get: {{{price}}}}}\n"))
        .concat();
    let seen = with_paths(&paths, "");
    assert!(
        seen.api
            .operations
            .iter()
            .all(|one| one.parameters.len() == 1)
    );
}

#[test]
fn optional_credentials_are_an_alternative() {
    let operation = |id: &str, required: bool| {
        format!(
            "  /{id}: {{get: {{operationId: {id}, parameters: [{{name: Authorization, in: header, required: {required}, schema: {{type: string}}}}], responses: {{'204': {{description: ok}}}}}}}}\n"
        )
    };
    let paths = [
        operation("a", true),
        operation("b", true),
        operation("c", true),
        operation("d", false),
    ]
    .concat();
    let seen = with_paths(&paths, "");
    let last = &seen.api.operations[3];
    assert_eq!(
        (last.parameters.len(), &last.security),
        (0, &vec![vec!["Authorization".to_owned()], Vec::new()])
    );
}

#[test]
fn tokens_in_other_headers_are_sent_beside_the_bearer_token() {
    let header = "parameters: [{name: X-Shop-Access-Token, in: header, required: true, schema: {type: string}}], responses: {'204': {description: ok}}";
    let paths: String = ["a", "b", "c"]
        .map(|id| format!("  /{id}: {{get: {{{header}}}}}\n"))
        .concat();
    let schemes = "components: {securitySchemes: {oauth: {type: http, scheme: bearer}}}\n";
    let seen = see(
        &format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nsecurity: [{{oauth: []}}]\npaths:\n{paths}{schemes}"
        ),
        "",
    );
    assert!(
        seen.api
            .operations
            .iter()
            .all(|one| one.security == [["X-Shop-Access-Token", "oauth"]])
    );
}

#[test]
fn security_requirements_may_refer_to_schemes_by_uri() {
    let seen = see(
        "openapi: 3.2.0
info: {title: T, version: '1'}
security: [{'#/components/securitySchemes/key': []}]
paths:
  /a: {get: {operationId: a, responses: {'204': {description: ok}}}}
  /b: {get: {operationId: b, security: [{'#named': []}, {'#/components/securitySchemes/none': []}], responses: {'204': {description: ok}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: K}
    '#named': {type: http, scheme: bearer}
",
        "",
    );
    assert_eq!(seen.operation("a").security, [["key"]]);
    assert_eq!(seen.operation("b").security, [["#named"]]);
    assert_eq!(seen.codes, ["unknown-security-scheme"]);
}

#[test]
fn a_path_parameter_of_the_same_name_stays() {
    let parameters = "parameters: [{name: access_token, in: path, required: true, schema: {type: string}}, {name: access_token, in: query, required: true, schema: {type: string}}], responses: {'204': {description: ok}}";
    let paths: String = ["a", "b", "c"]
        .map(|id| format!("  /{id}/{{access_token}}: {{get: {{{parameters}}}}}\n"))
        .concat();
    let seen = with_paths(&paths, "");
    for operation in &seen.api.operations {
        let places: Vec<_> = operation
            .parameters
            .iter()
            .map(|one| one.location)
            .collect();
        assert_eq!(
            (places.as_slice(), operation.security.len()),
            (&[model::ParameterLocation::Path][..], 1)
        );
    }
}

/// Returns a description with two keys in the query; its operations have parameters in addition.
fn with_keys(security: &str, operations: &[(&str, &str)]) -> super::Seen {
    let operation = |(id, text): &(&str, &str)| {
        format!(
            "  /{id}: {{get: {{operationId: {id}, responses: {{'204': {{description: ok}}}}, {text}}}}}\n"
        )
    };
    let paths: String = operations.iter().map(operation).collect();
    see(
        &format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{security}\npaths:\n{paths}components:
  securitySchemes:
    my_key: {{type: apiKey, in: query, name: key}}
    my_token: {{type: apiKey, in: header, name: X-Token}}
    other: {{type: http, scheme: bearer}}
"
        ),
        "",
    )
}

const KEY: &str = "{name: key, in: query, required: true, schema: {type: string}}";

#[test]
fn a_parameter_that_repeats_a_scheme_is_the_credential_of_the_client() {
    let token = "{name: x-token, in: header, required: true, schema: {type: string}}";
    let both =
        format!("parameters: [{KEY}, {token}, {{name: q, in: query, schema: {{type: string}}}}]");
    let alternatives = format!("security: [{{my_key: []}}, {{my_token: []}}], {both}");
    // Both parameters are required, whatever the alternatives are.
    let seen = with_keys("", &[("a", &alternatives)]);
    assert_eq!(seen.operation("a").security, [["my_key", "my_token"]]);
    let names: Vec<_> = seen
        .operation("a")
        .parameters
        .iter()
        .map(|one| one.wire.as_str())
        .collect();
    assert_eq!(names, ["q"]);
    assert_eq!(seen.api.client.credentials, ["my_key", "my_token"]);
    assert!(seen.codes.is_empty());
    let note = "the client takes it once and sends it, so methods have no argument for it";
    let notes = [("key", "my_key"), ("x-token", "my_token")].map(|(name, scheme)| {
        format!("`{name}` is both a parameter and the security scheme `{scheme}`: {note}")
    });
    assert_eq!(seen.notes, notes);
}

#[test]
fn a_repeated_scheme_is_needed_where_the_description_says_so() {
    let key = format!("parameters: [{KEY}]");
    let optional = key.replace("required: true, ", "");
    for (security, own, parameter, expected) in [
        // An optional parameter does not change the alternatives.
        (
            "security: [{my_key: []}, {other: []}]",
            "",
            &optional,
            Some(vec![vec!["my_key"], vec!["other"]]),
        ),
        (
            "security: [{my_key: []}, {}]",
            "",
            &key,
            Some(vec![vec!["my_key"]]),
        ),
        // The description has no requirement.
        ("", "", &key, Some(vec![vec!["my_key"]])),
        ("", "", &optional, Some(vec![vec!["my_key"], vec![]])),
        // The operation does not need the scheme, so the parameter is something else.
        ("security: [{my_key: []}]", "security: [], ", &key, None),
        ("security: [{other: []}]", "", &key, None),
    ] {
        let seen = with_keys(security, &[("a", &format!("{own}{parameter}"))]);
        let operation = seen.operation("a");
        match expected {
            Some(expected) => {
                assert_eq!(operation.security, expected, "{security} {own}");
                assert!(operation.parameters.is_empty(), "{security} {own}");
            }
            None => assert_eq!(operation.parameters.len(), 1, "{security} {own}"),
        }
    }
}

#[test]
fn a_repeated_scheme_that_most_operations_require_is_added_to_their_requirements() {
    let key = format!("parameters: [{KEY}]");
    let seen = with_keys(
        "security: [{other: []}]",
        &[("a", &key), ("b", &key), ("c", &key), ("d", "security: []")],
    );
    for (operation, expected) in seen.api.operations.iter().zip([1, 1, 1, 0]) {
        assert_eq!(operation.security, vec![["my_key", "other"]; expected]);
        assert!(operation.parameters.is_empty());
    }
}

#[test]
fn credentials_have_environment_variables() {
    let document = |security: &str, schemes: &str| {
        format!(
            "openapi: 3.0.3
info: {{title: Pet Shop, version: '1'}}
security: {security}
paths: {{/a: {{get: {{responses: {{'204': {{description: d}}}}}}}}}}
components: {{securitySchemes: {{{schemes}}}}}
"
        )
    };
    let bearer = "bearer: {type: http, scheme: bearer}";
    let keys =
        "app: {type: apiKey, in: query, name: app}, key: {type: apiKey, in: header, name: X-Key}";
    let basic = "login: {type: http, scheme: basic}";
    for (security, schemes, expected) in [
        ("[{bearer: []}]", bearer, &["PET_SHOP_TOKEN"][..]),
        (
            "[{login: []}]",
            basic,
            &["PET_SHOP_USERNAME", "PET_SHOP_PASSWORD"],
        ),
        ("[{key: []}]", keys, &["PET_SHOP_APP", "PET_SHOP_API_KEY"]),
        (
            "[{ApiKeyAuth: []}]",
            "AdminApiKeyAuth: {type: http, scheme: bearer}, ApiKeyAuth: {type: http, scheme: bearer}",
            &["PET_SHOP_ADMIN_API_KEY", "PET_SHOP_API_KEY"],
        ),
        (
            "[{BotToken: []}]",
            "BotToken: {type: apiKey, in: header, name: Authorization}",
            &["PET_SHOP_TOKEN"],
        ),
        ("[{app: []}]", keys, &["PET_SHOP_API_KEY", "PET_SHOP_KEY"]),
        (
            "[{oauth: []}]",
            "oauth: {type: http, scheme: bearer}, token: {type: apiKey, in: header, name: X-T}",
            &["PET_SHOP_TOKEN", "PET_SHOP_TOKEN_KEY"],
        ),
        (
            "[{session: []}]",
            "session: {type: apiKey, in: cookie, name: sid}",
            &[],
        ),
    ] {
        let seen = see(&document(security, schemes), "");
        let variables: Vec<&str> = seen
            .api
            .security_schemes
            .iter()
            .flat_map(|one| &one.env)
            .map(String::as_str)
            .collect();
        assert_eq!(variables, expected, "{security}");
        assert_eq!(seen.api.client.base_url_env.is_some(), !expected.is_empty());
    }
    let tokens = [
        "a: {type: http, scheme: bearer}",
        "b: {type: http, scheme: bearer}",
    ];
    for security in ["[{a: []}, {b: []}]", "[{b: []}, {a: []}]"] {
        for schemes in [tokens.join(", "), [tokens[1], tokens[0]].join(", ")] {
            let seen = see(&document(security, &schemes), "");
            let a = seen.api.security_schemes.iter().find(|one| one.name == "a");
            assert_eq!(a.unwrap().env, ["PET_SHOP_TOKEN"], "{security} {schemes}");
        }
    }
    let seen = see(
        &document("[{bearer: []}]", bearer),
        "security: {bearer: {env: SHOP}}\nclient: {base_url_env: URL}",
    );
    assert_eq!(seen.api.security_schemes[0].env, ["SHOP"]);
    assert_eq!(seen.api.client.base_url_env.as_deref(), Some("URL"));
}

#[test]
fn user_names_and_passwords_may_have_their_own_variables() {
    let paths = "  /a: {get: {operationId: a, security: [{login: []}], responses: {'204': {description: ok}}}}\n\
                 components: {securitySchemes: {login: {type: http, scheme: basic}}}\n";
    let seen = with_paths(
        paths,
        "security: {login: {env: [SHOP_USER, SHOP_PASSWORD]}}",
    );
    assert_eq!(
        seen.api.security_schemes[0].env,
        ["SHOP_USER", "SHOP_PASSWORD"]
    );
}

#[test]
fn schemes_that_no_operation_requires_are_sent_if_set() {
    let every = [
        vec!["my_key".to_owned()],
        vec!["my_token".to_owned()],
        vec!["other".to_owned()],
        vec![],
    ];
    for security in ["", "security: []", "security: [{}]"] {
        let seen = with_keys(security, &[("a", "security: []"), ("b", "tags: [t]")]);
        assert!(
            seen.api.operations.iter().all(|one| one.security == every),
            "{security}"
        );
        assert_eq!(seen.codes, ["unrequired-security-schemes"]);
    }
    let seen = with_keys("", &[("a", "security: [{my_key: []}]"), ("b", "tags: [t]")]);
    assert_eq!(seen.operation("b").security.len(), 0);
    assert!(seen.codes.is_empty());
}

/// The order of `securitySchemes` means nothing.
#[test]
fn schemes_that_no_operation_requires_are_sent_by_kind() {
    let seen = see(
        "openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/a: {get: {responses: {'204': {description: ok}}}}}
components:
  securitySchemes:
    session: {type: apiKey, in: cookie, name: s}
    login: {type: http, scheme: basic}
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: X-Key}
",
        "",
    );
    let expected = ["key", "token", "login", "session"].map(|name| vec![name.to_owned()]);
    let alternatives = &seen.api.operations[0].security;
    assert_eq!(alternatives[..4], expected);
    assert_eq!(alternatives[4..], [Vec::<String>::new()]);
}

/// A request has one bearer token, so schemes that send it are alternatives; descriptions of Google
/// require two.
#[test]
fn schemes_that_are_sent_alike_are_alternatives() {
    let seen = see(
        "openapi: 3.0.3
info: {title: T, version: '1'}
security: [{implicit: [], code: [], key: []}]
paths: {/a: {get: {responses: {'204': {description: ok}}}}}
components:
  securitySchemes:
    implicit: {type: oauth2, flows: {}}
    code: {type: oauth2, flows: {}}
    key: {type: apiKey, in: header, name: X-Key}
",
        "",
    );
    assert_eq!(
        seen.api.operations[0].security,
        [["code", "key"], ["implicit", "key"]]
    );
    assert_eq!(seen.api.client.credentials, ["code", "key"]);
}

#[test]
fn schemes_that_only_webhooks_require_are_no_credentials() {
    let text = "openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: a
      security: [{key: []}]
      responses: {'204': {description: ok}}
      callbacks: {done: {'{$request.query.url}': {post: {security: [{callback: []}, {key: []}], responses: {'204': {description: ok}}}}}}
webhooks:
  w: {post: {security: [{signature: []}], responses: {'204': {description: ok}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: K}
    callback: {type: apiKey, in: header, name: C}
    signature: {type: apiKey, in: header, name: S}
    unused: {type: apiKey, in: header, name: U}
";
    let seen = see(text, "security: {signature: {env: KEY}}");
    let schemes = seen
        .api
        .security_schemes
        .iter()
        .map(|one| one.name.as_str());
    assert_eq!(schemes.collect::<Vec<_>>(), ["key", "unused"]);
    assert_eq!(
        seen.problems,
        ["only webhooks require the security scheme `signature`, which the client does not send"]
    );
}

#[test]
fn token_endpoints_of_flows() {
    let code = "authorizationCode: {authorizationUrl: /a, tokenUrl: ' /code ', refreshUrl: /refresh, scopes: {}}";
    let machine = "clientCredentials: {tokenUrl: /machine, scopes: {write: w, read: r}}";
    let device = "deviceAuthorization: {deviceAuthorizationUrl: /d, tokenUrl: /device}";
    for (flows, expected) in [
        ("implicit: {authorizationUrl: /a, scopes: {}}", None),
        ("clientCredentials: {tokenUrl: '', scopes: {}}", None),
        (device, Some(["/device", "/device", ""])),
        (code, Some(["/code", "/refresh", ""])),
        (machine, Some(["/machine", "/machine", "write read"])),
        (
            &format!("{device}, {code}, {machine}"),
            Some(["/machine", "/refresh", "write read"]),
        ),
    ] {
        let description = |config: &str| {
            let text = format!(
                "openapi: 3.2.0
info: {{title: T, version: '1'}}
security: [{{login: []}}]
paths: {{/a: {{get: {{responses: {{'204': {{description: ok}}}}}}}}}}
components: {{securitySchemes: {{login: {{type: oauth2, flows: {{{flows}}}}}}}}}
"
            );
            see(&text, config).api.security_schemes[0].clone()
        };
        let endpoint = description("").token_endpoint;
        let read = endpoint.as_ref().map(|endpoint| {
            let scopes = endpoint.scopes.join(" ");
            [endpoint.url.clone(), endpoint.refresh_url.clone(), scopes]
        });
        assert_eq!(
            read,
            expected.map(|texts| texts.map(str::to_owned)),
            "{flows}"
        );
        // Its tokens have another form.
        let prefixed = description("security: {login: {prefix: OAuth}}");
        assert_eq!(prefixed.token_endpoint, None);
    }
    let seen = see(
        "swagger: '2.0'
info: {title: T, version: '1'}
paths: {/a: {get: {security: [{login: [a]}], responses: {'204': {description: ok}}}}}
securityDefinitions: {login: {type: oauth2, flow: application, tokenUrl: /t, scopes: {a: b}}}
",
        "",
    );
    let endpoint = seen.api.security_schemes[0]
        .token_endpoint
        .as_ref()
        .unwrap();
    assert!(endpoint.has_client_credentials && endpoint.url == "/t");
}
