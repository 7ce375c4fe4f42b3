//! Base URLs with variables.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::path::LITERAL;

/// A value may contain further segments, but no query.
const VALUE: &AsciiSet = &LITERAL.add(b'?');

/// `template` with its variables replaced. Characters that are invalid in a URL are encoded.
pub fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let encoded = |value| utf8_percent_encode(value, VALUE).to_string();
    // Values contain no braces.
    values.iter().fold(template.to_owned(), |url, (name, value)| url.replace(&format!("{{{name}}}"), &encoded(value)))
}
