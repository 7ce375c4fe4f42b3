//! Keywords without a Rust type.

use serde_json::Value;

use super::names::{self, Others, Written};
use super::prelude::*;
use crate::diff::equivalence::{KEYWORDS, Level, differences, is_keyword};
use crate::model::{Schema, Type, TypeDef, TypeKind};

const fn keyword(code: &'static str) -> Rule {
    Rule::new(code)
        .wire(
            "If the keyword can only forbid values: compatible if requests accept more or responses have fewer \
           values, otherwise risky, and breaking if a witness proves it. Breaking if the encoding of strings \
           changes; otherwise unknown.",
        )
        .help("Read the schema; the crate accepts all values, as before.")
        .proof(Proof::NeededUnlessBehaviour)
}

pub(super) const RULES: &[Rule] = &[
    keyword("keyword-changed")
        .what("A keyword without a Rust type changed: `not`, `if`, `patternProperties`, `contains` and others.")
        .node(|it| {
            let (old, new) = it.both().filter(|(old, new)| old.def.is_none() && new.def.is_none())?;
            let sides = it.cursor.sides;
            let of = |document, node| {
                let value = written(document, node)?;
                let others = Others::of(node.shape);
                Some(Written { document, origin: node.origin, value, names: names::of(node), is_tuple: false, others })
            };
            changed_keywords(it, &of(sides.old_text, old)?, &of(sides.new_text, new)?)
        }),
    keyword("type-keyword-changed")
        .what(
            "A keyword of a named schema without a Rust type changed: `not`, `if`, `patternProperties`, `contains` \
               and others.",
        )
        .type_def(|it| {
            let (old, new) = it.both()?;
            let sides = it.cursor.sides;
            // Other rules compare its items, as properties.
            let is_tuple = [old, new].iter().any(|def| matches!(def.kind, TypeKind::Tuple(_)));
            let of = |document, def| written_type(document, def, is_tuple);
            changed_keywords(it, &of(sides.old_text, old)?, &of(sides.new_text, new)?)
        }),
];

fn written_type<'a>(document: &'a Document, def: &'a TypeDef, is_tuple: bool) -> Option<Written<'a>> {
    let value = document.value(&def.origin)?;
    let others = match &def.kind {
        TypeKind::Struct(record) => Others::of(Shape::Struct(record)),
        TypeKind::Alias(Schema { ty: Type::Map(value), .. }) => Others::of(Shape::Map(value)),
        _ => Others::Nothing,
    };
    Some(Written { document, origin: &def.origin, value, names: names::of_type(def), is_tuple, others })
}

fn changed_keywords<T>(it: &Both<'_, T>, old: &Written<'_>, new: &Written<'_>) -> Option<Found> {
    let mut changed: Vec<&str> = KEYWORDS
        .iter()
        .filter(|it| it.has_rule)
        .map(|it| it.name)
        .filter(|key| old.unmodelled(key) != new.unmodelled(key))
        .collect();
    // If several schemas apply together, the search for witnesses compares them.
    let (before, after) = it.cursor.compositions().filter(|_| it.cursor.is_one() && !changed.is_empty())?;
    let sides = it.cursor.sides;
    let differences = differences(&Level::of(sides.old_text, &before), &Level::of(sides.new_text, &after));
    changed.retain(|key| key.starts_with("content") || differences.iter().any(|other| other == key));
    if changed.is_empty() {
        return None;
    }
    let has = |written: &Written<'_>, key: &str| written.value.get(key).is_some();
    let rewritten = |key: &&str| key.starts_with("content") && has(old, key) && has(new, key);
    if let Some(key) = changed.iter().find(|key| rewritten(key)) {
        let text = |written: &Written<'_>| written.value.get(*key).map(Value::to_string).unwrap_or_default();
        let message = format!("`{key}` changed from {} to {}: client and server disagree", text(old), text(new));
        return Some(Found::new(Breaking, message).changes_behaviour().without_items());
    }
    let names = changed.join("`, `");
    let lacks = |written: &Written<'_>| changed.iter().all(|key| written.unmodelled(key).is_none());
    let found = match changed.iter().all(|key| is_keyword(key, |it| it.forbids)) {
        true if lacks(old) => it.narrowed(format!("`{names}` forbids some values now")),
        true if lacks(new) => it.widened(format!("`{names}` no longer forbids any value")),
        _ => Found::new(Unknown, format!("cannot judge: `{names}` changed")),
    };
    Some(found.without_items())
}
