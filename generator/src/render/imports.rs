//! The `use` lines of one emitted file.
//!
//! Each name that emitted code needs is asked for here and comes back as the path to write: the short name, or, where a
//! type of the description has the same one, the name behind its module (`node::Table`). So nothing is ever renamed
//! because of what the runtime calls its own, and nothing is ambiguous.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, ident};
use crate::model::{TypeDef, TypeId};

/// What one file imports, or a piece of it.
#[derive(Clone)]
pub(crate) struct Imports<'a> {
    cx: &'a Context<'a>,
    /// The path at which types of the description are found: `super`, `crate::types`, or that of another crate.
    types: String,
    /// The name of the emitted crate, where the code stands outside of it.
    outside: Option<String>,
    /// What paths to the emitted crate begin with, where names are written as paths and nothing is imported.
    root: Option<String>,
    /// Types of the description that are mentioned, by name.
    mentioned: BTreeMap<String, TypeId>,
    /// Path of a module → names out of it.
    uses: BTreeMap<String, BTreeSet<String>>,
    /// Whether a deprecated type is named.
    deprecated_type: bool,
    /// Whether something else that is deprecated was used since the last time this was asked.
    deprecated: bool,
    /// Whether the code stands in an async function that may fail for anything, and so can open files.
    opens_files: bool,
}

impl<'a> Imports<'a> {
    /// No imports yet.
    pub(crate) fn new(cx: &'a Context<'a>, types: &'static str) -> Self {
        Self::with(cx, types.to_owned(), None)
    }

    /// No imports yet, of code that uses the emitted crate: tests and examples.
    pub(crate) fn outside(cx: &'a Context<'a>) -> Self {
        let name = cx.crate_name();
        Self::with(cx, format!("{name}::types"), Some(name))
    }

    /// Names are paths, and nothing is imported: for readers, and for programs that call the emitted crate `root`.
    pub(crate) fn paths(cx: &'a Context<'a>, root: &str) -> Self {
        Self { root: Some(root.to_owned()), ..Self::new(cx, "") }
    }

    fn with(cx: &'a Context<'a>, types: String, outside: Option<String>) -> Self {
        Self {
            cx,
            types,
            outside,
            root: None,
            mentioned: BTreeMap::new(),
            uses: BTreeMap::new(),
            deprecated_type: false,
            deprecated: false,
            opens_files: false,
        }
    }

    /// The same, of code in an async function that may fail for anything: what it uploads are files.
    pub(crate) fn opening_files(self) -> Self {
        Self { opens_files: true, ..self }
    }

    /// Whether what the code uploads are files.
    pub(crate) fn opens_files(&self) -> bool {
        self.opens_files
    }

