//! Parts of a description that are merged into it, as Fern does with `openapi-overrides.yml`:
//! objects are merged, `null` removes a value, and any other value replaces what is there. Of two
//! arrays of objects, the objects are merged in order; any other array replaces the one that is
//! there.

use super::amended_root::{AmendedRoot, ValueSource, child_pointer};
use diag::{Diagnostic, Origin};
use serde_json::{Map, Value};

/// Keys that a part of a description may have at its root.
const ROOT_KEYS: &[&str] = &[
    "info",
    "servers",
    "paths",
    "webhooks",
    "components",
    "definitions",
    "security",
    "tags",
    "externalDocs",
];

/// Returns whether an object looks like a part of a description; a whole one also has its version
/// and `info`.
pub(super) fn looks_like_part(members: &Map<String, Value>) -> bool {
    let has_version = members.contains_key("openapi") || members.contains_key("swagger");
    let is_whole = has_version && members.contains_key("info");
    !is_whole && ROOT_KEYS.iter().any(|key| members.contains_key(*key))
}

/// Merges the part at `origin` into the whole description.
pub(super) fn merge_part(
    draft: &mut AmendedRoot,
    members: &Map<String, Value>,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    merge_object(draft, "", members, origin)
}

fn merge_object(
    draft: &mut AmendedRoot,
    pointer: &str,
    members: &Map<String, Value>,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    for (key, value) in members {
        merge_value(
            draft,
            &child_pointer(pointer, key),
            value,
            &origin.child(key),
        )?;
    }
    Ok(())
}

fn merge_value(
    draft: &mut AmendedRoot,
    pointer: &str,
    value: &Value,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    match (draft.value(pointer), value) {
        (present, Value::Null) => {
            if present.is_some() {
                draft.take(pointer, origin);
            }
            Ok(())
        }
        (Some(Value::Object(_)), Value::Object(members)) => {
            merge_object(draft, pointer, members, origin)
        }
        (Some(Value::Array(present)), Value::Array(items))
            if are_objects(present) && are_objects(items) =>
        {
            let length = present.len();
            for (index, item) in items.iter().enumerate() {
                let item_origin = origin.item(index);
                if index < length {
                    merge_value(
                        draft,
                        &child_pointer(pointer, &index.to_string()),
                        item,
                        &item_origin,
                    )?;
                } else {
                    let source = ValueSource::Literal(item_origin.clone());
                    draft.append(pointer, item.clone(), &source, &item_origin)?;
                }
            }
            Ok(())
        }
        _ => draft.put(
            pointer,
            value.clone(),
            &ValueSource::Literal(origin.clone()),
            origin,
        ),
    }
}

fn are_objects(items: &[Value]) -> bool {
    items.iter().all(Value::is_object)
}
