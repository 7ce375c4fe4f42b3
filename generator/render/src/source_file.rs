//! One emitted Rust file: header, module docs, imports, items.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashMapExt};

use code_format::{Code, Ident, code, line_breaks};

use super::context::{RenderContext, make_ident};
use super::doc::{Doc, TYPE_PATH};
use super::doctest::indent_lines;
use super::entries::{self, ModuleEntry};
use super::imports::{Imports, LINE, wrap_comma_list};
use super::words::module_docs;
use crate::format;
use diag::Diagnostic;
use model::{TypeDef, TypeId};
use naming::{self, Scope, ScopeKind, path_below as below};
use output::fileset::HEADER_MARK;

/// A Rust file under construction.
///
/// The contents are added in units, one for each method or type, so that a file that is too long
/// can become a folder (`folder`). Each piece has its own imports.
pub(crate) struct RustSourceFile<'a> {
    pub(crate) cx: &'a RenderContext<'a>,
    pub(crate) docs: Doc,
    /// The imports of the next piece.
    pub(crate) imports: Imports<'a>,
    attributes: &'static str,
    has_full_paths: bool,
    /// The inline module of the next piece, if any.
    inner: String,
    modules: Vec<Code>,
    pub(super) children: Vec<ModuleEntry>,
    /// The units; the first one is the beginning of the file.
    pub(super) units: Vec<FileUnit>,
    pub(super) pieces: Vec<Piece<'a>>,
    /// The statics, which come last, and their names by type and value.
    statics: Vec<Piece<'a>>,
    static_names: HashMap<String, Ident>,
    static_scope: Scope,
    failed: Option<Diagnostic>,
}

/// A method or type, with everything that only it needs.
#[derive(Default)]
pub(super) struct FileUnit {
    /// The module for this unit, if the file becomes a folder.
    pub(super) module: String,
    /// The docs of the unit, on one line.
    pub(super) title: String,
    /// Names that other units use.
    pub(super) exports: Vec<String>,
    /// Types of the description that the unit defines.
    pub(super) own: BTreeSet<TypeId>,
    pub(super) is_deprecated: bool,
}

#[derive(Clone)]
pub(super) struct Piece<'a> {
    pub(super) unit: usize,
    pub(super) text: String,
    /// The number of lines of the text.
    pub(super) line_count: usize,
    pub(super) kind: PieceKind,
    pub(super) imports: Imports<'a>,
    pub(super) inner: String,
    /// The names that the code uses without a path; empty unless the file is split.
    pub(super) names: BTreeSet<String>,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// Items, separated by an empty line.
    Items,
    /// Methods of this type; a file has one `impl` block for all of them.
    Methods(String),
    /// A constant or static with this name, which several units may share.
    Shared(String),
    /// Accessors of resources: methods of this type that may move to a separate file.
    Accessors(String),
}

impl<'a> RustSourceFile<'a> {
    /// Creates a file that imports types of the description from `types`: `super` or
    /// `crate::types`.
    pub(crate) fn new(cx: &'a RenderContext<'a>, docs: Doc, types: &'static str) -> Self {
        Self {
            cx,
            docs,
            imports: Imports::new(cx, types),
            attributes: "",
            has_full_paths: false,
            inner: String::new(),
            modules: Vec::new(),
            children: Vec::new(),
            units: vec![FileUnit::default()],
            pieces: Vec::new(),
            statics: Vec::new(),
            static_names: HashMap::new(),
            static_scope: Scope::new(ScopeKind::Variants),
            failed: None,
        }
    }

    pub(crate) fn set_attributes(&mut self, attributes: &'static str) {
        self.attributes = attributes;
    }

    /// Keeps full paths, for a file whose own items may be named like types.
    pub(crate) fn with_full_paths(self) -> Self {
        Self {
            has_full_paths: true,
            ..self
        }
    }

    /// Creates a file that uses the emitted crate from outside: a test.
    pub(crate) fn outside(cx: &'a RenderContext<'a>, docs: Doc) -> Self {
        Self {
            imports: Imports::outside(cx),
            ..Self::new(cx, docs, "")
        }
    }

