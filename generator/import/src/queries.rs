//! `query_settings` of `stainless.yml`: how arrays and objects are written in the query.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::amendments::bracketed_member;
use super::keys::{StainlessKeys, keys_of_location};
use super::operations::{described_path_items, operations_at};
use super::plan::{ImportPlan, OverlayAction, OverlayChange};
use description::Document;
use diag::{FileId, Origin};

/// Plans the style of those parameters whose style the description does not state.
pub(super) fn plan_styles(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
) {
    let arrays = StainlessKeys::place_of(&["query_settings", "array_format"]);
    let objects = StainlessKeys::place_of(&["query_settings", "nested_format"]);
    match keys.value_at(&arrays).and_then(Value::as_str) {
        Some("comma") => {
            keys.use_all(&arrays);
            plan_style(
                plan,
                document,
                "array",
                &json!({"style": "form", "explode": false}),
            );
        }
        // `repeat` is the default in OpenAPI.
        Some("repeat") => keys.use_all(&arrays),
        _ => {}
    }
    if keys.value_at(&objects).and_then(Value::as_str) == Some("brackets") {
        keys.use_all(&objects);
        plan_style(
            plan,
            document,
            "object",
            &json!({"style": "deepObject", "explode": true}),
        );
    }
}

fn plan_style(plan: &mut ImportPlan, document: &Document, kind: &str, style: &Value) {
    let mut seen = HashSet::new();
    for (_, item) in described_path_items(document) {
        let mut owners = operations_at(document, &item);
        owners.push(item);
        for owner in owners {
            for written in document.items(&owner.child("parameters")) {
                let parameter = document.followed(written);
                // The overlay changes only the root file.
                let is_changed = parameter.file == FileId(0)
                    && is_unstyled_query_parameter(document, &parameter, kind);
                if is_changed && seen.insert(parameter.clone()) {
                    let change = OverlayChange::Update(style.clone());
                    plan.actions.push(OverlayAction {
                        target: json_path(&parameter),
                        description: None,
                        change,
                    });
                }
            }
        }
    }
}

/// Returns whether a parameter is in the query, of this type, and has neither `style` nor
/// `explode`.
fn is_unstyled_query_parameter(document: &Document, parameter: &Origin, kind: &str) -> bool {
    let Some(value) = document.value(parameter) else {
        return false;
    };
    let is_in_query = value.get("in").and_then(Value::as_str) == Some("query");
    let has_style = value.get("style").is_some() || value.get("explode").is_some();
    if !is_in_query || has_style {
        return false;
    }
    let schema = document.followed(parameter.child("schema"));
    if is_of_type(document, &schema, kind) {
        return true;
    }
    // In descriptions from pydantic, an optional parameter is a union with `null`.
    let mut others = Vec::new();
    for member in document.items(&schema.child("anyOf")) {
        let member = document.followed(member);
        if !is_of_type(document, &member, "null") {
            others.push(member);
        }
    }
    match others.as_slice() {
        [only] => is_of_type(document, only, kind),
        _ => false,
    }
}

fn is_of_type(document: &Document, schema: &Origin, kind: &str) -> bool {
    match document.value(&schema.child("type")) {
        Some(Value::String(text)) => text == kind,
        Some(Value::Array(types)) => {
            let mut named = types.iter().filter_map(Value::as_str).collect::<Vec<_>>();
            named.retain(|name| *name != "null");
            named == [kind]
        }
        _ => false,
    }
}

/// Returns a JSONPath for a location.
fn json_path(origin: &Origin) -> String {
    let mut path = "$".to_owned();
    for key in keys_of_location(origin) {
        match key.parse::<usize>() {
            Ok(index) if path.ends_with("['parameters']") => path.push_str(&format!("[{index}]")),
            _ => path.push_str(&bracketed_member(&key)),
        }
    }
    path
}
