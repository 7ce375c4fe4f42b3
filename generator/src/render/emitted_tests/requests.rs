//! `tests/requests/`: each method is called, with what it needs and with everything, and a server looks at the request.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use super::wire::{Wire, credential, form, keep_plain};
use super::{json_text, main_file, modules};
use crate::format::FormatError;
use crate::model::{Codec, Operation, Outcome, Output, Resource, Several, Status};
use crate::render::client_rs::{SchemeFacts, schemes};
use crate::render::context::{Context, ident};
use crate::render::doc::Doc;
use crate::render::imports::Imports;
use crate::render::resources::{MethodFacts, OutputFacts};
use crate::render::source_file::{SourceFile, header};
use crate::render::values::{Amount, CallValues, Direction, RAW_BODY};
use crate::render::{Job, Jobs};

/// The server, as it stands beside the tests.
const SERVER: &str = include_str!("server.in");

/// The reply to a call.
struct Reply {
    status: u16,
    content_type: &'static str,
    body: Body,
}

enum Body {
    Text(&'static str),
    Json(Value),
}

pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let modules: BTreeMap<String, &Resource> =
        modules(cx).into_iter().filter(|(_, resource)| testable(cx, resource).next().is_some()).collect();
    if modules.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<String> = modules.keys().cloned().collect();
    let has_authentication = first_with_alternatives(cx).is_some();
    if has_authentication {
        names.push("authentication".to_owned());
    }
    names.push("server".to_owned());
    names.sort_unstable();
    let mut jobs: Jobs<'a> = vec![
        Job::new("tests/requests/main.rs", move || print_main(cx, &names)),
        Job::new("tests/requests/server.rs", move || Ok(format!("{}\n{SERVER}", header(cx, "//", "")))),
    ];
    if has_authentication {
        jobs.push(Job::new("tests/requests/authentication.rs", move || print_authentication(cx)));
    }
    jobs.extend(
        modules
            .into_iter()
            .map(|(name, resource)| Job::new(format!("tests/requests/{name}.rs"), move || print(cx, resource))),
    );
    jobs
}

/// The methods of a resource that can be called with made values.
fn testable<'a>(cx: &Context<'a>, resource: &'a Resource) -> impl Iterator<Item = MethodFacts<'a>> {
    let operations = resource.operations.iter().filter_map(|index| cx.api.operations.get(*index));
    operations.filter_map(|operation| cx.method(operation)).filter(|facts| {
        let mut imports = Imports::outside(cx);
        reply(cx, facts).is_some()
            && plan(cx, facts, Amount::Least).is_some_and(|values| {
                cx.call_expression(facts, &values, &mut imports).is_some()
                    && Wire::of(cx, facts, &values).is_some()
                    && is_told(facts, &values)
            })
    })
}

/// Whether the body that the server is to see can be told here.
fn is_told(facts: &MethodFacts<'_>, values: &CallValues<'_>) -> bool {
    let (Some(content), Some(body)) = (facts.content(), &values.body) else { return true };
    match content.codec {
        Codec::Form => form(content, body).is_some(),
        Codec::Multipart => false,
        Codec::Json | Codec::Text | Codec::Bytes => true,
    }
}

fn plan<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>, amount: Amount) -> Option<CallValues<'a>> {
    cx.call_values(facts, amount).and_then(keep_plain)
}

fn print_main<'a>(cx: &'a Context<'a>, names: &[String]) -> Result<String, FormatError> {
    let docs = "Every method is called, with what it needs and with everything; a server looks at the request.";
    let mut file = main_file(cx, docs, names);
    let root = cx.crate_name();
    file.imports.add(&root, "Client");
    file.imports.add("self::server", "Server");
    let all = schemes(cx);
    let setters = all.iter().map(setter);
    file.push(
        "client",
        quote! {
            #[doc = " A client of the server, with all credentials there are."]
            fn client(server: &Server) -> Client {
                Client::builder().base_url(server.url()) #(#setters)* .build().unwrap()
            }
        },
    );
    file.print()
}

