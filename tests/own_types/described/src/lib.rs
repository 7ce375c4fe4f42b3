//! A derive of another crate.

use proc_macro::{TokenStream, TokenTree};

/// Adds a constant with the name of the type.
#[proc_macro_derive(Named)]
pub fn named(item: TokenStream) -> TokenStream {
    let mut words = item.into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    });
    words.find(|word| word == "struct" || word == "enum");
    let name = words.next().unwrap();
    format!("impl {name} {{ pub const NAME: &'static str = \"{name}\"; }}")
        .parse()
        .unwrap()
}
