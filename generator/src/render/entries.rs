//! Which modules a file declares, and what it offers of them.
//!
//! Where there are too many for one file, those whose names begin alike stand in a folder of their own. What they offer
//! is offered on, so that no path changes that users write.

use std::collections::{BTreeMap, HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, ident};
use super::doc::Doc;
use super::features::cfg;
use super::imports::Imports;
use super::source_file::print;
use crate::fileset::File;
use crate::format::{self, FormatError};

/// How deep folders of modules stand in each other at most.
const MAX_DEPTH: usize = 6;

/// A module that a file declares.
#[derive(Clone, Default)]
pub(crate) struct Entry {
    pub(crate) module: String,
    pub(crate) is_public: bool,
    /// What the file offers of it, by name.
    pub(crate) exports: Vec<String>,
    /// Whether the file offers all of it, whatever it is.
    pub(crate) offers_all: bool,
    /// Whether any of the exports is deprecated.
    pub(crate) is_deprecated: bool,
    /// The features any of which it is compiled for; always where there are none.
    pub(crate) features: Vec<String>,
    /// Whether nothing may be left of it where some features are off.
    pub(crate) may_be_empty: bool,
}

impl Entry {
    /// A module that users see.
    pub(crate) fn public(module: &str) -> Self {
        Self { module: module.to_owned(), is_public: true, ..Self::default() }
    }

    /// A module that only the crate sees.
    pub(crate) fn private(module: &str) -> Self {
        Self { module: module.to_owned(), ..Self::default() }
    }
}

/// The lines that declare modules, and those that offer what is in them.
pub(super) fn lines(entries: &[Entry]) -> Result<Vec<String>, FormatError> {
    let (mut mods, mut uses) = (TokenStream::new(), TokenStream::new());
    for entry in entries {
        let module = ident(&entry.module);
        let public = entry.is_public.then(|| quote!(pub));
        let cfg = cfg(entry.features.iter().map(String::as_str));
        mods.extend(quote!(#cfg #public mod #module;));
        if entry.offers_all {
            let allow = entry
                .may_be_empty
                .then(|| quote!(#[allow(unused_imports, reason = "of some features nothing is left here")]));
            uses.extend(quote!(#cfg #allow pub use #module::*;));
        } else if !entry.exports.is_empty() {
            let mut names = entry.exports.clone();
            names.sort_unstable();
            let names = names.iter().map(|name| ident(name));
            uses.extend(quote!(#cfg pub use #module::{#(#names),*};));
        }
    }
    Ok(vec![format::packed_items("modules", mods)?, format::packed_items("modules", uses)?])
}

/// Entries of a file, and where their modules stand.
#[derive(Default)]
pub(super) struct Arranged {
    /// What the file declares.
    pub(super) top: Vec<Entry>,
    /// The files of folders between the file and its modules.
    pub(super) files: Vec<File>,
    /// The folder of each module that does not stand beside the others.
    pub(super) folders: HashMap<String, String>,
}

impl Arranged {
    /// The path of a module without its ending.
    pub(super) fn stem(&self, folder: &str, module: &str) -> String {
        format!("{}/{module}", self.folders.get(module).map_or(folder, String::as_str))
    }
}

/// Arranges the modules of a file that has room for so many lines of them.
pub(super) fn arrange<'a>(
    cx: &'a Context<'a>,
    entries: Vec<Entry>,
    folder: &str,
    room: usize,
) -> Result<Arranged, FormatError> {
    let mut arranged = Arranged::default();
    let mut taken: HashSet<String> = entries.iter().map(|entry| entry.module.clone()).collect();
    arranged.top = nest(cx, entries, (folder, room, 0), &mut taken, &mut arranged)?;
    Ok(arranged)
}

fn nest<'a>(
    cx: &'a Context<'a>,
    entries: Vec<Entry>,
    (folder, room, depth): (&str, usize, usize),
    taken: &mut HashSet<String>,
    arranged: &mut Arranged,
) -> Result<Vec<Entry>, FormatError> {
    let count: usize = lines(&entries)?.iter().map(|text| text.lines().count() + 1).sum();
    if count <= room || depth == MAX_DEPTH || entries.iter().any(|entry| entry.is_public) {
        return Ok(entries);
    }
    let mut top = Vec::new();
    for (key, group) in alike(entries) {
        if group.len() == 1 {
            top.extend(group);
            continue;
        }
        let mut module = format!("group_{key}");
        while !taken.insert(module.clone()) {
            module.push('_');
        }
        let below = format!("{folder}/{module}");
        for entry in &group {
            arranged.folders.insert(entry.module.clone(), below.clone());
        }
        let offers_all = group.iter().any(|entry| entry.offers_all || !entry.exports.is_empty());
        let may_be_empty = group.iter().all(|entry| entry.may_be_empty || !entry.features.is_empty());
        let group = nest(cx, group, (&below, super::MAX_LINES - 10, depth + 1), taken, arranged)?;
        arranged.files.push(File { path: format!("{below}/mod.rs"), contents: index(cx, &key, &group)? });
        top.push(Entry { offers_all, may_be_empty, ..Entry::private(&module) });
    }
    top.sort_by(|a, b| a.module.cmp(&b.module));
    Ok(top)
}

fn index<'a>(cx: &'a Context<'a>, key: &str, entries: &[Entry]) -> Result<String, FormatError> {
    let docs = Doc::new().paragraph(&format!("Modules whose names begin with `{key}`."));
    let mut imports = Imports::new(cx, "crate::types");
    if entries.iter().any(|entry| entry.is_deprecated) {
        imports.deprecated_type();
    }
    Ok(print(cx, &docs, "", &lines(entries)?, imports, &std::collections::BTreeSet::new(), &[]))
}

/// Entries by the first letters of their names: by as few as make a difference.
fn alike(entries: Vec<Entry>) -> BTreeMap<String, Vec<Entry>> {
    let shared =
        entries.iter().map(|entry| entry.module.as_str()).reduce(common).map_or(0, |name| name.chars().count());
    let mut groups: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let key: String = entry.module.chars().take(shared + 1).collect();
        groups.entry(key).or_default().push(entry);
    }
    groups
}

fn common<'n>(a: &'n str, b: &'n str) -> &'n str {
    let length: usize = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    a.get(..length).unwrap_or_default()
}
