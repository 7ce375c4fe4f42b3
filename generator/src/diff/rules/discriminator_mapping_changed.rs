//! A value of the discriminator names another shape.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;
use crate::model::{Api, Union};

pub(super) const RULE: Rule = Rule {
    code: "discriminator-mapping-changed",
    docs: Docs {
        what: "A value of the discriminator names another shape.",
        wire: "Breaking: a value under this name was read by one schema and is read by another.",
        rust: "Patch, but for the items that the finding lists: the same value is another variant.",
        help: "Give the other shape a value of its own.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.spot.sides;
    let (before, after) = (targets(sides.old, old)?, targets(sides.new, new)?);
    // A component that has another name now is the same one.
    let is_there = |all: &[(&str, String)], name: &str| all.iter().any(|(_, other)| other == name);
    let changed = before.iter().find_map(|(value, one)| {
        let (_, other) = after.iter().find(|(known, _)| known == value)?;
        let is_known = is_there(&after, one) || is_there(&before, other);
        (one != other && is_known).then_some((value, one, other))
    });
    let (value, one, other) = changed?;
    Some(
        Found::new(Wire::Breaking, format!("`{value}` named `{one}` and names `{other}`"))
            .behaves()
            .at(&["discriminator"]),
    )
}

/// The values of the discriminator, and the types that they name.
fn targets<'a>(api: &Api, union: &'a Union) -> Option<Vec<(&'a str, String)>> {
    let mapping = &union.discriminator.as_ref()?.mapping;
    let named = mapping.iter().filter_map(|(value, at)| {
        let def = Node::of(api, &union.variants.get(*at)?.schema).def?;
        Some((value.as_str(), def.name.clone()))
    });
    Some(named.collect())
}
