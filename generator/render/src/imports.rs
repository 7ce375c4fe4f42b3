//! The `use` lines of one emitted file.
//!
//! Renderers write full paths: `crate::runtime::api::Table`, `crate::types::pet::Kind`. `shorten`
//! imports them and leaves only the names, or keeps the full paths if a type of the description has
//! the same name. So no type is renamed because of the runtime, and no name is ambiguous.

use std::collections::{BTreeMap, BTreeSet};

use code_format::{Code, ShortPath, ToCode, code, format_items_with_short_paths, shorten_paths};

use super::context::{RenderContext, make_ident};
use crate::format;
use diag::Diagnostic;
use model::{TypeDef, TypeId, parent_path};
use naming::path_below as below;
use surface::ALWAYS_IMPORTED;

/// The names of other crates that are imported.
const OTHER_CRATES: &[(&str, &str)] = &[
    ("bytes", "Bytes"),
    ("http", "Method"),
    ("serde_json", "Value"),
    ("serde_json", "json"),
    ("std::collections", "BTreeMap"),
    ("std::time", "Duration"),
];

/// The imports of one file, or of a piece of it.
#[derive(Clone)]
pub(crate) struct Imports<'a> {
    pub(super) cx: &'a RenderContext<'a>,
    /// The path of the types of the description: `super`, `crate::types`, or a path in another
    /// crate.
    types: String,
    /// The name of the emitted crate, if the code is outside of it.
    outside: Option<String>,
    /// The prefix of paths to the emitted crate, if names are written as paths and nothing is
    /// imported.
    root: Option<String>,
    /// The module of types that contains the code, if any.
    module: Option<String>,
    /// The module whose folder contains the file.
    parent: String,
    /// Types of the description that are used by name or through their module.
    used: BTreeSet<TypeId>,
    /// The names imported from each module, by the path of the module.
    uses: BTreeMap<String, BTreeSet<String>>,
    /// Whether a deprecated type is used.
    deprecated_type: bool,
}

impl<'a> Imports<'a> {
    /// Returns empty imports; `types` is the path of the types of the description.
    pub(crate) fn new(cx: &'a RenderContext<'a>, types: &'static str) -> Self {
        Self::with(cx, types.to_owned(), None)
    }

    /// Returns empty imports for code outside of the emitted crate: tests and examples.
    pub(crate) fn outside(cx: &'a RenderContext<'a>) -> Self {
        let name = cx.crate_name();
        Self::with(cx, format!("{name}::types"), Some(name))
    }

    /// Returns the imports of an example with a client.
    pub(crate) fn example(cx: &'a RenderContext<'a>) -> Self {
        let mut imports = Self::outside(cx);
        let root = cx.crate_name();
        imports.add(&root, "Client");
        imports.add(&root, "Error");
        imports
    }

    /// Returns imports that stay empty, because names are written as paths: for docs, and for
    /// programs that call the emitted crate `root`.
    pub(crate) fn paths(cx: &'a RenderContext<'a>, root: &str) -> Self {
        Self {
            root: Some(root.to_owned()),
            ..Self::new(cx, "")
        }
    }

    fn with(cx: &'a RenderContext<'a>, types: String, outside: Option<String>) -> Self {
        Self {
            cx,
            types,
            outside,
            root: None,
            module: None,
            parent: String::new(),
            used: BTreeSet::new(),
            uses: BTreeMap::new(),
            deprecated_type: false,
        }
    }

    pub(crate) fn absorb(&mut self, other: &Self) {
        self.used.extend(&other.used);
        for (module, names) in &other.uses {
            self.uses
                .entry(module.clone())
                .or_default()
                .extend(names.iter().cloned());
        }
        self.absorb_deprecated(other);
    }

    /// Records that a deprecated type is used, if a module in the same file uses one.
    pub(crate) fn absorb_deprecated(&mut self, other: &Self) {
        self.deprecated_type |= other.deprecated_type;
    }

    /// Returns the imports that were added since the last call, and leaves none.
    pub(crate) fn take(&mut self) -> Self {
        let fresh = self.fresh();
        std::mem::replace(self, fresh)
    }

    /// Returns empty imports for the same location.
    fn fresh(&self) -> Self {
        Self {
            module: self.module.clone(),
            parent: self.parent.clone(),
            ..Self::with(self.cx, self.types.clone(), self.outside.clone())
        }
    }

