//! Rust tokens as text, laid out as rustfmt does with its default settings.
//!
//! Internal to `sdkwright`: this crate promises nothing to others.
//!
//! It knows the forms of emitted code rather than all of Rust: items without `where`, and
//! expressions without labels, for example. Tokens become a tree whose parts know their widths
//! (`parse`), and the tree becomes text (`layout`). Neither knows the names of an API.

mod layout;
mod measure;
mod order;
mod parse;
mod spacing;
mod syntax;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;

/// The tokens of items with a form that this crate does not know, or that are not valid Rust.
#[derive(Debug)]
pub struct UnknownForm {
    /// The tokens, separated by spaces.
    pub source: String,
}

/// Returns the text of each item, laid out for lines that will be indented by `indent`.
///
/// # Errors
///
/// The tokens contain a form that this crate does not know, or are not valid Rust.
///
/// ```
/// # use quote::quote;
/// let tokens = quote!(
///     #[doc = " A pet."]
///     pub struct Pet { pub name: String }
/// );
/// let items = sdkwright_code_format::format_items(tokens, 0).expect("a struct is known");
/// assert_eq!(items, ["/// A pet.\npub struct Pet {\n    pub name: String,\n}"]);
/// ```
pub fn format_items(stream: TokenStream, indent: usize) -> Result<Vec<String>, UnknownForm> {
    let items = parse(stream)?;
    let texts = items.iter().map(|item| layout::item_text(item, indent));
    Ok(texts.collect())
}

/// Returns the text of declarations of modules and imports, in the order of rustfmt.
///
/// # Errors
///
/// As [`format_items`].
pub fn format_declarations(stream: TokenStream) -> Result<Vec<String>, UnknownForm> {
    let mut items = parse(stream)?;
    layout::sort_declarations(&mut items);
    let texts = items.iter().map(|item| layout::item_text(item, 0));
    Ok(texts.collect())
}

fn parse(stream: TokenStream) -> Result<Vec<syntax::Item>, UnknownForm> {
    let tokens = tokens::Tokens::new(stream);
    parse::parse_items(&tokens).ok_or_else(|| UnknownForm {
        source: tokens.source(),
    })
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
