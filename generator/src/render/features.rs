//! Conditional compilation by Cargo features.

use proc_macro2::TokenStream;
use quote::quote;

/// The `cfg` attribute for any of these features; empty if there are none.
pub(super) fn cfg<'f>(features: impl IntoIterator<Item = &'f str>) -> TokenStream {
    let features: Vec<&str> = features.into_iter().collect();
    match features.as_slice() {
        [] => TokenStream::new(),
        [only] => quote!(#[cfg(feature = #only)]),
        several => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}
