//! Writes strings in YAML.

use serde_json::Value;

use diag::escape_json_where;

/// Returns a string in YAML, without quotes if it needs none.
pub fn yaml_scalar(text: &str) -> String {
    if is_plain_scalar(text) {
        text.to_owned()
    } else {
        quoted_scalar(text)
    }
}

/// Returns a string for a YAML object in braces.
pub fn scalar_in_braces(text: &str) -> String {
    if is_plain_scalar(text) && !text.contains(['{', '}', ' ', ':']) {
        text.to_owned()
    } else {
        quoted_scalar(text)
    }
}

/// Returns a single string, or an array of several, for a YAML object in braces.
pub(crate) fn one_or_several(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| scalar_in_braces(text)).collect();
    if texts.len() == 1 {
        texts.concat()
    } else {
        format!("[{}]", texts.join(", "))
    }
}

/// Returns an entry of `security` in `generator.yaml`: a scheme, with the setter and the variables
/// of its credential.
pub fn credential_line(scheme: &str, setter: Option<&str>, variables: &[String]) -> String {
    let mut members = Vec::new();
    if let Some(setter) = setter {
        members.push(format!("setter: {setter}"));
    }
    if !variables.is_empty() {
        members.push(format!("env: {}", one_or_several(variables)));
    }
    format!("{}: {{ {} }}", yaml_scalar(scheme), members.join(", "))
}

/// Returns the line of `generator.yaml` that names the description; a comment, if it was read from
/// the standard input.
pub fn description_line(path: Option<&str>) -> String {
    match path {
        Some(path) => format!("spec: {}\n", yaml_scalar(path)),
        None => "# The description was not read from a file. Write the path or the URL of a copy here:\n\
                 # spec: openapi.yaml\n"
            .to_owned(),
    }
}

/// Returns whether YAML reads a text without quotes as the same string.
fn is_plain_scalar(text: &str) -> bool {
    const WORDS: &[&str] = &["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '_'));
    if !starts_well && !text.starts_with("../") {
        return false;
    }
    // A string without quotes cannot end in a space or a colon, or contain `: `.
    if text.ends_with([' ', ':']) || text.contains(": ") {
        return false;
    }
    text.chars().all(is_plain_character) && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

fn is_plain_character(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '-' | '.' | '/' | '{' | '}' | ' ' | ':' | '~' | '$')
}

fn quoted_scalar(text: &str) -> String {
    // YAML treats some other characters as line breaks.
    if text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}'))
    {
        return escape_json_where(&Value::from(text).to_string(), |c| {
            !c.is_ascii() || c.is_control()
        })
        .into_owned();
    }
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn strings_are_read_as_written() {
        for text in [
            "",
            " ",
            "a",
            "GET /a/{b}",
            "/a~1b",
            "a: b",
            "a:",
            "a:b",
            "a #b",
            "#a",
            "- a",
            "-",
            "true",
            "Null",
            "no",
            "1.5",
            "0x1",
            "é",
            "a\nb",
            "it's",
            "\"",
            "{a",
            "[a",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a",
            "a ",
            "../a",
            "..",
            ".5",
            ".inf",
            "a, b",
            "\u{7f}",
            "a\u{2028}b: {",
            "a\u{2029}\u{feff}",
        ] {
            for written in [
                format!("a: {}", yaml_scalar(text)),
                format!("{{ a: {} }}", scalar_in_braces(text)),
            ] {
                let value: Value = serde_yaml::from_str(&written).unwrap();
                assert_eq!(value, json!({"a": text}), "{written}");
            }
            let value: Value = serde_yaml::from_str(&format!("{}: 1", yaml_scalar(text))).unwrap();
            assert_eq!(value, json!({text: 1}));
        }
    }
}
