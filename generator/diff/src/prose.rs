//! Compares docs: the docs next to a schema, or else the docs in the schema that it refers to. Docs
//! that only move from one place to the other have not changed. Changed docs of a type or component
//! are reported once, not at each use.

use std::sync::Arc;

use serde_json::Value;

use super::composition::{Beside, Composition};
use super::cursor::{Cursor, DetectedChange, Moved};
use super::message::{ChangedObject, Message, MessageVerb};
use super::resolved_ref::ResolvedRef;
use super::sides::Sides;
use description::raise::Annotations;
use description::{Document, MOST_SCHEMAS_AT_LOCATION, UnionMembers};
use diag::Origin;
use model::{Content, Schema, Type, TypeDef};

type AnnotationReader<'a, T> = fn(Annotations<'a>) -> Option<T>;

pub(super) enum DocsChange {
    /// The docs of the current location changed.
    Here,
    /// The docs of a component that is used at the current location changed.
    Component { old: Origin, new: Origin },
}

impl DocsChange {
    /// Creates a finding about a part of a component, or about the object at the current location.
    pub(super) fn found(self, part: &'static str, object: ChangedObject) -> DetectedChange {
        match self {
            Self::Here => {
                DetectedChange::documentation(Message::of(object, MessageVerb::Changed, ""))
            }
            Self::Component { old, new } => {
                let name = new.last_segment().unwrap_or_default();
                let message = Message::of_part(part, &name, MessageVerb::Changed, "");
                DetectedChange::documentation(message)
                    .at_locations(&old, &new)
                    .of_component(&name)
            }
        }
    }
}

/// Compares the docs of a location: the docs next to its schema, or else the docs in the schema.
pub(super) fn docs_change<'a>(
    cursor: &Cursor<'a>,
    schemas: Sides<&Schema>,
    own: Sides<Option<&'a str>>,
) -> Option<DocsChange> {
    let are_types = matches!(
        (&schemas.old.ty, &schemas.new.ty),
        (Type::Named(_), Type::Named(_))
    );
    compare_annotations(cursor, schemas, own, Annotations::description_or_title)
        .filter(|change| !are_types || matches!(change, DocsChange::Here))
}

/// Compares the docs of a body or response, or else the docs of its first schema.
pub(super) fn have_docs_changed<'a>(
    cursor: &Cursor<'a>,
    own: Sides<Option<&'a str>>,
    contents: Sides<&'a [Content]>,
) -> bool {
    if own.old == own.new {
        return false;
    }
    let schemas = contents.map(|contents| contents.first()?.schema.as_ref());
    match schemas.both() {
        Some(schemas) => docs_change(cursor, schemas, own).is_some(),
        None => true,
    }
}

/// Compares the example of a location: the one next to its schema, or else the one in the schema.
pub(super) fn example_change<'a>(
    cursor: &Cursor<'a>,
    schemas: Sides<&Schema>,
    own: Sides<Option<&'a Value>>,
) -> Option<DocsChange> {
    compare_annotations(cursor, schemas, own, Annotations::example)
}

fn compare_annotations<'a, T: PartialEq>(
    cursor: &Cursor<'a>,
    schemas: Sides<&Schema>,
    own: Sides<Option<T>>,
    read: AnnotationReader<'a, T>,
) -> Option<DocsChange> {
    let schemas_in_texts = cursor.versions.texts.zip(schemas);
    let around = cursor
        .schema
        .beside
        .as_ref()
        .zip(cursor.schema.moved.as_ref());
    let Sides {
        old: (before, component),
        new: (after, other_component),
    } = schemas_in_texts.zip(around).zip(own).map(
        |(((document, schema), (beside, moved)), own)| {
            let moved = moved.as_deref();
            own_or_nearest_annotation(document, schema, beside, moved, own, read).unzip()
        },
    );
    if before == after {
        return None;
    }
    match (component.flatten(), other_component.flatten()) {
        (Some(old), Some(new)) => Some(DocsChange::Component { old, new }),
        _ => Some(DocsChange::Here),
    }
}

/// Reads an annotation of a location: the one at the moved location, if the docs moved; or else
/// `own`, the one at the location itself; or else the nearest one, with its component.
fn own_or_nearest_annotation<'a, T>(
    document: &'a Document,
    schema: &Schema,
    beside: &Beside,
    moved: Option<&Moved>,
    own: Option<T>,
    read: AnnotationReader<'a, T>,
) -> Option<(T, Option<Origin>)> {
    let origin = moved.and_then(|moved| moved.translate_origin(document, &schema.origin));
    if let Some(origin) = origin {
        let whole = Composition::from(&origin);
        return nearest_annotation(document, &whole, |schema| read(Annotations::of(schema)));
    }
    if let Some(own) = own {
        return Some((own, None));
    }
    let whole = Composition::new(&schema.origin, beside);
    nearest_annotation(document, &whole, |schema| read(Annotations::of(schema)))
}

