//! Parts of a description that are unreadable.

use super::prelude::*;
use super::types::is_unreadable;
use crate::model::LeftOut;

pub(in crate::diff) const CANNOT_JUDGE: Rule = Rule::new("cannot-judge")
    .what("A part of one description is invalid, or is not understood by the generator.")
    .wire("Unknown.")
    .rust("Depends on the changed items of the crate: the unreadable version accepts any value.")
    .help("Correct the description; `generator inspect` shows what is wrong.")
    .proof(Proof::Impossible)
    .node(|it| {
        let (old, new) = it.both()?;
        let sides = it.cursor.sides;
        let old_unreadable = is_unreadable(sides.old_text, old);
        let new_unreadable = is_unreadable(sides.new_text, new);
        (old_unreadable != new_unreadable).then(|| {
            let side = if old_unreadable { "old" } else { "new" };
            Found::new(Unknown, format!("cannot judge: the {side} description is not understood here"))
        })
    });

pub(in crate::diff) const NOT_UNDERSTOOD: Rule = Rule::new("operation-not-understood")
    .what("An operation has no method, as one or both descriptions of it are not understood.")
    .wire("Unknown.")
    .rust(LISTED)
    .help("Correct the description; `generator inspect` shows what is wrong.")
    .left_out(|it| {
        let left = it.new.or(it.old)?;
        let sides = it.cursor.sides;
        let value = |document: &Document, left: &LeftOut| document.value(&left.origin).cloned();
        if it.both().is_some_and(|(old, new)| value(sides.old_text, old) == value(sides.new_text, new)) {
            return None;
        }
        Some(Found::new(Unknown, format!("cannot judge: {} {} is not understood", left.method, left.path)))
    });

pub(super) const RULES: &[Rule] = &[CANNOT_JUDGE, NOT_UNDERSTOOD];
