//! Values that stand beside schemas (`example`, `examples`). They are shown in the docs of methods, never generated from.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diag::Origin;
use crate::model::{Additional, Schema, Type, TypeDef, TypeKind, Types};
use crate::source::Document;

/// The values beside the schemas of all types that may be sent, by the places of the schemas.
pub(crate) fn of(document: &Document, types: &Types) -> BTreeMap<Origin, Value> {
    let sent = types.iter().map(|(_, def)| def).filter(|def| def.usage.may_be_sent());
    let places = sent.flat_map(|def| schemas(def).map(|schema| &schema.origin).chain([&def.origin]));
    places.filter_map(|place| Some((place.clone(), beside(document, place)?))).collect()
}

/// What is shown beside the schema at this place.
fn beside(document: &Document, place: &Origin) -> Option<Value> {
    let schema = document.value(place)?;
    let first = || schema.get("examples")?.as_array()?.first();
    schema.get("example").or_else(first).cloned()
}

/// The schemas that stand in a type.
fn schemas(def: &TypeDef) -> impl Iterator<Item = &Schema> {
    let direct: Vec<&Schema> = match &def.kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let rest = match &record.additional {
                Additional::Typed(schema) => Some(&**schema),
                _ => None,
            };
            record.properties.iter().map(|property| &property.schema).chain(rest).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.schema).collect(),
        TypeKind::Alias(schema) => vec![schema],
        TypeKind::Enum(_) => Vec::new(),
    };
    direct.into_iter().flat_map(within)
}

/// A schema, and those of its items or values.
fn within(schema: &Schema) -> impl Iterator<Item = &Schema> {
    std::iter::successors(Some(schema), |schema| match &schema.ty {
        Type::List(inner) | Type::Map(inner) => Some(inner),
        _ => None,
    })
}
