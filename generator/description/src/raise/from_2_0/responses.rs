//! Responses and their headers.

use super::media_types::distinct_types;
use super::older_keys::is_older_response;
use super::rewriter::{MovedPlace, Rewriter};
use super::schemas;
use serde_json::{Map, Value};

const NEWER_KEYS: [&str; 2] = ["content", "links"];

impl Rewriter<'_> {
    /// Rewrites a response that operations refer to.
    pub(super) fn rewrite_shared_response(
        &mut self,
        response: &mut Map<String, Value>,
        place: &MovedPlace,
    ) {
        let lists = match self.reached.produces.get(&place.written) {
            Some(lists) => lists.as_slice(),
            None => std::slice::from_ref(&self.media_types.produces),
        };
        let schema = response.get("schema");
        let lists = lists.iter().filter(|list| can_hold_values(schema, list));
        let produces = distinct_types(lists.flat_map(|list| list.iter().map(String::as_str)));
        self.rewrite_response(response, &produces, true, place);
    }

    /// Rewrites a response: `{schema: s, examples: {m: e}}` →
    /// `{content: {m: {schema: s, example: e}}}`. An error response may have another media type
    /// than those that the operation produces.
    pub(super) fn rewrite_response(
        &mut self,
        response: &mut Map<String, Value>,
        produces: &[String],
        is_failure: bool,
        place: &MovedPlace,
    ) {
        self.wrap_misplaced_reference(response, "response", place);
        if response.contains_key("$ref") {
            return;
        }
        self.record(place);
        self.note_newer_keys(response, &NEWER_KEYS, place);
        if let Some(Value::Object(headers)) = response.get_mut("headers") {
            let origin = place.child("headers");
            for (name, header) in headers.iter_mut() {
                if let Value::Object(header) = header {
                    self.wrap_misplaced_reference(header, "header", &origin.child(name));
                    self.rewrite_parameter(header, &origin.child(name));
                }
            }
        }
        if !self.is_swagger && !is_older_response(response) {
            return;
        }
        let schema = response.shift_remove("schema");
        let examples = match response.shift_remove("examples") {
            Some(Value::Object(examples)) => examples,
            _ => Map::new(),
        };
        if schema.is_none() && examples.is_empty() || response.contains_key("content") {
            return;
        }
        let mut content = Map::new();
        let produces = if is_failure && !can_hold_values(schema.as_ref(), produces) {
            &[]
        } else {
            produces
        };
        for name in media_types_of(schema.as_ref(), &examples, produces) {
            let mut media_type = Map::new();
            let origin = self.record_media_type(&name, place);
            if let Some(schema) = &schema {
                let mut schema = schema.clone();
                schemas::rewrite_schemas(&mut schema);
                media_type.insert("schema".to_owned(), schema);
                self.record(&origin.moved("schema", &place.written.child("schema")));
            }
            if let Some(example) = examples.get(&name) {
                media_type.insert("example".to_owned(), example.clone());
                let examples = place.written.child("examples");
                self.record(&origin.moved("example", &examples.child(&name)));
            }
            content.insert(name, Value::Object(media_type));
        }
        response.insert("content".to_owned(), Value::Object(content));
    }
}

/// Returns the media types of a response: the ones that the operation produces, or else the media
/// types of the examples, or else JSON. A file is not JSON, even if the description states JSON for
/// all its responses.
fn media_types_of(
    schema: Option<&Value>,
    examples: &Map<String, Value>,
    produces: &[String],
) -> Vec<String> {
    let is_file = schema
        .and_then(|schema| schema.get("type"))
        .is_some_and(|name| name == "file");
    let named: Vec<String> = if produces.is_empty() || schema.is_none() {
        examples
            .keys()
            .filter(|key| key.contains('/'))
            .cloned()
            .collect()
    } else {
        produces.to_vec()
    };
    let is_json = named.iter().all(|name| name.contains("json"));
    if is_file && is_json {
        vec!["application/octet-stream".to_owned()]
    } else if named.is_empty() {
        vec!["application/json".to_owned()]
    } else {
        named
    }
}

/// Returns whether a value of the schema can be written in one of the media types. An operation
/// that produces `text/plain` or an archive still describes its errors, which are sent as JSON.
fn can_hold_values(schema: Option<&Value>, produces: &[String]) -> bool {
    let is_text = schema
        .and_then(|schema| schema.get("type"))
        .is_some_and(|name| name == "string" || name == "file");
    is_text
        || produces.iter().any(|name| {
            let is_sequence = ["jsonl", "ndjson", "json-seq"]
                .iter()
                .any(|end| name.ends_with(end));
            let has_form = ["json", "xml", "yaml", "form", "*"]
                .iter()
                .any(|form| name.contains(form));
            has_form && !is_sequence
        })
}
