//! What a reader is told of a place: its own words, or else those of what it refers to or is made of. Where these stand is
//! no change; what a type or a component says otherwise is told of it, once, and not at each place that uses it.

use serde_json::{Map, Value};

use super::alike;
use super::landed::Landed;
use super::spot::{Found, Spot};
use super::whole::Whole;
use crate::diag::Origin;
use crate::model::{Content, Schema, Type};
use crate::source::Document;

/// How many schemas are asked for words.
const MOST_PLACES: usize = 64;

/// What is read of a schema.
type Read<'a, T> = fn(&'a Map<String, Value>) -> Option<T>;

/// That a reader is told something else now.
pub(super) enum Retold {
    /// Of the place that was looked at.
    Here,
    /// Of a component that is used there.
    Component { old: Origin, new: Origin },
}

impl Retold {
    /// The finding, about what is called so: `the prose about`, and whose.
    pub(super) fn found(self, what: &str, whose: &str) -> Found {
        match self {
            Self::Here => Found::words(format!("{what} {whose} changed")),
            Self::Component { old, new } => {
                let name = new.pointer.rsplit('/').next().unwrap_or_default();
                Found::words(format!("{what} `{name}` changed")).standing(&old, &new).of_component(name)
            }
        }
    }
}

/// Whether a reader is told something else of a place: what is said of it beside its schema, or else what that says.
pub(super) fn retold<'a>(
    spot: &Spot<'a>,
    schemas: (&Schema, &Schema),
    own: (Option<&'a str>, Option<&'a str>),
) -> Option<Retold> {
    let is_type = |schema: &Schema| matches!(schema.ty, Type::Named(_));
    let told_of_types = is_type(schemas.0) && is_type(schemas.1);
    differing(spot, schemas, own, words).filter(|retold| !told_of_types || matches!(retold, Retold::Here))
}

/// The same for what has words of its own or, as bodies do, those of the schema that comes first.
pub(super) fn is_retold<'a>(
    spot: &Spot<'a>,
    (own, contents): (&'a Option<String>, &'a [Content]),
    (other, other_contents): (&'a Option<String>, &'a [Content]),
) -> bool {
    let first = |contents: &'a [Content]| contents.first()?.schema.as_ref();
    own != other
        && match (first(contents), first(other_contents)) {
            (Some(old), Some(new)) => retold(spot, (old, new), (own.as_deref(), other.as_deref())).is_some(),
            _ => true,
        }
}

/// Whether the example of a place is another one: what stands beside its schema, or else in that.
pub(super) fn another_example<'a>(
    spot: &Spot<'a>,
    schemas: (&Schema, &Schema),
    own: (Option<&'a Value>, Option<&'a Value>),
) -> Option<Retold> {
    differing(spot, schemas, own, example)
}

fn differing<'a, T: PartialEq>(
    spot: &Spot<'a>,
    (old, new): (&Schema, &Schema),
    (own, other): (Option<T>, Option<T>),
    read: Read<'a, T>,
) -> Option<Retold> {
    let before = Told::of(spot.sides.old_text, &Whole::new(&old.origin, &spot.beside.0), own, read);
    let after = Told::of(spot.sides.new_text, &Whole::new(&new.origin, &spot.beside.1), other, read);
    match (before.component, after.component) {
        _ if before.what == after.what => None,
        (Some(old), Some(new)) => Some(Retold::Component { old, new }),
        _ => Some(Retold::Here),
    }
}

/// Whether the words of a type are no news where it is used: the same as before, or told of the place that they stand at.
pub(super) fn is_no_news(spot: &Spot<'_>) -> bool {
    let Some((old, new)) = spot.wholes() else { return false };
    let (before, after) = (landed(spot.sides.old_text, &old), landed(spot.sides.new_text, &new));
    let is_own = spot.is_described && (before == old || after == new);
    let told = |document, whole: &Whole| nearest(document, whole, words).map(|(words, _)| words.to_owned());
    let words = told(spot.sides.old_text, &before);
    is_own || words.is_some() && words == told(spot.sides.new_text, &after)
}

/// Where a schema leads to.
fn landed(document: &Document, whole: &Whole) -> Whole {
    match whole.is_one() {
        true => Whole::from(&Landed::of(document, &whole.first, true).place),
        false => whole.clone(),
    }
}

/// What is told of a place.
struct Told<T> {
    what: Option<T>,
    /// Which component says it, if it is not said at the place itself.
    component: Option<Origin>,
}

impl<T> Told<T> {
    fn of<'a>(document: &'a Document, whole: &Whole, own: Option<T>, read: Read<'a, T>) -> Self {
        match (own, nearest(document, whole, read)) {
            (None, Some((what, component))) => Self { what: Some(what), component },
            (own, _) => Self { what: own, component: None },
        }
    }
}

/// What is read of the nearest of the schemas that hold at a place, and of which component, if a reference leads there.
fn nearest<'a, T>(document: &'a Document, whole: &Whole, read: Read<'a, T>) -> Option<(T, Option<Origin>)> {
    let mut waiting: Vec<(Origin, Option<Origin>)> = whole.places().rev().map(|place| (place.clone(), None)).collect();
    // Counted, since references may lead in circles.
    for _ in 0..MOST_PLACES {
        let (place, component) = waiting.pop()?;
        let Some(Value::Object(schema)) = document.value(&place) else { continue };
        if let Some(found) = read(schema) {
            return Some((found, component));
        }
        let members = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len).min(MOST_PLACES);
        waiting.extend((0..members).rev().map(|at| (place.child("allOf").item(at), component.clone())));
        if let Some(next) = alike::next(document, &place) {
            let component = if schema.contains_key("$ref") { Some(next.clone()) } else { component };
            waiting.push((next, component));
        }
    }
    None
}

/// The prose of a schema.
pub(super) fn words(schema: &Map<String, Value>) -> Option<&str> {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    text("description").or_else(|| text("title"))
}

/// The example of a schema, in the words of 3.0 or of 3.1.
fn example(schema: &Map<String, Value>) -> Option<&Value> {
    schema.get("example").or_else(|| schema.get("examples")?.get(0))
}
