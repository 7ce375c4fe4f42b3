//! `src/types/`: one file for each family of types, and `mod.rs`, which offers them all.

mod aliases;
mod enums;
mod fields;
mod listing;
mod place;
mod structs;
mod unions;

use std::collections::BTreeMap;

pub(super) use fields::{FieldFacts, fields};
pub(super) use place::Places;

use quote::quote;

use super::context::{Context, ident};
use super::doc::Doc;
use super::entries::{self, Entry};
use super::features::cfg;
use super::folder::Place;
use super::source_file::SourceFile;
use super::{Job, Jobs, MAX_LINES};
use crate::fileset::File;
use crate::format::FormatError;
use crate::model::{TypeId, TypeKind};
use crate::naming::{self, Scope, ScopeKind};

/// Where all of them stand.
const FOLDER: &str = "src/types";

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let mut modules: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (id, def) in cx.api.types.iter() {
        modules.entry(def.module.as_str()).or_default().push(id);
    }
    let entries = modules.iter().map(|(module, ids)| entry(cx, module, ids)).collect();
    let arranged = match entries::arrange(cx, entries, FOLDER, MAX_LINES - 10) {
        Ok(arranged) => arranged,
        Err(error) => return vec![Job::several(move || Err(error.clone()))],
    };
    let families = modules.into_iter().map(|(module, ids)| {
        let stem = arranged.stem(FOLDER, module);
        Job::several(move || print_module(cx, module, &stem, &ids))
    });
    let mut jobs: Jobs<'a> = families.collect();
    let (top, folders) = (arranged.top, arranged.files);
    jobs.push(Job::new(format!("{FOLDER}/mod.rs"), move || print_index(cx, &top)));
    jobs.push(Job::several(move || Ok(folders.clone())));
    jobs
}

fn entry(cx: &Context<'_>, module: &str, ids: &[TypeId]) -> Entry {
    let defs = || ids.iter().filter_map(|id| cx.def(*id));
    Entry {
        exports: defs().map(|def| def.name.clone()).collect(),
        is_deprecated: defs().any(|def| def.deprecated),
        features: cx.api.features.of_types(module).map(str::to_owned).collect(),
        ..Entry::private(module)
    }
}

fn print_index<'a>(cx: &'a Context<'a>, entries: &[Entry]) -> Result<String, FormatError> {
    let docs = Doc::new().paragraph("Types of requests and replies.");
    let mut file = SourceFile::new(cx, docs, "super").found_at("types");
    entries.iter().for_each(|entry| file.child(entry.clone()));
    for former in &cx.api.former_names {
        let Some(def) = cx.def(former.ty) else { continue };
        let (old, new) = (ident(&former.name), ident(&def.name));
        let (docs, note) = (format!(" The former name of [`{}`].", def.name), format!("is called `{}` now", def.name));
        let cfg = cfg(cx.api.features.of_types(&def.module));
        file.push(&former.name, quote!(#cfg #[doc = #docs] #[deprecated(note = #note)] pub type #old = #new;));
    }
    file.print()
}

fn print_module<'a>(cx: &'a Context<'a>, module: &str, stem: &str, ids: &[TypeId]) -> Result<Vec<File>, FormatError> {
    let names: Vec<String> = ids.iter().filter_map(|id| cx.def(*id)).map(|def| format!("`{}`", def.name)).collect();
    let docs = Doc::new().paragraph(&list_in_words(&names));
    let is_beside = stem.strip_prefix(FOLDER).is_some_and(|rest| rest.trim_start_matches('/') == module);
    let imports = if is_beside { "super" } else { "crate::types" };
    let mut file = SourceFile::new(cx, docs, imports).found_at("types");
    let mut modules = Scope::new(ScopeKind::Modules);
    modules.reserve(module);
    for id in ids {
        let Some(def) = cx.def(*id) else { continue };
        let short = naming::module_name(&def.name);
        let name = modules.claim_any(&[short.clone(), format!("{short}_type")]).name;
        file.unit(name, list_in_words(&[format!("`{}`", def.name)]));
        file.define(*id, def);
        match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => structs::emit(&mut file, def, record),
            TypeKind::Enum(constants) => enums::emit(&mut file, def, constants),
            TypeKind::Union(shapes) => unions::emit(&mut file, def, shapes),
            TypeKind::Alias(target) => aliases::emit(&mut file, def, target),
        }
    }
    let path = stem.trim_start_matches("src/").replace('/', "::");
    let place = Place { stem: stem.to_owned(), is_folder: false, path: format!("crate::{path}"), shared: "shared" };
    file.print_at(&place)
}

/// ``The types `A`, `B` and `C`.``
fn list_in_words(names: &[String]) -> String {
    match names.split_last() {
        None => "No types.".to_owned(),
        Some((only, [])) => format!("The type {only}."),
        Some((last, rest)) if rest.len() < 8 => format!("The types {} and {last}.", rest.join(", ")),
        Some((_, rest)) => {
            let shown: Vec<&str> = rest.iter().take(6).map(String::as_str).collect();
            format!("The types {} and {} more.", shown.join(", "), names.len() - shown.len())
        }
    }
}
