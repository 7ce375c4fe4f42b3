//! Discriminators of unions, and the values that they map to members.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::prelude::*;
use crate::diag::Origin;
use crate::diff::unions::{mapped, members};
use crate::model::{Api, Union, UnionVariant};

pub(super) const RULES: &[Rule] = &[
    Rule::new("discriminator-added")
        .what("A union has a discriminator now.")
        .wire("Compatible: the values do not change.")
        .rust(LISTED)
        .help(CHECK_SERVER)
        .effect(Effect::Added)
        .proof(Proof::Impossible)
        .union(|it| {
            it.gains(|union| union.discriminator.is_some())?;
            Some(DetectedChange::new(Compatible, "the union has a discriminator now").changes_behaviour())
        }),
    Rule::changed("discriminator-property-changed")
        .what("The discriminator is another property.")
        .wire("Breaking: values no longer have the old property.")
        .proof(Proof::Impossible)
        .union(|it| {
            let (Some(old), Some(new)) = it.changes(|union| union.discriminator.as_ref().map(|tag| &tag.property))?
            else {
                return None;
            };
            Some(
                DetectedChange::new(Breaking, format!("the discriminator changed from `{old}` to `{new}`"))
                    .changes_behaviour(),
            )
        }),
    Rule::removed("discriminator-removed")
        .what("A union no longer has a discriminator.")
        .wire("Compatible: the values do not change.")
        .rust(LISTED)
        .help(CHECK_SERVER)
        .proof(Proof::Impossible)
        .union(|it| {
            it.loses(|union| union.discriminator.is_some())?;
            Some(DetectedChange::new(Compatible, "the union no longer has a discriminator").changes_behaviour())
        }),
    Rule::added("discriminator-mapping-added")
        .what("More discriminator values are mapped to members of a union.")
        .wire("Compatible in requests, risky in responses. Unknown if a value is mapped to a schema that is no member.")
        .rust(LISTED)
        .help(CHECK_SERVER)
        .proof(Proof::Impossible)
        .union(discriminator_mapping_added),
    Rule::new("discriminator-mapping-changed")
        .what("A discriminator value is mapped to another member.")
        .wire("Breaking: the same discriminator value selects another schema.")
        .rust("Patch, except for the listed items: the same value is another variant.")
        .help("Give the other member its own discriminator value.")
        .proof(Proof::Impossible)
        .union(discriminator_mapping_changed),
    Rule::removed("discriminator-mapping-removed")
        .what("Discriminator values are no longer mapped to members.")
        .wire(FEWER)
        .rust(LISTED)
        .proof(Proof::Impossible)
        .union(discriminator_mapping_removed),
];

fn discriminator_mapping_added(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    old.discriminator.as_ref()?;
    let added = mapped_only_in((sides.new, new), (sides.old, old));
    let wire = if it.is_request() { Compatible } else { Risky };
    let found = |wire, message| {
        DetectedChange::new(wire, message)
            .changes_behaviour()
            .at(&["discriminator"])
    };
    match (invalid_mapping(it, old, new), added.as_slice()) {
        (Some(message), _) => Some(found(Unknown, format!("cannot judge: {message}"))),
        (None, []) => None,
        (None, [only]) => Some(found(wire, format!("{only} is mapped to a member now"))),
        (None, several) => Some(found(
            wire,
            format!("{} are mapped to members now", several.join(", ")),
        )),
    }
}

fn mapped_only_in((api, union): (&Api, &Union), (other_api, other): (&Api, &Union)) -> Vec<String> {
    let others = mapped(other_api, other);
    let values = mapped(api, union).into_iter().map(|(value, _)| value);
    names_as_code(values.filter(|value| others.iter().all(|(other, _)| other != value)))
}

