//! Keys of Swagger 2.0 in a description of OpenAPI 3.

use super::reached::{METHODS, is_part_of_body, is_usual_place};
use crate::{Child, Document, OpenApiObject, walk_objects};
use diag::Origin;
use foldhash::{HashSet, HashSetExt};
use serde_json::{Map, Value};

/// Keys of Swagger 2.0, each with the location where it was found first.
pub(super) type OlderKeys = Vec<(OlderKey, Origin)>;

/// A key of Swagger 2.0, and the object that has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OlderKey {
    Root(&'static str),
    Operation(&'static str),
    Parameter(&'static str),
    /// `in: body`.
    Body,
    /// `in: formData`.
    FormData,
    /// The `schema` of a response.
    ResponseSchema,
}

impl OlderKey {
    fn key(self) -> &'static str {
        match self {
            Self::Root(key) | Self::Operation(key) | Self::Parameter(key) => key,
            Self::Body | Self::FormData => "in",
            Self::ResponseSchema => "schema",
        }
    }

    /// Returns the name of the key in messages.
    pub(super) fn in_words(self) -> String {
        match self {
            Self::Root(key) => key.to_owned(),
            Self::Operation(key) => format!("{key} in operations"),
            Self::Parameter(key) => format!("{key} in parameters"),
            Self::Body => "in: body".to_owned(),
            Self::FormData => "in: formData".to_owned(),
            Self::ResponseSchema => "schema in responses".to_owned(),
        }
    }
}

/// Returns the keys of Swagger 2.0 in the root, and in the parameters, headers and responses of all
/// operations.
pub(super) fn find_older_keys(document: &Document) -> OlderKeys {
    let root = Origin::default();
    let mut keys: OlderKeys = document
        .swagger_keys()
        .map(|key| (OlderKey::Root(key), root.child(key)))
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
                for key in older_keys_of(members, object) {
                    if !keys.iter().any(|(other, _)| *other == key) {
                        keys.push((key, at.child(key.key())));
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
    // Alone, keys of operations have no effect.
    let have_effect = keys
        .iter()
        .any(|(key, _)| !matches!(key, OlderKey::Operation(_)));
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
fn older_keys_of(members: &Map<String, Value>, object: OpenApiObject) -> Vec<OlderKey> {
    match object {
        OpenApiObject::Parameter => older_parameter_key(members).into_iter().collect(),
        OpenApiObject::Response if is_older_response(members) => {
            vec![OlderKey::ResponseSchema]
        }
        OpenApiObject::Operation => {
            let mut keys = vec!["consumes", "produces", "schemes"];
            keys.retain(|key| members.contains_key(*key));
            keys.into_iter().map(OlderKey::Operation).collect()
        }
        _ => Vec::new(),
    }
}

fn older_parameter_key(parameter: &Map<String, Value>) -> Option<OlderKey> {
    if is_part_of_body(parameter) {
        let is_body = parameter.get("in").is_some_and(|place| place == "body");
        return Some(if is_body {
            OlderKey::Body
        } else {
            OlderKey::FormData
        });
    }
    if parameter.contains_key("schema") || parameter.contains_key("content") {
        return None;
    }
    ["type", "items", "format", "enum", "collectionFormat"]
        .into_iter()
        .find(|key| parameter.contains_key(*key))
        .map(OlderKey::Parameter)
}

/// Returns the result of [`Child::step`], but only for objects that can contain parameters and
/// responses.
fn step_outside_schemas(place: Child, segment: &str) -> Option<Child> {
    let is_passed = match place.object() {
        Some(OpenApiObject::Document) => matches!(segment, "paths" | "x-ms-paths" | "components"),
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
