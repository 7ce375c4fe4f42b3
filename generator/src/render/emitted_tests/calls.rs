//! `tests/requests/`: each method is called, with what it needs and with everything, and a server holds the request
//! against the description; then it answers with each status.
//!
//! What is known of a call stands in a JSON file for each resource, and one harness reads it: emitted Rust is the call
//! alone, so that the tests of a large description compile in reasonable time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Map, Value, json};

use super::authentication::{self, Ways};
use super::plan::{Plan, plans};
use super::{answers, described, main_file, schemas};
use crate::fileset::File;
use crate::format::FormatError;
use crate::model::{Operation, Resource};
use crate::naming;
use crate::render::context::{Context, ident};
use crate::render::doc::Doc;
use crate::render::docs::inline_code;
use crate::render::folder::Place;
use crate::render::resources::module_names;
use crate::render::source_file::{HEADER_MARK, SourceFile, header};
use crate::render::values::CallValues;
use crate::render::{Job, Jobs};

/// The harness, as it stands beside the tests.
const HARNESS: &[(&str, &str)] = &[
    ("body", include_str!("harness/body.in")),
    ("harness", include_str!("harness/harness.in")),
    ("request", include_str!("harness/request.in")),
    ("server", include_str!("harness/server.in")),
    ("written", include_str!("harness/written.in")),
];

/// The other modules.
const MADE: &[&str] = &["answers", "authentication"];

/// Names that modules of resources do not have.
pub(super) fn reserved() -> impl Iterator<Item = &'static str> {
    HARNESS.iter().map(|(name, _)| *name).chain(MADE.iter().copied()).chain(["main", "schemas"])
}

pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let Survey { kinds, untested } = survey(cx);
    let mut modules: BTreeMap<String, &Resource> = BTreeMap::new();
    let mut operations: Vec<&Operation> = Vec::new();
    for (name, resource) in super::modules(cx) {
        let before = operations.len();
        let tested = resource.operations.iter().filter(|index| kinds.contains_key(index));
        operations.extend(tested.filter_map(|index| cx.api.operations.get(*index)));
        if operations.len() > before {
            modules.insert(name, resource);
        }
    }
    let kinds: Vec<&'static str> = kinds.into_values().collect::<BTreeSet<_>>().into_iter().collect();
    if modules.is_empty() {
        return Vec::new();
    }
    let ways = Ways::of(cx, &operations);
    let mut names: Vec<String> = modules.keys().cloned().collect();
    names.extend(HARNESS.iter().map(|(name, _)| *name).chain(MADE.iter().copied()).map(str::to_owned));
    names.sort_unstable();
    let mut jobs: Jobs<'a> = vec![
        Job::new("tests/requests/main.rs", move || print_main(cx, &names, &untested)),
        Job::new("tests/requests/answers.rs", move || Ok(answers::print(cx, &kinds))),
        Job::new("tests/requests/schemas.json", move || {
            Ok(json_file(cx, [("$defs".to_owned(), Value::Object(schemas::definitions(cx)))]))
        }),
        Job::new("tests/requests/authentication.rs", {
            let ways = ways.clone();
            move || authentication::print(cx, &ways)
        }),
    ];
    jobs.extend(HARNESS.iter().map(|(name, text)| {
        let make = move || Ok(format!("{}\n{}", header(cx, "//", ""), text.replace("CRATE", &cx.crate_name())));
        Job::new(format!("tests/requests/{name}.rs"), make)
    }));
    for (name, resource) in modules {
        let ways = ways.clone();
        jobs.push(Job::several(move || files(cx, resource, &name, &ways)));
    }
    jobs
}

/// What is known of all tests beforehand. Plans themselves are not kept: those of a large description would fill the
/// memory.
struct Survey {
    /// What comes back, by the index of the operation; none of those without tests.
    kinds: HashMap<usize, &'static str>,
    /// What is not tested, a line each.
    untested: Vec<String>,
}

fn survey(cx: &Context<'_>) -> Survey {
    let mut survey = Survey { kinds: HashMap::new(), untested: Vec::new() };
    for (index, operation) in cx.api.operations.iter().enumerate() {
        match Plan::of(cx, operation) {
            Ok(plan) => {
                survey.kinds.insert(index, answers::kind(&plan.facts));
                survey.untested.extend(plan.gaps);
            }
            Err(gap) => survey.untested.push(gap),
        }
    }
    survey
}

/// The tests of a resource, and what they are held against.
fn files<'a>(
    cx: &'a Context<'a>,
    resource: &'a Resource,
    module: &str,
    ways: &Ways<'a>,
) -> Result<Vec<File>, FormatError> {
    let plans: Vec<Plan<'a>> = plans(cx, resource).collect();
    let contents = described_calls(cx, &plans, ways);
    let mut files = vec![File { path: format!("tests/requests/{module}.json"), contents }];
    files.extend(print(cx, resource, module, &plans)?);
    Ok(files)
}

