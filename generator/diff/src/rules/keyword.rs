//! Keywords that have no Rust type.

use super::names::{self, Others, PropertyNamesSchema};
use super::prelude::*;
use crate::equivalence::differing_keywords;
use description::keywords::{KEYWORDS, is_unmodelled_keyword};
use model::{Schema, Type, TypeDef, TypeKind};

const fn keyword_rule(code: &'static str) -> Rule {
    Rule::new(code)
        .wire(
            "Breaking if an example proves it. Without an example: compatible or risky if a \
             keyword that only forbids values was added or removed, otherwise unknown.",
        )
        .help("Check which values the schema accepts; the crate accepts all values, as before.")
        .proof(Proof::NeededUnlessBehaviour)
}

pub(super) const RULES: &[Rule] = &[
    keyword_rule("keyword-changed")
        .what(
            "A keyword without a Rust type changed: `not`, `if`, `patternProperties`, `contains` \
             and others.",
        )
        .node(|it| {
            let Sides { old, new } = it.in_texts(|document, node| {
                if node.def.is_some() {
                    return None;
                }
                let value = schema_as_written(document, node)?;
                let others = Others::of(node.shape);
                Some(PropertyNamesSchema {
                    document,
                    value,
                    names: names::names_constraint_of_node(node),
                    is_tuple: false,
                    others,
                })
            })?;
            changed_keywords(it, &old?, &new?)
        }),
    keyword_rule("type-keyword-changed")
        .what(
            "In a named schema, a keyword without a Rust type changed: `not`, `if`, `contains` and \
             others.",
        )
        .type_def(|it| {
            // Other rules compare the items of a tuple, as properties.
            let is_tuple = [it.old?, it.new?]
                .iter()
                .any(|def| matches!(def.kind, TypeKind::Tuple(_)));
            let Sides { old, new } =
                it.in_texts(|document, def| written_type(document, def, is_tuple))?;
            changed_keywords(it, &old?, &new?)
        }),
];

fn written_type<'a>(
    document: &'a Document,
    def: &'a TypeDef,
    is_tuple: bool,
) -> Option<PropertyNamesSchema<'a>> {
    let value = document.value(&def.origin)?;
    let others = match &def.kind {
        TypeKind::Struct(record) => Others::of(Shape::Struct(record)),
        TypeKind::Alias(Schema {
            ty: Type::Map(value),
            ..
        }) => Others::of(Shape::Map(value)),
        _ => Others::Nothing,
    };
    Some(PropertyNamesSchema {
        document,
        value,
        names: names::names_constraint_of_type(def),
        is_tuple,
        others,
    })
}

fn changed_keywords<T>(
    it: &Both<'_, T>,
    old: &PropertyNamesSchema<'_>,
    new: &PropertyNamesSchema<'_>,
) -> Option<DetectedChange> {
    let mut changed: Vec<&str> = KEYWORDS
        .iter()
        .map(|keyword| keyword.name)
        .filter(|key| is_unmodelled_keyword(key, |it| it.has_rule))
        .filter(|key| old.unmodelled(key) != new.unmodelled(key))
        .collect();
    // If several schemas apply together, the search for witnesses compares them.
    if changed.is_empty() || !it.cursor.is_one() {
        return None;
    }
    let Sides {
        old: before,
        new: after,
    } = it.cursor.levels()?;
    let differences = differing_keywords(&before, &after);
    changed
        .retain(|key| key.starts_with("content") || differences.iter().any(|other| other == key));
    if changed.is_empty() {
        return None;
    }
    for key in changed.iter().filter(|key| key.starts_with("content")) {
        let (Some(before), Some(after)) = (old.value.get(*key), new.value.get(*key)) else {
            continue;
        };
        let message =
            format!("`{key}` changed from {before} to {after}: client and server disagree");
        return Some(
            DetectedChange::new(Breaking, message)
                .changes_behaviour()
                .without_items(),
        );
    }
    let names = changed.join("`, `");
    let forbid = changed
        .iter()
        .all(|key| is_unmodelled_keyword(key, |it| it.forbids));
    let change = if forbid && changed.iter().all(|key| old.unmodelled(key).is_none()) {
        it.narrowed(format!("`{names}` now forbids some values"))
    } else if forbid && changed.iter().all(|key| new.unmodelled(key).is_none()) {
        it.widened(format!("`{names}` no longer forbids any value"))
    } else {
        DetectedChange::undecided(format!("`{names}` changed"))
    };
    Some(change.without_items())
}
