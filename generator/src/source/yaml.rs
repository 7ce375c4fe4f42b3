//! Parses YAML.

use super::aliases;
use super::lines::line_and_column;
use super::parsed::{Broken, Parsed};
use super::tree::Reader;
use serde::de::DeserializeSeed;

/// The maximum number of nested `[` and `{`, checked before parsing: the parser takes quadratic time for them before it
/// checks its own depth limit.
const MOST_OPEN: usize = 10_000;

const DEEPEST: usize = 128;

pub(super) fn read_yaml_text(text: &str) -> Result<Parsed, Broken> {
    if let Some(place) = opens_more_than(MOST_OPEN, text) {
        return Err(too_deep_error(Some(place)));
    }
    let reader = Reader::new(text.len(), true);
    match reader
        .root()
        .deserialize(serde_yaml::Deserializer::from_str(text))
    {
        Ok(root) => Ok(Parsed {
            root,
            remarks: reader.into_remarks(),
        }),
        Err(error) => Err(explain_yaml_error(&error, text, reader.is_exhausted())),
    }
}

fn explain_yaml_error(error: &serde_yaml::Error, text: &str, exhausted: bool) -> Broken {
    let place = error.location().map(|at| (at.line(), at.column()));
    let reason = error.to_string();
    if exhausted || reason.starts_with("repetition limit exceeded") {
        let message = "YAML aliases repeat too much of the document".to_owned();
        let help = Some("use fewer aliases: this one expands to more values than any other");
        let place = place.or_else(|| aliases::find_heaviest_alias(text));
        return Broken {
            code: "document-too-large",
            message,
            help,
            place,
        };
    }
    if reason.starts_with("recursion limit exceeded") {
        return too_deep_error(place.or_else(|| opens_more_than(DEEPEST, text)));
    }
    if reason.contains("more than one document") {
        let message = "found several YAML documents in one file, expected one".to_owned();
        let help = Some("keep one of them, and move the others to separate files");
        let place = place.or_else(|| second_document(text));
        return Broken {
            code: "broken-yaml",
            message,
            help,
            place,
        };
    }
    let is_tab = error.location().is_some_and(|at| {
        text.get(at.index()..)
            .is_some_and(|rest| rest.starts_with('\t'))
    });
    let help = match () {
        () if is_tab => Some("indent with spaces, not with tabs"),
        () if reason.starts_with("mapping values") => {
            Some("put a string that contains a colon in quotes")
        }
        () => None,
    };
    Broken {
        code: "broken-yaml",
        message: format!("invalid YAML: {}", reword_yaml_error(&reason, place)),
        help,
        place,
    }
}

/// Phrases in messages of libyaml, and their replacements, in this order.
const WORDS: &[(&str, &str)] = &[
    (", while scanning for the next token", ""),
    ("did not find expected ',' or ']'", "expected `,` or `]`"),
    ("did not find expected ',' or '}'", "expected `,` or `}`"),
    ("did not find expected '-' indicator", "expected `-`"),
    ("did not find expected ", "expected "),
    ("expected key", "expected a key"),
    (
        "mapping values are not allowed in this context",
        "unexpected `:` in a value",
    ),
    (
        "found character that cannot start any token",
        "found a character that no value can begin with",
    ),
    ("found unexpected ", "found "),
    (
        "unknown anchor",
        "an alias refers to an anchor that is not defined before it",
    ),
    (", while parsing a block mapping", " in an object"),
    (", while parsing a flow mapping", " in the object `{ … }`"),
    (", while parsing a block collection", " in an array"),
    (", while parsing a flow sequence", " in the array `[ … ]`"),
    (", while scanning a simple key", " in a key"),
    (", while scanning a quoted scalar", " in a quoted string"),
];

/// Rewords a message of the parser, and removes the location, which is printed separately.
fn reword_yaml_error(reason: &str, place: Option<(usize, usize)>) -> String {
    let here = place
        .map(|(line, column)| format!(" at line {line} column {column}"))
        .unwrap_or_default();
    let reason = reason
        .replacen(&here, "", 1)
        .replacen(" at line ", " that begins at line ", 1);
    WORDS.iter().fold(reason, |reason, (theirs, ours)| {
        reason.replacen(theirs, ours, 1)
    })
}

fn second_document(text: &str) -> Option<(usize, usize)> {
    let head = text
        .lines()
        .take_while(|line| {
            line.trim().is_empty() || line.starts_with(['#', '%']) || line.trim_end() == "---"
        })
        .count();
    let mut rest = text.lines().enumerate().skip(head);
    rest.find(|(_, line)| line.starts_with("---"))
        .map(|(index, _)| (index + 1, 1))
}

fn too_deep_error(place: Option<(usize, usize)>) -> Broken {
    let message =
        "values are nested more than 128 levels deep, or an alias contains itself".to_owned();
    Broken {
        code: "document-too-deep",
        message,
        help: Some("move inner parts to `components` and refer to them"),
        place,
    }
}

/// Returns line and column of the first `[` or `{` that is nested in `most` others.
fn opens_more_than(most: usize, text: &str) -> Option<(usize, usize)> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > most {
            return line_and_column(text, at);
        }
    }
    None
}
