//! Members of unions: how they match, what distinguishes them, and the shapes of their values.

use super::cursor::{ResolvedSchema, Shape};
use super::matching::{self, MatchedPairs};
use super::versions::Versions;
use crate::model::{Api, Discriminator, Property, Schema, TypeKind, Union, UnionVariant};
use serde_json::Value;

/// Matches members by the name or kind of their type, then by mapped discriminator values, then by shape, then by their
/// Rust name. Members whose types swapped names are matched by shape, or else by constraints.
pub(super) fn match_members<'a>(
    sides: Versions<'_>,
    old: &'a Union,
    new: &'a Union,
) -> MatchedPairs<'a, UnionVariant> {
    let old_members = keyed_members(sides.models.old, old);
    let new_members = keyed_members(sides.models.new, new);
    let pairs = matching::pair_by_key(&old_members, &new_members, |member| member.label.clone());
    let pairs = matching::pair_swapped_elements(pairs, |member| {
        (member.tag.clone(), member.shape_text.clone())
    });
    let pairs = matching::pair_swapped_elements(pairs, |member| {
        (
            member.tag.clone(),
            member.shape_text.clone(),
            member.limits.clone(),
        )
    });
    let pairs = matching::pair_unmatched(
        matching::pair_unmatched(pairs, |member| {
            member.tag.clone().ok_or(std::ptr::from_ref(member.one))
        }),
        |member| member.shape_text.clone(),
    );
    let pairs = matching::pair_unmatched(pairs, |member| member.one.rust.clone());
    pairs
        .into_iter()
        .map(|pair| pair.map(|member| Some(member?.one)))
        .collect()
}

/// Returns the members of a union with their keys.
fn keyed_members<'a>(api: &Api, union: &'a Union) -> Vec<KeyedMember<'a>> {
    union
        .variants
        .iter()
        .map(|one| KeyedMember {
            one,
            label: member_label(api, &one.schema),
            tag: mapped_value(union, one),
            shape_text: shape_text(api, &one.schema),
            limits: other_constraints(api, &one.schema),
        })
        .collect()
}

/// A member of a union, and its keys for matching.
struct KeyedMember<'a> {
    one: &'a UnionVariant,
    label: String,
    /// The mapped discriminator value.
    tag: Option<String>,
    shape_text: String,
    /// The format, constant and constraints of the values.
    limits: String,
}

/// Returns the constants that a member allows for the discriminator property; `None` if it has none.
fn constants(api: &Api, union: &Union, member: &UnionVariant) -> Option<Vec<String>> {
    let wire = &union.discriminator.as_ref()?.property;
    let Shape::Struct(record) = ResolvedSchema::of(api, &member.schema).shape else {
        return None;
    };
    let property = record
        .properties
        .iter()
        .find(|property| property.wire == *wire)?;
    match (
        property.schema.constant.as_deref(),
        ResolvedSchema::of(api, &property.schema).constants(),
    ) {
        (Some(Value::String(text)), _) => Some(vec![text.clone()]),
        (Some(other), _) => Some(vec![other.to_string()]),
        (None, Some(constants)) if !constants.open => {
            let described = constants.variants.iter().filter(|value| !value.former);
            Some(described.map(|value| value.wire.clone()).collect())
        }
        _ => None,
    }
}

/// Returns the discriminator values with the members that they select. Leaves out the name of a component whose
/// discriminator property has another constant.
pub(super) fn mapped_members<'u>(api: &Api, union: &'u Union) -> Vec<(&'u str, &'u UnionVariant)> {
    let mapping = union.discriminator.iter().flat_map(|tag| &tag.mapping);
    let shapes = mapping.filter_map(|(value, at)| Some((value, union.variants.get(*at)?)));
    shapes
        .filter(|(value, one)| {
            constants(api, union, one).is_none_or(|constants| constants.contains(value))
        })
        .map(|(value, one)| (value.as_str(), one))
        .collect()
}

const MAX_DEPTH: usize = 3;

/// The maximum length of the text for a shape, in bytes: nested unions could be endless.
const MAX_SHAPE_LENGTH: usize = 20_000;

/// Returns the format, constant and constraints of a schema, as a text for comparison.
fn other_constraints(api: &Api, schema: &Schema) -> String {
    let schema = ResolvedSchema::of(api, schema).schema;
    format!(
        "{:?} {:?} {:?}",
        schema.format, schema.constant, schema.constraints
    )
}

pub(super) fn shape_text(api: &Api, schema: &Schema) -> String {
    let mut shape_text = String::new();
    write_shape(api, schema, 0, &mut shape_text);
    shape_text
}

fn write_shape(api: &Api, schema: &Schema, level: usize, out: &mut String) {
    let node = ResolvedSchema::of(api, schema);
    out.push_str(node.shape.in_words());
    if level >= MAX_DEPTH || out.len() >= MAX_SHAPE_LENGTH {
        return;
    }
    match (node.shape, node.def.map(|def| &def.kind)) {
        (Shape::Struct(record) | Shape::Tuple(record), _) => {
            let mut properties: Vec<&Property> = record.properties.iter().collect();
            properties.sort_by(|a, b| a.wire.cmp(&b.wire));
            for property in properties {
                out.push_str(&format!(
                    " {:?}{} ",
                    property.wire,
                    if property.required { "!" } else { "" }
                ));
                write_shape(api, &property.schema, level + 1, out);
            }
        }
        (_, Some(TypeKind::Enum(constants))) => {
            let mut values: Vec<&str> = constants
                .variants
                .iter()
                .map(|value| value.wire.as_str())
                .collect();
            values.sort_unstable();
            out.push_str(&format!(
                "{values:?}{}",
                if constants.open { " and others" } else { "" }
            ));
        }
        (Shape::Array(inner) | Shape::Map(inner), _) => write_shape(api, inner, level + 1, out),
        (Shape::Union(union), _) => {
            for one in &union.variants {
                write_shape(api, &one.schema, level + 1, out);
            }
        }
        _ => {}
    }
    out.push(';');
}

fn member_label(api: &Api, schema: &Schema) -> String {
    let node = ResolvedSchema::of(api, schema);
    match (node.def, node.shape) {
        (Some(def), _) => def.name.clone(),
        (None, Shape::Array(inner)) => format!("list of {}", member_label(api, inner)),
        (None, Shape::Map(inner)) => format!("map of {}", member_label(api, inner)),
        (None, shape) => shape.in_words().to_owned(),
    }
}

fn mapped_value(union: &Union, member: &UnionVariant) -> Option<String> {
    let Discriminator { mapping, .. } = union.discriminator.as_ref()?;
    let index = union
        .variants
        .iter()
        .position(|one| std::ptr::eq(one, member))?;
    mapping
        .iter()
        .find(|(_, at)| *at == index)
        .map(|(value, _)| value.clone())
}
