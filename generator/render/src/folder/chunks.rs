//! Makes the files for one part of a folder: one file, unless a single type or request is too long.

use std::collections::BTreeSet;

use super::{FRAME, FilePart, SplitFile, piece_line_count};
use crate::doc::Doc;
use crate::entries::{self, ModuleEntry};
use crate::format::format_items;
use crate::imports::{Imports, LINE};
use crate::source_file::{
    FileFrame, Piece, PieceKind, least_line_count, line_count, print_source_file,
};
use diag::Diagnostic;
use output::fileset::File;

impl<'p, 'a> SplitFile<'p, 'a> {
    /// Returns a part as a file, or as a folder that also contains the methods that do not fit in
    /// the file.
    pub(super) fn part_files(
        &self,
        stem: &str,
        module: &str,
        part: &FilePart<'p, 'a>,
    ) -> Result<Vec<File>, Diagnostic> {
        let visible_pieces: Vec<Piece<'a>> = part
            .pieces
            .iter()
            .map(|piece| self.with_visibility(piece))
            .collect();
        let cx = self.file.cx;
        let pieces: Vec<&Piece<'_>> = visible_pieces.iter().collect();
        let docs = part.docs();
        let split = SplitPart::of(&pieces, cx.max_lines);
        let is_divisible = !split.chunks.is_empty();
        if !is_divisible || least_line_count(pieces.iter().copied()) <= cx.max_lines {
            let frame = FileFrame {
                docs: &docs,
                attributes: "",
                modules: &[],
                imports: self.part_imports(module, part, &pieces),
                own: &part.own,
            };
            let text = print_source_file(cx, frame, &pieces);
            if !is_divisible || line_count(&text) <= cx.max_lines {
                return Ok(vec![File {
                    path: format!("{stem}.rs"),
                    contents: text,
                }]);
            }
        }
        let entries: Vec<ModuleEntry> = (2..)
            .zip(&split.chunks)
            .map(|(number, _)| ModuleEntry::private(&format!("part_{number}")))
            .collect();
        let frame = FileFrame {
            docs: &docs,
            attributes: "",
            modules: &entries::module_declaration_lines(&entries)?,
            imports: self.part_imports(module, part, &split.head),
            own: &part.own,
        };
        let mut files = vec![File {
            path: format!("{stem}/mod.rs"),
            contents: print_source_file(cx, frame, &split.head),
        }];
        for (entry, pieces) in entries.iter().zip(&split.chunks) {
            files.push(File {
                path: format!("{stem}/{}.rs", entry.module),
                contents: self.print_chunk(module, part, pieces),
            });
        }
        Ok(files)
    }

    fn part_imports(
        &self,
        module: &str,
        part: &FilePart<'p, 'a>,
        pieces: &[&Piece<'a>],
    ) -> Imports<'a> {
        let mut imports = self.folder_imports(module, pieces);
        if part.is_deprecated {
            imports.allow_deprecated_types();
        }
        imports
    }

    /// Returns the piece. If it is a constant or static that several parts use, it becomes visible
    /// in the whole folder.
    fn with_visibility(&self, piece: &Piece<'a>) -> Piece<'a> {
        let is_shared = super::shared_item_name(piece)
            .is_some_and(|name| self.shared_static_modules.contains_key(name));
        if !is_shared {
            return piece.clone();
        }
        let text = wrapped(format!("pub(super) {}", piece.text));
        Piece {
            line_count: line_count(&text),
            text,
            ..piece.clone()
        }
    }

    /// Returns a submodule of a part, which imports the items of the part that it uses.
    fn print_chunk(&self, module: &str, part: &FilePart<'p, 'a>, pieces: &[&Piece<'a>]) -> String {
        let cx = self.file.cx;
        let mut imports = self.part_imports(module, part, pieces);
        for name in pieces.iter().flat_map(|piece| &piece.names) {
            let mut defining_modules = [&self.static_modules, &self.export_modules]
                .into_iter()
                .filter_map(|modules| modules.get(name.as_str()));
            if defining_modules.any(|defining_module| defining_module == module) {
                imports.add("super", name);
            }
        }
        for (id, def) in part
            .own
            .iter()
            .filter_map(|id| Some((*id, cx.index.def(*id)?)))
        {
            // Code names types of inline modules by a path, whose import its piece has.
            let is_inline = def.namespace() != self.file.imports.parent();
            if !is_inline && pieces.iter().any(|piece| piece.names.contains(def.ident())) {
                imports.use_type(id);
            }
        }
        let frame = FileFrame {
            docs: &Doc::new().paragraph("More items of the module above."),
            attributes: "",
            modules: &[],
            imports,
            own: &BTreeSet::new(),
        };
        print_source_file(cx, frame, pieces)
    }
}

/// Returns whether a piece may move to a submodule: public methods and impls may, unless they are
/// in an inline module.
fn can_split_off(piece: &Piece<'_>) -> bool {
    match &piece.kind {
        _ if !piece.inner.is_empty() => false,
        PieceKind::Methods(_) => ["    pub fn ", "    pub const "]
            .iter()
            .any(|start| piece.text.contains(start)),
        PieceKind::Items => piece.text.starts_with("impl "),
        PieceKind::Shared(_) | PieceKind::Accessors(_) => false,
    }
}

/// A part that is too long for one file.
struct SplitPart<'s, 'a> {
    /// The pieces that stay in the file.
    head: Vec<&'s Piece<'a>>,
    /// The public methods and impls that move to each submodule.
    chunks: Vec<Vec<&'s Piece<'a>>>,
}

impl<'s, 'a> SplitPart<'s, 'a> {
    fn of(pieces: &[&'s Piece<'a>], max_lines: usize) -> Self {
        let mut head_length: usize = pieces
            .iter()
            .filter(|piece| !can_split_off(piece))
            .map(|piece| piece_line_count(piece))
            .sum();
        let mut chunk_length = max_lines;
        let mut split = Self {
            head: Vec::new(),
            chunks: Vec::new(),
        };
        for piece in pieces {
            let length = piece_line_count(piece);
            if !can_split_off(piece) {
                split.head.push(piece);
            } else if split.chunks.is_empty() && head_length + length + FRAME <= max_lines {
                head_length += length;
                split.head.push(piece);
            } else if chunk_length + length + FRAME <= max_lines
                && let Some(chunk) = split.chunks.last_mut()
            {
                chunk_length += length;
                chunk.push(piece);
            } else {
                chunk_length = length;
                split.chunks.push(vec![piece]);
            }
        }
        split
    }
}

/// Lays out an item again if its first line is too long.
fn wrapped(item: String) -> String {
    let is_too_long = item.lines().next().is_some_and(|line| line.len() > LINE);
    if !is_too_long {
        return item;
    }
    format_items("constant", &item, 0).unwrap_or(item)
}
