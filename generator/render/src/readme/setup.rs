//! The README parts about installation, authentication, features and versions.

use code_format::code;

use super::part::{
    client_function_block, code_block, dependency_code_block, fenced_code_block, join_readme_blocks,
};
use crate::context::RenderContext;
use crate::credentials::{
    UNDECLARED, credential_alternatives, credential_sending_unless_in, environment_variables,
    sample_credentials, sample_values,
};
use crate::doc::Doc;
use crate::docs::{inline_code, summary_line};
use crate::example_code::{CallCode, call_code};
use crate::quick_start::returns_json_value;
use crate::runtime::is_needed;
use crate::showcase::is_creation;
use model::{Codec, Features, Operation, Publish};
use surface::{MethodFacts, SchemeFacts, declares_authentication, security_scheme_facts};

pub(super) fn install_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let name = &cx.api.package.name;
    let registry = match &cx.api.package.publish {
        Publish::CratesIo => String::new(),
        Publish::Registries(names) => names
            .first()
            .map(|name| format!(" --registry {name}"))
            .unwrap_or_default(),
        Publish::Unknown | Publish::Nowhere => {
            let toml = format!(
                "[dependencies]\n{name} = {{ path = \"…\" }}\nserde_json = \"1\"\n\
                 tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"time\"] }}"
            );
            let intro = "Depend on the path of this folder; the examples below also use `serde_json` and `tokio`:";
            return Some(join_readme_blocks(&[
                "## Install",
                intro,
                &fenced_code_block("toml", &toml),
            ]));
        }
    };
    let commands = format!(
        "cargo add {name}{registry}\ncargo add serde_json\ncargo add tokio --features macros,rt-multi-thread,time"
    );
    Some(join_readme_blocks(&[
        "## Install",
        "The examples below also use `serde_json` and `tokio`:",
        &fenced_code_block("sh", &commands),
    ]))
}

pub(crate) fn usage_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.first_call()?;
    let program = cx.quick_start_program(&shown)?;
    let has_bodies = cx
        .api
        .operations
        .iter()
        .any(|operation| operation.body.is_some());
    let bodies = if has_bodies {
        " A body with required properties is an argument too: a struct, made with `new(…)`. If all its properties are \
             optional, each is a setter of the request instead, and `body(…)` takes the whole struct. Any other body, such \
             as an array or text, is an argument if it is required; otherwise `body(…)` sets it."
    } else {
        ""
    };
    let arguments = format!(
        "Required parameters are arguments of a method, optional ones are setters of the request that it returns.{bodies} \
         Arrays are passed as any iterator of their items, enums as a variant or its text."
    );
    let arguments = Doc::new().paragraph(&arguments).text();
    let program = fenced_code_block("rust,no_run", &program);
    let mut blocks = vec!["## Usage", &program, &arguments];
    let body_example = match shown.values.body {
        None => body_example(cx),
        Some(_) => None,
    };
    blocks.extend(body_example.as_deref());
    blocks.push(
        "A client is cheap to clone, and its clones share connections, so one per program is enough. A request\n\
         does nothing until it is awaited or sent; until then it is a value that can be cloned, stored and sent\n\
         again. Dropping its future cancels it.",
    );
    Some(join_readme_blocks(&blocks))
}

/// Returns an example of a request with a JSON body.
fn body_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let has_body = |facts: &MethodFacts<'a>| {
        let content = facts.content();
        content.is_some_and(|content| content.codec == Codec::Json)
    };
    let shown = cx
        .best_call(|facts| {
            has_body(facts) && is_creation(facts.operation) && returns_json_value(facts)
        })
        .or_else(|| cx.best_call(|facts| has_body(facts) && returns_json_value(facts)))?;
    let shown = cx.with_shown_body(shown);
    shown.values.body.as_ref()?;
    let CallCode {
        tokens: call,
        imports,
        ..
    } = call_code(cx, shown)?;
    let body = code! {
        let result = #call.await?;
        println!("{result:?}");
    };
    client_function_block(&imports, "send", &[body])
}

