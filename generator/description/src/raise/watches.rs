//! Watches of Kubernetes. With the query parameter `watch`, a list returns the changes of its items
//! instead. Each such list gets an operation for its watch, at the same path with `?watch=true`.

use foldhash::HashSet;
use serde_json::{Map, Value, json};

use crate::{
    Child, Document, OpenApiObject, PATHS, lookup_pointer_mut, pointer_segments, string_field,
};
use diag::{FileId, Origin};
use media_type::{media_type_essence, media_type_parameter};

const SWITCH: &str = "watch";
/// The media type of a stream of events.
const EVENTS: &str = "application/json;stream=watch";
const DESCRIPTION: &str = "Streams the changes of the items of this list.";

/// Describes the watches of all lists, if the description has the schema of their events.
pub(super) fn describe_watches(document: &mut Document) {
    let Some(event) = find_event_schema(document) else {
        return;
    };
    let status = schema_origin(&format!("{}Status", event.trim_end_matches("WatchEvent")));
    let error = document.value(&status).map(|_| status.pointer.to_string());
    let path_items = find_path_items(document);
    let mut ids = collect_ids(document, &path_items);
    for path_item in path_items {
        let operation = path_item.child("get");
        if let Some(list) = find_watchable_list(document, path_item) {
            add_watch(document, &list, error.as_deref(), &mut ids);
            remove_switch(document, &list);
        } else if let Some(response) = find_success(document, &operation)
            && document.followed(json_schema(&response.content)) == schema_origin(&event)
        {
            // A single event is not a response: only the stream remains.
            retain_media_types(document, &response.content, is_json_stream);
        }
    }
}

fn schema_origin(name: &str) -> Origin {
    Origin::new(FileId(0), "/components/schemas").child(name)
}

/// Returns the name of the schema of events: `WatchEvent`, alone or after a dot, with the
/// properties `type` and `object`.
fn find_event_schema(document: &Document) -> Option<String> {
    let schemas = document.value(&Origin::new(FileId(0), "/components/schemas"))?;
    let mut names = schemas.as_object()?.keys();
    let name = names.find(|name| {
        let properties = schema_origin(name).child("properties");
        name.rsplit('.').next() == Some("WatchEvent")
            && document.value(&properties.child("object")).is_some()
            && has_type(document, properties.child("type"), "string")
    })?;
    Some(name.clone())
}

fn has_type(document: &Document, schema: Origin, name: &str) -> bool {
    let ty = document.followed(schema).child("type");
    document.value(&ty).and_then(Value::as_str) == Some(name)
}

/// A list that returns events instead, if its query has `watch=true`.
struct WatchableList {
    path_item: Origin,
    /// The parameters that contain `watch`: the parameters of the operation or of its path.
    parameters: Origin,
    /// The index of `watch` in these parameters.
    switch: usize,
    /// The indexes of the parameters of the watch: all but `watch`, and parameters that are not for
    /// watches.
    supported: Vec<usize>,
    response: SuccessResponse,
    /// The schema of an item of the list.
    item: Origin,
}

fn find_path_items(document: &Document) -> Vec<Origin> {
    let sections = PATHS.map(|key| Origin::default().child(key));
    let path_items = sections.iter().flat_map(|section| {
        let members = document.value(section).and_then(Value::as_object);
        let paths = members.into_iter().flat_map(Map::keys);
        paths.map(|path| section.child(path))
    });
    path_items.collect()
}

/// Returns the ids of the `GET` operations of these paths.
fn collect_ids(document: &Document, path_items: &[Origin]) -> HashSet<String> {
    let ids = path_items.iter().filter_map(|path_item| {
        let id = path_item.child("get").child("operationId");
        document.value(&id)?.as_str().map(str::to_owned)
    });
    ids.collect()
}

/// The first successful response of an operation.
struct SuccessResponse {
    status: String,
    content: Origin,
}

