//! The order of the members of a union without a discriminator changed.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;
use crate::model::{Api, EnumBase, Struct, TypeKind, Union, UnionVariant};

pub(super) const RULE: Rule = Rule {
    code: "union-order-changed",
    docs: Docs {
        what: "The order of the members of a union without a discriminator changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: no item of the crate changes.",
        help: "The first match is used, so a value that matches two members may be read as the other one. A \
               discriminator helps.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let names = |union: &Union| union.variants.iter().map(|one| one.rust.clone()).collect::<Vec<_>>();
    let (before, after) = (names(old), names(new));
    let sorted = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
    let is_tagged = new.discriminator.is_some()
        || are_disjoint(it.cursor.sides.new, new)
        || is_one_of(it) && have_own_names(it, new);
    (!is_tagged && before != after && sorted(&before) == sorted(&after))
        .then(|| Found::new(Wire::None, "the order of the members changed").behaves())
}

/// Returns whether all members have different JSON types, so that no value matches two.
fn are_disjoint(api: &Api, union: &Union) -> bool {
    let kinds: Vec<_> = union.variants.iter().map(|one| json_type(&Node::of(api, &one.schema))).collect();
    kinds.iter().all(Option::is_some) && kinds.iter().collect::<BTreeSet<_>>().len() == kinds.len()
}

/// Returns whether the description allows only one matching member.
fn is_one_of(it: &Both<'_, Union>) -> bool {
    let (document, place) = (it.cursor.sides.new_text, it.cursor.origins.1);
    place.and_then(|place| document.value(place)).is_some_and(|schema| schema.get("oneOf").is_some())
}

/// Returns whether each member is an object that requires a property which no other member describes: no value
/// has those of two members.
fn have_own_names(it: &Both<'_, Union>, union: &Union) -> bool {
    let api = it.cursor.sides.new;
    let records: Option<Vec<_>> = union.variants.iter().map(|one| record(api, one)).collect();
    let Some(records) = records else { return false };
    let describes = |other: &Struct, name: &str| other.properties.iter().any(|one| one.wire == name);
    records.iter().all(|record| {
        let mut required = record.properties.iter().filter(|property| property.required);
        let others = || records.iter().filter(|other| !std::ptr::eq(**other, *record));
        required.any(|property| others().all(|other| !describes(other, &property.wire)))
    })
}

fn record<'a>(api: &'a Api, one: &'a UnionVariant) -> Option<&'a Struct> {
    match Node::of(api, &one.schema).shape {
        Shape::Struct(record) => Some(record),
        _ => None,
    }
}

fn json_type(node: &Node<'_>) -> Option<&'static str> {
    Some(match (node.shape, node.def.map(|def| &def.kind)) {
        (Shape::Bool, _) => "boolean",
        (Shape::Integer | Shape::Number, _) => "number",
        (Shape::Enum, Some(TypeKind::Enum(constants))) if constants.base == EnumBase::Integer => "number",
        (Shape::Text | Shape::Enum, _) => "string",
        (Shape::Struct(_) | Shape::Map(_), _) => "object",
        (Shape::List(_) | Shape::Tuple(_), _) => "array",
        (Shape::Union(_) | Shape::Any, _) => return None,
    })
}
