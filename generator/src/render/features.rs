//! Parts of the crate that are compiled only where a program asks for them.

use proc_macro2::TokenStream;
use quote::quote;

/// What is compiled where any of these features is on; always where there are none.
pub(super) fn cfg<'f>(features: impl IntoIterator<Item = &'f str>) -> TokenStream {
    let features: Vec<&str> = features.into_iter().collect();
    match features.as_slice() {
        [] => TokenStream::new(),
        [only] => quote!(#[cfg(feature = #only)]),
        several => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}
