//! Visits every object that the description reaches, and applies rewrites to it.

use serde_json::{Map, Value};

use super::context::RaiseContext;
use super::spellings::booleans;
use crate::{Child, Document, OpenApiObject, ReachableObjects, push_segment};

/// Rewrites one subject in a schema.
pub(super) type SchemaRewrite = fn(&mut Map<String, Value>, &mut RaiseContext);

/// Rewrites one subject in an object that is not a schema.
pub(super) type ObjectRewrite = fn(OpenApiObject, &mut Map<String, Value>, &mut RaiseContext);

/// The rewrites of all objects, in the order of application.
#[derive(Clone, Copy)]
pub(super) struct Rewrites {
    pub(super) of_objects: &'static [ObjectRewrite],
    pub(super) of_schemas: &'static [SchemaRewrite],
}

pub(super) fn rewrite_objects(
    document: &mut Document,
    context: &mut RaiseContext,
    rewrites: Rewrites,
) {
    let mut reach = ReachableObjects::from_root();
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
    /// Rewrites the objects at and below a location, inner ones first.
    fn visit(&mut self, value: &mut Value, place: Child, rewrites: Rewrites) {
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
        match place {
            Child::One(OpenApiObject::Schema) => self.rewrite_schema(value, rewrites),
            Child::SchemaOrBool if value.is_object() => self.rewrite_schema(value, rewrites),
            Child::SchemaOrList if !value.is_array() => self.rewrite_schema(value, rewrites),
            Child::One(object) => {
                if let Value::Object(members) = value {
                    for rewrite in rewrites.of_objects {
                        rewrite(object, members, self);
                    }
                }
            }
            _ => {}
        }
    }

    fn visit_below(&mut self, value: &mut Value, place: Child, segment: &str, rewrites: Rewrites) {
        let Some(inner) = place.step(segment) else {
            return;
        };
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        self.visit(value, inner, rewrites);
        self.pointer.truncate(length);
    }

    fn rewrite_schema(&mut self, schema: &mut Value, rewrites: Rewrites) {
        booleans::rewrite_boolean(schema);
        if let Value::Object(schema) = schema {
            for rewrite in rewrites.of_schemas {
                rewrite(schema, self);
            }
        }
    }
}
