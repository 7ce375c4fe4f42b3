//! What the rewriting of one file needs: locations, media types, and what references lead to.

use super::reached::SharedParameters;
use crate::diag::{Diagnostic, FileId, Origin, push_segment};
use crate::source::Moves;
use serde_json::{Map, Value};
use std::rc::Rc;

/// The media types of bodies and responses that do not name their own.
#[derive(Clone, Default)]
pub(super) struct MediaTypes {
    pub(super) consumes: Rc<[String]>,
    pub(super) produces: Rc<[String]>,
}

impl MediaTypes {
    /// Those of a description or an operation, within an outer one.
    pub(super) fn of(holder: &Map<String, Value>, outer: &Self) -> Self {
        Self {
            consumes: own_or_outer(holder.get("consumes"), &outer.consumes),
            produces: own_or_outer(holder.get("produces"), &outer.produces),
        }
    }
}

/// The most media types of one body or response; each has a schema.
const MOST_MEDIA_TYPES: usize = 20;

/// The distinct texts of a list, or those around it without one.
fn own_or_outer(own: Option<&Value>, outer: &Rc<[String]>) -> Rc<[String]> {
    let Some(Value::Array(list)) = own else {
        return Rc::clone(outer);
    };
    let mut types: Vec<String> = Vec::new();
    for text in list.iter().filter_map(Value::as_str) {
        if types.len() < MOST_MEDIA_TYPES && !types.iter().any(|known| known == text) {
            types.push(text.to_owned());
        }
    }
    types.into()
}

/// A location in the rewritten file, and where its value was written.
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

    /// The location of a member that keeps its key.
    pub(super) fn child(&self, key: &str) -> Self {
        self.moved(key, &self.written.child(key))
    }

    /// The location of a member `key` that was written elsewhere.
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
    pub(super) shared: &'r SharedParameters,
    pub(super) media_types: MediaTypes,
    /// `host`, `basePath` and `schemes` of the description.
    pub(super) server_keys: Map<String, Value>,
    pub(super) moves: Moves,
    pub(super) warnings: &'r mut Vec<Diagnostic>,
}

impl Rewriter<'_> {
    pub(super) fn record(&mut self, place: &MovedPlace) {
        self.moves.record(&place.pointer, &place.written);
    }

    /// Warns about keys of OpenAPI 3 in an object, which is otherwise read as Swagger 2.0.
    pub(super) fn warn_newer_keys(
        &mut self,
        value: &Map<String, Value>,
        keys: &[&str],
        place: &MovedPlace,
    ) {
        for key in keys.iter().filter(|key| value.contains_key(**key)) {
            let message =
                format!("`{key}` is a key of OpenAPI 3, but the description is Swagger 2.0");
            let at = self.moves.message_place(&place.written.child(key));
            self.warnings.push(
                Diagnostic::warning("mixed-versions", message)
                    .at(&at)
                    .instead("it is read as in OpenAPI 3")
                    .help("write all of the description in one version"),
            );
        }
    }
}
