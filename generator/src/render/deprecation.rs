//! `#[deprecated]`: what the description calls deprecated, with its own words on what to do instead.
//!
//! Emitted code goes on using what it deprecates, and is excused item by item ([`excuse`]); only a file that names a
//! deprecated *type* is excused as a whole, as the excuse has to reach what macros make of the name.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::deprecation_note;
use super::imports::Imports;

/// What is said where the description gives no reason.
const NO_REASON: &str = "the API's description calls it deprecated";

/// The attribute of something deprecated; the reason is looked for in these texts, in this order.
pub(crate) fn deprecated(is_deprecated: bool, texts: &[Option<&str>]) -> Option<TokenStream> {
    if !is_deprecated {
        return None;
    }
    let note = texts.iter().flatten().find_map(|text| deprecation_note(text));
    let note = note.unwrap_or_else(|| NO_REASON.to_owned());
    Some(quote!(#[deprecated(note = #note)]))
}

/// The excuse of an item that uses something deprecated itself: a field, a method, a value; nothing for one that does not.
pub(crate) fn excuse(is_used: bool) -> TokenStream {
    match is_used {
        true => quote!(#[expect(deprecated, reason = "what is deprecated still works")]),
        false => TokenStream::new(),
    }
}

/// The excuse of a setter of something deprecated. It is deprecated itself, so that mostly there is nothing to excuse; but
/// rustc forgets that where an argument is generic in what it is generic in (`impl IntoIterator<Item = impl Into<T>>`).
pub(crate) fn tolerate(is_used: bool) -> TokenStream {
    match is_used {
        true => quote!(#[allow(deprecated, reason = "what is deprecated still works")]),
        false => TokenStream::new(),
    }
}

impl Imports<'_> {
    /// The excuse of a test made since the last time this was asked. What a test gives to `new(…)` is no use of a field,
    /// though it is counted as one: so this does not expect that there is something to excuse.
    pub(crate) fn excuse(&mut self) -> TokenStream {
        tolerate(self.take_deprecated())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_description_s() {
        let no_reason = Some(NO_REASON);
        let rows = [
            ([None, None], no_reason),
            ([None, Some("Lists all.")], no_reason),
            ([Some("Lists all. Deprecated, use `b` instead."), None], Some("Deprecated, use `b` instead")),
            ([None, Some("Gone by May: use `b` instead.")], Some("Gone by May: use `b` instead")),
            ([Some("Old."), Some("Replaced by `c`.")], Some("Replaced by `c`")),
        ];
        for (texts, note) in rows {
            let expected = note.map(|note| quote!(#[deprecated(note = #note)]).to_string());
            assert_eq!(deprecated(true, &texts).map(|tokens| tokens.to_string()), expected, "{texts:?}");
        }
        assert!(deprecated(false, &[Some("Deprecated, use `b` instead.")]).is_none());
    }
}
