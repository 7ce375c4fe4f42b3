//! Numbers with leading zeros: `maxLength: 017` is 17 in YAML 1.2, and 15 in YAML 1.1. The parser
//! returns such values as strings, so that codes such as `007` keep their zeros; where a number is
//! expected, they are converted here.

use super::super::Document;
use super::super::kind::string_field;
use crate::keywords::{KEYWORDS, KeywordRole};
use crate::object_member;
use diag::{Diagnostic, Origin};
use serde_json::{Map, Number, Value};

pub(super) fn find_leading_zeros(members: &Map<String, Value>, origin: &Origin) -> Vec<Origin> {
    let is_number = matches!(string_field(members, "type"), Some("integer" | "number"));
    let values: &[&str] = if is_number {
        &["const", "default"]
    } else {
        &[]
    };
    let bounds = KEYWORDS
        .iter()
        .filter(|keyword| matches!(keyword.role, KeywordRole::Bound(_)))
        .map(|keyword| keyword.name);
    let mut origins = Vec::new();
    for key in bounds.chain(values.iter().copied()) {
        let number = object_member(members, key).and_then(number_with_leading_zeros);
        if number.is_some() {
            origins.push(origin.child(key));
        }
    }
    if is_number {
        let listed = object_member(members, "enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate();
        let list = origin.child("enum");
        origins.extend(
            listed
                .filter(|(_, value)| number_with_leading_zeros(value).is_some())
                .map(|(index, _)| list.item(index)),
        );
    }
    origins
}

fn number_with_leading_zeros(value: &Value) -> Option<Number> {
    let text = value.as_str()?;
    let (sign, digits) = match text.split_at_checked(1)? {
        ("-", digits) => ("-", digits),
        ("+", digits) => ("", digits),
        _ => ("", text),
    };
    let after_sign = digits.strip_prefix('0').filter(|after_sign| {
        !after_sign.is_empty() && after_sign.bytes().all(|b| b.is_ascii_digit())
    })?;
    let significant = match after_sign.trim_start_matches('0') {
        "" => "0",
        significant => significant,
    };
    format!("{sign}{significant}")
        .parse::<i64>()
        .ok()
        .map(Number::from)
}

impl Document {
    pub(super) fn read_as_numbers(&mut self, origins: &[Origin]) -> Vec<Diagnostic> {
        let origins: Vec<&Origin> = origins.iter().collect();
        let words = self.plain_scalars(&origins);
        let mut warnings = Vec::new();
        for (origin, word) in origins.into_iter().zip(words) {
            let Some(value) = self.value_mut(origin) else {
                continue;
            };
            let Some((word, number)) = word
                .filter(|word| value.as_str() == Some(word))
                .zip(number_with_leading_zeros(value))
            else {
                continue;
            };
            warnings.push(
                Diagnostic::warning("leading-zeros", format!("`{word}` has leading zeros"))
                    .at(origin)
                    .instead(format!("it is read as {number}, as in YAML 1.2"))
                    .help("write the number without leading zeros, or in quotes if it is a string"),
            );
            *value = Value::Number(number);
        }
        warnings
    }
}
