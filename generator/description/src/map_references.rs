//! `$ref` in place of a map of named objects, such as `paths: {$ref: paths.yaml}`, which bundlers
//! follow.

use super::Document;
use super::objects::{Child, OpenApiObject};
use super::pointer::push_segment;
use super::references::ReferenceParts;
use diag::{Diagnostic, FileId, Origin};
use serde_json::{Map, Value, json};

impl Document {
    /// Replaces each such `$ref` by references to the members of its target.
    pub(super) fn follow_map_references(&mut self, warnings: &mut Vec<Diagnostic>) {
        // A `$ref` for all components may lead to sections that are references.
        let components = Origin::default().child("components");
        self.follow_map_reference(&components, warnings);
        let sections = self.value(&components).and_then(Value::as_object);
        let mut maps: Vec<Origin> = sections
            .into_iter()
            .flat_map(Map::keys)
            .filter(|key| matches!(OpenApiObject::Components.child(key), Some(Child::Map(_))))
            .map(|key| components.child(key))
            .collect();
        let keys = ["paths", "webhooks"].into_iter().chain(self.swagger_keys());
        maps.extend(keys.map(|key| Origin::default().child(key)));
        for origin in maps {
            self.follow_map_reference(&origin, warnings);
        }
    }

    fn follow_map_reference(&mut self, origin: &Origin, warnings: &mut Vec<Diagnostic>) {
        let reference_origin = origin.child("$ref");
        let Some(reference) = self
            .value(&reference_origin)
            .and_then(Value::as_str)
            .map(str::to_owned)
        else {
            return;
        };
        self.read_linked_file(FileId(0), &ReferenceParts::of(&reference), warnings);
        let target = match self.resolve(origin, &reference) {
            Ok(target) => target,
            Err(problem) => {
                warnings.push(problem.instead("this part of the description is left out"));
                return;
            }
        };
        let members: Map<String, Value> = self
            .value(&target)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), member_value(&reference, key, value)))
            .collect();
        let Some(map) = self.value_mut(origin).and_then(Value::as_object_mut) else {
            return;
        };
        map.shift_remove("$ref");
        map.extend(members);
        let message = format!(
            "found a `$ref` in place of a map, which OpenAPI does not allow: `{reference}`"
        );
        let note = Diagnostic::note("map-reference", message).at(origin);
        warnings.push(
            note.instead("the objects in its target are read, as bundlers do")
                .help("bundle the description, or write a `$ref` for each object"),
        );
    }
}

/// Returns a reference to the object at a key of the target, or the value itself if it is an
/// extension or a string.
fn member_value(reference: &str, key: &str, value: &Value) -> Value {
    if !value.is_object() || key.starts_with("x-") {
        return value.clone();
    }
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let mut pointer = fragment.to_owned();
    push_segment(&mut pointer, &key.replace('%', "%25"));
    json!({ "$ref": format!("{file}#{pointer}") })
}
