//! Text → value, in either format.

use super::tree::Remark;
use super::{json, yaml};
use serde_json::Value;

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Yaml,
}

impl Format {
    /// Detects the format by the extension of `name`, or else by the first character of `text`.
    pub(super) fn of(name: &str, text: &str) -> Self {
        let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("json") => Self::Json,
            Some("yaml" | "yml") => Self::Yaml,
            _ if text.trim_start().starts_with(['{', '[']) => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// A parsed text.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) root: Value,
    pub(super) remarks: Vec<Remark>,
}

/// Why a text could not be parsed; line and column count from 1.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
    pub(super) place: Option<(usize, usize)>,
}

/// Parses `text`.
pub(super) fn read(format: Format, text: &str) -> Result<Parsed, Broken> {
    match format {
        Format::Json => json::read(text),
        Format::Yaml => yaml::read(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_then_the_first_character() {
        let rows = [
            ("a.json", "a: 1", Format::Json),
            ("a.YAML", "{}", Format::Yaml),
            ("a.yml", "{}", Format::Yaml),
            ("a", " \n{}", Format::Json),
            ("a.txt", "[]", Format::Json),
            ("a", "a: {}", Format::Yaml),
            ("", "", Format::Yaml),
        ];
        for (name, text, format) in rows {
            assert_eq!(Format::of(name, text), format, "{name} {text}");
        }
    }
}
