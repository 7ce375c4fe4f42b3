//! Values of `collectionFormat` that OpenAPI 3 cannot express: `tsv`, and in paths and headers also
//! `ssv` and `pipes`.

use serde_json::{Map, Value, json};

use diag::{Diagnostic, FileId, Origin};

/// Replaces arrays by strings, in a description that other programs read, if OpenAPI 3 cannot
/// express how their items are separated.
pub fn describe_arrays_as_strings(root: &mut Value) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    replace_arrays(root, &Origin::new(FileId(0), ""), &mut notes);
    notes
}

fn replace_arrays(value: &mut Value, origin: &Origin, notes: &mut Vec<Diagnostic>) {
    match value {
        Value::Object(members) => {
            if let Some(format) = collection_format(members) {
                for key in ["style", "explode"] {
                    members.shift_remove(key);
                }
                members.insert("schema".to_owned(), json!({"type": "string"}));
                notes.push(string_note(format, origin));
            }
            replace_fields(members, origin, notes);
            for (key, member) in members {
                replace_arrays(member, &origin.child(key), notes);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                replace_arrays(item, &origin.item(index), notes);
            }
        }
        _ => {}
    }
}

/// Replaces fields of forms.
fn replace_fields(
    media_type: &mut Map<String, Value>,
    origin: &Origin,
    notes: &mut Vec<Diagnostic>,
) {
    let Some(Value::Object(encodings)) = media_type.get_mut("encoding") else {
        return;
    };
    let mut fields = Vec::new();
    for (name, encoding) in encodings.iter() {
        if let Some(format) = encoding.as_object().and_then(collection_format) {
            fields.push((name.clone(), format));
        }
    }
    for (name, _) in &fields {
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
    for (name, format) in fields {
        let origin = origin.child("schema").child("properties").child(&name);
        notes.push(string_note(format, &origin));
        properties.insert(name, json!({"type": "string"}));
    }
}

/// Returns the `collectionFormat` of a parameter or field, if OpenAPI 3 cannot express it there.
fn collection_format(members: &Map<String, Value>) -> Option<&'static str> {
    let location = members.get("in").and_then(Value::as_str);
    let is_in_query = !matches!(location, Some("path" | "header"));
    match members.get("style").and_then(Value::as_str)? {
        "tabDelimited" => Some("tsv"),
        "spaceDelimited" if !is_in_query => Some("ssv"),
        "pipeDelimited" if !is_in_query => Some("pipes"),
        _ => None,
    }
}

fn string_note(format: &str, origin: &Origin) -> Diagnostic {
    let message = format!("`collectionFormat: {format}` has no counterpart in OpenAPI 3 here");
    Diagnostic::note("unknown-style", message)
        .at(origin)
        .instead("`openapi.json` describes a string with separators; the client takes an array")
        .help("nothing is wrong with the client; readers of `openapi.json` separate the items themselves")
}
