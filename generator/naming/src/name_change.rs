//! Names that differ from their text for reasons other than a collision.

use super::reserved_words::is_rust_keyword;
use super::words::normalise_compatibility;

/// Why a name differs from its text by more than case and separators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameChange {
    /// The text is this keyword of Rust, so the name has a trailing underscore.
    Keyword(String),
    /// The text has no letters, does not begin with a letter, has meaningful symbols, or is too
    /// long.
    NoName,
}

/// Returns how `name` differs from `text`, from which it was made, ignoring case and separators.
pub fn find_name_change(text: &str, name: &str) -> Option<NameChange> {
    if let Some(word) = name.strip_suffix('_').filter(|word| is_rust_keyword(word)) {
        return Some(NameChange::Keyword(word.to_owned()));
    }
    let has_same_letters = if text.is_ascii() && name.is_ascii() {
        ascii_letters(text).eq(ascii_letters(name))
    } else {
        folded_letters(text) == folded_letters(name)
    };
    (!has_same_letters).then_some(NameChange::NoName)
}

/// Returns the letters and digits of an ASCII text in lower case.
fn ascii_letters(text: &str) -> impl Iterator<Item = u8> {
    let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
    letters.map(|byte| byte.to_ascii_lowercase())
}

/// Returns the letters and digits of a text, case-folded.
fn folded_letters(text: &str) -> String {
    let letters = normalise_compatibility(text);
    letters
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{field_name, type_name, variant_name};
    use super::*;

    #[test]
    fn case_and_separators_are_not_reported() {
        for text in [
            "petId",
            "pet-id",
            "$filter",
            "@odata.id",
            "userIDs",
            "iOS",
            "größe",
            "名前",
            "can't",
            "x y",
            "Straße",
        ] {
            assert_eq!(find_name_change(text, &field_name(text)), None, "{text}");
            assert_eq!(find_name_change(text, &type_name(text)), None, "{text}");
        }
    }

    #[test]
    fn unusable_names_are_reported() {
        let keyword = |word: &str| Some(NameChange::Keyword(word.to_owned()));
        for (text, name, expected) in [
            ("type", field_name("type"), keyword("type")),
            ("$ref", field_name("$ref"), keyword("ref")),
            ("self", type_name("self"), keyword("Self")),
            ("2fa", field_name("2fa"), Some(NameChange::NoName)),
            ("+1", field_name("+1"), Some(NameChange::NoName)),
            (
                "-created",
                variant_name("-created"),
                Some(NameChange::NoName),
            ),
            ("", variant_name(""), Some(NameChange::NoName)),
            ("<=", variant_name("<="), Some(NameChange::NoName)),
            (
                &"long ".repeat(50),
                field_name(&"long ".repeat(50)),
                Some(NameChange::NoName),
            ),
        ] {
            assert_eq!(find_name_change(text, &name), expected, "{text}");
        }
    }
}
