//! Everything that a description of Swagger 2.0 refers to: other files, objects outside of the
//! usual locations, and parameters.

use super::media_types::MediaTypes;
use crate::{
    Child, Document, OpenApiObject, ReferenceParts, WrittenReference, pointer_segments,
    references_in,
};
use diag::{FileId, Origin};
use indexmap::IndexSet;
use serde_json::{Map, Value};
use std::rc::Rc;

use foldhash::{HashMap, HashSet, HashSetExt};

/// The methods of Swagger 2.0, which are keys of path items.
pub(super) const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The body and form parameters that references lead to, by the file and the text of the reference.
pub(super) type SharedParameters = HashMap<(FileId, String), SharedParameter>;

pub(super) struct SharedParameter {
    pub(super) parameter: Map<String, Value>,
    pub(super) written: Origin,
    /// The file that contains the parameter, as the reference names it; empty for the same file.
    pub(super) address: String,
}

/// Everything that the description reaches.
#[derive(Default)]
pub(super) struct ReachedParts {
    pub(super) files: IndexSet<FileId>,
    /// Objects outside of the locations where a description has such objects.
    pub(super) fragments: IndexSet<(Origin, OpenApiObject)>,
    pub(super) parameters: SharedParameters,
    /// References in the place of a parameter, header or response that lead to a schema by mistake.
    pub(super) misplaced: HashSet<Origin>,
    /// For each response, the media types of the operations that refer to it.
    pub(super) produces: HashMap<Origin, Vec<Rc<[String]>>>,
}

impl ReachedParts {
    /// Follows all references.
    pub(super) fn of(document: &Document) -> Self {
        let mut reached = Self::default();
        let mut followed = HashSet::new();
        let mut descriptions = HashSet::from_iter([FileId(0)]);
        let mut queue = vec![(Origin::default(), Child::One(OpenApiObject::Document))];
        while let Some((origin, place)) = queue.pop() {
            reached.files.insert(origin.file);
            let references = match document.value(&origin) {
                Some(value) => references_in(value, place, Child::step_in_swagger, &origin),
                None => Vec::new(),
            };
            for mut reference in references {
                if leads_to_schema_by_mistake(document, &reference) {
                    reached.misplaced.insert(reference.origin.clone());
                    reference.node = OpenApiObject::Schema;
                }
                if reference.node == OpenApiObject::Response {
                    reached.keep_produces(document, &reference);
                }
                if !followed.insert((
                    reference.origin.file,
                    reference.text.clone(),
                    reference.node,
                )) {
                    continue;
                }
                if reference.node == OpenApiObject::Parameter {
                    reached.keep_parameter(document, &reference);
                }
                let Ok(target) = document.resolve_once(&reference.origin, &reference.text) else {
                    continue;
                };
                let root = Origin::new(target.file, "");
                let is_description = document
                    .value(&root)
                    .and_then(Value::as_object)
                    .is_some_and(is_description);
                if is_description && descriptions.insert(target.file) {
                    queue.push((root, Child::One(OpenApiObject::Document)));
                }
                if is_description && is_usual_place(&target.pointer, reference.node) {
                    continue;
                }
                if reached.fragments.insert((target.clone(), reference.node)) {
                    queue.push((target, Child::One(reference.node)));
                }
            }
        }
        reached
    }

    fn keep_produces(&mut self, document: &Document, reference: &WrittenReference) {
        let operation = reference.origin.parent().and_then(|it| it.parent());
        if let Ok(target) = document.resolve(&reference.origin, &reference.text)
            && let Some(operation) = operation
        {
            let MediaTypes { produces, .. } = MediaTypes::at_operation(document, &operation);
            let media_types = self.produces.entry(target).or_default();
            if !media_types.contains(&produces) {
                media_types.push(produces);
            }
        }
    }

    fn keep_parameter(&mut self, document: &Document, reference: &WrittenReference) {
        let Ok(target) = document.resolve(&reference.origin, &reference.text) else {
            return;
        };
        if let Some(Value::Object(parameter)) = document.value(&target)
            && is_part_of_body(parameter)
        {
            let address = if target.file == reference.origin.file {
                String::new()
            } else {
                ReferenceParts::of(&reference.text).address.to_owned()
            };
            let shared = SharedParameter {
                parameter: parameter.clone(),
                written: target,
                address,
            };
            let key = (reference.origin.file, reference.text.clone());
            self.parameters.insert(key, shared);
        }
    }
}

/// Returns whether a reference in the place of a parameter, header or response leads to a schema.
/// Some authors put parameters and responses below `definitions`, too.
fn leads_to_schema_by_mistake(document: &Document, reference: &WrittenReference) -> bool {
    let own_keys: &[&str] = match reference.node {
        OpenApiObject::Parameter => &["name", "in", "schema", "content"],
        OpenApiObject::Response => &["schema", "examples", "headers", "content"],
        _ => return false,
    };
    let Ok(target) = document.resolve(&reference.origin, &reference.text) else {
        return false;
    };
    let Some(Value::Object(target_object)) = document.value(&target) else {
        return false;
    };
    let holder = document.value(&reference.origin);
    let has_location = holder.is_some_and(|holder| holder.get("in").is_some());
    let is_definition = is_usual_place(&target.pointer, OpenApiObject::Schema);
    let is_response = reference.node == OpenApiObject::Response;
    (has_location || is_definition)
        && !own_keys.iter().any(|key| target_object.contains_key(*key))
        && !(is_response && target_object.keys().all(|key| key == "description"))
}

/// Returns whether a parameter is the body, or a field of a form.
pub(super) fn is_part_of_body(parameter: &Map<String, Value>) -> bool {
    matches!(
        parameter.get("in").and_then(Value::as_str),
        Some("body" | "formData")
    )
}

/// Returns whether a file with this root is a description, or has parts of a description that other
/// files refer to.
pub(super) fn is_description(root: &Map<String, Value>) -> bool {
    let has_parts = ["definitions", "parameters", "responses", "paths"]
        .iter()
        .any(|key| root.get(*key).is_some_and(Value::is_object));
    root.contains_key("swagger") || has_parts && !root.contains_key("type")
}

/// Returns whether the object at a location is rewritten together with the enclosing description.
pub(super) fn is_usual_place(pointer: &str, object: OpenApiObject) -> bool {
    pointer_segments(pointer)
        .try_fold(Child::One(OpenApiObject::Document), |place, segment| {
            place.step_in_swagger(&segment)
        })
        .is_some_and(|place| place.object() == Some(object))
}
