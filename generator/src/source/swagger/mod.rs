//! Rewrites Swagger 2.0 to OpenAPI 3.0, before anything else reads the description.
//!
//! | Swagger 2.0 | OpenAPI 3.0 | file |
//! |---|---|---|
//! | `host`, `basePath`, `schemes` | `servers` | `servers` |
//! | `definitions`, `parameters`, `responses`, `securityDefinitions` | in `components` | `root`, `security` |
//! | a parameter with `in: body` or `in: formData`, `consumes` | `requestBody` | `bodies` |
//! | `type`, `items` and bounds of parameters and headers, `collectionFormat` | `schema`, `style`, `explode` | `parameters` |
//! | `schema` and `examples` of a response, `produces` | `content` | `responses` |
//! | `type: file`, `x-nullable`, `discriminator: name` | `format: binary`, `nullable`, `discriminator.propertyName` | `schemas` |
//! | `$ref`s to what moved | `$ref`s to its new location | `references` |
//!
//! `Moves` keeps where each value was written, so that messages name the location in the text. Body and form parameters
//! that operations share are copied to each operation, because their media types depend on its `consumes`.
//!
//! Source: <https://swagger.io/specification/v2/>.

mod bodies;
mod operations;
mod parameters;
mod reached;
mod references;
mod responses;
mod root;
mod schemas;
mod security;
mod servers;
#[cfg(test)]
mod tests;

use super::Document;
use super::moves::Moves;
use super::objects::OpenApiObject;
use crate::diag::{Diagnostic, FileId, Origin, push_segment};
use reached::{ReachedParts, SharedParameters};
use serde_json::{Map, Value};

/// Rewrites every file of a description of Swagger 2.0; reads the files that it refers to.
pub(super) fn rewrite_swagger(document: &mut Document, warnings: &mut Vec<Diagnostic>) {
    let reached = ReachedParts::of(document, warnings);
    let media_types = MediaTypes::of(document.root(), &MediaTypes::default());
    for file in &reached.files {
        let root = Origin::new(*file, "");
        let Some(value) = document.value(&root) else {
            continue;
        };
        let mut rewriter = Rewriter {
            file: *file,
            shared: &reached.parameters,
            media_types: MediaTypes::of(value, &media_types),
            server_keys: Map::new(),
            moves: Moves::default(),
            warnings,
        };
        if let Some(value) = document.value_mut(&root) {
            rewriter.rewrite_root(value);
        }
        for (origin, object) in &reached.fragments {
            if origin.file == *file
                && let Some(value) = document.value_mut(origin)
            {
                rewriter.rewrite_object(value, *object, &Place::unmoved(origin));
            }
        }
        let moves = rewriter.moves;
        document.set_moves(*file, moves);
    }
    references::rewrite_references(document, &reached);
}

/// The media types of bodies and responses that do not name their own.
#[derive(Clone, Default)]
struct MediaTypes {
    consumes: Vec<String>,
    produces: Vec<String>,
}

impl MediaTypes {
    /// Those of a description or an operation, within an outer one.
    fn of(holder: &Value, outer: &Self) -> Self {
        let own = |key: &str, outer: &Vec<String>| match holder.get(key).and_then(Value::as_array) {
            Some(list) => {
                let mut types: Vec<String> = Vec::new();
                for text in list.iter().filter_map(Value::as_str) {
                    if !types.iter().any(|known| known == text) {
                        types.push(text.to_owned());
                    }
                }
                types
            }
            None => outer.clone(),
        };
        Self {
            consumes: own("consumes", &outer.consumes),
            produces: own("produces", &outer.produces),
        }
    }
}

/// A location in the rewritten file, and where its value was written.
#[derive(Clone)]
struct Place {
    pointer: String,
    written: Origin,
}

impl Place {
    fn unmoved(origin: &Origin) -> Self {
        Self {
            pointer: origin.pointer.to_string(),
            written: origin.clone(),
        }
    }

    /// The location of a member that keeps its key.
    fn child(&self, key: &str) -> Self {
        self.moved(key, &self.written.child(key))
    }

    /// The location of a member `key` that was written elsewhere.
    fn moved(&self, key: &str, written: &Origin) -> Self {
        let mut pointer = self.pointer.clone();
        push_segment(&mut pointer, key);
        Self {
            pointer,
            written: written.clone(),
        }
    }
}

/// Rewrites one file.
struct Rewriter<'r> {
    file: FileId,
    shared: &'r SharedParameters,
    media_types: MediaTypes,
    /// `host`, `basePath` and `schemes` of the description.
    server_keys: Map<String, Value>,
    moves: Moves,
    warnings: &'r mut Vec<Diagnostic>,
}

impl Rewriter<'_> {
    fn record(&mut self, place: &Place) {
        self.moves.record(&place.pointer, &place.written);
    }

    /// Rewrites an object that a reference leads to, outside of the usual places.
    fn rewrite_object(&mut self, value: &mut Value, object: OpenApiObject, place: &Place) {
        match (object, value) {
            (OpenApiObject::Schema, value) => schemas::rewrite_schemas(value),
            (OpenApiObject::PathItem, Value::Object(item)) => self.rewrite_path_item(item, place),
            (OpenApiObject::Parameter, Value::Object(parameter)) => {
                if !bodies::is_part_of_body(parameter) {
                    self.rewrite_parameter(parameter, place);
                }
            }
            (OpenApiObject::Response, Value::Object(response)) => {
                let produces = self.media_types.produces.clone();
                self.rewrite_response(response, &produces, place);
            }
            _ => {}
        }
    }

    /// Warns about keys of OpenAPI 3 in an object, which is otherwise read as Swagger 2.0.
    fn warn_newer_keys(&mut self, value: &Map<String, Value>, keys: &[&str], place: &Place) {
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
