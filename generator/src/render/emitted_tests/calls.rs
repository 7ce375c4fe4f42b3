//! `tests/requests/`: calls each method with the required values and with all values; a server validates the request
//! against the description, then responds with each status code.
//!
//! A JSON file per resource has the facts of its calls, and one harness reads it: emitted Rust is only the call, so
//! that the tests of a large description compile in reasonable time.

use std::sync::Arc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde::Serializer as _;
use serde_json::{Value, json};

use super::authentication::{self, AuthenticationAlternatives};
use super::plan::{self, Plan};
use super::{answers, described, main_file, schemas};
use crate::diag::Diagnostic;
use crate::fileset::File;
use crate::model::{Operation, Resource};
use crate::naming::{self, Scope};
use crate::render::context::{RenderContext, make_ident};
use crate::render::deprecation::allow_deprecated;
use crate::render::doc::Doc;
use crate::render::docs::inline_code;
use crate::render::folder::FilePath;
use crate::render::resources::method_module_scope;
use crate::render::source_file::{HEADER_MARK, RustSourceFile, generated_header};
use crate::render::values::CallValues;
use crate::render::{RenderJob, RenderJobs};

const HARNESS: &[(&str, &str)] = &[
    ("body", include_str!("harness/body.in")),
    ("harness", include_str!("harness/harness.in")),
    ("request", include_str!("harness/request.in")),
    ("server", include_str!("harness/server.in")),
    ("written", include_str!("harness/written.in")),
];

/// The modules that depend on the description.
const GENERATED: &[&str] = &["answers", "authentication"];

/// Names that modules of resources cannot have.
pub(super) fn reserved_test_modules() -> impl Iterator<Item = &'static str> {
    HARNESS
        .iter()
        .map(|(name, _)| *name)
        .chain(GENERATED.iter().copied())
        .chain(["main", "schemas"])
}

pub(super) fn call_test_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let modules = super::test_modules(cx);
    let operations: Vec<&Operation> = modules
        .values()
        .flat_map(|resource| indexed_operations(cx, resource))
        .map(|(_, operation)| operation)
        .collect();
    let ways = Arc::new(AuthenticationAlternatives::of(cx, &operations));
    let mut jobs: RenderJobs<'a> = Vec::new();
    for (name, resource) in modules {
        let ways = Arc::clone(&ways);
        jobs.push(RenderJob::several(move || {
            resource_test_files(cx, resource, &name, &ways)
        }));
    }
    jobs.extend(common_jobs(cx, ways));
    jobs
}

/// The methods of a resource, each with its index among all.
fn indexed_operations<'a>(
    cx: &'a RenderContext<'a>,
    resource: &'a Resource,
) -> impl Iterator<Item = (usize, &'a Operation)> {
    resource
        .operations
        .iter()
        .filter_map(|index| Some((*index, cx.api.operations.get(*index)?)))
}

/// The files that the tests of all resources share; made last, and only if there are tests.
fn common_jobs<'a>(
    cx: &'a RenderContext<'a>,
    ways: Arc<AuthenticationAlternatives<'a>>,
) -> RenderJobs<'a> {
    let common =
        |name: &str, make: Box<dyn Fn() -> Result<String, Diagnostic> + Send + Sync + 'a>| {
            let path = format!("tests/requests/{name}");
            let file = move || {
                Ok(File {
                    path: path.clone(),
                    contents: make()?,
                })
            };
            RenderJob::several(move || {
                if cx.findings.has_tests() {
                    file().map(|file| vec![file])
                } else {
                    Ok(Vec::new())
                }
            })
            .last()
        };
    let definitions = move || {
        Ok(json_file(
            cx,
            [(
                "$defs".to_owned(),
                Value::Object(schemas::request_definitions(cx)),
            )],
        ))
    };
    let mut jobs: RenderJobs<'a> = vec![
        common("main.rs", Box::new(move || print_main(cx))),
        common(
            "answers.rs",
            Box::new(move || Ok(answers::print_answers_rs(cx, &cx.findings.kinds()))),
        ),
        common("schemas.json", Box::new(definitions)),
        common(
            "authentication.rs",
            Box::new(move || authentication::print_authentication_rs(cx, &ways)),
        ),
    ];
    jobs.extend(HARNESS.iter().map(|(name, text)| {
        let make = move || {
            Ok(format!(
                "{}\n{}",
                generated_header(cx, "//", ""),
                text.replace("CRATE", &cx.crate_name())
            ))
        };
        common(&format!("{name}.rs"), Box::new(make))
    }));
    jobs
}

/// The tests of a resource and their data; records the findings.
///
/// One method at a time, as the plans of all methods of a large resource would take too much memory.
fn resource_test_files<'a>(
    cx: &'a RenderContext<'a>,
    resource: &'a Resource,
    module: &str,
    ways: &AuthenticationAlternatives<'a>,
) -> Result<Vec<File>, Diagnostic> {
    let mut tests = Tests::new(cx, resource, module);
    let mut is_tested = false;
    let calls = indexed_operations(cx, resource).filter_map(|(index, operation)| {
        let plan = Plan::of(cx, operation);
        plan::record_test_plan(cx, index, &plan);
        let plan = plan.ok()?;
        is_tested = true;
        tests.add(&plan);
        Some((
            test_name_stem(operation).to_owned(),
            described::operation_test_data(cx, &plan, &ways.names(cx, operation)),
        ))
    });
    let contents = json_file(cx, calls);
    if !is_tested {
        return Ok(Vec::new());
    }
    let mut files = vec![File {
        path: format!("tests/requests/{module}.json"),
        contents,
    }];
    files.extend(tests.print()?);
    Ok(files)
}