pub(super) fn authentication_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let schemes = security_scheme_facts(cx.api);
    if !declares_authentication(cx.api) {
        return undeclared_authentication_part(cx);
    }
    if schemes.is_empty() {
        return None;
    }
    let has_variables = schemes.iter().any(|facts| !facts.scheme.env.is_empty());
    let opening = if has_variables {
        "The builder has a setter for each credential; `Client::from_env()` reads those that have an environment\n\
         variable. Credentials are never printed."
    } else {
        "The builder has a setter for each credential. Credentials are never printed."
    };
    let of_constructor = &cx.api.client.credentials;
    let has_others = schemes.len() > of_constructor.len();
    let credentials: Vec<String> = schemes
        .iter()
        .map(|facts| {
            let is_for_new = has_others && of_constructor.contains(&facts.scheme.name);
            credential_line(facts, is_for_new)
        })
        .collect();
    let mut parts = vec![
        "## Authentication".to_owned(),
        opening.to_owned(),
        Doc::new().list(&credentials).text(),
    ];
    parts.extend(credential_choice_sentence(cx, has_variables));
    let mut requirements = cx.api.operations.iter().map(Operation::unordered_security);
    let first = requirements.next();
    if requirements.any(|other| Some(other) != first) {
        parts.push(
            "The docs of each method list the credentials it needs under *Authentication*."
                .to_owned(),
        );
    }
    let anonymous = "`anonymous()` of the builder or of a request sends no credentials, even if an operation requires them.";
    parts.push(Doc::new().paragraph(anonymous).text());
    parts.push(constructor_example(cx, &schemes));
    Some(parts.join("\n\n"))
}

/// Returns the part about a token, for a description without security schemes.
fn undeclared_authentication_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let others = "The token is sent as `Authorization: Bearer …` and never printed. `basic_auth(…)` takes user name \
                  and password instead, `header(…)` any other header.";
    let intro = Doc::new()
        .paragraph(&format!("{UNDECLARED} {others}"))
        .text();
    Some(join_readme_blocks(&[
        "## Authentication",
        &intro,
        &code_block(cx, include_str!("code/bearer_token.in")),
    ]))
}

/// Returns the setter of a credential, its environment variable, its docs and how it is sent.
fn credential_line(facts: &SchemeFacts<'_>, is_for_new: bool) -> String {
    let constructor = if is_for_new {
        ", `Client::new(…)`"
    } else {
        ""
    };
    let setter = inline_code(&format!("{}(…)", facts.setter)) + constructor;
    let variable = environment_variables(facts.scheme)
        .map(|names| format!(" or {names}"))
        .unwrap_or_default();
    let summary = facts
        .scheme
        .docs
        .as_deref()
        .map(summary_line)
        .unwrap_or_default();
    let sent = credential_sending_unless_in(&summary, facts.scheme);
    let stop = if summary.is_empty() || summary.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!(
        "{setter}{variable}: {}",
        format!("{summary}{stop} {sent}").trim()
    )
}

/// Returns the sentence about alternative credentials, if the API accepts alternatives.
fn credential_choice_sentence(cx: &RenderContext<'_>, has_variables: bool) -> Option<String> {
    let program = if has_variables {
        "; values set by the program take precedence over the environment"
    } else {
        ""
    };
    let alternatives = credential_alternatives(cx.api)?;
    Some(
        Doc::new()
            .paragraph(&format!(
                "{alternatives} The first available one is sent{program}."
            ))
            .text(),
    )
}

/// Returns examples of `Client::new("…")`, of the builder with all credentials, and of
/// `Client::from_env()` if a credential has an environment variable. If the description has no base
/// URL, only the builder can set one.
fn constructor_example(cx: &RenderContext<'_>, schemes: &[SchemeFacts<'_>]) -> String {
    let setters: String = schemes
        .iter()
        .map(|facts| format!("        .{}({})\n", facts.setter, sample_values(facts)))
        .collect();
    let template = if cx.example_base_url().is_some() {
        include_str!("code/builder.in")
    } else if schemes.iter().any(|facts| !facts.scheme.env.is_empty()) {
        include_str!("code/constructors_with_environment.in")
    } else {
        include_str!("code/constructors.in")
    };
    let code = template
        .replace("        SETTERS\n", &setters)
        .replace("ARGUMENTS", &sample_credentials(cx));
    code_block(cx, &code)
}

