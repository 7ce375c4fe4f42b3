//! Examples of schemas (`example`, `examples`), for the docs of methods only.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diag::Origin;
use crate::model::{Schema, Type, Types};
use crate::source::Document;

/// The examples of the schemas of all types that may be sent, by location.
pub(crate) fn of(document: &Document, types: &Types) -> BTreeMap<Origin, Value> {
    let sent = types.iter().map(|(_, def)| def).filter(|def| def.usage.may_be_sent());
    let places = sent.flat_map(|def| {
        def.kind.schemas().into_iter().flat_map(within).map(|schema| &schema.origin).chain([&def.origin])
    });
    let example = |place: &Origin| {
        let schema = document.value(place)?;
        let first = || schema.get("examples")?.as_array()?.first();
        schema.get("example").or_else(first).cloned()
    };
    places.filter_map(|place| Some((place.clone(), example(place)?))).collect()
}

/// A schema, and the nested schemas of its items or values.
fn within(schema: &Schema) -> impl Iterator<Item = &Schema> {
    std::iter::successors(Some(schema), |schema| match &schema.ty {
        Type::List(inner) | Type::Map(inner) => Some(inner),
        _ => None,
    })
}