/// A JSON file; its first line names its origin. Properties keep their order.
fn json_file(cx: &RenderContext<'_>, members: impl IntoIterator<Item = (String, Value)>) -> String {
    let from = generated_header(cx, "", "");
    debug_assert!(from.contains(HEADER_MARK), "files of ours say so");
    let first = ("//".to_owned(), json!(from.trim()));
    let mut text = Vec::new();
    let members = std::iter::once(first).chain(members);
    // Keys are strings and writing to memory cannot fail.
    let _ = serde_json::Serializer::pretty(&mut text).collect_map(members);
    let mut text = super::escape_bidirectional(&String::from_utf8(text).unwrap_or_default());
    // One line, like the headers of other files.
    if text.starts_with("{\n  ") {
        text.replace_range(1..3, "");
    }
    text.push('\n');
    text
}

const MAX_NAMED: usize = 100;

fn print_main<'a>(cx: &'a RenderContext<'a>) -> Result<String, Diagnostic> {
    let docs = "Calls each method with the required values and with all values; a server validates the requests \
                against the description and responds with each status code.";
    let mut docs = Doc::new().paragraph(docs);
    let untested = cx.findings.gaps();
    if !untested.is_empty() {
        let mut lines: Vec<String> = untested.iter().take(MAX_NAMED).cloned().collect();
        let more = untested.len() - lines.len();
        lines.extend((more > 0).then(|| format!("and {more} more")));
        docs = docs
            .paragraph("Not tested, because no values could be made:")
            .list(&lines);
    }
    let is_tested = |resource: &Resource| {
        indexed_operations(cx, resource).any(|(index, _)| cx.findings.is_tested(index))
    };
    let tested = super::test_modules(cx)
        .into_iter()
        .filter(|(_, resource)| is_tested(resource))
        .map(|(name, _)| name);
    let others = HARNESS
        .iter()
        .map(|(name, _)| *name)
        .chain(GENERATED.iter().copied())
        .map(str::to_owned);
    let mut names: Vec<String> = tested.chain(others).collect();
    names.sort_unstable();
    main_file(cx, docs, &names).print()
}

fn test_name_stem(operation: &Operation) -> &str {
    operation.rust.trim_end_matches('_')
}

struct Tests<'a, 'm> {
    resource: &'a Resource,
    module: &'m str,
    file: RustSourceFile<'a>,
    names: Scope,
}

impl<'a, 'm> Tests<'a, 'm> {
    fn new(cx: &'a RenderContext<'a>, resource: &'a Resource, module: &'m str) -> Self {
        let docs = format!("Requests of `{}`, and their responses.", resource.type_name);
        let mut file = RustSourceFile::outside(cx, Doc::new().paragraph(&docs));
        file.imports.add("crate::harness", "Calls");
        file.push_shared(
            "CALLS",
            format!("static CALLS: Calls = Calls::new({module:?});"),
        );
        Self {
            resource,
            module,
            file,
            names: method_module_scope([module].into_iter()),
        }
    }

    fn add(&mut self, plan: &Plan<'a>) {
        let operation = plan.facts.operation;
        let unit = self.names.claim(&naming::module_name(&operation.rust)).name;
        self.file.unit(
            unit,
            format!(
                "Requests of `{}::{}`.",
                self.resource.type_name, operation.rust
            ),
        );
        push_call_tests(&mut self.file, plan);
    }

    fn print(self) -> Result<Vec<File>, Diagnostic> {
        self.file.print_at(&FilePath {
            shared: "calls",
            ..super::test_file_path("requests", self.module)
        })
    }
}

/// The call of a method with required values, and its tests.
fn push_call_tests<'a>(file: &mut RustSourceFile<'a>, plan: &Plan<'a>) {
    let operation = plan.facts.operation;
    let stem = test_name_stem(operation);
    let [call, least, most, responses] = ["call", "with_least", "with_most", "responses"]
        .map(|end: &str| make_ident(&format!("{stem}_{end}")));
    let docs = format!("{} {}", operation.method, inline_code(&operation.path));
    let docs = Doc::new().paragraph(&docs).tokens();
    let Some((allow_deprecated, expression)) = call_with_answer(file, plan, &plan.least) else {
        return;
    };
    let client = quote!(crate::runtime::client::Client);
    file.push(stem, quote!(#docs #allow_deprecated fn #call(client: #client) -> answers::Answer { #expression }));
    file.mention("CALLS");
    file.push(
        stem,
        quote!(#[test] fn #least() { CALLS.sends(#stem, "least", #call); }),
    );
    let full = plan
        .most
        .as_ref()
        .and_then(|values| call_with_answer(file, plan, values));
    if let Some((allow_deprecated, expression)) = full {
        file.mention("CALLS");
        file.push(
            stem,
            quote!(#allow_deprecated #[test] fn #most() { CALLS.sends(#stem, "most", |client| #expression); }),
        );
    }
    file.mention("CALLS");
    file.push(
        stem,
        quote!(#[test] fn #responses() { CALLS.responses(#stem, #call); }),
    );
}

/// `answers::json(client.pets().list().send_raw())`, and the `allow` attribute that it needs.
fn call_with_answer<'a>(
    file: &mut RustSourceFile<'a>,
    plan: &Plan<'a>,
    values: &CallValues<'a>,
) -> Option<(TokenStream, TokenStream)> {
    let mut writer = file.cx.writer();
    let call = writer.call(&plan.facts, values)?;
    let kind = answers::output_kind_name(&plan.facts);
    let (function, send): (Ident, Ident) =
        (make_ident(kind), make_ident(answers::sending_method(kind)));
    let allow_deprecated = allow_deprecated(writer.uses_deprecated);
    file.imports.add("crate", "answers");
    Some((allow_deprecated, quote!(answers::#function(#call.#send()))))
}
