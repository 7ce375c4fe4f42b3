//! Events in unions whose data is JSON: `data` gets the schema in `contentSchema`, as the stream reads it.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::diag::Origin;
use crate::model::media_type_essence;
use crate::raise::context::RaiseContext;
use crate::source::{Document, OpenApiObject, local_reference, string_field};

/// Records a media type whose items are events.
pub(crate) fn note_events(
    object: OpenApiObject,
    members: &mut Map<String, Value>,
    context: &mut RaiseContext,
) {
    let name = context.pointer.rsplit('/').next().unwrap_or_default();
    if object == OpenApiObject::MediaType
        && media_type_essence(name) == "text~1event-stream"
        && members.contains_key("itemSchema")
    {
        let origin = context.place();
        context.events.push(origin.child("itemSchema"));
    }
}

/// Gives `data` of events the schema of the JSON in it, in the schemas at these locations and in their parts and
/// members.
pub(crate) fn read_event_data(document: &mut Document, events: Vec<Origin>) {
    let mut waiting = events;
    let mut seen: HashSet<Origin> = HashSet::new();
    while let Some(place) = waiting.pop() {
        let origin = document.followed(place);
        if !seen.insert(origin.clone()) {
            continue;
        }
        let parts: Vec<Origin> = document.items(&origin.child("allOf")).collect();
        let is_string = [&origin].into_iter().chain(&parts).any(|part| {
            let data = data_of(&document.followed(part.clone()));
            document.value(&data).is_some() && !has_json(document, &data)
        });
        // If the data of all events is a plain string, none can be JSON instead.
        if !is_string {
            waiting.extend(document.items(&origin.child("oneOf")));
            waiting.extend(document.items(&origin.child("anyOf")));
        }
        waiting.extend(parts);
        refer_to_content(document, &data_of(&origin));
    }
}

fn data_of(event: &Origin) -> Origin {
    event.child("properties").child("data")
}

/// Returns whether a schema describes a string that contains JSON with a schema.
fn has_json(document: &Document, data: &Origin) -> bool {
    let Some(Value::Object(string)) = document.value(data) else {
        return false;
    };
    string.contains_key("contentSchema")
        && (string.contains_key("$ref")
            || string_field(string, "contentMediaType")
                .is_some_and(|media_type| media_type_essence(media_type) == "application/json"))
}

/// Replaces the schema of a string with JSON by a reference to the schema of the JSON.
fn refer_to_content(document: &mut Document, data: &Origin) {
    if !has_json(document, data) {
        return;
    }
    let Some(Value::Object(string)) = document.value_mut(data) else {
        return;
    };
    string.retain(|key, _| ["description", "deprecated", "contentSchema"].contains(&key.as_str()));
    let reference = local_reference(&data.child("contentSchema").pointer);
    string.insert("$ref".to_owned(), Value::from(reference));
}
