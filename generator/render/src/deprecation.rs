//! `#[deprecated]` attributes, with the replacement that the description names.
//!
//! Parts of the emitted crate use its deprecated items, so each item that uses one silences the
//! lint ([`expect_deprecated`]). A file that names a deprecated *type* silences the lint in the
//! whole file, because macros repeat the name elsewhere.

use code_format::{Code, code};

use super::docs::deprecation_note;

/// The note for an item without a reason in the description.
const NO_REASON: &str = "deprecated in the API's description";

/// Returns the attribute of a deprecated item. The reason is from the first of these texts that has
/// one.
pub(crate) fn deprecated_attribute(is_deprecated: bool, texts: &[Option<&str>]) -> Option<Code> {
    if !is_deprecated {
        return None;
    }
    let note = texts
        .iter()
        .flatten()
        .find_map(|text| deprecation_note(text))
        .unwrap_or_else(|| NO_REASON.to_owned());
    Some(code!(#[deprecated(note = #note)]))
}

/// Returns the attributes of an item's former name; `link` is a link to the item, and `name` is its
/// current name.
pub(crate) fn former_name(link: &str, name: &str) -> Code {
    let docs = format!(" The former name of {link}.");
    let note = format!("renamed to `{name}`");
    code!(#[doc = #docs] #[deprecated(note = #note)])
}

/// Returns the `expect` attribute for an item that uses a deprecated field, method or value; empty
/// for others.
pub(crate) fn expect_deprecated(is_used: bool) -> Code {
    if is_used {
        code!(#[expect(deprecated, reason = "deprecated items still work")])
    } else {
        Code::new()
    }
}

/// Returns the `allow` attribute for the setter of a deprecated item, or for a test. The setter is
/// deprecated itself, so there is usually no warning; but rustc warns if an argument has nested
/// generics (`impl IntoIterator<Item = impl Into<T>>`). An argument of `new(…)` counts as a use of
/// a deprecated field without causing a warning, so this cannot be `expect`.
pub(crate) fn allow_deprecated(is_used: bool) -> Code {
    if is_used {
        code!(#[allow(deprecated, reason = "deprecated items still work")])
    } else {
        Code::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deprecation_notes_come_from_the_description() {
        let no_reason = Some(NO_REASON);
        let rows = [
            ([None, None], no_reason),
            ([None, Some("Lists all.")], no_reason),
            (
                [Some("Lists all. Deprecated, use `b` instead."), None],
                Some("Deprecated, use `b` instead"),
            ),
            (
                [None, Some("Gone by May: use `b` instead.")],
                Some("Gone by May: use `b` instead"),
            ),
            (
                [Some("Old."), Some("Replaced by `c`.")],
                Some("Replaced by `c`"),
            ),
        ];
        for (texts, note) in rows {
            let expected = note.map(|note| code!(#[deprecated(note = #note)]).to_string());
            assert_eq!(
                deprecated_attribute(true, &texts).map(|tokens| tokens.to_string()),
                expected,
                "{texts:?}"
            );
        }
        assert!(deprecated_attribute(false, &[Some("Deprecated, use `b` instead.")]).is_none());
    }
}
