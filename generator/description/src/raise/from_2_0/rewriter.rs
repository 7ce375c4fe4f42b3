//! The state of rewriting a file: locations, media types, and the targets of references.

use super::media_types::MediaTypes;
use super::reached::ReachedParts;
use crate::Moves;
use diag::{Diagnostic, FileId, Origin, push_segment};
use serde_json::{Map, Value, json};

/// A location in the rewritten file, and the location where its value was written.
#[derive(Clone)]
pub(super) struct MovedPlace {
    pub(super) pointer: String,
    pub(super) written: Origin,
}

impl MovedPlace {
    pub(super) fn unmoved(origin: &Origin) -> Self {
        Self {
            pointer: origin.pointer.to_string(),
            written: origin.clone(),
        }
    }

    /// Returns the location of a member that keeps its key.
    pub(super) fn child(&self, key: &str) -> Self {
        self.moved(key, &self.written.child(key))
    }

    /// Returns the location of a member `key` that was written elsewhere.
    pub(super) fn moved(&self, key: &str, written: &Origin) -> Self {
        let mut pointer = self.pointer.clone();
        push_segment(&mut pointer, key);
        Self {
            pointer,
            written: written.clone(),
        }
    }
}

/// Rewrites one file.
pub(super) struct Rewriter<'r> {
    pub(super) file: FileId,
    /// Whether the description is Swagger 2.0, rather than OpenAPI 3 with keys of Swagger 2.0.
    pub(super) is_swagger: bool,
    pub(super) reached: &'r ReachedParts,
    /// Bodies to which operations refer.
    pub(super) shared_bodies: Map<String, Value>,
    pub(super) media_types: MediaTypes,
    /// `host`, `basePath` and `schemes` of the description.
    pub(super) server_keys: Map<String, Value>,
    pub(super) moves: Moves,
    pub(super) warnings: &'r mut Vec<Diagnostic>,
    /// Keys of OpenAPI 3 that the description has by mistake, and their locations.
    pub(super) newer_keys: &'r mut Vec<(&'static str, Origin)>,
}

impl Rewriter<'_> {
    pub(super) fn record(&mut self, place: &MovedPlace) {
        self.moves.record(&place.pointer, &place.written);
    }

    /// Moves a reference into `schema`, if it leads to a schema although it is in the place of a
    /// parameter, header or response.
    pub(super) fn wrap_misplaced_reference(
        &mut self,
        object: &mut Map<String, Value>,
        name: &str,
        place: &MovedPlace,
    ) {
        if !self.reached.misplaced.contains(&place.written) {
            return;
        }
        let Some(reference) = object.shift_remove("$ref") else {
            return;
        };
        object.insert("schema".to_owned(), json!({ "$ref": reference }));
        let warning = self.misplaced_schema_warning(name, &place.written);
        self.warnings.push(
            warning
                .instead(format!("it is read as the `schema` of the {name}"))
                .help("write it as `schema: { $ref: … }`"),
        );
    }

    pub(super) fn misplaced_schema_warning(&mut self, name: &str, written: &Origin) -> Diagnostic {
        let message = format!("found a reference to a schema, expected a {name}");
        let origin = self.moves.message_origin(&written.child("$ref"));
        Diagnostic::warning("misplaced-schema", message).at(&origin)
    }

    /// Records keys of OpenAPI 3 in an object that is otherwise read as Swagger 2.0.
    pub(super) fn note_newer_keys(
        &mut self,
        value: &Map<String, Value>,
        keys: &[&'static str],
        place: &MovedPlace,
    ) {
        if self.reached.misplaced.contains(&place.written) {
            return;
        }
        for key in keys.iter().filter(|key| value.contains_key(**key)) {
            let origin = self.moves.message_origin(&place.written.child(key));
            self.newer_keys.push((key, origin));
        }
    }
}
