//! Members of unions: how they match, what distinguishes them, and the shapes of their values.

use super::cursor::{ResolvedSchema, Shape, ShapeKind};
use super::matching::{self, MatchedPairs};
use super::version::Versions;
use model::{Api, Constraints, Discriminator, Property, Schema, Union, UnionVariant};
use serde_json::Value;

/// Matches members by the name or kind of their type, then by mapped discriminator values, then by
/// shape, then by their Rust name. Members whose types swapped names are matched by shape, or else
/// by constraints.
pub(super) fn match_members<'a>(
    versions: Versions<'a>,
    old: &'a Union,
    new: &'a Union,
) -> MatchedPairs<'a, UnionVariant> {
    let old_members = keyed_members(versions.models.old, old);
    let new_members = keyed_members(versions.models.new, new);
    let by_label = matching::pair_by_key(&old_members, &new_members, |member| member.label.clone());
    let by_shape = matching::pair_swapped_elements(by_label, |member| {
        (member.tag.clone(), member.shape.clone())
    });
    let by_limits = matching::pair_swapped_elements(by_shape, |member| {
        (
            member.tag.clone(),
            member.shape.clone(),
            member.limits.clone(),
        )
    });
    let with_tags = matching::pair_unmatched(by_limits, |member| {
        member.tag.clone().ok_or(std::ptr::from_ref(member.variant))
    });
    let with_shapes = matching::pair_unmatched(with_tags, |member| member.shape.clone());
    matching::pair_unmatched(with_shapes, |member| member.variant.rust.clone())
        .into_iter()
        .map(|pair| pair.map(|member| Some(member?.variant)))
        .collect()
}

/// Returns the members of a union with their keys.
fn keyed_members<'a>(api: &'a Api, union: &'a Union) -> Vec<KeyedMember<'a>> {
    union
        .variants
        .iter()
        .map(|variant| KeyedMember {
            variant,
            label: MemberLabel::of(api, &variant.schema),
            tag: mapped_value(union, variant),
            shape: ShapeKey::of(api, &variant.schema),
            limits: LimitsKey::of(api, &variant.schema),
        })
        .collect()
}

/// A member of a union, and its keys for matching.
struct KeyedMember<'a> {
    variant: &'a UnionVariant,
    label: MemberLabel<'a>,
    /// The mapped discriminator value.
    tag: Option<String>,
    shape: ShapeKey<'a>,
    limits: LimitsKey<'a>,
}

/// Returns the constants that a member allows for the discriminator property; `None` if it has
/// none.
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

/// Returns the discriminator values with the members that they select. Leaves out the name of a
/// component whose discriminator property has another constant.
pub(super) fn mapped_members<'u>(api: &Api, union: &'u Union) -> Vec<(&'u str, &'u UnionVariant)> {
    let mapping = union.discriminator.iter().flat_map(|tag| &tag.mapping);
    let shapes = mapping.filter_map(|(value, at)| Some((value, union.variants.get(*at)?)));
    shapes
        .filter(|(value, variant)| {
            constants(api, union, variant).is_none_or(|constants| constants.contains(value))
        })
        .map(|(value, variant)| (value.as_str(), variant))
        .collect()
}

const MAX_DEPTH: usize = 3;

/// The maximum number of schemas whose content a [`ShapeKey`] has: nested unions could be endless.
const MAX_SCHEMAS: usize = 1000;

/// The name or kind of a member's type.
#[derive(Clone, PartialEq, Eq, Hash)]
enum MemberLabel<'a> {
    Named(&'a str),
    List(Box<Self>),
    Map(Box<Self>),
    Unnamed(ShapeKind),
}

impl<'a> MemberLabel<'a> {
    fn of(api: &'a Api, schema: &'a Schema) -> Self {
        let node = ResolvedSchema::of(api, schema);
        match (node.def, node.shape) {
            (Some(def), _) => Self::Named(&def.name),
            (None, Shape::Array(inner)) => Self::List(Box::new(Self::of(api, inner))),
            (None, Shape::Map(inner)) => Self::Map(Box::new(Self::of(api, inner))),
            (None, shape) => Self::Unnamed(shape.kind()),
        }
    }
}

/// The format, constant and constraints of a schema.
#[derive(Clone, PartialEq, Eq, Hash)]
struct LimitsKey<'a> {
    format: Option<&'a str>,
    constant: Option<&'a Value>,
    constraints: &'a Constraints,
}

impl<'a> LimitsKey<'a> {
    fn of(api: &'a Api, schema: &'a Schema) -> Self {
        let schema = ResolvedSchema::of(api, schema).schema;
        Self {
            format: schema.format.as_deref(),
            constant: schema.constant.as_deref(),
            constraints: &schema.constraints,
        }
    }
}

/// The shape of a schema with the schemas inside of it, regardless of the names of types.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct ShapeKey<'a> {
    pub(super) kind: ShapeKind,
    /// The constants of an enum, sorted.
    constants: Vec<&'a str>,
    /// Whether an enum has unknown constants.
    is_open: bool,
    /// The properties of an object or the items of a tuple, sorted by name.
    properties: Vec<PropertyKey<'a>>,
    /// The items of an array, the values of a map or the members of a union.
    inner: Vec<Self>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct PropertyKey<'a> {
    wire: &'a str,
    required: bool,
    shape: ShapeKey<'a>,
}

impl<'a> ShapeKey<'a> {
    pub(super) fn of(api: &'a Api, schema: &'a Schema) -> Self {
        let mut left = MAX_SCHEMAS;
        Self::at_level(api, schema, 0, &mut left)
    }

    /// Returns the key of a schema at this level of nesting; `left` is the number of schemas that
    /// may still be read.
    fn at_level(api: &'a Api, schema: &'a Schema, level: usize, left: &mut usize) -> Self {
        let node = ResolvedSchema::of(api, schema);
        let mut key = Self {
            kind: node.shape.kind(),
            constants: Vec::new(),
            is_open: false,
            properties: Vec::new(),
            inner: Vec::new(),
        };
        if level >= MAX_DEPTH || *left == 0 {
            return key;
        }
        *left -= 1;
        match (node.shape, node.constants()) {
            (Shape::Struct(record) | Shape::Tuple(record), _) => {
                let mut properties: Vec<&Property> = record.properties.iter().collect();
                properties.sort_by(|a, b| a.wire.cmp(&b.wire));
                for property in properties {
                    key.properties.push(PropertyKey {
                        wire: &property.wire,
                        required: property.required,
                        shape: Self::at_level(api, &property.schema, level + 1, left),
                    });
                }
            }
            (Shape::Array(inner) | Shape::Map(inner), _) => {
                key.inner.push(Self::at_level(api, inner, level + 1, left));
            }
            (Shape::Union(union), _) => {
                for variant in &union.variants {
                    key.inner
                        .push(Self::at_level(api, &variant.schema, level + 1, left));
                }
            }
            (_, Some(constants)) => {
                let values = constants.variants.iter().map(|value| value.wire.as_str());
                key.constants.extend(values);
                key.constants.sort_unstable();
                key.is_open = constants.open;
            }
            _ => {}
        }
        key
    }
}

fn mapped_value(union: &Union, member: &UnionVariant) -> Option<String> {
    let Discriminator { mapping, .. } = union.discriminator.as_ref()?;
    let index = union
        .variants
        .iter()
        .position(|variant| std::ptr::eq(variant, member))?;
    mapping
        .iter()
        .find(|(_, at)| *at == index)
        .map(|(value, _)| value.clone())
}
