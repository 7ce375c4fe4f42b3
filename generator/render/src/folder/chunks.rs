//! Makes the files for one part of a folder: one file, unless a single type or request is too long.

use std::collections::BTreeSet;

use super::{FRAME, FilePart, SplitFile, piece_line_count};
use crate::doc::Doc;
use crate::entries::{self, ModuleEntry};
use crate::imports::Imports;
use crate::source_file::{Piece, PieceKind, print_source_file};
use diag::Diagnostic;
use output::fileset::File;

impl<'p, 'a> SplitFile<'p, 'a> {
    /// Returns a part as a file, or as a folder that also contains the methods that do not fit in the file.
    pub(super) fn part_files(
        &self,
        stem: &str,
        module: &str,
        part: &FilePart<'p, 'a>,
    ) -> Result<Vec<File>, Diagnostic> {
        let pieces: Vec<Piece<'a>> = part
            .pieces
            .iter()
            .map(|piece| self.with_visibility(piece))
            .collect();
        let cx = self.file.cx;
        let all: Vec<&Piece<'_>> = pieces.iter().collect();
        let imports = self.part_imports(module, part, &all);
        let text = print_source_file(cx, &part.docs(), "", &[], imports, &part.own, &all);
        let (kept, moved) = split_off_methods(&all, cx.max_lines);
        if text.lines().count() <= cx.max_lines || moved.is_empty() {
            return Ok(vec![File {
                path: format!("{stem}.rs"),
                contents: text,
            }]);
        }
        let below: Vec<ModuleEntry> = (2..)
            .zip(&moved)
            .map(|(number, _)| ModuleEntry::private(&format!("part_{number}")))
            .collect();
        let contents = print_source_file(
            cx,
            &part.docs(),
            "",
            &entries::module_declaration_lines(&below)?,
            self.part_imports(module, part, &kept),
            &part.own,
            &kept,
        );
        let mut files = vec![File {
            path: format!("{stem}/mod.rs"),
            contents,
        }];
        for (entry, pieces) in below.iter().zip(&moved) {
            let path = format!("{stem}/{}.rs", entry.module);
            files.push(File {
                path,
                contents: self.chunk(module, part, pieces),
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
        let mut imports = self.imports(module, pieces);
        if part.is_deprecated {
            imports.deprecated_type();
        }
        imports
    }

    /// Returns the piece. If it is a constant or static that several parts use, it becomes visible in the whole folder.
    fn with_visibility(&self, piece: &Piece<'a>) -> Piece<'a> {
        let mut piece = piece.clone();
        if super::shared_item_name(&piece).is_some_and(|name| self.common.contains_key(name)) {
            piece.text.insert_str(0, "pub(super) ");
        }
        piece
    }

    /// Returns a submodule of a part, which imports the items of the part that it uses.
    fn chunk(&self, module: &str, part: &FilePart<'p, 'a>, pieces: &[&Piece<'a>]) -> String {
        let cx = self.file.cx;
        let mut imports = self.part_imports(module, part, pieces);
        for name in pieces.iter().flat_map(|piece| &piece.names) {
            let mut homes = [&self.homes, &self.exports].into_iter();
            if homes.any(|homes| homes.get(name.as_str()).is_some_and(|home| home == module)) {
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
        let docs = Doc::new().paragraph("More items of the module above.");
        print_source_file(cx, &docs, "", &[], imports, &BTreeSet::new(), pieces)
    }
}

/// Returns whether a piece may move to a submodule: public methods and impls may, unless they are in an inline module.
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

/// Returns the pieces that stay in the file, and the public methods and impls that move to each submodule.
fn split_off_methods<'s, 'a>(
    pieces: &[&'s Piece<'a>],
    max_lines: usize,
) -> (Vec<&'s Piece<'a>>, Vec<Vec<&'s Piece<'a>>>) {
    let mut length_of_kept: usize = pieces
        .iter()
        .filter(|piece| !can_split_off(piece))
        .map(|piece| piece_line_count(piece))
        .sum();
    let (mut kept, mut moved): (Vec<&Piece<'_>>, Vec<Vec<&Piece<'_>>>) = (Vec::new(), Vec::new());
    let mut length_of_last = max_lines;
    for piece in pieces {
        let lines = piece_line_count(piece);
        if !can_split_off(piece) {
            kept.push(piece);
        } else if moved.is_empty() && length_of_kept + lines + FRAME <= max_lines {
            length_of_kept += lines;
            kept.push(piece);
        } else if length_of_last + lines + FRAME <= max_lines
            && let Some(last) = moved.last_mut()
        {
            last.push(piece);
            length_of_last += lines;
        } else {
            moved.push(vec![piece]);
            length_of_last = lines;
        }
    }
    (kept, moved)
}
