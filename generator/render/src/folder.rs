//! Splits a file that is too long into a folder: a file for each subject, and `mod.rs` with the
//! subjects that fit there.
//!
//! The file of an item depends on its name and its users. No public path changes. A file imports
//! what its own code uses.

mod chunks;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt, HashSet};

use code_format::names_in;

use super::doc::Doc;
use super::entries::{self, ModuleEntry};
use super::imports::Imports;
use super::source_file::{Piece, PieceKind, RustSourceFile, least_line_count, line_count};
use diag::Diagnostic;
use model::TypeId;
use naming::{SubjectItem, SubjectLimits, files_by_subject, module_name, path_below};
use output::fileset::File;

/// The number of lines that `mod.rs` reserves for each module.
const ENTRY: usize = 4;

/// The number of lines of a file other than its pieces: header, docs, imports.
const FRAME: usize = 100;

pub(crate) struct FilePath {
    /// The path without the extension: `src/resources/pets`.
    pub(crate) stem: String,
    /// Whether the file is always a folder, because it has submodules.
    pub(crate) is_folder: bool,
    /// The Rust path.
    pub(crate) path: String,
    /// The name of the module for shared items.
    pub(crate) shared: &'static str,
    /// What the units are: a module whose short name is taken ends in this word.
    pub(crate) items: &'static str,
}

/// A file of the folder, under construction.
#[derive(Default)]
struct FilePart<'p, 'a> {
    /// The contents, in one line for each unit.
    titles: Vec<String>,
    exports: Vec<String>,
    is_deprecated: bool,
    own: BTreeSet<TypeId>,
    pieces: Vec<&'p Piece<'a>>,
}

impl FilePart<'_, '_> {
    fn docs(&self) -> Doc {
        match self.titles.as_slice() {
            [] => Doc::new(),
            [only] => Doc::new().paragraph(only),
            several => Doc::new()
                .paragraph("A part of the module above, which re-exports:")
                .list(several),
        }
    }

    fn absorb(&mut self, other: Self) {
        self.titles.extend(other.titles);
        self.exports.extend(other.exports);
        self.is_deprecated |= other.is_deprecated;
        self.own.extend(other.own);
        self.pieces.extend(other.pieces);
    }

    fn length(&self) -> usize {
        self.titles.len()
            + self
                .pieces
                .iter()
                .map(|piece| piece_line_count(piece))
                .sum::<usize>()
    }
}

/// The parts of a file that is too long; `mod.rs` is the part without a name.
struct SplitFile<'p, 'a> {
    file: &'p RustSourceFile<'a>,
    file_path: &'p FilePath,
    parts: BTreeMap<String, FilePart<'p, 'a>>,
    /// The module that defines each constant or static.
    static_modules: BTreeMap<&'p str, String>,
    /// The module that defines each handle, request and output.
    export_modules: BTreeMap<&'p str, String>,
    /// Like `static_modules`, but only constants and statics that several parts use.
    shared_static_modules: BTreeMap<&'p str, String>,
    reserved_names: HashSet<&'p str>,
}

impl RustSourceFile<'_> {
    pub(crate) fn print_at(mut self, file_path: &FilePath) -> Result<Vec<File>, Diagnostic> {
        self.finish()?;
        let is_divisible = self.units.len() > 1 || self.pieces.iter().any(is_accessor);
        let max_lines = self.cx.max_lines;
        if !is_divisible || least_line_count(self.pieces.iter()) <= max_lines {
            let text = self.print_all()?;
            if !is_divisible || line_count(&text) <= max_lines {
                let path = if file_path.is_folder {
                    format!("{}/mod.rs", file_path.stem)
                } else {
                    format!("{}.rs", file_path.stem)
                };
                return Ok(vec![File {
                    path,
                    contents: text,
                }]);
            }
        }
        for piece in &mut self.pieces {
            piece.names = names_in(&piece.text);
            if let PieceKind::Methods(of) | PieceKind::Accessors(of) = &piece.kind {
                piece.names.insert(of.clone());
            }
        }
        SplitFile::of(&self, file_path).print()
    }
}

fn is_accessor(piece: &Piece<'_>) -> bool {
    matches!(piece.kind, PieceKind::Accessors(_))
}

impl<'p, 'a> SplitFile<'p, 'a> {
    fn of(file: &'p RustSourceFile<'a>, file_path: &'p FilePath) -> Self {
        let exports = file.units.iter().flat_map(|unit| &unit.exports);
        let reserved_names = file
            .children
            .iter()
            .map(|child| child.module.as_str())
            .chain(exports.map(String::as_str))
            .collect();
        let mut folder = Self {
            file,
            file_path,
            parts: BTreeMap::new(),
            static_modules: BTreeMap::new(),
            export_modules: BTreeMap::new(),
            shared_static_modules: BTreeMap::new(),
            reserved_names,
        };
        for unit in &file.units {
            let part = folder.parts.entry(unit.module.clone()).or_default();
            if !unit.title.is_empty() {
                part.titles.push(unit.title.clone());
            }
            part.exports.clone_from(&unit.exports);
            part.is_deprecated = unit.is_deprecated;
            part.own.clone_from(&unit.own);
            // Types of the description are imported from `types`.
            if unit.own.is_empty() {
                let names = unit.exports.iter();
                folder
                    .export_modules
                    .extend(names.map(|name| (name.as_str(), unit.module.clone())));
            }
        }
        folder.add_units();
        folder.add_shared_items();
        folder.group_by_subject();
        folder
    }

