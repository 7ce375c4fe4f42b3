//! Discriminators of unions, and the values that they map to members.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::prelude::*;
use crate::matching::MatchedPairs;
use crate::unions::{mapped_members, match_members};
use diag::Origin;
use model::{Api, Union, UnionVariant};

pub(super) const RULES: &[Rule] = &[
    Rule::new("discriminator-added")
        .what("A discriminator was added to a union.")
        .wire("Compatible: the values do not change.")
        .rust(LISTED)
        .help(CHECK_SERVER)
        .located(Located::OnlyNew)
        .proof(Proof::Impossible)
        .union(|it| {
            it.gains(|union| union.discriminator.is_some())?;
            Some(DetectedChange::new(Compatible, "a discriminator was added").changes_behaviour())
        }),
    Rule::changed("discriminator-property-changed")
        .what("The discriminator is another property.")
        .wire("Breaking: values have the new property instead of the old one.")
        .proof(Proof::Impossible)
        .union(|it| {
            let Sides { old, new } = it
                .changes(|union| union.discriminator.as_ref().map(|tag| &tag.property))?
                .both()?;
            Some(
                DetectedChange::new(
                    Breaking,
                    format!("the discriminator changed from `{old}` to `{new}`"),
                )
                .changes_behaviour(),
            )
        }),
    Rule::removed("discriminator-removed")
        .what("The discriminator of a union was removed.")
        .change(ChangeKind::Changed)
        .wire("Compatible: the values do not change.")
        .rust(LISTED)
        .help(CHECK_SERVER)
        .proof(Proof::Impossible)
        .union(|it| {
            it.loses(|union| union.discriminator.is_some())?;
            Some(
                DetectedChange::new(Compatible, "the discriminator was removed")
                    .changes_behaviour(),
            )
        }),
    Rule::added("discriminator-mapping-added")
        .what("More discriminator values are mapped to members of a union.")
        .change(ChangeKind::Changed)
        .wire(
            "Compatible in requests, risky in responses. Unknown if a value is mapped to a schema \
             that is no member.",
        )
        .rust(LISTED)
        .help(CHECK_SERVER)
        .proof(Proof::Impossible)
        .union(discriminator_mapping_added),
    Rule::new("discriminator-mapping-changed")
        .what("A discriminator value is mapped to another member.")
        .wire("Breaking: the same discriminator value selects another schema.")
        .rust("Patch, except for the listed items: the same value is read as another variant.")
        .help("Give the new member a discriminator value of its own.")
        .proof(Proof::Impossible)
        .union(discriminator_mapping_changed),
    Rule::changed("discriminator-default-changed")
        .what(
            "Values whose discriminator is missing or not mapped now belong to another member \
             (`defaultMapping`).",
        )
        .wire(
            "Breaking if another member became the default, risky if a default was added or \
             removed.",
        )
        .rust("Patch, except for the listed items: the same value is read as another variant.")
        .proof(Proof::Impossible)
        .union(discriminator_default_changed),
    Rule::removed("discriminator-mapping-removed")
        .what("Discriminator values are no longer mapped to members.")
        .change(ChangeKind::Changed)
        .wire(FEWER)
        .rust(LISTED)
        .proof(Proof::Impossible)
        .union(discriminator_mapping_removed),
];

fn discriminator_mapping_added(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let versions = it.cursor.versions;
    old.discriminator.as_ref()?;
    let added = values_mapped_only_by(
        &mapped_members(versions.models.new, new),
        &mapped_members(versions.models.old, old),
    );
    let wire = if it.is_request() { Compatible } else { Risky };
    let (wire, message) = match (invalid_mapping(it, old, new), added.as_slice()) {
        (Some(message), _) => (Unknown, Message::unjudged(message)),
        (None, []) => return None,
        (None, [only]) => (
            wire,
            Message::from(format!("{only} is now mapped to a member")),
        ),
        (None, several) => (
            wire,
            Message::from(format!("{} are now mapped to members", several.join(", "))),
        ),
    };
    Some(
        DetectedChange::new(wire, message)
            .changes_behaviour()
            .at(&["discriminator"]),
    )
}

/// Returns the discriminator values that are mapped to members only by the first union.
fn values_mapped_only_by(
    members: &[(&str, &UnionVariant)],
    other_members: &[(&str, &UnionVariant)],
) -> Vec<String> {
    let values = members.iter().map(|(value, _)| value);
    names_as_code(values.filter(|value| other_members.iter().all(|(other, _)| other != *value)))
}

/// Returns a message if a discriminator value has become mapped to a schema outside of the union.
fn invalid_mapping(it: &Both<'_, Union>, old: &Union, new: &Union) -> Option<String> {
    let versions = it.cursor.versions;
    let origins = it.cursor.schema.origins;
    let union = origins.new?;
    // The location of the member that is a discriminator base itself.
    let base = union.child("discriminator");
    let member_schemas: Vec<Origin> = new
        .variants
        .iter()
        .map(|variant| {
            let origin = &variant.schema.origin;
            if *origin == base {
                union.clone()
            } else {
                versions.texts.new.followed(origin.clone())
            }
        })
        .collect();
    let before = written_mapping(versions.texts.old, origins.old);
    for (value, target) in written_mapping(versions.texts.new, origins.new)? {
        if before.and_then(|before| before.get(value)) == Some(target) {
            continue;
        }
        // Another rule reports a value that is no longer mapped to a member.
        if has_mapped_value(new, value) != has_mapped_value(old, value) {
            continue;
        }
        let schema = mapped_schema(versions.texts.new, union, target);
        if schema.is_none_or(|schema| !member_schemas.contains(&schema)) {
            return Some(format!(
                "`{value}` is mapped to `{}`, which is not a member of the union",
                target.as_str()?
            ));
        }
    }
    None
}

