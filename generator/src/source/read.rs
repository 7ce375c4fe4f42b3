//! Parses a text in either format.

use super::parsed::{Broken, Parsed};
use super::{json, yaml};

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
    fn format_is_detected_by_extension_then_first_character() {
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
