//! Unions and their members.

use std::collections::{BTreeSet, HashSet};

use super::prelude::*;
use crate::cursor::ShapeKind;
use crate::unions::ShapeKey;
use build::json_type;
use model::{Api, Schema, Struct, TypeDef, TypeKind, Union, UnionVariant};

pub(super) const RULES: &[Rule] = &[
    Rule::widened("became-union")
        .what("A single type became a union (`oneOf`, `anyOf`, several types).")
        .rust("Major: the type becomes an enum.")
        .about(About::Union(UnionChange::Widened))
        .node(|it| {
            let Sides { old, new } = it.both()?;
            if !is_member(it, old, new) {
                return None;
            }
            Some(it.widened(format!("{} became a union", old.shape.describe_type())))
        }),
    Rule::narrowed("union-became-single")
        .what("A union became one of its members.")
        .rust("Major: the enum becomes the type of its member.")
        .about(About::Union(UnionChange::Narrowed))
        .node(|it| {
            let Sides { old, new } = it.both()?;
            if !is_member(it, new, old) {
                return None;
            }
            let refused = names_as_code(members_besides(it, old, new));
            let then = match (refused.is_empty(), it.is_request()) {
                (true, _) => String::new(),
                (false, true) => {
                    format!(": values of {} are no longer allowed", refused.join(", "))
                }
                (false, false) => format!(": values of {} no longer occur", refused.join(", ")),
            };
            Some(it.narrowed(format!(
                "the union became {}{then}",
                new.shape.describe_type()
            )))
        }),
    Rule::added("union-member-added")
        .what("A member of a union was added.")
        .wire(MORE)
        .rust("Minor: a variant is added; the enum keeps unknown values.")
        .help(CHECK_SERVER)
        .about(About::Member)
        .union_variant(|it| {
            let new = it.added()?;
            let message = Message::of_named("member", &new.rust, Was, "added");
            let versions = it.cursor.versions;
            let was_there = covers_member(
                versions.models.old,
                it.cursor.subject.types.old,
                versions.models.new,
                new,
            );
            Some(if was_there {
                DetectedChange::new(Wire::None, message)
            } else {
                it.widened(message).changes_behaviour()
            })
        }),
    Rule::removed("union-member-removed")
        .what("A member of a union was removed.")
        .wire(FEWER)
        .rust("Major: a variant is removed.")
        .about(About::Member)
        .union_variant(|it| {
            let old = it.removed()?;
            let message = Message::of_named("member", &old.rust, Was, "removed");
            let versions = it.cursor.versions;
            let is_there = covers_member(
                versions.models.new,
                it.cursor.subject.types.new,
                versions.models.old,
                old,
            );
            Some(if is_there {
                DetectedChange::new(Wire::None, message)
            } else {
                it.narrowed(message)
            })
        }),
    Rule::new("union-order-changed")
        .what("The order of the members of a union without a discriminator changed.")
        .help(
            "A value that matches two members may now be read as the other one. A discriminator \
             prevents this.",
        )
        .union(union_order_changed),
];

fn union_order_changed(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let [before, after] = [old, new].map(|union| {
        let names = union.variants.iter().map(|variant| variant.rust.as_str());
        names.collect::<Vec<_>>()
    });
    let is_reordered = before != after
        && before.iter().collect::<BTreeSet<_>>() == after.iter().collect::<BTreeSet<_>>();
    if !is_reordered {
        return None;
    }
    let versions = it.cursor.versions;
    // With `oneOf`, the description says that only one member matches.
    let schema = it
        .cursor
        .schema
        .origins
        .new
        .and_then(|origin| versions.texts.new.value(origin));
    let is_one_of = schema.is_some_and(|schema| schema.get("oneOf").is_some());
    // No value matches two members with different JSON types.
    let types: Option<BTreeSet<_>> = new
        .variants
        .iter()
        .map(|variant| json_type(&versions.models.new.types, &variant.schema))
        .collect();
    let is_tagged = new.discriminator.is_some()
        || types.is_some_and(|types| types.len() == new.variants.len())
        || is_one_of && have_exclusive_properties(versions.models.new, new);
    if is_tagged {
        return None;
    }
    Some(DetectedChange::new(Wire::None, "the order of the members changed").changes_behaviour())
}

