//! `tests/requests/`: each method is called, with what it needs and with everything, and a server looks at the request.

use std::collections::{BTreeMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Map, Value, json};

use super::authentication::{self, Ways};
use super::wire::{Wire, credential, form, keep_plain};
use super::{Payloads, json_text, main_file};
use crate::diag::Origin;
use crate::fileset::File;
use crate::format::FormatError;
use crate::model::{Codec, Operation, Outcome, Output, Resource, Several, Status};
use crate::naming;
use crate::render::client_rs::SchemeFacts;
use crate::render::context::{Context, ident};
use crate::render::doc::Doc;
use crate::render::docs::inline_code;
use crate::render::imports::Imports;
use crate::render::resources::{MethodFacts, OutputFacts, module_names, sent_media_type};
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
    let mut modules: BTreeMap<String, &Resource> = BTreeMap::new();
    let mut operations: Vec<&Operation> = Vec::new();
    for (name, resource) in super::modules(cx) {
        let before = operations.len();
        operations.extend(testable(cx, resource).map(|facts| facts.operation));
        if operations.len() > before {
            modules.insert(name, resource);
        }
    }
    if modules.is_empty() {
        return Vec::new();
    }
    let untested = untested(cx, &operations);
    let ways = Ways::of(cx, &operations);
    let mut names: Vec<String> = modules.keys().cloned().collect();
    names.extend(["authentication", "server"].map(str::to_owned));
    names.sort_unstable();
    let mut jobs: Jobs<'a> = vec![
        Job::new("tests/requests/main.rs", move || print_main(cx, &names, &untested)),
        Job::new("tests/requests/server.rs", move || Ok(format!("{}\n{SERVER}", header(cx, "//", "")))),
        Job::new("tests/requests/authentication.rs", {
            let ways = ways.clone();
            move || authentication::print(cx, &ways)
        }),
    ];
    jobs.extend(modules.into_iter().map(|(name, resource)| {
        let ways = ways.clone();
        Job::several(move || print(cx, &name, resource, &ways))
    }));
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
                    && Wire::of(facts, &values).is_some()
                    && is_told(facts, &values)
            })
    })
}

/// Whether the body that the server is to see can be told here.
fn is_told(facts: &MethodFacts<'_>, values: &CallValues<'_>) -> bool {
    let (Some(content), Some(body)) = (facts.content(), &values.body) else { return true };
    match content.codec {
        Codec::Form => form(content, body).is_some(),
        Codec::Multipart | Codec::Xml => false,
        Codec::Json if content.framing().is_some() => false,
        Codec::Json | Codec::Text | Codec::Bytes => true,
    }
}

fn plan<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>, amount: Amount) -> Option<CallValues<'a>> {
    cx.call_values(facts, amount).and_then(keep_plain)
}

/// Up to so many methods are named that are not called.
const MAX_NAMED: usize = 100;

/// The methods that no test calls, as lines of a list.
fn untested(cx: &Context<'_>, tested: &[&Operation]) -> Vec<String> {
    let tested: HashSet<&Origin> = tested.iter().map(|operation| &operation.origin).collect();
    let left = cx.api.operations.iter().filter(|operation| !tested.contains(&operation.origin));
    let mut lines: Vec<String> =
        left.map(|operation| format!("{} {}", operation.method, inline_code(&operation.path))).collect();
    if lines.len() > MAX_NAMED {
        let more = lines.len() - MAX_NAMED;
        lines.truncate(MAX_NAMED);
        lines.push(format!("and {more} more"));
    }
    lines
}

fn print_main<'a>(cx: &'a Context<'a>, names: &[String], untested: &[String]) -> Result<String, FormatError> {
    let docs = "Methods are called, with what they need and with everything; a server looks at the request.";
    let mut docs = Doc::new().paragraph(docs);
    if !untested.is_empty() {
        let why = "Not called here, because their bodies come in parts or in XML, or because no values could be made that \
                   they take:";
        docs = docs.paragraph(why).list(untested);
    }
    main_file(cx, docs, names).print()
}

pub(super) fn setter(facts: &SchemeFacts<'_>) -> TokenStream {
    let (setter, values) = (&facts.setter, credential(facts.scheme));
    quote!(.#setter(#(#values),*))
}

fn print<'a>(
    cx: &'a Context<'a>,
    module: &str,
    resource: &'a Resource,
    ways: &Ways<'a>,
) -> Result<Vec<File>, FormatError> {
    let docs = Doc::new().paragraph(&format!("Requests of `{}`.", resource.type_name));
    let mut file = SourceFile::outside(cx, docs);
    let mut payloads = Payloads::default();
    let mut modules = module_names([module].into_iter());
    for facts in testable(cx, resource) {
        let operation = facts.operation;
        let unit = modules.claim(&naming::module_name(&operation.rust)).name;
        file.unit(unit, format!("Requests of `{}::{}`.", resource.type_name, operation.rust));
        let Some(reply) = reply(cx, &facts) else { continue };
        let start = start(&mut file, &mut payloads, &facts.operation.rust, &reply);
        let least = plan(cx, &facts, Amount::Least);
        let most = plan(cx, &facts, Amount::Most);
        // Where nothing is optional, both are the same.
        let is_more = facts.has_options();
        let most = most.filter(|values| is_more && is_told(&facts, values));
        for (values, suffix) in [(least, "least"), (most, "most")] {
            if let Some(values) = values {
                let names = ways.names(cx, facts.operation);
                test(&mut file, &mut payloads, &Case { facts: &facts, values, suffix, ways: names }, &start);
            }
        }
    }
    file.print_at(&super::place("requests", module))
}

