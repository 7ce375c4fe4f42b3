//! Events whose data is JSON, also as members of unions: `data` gets the schema in `contentSchema`,
//! because streams decode it.

use foldhash::{HashSet, HashSetExt};
use serde_json::{Map, Value};

use crate::raise::context::RaiseContext;
use crate::{
    Document, OpenApiObject, UnionMembers, UsedObjects, local_reference, reference_of, string_field,
};
use diag::Origin;
use media_type::media_type_essence;

/// Records a media type whose items are events.
pub(crate) fn note_events(
    object: OpenApiObject,
    members: &mut Map<String, Value>,
    context: &mut RaiseContext,
) {
    if object != OpenApiObject::MediaType {
        return;
    }
    let origin = context.origin();
    let name = origin.last_segment().unwrap_or_default();
    if media_type_essence(&name) == "text/event-stream" {
        if members.contains_key("itemSchema") {
            context.events.push(origin.child("itemSchema"));
        } else if members
            .get("schema")
            .is_some_and(|schema| schema.get("items").is_some())
        {
            context.events.push(origin.child("schema").child("items"));
        }
    }
}

/// The maximum number of events that are copied. Beyond it, `data` is read as JSON outside of
/// streams, too.
const MOST_COPIES: usize = 500;

/// Replaces the schema of `data` by the schema of the JSON in it, in the events at these locations,
/// and in their parts and members.
pub(crate) fn read_event_data(document: &mut Document, events: Vec<Origin>) {
    let has_references = events_from(document, events.clone())
        .iter()
        .any(|event| has_json(document, &data_of(event)) && !is_below(event, &events));
    if has_references {
        copy_shared_events(document, &events);
    }
    for event in events_from(document, events) {
        refer_to_content(document, &data_of(&event));
    }
}

/// Returns the schemas at these locations, with their parts and members.
fn events_from(document: &Document, origins: Vec<Origin>) -> Vec<Origin> {
    let nodes = origins.iter().filter_map(|origin| document.node(origin));
    document
        .applied_schemas(nodes, UnionMembers::All)
        .filter(|event| !event.is_reference())
        .map(|event| event.origin)
        .collect()
}

fn parts_and_members(document: &Document, event: &Origin) -> impl Iterator<Item = Origin> + use<> {
    let lists = ["allOf", "oneOf", "anyOf"].map(|list| document.items(&event.child(list)));
    lists.into_iter().flatten()
}

fn is_below(origin: &Origin, others: &[Origin]) -> bool {
    others.iter().any(|other| origin.is_within(other))
}

/// If an event whose `data` is JSON is also used outside of streams, replaces the references to it
/// in streams by copies. Outside of streams, `data` remains a string.
fn copy_shared_events(document: &mut Document, events: &[Origin]) {
    let used = objects_outside_of(document, events);
    let mut waiting = events.to_vec();
    let mut seen: HashSet<Origin> = HashSet::new();
    let mut copies: Vec<(Origin, Origin)> = Vec::new();
    while let Some(place) = waiting.pop() {
        let mut event = document.followed(place.clone());
        if event != place
            && event.file == place.file
            && copies.len() < MOST_COPIES
            && used.contains(&event)
            && leads_to_json(document, &event)
        {
            let around = copies
                .iter()
                .find(|(copy, original)| *original == event && place.is_within(copy));
            if let Some((copy, _)) = around {
                refer_to(document, &place, copy);
                continue;
            }
            copy_event(document, &place, &event);
            copies.push((place.clone(), event));
            event = place;
        }
        if seen.insert(event.clone()) {
            waiting.extend(parts_and_members(document, &event));
        }
    }
}

/// Changes the target of the reference at `origin`.
fn refer_to(document: &mut Document, origin: &Origin, target: &Origin) {
    if let Some(Value::Object(schema)) = document.value_mut(origin) {
        let reference = local_reference(&target.pointer);
        schema.insert("$ref".to_owned(), Value::from(reference));
    }
}

/// Returns the objects that operations and webhooks use, found without looking inside of these
/// schemas.
fn objects_outside_of(document: &mut Document, schemas: &[Origin]) -> UsedObjects {
    let mut taken = Vec::new();
    for place in schemas {
        if let Some(schema) = document.value_mut(place) {
            taken.push((place, schema.take()));
        }
    }
    let used = UsedObjects::of(document);
    for (place, value) in taken.into_iter().rev() {
        if let Some(schema) = document.value_mut(place) {
            *schema = value;
        }
    }
    used
}

fn leads_to_json(document: &Document, event: &Origin) -> bool {
    events_from(document, vec![event.clone()])
        .iter()
        .any(|event| has_json(document, &data_of(event)))
}

/// Replaces the reference at `origin` by a copy of the schema at `event`; annotations next to the
/// reference remain.
fn copy_event(document: &mut Document, origin: &Origin, event: &Origin) {
    let Some(Value::Object(mut copy)) = document.value(event).cloned() else {
        return;
    };
    let Some(Value::Object(reference)) = document.value_mut(origin) else {
        return;
    };
    reference.shift_remove("$ref");
    copy.append(reference);
    *reference = copy;
    document.record_copy(origin.file, &origin.pointer, event);
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
    if let Some(Value::Object(string)) = document.value_mut(data) {
        string.retain(|key, _| {
            ["description", "deprecated", "contentSchema"].contains(&key.as_str())
        });
    }
    refer_to(document, data, &data.child("contentSchema"));
}

/// Returns whether a schema is that of the data of an event, and refers to the JSON in this data.
pub fn is_read_content(document: &Document, data: &Origin) -> bool {
    let content = data.child("contentSchema");
    let reference = document.value(data).and_then(reference_of);
    document.value(&content).is_some() && reference == Some(&local_reference(&content.pointer))
}
