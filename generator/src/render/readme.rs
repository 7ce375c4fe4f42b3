//! `README.md` of the emitted crate; its code blocks are doctests (see `lib_rs`).

use proc_macro2::TokenStream;
use quote::quote;

use super::client_rs::{SchemeFacts, sample_credentials, sample_values, schemes};
use super::context::Context;
use super::doc::Doc;
use super::docs::{doc_lines, inline_code};
use super::imports::Imports;
use super::quick_start::indented;
use super::readme_hooks::{logging, middleware, testing};
use super::resources::MethodFacts;
use super::source_file::{header, one_line};
use super::{Job, Jobs};
use crate::format::statements;

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    vec![Job::new("README.md", move || Ok(print(cx)))]
}

fn print<'a>(cx: &'a Context<'a>) -> String {
    let title = one_line(&cx.api.info.title);
    let intro = doc_lines(&format!("Typed Rust client for {}.", title.trim_end_matches('.'))).join("\n");
    let mut parts = vec![header(cx, "<!--", "-->"), format!("# {}", cx.api.package.name), intro];
    parts.push("Every method and every type stands on a line of its own in [api.md](api.md).".to_owned());
    parts.extend(install(cx));
    parts.extend(quick_start(cx));
    parts.extend(authentication(cx));
    parts.extend(lists(cx));
    parts.extend(errors(cx));
    parts.extend(raw(cx));
    parts.extend(logging(cx));
    parts.extend(middleware(cx));
    parts.extend(testing(cx));
    parts.join("\n\n") + "\n"
}

fn install(cx: &Context<'_>) -> [String; 3] {
    let toml = format!(
        "[dependencies]\n{} = {{ path = \"…\" }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}",
        cx.api.package.name
    );
    let intro = "By the path of the folder that this file stands in:".to_owned();
    ["## Install".to_owned(), intro, fenced("toml", &toml)]
}

fn quick_start<'a>(cx: &Context<'a>) -> Vec<String> {
    let program = cx.first_shown().and_then(|shown| cx.program(&shown));
    match program {
        Some(program) => vec!["## Quick start".to_owned(), fenced("rust,no_run", &program)],
        None => Vec::new(),
    }
}

fn authentication(cx: &Context<'_>) -> Vec<String> {
    let all = schemes(cx);
    if all.is_empty() {
        return Vec::new();
    }
    let mut parts = vec!["## Authentication".to_owned()];
    let variables: Vec<String> = all
        .iter()
        .filter_map(|facts| Some(format!("{} {}", inline_code(facts.scheme.env.as_deref()?), meaning(facts))))
        .collect();
    if !variables.is_empty() {
        parts.push("`Client::from_env()` reads credentials from environment variables:".to_owned());
        parts.push(Doc::new().list(&variables).text());
    }
    let alternatives: Vec<String> = cx
        .default_security()
        .iter()
        .filter(|names| !names.is_empty())
        .map(|names| names.iter().map(|name| inline_code(name)).collect::<Vec<_>>().join(" with "))
        .collect();
    if alternatives.len() > 1 {
        let sentence = format!("One of these is needed: {}. The first that is there is sent.", alternatives.join("; "));
        parts.push(sentence);
    }
    let also = if variables.is_empty() { "" } else { " as well" };
    parts.push(format!("Credentials can be given in the program{also}; they are never printed."));
    parts.push(fenced("rust,no_run", &constructors(cx, &all)));
    parts
}

fn meaning(facts: &SchemeFacts<'_>) -> String {
    let said = facts.scheme.docs.as_deref().map(super::docs::summary_line).filter(|line| !line.is_empty());
    match said {
        Some(said) => format!("({}): {said}", inline_code(&facts.scheme.name)),
        None => format!("({})", inline_code(&facts.scheme.name)),
    }
}

/// `Client::new("…")` and the builder with everything.
fn constructors(cx: &Context<'_>, all: &[SchemeFacts<'_>]) -> String {
    let setters: Vec<String> =
        all.iter().map(|facts| format!("        .{}({})\n", facts.setter, sample_values(facts))).collect();
    format!(
        "use {}::{{Client, Error}};\n\nfn clients() -> Result<[Client; 2], Error> {{\n    let short = Client::new({});\n    \
         let long = Client::builder()\n{}        .build()?;\n    Ok([short, long])\n}}",
        cx.crate_name(),
        sample_credentials(cx),
        setters.concat()
    )
}

