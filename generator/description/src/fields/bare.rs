//! Unquoted numbers and booleans where a string is expected: `version: 1.10` in YAML becomes the
//! string `1.10`.

use super::super::Document;
use super::super::objects::OpenApiObject;
use super::inline::{CheckedObject, InlineObject};
use crate::object_member;
use diag::{Diagnostic, Origin};
use serde_json::{Map, Value};

pub(super) struct Bare {
    /// The code of the diagnostic: not the code for a value of a wrong type, because the value is
    /// used.
    code: &'static str,
    message_start: String,
    origin: Origin,
}

impl Bare {
    pub(super) fn value(key: &str, origin: Origin) -> Self {
        Self {
            code: "unquoted-string",
            message_start: format!("`{key}` is"),
            origin,
        }
    }

    fn item(key: &str, origin: Origin) -> Self {
        Self {
            code: "unquoted-string",
            message_start: format!("`{key}` holds"),
            origin,
        }
    }
}

pub(super) fn is_bare(value: &Value) -> bool {
    value.is_number() || value.is_boolean()
}

/// Finds unquoted strings that the tables do not cover.
pub(super) fn find_unquoted_values(
    object: CheckedObject,
    members: &Map<String, Value>,
    origin: &Origin,
) -> Vec<Bare> {
    let mut bare_values = Vec::new();
    match object {
        CheckedObject::OpenApi(OpenApiObject::Operation) => {
            collect_bare_items(members, "tags", origin, &mut bare_values);
        }
        CheckedObject::OpenApi(OpenApiObject::Parameter) => {
            collect_bare_members(members, &["name"], origin, &mut bare_values);
        }
        CheckedObject::OpenApi(OpenApiObject::Schema) => {
            collect_bare_schema_values(members, origin, &mut bare_values);
        }
        CheckedObject::Inline(InlineObject::ServerVariable) => {
            collect_bare_items(members, "enum", origin, &mut bare_values);
        }
        _ => {}
    }
    bare_values
}

fn collect_bare_members(
    members: &Map<String, Value>,
    keys: &[&str],
    origin: &Origin,
    bare_values: &mut Vec<Bare>,
) {
    let bare = keys
        .iter()
        .filter(|key| object_member(members, key).is_some_and(is_bare));
    bare_values.extend(bare.map(|key| Bare::value(key, origin.child(key))));
}

fn collect_bare_items(
    members: &Map<String, Value>,
    key: &str,
    origin: &Origin,
    bare_values: &mut Vec<Bare>,
) {
    let bare = enumerate_list(members, key).filter(|(_, item)| is_bare(item));
    bare_values.extend(bare.map(|(index, _)| Bare::item(key, origin.child(key).item(index))));
}

fn enumerate_list<'v>(
    members: &'v Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (usize, &'v Value)> {
    object_member(members, key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
}

fn collect_bare_schema_values(
    members: &Map<String, Value>,
    origin: &Origin,
    bare_values: &mut Vec<Bare>,
) {
    collect_bare_items(members, "required", origin, bare_values);
    if !is_string_schema(members) {
        return;
    }
    let mut values = Vec::new();
    collect_bare_items(members, "enum", origin, &mut values);
    collect_bare_items(members, "x-extensible-enum", origin, &mut values);
    collect_bare_members(members, &["const"], origin, &mut values);
    bare_values.extend(values.into_iter().map(|bare| Bare {
        code: "enum-of-another-type",
        ..bare
    }));
    let mut defaults = Vec::new();
    collect_bare_members(members, &["default"], origin, &mut defaults);
    bare_values.extend(defaults.into_iter().map(|bare| Bare {
        code: "default-of-another-type",
        ..bare
    }));
}

fn is_string_schema(schema: &Map<String, Value>) -> bool {
    match object_member(schema, "type") {
        Some(Value::String(name)) => name == "string",
        Some(Value::Array(names)) => {
            let (mut strings, others): (Vec<&Value>, Vec<&Value>) =
                names.iter().partition(|name| *name == "string");
            strings.pop().is_some() && others.iter().all(|name| *name == "null")
        }
        _ => false,
    }
}

impl Document {
    pub(super) fn read_as_strings(&mut self, bare: Vec<Bare>) -> Vec<Diagnostic> {
        let origins: Vec<&Origin> = bare.iter().map(|bare| &bare.origin).collect();
        let words = self.plain_scalars(&origins);
        let mut warnings = Vec::with_capacity(bare.len());
        for (
            Bare {
                code,
                message_start,
                origin,
            },
            word,
        ) in bare.into_iter().zip(words)
        {
            let Some(value) = self.value_mut(&origin).filter(|value| is_bare(value)) else {
                continue;
            };
            let text = word
                .filter(|word| is_source_text(word, value))
                .unwrap_or_else(|| value.to_string());
            warnings.push(
                Diagnostic::warning(code, format!("{message_start} `{text}`, expected a string"))
                    .at(&origin)
                    .instead(format!("it is read as the string `{text}`"))
                    .help("write it in quotes"),
            );
            *value = Value::String(text);
        }
        warnings
    }
}

/// Returns whether `word` can be the source text of `value`; the word is an alias otherwise.
fn is_source_text(word: &str, value: &Value) -> bool {
    match value {
        Value::Bool(flag) => word.eq_ignore_ascii_case(if *flag { "true" } else { "false" }),
        _ => word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')),
    }
}
