//! Text formats, and the results of parsing a text.

use std::borrow::Cow;

use serde_json::Value;

use super::places::Places;
use super::pointer::push_segment;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SourceFormat {
    Json,
    Yaml,
}

impl SourceFormat {
    /// Detects the format by the extension of `name`, or else by the first character of `text`.
    pub(super) fn of(name: &str, text: &str) -> Self {
        let extension = name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("json") => Self::Json,
            Some("yaml" | "yml") => Self::Yaml,
            _ if text.trim_start().starts_with(['{', '[']) => Self::Json,
            _ => Self::Yaml,
        }
    }
}

#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Value,
    pub(super) remarks: Vec<Remark>,
    /// The places of values in a YAML text. In JSON, they are searched for only when needed, which
    /// is fast.
    pub(super) places: Option<Places>,
}

/// The maximum number of remarks for a file, since a hostile file could cause millions.
const MOST_REMARKS: usize = 100;

#[derive(Debug)]
pub(super) enum Remark {
    /// A duplicate key, and its pointer.
    DuplicateKey(String, String),
    /// A number outside of the range of `f64`.
    HugeNumber(String),
}

pub(super) fn add_remark(remarks: &mut Vec<Remark>, remark: impl FnOnce() -> Remark) {
    if remarks.len() < MOST_REMARKS {
        remarks.push(remark());
    }
}

/// The path from the root to a value, without allocations.
pub(super) enum ValuePath<'a> {
    Root,
    Key(&'a ValuePath<'a>, &'a str),
    Item(&'a ValuePath<'a>, usize),
}

impl ValuePath<'_> {
    pub(super) fn pointer(&self) -> String {
        let (mut pointer, last) = match self {
            Self::Root => return String::new(),
            Self::Key(parent, key) => (parent.pointer(), Cow::Borrowed(*key)),
            Self::Item(parent, index) => (parent.pointer(), Cow::Owned(index.to_string())),
        };
        push_segment(&mut pointer, &last);
        pointer
    }
}

/// A syntax error; line and column count from 1.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
    pub(super) place: Option<(usize, usize)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_is_detected_by_extension_then_first_character() {
        let rows = [
            ("a.json", "a: 1", SourceFormat::Json),
            ("a.YAML", "{}", SourceFormat::Yaml),
            ("a.yml", "{}", SourceFormat::Yaml),
            ("a", " \n{}", SourceFormat::Json),
            ("a.txt", "[]", SourceFormat::Json),
            ("a", "a: {}", SourceFormat::Yaml),
            ("", "", SourceFormat::Yaml),
        ];
        for (name, text, format) in rows {
            assert_eq!(SourceFormat::of(name, text), format, "{name} {text}");
        }
    }
}
