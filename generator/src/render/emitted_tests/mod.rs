//! `tests/`: every documented payload is decoded and serialized, and each operation with a documented example is called
//! with a mock transport.

mod assertions;
mod requests;
mod round_trip;

use std::collections::{BTreeMap, HashMap};

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::RenderJobs;
use super::context::{RenderContext, make_ident};
use super::doc::Doc;
use super::docs::longest_run;
use super::entries::ModuleEntry;
use super::folder::FilePath;
use super::source_file::RustSourceFile;
use crate::diag::escape_json_where;
use crate::model::Resource;
use crate::naming;

const MAX_INLINE: usize = 60;

pub(super) fn emitted_test_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let mut jobs = round_trip::round_trip_jobs(cx);
    jobs.extend(requests::request_test_jobs(cx));
    jobs
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

/// The first lines of a test target: its docs and modules.
fn main_file<'a>(cx: &'a RenderContext<'a>, docs: Doc, modules: &[String]) -> RustSourceFile<'a> {
    let mut file = RustSourceFile::outside(cx, docs);
    modules
        .iter()
        .for_each(|name| file.child(ModuleEntry::private(name)));
    file
}

/// The path of the tests of a resource; `target` is the folder of the test target.
fn test_file_path(target: &str, module: &str) -> FilePath {
    let stem = format!("tests/{target}/{module}");
    FilePath {
        stem,
        is_folder: false,
        path: format!("crate::{module}"),
        shared: "payloads",
    }
}
