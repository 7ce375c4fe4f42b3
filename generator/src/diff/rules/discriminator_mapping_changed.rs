//! A discriminator value is mapped to another member.

use std::collections::BTreeMap;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::pairs::{mapped, members};
use crate::diff::verdict::Wire;
use crate::model::{Api, Union, UnionVariant};

pub(super) const RULE: Rule = Rule {
    code: "discriminator-mapping-changed",
    docs: Docs {
        what: "A discriminator value is mapped to another member.",
        wire: "Breaking: the same discriminator value selects another schema.",
        rust: "Patch, except for the listed items: the same value is another variant.",
        help: "Give the other member its own discriminator value.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    new.discriminator.as_ref()?;
    let after: BTreeMap<&str, &UnionVariant> = mapped(sides.new, new).into_iter().collect();
    let pairs = members(sides, old, new);
    let is_one = |one: &UnionVariant, other: &UnionVariant| std::ptr::eq(one, other);
    // An added or removed member is another finding.
    let is_other = |one: &UnionVariant, other: &UnionVariant| {
        let now = pairs.iter().find_map(|(old, new)| old.is_some_and(|old| is_one(old, one)).then_some(*new)?);
        let before = pairs.iter().find_map(|(old, new)| new.is_some_and(|new| is_one(new, other)).then_some(*old)?);
        now.is_some_and(|now| !is_one(now, other)) || before.is_some_and(|before| !is_one(before, one))
    };
    let (value, one, other) = mapped(sides.old, old).into_iter().find_map(|(value, one)| {
        let other = *after.get(value)?;
        is_other(one, other).then_some((value, one, other))
    })?;
    let (one, other) = (name(sides.old, one)?, name(sides.new, other)?);
    Some(
        Found::new(Wire::Breaking, format!("`{value}` was mapped to `{one}` and is now mapped to `{other}`"))
            .behaves()
            .at(&["discriminator"]),
    )
}

fn name<'a>(api: &'a Api, one: &'a UnionVariant) -> Option<&'a str> {
    Node::of(api, &one.schema).def.map(|def| def.name.as_str())
}
