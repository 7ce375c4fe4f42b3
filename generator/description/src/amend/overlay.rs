//! Overlays: actions that update, copy or remove the values that JSONPath expressions (RFC 9535)
//! select.
//!
//! Deviates from the specification for a key without a value (`components:` in YAML): it never
//! replaces an object or array, and any value replaces it.

use super::amended_root::{AmendedRoot, ValueSource, child_pointer};
use diag::{Diagnostic, Origin, value_in_words};
use serde_json::{Map, Value};
use serde_json_path::JsonPath;

/// The maximum depth of brackets in an expression, since the parser is recursive.
const DEEPEST_TARGET: usize = 12;

pub(super) fn apply_overlay_actions(
    draft: &mut AmendedRoot,
    overlay: &Map<String, Value>,
    origin: &Origin,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let version = overlay
        .get("overlay")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !version.starts_with("1.") {
        let written = overlay
            .get("overlay")
            .map(value_in_words)
            .unwrap_or_default();
        return Err(overlay_error(
            format!("the version of the overlay is {written}, expected `1.0.0` or `1.1.0`"),
            &origin.child("overlay"),
        ));
    }
    let actions_origin = origin.child("actions");
    let Some(Value::Array(actions)) = overlay.get("actions") else {
        let written = overlay
            .get("actions")
            .map_or_else(|| "none".to_owned(), value_in_words);
        return Err(overlay_error(
            format!("expected an array of `actions`, found {written}"),
            &actions_origin,
        ));
    };
    let mut warnings = Vec::new();
    for (index, action) in actions.iter().enumerate() {
        let origin = actions_origin.item(index);
        let Value::Object(action) = action else {
            return Err(overlay_error(
                format!(
                    "expected an action object, found {}",
                    value_in_words(action)
                ),
                &origin,
            ));
        };
        warnings.extend(apply_action(draft, action, &origin)?);
    }
    Ok(warnings)
}

fn overlay_error(message: String, origin: &Origin) -> Diagnostic {
    Diagnostic::error("overlay", message).at(origin)
}

/// Applies one action; returns a warning if its target matches nothing.
fn apply_action(
    draft: &mut AmendedRoot,
    action: &Map<String, Value>,
    origin: &Origin,
) -> Result<Option<Diagnostic>, Diagnostic> {
    let targets = select_targets(draft, action, "target", origin)?;
    if targets.is_empty() {
        return Ok(Some(unmatched_target_warning(action, "target", origin)));
    }
    if action.get("remove") == Some(&Value::Bool(true)) {
        remove_targets(draft, &targets, origin)?;
        return Ok(None);
    }
    if action.contains_key("copy") {
        return match select_targets(draft, action, "copy", origin)?.as_slice() {
            [] => Ok(Some(unmatched_target_warning(action, "copy", origin))),
            [from] => {
                let value = draft.value(from).cloned().unwrap_or_default();
                update_targets(
                    draft,
                    &targets,
                    &value,
                    &ValueSource::Copied(from.clone()),
                    &origin.child("copy"),
                )
                .map(|()| None)
            }
            several => {
                let message = format!(
                    "`copy` selects {} values, expected exactly one",
                    several.len()
                );
                Err(overlay_error(message, &origin.child("copy")))
            }
        };
    }
    match action.get("update") {
        Some(value) => {
            let update_origin = origin.child("update");
            update_targets(
                draft,
                &targets,
                value,
                &ValueSource::Literal(update_origin.clone()),
                &update_origin,
            )
            .map(|()| None)
        }
        None => Err(overlay_error(
            "expected an action with `update`, `copy` or `remove: true`, found none of them"
                .to_owned(),
            origin,
        )),
    }
}

