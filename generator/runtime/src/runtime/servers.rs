//! Base URLs with variables.

use percent_encoding::{AsciiSet, utf8_percent_encode};

use super::path::LITERAL;

/// A value may go on with segments, never with a query.
const VALUE: &AsciiSet = &LITERAL.add(b'?');

/// `template`, with values in place of the names in braces. What cannot stand in a URL is encoded.
pub fn filled(template: &str, values: &[(&str, &str)]) -> String {
    let encoded = |value| utf8_percent_encode(value, VALUE).to_string();
    // No value brings braces of its own.
    values.iter().fold(template.to_owned(), |url, (name, value)| url.replace(&format!("{{{name}}}"), &encoded(value)))
}