    /// Returns empty imports for a file below this one, where `super` is another module.
    pub(crate) fn fresh_below(&self) -> Self {
        let types = if self.types == "super" {
            "crate::types".to_owned()
        } else {
            self.types.clone()
        };
        Self {
            types,
            ..self.fresh()
        }
    }

    /// Returns empty imports for code in the module `parent` of types, or in an inline module
    /// `inner` of a file there.
    pub(crate) fn within(&self, parent: &str, inner: &str) -> Self {
        let module = below(parent, inner);
        let types = if module.is_empty() {
            self.types.clone()
        } else {
            "crate::types".to_owned()
        };
        Self {
            module: Some(module),
            parent: parent.to_owned(),
            ..Self::with(self.cx, types, None)
        }
    }

    pub(crate) fn parent(&self) -> &str {
        &self.parent
    }

    /// Returns the indentation of the code in its file: it may be in inline modules.
    pub(crate) fn indent(&self) -> usize {
        let module = self.module_path();
        let inline_modules = module.strip_prefix(&self.parent).unwrap_or_default();
        let names = inline_modules.split(':').filter(|name| !name.is_empty());
        INDENT * names.count()
    }

    pub(crate) fn allow_deprecated_types(&mut self) {
        self.deprecated_type = true;
    }

    /// Replaces full paths by shorter ones, and imports what these need. Paths after a `cfg` stay
    /// as they are, since an import would be unused without the feature.
    pub(crate) fn shorten(&mut self, tokens: &Code) -> Code {
        shorten_paths(tokens, ROOTS, |segments| self.short_path_to(segments))
    }

    /// Formats items with short paths, as [`Self::shorten`] returns them.
    pub(crate) fn format_items(
        &mut self,
        name: &str,
        code: &Code,
        indent: usize,
    ) -> Result<String, Diagnostic> {
        let items = format_items_with_short_paths(
            code,
            ROOTS,
            |segments| self.short_path_to(segments),
            indent,
        );
        items.map_or_else(
            |_| format::format_items(name, self.shorten(code).text(), indent),
            |items| Ok(items.join("\n\n")),
        )
    }

    /// Imports what this path names, and returns its short name; `None` if the path stays as it is.
    fn short_path_to(&mut self, segments: &[&str]) -> Option<ShortPath> {
        match segments {
            ["crate", "runtime", "macros", ..] => {
                self.add("crate::runtime", "macros");
                Some(ShortPath {
                    name: code!(macros),
                    replaced: 3,
                })
            }
            ["crate", "runtime", module, name, ..] if name.starts_with(char::is_uppercase) => {
                Some(ShortPath {
                    name: self.runtime_name(module, name),
                    replaced: 4,
                })
            }
            ["crate", "statics", name] => Some(ShortPath {
                name: make_ident(name).to_code(),
                replaced: 3,
            }),
            ["crate", "types", path @ ..] => self.short_type_name(path),
            path => {
                let (module, name) = OTHER_CRATES.iter().find(|(module, name)| {
                    let mut segments = module.split("::").chain([*name]);
                    path.iter()
                        .take(segments.clone().count())
                        .copied()
                        .eq(segments.by_ref())
                })?;
                Some(ShortPath {
                    name: self.imported_name(module, name),
                    replaced: module.split("::").count() + 1,
                })
            }
        }
    }

    /// Imports the type of the description at the start of a path below `types`.
    fn short_type_name(&mut self, path: &[&str]) -> Option<ShortPath> {
        for count in (1..=path.len()).rev() {
            if let Some(id) = self.cx.index.type_at(&path.get(..count)?.join("::")) {
                let def = self.cx.index.def(id)?;
                return Some(ShortPath {
                    name: self.api_type(id, def),
                    replaced: 2 + count,
                });
            }
        }
        None
    }

    /// Returns the name for an item in a module of the runtime.
    pub(crate) fn runtime_name(&mut self, module: &str, name: &str) -> Code {
        if let Some(root) = &self.root {
            return path_tokens(&[root, name]);
        }
        match self.outside.clone() {
            Some(root) => self.imported_name(&root, name),
            None => self.imported_name(&format!("crate::runtime::{module}"), name),
        }
    }

