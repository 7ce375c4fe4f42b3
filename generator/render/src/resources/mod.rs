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

use quote::quote;

pub(super) use docs::{method_link, opening_docs, parameter_line, qualified_method_name};
pub(super) use example::result_statements as example_statements;
pub(super) use handle::{
    method_module_scope, push_accessor, push_resource_methods, required_feature_sentence,
};
pub(super) use statics::{
    duration_tokens, envelope_value, option_tokens, scheme_value, security_value,
};
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
    let resources = cx
        .api
        .resources
        .iter()
        .skip(1)
        .map(|resource| (&resource.module, Some(resource), None));
    let former = cx
        .api
        .former_handles
        .iter()
        .map(|former| (&former.module, None, Some(former)));
    for (path, resource, former) in resources.chain(former) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        for length in 0..path.len() {
            let (Some(parent), Some(child)) = (path.get(..length), path.get(length)) else {
                continue;
            };
            let children = &mut modules.entry(parent.to_vec()).or_default().children;
            if !children.contains(child) {
                children.push(child);
            }
        }
        let module = modules.entry(path).or_default();
        module.resources.extend(resource);
        module.former = module.former.or(former);
    }
    for module in modules.values_mut() {
        module.children.sort_unstable();
    }
    modules
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
    let docs = match (path, module.resources.as_slice()) {
        (_, []) if module.former.is_some() => {
            Doc::new().paragraph("Former names of a resource and of its requests.")
        }
        ([], _) => Doc::new()
            .paragraph("The resources of the API: handles with methods, and their requests."),
        (_, [resource]) => Doc::new().paragraph(&handle::resource_summary(cx, resource)),
        _ => Doc::new().paragraph("Resources of one branch."),
    };
    let docs = match cx.api.features.of_resource(path) {
        Some(feature) => docs.paragraph(&required_feature_sentence(feature)),
        None => docs,
    };
    let mut file = RustSourceFile::new(cx, docs, "crate::types");
    for child in &module.children {
        let below: Vec<&str> = path.iter().chain([child]).copied().collect();
        file.child(ModuleEntry {
            features: features_of(cx, &below),
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
        let handle = (*resource, resource.type_name.as_str());
        push_resource_methods(&mut file, handle, &quote!(self.scope), &mut modules);
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
        .filter_map(|(old, at)| Some((old, &api.operations.get(*at)?.request_type)));
    // An alias with an unchanged name would collide with the import of its target.
    let requests = requests.filter(|(old, new)| old != new);
    let path = module_path(resource);
    for (old, new) in std::iter::once((&former.type_name, &resource.type_name)).chain(requests) {
        let (attributes, old_name, new_name) = (
            former_name(&format!("[`{new}`]"), new),
            make_ident(old),
            make_ident(new),
        );
        file.imports.add(&path, new);
        file.export(old);
        file.push(old, quote!(#attributes pub type #old_name = #new_name;));
    }
}

/// Returns whether a module is the one at `path`, or below it.
fn is_module_below(module: &[String], path: &[&str]) -> bool {
    module.iter().zip(path).filter(|(a, b)| a == b).count() == path.len()
}

/// Returns the features that enable a module, or those of the module that it was renamed to.
fn features_of(cx: &RenderContext<'_>, path: &[&str]) -> Vec<String> {
    let features = &cx.api.features;
    if cx
        .api
        .resources
        .iter()
        .any(|resource| is_module_below(&resource.module, path))
    {
        return features
            .of_resource(path)
            .map(str::to_owned)
            .into_iter()
            .collect();
    }
    let former = cx
        .api
        .former_handles
        .iter()
        .filter(|former| is_module_below(&former.module, path));
    let now = former.filter_map(|former| cx.api.resource(former.resource));
    let all: Option<Vec<String>> = now
        .map(|resource| features.around(&resource.module).map(str::to_owned))
        .collect();
    all.unwrap_or_default()
}
