//! Splits a file that is too long into a folder: files of related units, and `mod.rs` with the public items.
//!
//! The file of an item depends on its name and its users. No public path changes.

mod chunks;
mod packs;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::arrange::arrange_modules;
use super::doc::Doc;
use super::entries::ModuleEntry;
use super::imports::Imports;
use super::job::MAX_LINES;
use super::source_file::{Piece, PieceKind, RustSourceFile};
use crate::diag::Diagnostic;
use crate::fileset::File;
use crate::model::TypeId;

/// The number of lines that `mod.rs` reserves for its modules.
const INDEX: usize = 150;

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
    place: &'p FilePath,
    parts: BTreeMap<String, FilePart<'p, 'a>>,
    /// The module that defines each constant or static.
    homes: BTreeMap<&'p str, String>,
    /// Like `homes`, but only constants and statics that several parts use.
    common: BTreeMap<&'p str, String>,
    taken: HashSet<&'p str>,
}

impl RustSourceFile<'_> {
    pub(crate) fn print_at(mut self, place: &FilePath) -> Result<Vec<File>, Diagnostic> {
        let text = self.whole()?;
        let is_divisible = self.units.len() > 1
            || self
                .pieces
                .iter()
                .any(|piece| initial_of_accessor(piece).is_some());
        if text.lines().count() <= MAX_LINES || !is_divisible {
            let path = if place.is_folder {
                format!("{}/mod.rs", place.stem)
            } else {
                format!("{}.rs", place.stem)
            };
            return Ok(vec![File {
                path,
                contents: text,
            }]);
        }
        SplitFile::of(&self, place).print()
    }
}

/// Returns the letter with which the names of a piece's resources begin; `None` if the piece has no accessors.
fn initial_of_accessor<'p>(piece: &'p Piece<'_>) -> Option<&'p str> {
    match &piece.kind {
        PieceKind::Accessors(_, initial) => Some(initial),
        _ => None,
    }
}

impl<'p, 'a> SplitFile<'p, 'a> {
    fn of(file: &'p RustSourceFile<'a>, place: &'p FilePath) -> Self {
        let units = file.units.iter().map(|unit| unit.module.as_str());
        let offered = file
            .units
            .iter()
            .flat_map(|unit| &unit.exports)
            .map(String::as_str);
        let taken = units
            .chain(file.children.iter().map(|child| child.module.as_str()))
            .chain(offered)
            .collect();
        let (homes, common) = (BTreeMap::new(), BTreeMap::new());
        let mut folder = Self {
            file,
            place,
            parts: BTreeMap::new(),
            homes,
            common,
            taken,
        };
        for unit in &file.units {
            let part = folder.parts.entry(unit.module.clone()).or_default();
            if !unit.title.is_empty() {
                part.titles.push(unit.title.clone());
            }
            part.exports.clone_from(&unit.exports);
            part.is_deprecated = unit.is_deprecated;
            part.own.clone_from(&unit.own);
        }
        let (statics, others): (Vec<_>, Vec<_>) = file
            .pieces
            .iter()
            .partition(|piece| shared_item_name(piece).is_some());
        folder.place_pieces(&others);
        folder.place_shared(&statics);
        folder.pack();
        folder
    }

    /// Combines units with similar names into files, each with as many units as fit.
    fn pack(&mut self) {
        let units: HashSet<&str> = self
            .file
            .units
            .iter()
            .skip(1)
            .map(|unit| unit.module.as_str())
            .collect();
        let lengths: Vec<(String, usize)> = self
            .parts
            .iter()
            .filter(|(name, _)| units.contains(name.as_str()))
            .map(|(name, part)| (name.clone(), part.length()))
            .collect();
        let others = self
            .parts
            .keys()
            .map(String::as_str)
            .chain(self.taken.iter().copied());
        let taken = others
            .filter(|name| !units.contains(name))
            .map(str::to_owned)
            .collect();
        let mut moved: HashMap<String, String> = HashMap::new();
        for pack in packs::pack_parts(&lengths, MAX_LINES - FRAME, taken)
            .into_iter()
            .filter(|pack| pack.members.len() > 1)
        {
            let mut part = FilePart::default();
            for member in pack.members {
                part.absorb(self.parts.remove(&member).unwrap_or_default());
                moved.insert(member, pack.module.clone());
            }
            self.parts.insert(pack.module, part);
        }
        for home in self.homes.values_mut() {
            if let Some(module) = moved.get(home) {
                home.clone_from(module);
            }
        }
    }

    fn unused_name(&self, name: &str) -> String {
        let mut name = name.to_owned();
        while self.taken.contains(name.as_str()) {
            name.push('_');
        }
        name
    }

    fn place_pieces(&mut self, pieces: &[&'p Piece<'a>]) {
        let head = pieces
            .iter()
            .filter(|piece| piece.unit == 0)
            .map(|piece| piece_line_count(piece))
            .sum::<usize>();
        let is_head_long = head + FRAME + INDEX > MAX_LINES;
        for piece in pieces {
            let part = match initial_of_accessor(piece) {
                Some(initial) if is_head_long => {
                    let module = self.unused_name(&format!("accessors_{initial}"));
                    let part = self.parts.entry(module).or_default();
                    let title =
                        format!("Accessors of resources whose names begin with `{initial}`.");
                    part.titles = vec![title];
                    part
                }
                _ => {
                    let unit = self.file.units.get(piece.unit);
                    let module = unit.map(|unit| unit.module.clone());
                    self.parts.entry(module.unwrap_or_default()).or_default()
                }
            };
            part.pieces.push(piece);
        }
    }

