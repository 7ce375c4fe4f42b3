//! Values of the wrong type under keys that only Swagger 2.0 has; later modules check the other
//! keys.

use super::reached::is_description;
use super::rewriter::Rewriter;
use crate::{Child, Document, OpenApiObject, walk_objects};
use diag::{Diagnostic, Origin, value_in_words};
use foldhash::{HashSet, HashSetExt};
use serde_json::Value;

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    /// An array of strings. A string is read as an array with one item.
    Texts,
}

const KINDS: [(OpenApiObject, &str, Kind); 11] = [
    (OpenApiObject::Document, "host", Kind::Text),
    (OpenApiObject::Document, "basePath", Kind::Text),
    (OpenApiObject::Document, "schemes", Kind::Texts),
    (OpenApiObject::Document, "consumes", Kind::Texts),
    (OpenApiObject::Document, "produces", Kind::Texts),
    (OpenApiObject::Operation, "schemes", Kind::Texts),
    (OpenApiObject::Operation, "consumes", Kind::Texts),
    (OpenApiObject::Operation, "produces", Kind::Texts),
    (OpenApiObject::Parameter, "collectionFormat", Kind::Text),
    (OpenApiObject::Parameter, "x-nullable", Kind::Flag),
    (OpenApiObject::Schema, "x-nullable", Kind::Flag),
];

/// A value of the wrong type: what was expected, and what happens instead.
struct Misfit {
    origin: Origin,
    message: String,
    instead: String,
    help: &'static str,
}

impl Kind {
    /// Returns the problem with a value. An empty value, which YAML allows, is like none.
    fn misfit(self, key: &str, value: &Value, origin: Origin) -> Option<Misfit> {
        let (expected, help) = match (self, value) {
            (_, Value::Null) | (Self::Text, Value::String(_)) | (Self::Flag, Value::Bool(_)) => {
                return None;
            }
            (Self::Texts, Value::Array(items)) => {
                let index = items.iter().position(|item| !item.is_string())?;
                let written = value_in_words(items.get(index)?);
                return Some(Misfit {
                    origin: origin.item(index),
                    message: format!("`{key}` contains {written}, expected strings"),
                    instead: "this item is ignored".to_owned(),
                    help: "write a string in quotes, or remove it",
                });
            }
            (Self::Text, _) => ("a string", "write a string in quotes, or remove it"),
            (Self::Flag, _) => (
                "`true` or `false`",
                "write `true` or `false` without quotes, or remove it",
            ),
            (Self::Texts, _) => ("an array of strings", "write an array, or remove it"),
        };
        let instead = match (self, value) {
            (Self::Texts, Value::String(_)) => "it is read as an array with one item".to_owned(),
            _ => format!("`{key}` is ignored"),
        };
        let written = value_in_words(value);
        let message = format!("`{key}` is {written}, expected {expected}");
        Some(Misfit {
            origin,
            message,
            instead,
            help,
        })
    }
}

impl Rewriter<'_> {
    /// Reports values of the wrong type in the file, before it is rewritten.
    pub(super) fn report_misfits(&mut self, document: &Document) {
        let root = Origin::new(self.file, "");
        let mut fragments = Vec::new();
        if let Some(Value::Object(members)) = document.value(&root)
            && is_description(members)
        {
            fragments.push((root, OpenApiObject::Document));
        }
        let reached = self.reached.fragments.iter();
        fragments.extend(
            reached
                .filter(|(origin, _)| origin.file == self.file)
                .cloned(),
        );
        let mut misfits = Vec::new();
        let mut visited = HashSet::new();
        for (origin, object) in fragments {
            let Some(value) = document.value(&origin) else {
                continue;
            };
            walk_objects(
                value,
                Child::One(object),
                Child::step_in_swagger,
                &mut origin.pointer.to_string(),
                &mut |members, object, pointer| {
                    if object == OpenApiObject::Schema && !self.is_swagger {
                        return;
                    }
                    for (_, key, kind) in KINDS.iter().filter(|(of, ..)| *of == object) {
                        let key_origin = Origin::new(origin.file, pointer).child(key);
                        if let Some(value) = members.get(*key)
                            && visited.insert(key_origin.clone())
                        {
                            misfits.extend(kind.misfit(key, value, key_origin));
                        }
                    }
                },
            );
        }
        for misfit in misfits {
            let origin = self.moves.message_origin(&misfit.origin);
            let warning = Diagnostic::warning("unexpected-kind", misfit.message).at(&origin);
            self.warnings
                .push(warning.instead(misfit.instead).help(misfit.help));
        }
    }
}
