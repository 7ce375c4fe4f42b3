//! Passes every schema that the description reaches to every rewrite, inner schemas first.

use super::{Context, REWRITES};
use crate::diag::{Diagnostic, FileId, Origin};
use crate::source::{Child, Document, Node, Reach, Reference, push_segment};
use serde_json::Value;

/// Rewrites every schema of `document` to the shape of OpenAPI 3.0; returns warnings about dropped keywords.
pub fn lower(document: &mut Document) -> Vec<Diagnostic> {
    lower_watched(document, &mut |_, _| {})
}

/// Like [`lower`]; calls `watch` with the name of each rewrite that changed a schema, and the location of the schema.
pub fn lower_watched(document: &mut Document, watch: &mut dyn FnMut(&'static str, Origin)) -> Vec<Diagnostic> {
    let is_3_0 = document.is_3_0();
    let mut diagnostics = Vec::new();
    let mut reach = Reach::new();
    while let Some((origin, place)) = reach.next() {
        let Some(value) = document.value_mut(&origin) else { continue };
        let mut references = Vec::new();
        Rewriter {
            is_3_0,
            file: origin.file,
            pointer: origin.pointer.to_string(),
            diagnostics: &mut diagnostics,
            references: &mut references,
            watch: &mut *watch,
        }
        .visit(value, place);
        for reference in references {
            // A dangling reference is reported when its target is needed.
            if reach.is_new(&reference)
                && let Ok(target) = document.resolve(&reference.from, &reference.text)
            {
                reach.follow(target, reference.node);
            }
        }
    }
    diagnostics
}

struct Rewriter<'a> {
    is_3_0: bool,
    file: FileId,
    pointer: String,
    diagnostics: &'a mut Vec<Diagnostic>,
    references: &'a mut Vec<Reference>,
    watch: &'a mut dyn FnMut(&'static str, Origin),
}

impl Rewriter<'_> {
    fn visit(&mut self, value: &mut Value, place: Child) {
        if place.fits(value) {
            self.visit_members(value, place);
        }
        if place == Child::One(Node::Schema)
            || (matches!(place, Child::SchemaOrBool | Child::SchemaOrList)
                && (value.is_object() || place == Child::SchemaOrList && value.is_boolean()))
        {
            self.rewrite(value);
        }
    }

    fn visit_members(&mut self, value: &mut Value, place: Child) {
        match value {
            Value::Object(members) => {
                if let (Some(node), Some(Value::String(text))) = (place.node(), members.get("$ref")) {
                    let from = Origin::new(self.file, self.pointer.as_str());
                    self.references.push(Reference { from, text: text.clone(), node });
                }
                for (key, value) in members {
                    self.visit_below(value, place, key);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter_mut().enumerate() {
                    self.visit_below(value, place, &index.to_string());
                }
            }
            _ => {}
        }
    }

    fn visit_below(&mut self, value: &mut Value, place: Child, segment: &str) {
        let Some(inner) = place.step(segment) else { return };
        let length = self.pointer.len();
        push_segment(&mut self.pointer, segment);
        self.visit(value, inner);
        self.pointer.truncate(length);
    }

    fn rewrite(&mut self, schema: &mut Value) {
        for rewrite in REWRITES {
            let mut context = Context {
                is_3_0: self.is_3_0,
                file: self.file,
                pointer: &self.pointer,
                diagnostics: &mut *self.diagnostics,
            };
            if (rewrite.apply)(schema, &mut context) {
                (self.watch)(rewrite.name, Origin::new(self.file, self.pointer.as_str()));
            }
        }
    }
}
