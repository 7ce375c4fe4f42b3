//! Keys of Swagger 2.0 in a description of OpenAPI 3.

use super::reached::{METHODS, is_part_of_body, is_usual_place};
use crate::diag::Origin;
use crate::source::{Child, Document, OpenApiObject, walk_objects};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Keys of Swagger 2.0, in words, each with the location where it was found first.
pub(super) type OlderKeys = Vec<(String, Origin)>;

/// A key, and its name in messages.
type NamedKey = (&'static str, &'static str);

const OPERATION_KEYS: [NamedKey; 3] = [
    ("consumes", "consumes in operations"),
    ("produces", "produces in operations"),
    ("schemes", "schemes in operations"),
];

/// Returns the keys of Swagger 2.0 in the root, and in the parameters, headers and responses of all operations.
pub(super) fn find_older_keys(document: &Document) -> OlderKeys {
    let root = Origin::default();
    let mut keys: OlderKeys = document
        .swagger_keys()
        .map(|key| (key.to_owned(), root.child(key)))
        .collect();
    let mut followed = HashSet::new();
    let mut queue = vec![(root, Child::One(OpenApiObject::Document))];
    while let Some((origin, place)) = queue.pop() {
        let Some(value) = document.value(&origin) else {
            continue;
        };
        let mut references = Vec::new();
        walk_objects(
            value,
            place,
            step_outside_schemas,
            &mut origin.pointer.to_string(),
            &mut |members, object, pointer| {
                let at = Origin::new(origin.file, pointer);
                if let Some(Value::String(text)) = members.get("$ref") {
                    references.push((at, text.as_str().to_owned(), object));
                    return;
                }
                for (key, name) in older_keys_of(members, object) {
                    if !keys.iter().any(|(known, _)| known == name) {
                        keys.push((name.to_owned(), at.child(key)));
                    }
                }
            },
        );
        for (from, text, object) in references {
            if !followed.insert((from.file, text.clone(), object)) {
                continue;
            }
            if let Ok(target) = document.resolve_once(&from, &text)
                && !is_usual_place(&target.pointer, OpenApiObject::Schema)
            {
                queue.push((target, Child::One(object)));
            }
        }
    }
    let have_effect = keys
        .iter()
        .any(|(name, _)| OPERATION_KEYS.iter().all(|(_, known)| known != name));
    if have_effect { keys } else { Vec::new() }
}

/// Returns whether a parameter or header is described by keys of Swagger 2.0.
pub(super) fn is_older_parameter(parameter: &Map<String, Value>) -> bool {
    older_parameter_key(parameter).is_some()
}

/// Returns whether a response is described by keys of Swagger 2.0.
pub(super) fn is_older_response(response: &Map<String, Value>) -> bool {
    !response.contains_key("content") && response.get("schema").is_some_and(Value::is_object)
}

/// Returns keys of Swagger 2.0 in an object.
fn older_keys_of(members: &Map<String, Value>, object: OpenApiObject) -> Vec<NamedKey> {
    match object {
        OpenApiObject::Parameter => older_parameter_key(members).into_iter().collect(),
        OpenApiObject::Response if is_older_response(members) => {
            vec![("schema", "schema in responses")]
        }
        OpenApiObject::Operation => {
            let mut keys = OPERATION_KEYS.to_vec();
            keys.retain(|(key, _)| members.contains_key(*key));
            keys
        }
        _ => Vec::new(),
    }
}

fn older_parameter_key(parameter: &Map<String, Value>) -> Option<NamedKey> {
    if is_part_of_body(parameter) {
        let is_body = parameter.get("in").is_some_and(|place| place == "body");
        let name = if is_body { "in: body" } else { "in: formData" };
        return Some(("in", name));
    }
    if parameter.contains_key("schema") || parameter.contains_key("content") {
        return None;
    }
    [
        ("type", "type in parameters"),
        ("items", "items in parameters"),
        ("format", "format in parameters"),
        ("enum", "enum in parameters"),
        ("collectionFormat", "collectionFormat in parameters"),
    ]
    .into_iter()
    .find(|(key, _)| parameter.contains_key(*key))
}

/// Returns the result of [`Child::step`], but only for objects that can contain parameters and responses.
fn step_outside_schemas(place: Child, segment: &str) -> Option<Child> {
    let is_passed = match place.object() {
        Some(OpenApiObject::Document) => matches!(segment, "paths" | "components"),
        Some(OpenApiObject::Components) => {
            matches!(segment, "parameters" | "responses" | "headers")
        }
        Some(OpenApiObject::PathItem) => segment == "parameters" || METHODS.contains(&segment),
        Some(OpenApiObject::Operation) => matches!(segment, "parameters" | "responses"),
        Some(OpenApiObject::Response) => segment == "headers",
        Some(_) => false,
        None => true,
    };
    if is_passed { place.step(segment) } else { None }
}