fn written_mapping<'d>(
    document: &'d Document,
    origin: Option<&Origin>,
) -> Option<&'d Map<String, Value>> {
    let mapping_origin = origin?.child("discriminator").child("mapping");
    document.value(&mapping_origin)?.as_object()
}

/// Returns whether the mapping of a union has this discriminator value.
fn has_mapped_value(union: &Union, value: &str) -> bool {
    union
        .discriminator
        .iter()
        .flat_map(|tag| &tag.mapping)
        .any(|(mapped_value, _)| mapped_value == value)
}

/// Returns the location of a schema that a mapping refers to, by its name or by a reference.
fn mapped_schema(document: &Document, union: &Origin, target: &Value) -> Option<Origin> {
    let reference = target.as_str()?;
    let is_path = reference.contains(['/', '#']);
    let path = if is_path {
        reference.to_owned()
    } else {
        format!("#/components/schemas/{reference}")
    };
    document.resolve(union, &path).ok()
}

fn discriminator_mapping_changed(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let versions = it.cursor.versions;
    new.discriminator.as_ref()?;
    let before = members_by_value(versions.models.old, old);
    let after = members_by_value(versions.models.new, new);
    let pairs = match_members(versions, old, new);
    let replaced = before.iter().find_map(|(value, old_members)| {
        replaced_member(value, old_members, after.get(value)?, &pairs)
    })?;
    let old_type = ResolvedSchema::of(versions.models.old, &replaced.old.schema).def?;
    let new_type = ResolvedSchema::of(versions.models.new, &replaced.new.schema).def?;
    let message = format!(
        "`{}` is mapped to `{}` instead of `{}`",
        replaced.value, new_type.name, old_type.name
    );
    Some(
        DetectedChange::new(Breaking, message)
            .changes_behaviour()
            .at(&["discriminator"]),
    )
}

/// Returns the members that each value selects: several members, if they list the same constant.
fn members_by_value<'u>(api: &Api, union: &'u Union) -> BTreeMap<&'u str, Vec<&'u UnionVariant>> {
    let mut selected: BTreeMap<&str, Vec<&UnionVariant>> = BTreeMap::new();
    for (value, member) in mapped_members(api, union) {
        selected.entry(value).or_default().push(member);
    }
    selected
}

/// A discriminator value, and the members that it selects.
struct ReplacedMember<'u> {
    value: &'u str,
    old: &'u UnionVariant,
    new: &'u UnionVariant,
}

/// Returns a value with an old member and the new one that replaced it, if the value selects none
/// of its old members any more. Other rules report added and removed members.
fn replaced_member<'u>(
    value: &'u str,
    before: &[&'u UnionVariant],
    after: &[&'u UnionVariant],
    pairs: &MatchedPairs<'u, UnionVariant>,
) -> Option<ReplacedMember<'u>> {
    let mut is_known = false;
    for (old, new) in pairs.iter().filter_map(|pair| pair.old.zip(pair.new)) {
        let was_selected = before.iter().any(|variant| std::ptr::eq(*variant, old));
        let is_selected = after.iter().any(|variant| std::ptr::eq(*variant, new));
        if was_selected && is_selected {
            return None;
        }
        is_known |= was_selected || is_selected;
    }
    if !is_known {
        return None;
    }
    Some(ReplacedMember {
        value,
        old: before.first()?,
        new: after.first()?,
    })
}

fn discriminator_default_changed(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let versions = it.cursor.versions;
    if old.discriminator.is_none() || new.discriminator.is_none() {
        return None;
    }
    let before = default_variant(old);
    let after = default_variant(new);
    let is_same = match (before, after) {
        (None, None) => true,
        (Some(before), Some(after)) => match_members(versions, old, new)
            .iter()
            .filter_map(|pair| pair.old.zip(pair.new))
            .any(|(old, new)| std::ptr::eq(old, before) && std::ptr::eq(new, after)),
        _ => false,
    };
    if is_same {
        return None;
    }
    let names = [before, after].map(|variant| {
        variant.map_or("no member".to_owned(), |variant| {
            format!("`{}`", variant.rust)
        })
    });
    let wire = if before.is_some() && after.is_some() {
        Breaking
    } else {
        Risky
    };
    let message = format!(
        "values without a mapped discriminator belong to {} instead of {}",
        names[1], names[0]
    );
    Some(
        DetectedChange::new(wire, message)
            .changes_behaviour()
            .at(&["discriminator"]),
    )
}

fn default_variant(union: &Union) -> Option<&UnionVariant> {
    let index = union.discriminator.as_ref()?.absent?;
    union.variants.get(index)
}

fn discriminator_mapping_removed(it: &Both<'_, Union>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let versions = it.cursor.versions;
    new.discriminator.as_ref()?;
    let removed = values_mapped_only_by(
        &mapped_members(versions.models.old, old),
        &mapped_members(versions.models.new, new),
    );
    let message = match removed.as_slice() {
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
