//! Credentials: where they come from, which of them are sent, and that they are never printed.

use http::HeaderMap;

use super::client::{API, result};
use super::memory::{Memory, response};
use crate::runtime::api::{Api, Scheme, SchemeKind, Security};
use crate::runtime::auth::{Credentials, authenticate_request, find_scheme, header_value};
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::{Client, Options};
use crate::runtime::error::Error;

const MISSING: &str = "no credentials, expected `token` (environment variable `SAMPLE_TOKEN`), \
    or `email` (environment variable `SAMPLE_EMAIL`) and `key` (environment variable `SAMPLE_KEY`); \
    `anonymous()` sends the request without";

fn env(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
    move |name| {
        pairs
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| (*value).to_owned())
    }
}

/// Returns the headers (without irrelevant values) and the query that credentials add.
fn sent(
    api: &'static Api,
    credentials: &[(&str, &str)],
    security: Security,
    set: &[(&'static str, &str)],
) -> String {
    let mut held = Credentials::default();
    for (name, value) in credentials {
        held.set(find_scheme(api, name).unwrap(), value).unwrap();
    }
    let mut headers: HeaderMap = set
        .iter()
        .map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()))
        .collect();
    let mut query = Vec::new();
    if let Err(fault) = authenticate_request(api, &held, security, &[], &mut headers, &mut query) {
        return fault.message;
    }
    let mut all: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .chain(query)
        .collect();
    all.sort();
    all.join("; ")
}

#[test]
fn a_parameter_with_the_name_of_a_credential_overrides_it() {
    for (credentials, own, expected) in [
        (
            &[("query", "q")] as &[_],
            "api%20key=mine",
            "api%20key=mine",
        ),
        (
            &[("query", "q")],
            "page=1&api%20key=mine",
            "page=1&api%20key=mine",
        ),
        (&[], "api%20key=mine", "api%20key=mine"),
        (
            &[("query", "q")],
            "api%20keys=mine",
            "api%20keys=mine; api%20key=q",
        ),
    ] {
        let mut held = Credentials::default();
        for (name, value) in credentials {
            held.set(find_scheme(&API, name).unwrap(), value).unwrap();
        }
        let mut query = vec![own.to_owned()];
        assert!(
            authenticate_request(
                &API,
                &held,
                &[&["query"]],
                &[],
                &mut HeaderMap::new(),
                &mut query
            )
            .is_ok(),
            "{own}"
        );
        assert_eq!(query.join("; "), expected);
    }
    assert_eq!(
        sent(
            &API,
            &[("cookie", "c")],
            &[&["cookie"]],
            &[("cookie", "a=b; session=mine")]
        ),
        "cookie: a=b; session=mine"
    );
}

#[test]
fn credentials_of_exactly_one_alternative_are_sent() {
    let (token, email, key) = (("token", "t"), ("email", "e"), ("key", "k"));
    let either: Security = &[&["token"], &["email", "key"]];
    for (credentials, security, expected) in [
        (&[token] as &[_], either, "authorization: Bearer t"),
        (&[email, key], either, "x-auth-email: e; x-auth-key: k"),
        (&[token, email, key], either, "authorization: Bearer t"),
        (
            &[token, email, key],
            &[&["email", "key"], &["token"]],
            "x-auth-email: e; x-auth-key: k",
        ),
        (&[email], either, MISSING),
        (&[], either, MISSING),
        (&[token, email], either, "authorization: Bearer t"),
        (&[token], &[], ""),
        (&[token], &[&[], &["token"]], "authorization: Bearer t"),
        (&[], &[&[], &["token"]], ""),
        (
            &[token],
            &[&["unknown"]],
            "no credentials, expected `unknown`; `anonymous()` sends the request without",
        ),
        (
            &[],
            &[&["basic"]],
            "no credentials, expected `basic` (`Client::builder().user_and_password(…)`); \
             `anonymous()` sends the request without",
        ),
        (
            &[],
            &[&["token"], &["query"], &["cookie"], &["basic"]],
            "no credentials, expected `token` (environment variable `SAMPLE_TOKEN`), or one of 3 \
             others that the docs of the method list; `anonymous()` sends the request without",
        ),
        (
            &[("basic", "user:pä")],
            &[&["basic"]],
            "authorization: Basic dXNlcjpww6Q=",
        ),
        (&[("query", "a&b")], &[&["query"]], "api%20key=a%26b"),
        (&[("cookie", "c")], &[&["cookie"]], "cookie: session=c"),
        (
            &[("cookie", "c"), ("query", "q")],
            &[&["query", "cookie"]],
            "api%20key=q; cookie: session=c",
        ),
    ] {
        assert_eq!(
            sent(&API, credentials, security, &[]),
            expected,
            "{credentials:?} {security:?}"
        );
    }
}

