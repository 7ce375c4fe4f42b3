//! `pagination` of `stainless.yml`.

use serde_json::Value;

use super::keys::StainlessKeys;
use super::plan::{ImportPlan, PlannedScheme};
use crate::diag::{Origin, push_segment};

/// The extension that says what a property is for.
const PURPOSE: &str = "x-stainless-pagination-property";

/// Properties that say whether there are more pages, if no purpose says so.
const MORE: &[&str] = &["has_more", "hasMore", "has_next_page", "hasNextPage"];

/// The properties of a scheme: what each is for, with its name or JSON pointer.
#[derive(Default)]
struct SchemeProperties {
    request: Vec<(String, String)>,
    response: Vec<(String, String)>,
}

impl SchemeProperties {
    fn parameter_for(&self, purposes: &[&str]) -> Option<String> {
        first_with_purpose(&self.request, purposes)
    }

    fn pointer_for(&self, purposes: &[&str]) -> Option<String> {
        first_with_purpose(&self.response, purposes)
    }
}

fn first_with_purpose(properties: &[(String, String)], purposes: &[&str]) -> Option<String> {
    let found = properties
        .iter()
        .find(|(purpose, _)| purposes.contains(&purpose.as_str()));
    found.map(|(_, name)| name.clone())
}

/// Plans the schemes of pagination.
pub(super) fn plan_paging(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan) {
    for at in keys.items_of(&StainlessKeys::place_of(&["pagination"])) {
        let Some(kind) = keys.use_text(&at.child("type")) else {
            continue;
        };
        let properties = read_properties(keys, &at);
        let Some((key, values)) = scheme_of_kind(kind, &properties) else {
            let reason = "No property of the scheme says which parameter asks for the next page.";
            keys.leave_out_with(&at, reason, Some(kind.to_owned()));
            continue;
        };
        if plan.paging.contains_key(key) {
            let reason = "`paging` has one scheme of each kind; `paging.operations` sets others for single operations.";
            keys.leave_out_with(&at, reason, Some(kind.to_owned()));
            continue;
        }
        keys.use_all(&at.child("request"));
        keys.use_all(&at.child("response"));
        plan.paging.insert(
            key.to_owned(),
            PlannedScheme {
                keys: values,
                from: at,
            },
        );
    }
}

fn read_properties(keys: &StainlessKeys<'_>, at: &Origin) -> SchemeProperties {
    let mut properties = SchemeProperties::default();
    if let Some(Value::Object(parameters)) = keys.value_at(&at.child("request")) {
        for (name, schema) in parameters {
            if let Some(purpose) = purpose_of(schema) {
                properties.request.push((purpose, name.clone()));
            }
        }
    }
    if let Some(Value::Object(members)) = keys.value_at(&at.child("response")) {
        for (name, schema) in members {
            let mut pointer = String::new();
            push_segment(&mut pointer, name);
            read_response(schema, &pointer, &mut properties);
        }
    }
    properties
}

/// Reads a property of the response, and the properties in it.
fn read_response(schema: &Value, pointer: &str, properties: &mut SchemeProperties) {
    let name = pointer.rsplit('/').next().unwrap_or_default();
    match purpose_of(schema) {
        Some(purpose) => properties.response.push((purpose, pointer.to_owned())),
        None if MORE.contains(&name) => properties
            .response
            .push(("has_next_page".to_owned(), pointer.to_owned())),
        None => {}
    }
    if let Some(Value::Object(members)) = schema.get("properties") {
        for (name, inner) in members {
            let mut below = pointer.to_owned();
            push_segment(&mut below, name);
            read_response(inner, &below, properties);
        }
    }
    if let Some(Value::Object(members)) = schema
        .get("items")
        .and_then(|items| items.get("properties"))
    {
        for (name, inner) in members {
            if purpose_of(inner).as_deref() == Some("cursor_item_id") {
                properties
                    .response
                    .push(("cursor_item_id".to_owned(), name.clone()));
            }
        }
    }
}

fn purpose_of(schema: &Value) -> Option<String> {
    let purpose = schema.get(PURPOSE)?.get("purpose")?.as_str()?;
    let short = purpose
        .trim_end_matches("_param")
        .trim_end_matches("_field");
    Some(short.to_owned())
}

/// Returns the key of `paging` for a kind of scheme, and its settings; `None` without the property that it needs.
fn scheme_of_kind(
    kind: &str,
    found: &SchemeProperties,
) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    let key = match kind {
        "cursor" | "fake_page" if found.pointer_for(&["next_cursor"]).is_some() => {
            values.push((
                "parameter",
                found.parameter_for(&["next_cursor", "cursor"])?,
            ));
            values.extend(
                found
                    .pointer_for(&["next_cursor"])
                    .map(|pointer| ("next", pointer)),
            );
            "token"
        }
        "cursor_id" | "cursor" => {
            values.push((
                "after",
                found.parameter_for(&["next_cursor_id", "next_cursor"])?,
            ));
            values.extend(
                found
                    .parameter_for(&["previous_cursor_id", "previous_cursor"])
                    .map(|name| ("before", name)),
            );
            values.extend(
                found
                    .pointer_for(&["cursor_item_id"])
                    .map(|name| ("property", name)),
            );
            "after"
        }
        "cursor_url" => {
            values.push((
                "next",
                found.pointer_for(&["cursor_url", "next_cursor_url"])?,
            ));
            "link"
        }
        "page_number" => {
            values.push(("page", found.parameter_for(&["page_number"])?));
            values.extend(
                found
                    .pointer_for(&["total_page_count"])
                    .map(|pointer| ("total_pages", pointer)),
            );
            values.extend(
                found
                    .pointer_for(&["total_count"])
                    .map(|pointer| ("total_items", pointer)),
            );
            "page_number"
        }
        "offset" => {
            values.push(("offset", found.parameter_for(&["offset_count"])?));
            values.extend(
                found
                    .pointer_for(&["offset_total_count", "total_count"])
                    .map(|pointer| ("total_items", pointer)),
            );
            "offset"
        }
        _ => return None,
    };
    values.extend(
        found
            .pointer_for(&["items"])
            .map(|pointer| ("items", pointer)),
    );
    if key != "link" {
        values.extend(
            found
                .pointer_for(&["has_next_page", "has_more"])
                .map(|pointer| ("more", pointer)),
        );
    }
    Some((key, values))
}
