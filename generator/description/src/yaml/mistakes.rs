//! Explains why a text cannot be read: it is not YAML, or would take too much memory.

use granit_parser::{ErrorKind, ScanError};

use super::phrases::{PhraseSubject, YamlPhrase, find_yaml_phrase};
use super::scalars::ScalarMisfit;
use crate::lines::line_and_column;
use crate::parsed::Broken;

/// Explains an error of the parser. `around` is the offset of the innermost array or object that
/// the parser has begun.
pub(super) fn explain_yaml_error(error: &ScanError, text: &str, around: Option<usize>) -> Broken {
    let at = error.marker().byte_offset().unwrap_or_default();
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => nested_too_deep_error(text, at),
        ErrorKind::UnclosedFlowCollection { open } => {
            let fact = format!("`{open}` is not closed");
            broken_yaml(&fact, None, text, at)
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let expected = if *open == '[' { ']' } else { '}' };
            let fact = format!("`{open}` is closed by `{close}`, expected `{expected}`");
            broken_yaml(&fact, None, text, at)
        }
        ErrorKind::UnexpectedCharacter { character } => {
            unexpected_character_error(*character, text, at)
        }
        ErrorKind::UnknownQuotedScalarEscape => unknown_escape_error(text, at),
        kind => match find_yaml_phrase(kind) {
            Some(phrase) => explain_phrase(phrase, text, at, around),
            None => broken_yaml(&kind.to_string(), None, text, at),
        },
    }
}

fn explain_phrase(phrase: &YamlPhrase, text: &str, at: usize, around: Option<usize>) -> Broken {
    let YamlPhrase { fact, help, .. } = *phrase;
    let start = match phrase.subject {
        PhraseSubject::Character => None,
        PhraseSubject::Tab => {
            return broken_yaml(fact, help, text, find_indenting_tab(text, at));
        }
        PhraseSubject::Collection => around,
        PhraseSubject::AfterString => find_opening_quote(text, at),
    };
    let line_here = line_and_column(text, at).map(|(line, _)| line);
    match start.and_then(|start| line_and_column(text, start)) {
        Some((line, column)) if Some(line) != line_here && (line > 1 || column > 1) => {
            let fact = format!("{fact} that begins at line {line} column {column}");
            broken_yaml(&fact, help, text, at)
        }
        _ => broken_yaml(fact, help, text, at),
    }
}

fn broken_yaml(fact: &str, help: Option<&'static str>, text: &str, at: usize) -> Broken {
    Broken {
        code: "broken-yaml",
        message: format!("invalid YAML: {fact}"),
        help,
        place: line_and_column(text, at),
    }
}

/// Returns the error for an unexpected character. If the character is inside of a scalar, the
/// parser reports the start of the scalar.
fn unexpected_character_error(character: char, text: &str, at: usize) -> Broken {
    let after = text.get(at..).unwrap_or_default();
    let at = at + after.find(character).unwrap_or_default();
    if character.is_ascii_graphic() {
        let fact = match character {
            '`' => "no value can begin with a backtick".to_owned(),
            _ => format!("no value can begin with `{character}`"),
        };
        let help = Some("put a string that begins with it in quotes");
        return broken_yaml(&fact, help, text, at);
    }
    let fact = format!("found the control character U+{:04X}", u32::from(character));
    let help = Some("remove it, or write it as an escape in double quotes");
    broken_yaml(&fact, help, text, at)
}

/// Returns the error for an unknown escape. The parser reports the start of its string.
fn unknown_escape_error(text: &str, at: usize) -> Broken {
    const KNOWN: &str = "0abt\tnvfre \"/\\N_LPxuU\r\n";
    let help = Some("put a pattern in single quotes, or write `\\\\` for a backslash");
    let mut characters = text.get(at..).unwrap_or_default().char_indices();
    while let Some((offset, character)) = characters.next() {
        if character == '\\'
            && let Some((_, escaped)) = characters.next()
            && !KNOWN.contains(escaped)
        {
            let fact = format!("`\\{escaped}` is no escape in double quotes");
            return broken_yaml(&fact, help, text, at + offset);
        }
    }
    broken_yaml("found an unknown escape in double quotes", help, text, at)
}