    /// Imports a trait of the runtime, so that its methods can be called.
    pub(crate) fn runtime_trait(&mut self, module: &str, name: &str) {
        let path = format!("crate::runtime::{module}");
        if self.is_taken(name) {
            self.add(&path, &format!("{name} as _"))
        } else {
            self.add(&path, name)
        }
    }

    pub(crate) fn imported_name(&mut self, module: &str, name: &str) -> Code {
        if self.root.is_some() || self.is_taken(name) {
            return path_tokens(&[module, name]);
        }
        let short = make_ident(name);
        self.add(module, name);
        code!(#short)
    }

    /// Returns whether this name may mean a type, resource, request or output of the emitted crate
    /// at this location.
    fn is_taken(&self, name: &str) -> bool {
        self.cx.index.is_taken(name)
            || self.outside.is_some() && self.cx.index.is_short_name(name)
            || self
                .module
                .as_ref()
                .is_some_and(|module| self.cx.index.is_type(&below(module, name)))
    }

    /// Imports a name, even if a type has the same name.
    pub(crate) fn add(&mut self, module: &str, name: &str) {
        self.uses
            .entry(module.to_owned())
            .or_default()
            .insert(name.to_owned());
    }

    /// Imports a type of the description that code in `types` writes without a path.
    pub(crate) fn use_type(&mut self, id: TypeId) {
        self.used.insert(id);
    }

    fn api_type(&mut self, id: TypeId, def: &TypeDef) -> Code {
        if let Some(root) = &self.root {
            return path_tokens(&[root, "types", &def.name]);
        }
        self.deprecated_type |= def.deprecated;
        let name = make_ident(def.ident());
        if self.is_named(def) {
            self.used.insert(id);
            return code!(#name);
        }
        let Some(module) = self.short_path(def.namespace()) else {
            let root = self.outside.clone().unwrap_or_else(|| "crate".to_owned());
            self.add(&root, "types");
            return path_tokens(&["types", &def.name]);
        };
        let module = path_tokens(&[module]);
        self.used.insert(id);
        code!(#module::#name)
    }

    /// Returns the path of the module of types that contains the code; empty outside of them.
    fn module_path(&self) -> &str {
        self.module.as_deref().unwrap_or_default()
    }

    /// Returns the module from which code imports a type: outside of the crate, it is `types` if
    /// the type has a short name.
    fn namespace_of<'d>(&self, def: &'d TypeDef) -> &'d str {
        if self.outside.is_some() && def.has_short_name {
            ""
        } else {
            def.namespace()
        }
    }

    /// Returns whether code can use a type by its name. A name in `types` may be imported anywhere,
    /// unless another item has that name there.
    fn is_named(&self, def: &TypeDef) -> bool {
        let name = def.ident();
        let Some(module) = &self.module else {
            return self.namespace_of(def).is_empty()
                && !self.cx.index.is_handle(name)
                && !ALWAYS_IMPORTED.contains(&name);
        };
        def.namespace() == module
            || self.namespace_of(def).is_empty() && !self.cx.index.is_type(&below(module, name))
    }

    /// Returns the path of a module of types after its first segment is imported; `None` outside of
    /// types, or if the path would be ambiguous because a sibling module has the same name.
    fn short_path<'m>(&self, module: &'m str) -> Option<&'m str> {
        self.module.as_ref()?;
        let parent = &self.parent;
        let sibling = module
            .strip_prefix(parent.as_str())
            .and_then(|path| path.strip_prefix("::"));
        if let Some(sibling) = sibling
            && !parent.is_empty()
            && !sibling.contains("::")
        {
            return Some(sibling);
        }
        let first = module.split("::").next().unwrap_or(module);
        if module.is_empty() || !parent.is_empty() && self.cx.index.is_module(&below(parent, first))
        {
            return None;
        }
        Some(module)
    }

    /// Returns whether a file of types may import a module of types with this name.
    pub(crate) fn may_import_module(&self, name: &str) -> bool {
        let index = &self.cx.index;
        self.module.is_some()
            && (index.is_module(name) || index.is_module(&below(&self.parent, name)))
    }

    /// Returns the `use` lines: the standard library, other crates, this crate, separated by blank
    /// lines.
    pub(crate) fn lines(&self) -> String {
        self.lines_without(&BTreeSet::new())
    }

    /// Returns the path of a module of types for `use` lines.
    fn types_module_path(&self, module: &str) -> String {
        match module {
            "" => self.types.clone(),
            module => format!("crate::types::{module}"),
        }
    }

    /// Returns the `use` lines of a file that defines these types itself.
    pub(crate) fn lines_without(&self, own: &BTreeSet<TypeId>) -> String {
        let mut groups: [BTreeMap<String, BTreeSet<String>>; 3] = Default::default();
        for (module, names) in self.all_uses(own) {
            let group = match module.split("::").next() {
                Some("std") => 0,
                Some("crate" | "self" | "super") => 2,
                _ => 1,
            };
            if let Some(uses) = groups.get_mut(group) {
                uses.insert(module, names);
            }
        }
        let blocks: Vec<String> = groups
            .iter()
            .filter(|uses| !uses.is_empty())
            .map(|uses| code_format::use_declarations(uses, self.indent()))
            .collect();
        blocks.join("\n\n")
    }

    /// Returns the names imported from each module, including types of the description, in a file
    /// that defines these types itself.
    fn all_uses(&self, own: &BTreeSet<TypeId>) -> BTreeMap<String, BTreeSet<String>> {
        let mut uses = self.uses.clone();
        let current_module = self.module_path();
        let own_modules: BTreeSet<&str> = own
            .iter()
            .filter_map(|id| self.cx.index.def(*id))
            .map(TypeDef::namespace)
            .collect();
        for (id, def) in self
            .used
            .iter()
            .filter_map(|id| Some((id, self.cx.index.def(*id)?)))
        {
            let namespace = self.namespace_of(def);
            if self.is_named(def) {
                if namespace != current_module || !own.contains(id) {
                    uses.entry(self.types_module_path(namespace))
                        .or_default()
                        .insert(def.ident().to_owned());
                }
            } else if parent_path(namespace) != current_module || !own_modules.contains(namespace) {
                let module = self.short_path(namespace).unwrap_or_default();
                let parent = if below(self.parent(), module) == namespace {
                    self.parent()
                } else {
                    ""
                };
                let first = module.split("::").next().unwrap_or(module);
                uses.entry(self.types_module_path(parent))
                    .or_default()
                    .insert(first.to_owned());
            }
        }
        uses
    }

    /// Returns whether docs may use the short name of the type at this path.
    pub(crate) fn knows_type(&self, path: &str, own: &BTreeSet<TypeId>) -> bool {
        self.uses
            .get(&self.types)
            .is_some_and(|names| names.contains(path))
            || self.cx.index.type_at(path).is_some_and(|id| {
                self.used.contains(&id)
                    && self.cx.index.def(id).is_some_and(|def| self.is_named(def))
                    || parent_path(path) == self.module_path() && own.contains(&id)
            })
    }

    /// Returns the inner attributes that the file needs.
    pub(crate) fn attributes(&self) -> &'static str {
        if self.deprecated_type {
            "#![allow(deprecated, reason = \"it names a deprecated type\")]"
        } else {
            ""
        }
    }
}

/// The first segments of the paths that `shorten` replaces.
const ROOTS: &[&str] = &["bytes", "crate", "http", "serde_json", "std"];

/// Joins segments to a path. A segment may be a path itself; empty ones are left out.
pub(super) fn path_tokens(segments: &[&str]) -> Code {
    let names = segments
        .iter()
        .flat_map(|segment| segment.split("::"))
        .filter(|name| !name.is_empty())
        .map(make_ident);
    code!(#(#names)::*)
}

pub(super) const LINE: usize = 100;

/// The indentation of an inline module.
const INDENT: usize = 4;

/// Joins words with commas, in indented lines.
pub(super) fn wrap_comma_list<W: AsRef<str>>(words: &[W]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in words.iter().map(AsRef::as_ref) {
        match lines
            .last_mut()
            .filter(|line| line.chars().count() + word.chars().count() + 3 <= LINE)
        {
            Some(line) => {
                line.push_str(", ");
                line.push_str(word);
            }
            None => lines.push(format!("    {word}")),
        }
    }
    lines.join(",\n")
}