    /// Moves the units of a subject to one file, or to `mod.rs` while they fit there.
    fn group_by_subject(&mut self) {
        let head_length = self.parts.get("").map_or(0, FilePart::length);
        let mut units: BTreeMap<&str, FilePart<'p, 'a>> = BTreeMap::new();
        let mut items = Vec::new();
        for unit in self.file.units.iter().skip(1) {
            let module = unit.module.as_str();
            let part = self.parts.remove(module).unwrap_or_default();
            items.push(SubjectItem {
                words: words_of_name(module),
                size: part.length(),
                item: module,
            });
            units.insert(module, part);
        }
        let limit = self.file.cx.max_lines.saturating_sub(FRAME);
        let without_parent = SubjectLimits {
            parent: 0,
            file: limit,
        };
        let most_modules = files_by_subject(items.clone(), without_parent).len();
        let index_length = ENTRY * most_modules + self.file.children.len();
        let limits = SubjectLimits {
            parent: limit.saturating_sub(head_length + index_length),
            file: limit,
        };
        let mut new_modules: HashMap<&str, String> = HashMap::new();
        for (subject, modules) in files_by_subject(items, limits) {
            let name = if subject.is_empty() {
                String::new()
            } else {
                self.unused_module(&subject)
            };
            let part = self.parts.entry(name.clone()).or_default();
            for module in modules {
                part.absorb(units.remove(module).unwrap_or_default());
                new_modules.insert(module, name.clone());
            }
            part.pieces
                .sort_by_key(|piece| shared_item_name(piece).is_some());
        }
        for module in self
            .static_modules
            .values_mut()
            .chain(self.export_modules.values_mut())
        {
            if let Some(new_module) = new_modules.get(module.as_str()) {
                module.clone_from(new_module);
            }
        }
    }

    /// Returns whether code of the folder uses this name for something else, such as a module of
    /// types with the name of a subject.
    fn is_reserved(&self, name: &str) -> bool {
        self.reserved_names.contains(name)
            || self.file.imports.may_import_module(name) && self.names_module(name)
    }

    /// Returns whether code of the file has a path that begins with a module.
    fn names_module(&self, name: &str) -> bool {
        let path = format!("{name}::");
        let mut pieces = self.file.pieces.iter();
        pieces.any(|piece| piece.text.contains(&path))
    }

    /// Returns the name of the module for a subject.
    fn unused_module(&self, subject: &str) -> String {
        let mut name = module_name(subject);
        while self.is_reserved(&name) || self.parts.contains_key(&name) {
            name = format!("{}_{}", name.trim_end_matches('_'), self.file_path.items);
        }
        name
    }

    /// Returns the name of a module that is not for units.
    fn unused_name(&self, name: &str) -> String {
        let units = &self.file.units;
        let mut name = name.to_owned();
        while self.is_reserved(&name) || units.iter().any(|unit| unit.module == name) {
            name.push('_');
        }
        name
    }

    /// Adds all pieces but constants and statics to the parts of their units.
    fn add_units(&mut self) {
        let file = self.file;
        let pieces = file
            .pieces
            .iter()
            .filter(|piece| shared_item_name(piece).is_none());
        let head_length: usize = pieces
            .clone()
            .filter(|piece| piece.unit == 0)
            .map(piece_line_count)
            .sum();
        let is_head_long = head_length + FRAME > file.cx.max_lines;
        for piece in pieces {
            let part = if is_head_long && is_accessor(piece) {
                let module = self.unused_name("accessors");
                let part = self.parts.entry(module).or_default();
                part.titles = vec!["Accessors of resources.".to_owned()];
                part
            } else {
                let module = file.units.get(piece.unit).map(|unit| unit.module.clone());
                self.parts.entry(module.unwrap_or_default()).or_default()
            };
            part.pieces.push(piece);
        }
    }