/// Compares the docs of a type at a location that uses it. Returns the locations of changed docs,
/// unless the change is reported for the location itself, such as a property.
pub(super) fn type_docs_change(
    cursor: &Cursor<'_>,
    old: &TypeDef,
    new: &TypeDef,
) -> Option<Sides<Origin>> {
    let differ = old.docs != new.docs;
    let Some(Sides {
        old: before,
        new: after,
    }) = Use::both(cursor)
    else {
        if !differ {
            return None;
        }
        return Some(Sides { old, new }.map(|def| def.origin.clone()));
    };
    let is_own = cursor.schema.is_described && (before.is_inline() || after.is_inline());
    let has_changed = match (before.docs(), after.docs()) {
        // A type has the docs of only one of its locations, which may differ between the two
        // models.
        (None, None) => differ && before.is_at(old) == after.is_at(new),
        (docs, others) => docs != others,
    };
    if has_changed && !is_own {
        Some(Sides {
            old: before.end.first,
            new: after.end.first,
        })
    } else {
        None
    }
}

/// If exactly one of the models built its type from another location than the compared one, returns
/// both locations for the version of that model.
pub(super) fn moved_docs_locations(
    cursor: &Cursor<'_>,
    old: &TypeDef,
    new: &TypeDef,
) -> Sides<Option<Arc<Moved>>> {
    let mut moved = Sides::default();
    if let Some(uses) = Use::both(cursor) {
        match (uses.old.is_at(old), uses.new.is_at(new)) {
            (true, false) => moved.new = Some(uses.new.moved_from(new)),
            (false, true) => moved.old = Some(uses.old.moved_from(old)),
            _ => {}
        }
    }
    moved
}

/// A location that uses a type.
struct Use<'d> {
    document: &'d Document,
    place: Composition,
    /// The location to which the references at `place` lead.
    end: Composition,
}

impl<'d> Use<'d> {
    fn both(cursor: &Cursor<'d>) -> Option<Sides<Self>> {
        let schemas_in_texts = cursor.versions.texts.zip(cursor.schema.compositions()?);
        Some(
            schemas_in_texts
                .zip(cursor.schema.moved.as_ref())
                .map(|((document, whole), moved)| Self::of(document, whole, moved)),
        )
    }

    fn of(document: &'d Document, whole: Composition, moved: &Option<Arc<Moved>>) -> Self {
        let docs_origin = match moved {
            Some(moved) if whole.is_one() => moved.translate_origin(document, &whole.first),
            _ => None,
        };
        let place = docs_origin.map_or(whole, |origin| Composition::from(&origin));
        let end = if place.is_one() {
            Composition::from(&ResolvedRef::of(document, &place.first, true).origin)
        } else {
            place.clone()
        };
        Self {
            document,
            place,
            end,
        }
    }

    fn is_inline(&self) -> bool {
        self.end.first.is_within(&self.place.first)
    }

    /// Returns whether the type in the model was built from this location.
    fn is_at(&self, def: &TypeDef) -> bool {
        self.end.first == def.origin
    }

    /// Returns the location that the model has for a type, and this location, which has the docs.
    fn moved_from(self, def: &TypeDef) -> Arc<Moved> {
        Arc::new(Moved {
            type_origin: def.origin.clone(),
            docs_origin: self.end.first,
        })
    }

    /// Returns the docs of the type. If the type is inline and has no docs, returns the docs next
    /// to the reference or single member that leads to it.
    fn docs(&self) -> Option<&'d str> {
        let schema = self.document.value(&self.place.first);
        let around = if self.place == self.end { None } else { schema };
        let annotation = nearest_annotation(self.document, &self.place, |schema| {
            if around.is_some_and(|around| std::ptr::eq(around, schema)) {
                None
            } else {
                Annotations::of(schema).description_or_title()
            }
        });
        match annotation {
            Some((docs, _)) => Some(docs),
            None if self.is_inline() => Annotations::of(around?).description_or_title(),
            None => None,
        }
    }
}

/// Reads docs from the nearest schema that applies at a location, with the component if a reference
/// leads to that schema.
fn nearest_annotation<'a, T>(
    document: &'a Document,
    whole: &Composition,
    read: impl Fn(&'a Value) -> Option<T>,
) -> Option<(T, Option<Origin>)> {
    let mut schemas = document
        .applied_schemas(whole.nodes(document), UnionMembers::Single)
        .at_most(MOST_SCHEMAS_AT_LOCATION);
    schemas.find_map(|schema| Some((read(schema.value)?, schema.path.last_target)))
}