pub(super) fn features_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let mut rows = vec![
        "| `rustls` | yes | TLS with rustls and aws-lc-rs; enables `reqwest` |",
        "| `rustls-ring` | | TLS with rustls and ring; enables `reqwest`, whose `Client::new()` then needs a crypto provider |",
        "| `native-tls` | | the TLS library of the operating system; enables `reqwest` |",
        "| `http2` | | HTTP/2 if the server supports it, HTTP/1.1 otherwise; enables `reqwest` |",
        "| `gzip`, `brotli`, `zstd` | | compressed responses; enable `reqwest` |",
        "| `reqwest` | with the features above | the built-in transport, which needs a Tokio runtime |",
        "| `blocking` | | calls without async: `send_blocking()` |",
        "| `test-util` | | tests without a network |",
        "| `tracing` | | logging |",
    ];
    if is_needed(cx, "text") {
        rows.push("| `jiff`, `chrono` | | conversions of `DateTime` and `Date` |");
        rows.push("| `uuid` | | conversions between `Uuid` and `uuid::Uuid` |");
    }
    if cx.speaks_xml {
        rows.push("| `xml` | yes | XML responses |");
    }
    let client = &cx.api.client;
    for (exists, row) in [
        (
            client.has_catalog,
            "| `operations` | | operations as data: `client.call(…)` |",
        ),
        (
            client.has_command_line,
            "| `cli` | | the command line of the API |",
        ),
        (
            client.has_mcp_server,
            "| `mcp` | | its command `mcp`, a server for agents |",
        ),
        (
            client.has_test_server,
            "| `test-server` | | a server for tests |",
        ),
    ] {
        if exists {
            rows.push(row);
        }
    }
    if cx.signature_scheme().is_some() {
        rows.push("| `webhooks` | | verifies the signatures of webhooks |");
    }
    if !cx.api.features.resources.is_empty() {
        rows.push("| `all-resources` | yes | all methods, and the types of webhooks |");
    }
    let table = format!(
        "| feature | default | description |\n|---|---|---|\n{}",
        rows.join("\n")
    );
    let resources = &cx.api.features.resources;
    let all_resources = if resources.is_empty() {
        ""
    } else {
        ", \"all-resources\""
    };
    let native_tls =
        format!(", default-features = false, features = [\"native-tls\"{all_resources}]");
    let mut parts = vec![
        "## Features".to_owned(),
        table,
        "To use the TLS library of the operating system instead of rustls:".to_owned(),
        dependency_code_block(cx, &native_tls),
    ];
    if let Some(first) = resources.keys().next() {
        parts.push(
            "Each resource is a feature as well. To compile only the resources that a program uses, with the types\n\
             they need:"
                .to_owned(),
        );
        let first_resource =
            format!(", default-features = false, features = [\"rustls\", \"{first}\"]");
        parts.extend([
            dependency_code_block(cx, &first_resource),
            feature_module_table(&cx.api.features),
        ]);
    }
    Some(parts.join("\n\n"))
}

/// Returns the modules that each feature of a resource enables.
fn feature_module_table(features: &Features) -> String {
    let mut modules: Vec<(&String, String)> = features
        .resources
        .iter()
        .map(|(feature, module)| (feature, format!("resources::{}", module.join("::"))))
        .collect();
    modules.extend(
        features
            .webhook_requests
            .iter()
            .map(|feature| (feature, "webhooks".to_owned())),
    );
    modules.sort();
    let rows: Vec<String> = modules
        .iter()
        .map(|(feature, module)| format!("| {} | {} |", inline_code(feature), inline_code(module)))
        .collect();
    format!("| feature | module |\n|---|---|\n{}", rows.join("\n"))
}

pub(super) fn versioning_part<'a>(_: &'a RenderContext<'a>) -> Option<String> {
    Some(join_readme_blocks(&[
        "## Versions",
        "The crate follows [semantic versioning](https://semver.org): code that compiles with one version\n\
         compiles with the next compatible one. The following are therefore not breaking changes:",
        "- new methods, types, optional parameters and properties: structs and enums are `#[non_exhaustive]`;\n  \
             construct values with `new(…)` and setters\n\
         - values, properties and errors that the server adds: they are kept as unknown\n\
         - the contents of the hidden module `runtime`, the output of `Debug`, and error messages\n\
         - a higher minimum Rust version",
        "Items that the API's description deprecates are `#[deprecated]`, with the documented replacement.",
    ]))
}

pub(super) fn requirements_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let programs = if cx.api.client.has_command_line || cx.api.client.has_mcp_server {
        " (1.89 with the features `cli` and `mcp`)"
    } else {
        ""
    };
    let line = format!(
        "Rust {} or later{programs}. The built-in transport needs a Tokio runtime; custom transports work \
         with any.",
        cx.api.package.rust_version
    );
    Some(join_readme_blocks(&[
        "## Requirements",
        &Doc::new().paragraph(&line).text(),
    ]))
}