    /// Adds each constant or static to the part that uses it, or to a shared module if several
    /// parts use it.
    fn add_shared_items(&mut self) {
        let pieces: Vec<&'p Piece<'a>> = self
            .file
            .pieces
            .iter()
            .filter(|piece| shared_item_name(piece).is_some())
            .collect();
        let users = self.users_of_shared_items(&pieces);
        let shared_by_several: Vec<&'p Piece<'a>> = pieces
            .iter()
            .copied()
            .filter(|piece| {
                shared_item_name(piece)
                    .and_then(|name| users.get(name))
                    .is_some_and(|users| users.len() > 1)
            })
            .collect();
        self.shared_static_modules = self.modules_of_shared_items(&shared_by_several);
        for piece in pieces {
            let Some(name) = shared_item_name(piece) else {
                continue;
            };
            let only_user = users.get(name).and_then(|users| users.first());
            let module = self
                .shared_static_modules
                .get(name)
                .or(only_user)
                .cloned()
                .unwrap_or_default();
            let part = self.parts.entry(module.clone()).or_default();
            if part.titles.is_empty() && !module.is_empty() {
                part.titles = vec!["What several of these modules use.".to_owned()];
            }
            part.pieces.push(piece);
            self.static_modules.insert(name, module);
        }
    }

    /// Returns the modules that use each name, directly or through a static.
    fn users_of_shared_items(
        &self,
        pieces: &[&'p Piece<'a>],
    ) -> BTreeMap<&'p str, BTreeSet<String>> {
        let mut users: BTreeMap<&'p str, BTreeSet<String>> = BTreeMap::new();
        for (module, part) in &self.parts {
            for name in part.pieces.iter().flat_map(|piece| &piece.names) {
                users.entry(name).or_default().insert(module.clone());
            }
        }
        // A static may use those before it.
        for piece in pieces.iter().rev() {
            let users_of_static = shared_item_name(piece)
                .and_then(|name| users.get(name))
                .cloned()
                .unwrap_or_default();
            for name in &piece.names {
                users
                    .entry(name)
                    .or_default()
                    .extend(users_of_static.iter().cloned());
            }
        }
        users
    }

    /// Returns the module of each shared item: one module, or several by subject if it would be too
    /// long.
    fn modules_of_shared_items(&self, pieces: &[&'p Piece<'a>]) -> BTreeMap<&'p str, String> {
        let items = pieces.iter().filter_map(|piece| {
            let name = shared_item_name(piece)?;
            Some(SubjectItem {
                words: words_of_name(&name.to_lowercase()),
                size: piece_line_count(piece),
                item: name,
            })
        });
        let limit = self.file.cx.max_lines.saturating_sub(FRAME);
        let limits = SubjectLimits {
            parent: limit,
            file: limit,
        };
        let base_name = self.file_path.shared;
        let mut modules = BTreeMap::new();
        for (subject, names) in files_by_subject(items.collect(), limits) {
            let module = if subject.is_empty() {
                self.unused_name(base_name)
            } else {
                self.unused_name(&format!("{base_name}_{subject}"))
            };
            modules.extend(names.into_iter().map(|name| (name, module.clone())));
        }
        modules
    }

    fn print(mut self) -> Result<Vec<File>, Diagnostic> {
        let file_path = self.file_path;
        let head = self.parts.remove("").unwrap_or_default();
        let mut parts: Vec<ModuleEntry> = self
            .parts
            .iter()
            .map(|(module, part)| ModuleEntry {
                exports: part.exports.clone(),
                is_deprecated: part.is_deprecated,
                ..ModuleEntry::private(module)
            })
            .collect();
        entries::shorten_exports(&mut parts, self.file.cx.max_lines)?;
        let children = [self.file.children.clone(), parts].concat();
        let imports = self.folder_imports("", &head.pieces);
        // `mod.rs` exports the types of all parts, so it need not import them.
        let own = head
            .own
            .iter()
            .chain(self.parts.values().flat_map(|part| &part.own))
            .copied()
            .collect();
        let contents = self
            .file
            .with_pieces(&children, &own, &head.pieces, imports)?;
        let mut files = vec![File {
            path: format!("{}/mod.rs", file_path.stem),
            contents,
        }];
        for (module, part) in &self.parts {
            let stem = format!("{}/{module}", file_path.stem);
            files.extend(self.part_files(&stem, module, part)?);
        }
        Ok(files)
    }

    /// Returns the imports for what the pieces of a file in the module use of other modules of the
    /// folder.
    fn folder_imports(&self, module: &str, pieces: &[&Piece<'a>]) -> Imports<'a> {
        let mut imports = self.file.imports.fresh_below();
        for name in pieces.iter().flat_map(|piece| &piece.names) {
            let path = &self.file_path.path;
            if let Some(static_module) = self.static_modules.get(name.as_str()) {
                if static_module != module {
                    imports.add(&path_below(path, static_module), name);
                }
            } else if let Some(export_module) = self.export_modules.get(name.as_str())
                && export_module != module
                && !module.is_empty()
            {
                imports.add(path, name);
            }
        }
        imports
    }
}

fn shared_item_name<'p>(piece: &'p Piece<'_>) -> Option<&'p str> {
    match &piece.kind {
        PieceKind::Shared(name) => Some(name),
        _ => None,
    }
}

fn piece_line_count(piece: &Piece<'_>) -> usize {
    piece.line_count + 1
}

fn words_of_name(name: &str) -> Vec<String> {
    name.split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