    /// Takes over what another piece of the same file imports.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.mentioned.extend(other.mentioned.iter().map(|(name, id)| (name.clone(), *id)));
        for (module, names) in &other.uses {
            self.uses.entry(module.clone()).or_default().extend(names.iter().cloned());
        }
        self.deprecated_type |= other.deprecated_type;
        self.deprecated |= other.deprecated;
    }

    /// Takes what was asked for since the last time.
    pub(crate) fn take(&mut self) -> Self {
        let fresh = Self::with(self.cx, self.types.clone(), self.outside.clone());
        std::mem::replace(self, fresh)
    }

    /// The same, with types of the description at `types`.
    pub(crate) fn with_types(self, types: &str) -> Self {
        Self { types: types.to_owned(), ..self }
    }

    /// Whether types of the description are found in the folder of the file.
    pub(crate) fn types_are_beside(&self) -> bool {
        self.types == "super"
    }

    /// Nothing asked for yet, of the same place.
    pub(crate) fn fresh(&self) -> Self {
        Self::with(self.cx, self.types.clone(), self.outside.clone())
    }

    /// Says that the file names a deprecated type.
    pub(crate) fn deprecated_type(&mut self) {
        self.deprecated_type = true;
    }

    /// Says that a deprecated field, method or value is used.
    pub(crate) fn deprecated(&mut self) {
        self.deprecated = true;
    }

    /// Whether that was said since the last time this was asked.
    pub(crate) fn take_deprecated(&mut self) -> bool {
        std::mem::take(&mut self.deprecated)
    }

    /// A name out of a module of the runtime.
    pub(crate) fn runtime(&mut self, module: &str, name: &str) -> TokenStream {
        if let Some(root) = &self.root {
            return path(&[root, name]);
        }
        match self.outside.clone() {
            Some(root) => self.name(&root, name),
            None => self.name(&format!("crate::runtime::{module}"), name),
        }
    }

    /// A trait of the runtime whose methods are called.
    pub(crate) fn runtime_trait(&mut self, module: &str, name: &str) {
        let path = format!("crate::runtime::{module}");
        if self.cx.is_taken(name) { self.add(&path, &format!("{name} as _")) } else { self.add(&path, name) }
    }

    /// A name out of any module.
    pub(crate) fn name(&mut self, module: &str, name: &str) -> TokenStream {
        if self.root.is_some() {
            return path(&[module, name]);
        }
        let short = ident(name);
        if self.cx.is_taken(name)
            && let Some((parent, last)) = module.rsplit_once("::")
        {
            let last_ident = ident(last);
            self.add(parent, last);
            return quote!(#last_ident::#short);
        }
        self.add(module, name);
        quote!(#short)
    }

    /// Imports a name as it is.
    pub(crate) fn add(&mut self, module: &str, name: &str) {
        self.uses.entry(module.to_owned()).or_default().insert(name.to_owned());
    }

    /// A type of the description.
    pub(crate) fn api_type(&mut self, id: TypeId, def: &TypeDef) -> TokenStream {
        if let Some(root) = &self.root {
            return path(&[root, "types", &def.name]);
        }
        self.deprecated_type |= def.deprecated;
        self.mentioned.insert(def.name.clone(), id);
        let name = ident(&def.name);
        quote!(#name)
    }

    /// The `use` lines: the standard library, other crates, this crate, with a blank line between.
    pub(crate) fn lines(&self) -> String {
        self.lines_but_for(&BTreeSet::new())
    }

    /// The `use` lines of a file that defines these types itself.
    pub(crate) fn lines_but_for(&self, own: &BTreeSet<TypeId>) -> String {
        let mut groups: [Vec<String>; 3] = Default::default();
        let mut uses = self.uses.clone();
        for (name, _) in self.mentioned.iter().filter(|(_, id)| !own.contains(id)) {
            uses.entry(self.types.clone()).or_default().insert(name.clone());
        }
        for (module, names) in &uses {
            let group = match module.split("::").next() {
                Some("std") => 0,
                Some("crate" | "self" | "super") => 2,
                _ => 1,
            };
            if let Some(lines) = groups.get_mut(group) {
                lines.push(use_lines(module, names));
            }
        }
        groups.iter_mut().for_each(|lines| lines.sort_by_key(|line| (line.starts_with("use crate"), line.clone())));
        let groups: Vec<String> =
            groups.iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect();
        groups.join("\n\n")
    }

    /// Whether docs may call this type of the description by its short name.
    pub(crate) fn knows_type(&self, name: &str, own: &BTreeSet<TypeId>) -> bool {
        let imported = self.uses.get(&self.types).is_some_and(|names| names.contains(name));
        imported
            || self.mentioned.contains_key(name)
            || own.iter().any(|id| self.cx.def(*id).is_some_and(|def| def.name == name))
    }

    /// Inner attributes that the file needs.
    pub(crate) fn attributes(&self) -> &'static str {
        if self.deprecated_type { "#![allow(deprecated, reason = \"it names a deprecated type\")]" } else { "" }
    }
}

/// The path of these segments, some of which may be paths or nothing.
fn path(segments: &[&str]) -> TokenStream {
    let segments = segments.iter().flat_map(|segment| segment.split("::")).filter(|segment| !segment.is_empty());
    let segments = segments.map(ident);
    quote!(#(#segments)::*)
}

/// One `use`, over several lines where it is wider than a page.
fn use_lines(module: &str, names: &BTreeSet<String>) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if let [name] = names.as_slice() {
        return format!("use {module}::{name};");
    }
    let line = format!("use {module}::{{{}}};", names.join(", "));
    if line.chars().count() <= 100 {
        return line;
    }
    let mut lines = vec![format!("use {module}::{{")];
    let mut row = String::from("   ");
    for name in names {
        if row.chars().count() + name.chars().count() + 2 > 100 {
            lines.push(std::mem::replace(&mut row, String::from("   ")));
        }
        row.push(' ');
        row.push_str(name);
        row.push(',');
    }
    lines.push(row);
    lines.push("};".to_owned());
    lines.join("\n")
}