fn find_success(document: &Document, operation: &Origin) -> Option<SuccessResponse> {
    let responses = operation.child("responses");
    let mut statuses = document.value(&responses)?.as_object()?.keys();
    let status = statuses.find(|status| status.starts_with('2'))?;
    Some(SuccessResponse {
        status: status.clone(),
        content: document.followed(responses.child(status)).child("content"),
    })
}

fn json_schema(content: &Origin) -> Origin {
    content.child("application/json").child("schema")
}

/// Keeps the media types for which `is_kept` holds, if there are any.
fn retain_media_types(document: &mut Document, content: &Origin, is_kept: fn(&str) -> bool) {
    if let Some(Value::Object(media_types)) = document.value_mut(content)
        && media_types.keys().any(|media_type| is_kept(media_type))
    {
        media_types.retain(|media_type, _| is_kept(media_type));
    }
}

fn is_stream(media_type: &str) -> bool {
    media_type_parameter(media_type, "stream").is_some()
}

/// Returns whether a media type is a stream of JSON: Kubernetes also sends Protocol Buffers.
fn is_json_stream(media_type: &str) -> bool {
    is_stream(media_type) && media_type_essence(media_type) == "application/json"
}

fn find_watchable_list(document: &Document, path_item: Origin) -> Option<WatchableList> {
    let operation = path_item.child("get");
    let mut parameters = operation.child("parameters");
    let mut switch = find_switch(document, &parameters);
    if switch.is_none() && has_only_get(document, &path_item) {
        parameters = path_item.child("parameters");
        switch = find_switch(document, &parameters);
    }
    let response = find_success(document, &operation)?;
    let list = document.followed(json_schema(&response.content));
    let items = document.followed(list.child("properties").child("items"));
    let item = items.child("items");
    // A `$ref` in another file would lead elsewhere.
    let is_list = has_type(document, items, "array")
        && document.value(&item).is_some()
        && item.file == FileId(0);
    if !is_list {
        return None;
    }
    let switch = switch?;
    let supported = document
        .items(&parameters)
        .enumerate()
        .filter(|(index, parameter)| *index != switch && supports_watches(document, parameter));
    Some(WatchableList {
        supported: supported.map(|(index, _)| index).collect(),
        path_item,
        parameters,
        switch,
        response,
        item,
    })
}

fn find_switch(document: &Document, parameters: &Origin) -> Option<usize> {
    document
        .items(parameters)
        .position(|parameter| is_switch(document, parameter))
}

/// Returns whether `GET` is the only operation of a path, so that the parameters of the path belong
/// to the list.
fn has_only_get(document: &Document, path_item: &Origin) -> bool {
    let members = document.value(path_item).and_then(Value::as_object);
    members.is_some_and(|members| {
        members.keys().all(|key| {
            let child = OpenApiObject::PathItem.child(key);
            key == "get" || !matches!(child, Some(Child::One(OpenApiObject::Operation)))
        })
    })
}

fn is_switch(document: &Document, parameter: Origin) -> bool {
    let parameter = document.followed(parameter);
    let Some(Value::Object(members)) = document.value(&parameter) else {
        return false;
    };
    string_field(members, "name") == Some(SWITCH)
        && string_field(members, "in") == Some("query")
        && has_type(document, parameter.child("schema"), "boolean")
}

/// Returns whether a parameter is also for watches; the descriptions of `limit` and `continue` say
/// that they are not.
fn supports_watches(document: &Document, parameter: &Origin) -> bool {
    let parameter = document.value(&document.followed(parameter.clone()));
    let description = parameter.and_then(|parameter| parameter.get("description")?.as_str());
    !description.is_some_and(|text| {
        ["if", "when"]
            .iter()
            .any(|word| text.contains(&format!("not supported {word} watch is true")))
    })
}

