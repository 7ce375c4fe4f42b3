//! JSON patches: operations on JSON pointers. If one of the operations fails, the whole patch
//! fails.

use super::amended_root::AmendedRoot;
use crate::pointer::{pointer_below, split_last_segment};
use diag::{Diagnostic, FileId, Origin, reword_serde_error, value_in_words};
use json_patch::{AddOperation, PatchErrorKind, PatchOperation};
use serde_json::Value;

pub(super) fn apply_json_patch(
    draft: &mut AmendedRoot,
    operations: &[Value],
    origin: &Origin,
) -> Result<(), Diagnostic> {
    for (index, operation) in operations.iter().enumerate() {
        let origin = origin.item(index);
        let read: PatchOperation = match operation {
            Value::Object(_) => serde_json::from_value(operation.clone())
                .map_err(|error| unreadable_operation_error(&error, &origin))?,
            other => {
                let message = format!(
                    "expected an operation of a JSON patch, found {}",
                    value_in_words(other)
                );
                return Err(Diagnostic::error("patch", message).at(&origin));
            }
        };
        apply_patch_operation(draft, read, &origin)?;
    }
    Ok(())
}

fn unreadable_operation_error(error: &serde_json::Error, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        "patch",
        format!(
            "this is not an operation of a JSON patch: {}",
            reword_serde_error(&error.to_string())
        ),
    )
    .at(origin)
    .help("expected an object such as `{op: replace, path: /info/title, value: Pets}`")
}

fn apply_patch_operation(
    draft: &mut AmendedRoot,
    operation: PatchOperation,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    match operation {
        PatchOperation::Add(add) => {
            let path = add.path.to_string();
            draft.charge(&path, &add.value, origin)?;
            insert_patch_value(draft, add, origin)?;
            note_inserted(draft, &path, &origin.child("value"));
        }
        PatchOperation::Copy(copy) => {
            let from = copy.from.to_string();
            let path = copy.path.to_string();
            let value = draft
                .value(&from)
                .cloned()
                .ok_or_else(|| missing_value_error(&from, &origin.child("from")))?;
            draft.charge(&path, &value, origin)?;
            let source = draft.changes.origin(&from);
            insert_patch_value(
                draft,
                AddOperation {
                    path: copy.path,
                    value,
                },
                origin,
            )?;
            note_inserted(draft, &path, &source);
        }
        // The `json-patch` crate would reorder the remaining keys.
        PatchOperation::Remove(remove) => {
            let path = remove.path.to_string();
            draft
                .take(&path, origin)
                .ok_or_else(|| missing_value_error(&path, &origin.child("path")))?;
        }
        PatchOperation::Move(moved) => {
            let from = moved.from.to_string();
            let path = moved.path.to_string();
            if pointer_below(&path, &from).is_some_and(|below| !below.is_empty()) {
                return Err(patch_error(
                    "a value cannot be moved into itself".to_owned(),
                    &origin.child("path"),
                ));
            }
            let source = draft.changes.origin(&from);
            let value = draft
                .take(&from, origin)
                .ok_or_else(|| missing_value_error(&from, &origin.child("from")))?;
            draft.charge(&path, &value, origin)?;
            insert_patch_value(
                draft,
                AddOperation {
                    path: moved.path,
                    value,
                },
                origin,
            )?;
            note_inserted(draft, &path, &source);
        }
        PatchOperation::Replace(replace) => {
            let path = replace.path.to_string();
            draft.charge(&path, &replace.value, origin)?;
            run_patch_operation(draft, PatchOperation::Replace(replace), origin)?;
            draft.changes.put(&path, &origin.child("value"));
        }
        PatchOperation::Test(test) => {
            run_patch_operation(draft, PatchOperation::Test(test), origin)?
        }
    }
    Ok(())
}

fn insert_patch_value(
    draft: &mut AmendedRoot,
    add: AddOperation,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    run_patch_operation(draft, PatchOperation::Add(add), origin)
}

fn run_patch_operation(
    draft: &mut AmendedRoot,
    operation: PatchOperation,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    let path = operation.path().to_string();
    json_patch::patch(&mut draft.root, std::slice::from_ref(&operation)).map_err(|error| {
        match (error.kind, operation) {
            (PatchErrorKind::TestFailed, PatchOperation::Test(test)) => {
                let here = draft
                    .value(&path)
                    .map_or_else(|| "nothing".to_owned(), value_in_words);
                patch_error(
                    format!(
                        "the value at `{path}` is {here}, but `test` expects {}",
                        value_in_words(&test.value)
                    ),
                    &origin.child("value"),
                )
                .related("the value is here", &Origin::new(FileId(0), path.as_str()))
            }
            _ => missing_value_error(&path, &origin.child("path")),
        }
    })
}

fn patch_error(message: String, origin: &Origin) -> Diagnostic {
    Diagnostic::error("patch", message)
        .at(origin)
        .instead("nothing was written")
}

fn missing_value_error(path: &str, origin: &Origin) -> Diagnostic {
    patch_error(format!("the description has nothing at `{path}`"), origin)
        .help("correct the pointer, or remove the operation")
}

/// Records that a value was inserted at `path`; in an array, later items move by one.
fn note_inserted(draft: &mut AmendedRoot, path: &str, origin: &Origin) {
    if let Some((list, last)) = split_last_segment(path)
        && let Some(length) = draft.value(list).and_then(Value::as_array).map(Vec::len)
    {
        let index = last.parse().unwrap_or(length.saturating_sub(1));
        draft.changes.inserted(list, index, length, origin);
    } else {
        draft.changes.put(path, origin);
    }
}
