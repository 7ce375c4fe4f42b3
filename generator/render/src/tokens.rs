//! Expressions of the standard library that several kinds of files contain.

use std::time::Duration;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

pub(crate) fn option_tokens(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

pub(crate) fn duration_tokens(duration: Duration) -> TokenStream {
    let millis = Literal::u64_unsuffixed(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
    quote!(std::time::Duration::from_millis(#millis))
}
