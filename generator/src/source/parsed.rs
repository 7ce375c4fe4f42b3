//! The formats of a text, and the results of parsing it.

use serde_json::Value;

use super::tree::Remark;

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
