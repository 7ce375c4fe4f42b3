//! Constants (`const`, or an `enum` of one value), enums, and their values.

use serde_json::Value;

use super::prelude::*;
use crate::diff::equivalence::{self, Level};
use crate::model::{Enum, EnumBase, TypeDef, TypeKind};

pub(super) const RULES: &[Rule] = &[
    Rule::tightened("const-added")
        .what("Only one value is allowed now (`const`, or an `enum` of one value).")
        .rust(TYPE_TOO)
        .effect(Effect::Added)
        .node(|it| {
            let (old, new) = it.gains(|node| node.schema.constant.is_some())?;
            let constant = new.schema.constant.as_ref().filter(|_| old.is_scalar() && new.is_scalar())?;
            let message = format!("only `{constant}` is allowed now");
            let found = if was_allowed(old, constant) { it.narrowed(message) } else { Found::new(Breaking, message) };
            Some(found.at(&["const", "enum"]))
        }),
    Rule::changed("const-changed")
        .what("The constant changed.")
        .wire("Breaking: the old value is refused in requests and no longer occurs in responses.")
        .rust("Patch: the same program sends the new value.")
        .node(|it| {
            let (old, new) = it.both()?;
            let (old, new) = (old.schema.constant.as_ref()?, new.schema.constant.as_ref()?);
            let message = format!("the constant changed from `{old}` to `{new}`");
            (old != new).then(|| Found::new(Breaking, message).changes_behaviour().at(&["const", "enum"]))
        }),
    Rule::widened("const-removed")
        .what("Values other than the constant are allowed now (`const`, or an `enum` of one value).")
        .effect(Effect::Removed)
        .node(|it| {
            let (old, new) = it.loses(|node| node.schema.constant.is_some())?;
            let constant = old.schema.constant.as_ref().filter(|_| old.is_scalar() && new.is_scalar())?;
            Some(it.widened(format!("values other than `{constant}` are allowed now")).at(&["const", "enum"]))
        }),
    Rule::widened("enum-removed")
        .what("An enum became an unrestricted type.")
        .wire(
            "Compatible in requests. Risky in responses: they may have values that clients do not know. None if \
               `x-extensible-enum` allowed them already.",
        )
        .rust("Major if the enum becomes a `String` or an integer. Patch if it stays an enum.")
        .node(|it| {
            let (old, new) = it.both()?;
            let wire = if it.is_request() { Compatible } else { Risky };
            if let (Some(before), Some(after)) = (old.constants(), new.constants()) {
                let opened = || Found::new(wire, "values that are not listed are allowed now").at(&["enum"]);
                return (!before.open && after.open).then(opened);
            }
            (old.is_enum_of(new) && new.schema.constant.is_none()).then(|| match same_constants(it) {
                true => Found::new(Wire::None, "the constants no longer have a named type"),
                false if old.constants().is_some_and(|constants| constants.open) => {
                    Found::new(Wire::None, "values are no longer listed").at(&["x-extensible-enum"])
                }
                false => Found::new(wire, "the enum became any value of its type").at(&["enum"]),
            })
        }),
    Rule::narrowed("enum-added")
        .what("An unrestricted type became an enum.")
        .wire(
            "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of their \
               values were possible before. None for `x-extensible-enum`, which allows others.",
        )
        .rust("Major if the type becomes an enum; patch if it already was one that allowed other values.")
        .node(enum_introduced),
    Rule::new("enum-type-changed")
        .what("The values of an enum changed from strings to integers, or from integers to strings.")
        .wire("Breaking: client and server disagree. None in parameters and headers, where both look the same.")
        .rust("Major: the methods that return the value of a constant change.")
        .help("Announce it, and accept both for a while.")
        .type_def(|it| {
            let values = |def: &TypeDef| match &def.kind {
                TypeKind::Enum(Enum { base: EnumBase::Text, .. }) => Some("strings"),
                TypeKind::Enum(Enum { base: EnumBase::Integer, .. }) => Some("integers"),
                _ => None,
            };
            let (Some(old), Some(new)) = it.changes(values)? else { return None };
            let wire = if it.cursor.as_strings { Wire::None } else { Breaking };
            let found = Found::new(wire, format!("the values changed from {old} to {new}"));
            // The same variant sends a value of another type.
            Some(if it.is_request() { found.changes_behaviour() } else { found })
        }),
    Rule::added("enum-value-added")
        .what("An enum value was added.")
        .wire(
            "Compatible in requests. Risky in responses: clients of the old version do not know the value, although \
               generated ones keep it. Compatible if other values were allowed (`x-extensible-enum`).",
        )
        .rust("Minor: a variant is added.")
        .help("Programs that matched it as an unknown value must use the new variant.")
        .about(About::Constant)
        .variant(|it| {
            let new = it.added()?;
            // An open enum announced that unlisted values occur.
            let was_allowed = it.is_request() || it.are_open().0;
            let wire = if was_allowed { Compatible } else { Risky };
            let found = Found::new(wire, format!("the value `{}` was added", new.wire)).at(&["enum"]);
            Some(if it.is_request() { found } else { found.changes_behaviour() })
        }),
    Rule::removed("enum-value-removed")
        .what("An enum value was removed.")
        .wire(
            "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of their \
               values were possible before. Risky in requests with `x-extensible-enum`: the server may no longer know \
               the value.",
        )
        .rust("Major: a variant is removed.")
        .about(About::Constant)
        .variant(|it| {
            let old = it.removed()?;
            if it.are_open().1 {
                let wire = if it.is_request() { Risky } else { Compatible };
                return Some(Found::new(
                    wire,
                    format!("the value `{}` is no longer listed, but other values are allowed", old.wire),
                ));
            }
            Some(it.narrowed(format!("the value `{}` was removed", old.wire)).at(&["enum"]))
        }),
    Rule::new("enum-value-wire-name-changed")
        .what("The spelling of an enum value changed, but not its Rust name.")
        .wire(
            "Breaking: the old spelling is refused, or does not occur any more. Risky if other values are allowed \
               (`x-extensible-enum`).",
        )
        .rust("Patch: the same program compiles and sends the new spelling.")
        .help("Accept both spellings while clients of the old version are in use.")
        .variant(|it| {
            let (old, new) = it.both()?;
            let wire = if it.are_open() == (true, true) { Risky } else { Breaking };
            (old.wire != new.wire).then(|| {
                Found::new(wire, format!("the value `{}` is now `{}`", old.wire, new.wire)).changes_behaviour()
            })
        }),
];

