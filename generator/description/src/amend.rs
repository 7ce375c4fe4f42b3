//! Overlays (1.0, 1.1), JSON patches (RFC 6902) and parts that are merged: changes to the root file
//! of a description, applied before anything else reads it.
//!
//! An overlay is an object with the key `overlay`, a patch is an array, and a part is an object
//! with keys of a description. If a change cannot be applied, that is an error; if a target of an
//! overlay matches nothing, that is a warning. Inserted values keep their locations in the overlay,
//! patch or part (`changes`).

mod amended_root;
mod changes;
mod merge;
mod overlay;
mod patch;
#[cfg(test)]
mod tests;

use super::{Document, Failure};
use diag::{Diagnostic, FileId, Origin, value_in_words};
use serde_json::Value;
use std::path::PathBuf;

use amended_root::AmendedRoot;
pub(super) use changes::Changes;

pub(super) fn amend_document(
    document: &mut Document,
    paths: &[PathBuf],
) -> Result<Vec<Diagnostic>, Failure> {
    let mut warnings = Vec::new();
    for path in paths {
        let (file, remarks) = document.add_unlinked(path)?;
        warnings.extend(remarks);
        warnings.extend(apply_amendment_file(document, file)?);
    }
    Ok(warnings)
}

/// Applies the overlay, JSON patch or part of a description that was read as `file`.
pub(super) fn apply_amendment_file(
    document: &mut Document,
    file: FileId,
) -> Result<Vec<Diagnostic>, Failure> {
    let content = document
        .value(&Origin::new(file, ""))
        .cloned()
        .unwrap_or_default();
    let (root, changes) = document.take_root();
    let mut draft = AmendedRoot::new(root, changes);
    let outcome = apply_amendment(&mut draft, &content, file);
    document.put_root(draft.root, draft.changes);
    outcome.map_err(|refusal| Failure {
        reports: document.report(vec![refusal]),
    })
}

fn apply_amendment(
    draft: &mut AmendedRoot,
    content: &Value,
    file: FileId,
) -> Result<Vec<Diagnostic>, Diagnostic> {
    let root = Origin::new(file, "");
    match content {
        Value::Array(operations) => {
            patch::apply_json_patch(draft, operations, &root).map(|()| Vec::new())
        }
        Value::Object(members) if members.contains_key("overlay") => {
            overlay::apply_overlay_actions(draft, members, &root)
        }
        Value::Object(members) if merge::looks_like_part(members) => {
            merge::merge_part(draft, members, &root).map(|()| Vec::new())
        }
        Value::Object(_) => Err(unknown_amendment_error(
            "an object that is none of them",
            &root,
        )),
        other => Err(unknown_amendment_error(&value_in_words(other), &root)),
    }
}

fn unknown_amendment_error(written: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::error(
        "overlay",
        format!("expected an overlay, a JSON patch or a part of a description, found {written}"),
    )
    .at(origin)
    .help("begin an overlay with `overlay: 1.0.0`; a JSON patch is an array of operations; a part has keys such as `paths`")
}
