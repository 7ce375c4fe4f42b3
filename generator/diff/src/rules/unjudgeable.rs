//! Unreadable parts of a description.

use super::prelude::*;
use super::types::is_unreadable;
use crate::matching::method_and_path_of_left_out;

pub(crate) const CANNOT_JUDGE: Rule = Rule::new("cannot-judge")
    .what("A part of one description is invalid, or is not understood by the generator.")
    .wire("Unknown.")
    .rust("Depends on the changed items of the crate: the unreadable version accepts any value.")
    .help("Correct the description; `sdkwright inspect` shows what is wrong.")
    .proof(Proof::Impossible)
    .node(|it| {
        let is_unreadable = it.in_texts(is_unreadable)?;
        let side = match (is_unreadable.old, is_unreadable.new) {
            (true, false) => "old",
            (false, true) => "new",
            _ => return None,
        };
        Some(DetectedChange::new(
            Unknown,
            format!("the {side} description is not understood here"),
        ))
    });

pub(crate) const NOT_UNDERSTOOD: Rule = Rule::new("operation-not-understood")
    .what(
        "An operation has no method, because its description is not understood in one or both \
         versions.",
    )
    .wire("Unknown.")
    .rust(LISTED)
    .help("Correct the description; `sdkwright inspect` shows what is wrong.")
    .left_out(|it| {
        let left = it.new.or(it.old)?;
        let is_same = it
            .in_texts(|document, left| document.value(&left.origin))
            .is_some_and(|values| values.old == values.new);
        if is_same {
            return None;
        }
        let operation = method_and_path_of_left_out(left);
        let owner = ChangedObject::Owner(operation.clone());
        Some(DetectedChange {
            operation: Some(operation),
            ..DetectedChange::new(Unknown, Message::of(owner, Is, "not understood"))
        })
    });

pub(super) const RULES: &[Rule] = &[CANNOT_JUDGE, NOT_UNDERSTOOD];
