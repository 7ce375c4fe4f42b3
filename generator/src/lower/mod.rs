//! Rewrites schemas of all versions in place to one form, without loss: JSON Schema 2020-12.
//!
//! Every schema that the description reaches passes through all `REWRITES`, inner ones first, whatever version the
//! document claims: many 3.0 documents use 3.1 syntax, and the reverse.
//!
//! Pointers still find every schema. Rewriting is idempotent. Examples, defaults, enums and extensions are not changed.
//!
//! `null` is the last of the types that `type` lists, a value of `enum`, and a member of `oneOf` or `anyOf`.
//! A `$ref` whose only siblings are annotations (`description`, `deprecated`, …) is not changed; others are members of
//! `allOf`.

mod bounds;
mod content;
mod context;
mod events;
mod keywords;
mod null;
mod ref_siblings;

use context::LowerContext;
pub(crate) use null::{accepts_only_null, lists_null_type};

use crate::diag::Diagnostic;
use crate::source::{Child, Document, OpenApiObject, ReachableObjects, push_segment};
use serde_json::{Map, Value, json};

/// Rewrites one difference between the versions in a schema.
type Rewrite = fn(&mut Map<String, Value>, &mut LowerContext);

/// All rewrites, in the order of application.
const REWRITES: &[Rewrite] = &[
    keywords::rewrite_const,
    content::rewrite_binary_content,
    keywords::rewrite_integer_or_string,
    null::rewrite_null_in_enum,
    keywords::rewrite_examples,
    bounds::rewrite_exclusive_bounds,
    null::rewrite_type,
    null::rewrite_null_in_union,
    ref_siblings::rewrite_ref_siblings,
    null::rewrite_nullable,
    keywords::warn_listed_items,
    bounds::rewrite_bounds,
];

/// Rewrites every schema of `document` to the one form; returns warnings about dropped keywords.
pub fn lower(document: &mut Document) -> Vec<Diagnostic> {
    let mut context = LowerContext {
        is_3_0: document.is_3_0(),
        ..LowerContext::default()
    };
    let mut reach = ReachableObjects::new();
    while let Some((origin, place)) = reach.advance(document) {
        let Some(value) = document.value_mut(&origin) else {
            continue;
        };
        context.file = origin.file;
        context.pointer = origin.pointer.to_string();
        context.visit(value, place);
    }
    for (origin, written) in std::mem::take(&mut context.moves) {
        document.record_move(&origin, &written);
    }
    null::rewrite_references_to_nullable(document, &mut context);
    null::add_null_to_unions(document, &mut context);
    events::read_event_data(document, context.events);
    context.diagnostics
}

/// Returns whether no value is valid: the schema `false`, which is `not: {}` as an object.
pub(crate) fn accepts_nothing(schema: &Value) -> bool {
    match schema {
        Value::Bool(anything) => !anything,
        schema => schema
            .get("not")
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty),
    }
}

impl LowerContext {
    /// Rewrites the schemas at and below a location, inner ones first.
    fn visit(&mut self, value: &mut Value, place: Child) {
        let fits = place.fits(value);
        match value {
            Value::Object(members) if fits => {
                for (key, value) in members {
                    self.visit_below(value, place, key);
                }
            }
            Value::Array(items) if fits => {
                for (index, value) in items.iter_mut().enumerate() {
                    self.visit_below(value, place, &index.to_string());
                }
            }
            _ => {}
        }
        if let (Child::One(OpenApiObject::MediaType), Value::Object(members)) = (place, &*value) {
            self.note_events(members);
        }
        let is_schema = match place {
            Child::One(node) => node == OpenApiObject::Schema,
            Child::SchemaOrBool => value.is_object(),
            Child::SchemaOrList => value.is_object() || value.is_boolean(),
            Child::Map(_) | Child::List(_) => false,
        };
        if is_schema {
            self.rewrite(value);
        }
    }

    fn visit_below(&mut self, value: &mut Value, place: Child, segment: &str) {
        let Some(inner) = place.step(segment) else {
            return;
        };
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        self.visit(value, inner);
        self.pointer.truncate(length);
    }

    fn rewrite(&mut self, schema: &mut Value) {
        if let Value::Bool(anything) = *schema {
            *schema = if anything {
                json!({})
            } else {
                json!({"not": {}})
            };
        }
        if let Value::Object(schema) = schema {
            for rewrite in REWRITES {
                rewrite(schema, self);
            }
        }
    }
}

#[cfg(test)]
mod tests;
