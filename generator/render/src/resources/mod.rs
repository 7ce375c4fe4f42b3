//! `src/resources/`: one file for each resource, with its handle, its methods and their requests.

mod docs;
mod example;
mod failures;
mod handle;
mod request;
mod responses;
mod statics;
mod waiters;

use std::collections::BTreeMap;

use code_format::code;

pub(super) use docs::{method_link, opening_docs, parameter_line, qualified_method_name};
pub(super) use example::result_statements as example_statements;
pub(super) use handle::{
    method_module_scope, push_accessor, push_resource_methods, required_feature_sentence,
};
pub(super) use request::{call_with_body, sent_media_type};
pub(super) use statics::{envelope_value, scheme_value, security_value};
pub(super) use waiters::join_states_with_or;

use super::context::{RenderContext, make_ident};
use super::deprecation::former_name;
use super::doc::Doc;
use super::entries::ModuleEntry;
use super::folder::FilePath;
use super::job::{RenderJob, RenderJobs};
use super::source_file::RustSourceFile;
use diag::Diagnostic;
use model::{FormerHandle, Resource};
use output::fileset::File;
use surface::module_path;

/// The contents of a module.
#[derive(Clone, Default)]
struct Module<'a> {
    resources: Vec<&'a Resource>,
    children: Vec<&'a str>,
    /// Former names of items that have moved.
    former: Option<&'a FormerHandle>,
}

pub(super) fn resource_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let jobs = resource_modules(cx)
        .into_iter()
        .map(|(path, module)| RenderJob::several(move || print_resource_file(cx, &path, &module)));
    jobs.collect()
}

/// Returns all modules by path, including those that only contain others.
fn resource_modules<'a>(cx: &'a RenderContext<'a>) -> BTreeMap<Vec<&'a str>, Module<'a>> {
    let mut modules: BTreeMap<Vec<&str>, Module<'_>> = BTreeMap::new();
    modules.entry(Vec::new()).or_default();
    // Resource 0 is the client.
    for resource in cx.api.resources.iter().skip(1) {
        let module = insert_module(&mut modules, &resource.module);
        module.resources.push(resource);
    }
    for former in &cx.api.former_handles {
        let module = insert_module(&mut modules, &former.module);
        module.former = module.former.or(Some(former));
    }
    for module in modules.values_mut() {
        module.children.sort_unstable();
    }
    modules
}

/// Adds a module to the modules, and to the children of those around it, unless it exists.
fn insert_module<'m, 'a>(
    modules: &'m mut BTreeMap<Vec<&'a str>, Module<'a>>,
    path: &'a [String],
) -> &'m mut Module<'a> {
    let mut parent: Vec<&str> = Vec::new();
    for name in path {
        let children = &mut modules.entry(parent.clone()).or_default().children;
        if !children.contains(&name.as_str()) {
            children.push(name);
        }
        parent.push(name);
    }
    modules.entry(parent).or_default()
}

fn resource_file_path(path: &[&str], has_children: bool) -> FilePath {
    let names: Vec<&str> = std::iter::once("resources")
        .chain(path.iter().copied())
        .collect();
    FilePath {
        stem: format!("src/{}", names.join("/")),
        is_folder: has_children || path.is_empty(),
        path: format!("crate::{}", names.join("::")),
        shared: "parameters",
        items: "methods",
    }
}

fn print_resource_file<'a>(
    cx: &'a RenderContext<'a>,
    path: &[&str],
    module: &Module<'a>,
) -> Result<Vec<File>, Diagnostic> {
    let mut doc = match (path, module.resources.as_slice()) {
        (_, []) if module.former.is_some() => {
            Doc::new().paragraph("Former names of a resource and of its requests.")
        }
        ([], _) => Doc::new()
            .paragraph("The resources of the API: handles with methods, and their requests."),
        (_, [resource]) => Doc::new().paragraph(&handle::resource_summary(cx, resource)),
        _ => Doc::new().paragraph("Resources of one branch."),
    };
    if let Some(feature) = cx.api.features.of_resource(path) {
        doc = doc.paragraph(&required_feature_sentence(feature));
    }
    let mut file = RustSourceFile::new(cx, doc, "crate::types");
    for child in &module.children {
        let child_path: Vec<&str> = path.iter().chain([child]).copied().collect();
        file.add_module(ModuleEntry {
            features: module_features(cx, &child_path),
            ..ModuleEntry::public(child)
        });
    }
    for resource in &module.resources {
        handle::emit_handle(&mut file, resource);
    }
    push_former_resource_names(&mut file, module.former);
    let own_name = path.last().copied();
    let mut modules = method_module_scope(module.children.iter().copied().chain(own_name));
    for resource in &module.resources {
        push_resource_methods(&mut file, resource, &code!(self.scope), &mut modules);
    }
    file.print_at(&resource_file_path(path, !module.children.is_empty()))
}

/// Adds the former names of a resource: deprecated aliases of its handle and requests.
fn push_former_resource_names<'a>(file: &mut RustSourceFile<'a>, former: Option<&'a FormerHandle>) {
    let Some(former) = former else { return };
    let api = file.cx.api;
    let Some(resource) = api.resource(former.resource) else {
        return;
    };
    let requests = former
        .requests
        .iter()
        .filter_map(|(old, operation)| {
            Some((
                old,
                api.operations.get(*operation)?.names.request_type.as_str(),
            ))
        })
        // An alias with an unchanged name would collide with the import of its target.
        .filter(|(old, new)| *old != new);
    let path = module_path(resource);
    for (old, new) in std::iter::once((&former.type_name, resource.handle_name())).chain(requests) {
        let attributes = former_name(&format!("[`{new}`]"), new);
        let old_name = make_ident(old);
        let new_name = make_ident(new);
        file.imports.add(&path, new);
        file.export(old);
        file.push(old, code!(#attributes pub type #old_name = #new_name;));
    }
}

/// Returns whether a module is the one at `path`, or below it.
fn is_module_below(module: &[String], path: &[&str]) -> bool {
    module.iter().zip(path).filter(|(a, b)| a == b).count() == path.len()
}

/// Returns the features that enable a module; if it has only former names, the features of the
/// resources that they are names of. The result is empty if the module is always compiled.
fn module_features(cx: &RenderContext<'_>, path: &[&str]) -> Vec<String> {
    let features = &cx.api.features;
    if cx
        .api
        .resources
        .iter()
        .any(|resource| is_module_below(&resource.module, path))
    {
        return Vec::from_iter(features.of_resource(path).map(str::to_owned));
    }
    let renamed_features: Option<Vec<String>> = cx
        .api
        .former_handles
        .iter()
        .filter(|former| is_module_below(&former.module, path))
        .filter_map(|former| cx.api.resource(former.resource))
        .map(|resource| features.around(&resource.module).map(str::to_owned))
        .collect();
    renamed_features.unwrap_or_default()
}
