//! Imports and helpers that most rules use.

use std::fmt::Display;

use serde_json::Value;

use crate::resolved_ref::reference_chain;

pub(super) use super::rule::{
    ANNOUNCE, About, CHECK_SERVER, COMPATIBLE, ChangeKind, Excuse, FEWER, LISTED, Located, MORE,
    NO_BYTE, NO_ITEM, NOTHING, Proof, REFUSE_LATER, RELEASE, Rule, TYPE_TOO, UnionChange,
};
pub(super) use super::shown;
pub(super) use crate::cursor::{Both, DetectedChange, ResolvedSchema, Shape};
pub(super) use crate::message::{
    ChangedObject, Message,
    MessageVerb::{self, Became, Changed, Is, May, Must, Was},
};
pub(super) use crate::sides::Sides;
pub(super) use crate::verdict::Wire::{self, Breaking, Compatible, Depends, Risky, Unknown};
pub(super) use description::Document;

pub(super) fn name_as_code(name: impl Display) -> String {
    format!("`{name}`")
}

/// Formats names as code.
pub(super) fn names_as_code(names: impl IntoIterator<Item = impl Display>) -> Vec<String> {
    names.into_iter().map(name_as_code).collect()
}

/// Joins changes, with the worst verdict.
pub(super) fn join_changes_with_worst(
    changes: impl Iterator<Item = (Wire, Message)>,
) -> Option<(Wire, Message)> {
    let (wires, changes): (Vec<Wire>, Vec<Message>) = changes.unzip();
    Some((wires.into_iter().max()?, Message::joined(changes, ", ")?))
}

/// Joins names with commas, or returns `none` if there are no names.
pub(super) fn joined_or(names: &[String], none: &str) -> String {
    if names.is_empty() {
        none.to_owned()
    } else {
        names.join(", ")
    }
}

/// Formats a setting or value as code, or as `none`.
pub(super) fn code_or_none(value: &Option<impl Display>) -> String {
    value
        .as_ref()
        .map_or_else(|| "none".to_owned(), name_as_code)
}

pub(super) fn schema_as_written<'a>(
    document: &'a Document,
    node: &ResolvedSchema<'_>,
) -> Option<&'a Value> {
    let end = reference_chain(document, node.origin).pop()?;
    document
        .value(&end)
        .filter(|value| value.get("$ref").is_none())
}