#[test]
fn invalid_cookie_values_are_rejected_when_set() {
    let refused = |name: &str, value: &str| {
        Credentials::default()
            .set(find_scheme(&API, name).unwrap(), value)
            .err()
    };
    for value in ["a b", "a,b", "a;b", "\"a\"", "a\\b", "ä", "a\tb"] {
        let message = refused("cookie", value).unwrap().message;
        assert!(
            message.starts_with("the credential `cookie` has a "),
            "{value}: {message}"
        );
    }
    for (name, value) in [
        ("cookie", "s%3Aa+b/c==.d!#$&'()*[]{|}~<>?@^_`:-"),
        ("query", "a b,c;\"d\\"),
        ("token", "a;b"),
    ] {
        assert!(refused(name, value).is_none(), "{value}");
    }
}

#[tokio::test]
async fn an_anonymous_request_has_no_credentials() {
    let memory = Memory::new((0..5).map(|_| response(200, result("b"))));
    let (with, without) = (
        memory
            .builder()
            .credential("token", "t")
            .general_bearer("g"),
        memory.builder(),
    );
    let client = with.clone().build().unwrap();
    client.account("a").read("b").anonymous().await.unwrap();
    client
        .with(Options::anonymous)
        .account("a")
        .read("b")
        .await
        .unwrap();
    with.anonymous()
        .build()
        .unwrap()
        .account("a")
        .read("b")
        .header("authorization", "Own")
        .await
        .unwrap();
    without
        .clone()
        .anonymous()
        .build_authenticated()
        .unwrap()
        .account("a")
        .read("b")
        .await
        .unwrap();
    let refused = without.build().unwrap();
    assert!(
        refused
            .account("a")
            .read("b")
            .await
            .unwrap_err()
            .is_missing_credentials()
    );
    refused
        .request(http::Method::GET, "/a")
        .anonymous()
        .await
        .unwrap();
    let sent: Vec<_> = memory
        .requests()
        .iter()
        .map(|request| request.headers.get("authorization").cloned())
        .collect();
    assert_eq!(
        sent,
        [None, None, Some("Own".parse().unwrap()), None, None],
        "what is set explicitly is sent"
    );
}

#[test]
fn a_user_name_with_a_colon_is_rejected() {
    let built = |user: &str| {
        ClientBuilder::new(&API)
            .basic_credential("basic", user, "p:w")
            .build()
    };
    let error = built("corp:alice").unwrap_err();
    assert!(error.is_configuration());
    let expected = "the credential `basic` has a user name with a `:`: servers would read the rest as the password";
    assert_eq!(error.to_string(), expected);
    assert!(built("alice").is_ok(), "a password may have one");
}

