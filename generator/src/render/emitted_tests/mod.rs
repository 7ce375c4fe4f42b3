//! `tests/documented/`: decodes and serializes every documented payload, and calls each operation that has a documented
//! example with a mock transport.

mod assertions;
mod requests;
mod round_trip;

use std::collections::{BTreeMap, HashMap};

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::context::{RenderContext, make_ident};
use super::doc::Doc;
use super::docs::longest_run;
use super::entries::ModuleEntry;
use super::folder::FilePath;
use super::resources::method_module_scope;
use super::source_file::RustSourceFile;
use super::{RenderJob, RenderJobs};
use crate::diag::{Diagnostic, escape_json_where};
use crate::fileset::File;
use crate::model::Resource;
use crate::naming;
use requests::{documented_call, push_request_test};
use round_trip::{Envelopes, has_round_trip, push_round_trip_test, round_trip_cases};

const MAX_INLINE: usize = 60;

pub(super) fn emitted_test_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let mut modules = test_modules(cx);
    modules.retain(|_, resource| {
        cx.operations(resource).any(|operation| {
            has_round_trip(cx, operation) || documented_call(cx, operation).is_some()
        })
    });
    if modules.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = modules.keys().cloned().collect();
    let main = RenderJob::new(format!("tests/{TARGET}/main.rs"), move || {
        print_main_file(cx, &names)
    });
    let others = modules.into_iter().map(|(name, resource)| {
        RenderJob::several(move || print_resource_tests(cx, &name, resource))
    });
    std::iter::once(main).chain(others).collect()
}

/// The test target.
const TARGET: &str = "documented";

fn print_main_file<'a>(
    cx: &'a RenderContext<'a>,
    modules: &[String],
) -> Result<String, Diagnostic> {
    let docs = "Every documented payload is decoded and serializes to the same JSON, and each operation that has a \
                documented example is called with it; a mock transport returns the documented response.";
    let mut file = RustSourceFile::outside(cx, Doc::new().paragraph(docs));
    for name in modules {
        file.child(ModuleEntry::private(name));
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
    let type_name = &resource.type_name;
    let docs = Doc::new().paragraph(&format!("Documented examples of `{type_name}`."));
    let mut file = RustSourceFile::outside(cx, docs);
    let mut payloads = Payloads::default();
    let mut envelopes = Envelopes::default();
    let mut modules = method_module_scope([module].into_iter());
    let mut names = naming::Scope::new(naming::ScopeKind::Variants);
    for name in ["round_trip", "assert_same", "is_same"] {
        names.reserve(name);
    }
    for operation in cx.operations(resource) {
        let cases = round_trip_cases(cx, operation);
        let call = documented_call(cx, operation);
        if cases.is_empty() && call.is_none() {
            continue;
        }
        let unit = modules.claim(&naming::module_name(&operation.rust)).name;
        let title = format!("Documented examples of `{type_name}::{}`.", operation.rust);
        file.unit(unit, title);
        for case in cases {
            let name = names.claim(&naming::field_name(&case.name)).name;
            push_round_trip_test(&mut file, &mut payloads, &mut envelopes, &name, &case);
        }
        if let Some(call) = call {
            let name = names.claim(&naming::field_name(&operation.rust)).name;
            push_request_test(&mut file, &mut payloads, &name, call);
        }
    }
    envelopes.push_statics(&mut file)?;
    file.print_at(&FilePath {
        stem: format!("tests/{TARGET}/{module}"),
        is_folder: false,
        path: format!("crate::{module}"),
        shared: "payloads",
    })
}

/// The resources with methods, by the name of their test module.
fn test_modules<'a>(cx: &'a RenderContext<'a>) -> BTreeMap<String, &'a Resource> {
    let mut scope = naming::Scope::new(naming::ScopeKind::Modules);
    scope.reserve("main");
    let with_methods = cx
        .api
        .resources
        .iter()
        .filter(|resource| !resource.operations.is_empty());
    let named = with_methods.map(|resource| {
        let short = resource
            .module
            .last()
            .map_or("root", String::as_str)
            .to_owned();
        let long = naming::module_name(&resource.type_name);
        (scope.claim_any(&[short, long]).name, resource)
    });
    named.collect()
}

/// The constants of a file by content: equal payloads share one.
#[derive(Default)]
struct Payloads(HashMap<String, Ident>);

/// JSON as an expression: inline if it is short, else as a constant of the file.
fn json_text_expression(
    file: &mut RustSourceFile<'_>,
    payloads: &mut Payloads,
    name: &str,
    value: &Value,
) -> TokenStream {
    let short = value.to_string();
    if short.chars().count() <= MAX_INLINE {
        return quote!(#short);
    }
    let pretty = escape_bidirectional(&serde_json::to_string_pretty(value).unwrap_or(short));
    if let Some(known) = payloads.0.get(&pretty) {
        file.mention(&known.to_string());
        return quote!(#known);
    }
    let hashes = "#".repeat(longest_run(&pretty, '#') + 1);
    let name = naming::constant_name(name);
    let pending = file.pending();
    file.push_shared(
        &name,
        format!("const {name}: &str = r{hashes}\"{pretty}\"{hashes};"),
    );
    file.resume(pending);
    file.mention(&name);
    let name = make_ident(&name);
    payloads.0.insert(pretty, name.clone());
    quote!(#name)
}

/// Escapes bidirectional characters in JSON, as rustc rejects them.
fn escape_bidirectional(json: &str) -> String {
    escape_json_where(
        json,
        |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
    )
    .into_owned()
}