fn setter(facts: &SchemeFacts<'_>) -> TokenStream {
    let (setter, values) = (&facts.setter, credential(facts.scheme));
    quote!(.#setter(#(#values),*))
}

fn print<'a>(cx: &'a Context<'a>, resource: &'a Resource) -> Result<String, FormatError> {
    let docs = Doc::new().paragraph(&format!("Requests of `{}`.", resource.type_name));
    let mut file = SourceFile::outside(cx, docs);
    file.imports.add("super", "client");
    file.imports.add("super::server", "Expected");
    file.imports.add("super::server", "Server");
    for facts in testable(cx, resource) {
        let Some(reply) = reply(cx, &facts) else { continue };
        let start = start(&mut file, &facts.operation.rust, &reply);
        let least = plan(cx, &facts, Amount::Least);
        let most = plan(cx, &facts, Amount::Most);
        // Where nothing is optional, both are the same.
        let is_more = facts.has_options();
        let most = most.filter(|values| is_more && is_told(&facts, values));
        for (values, suffix) in [(least, "least"), (most, "most")] {
            if let Some(values) = values {
                test(&mut file, &facts, &values, suffix, &start);
            }
        }
    }
    file.print()
}

/// The statement that starts the server.
fn start(file: &mut SourceFile<'_>, name: &str, reply: &Reply) -> TokenStream {
    let status = proc_macro2::Literal::u16_unsuffixed(reply.status);
    let content_type = reply.content_type;
    let body = match &reply.body {
        Body::Text(text) => quote!(#text),
        Body::Json(value) => json_text(file, &format!("{name}_reply"), value),
    };
    quote!(let server = Server::start(#status, #content_type, #body).await;)
}

fn test<'a>(
    file: &mut SourceFile<'a>,
    facts: &MethodFacts<'a>,
    values: &CallValues<'a>,
    suffix: &str,
    start: &TokenStream,
) {
    let Some(call) = file.cx.call_expression(facts, values, &mut file.imports) else { return };
    let Some(wire) = Wire::of(file.cx, facts, values) else { return };
    let name = format!("{}_with_{suffix}", facts.operation.rust.trim_end_matches('_'));
    let body = sent_body(file, facts, values, &format!("{name}_body"));
    let expected = expected(&facts.operation.method, &wire, &body);
    let test = ident(&name);
    file.push(
        &name,
        quote! {
            #[tokio::test]
            async fn #test() {
                #start
                let client = client(&server);
                #call.await.unwrap();
                server.saw(#expected).await;
            }
        },
    );
}

/// What the server is to see.
fn expected(method: &str, wire: &Wire, body: &TokenStream) -> TokenStream {
    let path = &wire.path;
    let query = wire.query.iter().map(|(name, value)| quote!((#name, #value)));
    let headers = wire.headers.iter().map(|(name, value)| quote!((#name, #value)));
    quote! {
        Expected {
            method: #method,
            path: #path,
            query: &[#(#query),*],
            headers: &[#(#headers),*],
            body: #body,
        }
    }
}

/// The body that the server is to see.
fn sent_body<'a>(
    file: &mut SourceFile<'a>,
    facts: &MethodFacts<'a>,
    values: &CallValues<'a>,
    name: &str,
) -> TokenStream {
    let (Some(content), Some(body)) = (facts.content(), &values.body) else { return quote!("") };
    let is_unset = body.as_object().is_some_and(Map::is_empty);
    match content.codec {
        _ if is_unset && facts.does_without_body() => quote!(""),
        Codec::Json => json_text(file, name, body),
        Codec::Form | Codec::Multipart => {
            let form = form(content, body).unwrap_or_default();
            quote!(#form)
        }
        Codec::Text | Codec::Bytes => quote!(#RAW_BODY),
    }
}

/// A reply that the method takes: the documented one, or one that is made.
fn reply<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>) -> Option<Reply> {
    let operation = facts.operation;
    let status = success(operation);
    let text = |content_type, text| Some(Reply { status, content_type, body: Body::Text(text) });
    let schema = match (&facts.output, &operation.output) {
        (OutputFacts::Stream(_), _) => return text("text/event-stream", ""),
        (OutputFacts::Several(several), _) => return outcome_reply(cx, several),
        (OutputFacts::Empty, _) => return text("text/plain", ""),
        (OutputFacts::Text | OutputFacts::Bytes, _) => return text("text/plain", RAW_BODY),
        (_, Output::Json(schema)) => schema,
        _ => return None,
    };
    let result = |reply: &'a Value| match &operation.envelope {
        Some(envelope) => reply.get(&envelope.result),
        None => Some(reply),
    };
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let documented = successes.flat_map(|response| &response.contents).flat_map(|content| &content.examples);
    let mut documented = documented.map(|example| &example.value);
    let documented = documented.find(|reply| result(reply).is_some_and(|value| cx.reads(schema, value)));
    let body = match documented {
        Some(reply) => reply.clone(),
        None => {
            let made = [Amount::Most, Amount::Least].into_iter();
            let made = made.filter_map(|amount| cx.make(schema, Direction::Response, amount)).next()?;
            wrapped(operation, made)
        }
    };
    Some(Reply { status, content_type: "application/json", body: Body::Json(body) })
}

/// The reply of the first status that is not a range.
fn outcome_reply<'a>(cx: &Context<'a>, several: &'a Several) -> Option<Reply> {
    let single = |outcome: &'a Outcome| match outcome.status {
        Status::Code(code) => Some((code, outcome)),
        Status::Range(_) | Status::Default => None,
    };
    let (status, outcome) = several.outcomes.iter().find_map(single)?;
    let (content_type, body) = match &outcome.output {
        Output::Json(_) if outcome.enveloped => return None,
        Output::Json(schema) => {
            let made = [Amount::Most, Amount::Least].into_iter();
            let mut made = made.filter_map(|amount| cx.make(schema, Direction::Response, amount));
            ("application/json", Body::Json(made.next()?))
        }
        Output::Text | Output::Bytes => ("text/plain", Body::Text(RAW_BODY)),
        Output::Empty | Output::Stream(_) | Output::Several(_) => ("text/plain", Body::Text("")),
    };
    Some(Reply { status, content_type, body })
}

fn wrapped(operation: &Operation, result: Value) -> Value {
    let Some(envelope) = &operation.envelope else { return result };
    let mut reply = Map::new();
    reply.insert(envelope.result.clone(), result);
    if let Some(success) = &envelope.success {
        reply.insert(success.clone(), json!(true));
    }
    Value::Object(reply)
}

/// The first status that is documented as a success.
fn success(operation: &Operation) -> u16 {
    let statuses = operation.responses.iter().map(|response| response.status);
    let mut successes = statuses.filter(|status| status.is_success());
    successes
        .find_map(|status| match status {
            Status::Code(code) => Some(code),
            Status::Range(_) | Status::Default => None,
        })
        .unwrap_or(200)
}

/// The first method whose test can show all ways to authenticate.
fn first_with_alternatives<'a>(cx: &Context<'a>) -> Option<MethodFacts<'a>> {
    let wanted = cx.default_security();
    if wanted.is_empty() {
        return None;
    }
    let resources = cx.api.resources.iter();
    let mut all = resources.flat_map(|resource| testable(cx, resource));
    all.find(|facts| facts.operation.security == wanted)
}

fn print_authentication<'a>(cx: &'a Context<'a>) -> Result<String, FormatError> {
    let docs = Doc::new().paragraph("Every way to authenticate.");
    let mut file = SourceFile::outside(cx, docs);
    file.imports.add(&cx.crate_name(), "Client");
    file.imports.add("super::server", "Expected");
    file.imports.add("super::server", "Server");
    let facts = first_with_alternatives(cx);
    let planned = facts.and_then(|facts| Some((plan(cx, &facts, Amount::Least)?, reply(cx, &facts)?, facts)));
    let Some((values, reply, facts)) = planned else { return file.print() };
    let all = schemes(cx);
    let start = start(&mut file, "authenticated", &reply);
    let mut scope = crate::naming::Scope::new(crate::naming::ScopeKind::Variants);
    for names in &facts.operation.security {
        let chosen: Vec<&SchemeFacts<'_>> =
            names.iter().filter_map(|name| all.iter().find(|scheme| scheme.scheme.name == *name)).collect();
        let spoken: Vec<&str> = chosen.iter().map(|scheme| scheme.scheme.rust.as_str()).collect();
        let wanted = if spoken.is_empty() { "by_nothing".to_owned() } else { format!("by_{}", spoken.join("_and_")) };
        let name = scope.claim(&wanted).name;
        let Some(wire) = Wire::with(cx, &facts, &values, names) else { continue };
        let Some(call) = cx.call_expression(&facts, &values, &mut file.imports) else { continue };
        let (test, setters) = (ident(&name), chosen.iter().map(|scheme| setter(scheme)));
        let body = sent_body(&mut file, &facts, &values, "authenticated_body");
        let expected = expected(&facts.operation.method, &wire.only(cx, names), &body);
        file.push(
            &name,
            quote! {
                #[tokio::test]
                async fn #test() {
                    #start
                    let client = Client::builder().base_url(server.url()) #(#setters)* .build().unwrap();
                    #call.await.unwrap();
                    server.saw(#expected).await;
                }
            },
        );
    }
    file.print()
}
