//! Bodies of tuples: arrays with separate schemas for the first items.

use super::other::Other;
use super::schemas::{Job, Schemas};
use super::{Context, structs};
use crate::model::{Additional, Constraints, Property, Struct};

/// The names of the first fields; later ones are numbered.
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
        let rust = ORDINALS.get(index).map_or_else(|| format!("item_{}", index + 1), |name| (*name).to_owned());
        let schema = schemas.all_of(cx, origins, &job.hint.child(&rust));
        // Shorter arrays are valid, unless the schema limits the length. No item is read-only or write-only: if it were
        // left out, the next one would take its position.
        let required = least > place;
        properties.push(Property { required, ..structs::property(cx, (format!("[{index}]"), rust), origins, schema) });
    }
    let known = u64::try_from(facts.tuple.len()).unwrap_or(u64::MAX);
    let constraints = Constraints {
        min_items: facts.constraints.min_items.filter(|least| *least > known),
        max_items: facts.constraints.max_items.filter(|most| *most != known),
        unique_items: facts.constraints.unique_items,
        ..Constraints::default()
    };
    let additional = match &facts.following {
        _ if facts.constraints.max_items == Some(known) => Additional::Forbidden,
        None | Some(Other::Allowed) => Additional::Unspecified,
        Some(Other::Forbidden) => Additional::Forbidden,
        Some(Other::Schema(origin)) => Additional::Typed(Box::new(schemas.at(cx, origin, &job.hint.element("item")))),
    };
    Struct { properties, additional, constraints }
}
