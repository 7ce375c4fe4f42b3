//! Parses JSON.

mod values;

use super::lines::line_and_column;
use super::parsed::{Broken, Parsed};
use serde::de::DeserializeSeed;
use serde_json::{Deserializer, Error};
use values::JsonReader;

/// The limits of `f64`, which replace numbers outside of them.
const GREATEST: &str = "1.7976931348623157e308";
const LEAST: &str = "-1.7976931348623157e308";

pub(super) fn read_json_text(text: &str) -> Result<Parsed, Broken> {
    let parsed = match deserialize_json(text, JsonReader::default()) {
        // `1e400` is valid JSON, but serde_json refuses it.
        Err(error) if error.to_string().starts_with("number out of range") => {
            let text = clamp_numbers(text);
            deserialize_json(&text, JsonReader::default().with_clamped_numbers())
        }
        parsed => parsed,
    };
    parsed.map_err(|error| explain_json_error(&error, text))
}

fn deserialize_json(text: &str, reader: JsonReader) -> Result<Parsed, Error> {
    let mut deserializer = Deserializer::from_str(text);
    let root = reader.root().deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(Parsed {
        root,
        remarks: reader.into_remarks(),
        places: None,
    })
}

/// Replaces numbers beyond the limits of `f64` by these limits.
fn clamp_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut unread = text;
    while !unread.is_empty() {
        let (token, tail) = split_token(unread);
        out.push_str(match token.parse() {
            Ok(f64::INFINITY) if is_number_start(token) => GREATEST,
            Ok(f64::NEG_INFINITY) if is_number_start(token) => LEAST,
            _ => token,
        });
        unread = tail;
    }
    out
}

fn is_number_start(token: &str) -> bool {
    token.starts_with(|c: char| c == '-' || c.is_ascii_digit())
}

/// Splits off the first token: a string, a number, or the text before the next one.
fn split_token(text: &str) -> (&str, &str) {
    let length = if text.starts_with('"') {
        string_length(text)
    } else if is_number_start(text) {
        text.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
            .unwrap_or(text.len())
    } else {
        text.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit())
            .unwrap_or(text.len())
    };
    text.split_at(length)
}

/// Returns the offset of the innermost array or object that is not closed.
fn find_unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut unread = text;
    while !unread.is_empty() {
        let start = text.len() - unread.len();
        let (token, tail) = split_token(unread);
        if !token.starts_with('"') {
            for (at, byte) in token.bytes().enumerate() {
                match byte {
                    b'{' | b'[' => open.push(start + at),
                    b'}' | b']' => {
                        open.pop();
                    }
                    _ => {}
                }
            }
        }
        unread = tail;
    }
    open.pop()
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Messages of serde_json, and their replacements.
const MESSAGES: &[(&str, &str)] = &[
    ("expected value", "expected a value"),
    (
        "invalid escape",
        "a backslash with an unknown letter in a string",
    ),
    ("invalid number", "expected a number"),
    ("key must be a string", "expected a key in double quotes"),
    (
        "trailing characters",
        "expected the end of the file after the value",
    ),
    ("trailing comma", "a comma before a closing bracket"),
];

fn explain_json_error(error: &Error, text: &str) -> Broken {
    if error.is_eof()
        && let Some(broken) = explain_json_end(text)
    {
        return broken;
    }
    let line = error.line();
    let column = error.column().max(1);
    let printed = error.to_string();
    let reason = printed
        .strip_suffix(&format!(" at line {line} column {}", error.column()))
        .unwrap_or(&printed);
    let place = (line > 0).then_some((line, column));
    if reason.starts_with("recursion limit exceeded") {
        let message = "values are nested more than 128 levels deep".to_owned();
        let help = Some("move inner parts to `components` and refer to them");
        return Broken {
            code: "document-too-deep",
            message,
            help,
            place,
        };
    }
    let reason = MESSAGES
        .iter()
        .find(|(theirs, _)| *theirs == reason)
        .map_or(reason, |(_, ours)| ours)
        .replacen("EOF while parsing", "the file ends in", 1);
    Broken {
        code: "broken-json",
        message: format!("invalid JSON: {reason}"),
        help: None,
        place,
    }
}

/// Explains that a file ends in an array or object; points at the last character, so that an
/// excerpt can be shown.
fn explain_json_end(text: &str) -> Option<Broken> {
    let opened = find_unclosed(text)?;
    let bracket = text.get(opened..)?.chars().next()?;
    let (line, _) = line_and_column(text, opened)?;
    let (last, _) = text.trim_end().char_indices().next_back()?;
    Some(Broken {
        code: "broken-json",
        message: format!(
            "invalid JSON: the file ends here, and the `{bracket}` of line {line} is not closed"
        ),
        help: Some("if the file was cut off, download it again"),
        place: line_and_column(text, last),
    })
}
