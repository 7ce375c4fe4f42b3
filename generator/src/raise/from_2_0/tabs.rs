//! `collectionFormat: tsv`, which OpenAPI 3 cannot express.

use serde_json::{Map, Value, json};

use crate::diag::{Diagnostic, FileId, Origin};

/// Replaces arrays whose items are separated by tabs by strings, in a description that other programs read.
pub(crate) fn describe_tabs_as_strings(root: &mut Value) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    replace_tabs(root, &Origin::new(FileId(0), ""), &mut notes);
    notes
}

fn replace_tabs(value: &mut Value, at: &Origin, notes: &mut Vec<Diagnostic>) {
    match value {
        Value::Object(members) => {
            if is_separated_by_tabs(members) {
                for key in ["style", "explode"] {
                    members.shift_remove(key);
                }
                members.insert("schema".to_owned(), json!({"type": "string"}));
                notes.push(tabs_note(at));
            }
            replace_fields(members, at, notes);
            for (key, member) in members {
                replace_tabs(member, &at.child(key), notes);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                replace_tabs(item, &at.item(index), notes);
            }
        }
        _ => {}
    }
}

/// Replaces fields of forms.
fn replace_fields(media_type: &mut Map<String, Value>, at: &Origin, notes: &mut Vec<Diagnostic>) {
    let Some(Value::Object(encodings)) = media_type.get_mut("encoding") else {
        return;
    };
    let fields: Vec<String> = encodings
        .iter()
        .filter(|(_, encoding)| encoding.as_object().is_some_and(is_separated_by_tabs))
        .map(|(name, _)| name.clone())
        .collect();
    for name in &fields {
        encodings.shift_remove(name);
    }
    if encodings.is_empty() {
        media_type.shift_remove("encoding");
    }
    let properties = media_type
        .get_mut("schema")
        .and_then(|schema| schema.get_mut("properties")?.as_object_mut());
    let Some(properties) = properties else {
        return;
    };
    for name in fields {
        notes.push(tabs_note(
            &at.child("schema").child("properties").child(&name),
        ));
        properties.insert(name, json!({"type": "string"}));
    }
}

fn is_separated_by_tabs(members: &Map<String, Value>) -> bool {
    members
        .get("style")
        .is_some_and(|style| style == "tabDelimited")
}

fn tabs_note(at: &Origin) -> Diagnostic {
    let message = "`collectionFormat: tsv` has no counterpart in OpenAPI 3";
    Diagnostic::note("unknown-style", message)
        .at(at)
        .instead("`openapi.json` describes a string with tabs; the client takes an array")
        .help("nothing is wrong with the client; readers of `openapi.json` separate the items by tabs")
}
