//! Visits every schema that the description reaches, and applies rewrites to it.

use serde_json::{Map, Value};

use super::context::RaiseContext;
use super::from_3_1::events;
use super::spellings::booleans;
use crate::source::{Child, Document, OpenApiObject, ReachableObjects, push_segment};

/// Rewrites one subject in a schema.
pub(super) type SchemaRewrite = fn(&mut Map<String, Value>, &mut RaiseContext);

pub(super) fn rewrite_schemas(
    document: &mut Document,
    context: &mut RaiseContext,
    rewrites: &[SchemaRewrite],
) {
    let mut reach = ReachableObjects::new();
    while let Some((origin, place)) = reach.advance(document) {
        let Some(value) = document.value_mut(&origin) else {
            continue;
        };
        context.file = origin.file;
        context.pointer = origin.pointer.to_string();
        context.visit(value, place, rewrites);
    }
    for (origin, written) in std::mem::take(&mut context.moves) {
        document.record_move(&origin, &written);
    }
}

impl RaiseContext {
    /// Rewrites the schemas at and below a location, inner ones first.
    fn visit(&mut self, value: &mut Value, place: Child, rewrites: &[SchemaRewrite]) {
        let fits = place.fits(value);
        match value {
            Value::Object(members) if fits => {
                for (key, value) in members {
                    self.visit_below(value, place, key, rewrites);
                }
            }
            Value::Array(items) if fits => {
                for (index, value) in items.iter_mut().enumerate() {
                    self.visit_below(value, place, &index.to_string(), rewrites);
                }
            }
            _ => {}
        }
        if let (Child::One(OpenApiObject::MediaType), Value::Object(members)) = (place, &*value) {
            events::note_events(members, self);
        }
        let is_schema = match place {
            Child::One(node) => node == OpenApiObject::Schema,
            Child::SchemaOrBool => value.is_object(),
            Child::SchemaOrList => value.is_object() || value.is_boolean(),
            Child::Map(_) | Child::List(_) => false,
        };
        if is_schema {
            booleans::rewrite_boolean(value);
            if let Value::Object(schema) = value {
                for rewrite in rewrites {
                    rewrite(schema, self);
                }
            }
        }
    }

    fn visit_below(
        &mut self,
        value: &mut Value,
        place: Child,
        segment: &str,
        rewrites: &[SchemaRewrite],
    ) {
        let Some(inner) = place.step(segment) else {
            return;
        };
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        self.visit(value, inner, rewrites);
        self.pointer.truncate(length);
    }
}