#[test]
fn credentials_in_code_override_the_environment() {
    let all = |name: &str| Some(format!("env-{name}"));
    let built = |prepare: fn(ClientBuilder) -> ClientBuilder| {
        let memory = Memory::new([response(200, result("b"))]);
        let client = prepare(memory.builder())
            .env_from(&all)
            .base_url("https://api.example.com/v4")
            .build()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime
            .block_on(client.account("a").read("b").send())
            .unwrap();
        let headers = memory.requests()[0].headers.clone();
        ["authorization", "x-auth-email", "x-auth-key"].map(|name| {
            headers
                .get(name)
                .map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
        })
    };
    assert_eq!(
        built(|builder| builder),
        ["Bearer env-SAMPLE_TOKEN", "", ""]
    );
    assert_eq!(
        built(|builder| builder.credential("email", "e").credential("key", "k")),
        ["", "e", "k"]
    );
    assert_eq!(
        built(|builder| builder.credential("email", "e")),
        ["", "e", "env-SAMPLE_KEY"],
        "a part goes before none"
    );
    assert_eq!(
        built(|builder| builder.credential("token", "t").credential("email", "e")),
        ["Bearer t", "", ""]
    );
}

#[test]
fn a_credential_without_a_scheme_is_the_fallback() {
    type Setup = fn(ClientBuilder) -> ClientBuilder;
    let none: &dyn Fn(&str) -> Option<String> = &|_| None;
    let all: &dyn Fn(&str) -> Option<String> = &|name| Some(format!("env-{name}"));
    let table: [(Setup, _, [&str; 3]); 9] = [
        (|b| b.general_bearer("g"), none, ["Bearer g", "", ""]),
        (|b| b.general_bearer("bearer g"), none, ["bearer g", "", ""]),
        (
            |b| b.general_bearer("g").general_basic("user", "pä"),
            none,
            ["Basic dXNlcjpww6Q=", "", ""],
        ),
        (
            |b| b.general_bearer("g").credential("token", "t"),
            none,
            ["Bearer t", "", ""],
        ),
        (
            |b| {
                b.general_bearer("g")
                    .credential("email", "e")
                    .credential("key", "k")
            },
            none,
            ["Bearer g", "e", "k"],
        ),
        (
            |b| b.general_bearer("g").credential("email", "e"),
            none,
            ["Bearer g", "", ""],
        ),
        (
            |b| b.general_bearer("g").header("authorization", "Own"),
            none,
            ["Own", "", ""],
        ),
        (|b| b.general_bearer("g"), all, ["Bearer g", "", ""]),
        (
            |b| b.general_bearer(" "),
            all,
            ["Bearer env-SAMPLE_TOKEN", "", ""],
        ),
    ];
    for (setup, variables, expected) in table {
        let memory = Memory::new([response(200, result("b"))]);
        let builder = setup(memory.builder())
            .env_from(variables)
            .base_url("https://api.example.com/v4");
        let client = builder.build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime
            .block_on(client.account("a").read("b").send())
            .unwrap();
        let headers = memory.requests()[0].headers.clone();
        let found = ["authorization", "x-auth-email", "x-auth-key"].map(|name| {
            headers
                .get(name)
                .map_or("", |value| std::str::from_utf8(value.as_bytes()).unwrap())
        });
        assert_eq!(found, expected);
    }
}

#[test]
fn a_scheme_prefix_is_not_repeated() {
    let sent = |kind, value| {
        header_value(
            &Scheme {
                name: "token",
                setter: "token",
                kind,
                env: &[],
            },
            value,
        )
    };
    let bot = || SchemeKind::Prefixed("Authorization", "Bot ");
    for (kind, value, expected) in [
        (SchemeKind::Bearer, "t", "Bearer t"),
        (SchemeKind::Bearer, "BEARER t", "BEARER t"),
        (SchemeKind::Bearer, "bearerx", "Bearer bearerx"),
        (bot(), "t", "Bot t"),
        (bot(), "bot t", "bot t"),
        (bot(), "Bö", "Bot Bö"),
        (SchemeKind::Header("Authorization"), "t", "t"),
    ] {
        assert_eq!(sent(kind, value), expected);
    }
}