/// Returns whether each member is an object that requires a property that no other member
/// describes.
fn have_exclusive_properties(api: &Api, union: &Union) -> bool {
    let mut records: Vec<&Struct> = Vec::new();
    for variant in &union.variants {
        let Shape::Struct(record) = ResolvedSchema::of(api, &variant.schema).shape else {
            return false;
        };
        records.push(record);
    }
    records.iter().all(|record| {
        let mut required = record
            .properties
            .iter()
            .filter(|property| property.required);
        required.any(|property| {
            records
                .iter()
                .filter(|other| !std::ptr::eq(**other, *record))
                .flat_map(|other| &other.properties)
                .all(|other| other.wire != property.wire)
        })
    })
}

/// Returns whether a union accepts all values of `member`, a member of another union, because a
/// union among the members of either has a member of the same shape, or because numbers include
/// integers.
fn covers_member(
    api: &Api,
    def: Option<&TypeDef>,
    member_api: &Api,
    member: &UnionVariant,
) -> bool {
    let Some(TypeKind::Union(union)) = def.map(|def| &def.kind) else {
        return false;
    };
    let union_shapes: Vec<_> = union
        .variants
        .iter()
        .flat_map(|variant| leaf_shapes(api, &variant.schema))
        .collect();
    let member_shapes = leaf_shapes(member_api, &member.schema);
    member_shapes.iter().all(|(shape, is_inner)| {
        union_shapes.iter().any(|(union_shape, is_inner_of_union)| {
            union_shape == shape && (*is_inner_of_union || *is_inner)
                || shape.kind == ShapeKind::Integer && union_shape.kind == ShapeKind::Number
        })
    })
}

/// Returns the shape of a schema, or, for a union, the shapes of its members at all levels of inner
/// unions. The flag says whether a shape is that of a member.
fn leaf_shapes<'a>(api: &'a Api, schema: &'a Schema) -> Vec<(ShapeKey<'a>, bool)> {
    let mut shapes = Vec::new();
    let mut waiting = vec![(schema, false)];
    let mut seen = HashSet::new();
    while let Some((schema, is_inner)) = waiting.pop() {
        match ResolvedSchema::of(api, schema).shape {
            Shape::Union(union) if seen.insert(std::ptr::from_ref(union)) => {
                waiting.extend(union.variants.iter().map(|variant| (&variant.schema, true)));
            }
            Shape::Union(_) => {}
            _ => shapes.push((ShapeKey::of(api, schema), is_inner)),
        }
    }
    shapes
}

/// Returns the members of the old union other than the schema that replaced the union.
fn members_besides<'a>(
    it: &Both<'_, ResolvedSchema<'_>>,
    several: &ResolvedSchema<'a>,
    single: &ResolvedSchema<'_>,
) -> Vec<&'a str> {
    let Shape::Union(union) = several.shape else {
        return Vec::new();
    };
    let old = it.cursor.versions.models.old;
    let new = it.cursor.versions.models.new;
    let only = ShapeKey::of(new, single.schema);
    let others = union
        .variants
        .iter()
        .filter(|variant| ShapeKey::of(old, &variant.schema) != only);
    others.map(|variant| variant.rust.as_str()).collect()
}

pub(super) fn is_member(
    it: &Both<'_, ResolvedSchema<'_>>,
    candidate: &ResolvedSchema<'_>,
    several: &ResolvedSchema<'_>,
) -> bool {
    let Shape::Union(union) = several.shape else {
        return false;
    };
    if matches!(candidate.shape, Shape::Union(_) | Shape::Any) {
        return false;
    }
    let is_new = it
        .new
        .is_some_and(|new| std::ptr::eq(new.schema, several.schema));
    let old = it.cursor.versions.models.old;
    let new = it.cursor.versions.models.new;
    let (api, other) = if is_new { (new, old) } else { (old, new) };
    union.variants.iter().any(|variant| {
        let member = ResolvedSchema::of(api, &variant.schema);
        member.shape.kind() == candidate.shape.kind()
            && (candidate.def.is_none()
                || member.def.map(|def| &def.name) == candidate.def.map(|def| &def.name)
                || ShapeKey::of(api, &variant.schema) == ShapeKey::of(other, candidate.schema))
    })
}