/// Returns a message if a value is newly mapped to a schema that is not a member of the union.
fn invalid_mapping(it: &Both<'_, Union>, old: &Union, new: &Union) -> Option<String> {
    let mapping = |document: &'_ Document, origin: Option<&Origin>| -> Map<String, Value> {
        let place = origin.map(|origin| origin.child("discriminator").child("mapping"));
        place
            .and_then(|place| document.value(&place)?.as_object().cloned())
            .unwrap_or_default()
    };
    let is_known = |union: &Union, value: &str| {
        union
            .discriminator
            .iter()
            .flat_map(|tag| &tag.mapping)
            .any(|(known, _)| known == value)
    };
    let (sides, (from, to)) = (it.cursor.sides, it.cursor.origins);
    let member_schemas = new
        .variants
        .iter()
        .filter_map(|one| sides.new_text.target(&one.schema.origin));
    let member_schemas: Vec<Origin> = member_schemas.collect();
    let is_member = |target: &Value| {
        target
            .as_str()
            .and_then(|reference: &str| {
                let is_path = reference.contains(['/', '#']);
                let path = if is_path {
                    reference.to_owned()
                } else {
                    format!("#/components/schemas/{reference}")
                };
                sides.new_text.resolve(to?, &path).ok()
            })
            .is_some_and(|target| member_schemas.contains(&target))
    };
    let before = mapping(sides.old_text, from);
    let new_ones = mapping(sides.new_text, to)
        .into_iter()
        .filter(|(value, target)| before.get(value) != Some(target));
    // A value that is no longer mapped to a member is another finding.
    let (value, target) = new_ones.into_iter().find(|(value, target)| {
        !is_member(target) && is_known(new, value) == is_known(old, value)
    })?;
    Some(format!(
        "`{value}` is mapped to `{}`, which is not a member of the union",
        target.as_str()?
    ))
}

fn discriminator_mapping_changed(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    new.discriminator.as_ref()?;
    let (before, after) = (
        members_by_value(sides.old, old),
        members_by_value(sides.new, new),
    );
    let pairs = members(sides, old, new);
    let (value, one, other) = before
        .iter()
        .find_map(|(value, ones)| replaced_member(value, ones, after.get(value)?, &pairs))?;
    let name = |api, member: &UnionVariant| {
        Some(ResolvedSchema::of(api, &member.schema).def?.name.clone())
    };
    let (one, other) = (name(sides.old, one)?, name(sides.new, other)?);
    let message = format!("`{value}` was mapped to `{one}` and is now mapped to `{other}`");
    Some(
        DetectedChange::new(Breaking, message)
            .changes_behaviour()
            .at(&["discriminator"]),
    )
}

/// Returns the members that each value selects: several, if they list the same constant.
fn members_by_value<'u>(api: &Api, union: &'u Union) -> BTreeMap<&'u str, Vec<&'u UnionVariant>> {
    let mut selected: BTreeMap<&str, Vec<&UnionVariant>> = BTreeMap::new();
    for (value, member) in mapped(api, union) {
        selected.entry(value).or_default().push(member);
    }
    selected
}

/// Returns a value with an old member and a new one that took its place, if none of its old members is still selected.
/// An added or removed member is another finding.
fn replaced_member<'u>(
    value: &'u str,
    before: &[&'u UnionVariant],
    after: &[&'u UnionVariant],
    pairs: &[(Option<&'u UnionVariant>, Option<&'u UnionVariant>)],
) -> Option<(&'u str, &'u UnionVariant, &'u UnionVariant)> {
    let is_in = |one: &UnionVariant, all: &[&UnionVariant]| {
        all.iter().any(|other| std::ptr::eq(*other, one))
    };
    let both = || pairs.iter().filter_map(|(old, new)| (*old).zip(*new));
    if both().any(|(old, new)| is_in(old, before) && is_in(new, after)) {
        return None;
    }
    let is_known = both().any(|(old, new)| is_in(old, before) || is_in(new, after));
    Some((value, *before.first()?, *after.first()?)).filter(|_| is_known)
}

fn discriminator_mapping_removed(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    new.discriminator.as_ref()?;
    let message = match mapped_only_in((sides.old, old), (sides.new, new)).as_slice() {
        [] => return None,
        [only] => format!("{only} is no longer mapped to a member"),
        several => format!("{} are no longer mapped to members", several.join(", ")),
    };
    Some(
        it.narrowed(message)
            .changes_behaviour()
            .at(&["discriminator"]),
    )
}
