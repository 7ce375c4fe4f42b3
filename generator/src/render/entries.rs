//! The module declarations and re-exports of a file.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::ident;
use crate::diag::Diagnostic;
use crate::format;

#[derive(Clone, Default)]
pub(crate) struct Entry {
    pub(crate) module: String,
    pub(crate) is_public: bool,
    pub(crate) exports: Vec<String>,
    /// Whether the file re-exports all of it.
    pub(crate) exports_all: bool,
    pub(crate) is_deprecated: bool,
    /// The features that enable it; always compiled if there are none.
    pub(crate) features: Vec<String>,
    /// Whether it may be empty if some features are off.
    pub(crate) may_be_empty: bool,
}

impl Entry {
    pub(crate) fn public(module: &str) -> Self {
        Self { module: module.to_owned(), is_public: true, ..Self::default() }
    }

    pub(crate) fn private(module: &str) -> Self {
        Self { module: module.to_owned(), ..Self::default() }
    }
}

pub(super) fn lines(entries: &[Entry]) -> Result<Vec<String>, Diagnostic> {
    let (mut mods, mut uses) = (TokenStream::new(), TokenStream::new());
    for entry in entries {
        let module = ident(&entry.module);
        let public = entry.is_public.then(|| quote!(pub));
        let cfg = cfg(entry.features.iter().map(String::as_str));
        mods.extend(quote!(#cfg #public mod #module;));
        if entry.exports_all {
            let allow = entry
                .may_be_empty
                .then(|| quote!(#[allow(unused_imports, reason = "of some features nothing is left here")]));
            uses.extend(quote!(#cfg #allow pub use #module::*;));
        } else if !entry.exports.is_empty() {
            let mut names = entry.exports.clone();
            names.sort_unstable();
            let names = names.iter().map(|name| ident(name));
            uses.extend(quote!(#cfg pub use #module::{#(#names),*};));
        }
    }
    Ok(vec![format::packed_items("modules", mods)?, format::packed_items("modules", uses)?])
}

/// The `cfg` attribute for any of these features; empty if there are none.
pub(super) fn cfg<'f>(features: impl IntoIterator<Item = &'f str>) -> TokenStream {
    let features: Vec<&str> = features.into_iter().collect();
    match features.as_slice() {
        [] => TokenStream::new(),
        [only] => quote!(#[cfg(feature = #only)]),
        several => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}