/// A JSON file; its first line says where it comes from.
fn json_file(cx: &Context<'_>, members: impl IntoIterator<Item = (String, Value)>) -> String {
    let from = header(cx, "", "");
    let mut file = Map::from_iter([("//".to_owned(), json!(from.trim()))]);
    debug_assert!(from.contains(HEADER_MARK), "files of ours say so");
    file.extend(members);
    let text = super::visible(&serde_json::to_string_pretty(&file).unwrap_or_default());
    // One line, like the headers of other files.
    format!("{}\n", text.replacen("{\n  \"//\"", "{ \"//\"", 1))
}

fn described_calls<'a>(cx: &'a Context<'a>, plans: &[Plan<'a>], ways: &Ways<'a>) -> String {
    let calls = plans.iter().map(|plan| {
        let names = ways.names(cx, plan.facts.operation);
        (stem(plan.facts.operation).to_owned(), described::operation(cx, plan, &names))
    });
    json_file(cx, calls)
}

/// Up to so many gaps are named.
const MAX_NAMED: usize = 100;

fn print_main<'a>(cx: &'a Context<'a>, names: &[String], untested: &[String]) -> Result<String, FormatError> {
    let docs = "Methods are called, with what they need and with everything; a server holds their requests against the \
                description, and answers with each status.";
    let mut docs = Doc::new().paragraph(docs);
    if !untested.is_empty() {
        let mut lines: Vec<String> = untested.iter().take(MAX_NAMED).cloned().collect();
        let more = untested.len() - lines.len();
        lines.extend((more > 0).then(|| format!("and {more} more")));
        docs = docs.paragraph("Not tested, because no values could be made for it:").list(&lines);
    }
    main_file(cx, docs, names).print()
}

/// What the names of a method's tests begin with.
fn stem(operation: &Operation) -> &str {
    operation.rust.trim_end_matches('_')
}

fn print<'a>(
    cx: &'a Context<'a>,
    resource: &'a Resource,
    module: &str,
    plans: &[Plan<'a>],
) -> Result<Vec<File>, FormatError> {
    let docs = Doc::new().paragraph(&format!("Requests of `{}`, and what is answered to them.", resource.type_name));
    let mut file = SourceFile::outside(cx, docs);
    file.imports.add("crate::harness", "Calls");
    file.push_shared("CALLS", format!("static CALLS: Calls = Calls::new({module:?});"));
    let mut modules = module_names([module].into_iter());
    for plan in plans {
        let operation = plan.facts.operation;
        let unit = modules.claim(&naming::module_name(&operation.rust)).name;
        file.unit(unit, format!("Requests of `{}::{}`.", resource.type_name, operation.rust));
        tests(&mut file, plan);
    }
    file.print_at(&Place { shared: "calls", ..super::place("requests", module) })
}

/// The call of a method with what it needs, and its tests.
fn tests<'a>(file: &mut SourceFile<'a>, plan: &Plan<'a>) {
    let operation = plan.facts.operation;
    let stem = stem(operation);
    let named = |end: &str| ident(&format!("{stem}_{end}"));
    let [call, least, most, replies] = ["call", "with_least", "with_most", "replies"].map(named);
    let docs = format!("{} {}", operation.method, inline_code(&operation.path));
    let docs = Doc::new().paragraph(&docs).tokens();
    let Some((excuse, expression)) = answered(file, plan, &plan.least) else { return };
    let client = file.imports.name(&file.cx.crate_name(), "Client");
    file.push(stem, quote!(#docs #excuse fn #call(client: #client) -> answers::Answer { #expression }));
    file.mention("CALLS");
    file.push(stem, quote!(#[test] fn #least() { CALLS.sends(#stem, "least", #call); }));
    let full = plan.most.as_ref().and_then(|values| answered(file, plan, values));
    if let Some((excuse, expression)) = full {
        file.mention("CALLS");
        file.push(stem, quote!(#excuse #[test] fn #most() { CALLS.sends(#stem, "most", |client| #expression); }));
    }
    file.mention("CALLS");
    file.push(stem, quote!(#[test] fn #replies() { CALLS.replies(#stem, #call); }));
}

/// `answers::json(client.pets().list().send_raw())`, and the excuse that it needs.
fn answered<'a>(
    file: &mut SourceFile<'a>,
    plan: &Plan<'a>,
    values: &CallValues<'a>,
) -> Option<(TokenStream, TokenStream)> {
    file.imports.take_deprecated();
    let call = file.cx.call_expression(&plan.facts, values, &mut file.imports)?;
    let kind = answers::kind(&plan.facts);
    let (function, send): (Ident, Ident) = (ident(kind), ident(answers::sender(kind)));
    let excuse = file.imports.excuse();
    file.imports.add("crate", "answers");
    Some((excuse, quote!(answers::#function(#call.#send()))))
}