/// The statement that starts the server.
fn start(file: &mut SourceFile<'_>, payloads: &mut Payloads, name: &str, reply: &Reply) -> TokenStream {
    let status = proc_macro2::Literal::u16_unsuffixed(reply.status);
    let content_type = reply.content_type;
    let body = match &reply.body {
        Body::Text(text) => quote!(#text),
        Body::Json(value) => json_text(file, payloads, &format!("{name}_reply"), value),
    };
    quote!(let server = Server::start(#status, #content_type, #body).await;)
}

/// A call that is tested.
struct Case<'c, 'a> {
    facts: &'c MethodFacts<'a>,
    values: CallValues<'a>,
    /// The end of the test's name: how much is said.
    suffix: &'static str,
    /// The ways to authenticate, the preferred one first.
    ways: Vec<Ident>,
}

fn test<'a>(file: &mut SourceFile<'a>, payloads: &mut Payloads, case: &Case<'_, 'a>, start: &TokenStream) {
    let facts = case.facts;
    file.imports.take_deprecated();
    let Some(call) = file.cx.call_expression(facts, &case.values, &mut file.imports) else { return };
    let Some(wire) = Wire::of(facts, &case.values) else { return };
    let name = format!("{}_with_{}", facts.operation.rust.trim_end_matches('_'), case.suffix);
    let body = sent_body(file, payloads, case, &format!("{name}_body"));
    let expected = expected(case, wire, &body);
    let body = authenticated(file, case, start, &call, &expected);
    let test = ident(&name);
    file.imports.add("crate::server", "Expected");
    file.imports.add("crate::server", "Server");
    let excuse = file.imports.excuse();
    file.push(&name, quote!(#excuse #[tokio::test] async fn #test() { #body }));
}

/// Calls with little try every way to authenticate, calls with much the preferred one.
fn authenticated(
    file: &mut SourceFile<'_>,
    case: &Case<'_, '_>,
    start: &TokenStream,
    call: &TokenStream,
    expected: &TokenStream,
) -> TokenStream {
    let count = if case.suffix == "most" { 1 } else { usize::MAX };
    let ways: Vec<&Ident> = case.ways.iter().take(count).collect();
    for name in &ways {
        file.imports.add("crate::authentication", &name.to_string());
    }
    // A stream is not read here, and says so if nobody takes it.
    let received = matches!(case.facts.output, OutputFacts::Stream(_)).then(|| quote!(let _ =));
    let attempt = |way: TokenStream| {
        quote! {
            #start
            let client = (#way.client)(&server);
            #received #call.await.unwrap();
            server.saw(&#way.sent, #expected).await;
        }
    };
    match ways.as_slice() {
        [only] => attempt(quote!(#only)),
        several => {
            let attempt = attempt(quote!(way));
            quote!(for way in [#(&#several),*] { #attempt })
        }
    }
}

/// What the server is to see.
fn expected(case: &Case<'_, '_>, mut wire: Wire, body: &TokenStream) -> TokenStream {
    let (method, path) = (&case.facts.operation.method, &wire.path);
    let query = wire.query.iter().map(|(name, value)| quote!((#name, #value)));
    for (name, value) in [("accept", Some(case.facts.accept())), ("content-type", content_type(case))] {
        if let Some(value) = value
            && wire.headers.iter().all(|(known, _)| known != name)
        {
            wire.headers.push((name.to_owned(), value));
        }
    }
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

/// The media type that a call says; empty without a body, `None` where it is not known beforehand.
fn content_type(case: &Case<'_, '_>) -> Option<String> {
    let (Some(content), Some(body)) = (case.facts.content(), &case.values.body) else { return Some(String::new()) };
    if is_left_out(case, body) {
        return Some(String::new());
    }
    // The boundary of parts is made up when they are sent.
    let is_fixed = content.codec != Codec::Multipart;
    is_fixed.then(|| sent_media_type(&content.media_type, content.codec).trim().to_owned())
}

/// Whether nothing of a body is set that need not be sent.
fn is_left_out(case: &Case<'_, '_>, body: &Value) -> bool {
    body.as_object().is_some_and(Map::is_empty) && case.facts.does_without_body()
}

/// The body that the server is to see.
fn sent_body<'a>(file: &mut SourceFile<'a>, payloads: &mut Payloads, case: &Case<'_, 'a>, name: &str) -> TokenStream {
    let (Some(content), Some(body)) = (case.facts.content(), &case.values.body) else { return quote!("") };
    match content.codec {
        _ if is_left_out(case, body) => quote!(""),
        Codec::Json => json_text(file, payloads, name, body),
        Codec::Form | Codec::Multipart | Codec::Xml => {
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
        (OutputFacts::Xml(_), _) => return None,
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
        Output::Xml(_) => return None,
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