    /// Marks the file as a file of types, in the folder of this module.
    pub(crate) fn of_types(mut self, parent: &str) -> Self {
        self.imports = self.imports.within(parent, "");
        self
    }

    /// Continues in an inline module of types, or at the top level if the name is empty.
    pub(crate) fn enter_module(&mut self, inner: &str) {
        self.imports = self.imports.within(self.imports.parent(), inner);
        inner.clone_into(&mut self.inner);
    }

    /// Begins a unit: whatever is added next belongs to it.
    pub(crate) fn begin_unit(&mut self, module: String, title: String) {
        self.units.push(FileUnit {
            module,
            title,
            ..FileUnit::default()
        });
    }

    pub(crate) fn export(&mut self, name: &str) {
        let unit = self
            .units
            .last_mut()
            .filter(|unit| !unit.exports.iter().any(|export| export == name));
        if let Some(unit) = unit {
            unit.exports.push(name.to_owned());
        }
    }

    /// Records that the unit defines this type of the description.
    pub(crate) fn define_type(&mut self, id: TypeId, def: &TypeDef) {
        let export = if self.inner.is_empty() {
            def.ident().to_owned()
        } else {
            self.inner.clone()
        };
        self.export(&export);
        if let Some(unit) = self.units.last_mut() {
            unit.own.insert(id);
            unit.is_deprecated |= def.deprecated;
        }
    }

    /// Adds items; error messages contain `name`.
    pub(crate) fn push(&mut self, name: &str, tokens: Code) {
        let text = self.formatted(name, tokens);
        self.add(text, PieceKind::Items);
    }

    pub(crate) fn push_text(&mut self, text: String) {
        self.add(text, PieceKind::Items);
    }

    pub(crate) fn push_methods(&mut self, of: &str, tokens: Code) {
        let text = self.format_methods(of, tokens);
        self.add(text, PieceKind::Methods(of.to_owned()));
    }

    /// Adds the accessor of a resource.
    pub(crate) fn push_accessor(&mut self, of: &str, tokens: Code) {
        let text = self.format_methods(of, tokens);
        self.add(text, PieceKind::Accessors(of.to_owned()));
    }

    pub(crate) fn push_shared(&mut self, name: &str, text: String) {
        self.add(text, PieceKind::Shared(name.to_owned()));
    }