    /// Moves each constant or static to the part that uses it, or to a shared module if several parts use it.
    fn place_shared(&mut self, pieces: &[&'p Piece<'a>]) {
        let mut users: BTreeMap<&'p str, BTreeSet<String>> = BTreeMap::new();
        for (module, part) in &self.parts {
            for name in part.pieces.iter().flat_map(|piece| &piece.mentions) {
                users.entry(name).or_default().insert(module.clone());
            }
        }
        // A static may use another one.
        for piece in pieces {
            let through = shared_item_name(piece)
                .and_then(|name| users.get(name))
                .cloned()
                .unwrap_or_default();
            for used in &piece.mentions {
                users
                    .entry(used)
                    .or_default()
                    .extend(through.iter().cloned());
            }
        }
        let mut common: Vec<&'p Piece<'a>> = Vec::new();
        for piece in pieces {
            let users = shared_item_name(piece).and_then(|name| users.get(name));
            if users.is_some_and(|users| users.len() > 1) {
                common.push(piece);
            }
        }
        self.common = self.shared_modules(&common);
        for piece in pieces {
            let Some(name) = shared_item_name(piece) else {
                continue;
            };
            let only = users.get(name).and_then(|users| users.first());
            let module = self.common.get(name).or(only).cloned().unwrap_or_default();
            let part = self.parts.entry(module.clone()).or_default();
            if part.titles.is_empty() && !module.is_empty() {
                part.titles = vec!["What several of these modules use.".to_owned()];
            }
            part.pieces.push(piece);
            self.homes.insert(name, module);
        }
    }

    /// Returns the module of each shared item, such that no file is too long: one module for all, or one for each first
    /// letter, or one for each item.
    fn shared_modules(&self, pieces: &[&'p Piece<'a>]) -> BTreeMap<&'p str, String> {
        let mut all = FRAME;
        let mut letters: BTreeMap<String, usize> = BTreeMap::new();
        let names: Vec<&'p str> = pieces
            .iter()
            .filter_map(|piece| shared_item_name(piece))
            .collect();
        for (name, piece) in names.iter().zip(pieces) {
            all += piece_line_count(piece);
            *letters.entry(first_letter(name)).or_insert(FRAME) += piece_line_count(piece);
        }
        let together = self.place.shared;
        let mut modules = BTreeMap::new();
        for name in names {
            let letter = first_letter(name);
            let module = if all <= MAX_LINES {
                together.to_owned()
            } else if letters
                .get(&letter)
                .is_some_and(|lines| *lines <= MAX_LINES)
            {
                format!("{together}_{letter}")
            } else {
                format!("{together}_{}", name.to_lowercase())
            };
            modules.insert(name, self.unused_name(&module));
        }
        modules
    }

    fn print(mut self) -> Result<Vec<File>, Diagnostic> {
        let place = self.place;
        let head = self.parts.remove("").unwrap_or_default();
        let units = self.parts.iter().map(|(module, part)| ModuleEntry {
            exports: part.exports.clone(),
            is_deprecated: part.is_deprecated,
            ..ModuleEntry::private(module)
        });
        let units: Vec<ModuleEntry> = units.collect();
        let mut children = self.file.children.clone();
        let imports = self.imports("", &head);
        let bare = self
            .file
            .with_pieces(&children, &head.own, &head.pieces, imports.clone())?;
        let limit = MAX_LINES
            .saturating_sub(bare.lines().count() + 4)
            .max(INDEX / 2);
        let arranged = arrange_modules(self.file.cx, units, &place.stem, limit)?;
        children.extend(arranged.top.iter().cloned());
        let contents = self
            .file
            .with_pieces(&children, &head.own, &head.pieces, imports)?;
        let mut files = vec![File {
            path: format!("{}/mod.rs", place.stem),
            contents,
        }];
        for (module, part) in &self.parts {
            let stem = arranged.stem(&place.stem, module);
            files.extend(self.part_files(&stem, module, part)?);
        }
        files.extend(arranged.files);
        Ok(files)
    }

    /// Returns the imports of a part, in addition to those of its pieces.
    fn imports(&self, module: &str, part: &FilePart<'_, 'a>) -> Imports<'a> {
        let mut imports = self.file.imports.fresh_below();
        if part.is_deprecated {
            imports.deprecated_type();
        }
        for name in part.pieces.iter().flat_map(|piece| &piece.mentions) {
            match self.homes.get(name.as_str()).map(String::as_str) {
                Some(home) if home == module => {}
                None | Some("") => imports.add(&self.place.path, name),
                Some(home) => imports.add(&format!("{}::{home}", self.place.path), name),
            }
        }
        let handles = self
            .file
            .units
            .first()
            .map(|head| head.exports.as_slice())
            .unwrap_or_default();
        let of = part.pieces.iter().filter_map(|piece| match &piece.kind {
            PieceKind::Methods(of) | PieceKind::Accessors(of, _) => Some(of),
            _ => None,
        });
        for handle in of.filter(|of| !module.is_empty() && handles.contains(of)) {
            imports.add(&self.place.path, handle);
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
    piece.text.lines().count() + 1
}

fn first_letter(name: &str) -> String {
    name.chars()
        .next()
        .map(|first| first.to_lowercase().to_string())
        .unwrap_or_default()
}
