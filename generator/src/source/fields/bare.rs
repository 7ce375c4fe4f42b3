//! Unquoted numbers and booleans where a string is expected: YAML's `version: 1.10` means the string, and is read
//! exactly as written.

use super::super::Document;
use super::super::objects::Node;
use crate::diag::{Diagnostic, Origin};
use serde_json::{Map, Value};

/// A separate code, because the value is still understood.
const UNQUOTED: &str = "unquoted-string";

/// A number or boolean where a string is expected.
pub(super) struct Bare {
    code: &'static str,
    /// The start of the message, before the value.
    says: String,
    at: Origin,
}

impl Bare {
    /// A value of `key`.
    pub(super) fn value(key: &str, at: Origin) -> Self {
        Self { code: UNQUOTED, says: format!("`{key}` is"), at }
    }

    /// An item of the array `key`.
    fn item(key: &str, at: Origin) -> Self {
        Self { code: UNQUOTED, says: format!("`{key}` holds"), at }
    }
}

/// Returns whether it may be an unquoted string.
pub(super) fn is_bare(value: &Value) -> bool {
    value.is_number() || value.is_boolean()
}

/// Finds values that should be strings, besides the fields that always are.
pub(super) fn texts(node: Node, members: &Map<String, Value>, at: &Origin) -> Vec<Bare> {
    let mut found = Vec::new();
    match node {
        Node::Document => {
            fields(members.get("info"), &["title", "summary", "description", "version"], &at.child("info"), &mut found);
            for (index, tag) in list(members, "tags") {
                fields(Some(tag), &["name", "description"], &at.child("tags").item(index), &mut found);
            }
        }
        Node::Operation => items(members, "tags", at, &mut found),
        Node::Parameter => fields_of(members, &["name"], at, &mut found),
        Node::Schema => schema(members, at, &mut found),
        _ => {}
    }
    if matches!(node, Node::Document | Node::PathItem | Node::Operation) {
        servers(members, at, &mut found);
    }
    found
}

fn fields(object: Option<&Value>, keys: &[&str], at: &Origin, found: &mut Vec<Bare>) {
    if let Some(Value::Object(members)) = object {
        fields_of(members, keys, at, found);
    }
}

fn fields_of(members: &Map<String, Value>, keys: &[&str], at: &Origin, found: &mut Vec<Bare>) {
    let bare = keys.iter().filter(|key| members.get(**key).is_some_and(is_bare));
    found.extend(bare.map(|key| Bare::value(key, at.child(key))));
}

fn items(members: &Map<String, Value>, key: &str, at: &Origin, found: &mut Vec<Bare>) {
    let bare = list(members, key).filter(|(_, item)| is_bare(item));
    found.extend(bare.map(|(index, _)| Bare::item(key, at.child(key).item(index))));
}

fn list<'v>(members: &'v Map<String, Value>, key: &str) -> impl Iterator<Item = (usize, &'v Value)> {
    members.get(key).and_then(Value::as_array).into_iter().flatten().enumerate()
}

fn servers(members: &Map<String, Value>, at: &Origin, found: &mut Vec<Bare>) {
    for (index, server) in list(members, "servers") {
        let at = at.child("servers").item(index).child("variables");
        for (name, variable) in server.get("variables").and_then(Value::as_object).into_iter().flatten() {
            let (Value::Object(variable), at) = (variable, at.child(name)) else { continue };
            fields_of(variable, &["default"], &at, found);
            items(variable, "enum", &at, found);
        }
    }
}

fn schema(members: &Map<String, Value>, at: &Origin, found: &mut Vec<Bare>) {
    items(members, "required", at, found);
    if !is_text(members) {
        return;
    }
    let of_another_type = |bare: Bare, code| Bare { code, ..bare };
    let mut values = Vec::new();
    items(members, "enum", at, &mut values);
    items(members, "x-extensible-enum", at, &mut values);
    fields_of(members, &["const"], at, &mut values);
    found.extend(values.into_iter().map(|bare| of_another_type(bare, "enum-of-another-type")));
    let mut defaults = Vec::new();
    fields_of(members, &["default"], at, &mut defaults);
    found.extend(defaults.into_iter().map(|bare| of_another_type(bare, "default-of-another-type")));
}

/// Returns whether values are strings, or `null`.
fn is_text(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == "string",
        Some(Value::Array(names)) => {
            let (mut texts, others): (Vec<&Value>, Vec<&Value>) = names.iter().partition(|name| *name == "string");
            texts.pop().is_some() && others.iter().all(|name| *name == "null")
        }
        _ => false,
    }
}

impl Document {
    /// Reads them as written.
    pub(super) fn read_as_texts(&mut self, bare: Vec<Bare>) -> Vec<Diagnostic> {
        let places: Vec<&Origin> = bare.iter().map(|bare| &bare.at).collect();
        let words = if places.is_empty() { Vec::new() } else { self.bare_words(&places) };
        let mut warnings = Vec::with_capacity(bare.len());
        for (Bare { code, says, at }, word) in bare.into_iter().zip(words) {
            let Some(value) = self.value_mut(&at).filter(|value| is_bare(value)) else { continue };
            let text = word.filter(|word| stands_for(word, value)).unwrap_or_else(|| value.to_string());
            warnings.push(
                Diagnostic::warning(code, format!("{says} `{text}`, expected a string"))
                    .at(&at)
                    .instead(format!("it is read as the string `{text}`"))
                    .help("write it in quotes"),
            );
            *value = Value::String(text);
        }
        warnings
    }
}

/// Returns whether `word` can be the source text of `value`; that of an alias cannot.
fn stands_for(word: &str, value: &Value) -> bool {
    match value {
        Value::Bool(flag) => word.eq_ignore_ascii_case(if *flag { "true" } else { "false" }),
        _ => word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')),
    }
}