/// Adds the operation for the watch of a list, and its id to `ids`.
fn add_watch(
    document: &mut Document,
    list: &WatchableList,
    error: Option<&str>,
    ids: &mut HashSet<String>,
) {
    let Some(path_item) = watch_path_item(document, list, error, ids) else {
        return;
    };
    let segments: Vec<_> = pointer_segments(&list.path_item.pointer).collect();
    let [section, list_path] = segments.as_slice() else {
        return;
    };
    let separator = if list_path.contains('?') { '&' } else { '?' };
    let path = format!("{list_path}{separator}{SWITCH}=true");
    let section = Origin::default().child(section);
    let added = section.child(&path);
    let Some(Value::Object(paths)) = document.value_mut(&section) else {
        return;
    };
    if paths.contains_key(&path) {
        return;
    }
    let position = paths.keys().position(|other| *other == **list_path);
    paths.shift_insert(
        position.map_or(paths.len(), |list| list + 1),
        path,
        path_item,
    );
    let watch = added.child("get");
    record_copy(document, &added, &list.path_item);
    if let Some(parameters) = list.parameters.moved(&list.path_item, &added) {
        for (index, written) in list.supported.iter().enumerate() {
            let written = list.parameters.item(*written);
            record_copy(document, &parameters.item(index), &written);
        }
    }
    let stream = watch.child("responses").child(&list.response.status);
    let event = stream.child("content").child(EVENTS).child("itemSchema");
    let object = event.child("properties").child("object");
    record_copy(document, &object, &list.item);
}

fn record_copy(document: &mut Document, copy: &Origin, written: &Origin) {
    document.record_copy(copy.file, &copy.pointer, written);
}

/// Returns the path item for the watch of a list.
fn watch_path_item(
    document: &Document,
    list: &WatchableList,
    error: Option<&str>,
    ids: &mut HashSet<String>,
) -> Option<Value> {
    let item = document.value(&list.item)?.clone();
    let mut path_item = document.value(&list.path_item)?.as_object()?.clone();
    path_item.retain(|key, _| matches!(key.as_str(), "get" | "parameters" | "servers"));
    let watch = path_item.get_mut("get")?.as_object_mut()?;
    if let Some(id) = string_field(watch, "operationId") {
        let id = watch_id(ids, id);
        ids.insert(id.clone());
        watch.insert("operationId".to_owned(), id.into());
    }
    watch.shift_remove("summary");
    watch.insert("description".to_owned(), DESCRIPTION.into());
    let responses = watch.get_mut("responses")?.as_object_mut()?;
    responses.retain(|status, _| !status.starts_with('2'));
    let event = json!({
        "type": "object",
        "required": ["type", "object"],
        "properties": {"type": {"type": "string"}, "object": item},
    });
    let events = json!({"description": "OK", "content": {EVENTS: {"itemSchema": event}}});
    responses.insert(list.response.status.clone(), events);
    if let Some(error) = error
        && !responses.contains_key("default")
    {
        let schema = json!({"$ref": format!("#{error}")});
        let error = json!({"description": "", "content": {"application/json": {"schema": schema}}});
        responses.insert("default".to_owned(), error);
    }
    let mut path_item = Value::Object(path_item);
    let pointer = list.parameters.below(&list.path_item)?;
    let parameters = lookup_pointer_mut(&mut path_item, pointer)?.as_array_mut()?;
    let supported = list.supported.iter();
    *parameters = supported
        .map(|index| parameters.get(*index).cloned())
        .collect::<Option<_>>()?;
    Some(path_item)
}

/// Returns the id of the watch: `watchPods` for `listPods`. Deprecated operations may have this id
/// already.
fn watch_id(ids: &HashSet<String>, list: &str) -> String {
    let id = match list.strip_prefix("list") {
        Some(items) => format!("watch{items}"),
        None => format!("watch_{list}"),
    };
    if ids.contains(&id) {
        format!("{id}Events")
    } else {
        id
    }
}

/// Removes what requests events from the operation for the list.
fn remove_switch(document: &mut Document, list: &WatchableList) {
    let parameters = &list.parameters;
    if let Some(Value::Array(items)) = document.value_mut(parameters)
        && list.switch < items.len()
    {
        items.remove(list.switch);
    }
    for index in list.switch..document.items(parameters).len() {
        document.record_move(&parameters.item(index), &parameters.item(index + 1));
    }
    retain_media_types(document, &list.response.content, |media_type| {
        !is_stream(media_type)
    });
}
