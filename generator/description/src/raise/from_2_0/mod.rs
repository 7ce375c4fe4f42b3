//! Converts Swagger 2.0 to OpenAPI 3.0. Each file converts some keys:
//!
//! - `servers`: `host`, `basePath` and `schemes` to `servers`
//! - `root`, `security`: `definitions`, `parameters`, `responses` and `securityDefinitions` to
//!   `components`
//! - `bodies`: a parameter with `in: body` or `in: formData`, and `consumes`, to `requestBody`
//! - `parameters`: `type`, `items` and bounds of parameters and headers, and `collectionFormat`, to
//!   `schema`, `style` and `explode`
//! - `responses`: `schema` and `examples` of a response, and `produces`, to `content`
//! - `schemas`: `type: file` to `format: binary`, `x-nullable` to `nullable`, and
//!   `discriminator: name` to `discriminator.propertyName`
//! - `references`: `$ref`s to what moved, to `$ref`s to its new location
//!
//! `Moves` records where each value was written, so that messages give the location in the text.
//! Body and form parameters that operations share are copied to each operation, because `consumes`
//! of the operation decides their media types. But if the type of a body has no name and the media
//! types of the operations are equal, the body is put in `components`.
//!
//! Source: <https://swagger.io/specification/v2/>.

mod bodies;
mod kinds;
mod media_types;
mod older_keys;
mod operations;
mod parameters;
mod reached;
mod references;
mod responses;
mod rewriter;
mod root;
mod schemas;
mod security;
mod separators;
mod servers;
#[cfg(test)]
mod tests;

use crate::{Document, Moves};
use diag::{Diagnostic, Origin};
use media_types::MediaTypes;
use older_keys::OlderKey;
use reached::ReachedParts;
use rewriter::{MovedPlace, Rewriter};
pub use separators::describe_arrays_as_strings;
use serde_json::{Map, Value};
pub use servers::is_loopback;
use std::collections::BTreeSet;

/// Rewrites every file of a description of Swagger 2.0, or of one of OpenAPI 3 that has keys of
/// Swagger 2.0 by mistake. In the latter, everything that is valid in OpenAPI 3 remains unchanged.
pub(super) fn rewrite_swagger(document: &mut Document, warnings: &mut Vec<Diagnostic>) {
    let is_swagger = document.is_swagger();
    let mut older_keys = Vec::new();
    if !is_swagger {
        older_keys = older_keys::find_older_keys(document);
        if older_keys.is_empty() {
            return;
        }
    }
    let reached = ReachedParts::of(document);
    let Some(root) = document.root().as_object() else {
        return;
    };
    let media_types = MediaTypes::of(root, &MediaTypes::default());
    let mut newer_keys = Vec::new();
    for file in &reached.files {
        let root = Origin::new(*file, "");
        let Some(value) = document.value(&root) else {
            continue;
        };
        let mut rewriter = Rewriter {
            file: *file,
            is_swagger,
            reached: &reached,
            shared_bodies: Map::new(),
            media_types: match value {
                Value::Object(root) => MediaTypes::of(root, &media_types),
                _ => media_types.clone(),
            },
            server_keys: Map::new(),
            moves: Moves::default(),
            warnings,
            newer_keys: &mut newer_keys,
        };
        rewriter.report_misfits(document);
        for (_, origin) in older_keys.iter_mut().filter(|(_, it)| it.file == *file) {
            *origin = rewriter.moves.message_origin(origin);
        }
        rewriter.rewrite_file(document);
        let Rewriter {
            moves,
            shared_bodies,
            ..
        } = rewriter;
        if !shared_bodies.is_empty()
            && let Some(Value::Object(root)) = document.value_mut(&root)
        {
            root::add_components(root, "requestBodies", shared_bodies);
        }
        document.set_moves(*file, moves);
    }
    references::rewrite_references(document, &reached);
    if is_swagger {
        warnings.extend(newer_keys_warning(&newer_keys));
    } else {
        warnings.extend(older_keys_warning(&older_keys));
    }
}

impl Rewriter<'_> {
    /// Rewrites the root of the file, and then the objects that references lead to.
    fn rewrite_file(&mut self, document: &mut Document) {
        if let Some(value) = document.value_mut(&Origin::new(self.file, "")) {
            self.rewrite_root(value);
        }
        let file = self.file;
        let fragments = &self.reached.fragments;
        for (origin, object) in fragments.iter().filter(|(it, _)| it.file == file) {
            // The enclosing values may have moved.
            let place = MovedPlace {
                pointer: self.moves.rewritten_at(origin).pointer.to_string(),
                written: origin.clone(),
            };
            if let Some(value) = document.value_mut(&Origin::new(file, place.pointer.as_str())) {
                self.rewrite_object(value, *object, &place);
            }
        }
    }
}

/// Returns a warning if a description of Swagger 2.0 has keys of OpenAPI 3.
fn newer_keys_warning(keys: &[(&str, Origin)]) -> Option<Diagnostic> {
    let (_, first) = keys.first()?;
    let sorted: BTreeSet<&str> = keys.iter().map(|(key, _)| *key).collect();
    let names: Vec<&str> = sorted.into_iter().collect();
    let message = format!(
        "found Swagger 2.0, but keys of OpenAPI 3: {}",
        names.join(", ")
    );
    Some(mixed_versions_warning(message, first).instead("they are read as in OpenAPI 3"))
}

/// Returns a warning if a description of OpenAPI 3 has keys of Swagger 2.0.
fn older_keys_warning(keys: &[(OlderKey, Origin)]) -> Option<Diagnostic> {
    let (_, first) = keys.first()?;
    let names: Vec<String> = keys.iter().map(|(key, _)| key.in_words()).collect();
    let message = format!(
        "found OpenAPI 3, but keys of Swagger 2.0: {}",
        names.join(", ")
    );
    Some(mixed_versions_warning(message, first).instead("they are read as in Swagger 2.0"))
}

fn mixed_versions_warning(message: String, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("mixed-versions", message)
        .at(origin)
        .help("write all of the description in one version")
}
