//! `tests/documented/`: decodes and serializes every documented payload, and calls each operation
//! that has a documented example, with a mock transport.

mod assertions;
mod payloads;
mod requests;
mod round_trip;

pub(crate) use requests::{SampleResponse, documented_response};

use std::collections::BTreeMap;

use super::context::RenderContext;
use super::doc::Doc;
use super::entries::ModuleEntry;
use super::folder::FilePath;
use super::job::{RenderJob, RenderJobs};
use super::resources::method_module_scope;
use super::source_file::RustSourceFile;
use diag::Diagnostic;
use model::Resource;
use output::fileset::File;
use payloads::Payloads;
use requests::{documented_call, push_request_test};
use round_trip::{Envelopes, has_round_trip, push_round_trip_test, round_trip_cases};

pub(super) fn emitted_test_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let mut modules = test_modules(cx);
    modules.retain(|_, resource| {
        cx.index.operations(resource).any(|operation| {
            has_round_trip(cx, operation) || documented_call(cx, operation).is_some()
        })
    });
    if modules.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = modules.keys().cloned().collect();
    let mut jobs = vec![RenderJob::new(
        format!("tests/{TARGET}/main.rs"),
        move || print_main_file(cx, &names),
    )];
    jobs.extend(modules.into_iter().map(|(name, resource)| {
        RenderJob::several(move || print_resource_tests(cx, &name, resource))
    }));
    jobs
}

/// The name of the test target.
const TARGET: &str = "documented";

fn print_main_file<'a>(
    cx: &'a RenderContext<'a>,
    modules: &[String],
) -> Result<String, Diagnostic> {
    let docs = "Every documented payload is decoded and serializes to the same JSON, and each operation that has a \
                documented example is called with it; a mock transport returns the documented response.";
    let mut file = RustSourceFile::outside(cx, Doc::new().paragraph(docs));
    for name in modules {
        file.add_module(ModuleEntry::private(name));
    }
    let operations = &cx.api.operations;
    if operations
        .iter()
        .any(|operation| has_round_trip(cx, operation))
    {
        file.imports.add("serde_json", "Value");
        file.push_text(include_str!("same.in").trim_end().to_owned());
    }
    file.print()
}

fn print_resource_tests<'a>(
    cx: &'a RenderContext<'a>,
    module: &str,
    resource: &'a Resource,
) -> Result<Vec<File>, Diagnostic> {
    let type_name = resource.handle_name();
    let docs = Doc::new().paragraph(&format!("Documented examples of `{type_name}`."));
    let mut file = RustSourceFile::outside(cx, docs);
    let mut payloads = Payloads::default();
    let mut envelopes = Envelopes::default();
    let mut modules = method_module_scope([module].into_iter());
    let mut names = naming::Scope::new(naming::ScopeKind::Variants);
    for name in ["round_trip", "assert_same", "is_same"] {
        names.reserve(name);
    }
    for operation in cx.index.operations(resource) {
        let cases = round_trip_cases(cx, operation);
        let call = documented_call(cx, operation);
        if cases.is_empty() && call.is_none() {
            continue;
        }
        let unit = modules
            .claim(&naming::module_name(&operation.names.method))
            .name;
        let title = format!(
            "Documented examples of `{type_name}::{}`.",
            operation.names.method
        );
        file.begin_unit(unit, title);
        for case in cases {
            let name = names.claim(&naming::field_name(&case.name)).name;
            push_round_trip_test(&mut file, &mut payloads, &mut envelopes, &name, &case);
        }
        if let Some(call) = call {
            let name = names
                .claim(&naming::field_name(&operation.names.method))
                .name;
            push_request_test(&mut file, &mut payloads, &name, call);
        }
    }
    envelopes.push_statics(&mut file)?;
    file.print_at(&FilePath {
        stem: format!("tests/{TARGET}/{module}"),
        is_folder: false,
        path: format!("crate::{module}"),
        shared: "payloads",
        items: "tests",
    })
}

/// Returns the resources with methods, by the name of their test module.
fn test_modules<'a>(cx: &'a RenderContext<'a>) -> BTreeMap<String, &'a Resource> {
    let mut scope = naming::Scope::new(naming::ScopeKind::Modules);
    scope.reserve("main");
    let mut modules = BTreeMap::new();
    for resource in &cx.api.resources {
        if resource.operations.is_empty() {
            continue;
        }
        let short = resource.module.last().map_or("root", String::as_str);
        let long = naming::module_name(resource.handle_name());
        let name = scope.claim_any(&[short.to_owned(), long]).name;
        modules.insert(name, resource);
    }
    modules
}
