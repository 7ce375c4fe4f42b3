//! Rust code as text, laid out as rustfmt does with its default settings.
//!
//! Internal to `sdkwright`: this crate promises nothing to others.
//!
//! It knows the forms of emitted code rather than all of Rust: items without `where`, and
//! expressions without labels, for example. Text becomes a tree whose parts know their widths
//! (`parse`), and the tree becomes text (`layout`). Neither knows the names of an API.

mod cfg;
mod code;
mod layout;
mod measure;
mod order;
mod parse;
mod paths;
mod spacing;
mod syntax;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

pub use cfg::{evaluate_cfg, move_crate_root};
pub use code::{Code, Ident, RepeatIterator, RepeatList, ToCode};
pub use layout::line_breaks;
pub use paths::{ShortPath, names_in, shorten_paths};

/// The items have a form that this crate does not know, or are not valid Rust.
#[derive(Debug)]
pub struct UnknownForm;

/// Returns the text of each item, laid out for lines that will be indented by `indent`.
///
/// # Errors
///
/// The code has a form that this crate does not know, or is not valid Rust.
///
/// ```
/// # use sdkwright_code_format::{code, format_items};
/// let code = code!(
///     #[doc = " A pet."]
///     pub struct Pet { pub name: String }
/// );
/// let items = format_items(code.text(), 0).expect("a struct is known");
/// assert_eq!(items, ["/// A pet.\npub struct Pet {\n    pub name: String,\n}"]);
/// ```
pub fn format_items(text: &str, indent: usize) -> Result<Vec<String>, UnknownForm> {
    Ok(item_texts(&parse(text)?, indent))
}

/// Like [`format_items`], but with short paths ([`shorten_paths`]).
///
/// # Errors
///
/// As [`format_items`].
pub fn format_items_with_short_paths(
    code: &Code,
    roots: &[&str],
    short_path: impl FnMut(&[&str]) -> Option<ShortPath>,
    indent: usize,
) -> Result<Vec<String>, UnknownForm> {
    let items = paths::with_short_paths(code, roots, short_path, parse::parse_items);
    Ok(item_texts(&items.ok_or(UnknownForm)?, indent))
}

fn item_texts(items: &[syntax::Item], indent: usize) -> Vec<String> {
    let texts = items.iter().map(|item| layout::item_text(item, indent));
    texts.collect()
}

/// Returns the text of declarations of modules and imports, in the order of rustfmt.
///
/// # Errors
///
/// As [`format_items`].
pub fn format_declarations(text: &str) -> Result<Vec<String>, UnknownForm> {
    let mut items = parse(text)?;
    layout::sort_declarations(&mut items);
    let texts = items.iter().map(|item| layout::item_text(item, 0));
    Ok(texts.collect())
}

fn parse(text: &str) -> Result<Vec<syntax::Item>, UnknownForm> {
    let tokens = tokens::Tokens::new(text).ok_or(UnknownForm)?;
    parse::parse_items(&tokens).ok_or(UnknownForm)
}

/// Returns `use` declarations, in order, of names by the paths of their modules, laid out for lines
/// that will be indented by `indent`.
///
/// ```
/// # use std::collections::{BTreeMap, BTreeSet};
/// let names = BTreeSet::from(["Pet".to_owned(), "Dog".to_owned()]);
/// let uses = BTreeMap::from([("crate::types".to_owned(), names)]);
/// let text = sdkwright_code_format::use_declarations(&uses, 0);
/// assert_eq!(text, "use crate::types::{Dog, Pet};");
/// ```
pub fn use_declarations(uses: &BTreeMap<String, BTreeSet<String>>, indent: usize) -> String {
    let mut trees: Vec<syntax::UseTree> = uses
        .iter()
        .map(|(module, names)| syntax::UseTree::new(module, names))
        .collect();
    layout::sort_uses(&mut trees);
    let lines: Vec<String> = trees
        .iter()
        .map(|tree| layout::use_text(tree, indent))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests;