#[test]
fn headers_set_by_the_user_count_as_credentials() {
    let either: Security = &[&["token"], &["email", "key"]];
    assert_eq!(
        sent(&API, &[], either, &[("authorization", "Own")]),
        "authorization: Own"
    );
    assert_eq!(
        sent(&API, &[("token", "t")], either, &[("authorization", "Own")]),
        "authorization: Own"
    );
    let own = [("x-auth-email", "e")];
    assert_eq!(
        sent(&API, &[("key", "k")], either, &own),
        "x-auth-email: e; x-auth-key: k"
    );
    assert_eq!(
        sent(
            &API,
            &[("cookie", "c")],
            &[&["cookie"]],
            &[("cookie", "a=b")]
        ),
        "cookie: a=b; session=c"
    );
}

fn built(builder: ClientBuilder) -> String {
    match builder.build_authenticated() {
        Ok(client) => client.base_url().to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn settings_from_the_environment() {
    let base = "https://api.example.com/v4";
    for (variables, expected) in [
        (&[("SAMPLE_TOKEN", " t\n")] as &[_], base),
        (&[("SAMPLE_EMAIL", "e"), ("SAMPLE_KEY", "k")], base),
        (
            &[
                ("SAMPLE_TOKEN", "t"),
                ("SAMPLE_BASE_URL", "http://localhost:1/"),
            ],
            "http://localhost:1",
        ),
        (&[("SAMPLE_TOKEN", "t"), ("SAMPLE_BASE_URL", "  ")], base),
        (
            &[("SAMPLE_TOKEN", "t"), ("SAMPLE_BASE_URL", "nowhere")],
            "base URL `nowhere`: expected `http://` or `https://` and a host",
        ),
        (&[], MISSING),
        (&[("SAMPLE_TOKEN", " \t\n")], MISSING),
        (&[("SAMPLE_EMAIL", "e"), ("SAMPLE_KEY", "")], MISSING),
        (
            &[("SAMPLE_TOKEN", "s3\u{1}cr3t")],
            "the credential `token` has a control character",
        ),
    ] {
        assert_eq!(
            built(Client::builder_for(&API).env_from(&env(variables))),
            expected,
            "{variables:?}"
        );
    }
}

#[test]
fn the_environment_of_the_process_is_read() {
    assert_eq!(
        Client::from_env_for(&API).unwrap_err().to_string(),
        MISSING,
        "no such variable is set here"
    );
}

#[test]
fn the_builder_overrides_the_environment() {
    let lookup = env(&[
        ("SAMPLE_TOKEN", "s3\u{1}cr3t"),
        ("SAMPLE_BASE_URL", "http://env.example"),
    ]);
    let builder = Client::builder_for(&API)
        .credential("token", "t")
        .base_url("http://own.example");
    assert_eq!(built(builder.env_from(&lookup)), "http://own.example");
}

#[tokio::test]
async fn a_missing_credential_is_found_before_sending() {
    let memory = Memory::new([]);
    for builder in [
        memory.builder(),
        memory.builder().credential("token", "  "),
        memory.builder().credential("key", "k"),
    ] {
        let error = builder
            .build()
            .unwrap()
            .account("a")
            .read("b")
            .await
            .unwrap_err();
        assert!(error.is_missing_credentials());
        assert_eq!(
            error.to_string(),
            format!("GET /accounts/{{account_id}}/servers/{{id}}: not sent: {MISSING}")
        );
    }
    assert!(memory.requests().is_empty());
}

#[tokio::test]
async fn a_wrong_setting_is_reported_by_build_or_by_each_call() {
    let memory = Memory::new([]);
    for (builder, message) in [
        (
            memory.builder().credential("tokin", "s3cr3t"),
            "unknown security scheme `tokin`",
        ),
        (
            memory.builder().credential("token", "s3\r\ncr3t"),
            "the credential `token` has a control character",
        ),
        (
            memory.builder().general_bearer("s3\ncr3t"),
            "the credential `bearer_token` has a control character",
        ),
        (
            memory.builder().general_basic("a", "s3\ncr3t"),
            "the credential `basic_auth` has a control character",
        ),
        (
            memory.builder().header("a b", "s3cr3t"),
            "`a b` is not a valid header name",
        ),
        (
            memory.builder().header("a", "s3\ncr3t"),
            "the value of header `a` has a control character",
        ),
        (
            memory.builder().user_agent("ä\n"),
            "user agent: expected printable ASCII",
        ),
        (
            memory.builder().base_url("x y"),
            "base URL `x y`: expected an absolute URL, as `https://api.example.com/v1`",
        ),
    ] {
        let error: Error = builder.clone().build().unwrap_err();
        assert!(error.is_configuration());
        assert_eq!(error.to_string(), message);
        let error = builder
            .build_deferred()
            .account("a")
            .read("b")
            .await
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("GET /accounts/{{account_id}}/servers/{{id}}: not sent: {message}")
        );
    }
    assert!(memory.requests().is_empty());
}

#[tokio::test]
async fn secrets_are_not_printed() {
    let memory = Memory::new([response(200, result("b"))]);
    let builder = memory
        .builder()
        .credential("token", "s3cr3t")
        .general_bearer("s3cr3t")
        .header("x-own", "s3cr3t");
    let client = builder.clone().build().unwrap();
    let servers = client.account("s3cr3t");
    let list = servers
        .list()
        .header("x-call", "s3cr3t")
        .query("key", "s3cr3t")
        .trace("s3cr3t");
    servers
        .read("b")
        .header("x-call", "s3cr3t")
        .query("key", "s3cr3t")
        .await
        .unwrap();
    let request = &memory.requests()[0];
    assert_eq!(request.headers["authorization"], "Bearer s3cr3t");
    assert_eq!(request.headers["x-own"], "s3cr3t");
    let printed = format!(
        "{builder:?} {client:?} {servers:?} {list:?} {:?}",
        request.headers
    );
    assert!(!printed.contains("s3cr3t"), "{printed}");
    assert!(!format!("{request:?}").contains("key=s3cr3t"));
}

#[test]
fn a_user_name_and_a_password_have_a_variable_each() {
    static BASIC: Api = Api {
        user_agent: "sample/1.2.3",
        base_url: "https://api.example.com",
        base_url_env: None,
        request_id_header: None,
        timeout: None,
        retries: None,
        retry_delays: None,
        security: &[&["login"]],
        schemes: &[Scheme {
            name: "login",
            setter: "login",
            kind: SchemeKind::Basic,
            env: &["LOGIN_USERNAME", "LOGIN_PASSWORD"],
        }],
        secret_names: &[],
        test_check: None,
        write_styled: None,
    };
    for (variables, expected) in [
        (
            &[("LOGIN_USERNAME", "ann"), ("LOGIN_PASSWORD", "a:b")] as &[_],
            "Basic YW5uOmE6Yg==",
        ),
        (&[("LOGIN_USERNAME", "key")], "Basic a2V5Og=="),
    ] {
        let settings = Client::builder_for(&BASIC)
            .env_from(&env(variables))
            .settings;
        let (mut headers, mut query) = (HeaderMap::new(), Vec::new());
        authenticate_request(
            &BASIC,
            &settings.credentials,
            BASIC.security,
            &[],
            &mut headers,
            &mut query,
        )
        .unwrap();
        assert_eq!(headers.get("authorization").unwrap(), expected);
    }
    let error = Client::builder_for(&BASIC)
        .env_from(&env(&[("LOGIN_PASSWORD", "b")]))
        .build_authenticated()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`LOGIN_USERNAME` and `LOGIN_PASSWORD`"),
        "{error}"
    );
}
