//! `pagination` of `stainless.yml`.

use serde_json::Value;

use super::keys::StainlessKeys;
use super::plan::{ImportPlan, PlannedScheme};
use diag::{Origin, push_segment};

/// The extension that states the purpose of a property.
pub(super) const PURPOSE: &str = "x-stainless-pagination-property";

/// Names of properties that state whether there are more pages, even if their purpose is not
/// stated.
const MORE: &[&str] = &["has_more", "hasMore", "has_next_page", "hasNextPage"];

/// The properties of a scheme that have a purpose.
#[derive(Default)]
struct SchemeProperties {
    /// The purpose and the name of each property.
    request: Vec<(String, String)>,
    /// The purpose and the JSON pointer of each property; for a property of an item, its name
    /// instead of a pointer.
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
    properties
        .iter()
        .find(|(purpose, _)| purposes.contains(&purpose.as_str()))
        .map(|(_, name)| name.clone())
}

/// Plans the schemes of pagination.
pub(super) fn plan_paging(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan) {
    for origin in keys.items_of(&StainlessKeys::place_of(&["pagination"])) {
        let Some(kind) = keys.use_text(&origin.child("type")) else {
            continue;
        };
        let properties = read_properties(keys, &origin);
        let Some((key, values)) = scheme_of_kind(kind, &properties) else {
            let reason = "No property of the scheme says which parameter asks for the next page.";
            keys.leave_out_with(&origin, reason, Some(kind.to_owned()));
            continue;
        };
        if plan.paging.contains_key(key) {
            let reason = "`paging` has one scheme of each kind; `paging.operations` sets others for single operations.";
            keys.leave_out_with(&origin, reason, Some(kind.to_owned()));
            continue;
        }
        keys.use_all(&origin.child("request"));
        keys.use_all(&origin.child("response"));
        plan.paging.insert(
            key.to_owned(),
            PlannedScheme {
                keys: values,
                origin,
            },
        );
    }
}

fn read_properties(keys: &StainlessKeys<'_>, origin: &Origin) -> SchemeProperties {
    let mut properties = SchemeProperties::default();
    if let Some(Value::Object(parameters)) = keys.value_at(&origin.child("request")) {
        for (name, schema) in parameters {
            if let Some(purpose) = purpose_of(schema) {
                properties.request.push((purpose, name.clone()));
            }
        }
    }
    if let Some(Value::Object(members)) = keys.value_at(&origin.child("response")) {
        for (name, schema) in members {
            read_response_property(schema, name, "", &mut properties);
        }
    }
    properties
}

/// Adds a property of the object at `parent` in the response, and the properties inside of it, if
/// they have a purpose.
fn read_response_property(
    schema: &Value,
    name: &str,
    parent: &str,
    properties: &mut SchemeProperties,
) {
    let mut pointer = parent.to_owned();
    push_segment(&mut pointer, name);
    let purpose = match purpose_of(schema) {
        None if MORE.contains(&name) => Some("has_next_page".to_owned()),
        purpose => purpose,
    };
    if let Some(purpose) = purpose {
        properties.response.push((purpose, pointer.clone()));
    }
    if let Some(Value::Object(members)) = schema.get("properties") {
        for (name, inner) in members {
            read_response_property(inner, name, &pointer, properties);
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

/// Returns the purpose of a property, without the suffix (`_param`, `_field`) that says where the
/// property is.
fn purpose_of(schema: &Value) -> Option<String> {
    let purpose = schema.get(PURPOSE)?.get("purpose")?.as_str()?;
    let short = purpose
        .trim_end_matches("_param")
        .trim_end_matches("_field");
    Some(short.to_owned())
}

/// Returns the key in `paging` for a kind of scheme, with its settings; `None` if a required
/// property is missing.
fn scheme_of_kind(
    kind: &str,
    properties: &SchemeProperties,
) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let next_cursor = properties.pointer_for(&["next_cursor"]);
    let has_next_cursor = next_cursor.is_some();
    let (key, mut settings): (_, Vec<(&'static str, Option<String>)>) = match kind {
        "cursor" | "fake_page" if has_next_cursor => {
            let parameter = properties.parameter_for(&["next_cursor", "cursor"])?;
            let own = vec![("parameter", Some(parameter)), ("next", next_cursor)];
            ("token", own)
        }
        "cursor_id" | "cursor" => {
            let after = properties.parameter_for(&["next_cursor_id", "next_cursor"])?;
            let before = properties.parameter_for(&["previous_cursor_id", "previous_cursor"]);
            let property = properties.pointer_for(&["cursor_item_id"]);
            let own = vec![
                ("after", Some(after)),
                ("before", before),
                ("property", property),
            ];
            ("after", own)
        }
        "cursor_url" => {
            let next = properties.pointer_for(&["cursor_url", "next_cursor_url"])?;
            ("link", vec![("next", Some(next))])
        }
        "page_number" => {
            let page = properties.parameter_for(&["page_number"])?;
            let own = vec![
                ("page", Some(page)),
                ("total_pages", properties.pointer_for(&["total_page_count"])),
                ("total_items", properties.pointer_for(&["total_count"])),
            ];
            ("page_number", own)
        }
        "offset" => {
            let offset = properties.parameter_for(&["offset_count"])?;
            let total = properties.pointer_for(&["offset_total_count", "total_count"]);
            let own = vec![("offset", Some(offset)), ("total_items", total)];
            ("offset", own)
        }
        _ => return None,
    };
    settings.push(("items", properties.pointer_for(&["items"])));
    if key != "link" {
        let more = properties.pointer_for(&["has_next_page", "has_more"]);
        settings.push(("more", more));
    }
    let stated = settings
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    Some((key, stated.collect()))
}
