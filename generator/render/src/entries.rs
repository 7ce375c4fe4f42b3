//! The module declarations and re-exports of a file.

use std::collections::BTreeMap;

use code_format::{Code, Ident, code};

use super::context::make_ident;
use crate::format;
use diag::Diagnostic;
use model::{last_segment, parent_path};

#[derive(Clone, Default)]
pub(crate) struct ModuleEntry {
    pub(crate) module: String,
    pub(crate) is_public: bool,
    pub(crate) exports: Vec<String>,
    /// The paths of types in public submodules, such as `pet::Owner`, that are also exported by
    /// their last names.
    pub(crate) short_names: Vec<String>,
    /// Whether the file re-exports everything in the module.
    pub(crate) exports_all: bool,
    pub(crate) is_deprecated: bool,
    /// The features that enable the module, which is always compiled if there are none.
    pub(crate) features: Vec<String>,
    /// Whether the module may be empty if some features are off.
    pub(crate) may_be_empty: bool,
}

impl ModuleEntry {
    pub(crate) fn public(module: &str) -> Self {
        Self {
            module: module.to_owned(),
            is_public: true,
            ..Self::default()
        }
    }

    pub(crate) fn private(module: &str) -> Self {
        Self {
            module: module.to_owned(),
            ..Self::default()
        }
    }
}

pub(super) fn module_declaration_lines(entries: &[ModuleEntry]) -> Result<Vec<String>, Diagnostic> {
    let mut mods = Code::new();
    let mut uses = Code::new();
    for entry in entries {
        let module = make_ident(&entry.module);
        let public = entry.is_public.then(|| code!(pub));
        let cfg = cfg_attribute(entry.features.iter().map(String::as_str));
        mods.extend(code!(#cfg #public mod #module;));
        if entry.exports_all {
            let allow = entry
                .may_be_empty
                .then(|| code!(#[allow(unused_imports, reason = "of some features nothing is left here")]));
            uses.extend(code!(#cfg #allow pub use #module::*;));
        } else if !entry.exports.is_empty() {
            let mut exports = entry.exports.clone();
            exports.sort_unstable();
            let names = exports.iter().map(|name| make_ident(name));
            uses.extend(code!(#cfg pub use #module::{#(#names),*};));
        }
        uses.extend(short_names(&cfg, Some(&module), &entry.short_names));
    }
    Ok(vec![
        format::format_declarations("modules", &mods)?,
        format::format_declarations("modules", &uses)?,
    ])
}

/// Re-exports everything in each module that exports something, if the names of all items need more
/// lines.
pub(super) fn shorten_exports(
    entries: &mut [ModuleEntry],
    max_lines: usize,
) -> Result<(), Diagnostic> {
    let line_count: usize = module_declaration_lines(entries)?
        .iter()
        .map(|text| text.lines().count())
        .sum();
    if line_count > max_lines {
        let exporting = entries.iter_mut().filter(|entry| !entry.exports.is_empty());
        for entry in exporting {
            entry.exports_all = true;
            entry.may_be_empty = !entry.features.is_empty();
        }
    }
    Ok(())
}

/// Returns hidden exports of types by their last names: since they are hidden, the documentation
/// shows each type once.
pub(super) fn short_names(cfg: &Code, module: Option<&Ident>, paths: &[String]) -> Code {
    let mut names: BTreeMap<&str, Vec<Ident>> = BTreeMap::new();
    for path in paths {
        names
            .entry(parent_path(path))
            .or_default()
            .push(make_ident(last_segment(path)));
    }
    if names.is_empty() {
        return Code::new();
    }
    let trees = names.into_iter().map(|(path, mut names)| {
        names.sort_unstable();
        let segments = path.split("::").map(make_ident);
        code!(#(#segments::)*{#(#names),*})
    });
    // A module may have the same name as a crate, such as `core`.
    match module {
        Some(module) => code!(#cfg #[doc(hidden)] pub use self::#module::{#(#trees),*};),
        None => code!(#cfg #[doc(hidden)] pub use self::{#(#trees),*};),
    }
}

/// Returns the `cfg` attribute for any of these features; empty if there are none.
pub(super) fn cfg_attribute<'f>(features: impl IntoIterator<Item = &'f str>) -> Code {
    let features: Vec<&str> = features.into_iter().collect();
    match features.as_slice() {
        [] => Code::new(),
        [only] => code!(#[cfg(feature = #only)]),
        several => code!(#[cfg(any(#(feature = #several),*))]),
    }
}