    /// Adds a static under the first of these names that is free, and returns its path; equal
    /// statics are added once.
    pub(crate) fn add_static(&mut self, names: &[String], ty: &Code, value: &Code) -> Code {
        let item = code!(#ty = #value;);
        let key = item.text().to_owned();
        if let Some(name) = self.static_names.get(&key) {
            return code!(crate::statics::#name);
        }
        let constant_names: Vec<String> = names
            .iter()
            .map(|name| naming::constant_name(name))
            .collect();
        let name = make_ident(&self.static_scope.claim_any(&constant_names).name);
        let pending = self.take_imports();
        let text = self.formatted(&name.to_string(), code!(static #name: #item));
        if let Some(piece) = self.piece(text, PieceKind::Shared(name.to_string())) {
            self.statics.push(piece);
        }
        self.restore_imports(pending);
        let path = code!(crate::statics::#name);
        self.static_names.insert(key, name);
        path
    }

    /// Adds a call of a runtime macro that lists the parts of a type, in the order in which its
    /// constant table has them. The call is wrapped here, since the printer does not format macro
    /// calls.
    pub(crate) fn push_listing(
        &mut self,
        name: &str,
        head: &str,
        parts: impl Iterator<Item = Ident>,
    ) {
        self.imports.add("crate::runtime", "macros");
        let parts = parts
            .enumerate()
            .map(|(index, name)| format!("{index} {name}"));
        let words: Vec<String> = std::iter::once(format!("crate::client::API, {head}"))
            .chain(parts)
            .collect();
        let line = format!("macros::{name}!({});", words.join(", "));
        self.push_text(if line.chars().count() <= LINE {
            line
        } else {
            format!("macros::{name}!(\n{}\n);", wrap_comma_list(&words))
        });
    }

    /// Takes the imports collected for the next piece.
    pub(crate) fn take_imports(&mut self) -> Imports<'a> {
        self.imports.take()
    }

    /// Restores the imports that [`Self::take_imports`] returned, after another piece was added in
    /// between.
    pub(crate) fn restore_imports(&mut self, imports: Imports<'a>) {
        self.imports = imports;
    }

    fn add(&mut self, text: String, kind: PieceKind) {
        let piece = self.piece(text, kind);
        self.pieces.extend(piece);
    }

    /// Returns a piece with the imports since the last piece; `None` if there is no text.
    fn piece(&mut self, text: String, kind: PieceKind) -> Option<Piece<'a>> {
        let imports = self.imports.take();
        if text.is_empty() {
            return None;
        }
        Some(Piece {
            unit: self.units.len() - 1,
            line_count: line_count(&text),
            text,
            kind,
            imports,
            inner: self.inner.clone(),
            names: BTreeSet::new(),
        })
    }

    fn formatted(&mut self, name: &str, tokens: Code) -> String {
        let indent = self.imports.indent();
        let text = if self.has_full_paths {
            format::format_items(name, tokens.text(), indent)
        } else {
            self.imports.format_items(name, &tokens, indent)
        };
        self.text_or_failure(text)
    }

    /// Returns the text, or keeps the first failure.
    fn text_or_failure(&mut self, result: Result<String, Diagnostic>) -> String {
        result.unwrap_or_else(|error| {
            self.failed.get_or_insert(error);
            String::new()
        })
    }

    /// Formats methods, without the first and last line of their `impl` block.
    fn format_methods(&mut self, of: &str, tokens: Code) -> String {
        let name = make_ident(of);
        let text = self.formatted(of, code!(impl #name { #tokens }));
        // The head takes several lines if the name is long.
        let after_head = text.split_once("{\n").map_or("", |(_, methods)| methods);
        let without_end = after_head.trim_end().strip_suffix('}');
        without_end.unwrap_or_default().trim_end().to_owned()
    }

    /// Adds module declarations or re-exports; they precede the imports.
    pub(crate) fn declare_modules(&mut self, tokens: Code) {
        self.modules.push(tokens);
    }

    pub(crate) fn add_module(&mut self, entry: ModuleEntry) {
        self.children.push(entry);
    }

    pub(crate) fn print(mut self) -> Result<String, Diagnostic> {
        self.finish()?;
        self.print_all()
    }

    /// Adds the statics after all other pieces; or returns the first failure.
    pub(super) fn finish(&mut self) -> Result<(), Diagnostic> {
        self.pieces.append(&mut self.statics);
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Returns the text of the file, after [`Self::finish`].
    pub(super) fn print_all(&self) -> Result<String, Diagnostic> {
        let own: BTreeSet<TypeId> = self
            .units
            .iter()
            .flat_map(|unit| unit.own.iter().copied())
            .collect();
        let pieces: Vec<&Piece<'_>> = self.pieces.iter().collect();
        self.with_pieces(&self.children, &own, &pieces, self.imports.clone())
    }

    /// Returns the text of the file with these modules and pieces.
    pub(super) fn with_pieces(
        &self,
        children: &[ModuleEntry],
        own: &BTreeSet<TypeId>,
        pieces: &[&Piece<'a>],
        mut imports: Imports<'a>,
    ) -> Result<String, Diagnostic> {
        let mut modules = Vec::new();
        for tokens in &self.modules {
            modules.push(format::format_declarations("modules", tokens)?);
        }
        modules.extend(entries::module_declaration_lines(children)?);
        if children.iter().any(|child| child.is_deprecated) {
            imports.allow_deprecated_types();
        }
        let frame = FileFrame {
            docs: &self.docs,
            attributes: self.attributes,
            modules: &modules,
            imports,
            own,
        };
        Ok(print_source_file(self.cx, frame, pieces))
    }
}

/// The parts of a file before its pieces.
pub(super) struct FileFrame<'f, 'a> {
    pub(super) docs: &'f Doc,
    pub(super) attributes: &'f str,
    pub(super) modules: &'f [String],
    /// The imports that no piece has.
    pub(super) imports: Imports<'a>,
    /// The types of the description that the file defines.
    pub(super) own: &'f BTreeSet<TypeId>,
}

pub(super) fn print_source_file<'a>(
    cx: &RenderContext<'a>,
    frame: FileFrame<'_, 'a>,
    pieces: &[&Piece<'a>],
) -> String {
    let FileFrame {
        docs,
        attributes,
        modules,
        mut imports,
        own,
    } = frame;
    for piece in pieces {
        if piece.inner.is_empty() {
            imports.absorb(&piece.imports)
        } else {
            imports.absorb_deprecated(&piece.imports)
        }
    }
    let head = format!(
        "{}\n{}",
        generated_header(cx, "//", ""),
        shorten_type_links(&docs.inner_text(), Some(&imports), own)
    );
    let mut parts = vec![head, attributes.to_owned(), imports.attributes().to_owned()];
    parts.extend(modules.iter().cloned());
    parts.push(imports.lines_without(own));
    let parent = imports.parent();
    parts.extend(piece_blocks(
        pieces,
        |text| shorten_type_links(text, Some(&imports), own),
        |name| inner_module(cx, &below(parent, name), name, own, pieces),
    ));
    parts.retain(|part| !part.is_empty());
    format!("{}\n", parts.join("\n\n"))
}

/// Returns the number of lines of a text, or of one that is followed by another.
pub(super) fn line_count(text: &str) -> usize {
    line_breaks(text) + usize::from(!text.ends_with('\n'))
}

/// Returns the least number of lines of a file with these pieces, which empty lines separate.
pub(super) fn least_line_count<'p, 'a: 'p>(pieces: impl Iterator<Item = &'p Piece<'a>>) -> usize {
    pieces.map(|piece| piece.line_count + 1).sum()
}

/// Shortens links to types that these imports name, or that are defined here.
fn shorten_type_links(text: &str, imports: Option<&Imports<'_>>, own: &BTreeSet<TypeId>) -> String {
    shorten_links(text, |path| {
        imports.is_some_and(|imports| imports.knows_type(path, own))
    })
}

/// Returns a piece with its path relative to the inline module `name`; `None` if it is outside of
/// that module.
fn piece_of_inner_module<'a>(piece: &Piece<'a>, name: &str) -> Option<Piece<'a>> {
    let inner = if piece.inner == name {
        ""
    } else {
        piece.inner.strip_prefix(name)?.strip_prefix("::")?
    };
    Some(Piece {
        inner: inner.to_owned(),
        ..piece.clone()
    })
}

/// Returns an inline module of types, with its own imports.
fn inner_module<'a>(
    cx: &RenderContext<'a>,
    path: &str,
    name: &str,
    own: &BTreeSet<TypeId>,
    pieces: &[&Piece<'a>],
) -> String {
    let owned_pieces: Vec<Piece<'a>> = pieces
        .iter()
        .filter_map(|piece| piece_of_inner_module(piece, name))
        .collect();
    let mut direct_pieces = owned_pieces.iter().filter(|piece| piece.inner.is_empty());
    let imports = direct_pieces.next().map(|first| {
        let mut imports = first.imports.clone();
        for piece in direct_pieces {
            imports.absorb(&piece.imports);
        }
        imports
    });
    let inner_pieces: Vec<&Piece<'a>> = owned_pieces.iter().collect();
    let mut parts = vec![
        imports
            .as_ref()
            .map(|imports| imports.lines_without(own))
            .unwrap_or_default(),
    ];
    parts.extend(piece_blocks(
        &inner_pieces,
        |text| shorten_type_links(text, imports.as_ref(), own),
        |name| inner_module(cx, &below(path, name), name, own, &inner_pieces),
    ));
    parts.retain(|part| !part.is_empty());
    let docs = module_docs(cx, path);
    let body = indent_lines(&parts.join("\n\n"));
    format!("/// {docs}\npub mod {} {{\n{body}\n}}", make_ident(name))
}

/// The methods of a type, in one block.
struct ImplBlock<'p> {
    /// The index of the block among the blocks of the file.
    index: usize,
    methods: Vec<&'p str>,
}

/// Returns pieces as text. All methods of a type are in one block, at the position of the first
/// one; and so are the pieces of an inline module.
fn piece_blocks(
    pieces: &[&Piece<'_>],
    shorten_links: impl Fn(&str) -> String,
    print_inner_module: impl Fn(&str) -> String,
) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::with_capacity(pieces.len());
    let mut impl_blocks: HashMap<&str, ImplBlock<'_>> = HashMap::new();
    let mut modules: BTreeSet<&str> = BTreeSet::new();
    for piece in pieces {
        match &piece.kind {
            _ if !piece.inner.is_empty() => {
                let name = piece.inner.split("::").next().unwrap_or_default();
                if modules.insert(name) {
                    blocks.push(print_inner_module(name));
                }
            }
            PieceKind::Items | PieceKind::Shared(_) => blocks.push(shorten_links(&piece.text)),
            PieceKind::Methods(of) | PieceKind::Accessors(of) => {
                let block = impl_blocks.entry(of).or_insert_with(|| {
                    blocks.push(String::new());
                    ImplBlock {
                        index: blocks.len() - 1,
                        methods: Vec::new(),
                    }
                });
                block.methods.push(&piece.text);
            }
        }
    }
    for (name, ImplBlock { index, methods }) in impl_blocks {
        if let Some(block) = blocks.get_mut(index) {
            let head = impl_head(name);
            *block = shorten_links(&format!("{head}{{\n{}\n}}", methods.join("\n\n")));
        }
    }
    blocks
}

/// Returns the beginning of an `impl`; a name that is too long for one line has a line of its own.
fn impl_head(name: &str) -> String {
    if "impl  {".len() + name.len() <= LINE {
        format!("impl {name} ")
    } else {
        format!("impl\n    {name}\n")
    }
}

/// Drops the targets of links that rustdoc resolves by name, as rustdoc recommends.
fn shorten_links(text: &str, is_known: impl Fn(&str) -> bool) -> String {
    let mut short = String::with_capacity(text.len());
    let mut remainder = text;
    while let Some((before, after)) = remainder.split_once(']') {
        short.push_str(before);
        short.push(']');
        remainder = after;
        if let Some(target) = after.strip_prefix(TYPE_PATH) {
            let name = target.split(')').next().unwrap_or_default();
            if is_known(name) && before.ends_with(&format!("[`{name}`")) {
                remainder = target.get(name.len() + 1..).unwrap_or_default();
            }
        }
    }
    short.push_str(remainder);
    short
}

/// Returns the first line of an emitted file, in the comment syntax of its language.
pub(crate) fn generated_header(cx: &RenderContext<'_>, open: &str, close: &str) -> String {
    let title: String = to_visible_line(&cx.api.info.title)
        .chars()
        .filter(|c| !matches!(c, '<' | '>'))
        .take(80)
        .collect();
    let source = if title.is_empty() {
        String::new()
    } else {
        format!(" from {}", title.trim_end_matches('.'))
    };
    let version = env!("CARGO_PKG_VERSION");
    let line = format!("{open} {HEADER_MARK} {version}{source}. Do not edit. {close}");
    line.trim_end().to_owned()
}

/// Returns a text on one line, without invisible and bidirectional characters.
pub(super) fn to_visible_line(text: &str) -> String {
    let visible_words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().filter(|c| is_visible(*c)).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    visible_words.join(" ")
}

fn is_visible(c: char) -> bool {
    let is_invisible = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !is_invisible
}