fn lists<'a>(cx: &Context<'a>) -> Vec<String> {
    let is_paged = |facts: &MethodFacts<'_>| facts.paged_item().is_some();
    let Some(shown) = cx.shown(is_paged) else { return Vec::new() };
    let mut imports = imports(cx);
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let all = quote! {
        let list = #call;
        let mut all = list.clone().stream();
        while let Some(item) = all.try_next().await? { println!("{item:?}"); }
    };
    let some = quote! {
        let first = list.clone().stream().limit(10).try_collect(10).await?;
        println!("{} items", first.len());
    };
    let pages = quote! {
        let mut pages = list.pages();
        while let Some(page) = pages.try_next().await? {
            println!("page {}: {} items, then {:?}", page.number, page.len(), page.next);
        }
        Ok(())
    };
    let Some(code) = function(&imports, "print_all", &[all, some, pages]) else { return Vec::new() };
    vec![
        "## Lists".to_owned(),
        "A list that comes in pages is read item by item with `stream()`, or page by page with `pages()`; further pages \
         are\nfetched as they are needed. After an error the same page is asked for again: nothing is skipped, nothing \
         that came is\nlost. What a page calls `next` can be kept, and `resume(…)` begins a list there."
            .to_owned(),
        code,
    ]
}

fn imports<'a>(cx: &'a Context<'a>) -> Imports<'a> {
    let mut imports = Imports::outside(cx);
    let root = cx.crate_name();
    imports.add(&root, "Client");
    imports.add(&root, "Error");
    imports
}

/// A function as a code block; its paragraphs are set apart by empty lines.
fn function(imports: &Imports<'_>, name: &str, paragraphs: &[TokenStream]) -> Option<String> {
    let paragraphs = paragraphs.iter().map(|tokens| statements(name, tokens.clone()).ok());
    let body: Vec<String> = paragraphs.collect::<Option<_>>()?;
    let code = format!(
        "{}\n\nasync fn {name}(client: Client) -> Result<(), Error> {{\n{}\n}}",
        imports.lines(),
        indented(&body.join("\n\n"))
    );
    Some(fenced("rust,no_run", &code))
}

fn errors<'a>(cx: &Context<'a>) -> Vec<String> {
    let Some(shown) = cx.single_shown() else { return Vec::new() };
    let mut imports = imports(cx);
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let body = quote! {
        match #call.await {
            Ok(result) => println!("{result:?}"),
            Err(error) if error.is_not_found() => eprintln!("{error}"),
            Err(error) if error.is_rate_limited() => eprintln!("slow down: {error}"),
            Err(error) => return Err(error),
        }
        Ok(())
    };
    let Some(code) = function(&imports, "handle", &[body]) else { return Vec::new() };
    vec![
        "## Errors".to_owned(),
        "There is one error type. Its methods tell what happened: `is_…()`, `status()`, `api_errors()`, `request_id()`, \
         `body()`.\nIts text names method, path, status and what the server reported, and never a credential."
            .to_owned(),
        code,
        "What failed for a passing reason is sent again: up to two times, with growing pauses, where a repetition does \
         no harm.\n`retries(…)` and `timeout(…)` change that, for a client in its builder or for one request. The other \
         options are set\nwith `with(…)` of builder, client or request: a deadline, a `RetryPolicy`, headers that are not sent."
            .to_owned(),
    ]
}

fn raw<'a>(cx: &'a Context<'a>) -> Vec<String> {
    let Some(shown) = cx.single_shown() else { return Vec::new() };
    let mut imports = imports(cx);
    imports.add(&format!("{}::http", cx.crate_name()), "Method");
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let raw = quote! {
        let response = #call.send_raw().await?;
        println!("{} {:?}", response.status(), response.headers());
        println!("{:?}", response.value());
    };
    let other = quote! {
        let json: serde_json::Value = client.request(Method::GET, "/a/path").send_as().await?;
        println!("{json}");
        Ok(())
    };
    let Some(code) = function(&imports, "look_closer", &[raw, other]) else { return Vec::new() };
    vec![
        "## Raw replies, and what has no method".to_owned(),
        "`send_raw()` gives status, headers and body beside the value.\n`header(…)`, `query(…)` and `extra(…)` of a \
         request send what this crate does not know.\n`client.request(…)` calls any other endpoint, with the same authentication and retries."
            .to_owned(),
        code,
    ]
}

pub(super) fn fenced(language: &str, code: &str) -> String {
    format!("```{language}\n{code}\n```")
}