fn was_allowed(old: &Node<'_>, constant: &Value) -> bool {
    match (old.shape, old.def.map(|def| &def.kind), constant) {
        (_, Some(TypeKind::Enum(constants)), constant) => {
            let wire = constant.as_str().map_or_else(|| constant.to_string(), str::to_owned);
            constant.is_string() == (constants.base == EnumBase::Text)
                && constants.variants.iter().any(|value| value.wire == wire)
        }
        (Shape::String, _, constant) => constant.is_string(),
        (Shape::Integer, _, constant) => constant.is_i64() || constant.is_u64(),
        (Shape::Number, _, constant) => constant.is_number(),
        (Shape::Bool, _, constant) => constant.is_boolean(),
        _ => true,
    }
}

fn enum_introduced(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    if let (Some(before), Some(after)) = (old.constants(), new.constants()) {
        return (before.open && !after.open)
            .then(|| it.narrowed("only the listed values are allowed now").at(&["enum"]));
    }
    (new.is_enum_of(old) && old.schema.constant.is_none()).then(|| match same_constants(it) {
        true => Found::new(Wire::None, "the constants have a named type now"),
        false if new.constants().is_some_and(|constants| constants.open) => {
            Found::new(Wire::None, "some values are listed now, and others stay allowed").at(&["x-extensible-enum"])
        }
        false => it.narrowed("only certain values are allowed now").at(&["enum"]),
    })
}

fn same_constants(it: &Both<'_, Node<'_>>) -> bool {
    let (Some(_), Some(_), Some((old, new))) = (it.old, it.new, it.cursor.compositions()) else { return false };
    let sides = it.cursor.sides;
    equivalence::same_constants(&Level::of(sides.old_text, &old), &Level::of(sides.new_text, &new))
}