/// Returns the offset of the first tab in the indentation of a line, starting with the line that
/// contains `at`.
fn find_indenting_tab(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let mut start = before.rfind('\n').map_or(0, |newline| newline + 1);
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line.get(..indentation).and_then(|blank| blank.find('\t')) {
            return start + tab;
        }
        start += line.len();
    }
    at
}

/// Returns the offset of the opening quote of the string before `at`.
fn find_opening_quote(text: &str, at: usize) -> Option<usize> {
    let string = text.get(..at)?.trim_end();
    let quote = string
        .chars()
        .next_back()
        .filter(|last| "'\"".contains(*last))?;
    let mut inner = string.strip_suffix(quote)?;
    loop {
        let last = inner.rfind(quote)?;
        let before = inner.get(..last)?;
        // `''` and `\"` are quotes inside of the string.
        let escape = if quote == '"' { '\\' } else { '\'' };
        let start = before.trim_end_matches(escape).len();
        if (last - start).is_multiple_of(2) {
            return Some(if quote == '"' { last } else { start });
        }
        inner = inner.get(..start)?;
    }
}

pub(super) fn explain_misfit(misfit: &ScalarMisfit, text: &str, at: usize) -> Broken {
    let ScalarMisfit {
        text: written,
        tag,
        expected,
    } = misfit;
    let fact = format!("found `{written}` after `{tag}`, expected {expected}");
    broken_yaml(&fact, None, text, at)
}

pub(super) fn complex_key_error(text: &str, at: usize) -> Broken {
    let help = Some("put a string that begins with `{` or `[` in quotes");
    let fact = "the key of an object is an array or object, expected a string";
    broken_yaml(fact, help, text, at)
}

pub(super) fn several_documents_error(text: &str, at: usize) -> Broken {
    Broken {
        code: "broken-yaml",
        message: "found several YAML documents in one file, expected one".to_owned(),
        help: Some("keep one of them, and move the others to separate files"),
        place: line_and_column(text, at),
    }
}

pub(super) fn unexpected_end_error(text: &str, at: usize) -> Broken {
    broken_yaml("the file ends in a value", None, text, at)
}

pub(super) fn nested_too_deep_error(text: &str, at: usize) -> Broken {
    Broken {
        code: "document-too-deep",
        message: "values are nested more than 128 levels deep".to_owned(),
        help: Some("move inner parts to `components` and refer to them"),
        place: line_and_column(text, at),
    }
}

pub(super) fn endless_alias_error(text: &str, at: usize) -> Broken {
    Broken {
        code: "document-too-deep",
        message: "a YAML alias is inside of the value that it repeats".to_owned(),
        help: Some("write a schema that contains itself with `$ref`"),
        place: line_and_column(text, at),
    }
}

/// Returns the error for too many repetitions; `heaviest` is the offset of the alias that repeats
/// the most.
pub(super) fn too_many_repetitions_error(text: &str, heaviest: Option<usize>) -> Broken {
    Broken {
        code: "document-too-large",
        message: "YAML aliases repeat too much of the document".to_owned(),
        help: Some("use fewer aliases; this alias adds the most values"),
        place: heaviest.and_then(|at| line_and_column(text, at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quote_that_opens_a_string_is_found() {
        let rows = [
            (r#"a: "b" c"#, 7, Some(3)),
            (r#"a: "b\"\\" c"#, 11, Some(3)),
            ("a: 'b''c' d", 10, Some(3)),
            ("a: '''c' d", 9, Some(3)),
            ("a: 'c''' d", 9, Some(3)),
            ("a: b", 4, None),
            ("a\" b", 3, None),
        ];
        for (text, at, expected) in rows {
            assert_eq!(find_opening_quote(text, at), expected, "{text}");
        }
    }
}
