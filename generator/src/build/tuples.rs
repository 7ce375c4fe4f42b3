//! Bodies of tuples: lists whose first items have schemas of their own.

use super::Context;
use super::facts::Facts;
use super::other::Other;
use super::schemas::{Job, Schemas};
use super::structs::Notes;
use crate::model::{Additional, Constraints, Property, Struct};

/// What the first fields are called; those after them are numbered.
const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
];

/// The body of a tuple: its items as properties, each by its index.
pub(crate) fn body<'d>(schemas: &mut Schemas<'d>, cx: &mut Context<'d>, job: &Job<'d>) -> Struct {
    let facts = &job.facts;
    let least = facts.constraints.min_items.unwrap_or(0);
    let mut properties = Vec::with_capacity(facts.tuple.len());
    for ((index, origins), place) in facts.tuple.iter().enumerate().zip(0..) {
        let rust = field_name(index);
        let schema = schemas.all_of(cx, origins, &job.hint.child(&rust));
        let notes = Notes::of(cx, origins, &schema);
        properties.push(Property {
            wire: format!("[{index}]"),
            rust,
            // Shorter lists are values too, unless the schema says how long they are.
            required: least > place,
            // An item that is left out would be another item.
            read_only: false,
            write_only: false,
            deprecated: notes.deprecated,
            docs: notes.docs,
            boxed: false,
            schema,
        });
    }
    Struct { properties, additional: following(schemas, cx, job), constraints: lengths(facts) }
}

fn field_name(index: usize) -> String {
    ORDINALS.get(index).map_or_else(|| format!("item_{}", index + 1), |name| (*name).to_owned())
}

/// What follows the items: a list of that length ends there.
fn following<'d>(schemas: &mut Schemas<'d>, cx: &mut Context<'d>, job: &Job<'d>) -> Additional {
    match &job.facts.following {
        _ if ends(&job.facts) => Additional::Forbidden,
        None | Some(Other::Allowed) => Additional::Unspecified,
        Some(Other::Forbidden) => Additional::Forbidden,
        Some(Other::Schema(origin)) => Additional::Typed(Box::new(schemas.at(cx, origin, &job.hint.element("item")))),
    }
}

fn ends(facts: &Facts) -> bool {
    facts.constraints.max_items.is_some_and(|most| u64::try_from(facts.tuple.len()) == Ok(most))
}

/// What of the length the items do not say already.
fn lengths(facts: &Facts) -> Constraints {
    let known = u64::try_from(facts.tuple.len()).unwrap_or(u64::MAX);
    Constraints {
        min_items: facts.constraints.min_items.filter(|least| *least > known),
        max_items: facts.constraints.max_items.filter(|most| *most != known),
        unique_items: facts.constraints.unique_items,
        ..Constraints::default()
    }
}
