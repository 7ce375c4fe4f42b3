//! Values that stand beside schemas (`example`, `examples`). They are shown in the docs of methods, never generated from.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diag::Origin;
use crate::model::{Schema, Type, Types};
use crate::source::Document;

/// The values beside the schemas of all types that may be sent, by the places of the schemas.
pub(crate) fn of(document: &Document, types: &Types) -> BTreeMap<Origin, Value> {
    let sent = types.iter().map(|(_, def)| def).filter(|def| def.usage.may_be_sent());
    let places = sent.flat_map(|def| {
        def.kind.schemas().into_iter().flat_map(within).map(|schema| &schema.origin).chain([&def.origin])
    });
    places.filter_map(|place| Some((place.clone(), beside(document, place)?))).collect()
}

/// What is shown beside the schema at this place.
fn beside(document: &Document, place: &Origin) -> Option<Value> {
    let schema = document.value(place)?;
    let first = || schema.get("examples")?.as_array()?.first();
    schema.get("example").or_else(first).cloned()
}

/// A schema, and those of its items or values.
fn within(schema: &Schema) -> impl Iterator<Item = &Schema> {
    std::iter::successors(Some(schema), |schema| match &schema.ty {
        Type::List(inner) | Type::Map(inner) => Some(inner),
        _ => None,
    })
}
