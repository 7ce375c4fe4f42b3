//! `src/types/`: one file for each family of types, and `mod.rs`, which offers them all.

mod aliases;
mod enums;
mod fields;
mod place;
mod structs;
mod unions;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

pub(super) use fields::{FieldFacts, Presence, fields};
pub(super) use place::Places;

use super::context::{Context, ident};
use super::doc::Doc;
use super::source_file::SourceFile;
use super::{Job, Jobs};
use crate::format::FormatError;
use crate::model::{TypeId, TypeKind};

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let mut modules: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (id, def) in cx.api.types.iter() {
        modules.entry(def.module.as_str()).or_default().push(id);
    }
    let mut jobs: Jobs<'a> = Vec::new();
    let index = modules.clone();
    jobs.push(Job::new("src/types/mod.rs", move || print_index(cx, &index)));
    for (module, ids) in modules {
        jobs.push(Job::new(format!("src/types/{module}.rs"), move || print_module(cx, &ids)));
    }
    jobs
}

fn print_index<'a>(cx: &'a Context<'a>, modules: &BTreeMap<&str, Vec<TypeId>>) -> Result<String, FormatError> {
    let docs = Doc::new().paragraph("Types of requests and replies.");
    let mut file = SourceFile::new(cx, docs, "super");
    let mut mods = TokenStream::new();
    let mut uses = TokenStream::new();
    for (module, ids) in modules {
        let mut names: Vec<&str> = Vec::new();
        for def in ids.iter().filter_map(|id| cx.def(*id)) {
            names.push(&def.name);
            if def.deprecated {
                file.imports.deprecated_type();
            }
        }
        names.sort_unstable();
        let names = names.into_iter().map(ident);
        let module = ident(module);
        mods.extend(quote!(mod #module;));
        uses.extend(quote!(pub use #module::{#(#names),*};));
    }
    file.modules(mods);
    file.modules(uses);
    file.print()
}

fn print_module<'a>(cx: &'a Context<'a>, ids: &[TypeId]) -> Result<String, FormatError> {
    let names: Vec<String> = ids.iter().filter_map(|id| cx.def(*id)).map(|def| format!("`{}`", def.name)).collect();
    let docs = Doc::new().paragraph(&list_in_words(&names));
    let mut file = SourceFile::new(cx, docs, "super");
    for id in ids {
        file.imports.define(*id);
    }
    for id in ids {
        let Some(def) = cx.def(*id) else { continue };
        match &def.kind {
            TypeKind::Struct(record) => structs::emit(&mut file, def, record),
            TypeKind::Enum(constants) => enums::emit(&mut file, def, constants),
            TypeKind::Union(shapes) => unions::emit(&mut file, def, shapes),
            TypeKind::Alias(target) => aliases::emit(&mut file, def, target),
        }
    }
    file.print()
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
