//! `src/types/`: a file for each group of types, and `mod.rs`, which re-exports all types.

mod added_code;
mod enums;
mod fields;
mod index;
mod modules;
mod origin;

mod structs;
mod unions;
mod unknown_values;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use fields::{field_constant, field_rules};
pub(super) use structs::field_setter;

use code_format::{Code, code};
use modules::TypeFolder;

use super::context::{RenderContext, make_ident};
use super::deprecation::{deprecated_attribute, former_name};
use super::doc::Doc;
use super::docs::inline_code;
use super::entries::{self, ModuleEntry, cfg_attribute, short_names};
use super::folder::FilePath;
use super::job::{RenderJob, RenderJobs};
use super::rust_type::{foreign_path, full_type_path};
use super::source_file::RustSourceFile;
use super::words::{join_with_and, module_docs, type_link};
use diag::Diagnostic;
use model::{TypeDef, TypeId, TypeKind, last_segment, parent_path};
use naming::{Scope, ScopeKind, path_below as below};
use output::fileset::File;
use unknown_values::unknown_value_docs;

pub(super) fn type_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let mut jobs = RenderJobs::new();
    for (path, folder) in modules::type_folders(cx) {
        match folder_jobs(cx, path, folder) {
            Ok(made) => jobs.extend(made),
            Err(error) => return vec![RenderJob::several(move || Err(error.clone()))],
        }
    }
    jobs
}

/// Returns the jobs for the files of a folder, without subfolders.
fn folder_jobs<'a>(
    cx: &'a RenderContext<'a>,
    path: String,
    contents: TypeFolder<'a>,
) -> Result<RenderJobs<'a>, Diagnostic> {
    let folder = modules::type_folder_path(&path);
    let mut entries: Vec<ModuleEntry> = contents
        .files
        .iter()
        .map(|(module, ids)| module_entry(cx, module, ids))
        .collect();
    let lines_for_exports = cx.max_lines.saturating_sub(contents.below.len());
    entries::shorten_exports(&mut entries, lines_for_exports)?;
    entries.extend(
        contents
            .below
            .iter()
            .map(|module| ModuleEntry::public(module)),
    );
    let mut jobs = RenderJobs::new();
    for (module, ids) in contents.files {
        let stem = format!("{folder}/{}", last_segment(module));
        let path = path.clone();
        jobs.push(RenderJob::several(move || {
            print_module(cx, &path, module, &stem, &ids)
        }));
    }
    jobs.push(RenderJob::new(format!("{folder}/mod.rs"), move || {
        print_index(cx, &path, &entries)
    }));
    Ok(jobs)
}

fn module_entry(cx: &RenderContext<'_>, module: &str, ids: &[TypeId]) -> ModuleEntry {
    let defs: Vec<&TypeDef> = ids.iter().filter_map(|id| cx.index.def(*id)).collect();
    let parent = parent_path(module);
    let exports: BTreeSet<String> = defs
        .iter()
        .map(|def| match modules::inline_module_of(parent, def) {
            "" => def.ident().to_owned(),
            inner => inner.to_owned(),
        })
        .collect();
    let in_root = defs
        .iter()
        .filter(|def| parent.is_empty() && def.has_short_name);
    ModuleEntry {
        exports: exports.into_iter().collect(),
        short_names: in_root.map(|def| def.name.clone()).collect(),
        is_deprecated: defs.iter().any(|def| def.deprecated),
        features: cx
            .api
            .features
            .of_types(module)
            .map(str::to_owned)
            .collect(),
        ..ModuleEntry::private(last_segment(module))
    }
}

fn print_index<'a>(
    cx: &'a RenderContext<'a>,
    parent: &str,
    entries: &[ModuleEntry],
) -> Result<String, Diagnostic> {
    let mut docs = Doc::new();
    if parent.is_empty() {
        docs = docs
            .paragraph("Types of requests and responses.")
            .append(unknown_value_docs(cx));
        if let Some((_, def)) = cx.api.types.iter().find(|(_, def)| def.has_short_name) {
            let [path, name] =
                [def.name.as_str(), def.ident()].map(|name| inline_code(&format!("types::{name}")));
            docs = docs.paragraph(&format!(
                "A type of a module below can also be imported from here if no other type has its name: {path} is \
                 {name}, too."
            ));
        }
        let items = index::types_by_resource(cx);
        if !items.is_empty() {
            docs = docs.heading("Types by resource").list(&items);
        }
    } else {
        docs = docs.paragraph(&module_docs(cx, parent));
    }
    let mut file = RustSourceFile::new(cx, docs, "super").of_types(parent);
    for entry in entries {
        file.add_module(entry.clone());
    }
    if parent.is_empty() {
        short_names_of_folders(&mut file);
        push_replacements(&mut file);
    }
    push_former_type_names(&mut file, parent, parent);
    file.print()
}

/// Re-exports from `types`, by the last segment of their paths, the types that are in folders.
fn short_names_of_folders(file: &mut RustSourceFile<'_>) {
    let cx = file.cx;
    let mut by_features: BTreeMap<Vec<&str>, Vec<String>> = BTreeMap::new();
    for (_, def) in cx.api.types.iter() {
        if def.has_short_name && !parent_path(&def.module).is_empty() {
            let features = cx.api.features.of_types(&def.module).collect();
            by_features
                .entry(features)
                .or_default()
                .push(def.name.clone());
        }
    }
    for (features, names) in by_features {
        file.push(
            "short names",
            short_names(&cfg_attribute(features), None, &names),
        );
    }
}

