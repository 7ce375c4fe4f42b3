//! Overlays (1.0, 1.1) and JSON patches (RFC 6902): changes to the root file of a description, applied before anything
//! else reads it.
//!
//! An overlay is an object with the key `overlay`, a patch is an array. A change that cannot be applied is an error; an
//! overlay target that matches nothing is a warning. Inserted values keep the location in their source file
//! (`changes`).

mod changes;
mod draft;
mod overlay;
mod patch;
#[cfg(test)]
mod tests;

use super::{Document, Failure};
use crate::diag::{Diagnostic, FileId, Origin, found};
use serde_json::Value;
use std::path::PathBuf;

pub(super) use changes::Changes;
use draft::Draft;

pub(super) fn amend(document: &mut Document, paths: &[PathBuf]) -> Result<Vec<Diagnostic>, Failure> {
    let mut warnings = Vec::new();
    for path in paths {
        let (file, remarks) = document.add_unlinked(path)?;
        warnings.extend(remarks);
        warnings.extend(amend_by(document, file)?);
    }
    Ok(warnings)
}

/// Applies the overlay or JSON patch that was read as `file`.
pub(super) fn amend_by(document: &mut Document, file: FileId) -> Result<Vec<Diagnostic>, Failure> {
    let content = document.value(&Origin::new(file, "")).cloned().unwrap_or_default();
    let (root, changes) = document.take_root();
    let mut draft = Draft::new(root, changes);
    let outcome = apply(&mut draft, &content, file);
    document.put_root((draft.root, draft.changes));
    outcome.map_err(|refusal| Failure { reports: document.report(vec![refusal]) })
}

fn apply(draft: &mut Draft, content: &Value, file: FileId) -> Result<Vec<Diagnostic>, Diagnostic> {
    let root = Origin::new(file, "");
    match content {
        Value::Array(operations) => patch::apply(draft, operations, &root).map(|()| Vec::new()),
        Value::Object(members) if members.contains_key("overlay") => overlay::apply(draft, members, &root),
        Value::Object(_) => Err(unknown("an object without `overlay`", &root)),
        other => Err(unknown(&found(other), &root)),
    }
}

fn unknown(found: &str, at: &Origin) -> Diagnostic {
    Diagnostic::error("overlay", format!("expected an overlay or a JSON patch, found {found}"))
        .at(at)
        .help("begin an overlay with `overlay: 1.0.0`; a JSON patch is an array of operations")
}
