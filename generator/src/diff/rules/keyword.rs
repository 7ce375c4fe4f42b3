//! Keywords without a Rust type.

use serde_json::Value;

use super::names::{self, Others, Written};
use super::prelude::*;
use crate::diff::equivalence::{KEYWORDS, differences, is_keyword};
use crate::model::{Schema, Type, TypeDef, TypeKind};

const fn keyword(code: &'static str) -> Rule {
    Rule::new(code)
        .wire("Compatible or risky if it can only forbid values, breaking if a witness proves it; otherwise unknown.")
        .help("Read the schema; the crate accepts all values, as before.")
        .proof(Proof::NeededUnlessBehaviour)
}

pub(super) const RULES: &[Rule] = &[
    keyword("keyword-changed")
        .what("A keyword without a Rust type changed: `not`, `if`, `patternProperties`, `contains` and others.")
        .node(|it| {
            let (old, new) = it.in_texts(|document, node| {
                let value = written(document, node).filter(|_| node.def.is_none())?;
                let others = Others::of(node.shape);
                Some(Written { document, value, names: names::of(node), is_tuple: false, others })
            })?;
            changed_keywords(it, &old?, &new?)
        }),
    keyword("type-keyword-changed")
        .what("A keyword of a named schema without a Rust type changed: `not`, `if`, `contains` and others.")
        .type_def(|it| {
            // Other rules compare the items of a tuple, as properties.
            let is_tuple = [it.old?, it.new?].iter().any(|def| matches!(def.kind, TypeKind::Tuple(_)));
            let (old, new) = it.in_texts(|document, def| written_type(document, def, is_tuple))?;
            changed_keywords(it, &old?, &new?)
        }),
];

fn written_type<'a>(document: &'a Document, def: &'a TypeDef, is_tuple: bool) -> Option<Written<'a>> {
    let value = document.value(&def.origin)?;
    let others = match &def.kind {
        TypeKind::Struct(record) => Others::of(Shape::Struct(record)),
        TypeKind::Alias(Schema { ty: Type::Map(value), .. }) => Others::of(Shape::Map(value)),
        _ => Others::Nothing,
    };
    Some(Written { document, value, names: names::of_type(def), is_tuple, others })
}

fn changed_keywords<T>(it: &Both<'_, T>, old: &Written<'_>, new: &Written<'_>) -> Option<Found> {
    let mut changed: Vec<&str> = KEYWORDS
        .iter()
        .filter(|it| it.has_rule)
        .map(|it| it.name)
        .filter(|key| old.unmodelled(key) != new.unmodelled(key))
        .collect();
    // If several schemas apply together, the search for witnesses compares them.
    let (before, after) = it.cursor.levels().filter(|_| it.cursor.is_one() && !changed.is_empty())?;
    let differences = differences(&before, &after);
    changed.retain(|key| key.starts_with("content") || differences.iter().any(|other| other == key));
    if changed.is_empty() {
        return None;
    }
    let has = |written: &Written<'_>, key: &str| written.value.get(key).is_some();
    if let Some(key) = changed.iter().find(|key| key.starts_with("content") && has(old, key) && has(new, key)) {
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