/// Implements what the client needs for each type of another crate, once. A type of another client
/// with the same runtime has it.
fn push_replacements(file: &mut RustSourceFile<'_>) {
    let cx = file.cx;
    let types = cx.api.types.iter();
    let paths: BTreeSet<&str> = types
        .filter_map(|(_, def)| match &def.kind {
            TypeKind::Replaced(replaced) => Some(replaced.path.as_str()),
            _ => None,
        })
        .collect();
    for path in paths
        .into_iter()
        .filter(|path| !cx.shared_types.contains(*path))
    {
        let ty = foreign_path(path);
        let call = code!(crate::runtime::macros::replacement!(#ty););
        file.push("replacements", call);
    }
}

fn push_former_type_names(file: &mut RustSourceFile<'_>, parent: &str, module: &str) {
    let cx = file.cx;
    for former in modules::former_names_in(cx, module) {
        let Some(def) = cx.index.def(former.ty) else {
            continue;
        };
        let namespace = parent_path(&former.name);
        file.enter_module(
            namespace
                .strip_prefix(parent)
                .unwrap_or_default()
                .trim_start_matches("::"),
        );
        let old = make_ident(last_segment(&former.name));
        // A file in a folder exports only its own types, so the short name works only inside that
        // file.
        let new = if def.namespace() == namespace && namespace == parent {
            let name = make_ident(def.ident());
            code!(#name)
        } else {
            full_type_path(def)
        };
        let attributes = former_name(&type_link(def), &def.name);
        let cfg = cfg_attribute(cx.api.features.of_types(&def.module));
        file.push(&former.name, code!(#cfg #attributes pub type #old = #new;));
    }
    file.enter_module("");
}

fn print_module<'a>(
    cx: &'a RenderContext<'a>,
    parent: &str,
    module: &str,
    stem: &str,
    ids: &[TypeId],
) -> Result<Vec<File>, Diagnostic> {
    let names: Vec<String> = ids
        .iter()
        .filter_map(|id| cx.index.def(*id))
        .map(|def| format!("`{}`", def.name))
        .collect();
    let docs = Doc::new().paragraph(&list_types(&names));
    let mut file = RustSourceFile::new(cx, docs, "super").of_types(parent);
    let mut taken = Scope::new(ScopeKind::Modules);
    taken.reserve(last_segment(module));
    for def in ids.iter().filter_map(|id| cx.index.def(*id)) {
        let inner = modules::inline_module_of(parent, def);
        if !inner.is_empty() {
            taken.reserve(inner);
        }
    }
    for (unit, ids) in modules::group_type_units(cx, parent, ids) {
        let name = taken
            .claim_any(&[unit.clone(), format!("{}_type", unit.trim_end_matches('_'))])
            .name;
        let names: Vec<String> = ids
            .iter()
            .map(|(_, def)| format!("`{}`", def.ident()))
            .collect();
        file.begin_unit(name, list_types(&names));
        for (id, def) in ids {
            file.enter_module(modules::inline_module_of(parent, def));
            file.define_type(id, def);
            emit_type(&mut file, def);
        }
        file.enter_module("");
        let module = below(parent, &unit);
        if cx.index.is_module(&module) {
            push_former_type_names(&mut file, parent, &module);
        }
    }
    let path = stem.trim_start_matches("src/").replace('/', "::");
    let file_path = FilePath {
        stem: stem.to_owned(),
        is_folder: false,
        path: format!("crate::{path}"),
        shared: "shared",
        items: "types",
    };
    file.print_at(&file_path)
}

fn emit_type<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef) {
    match &def.kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            structs::emit_struct(file, def, record)
        }
        TypeKind::Enum(constants) => enums::emit_enum(file, def, constants),
        TypeKind::Union(shapes) => unions::emit_union(file, def, shapes),
        TypeKind::Alias(target) => {
            let rules = file.cx.constraint_sentences(def.ident(), target);
            let target = file.cx.full_type(&target.ty);
            emit_alias(file, def, target, &rules);
        }
        TypeKind::Replaced(replaced) => {
            emit_alias(file, def, foreign_path(&replaced.path), &[]);
        }
    }
}

fn emit_alias<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef, ty: Code, rules: &[String]) {
    let docs = structs::type_docs(file.cx, def)
        .paragraph(&rules.join(" "))
        .tokens();
    let deprecated = deprecated_attribute(def.deprecated, &[def.docs.as_deref()]);
    let name = make_ident(def.ident());
    file.push(def.ident(), code!(#docs #deprecated pub type #name = #ty;));
}

/// Returns a sentence such as ``The types `A`, `B` and `C`.``
fn list_types(names: &[String]) -> String {
    const MAX_NAMES: usize = 8;
    const SHOWN_OF_MANY: usize = 6;
    match names {
        [] => "No types.".to_owned(),
        [name] => format!("The type {name}."),
        _ if names.len() <= MAX_NAMES => format!("The types {}.", join_with_and(names)),
        _ => {
            let shown: Vec<&str> = names
                .iter()
                .take(SHOWN_OF_MANY)
                .map(String::as_str)
                .collect();
            format!(
                "The types {} and {} more.",
                shown.join(", "),
                names.len() - shown.len()
            )
        }
    }
}