fn select_targets(
    draft: &AmendedRoot,
    action: &Map<String, Value>,
    key: &str,
    origin: &Origin,
) -> Result<Vec<String>, Diagnostic> {
    let path_origin = origin.child(key);
    let text = match action.get(key) {
        Some(Value::String(text)) => text,
        Some(other) => {
            return Err(overlay_error(
                format!("`{key}` is {}, expected a JSONPath", value_in_words(other)),
                &path_origin,
            ));
        }
        None => {
            return Err(overlay_error(
                format!("expected an action with `{key}`, found none"),
                origin,
            ));
        }
    };
    if deepest_nesting(text) > DEEPEST_TARGET {
        return Err(overlay_error(
            format!("`{key}` nests brackets more than {DEEPEST_TARGET} deep"),
            &path_origin,
        ));
    }
    let path = JsonPath::parse(text).map_err(|error| {
        let message = format!(
            "`{text}` is not a JSONPath: {} at character {}",
            error.message(),
            error.position()
        );
        overlay_error(message, &path_origin)
            .help("write it in the syntax of RFC 9535, such as `$.paths['/pets'].get`")
    })?;
    let mut seen = std::collections::HashSet::new();
    let written = path
        .query_located(&draft.root)
        .locations()
        .map(|location| location.to_json_pointer())
        .collect::<Vec<_>>();
    Ok(written
        .into_iter()
        .filter(|pointer| seen.insert(pointer.clone()))
        .collect())
}

fn deepest_nesting(text: &str) -> usize {
    let mut open = 0_usize;
    let mut deepest = 0;
    for c in text.chars() {
        match c {
            '(' | '[' | '!' => open += 1,
            ')' | ']' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

fn unmatched_target_warning(action: &Map<String, Value>, key: &str, origin: &Origin) -> Diagnostic {
    let text = action.get(key).and_then(Value::as_str).unwrap_or_default();
    Diagnostic::warning(
        "overlay-target",
        format!("`{text}` matches nothing in the description"),
    )
    .at(&origin.child(key))
    .instead("this action changes nothing")
    .help("correct the JSONPath, or remove the action")
}

/// Removes the last target first, so that the pointers of the other targets stay valid.
fn remove_targets(
    draft: &mut AmendedRoot,
    targets: &[String],
    origin: &Origin,
) -> Result<(), Diagnostic> {
    for target in targets.iter().rev() {
        if target.is_empty() {
            return Err(overlay_error(
                "the whole description cannot be removed".to_owned(),
                &origin.child("target"),
            ));
        }
        draft.take(target, &origin.child("remove"));
    }
    Ok(())
}

fn update_targets(
    draft: &mut AmendedRoot,
    targets: &[String],
    value: &Value,
    source: &ValueSource,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    for target in targets {
        match draft.value(target) {
            Some(Value::Array(_)) if !value.is_array() => {
                draft.append(target, value.clone(), source, origin)?
            }
            Some(_) => merge_overlay_value(draft, target, value, source, origin)?,
            None => {}
        }
    }
    Ok(())
}

/// Returns whether a value is neither an object nor an array.
fn is_scalar_value(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn merge_overlay_value(
    draft: &mut AmendedRoot,
    pointer: &str,
    value: &Value,
    source: &ValueSource,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    match (draft.value(pointer), value) {
        (Some(Value::Object(_)), Value::Object(members)) => {
            for (key, value) in members {
                let inner = child_pointer(pointer, key);
                let source = source.child(key);
                match draft.value(&inner) {
                    Some(_) => merge_overlay_value(draft, &inner, value, &source, origin)?,
                    None => draft.put(&inner, value.clone(), &source, origin)?,
                }
            }
            Ok(())
        }
        (Some(Value::Array(_)), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                draft.append(pointer, item.clone(), &source.item(index), origin)?;
            }
            Ok(())
        }
        (Some(Value::Object(_) | Value::Array(_)), Value::Null) => Ok(()),
        (Some(target), value)
            if target.is_null() || (is_scalar_value(target) && is_scalar_value(value)) =>
        {
            draft.put(pointer, value.clone(), source, origin)
        }
        (Some(target), value) => {
            let message = format!(
                "{} cannot be merged into {} at `{pointer}`",
                value_in_words(value),
                value_in_words(target)
            );
            let value_origin = match source {
                ValueSource::Literal(literal_origin) => literal_origin,
                ValueSource::Copied(_) => origin,
            };
            Err(overlay_error(message, value_origin)
                .related("the target is here", &Origin::new(diag::FileId(0), pointer)))
        }
        (None, _) => Ok(()),
    }
}
