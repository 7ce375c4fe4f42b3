//! The root of a description while overlays and patches are applied.

use super::Changes;
use crate::pointer::{
    lookup_pointer, lookup_pointer_mut, pointer_segments, push_segment, split_last_segment,
};
use diag::{Diagnostic, Origin};
use serde_json::Value;

/// The maximum number of values that overlays may insert, since repeated copies could grow
/// exponentially.
const MOST_VALUES: usize = 300_000;
/// The maximum depth of values, the same as for files.
const DEEPEST: usize = 128;

pub(super) struct AmendedRoot {
    pub(super) root: Value,
    pub(super) changes: Changes,
    budget: usize,
}

/// The source of an inserted value.
#[derive(Clone)]
pub(super) enum ValueSource {
    /// A value at this location of an overlay or patch.
    Literal(Origin),
    /// A value copied from this pointer of the description.
    Copied(String),
}

impl ValueSource {
    pub(super) fn child(&self, key: &str) -> Self {
        match self {
            Self::Literal(at) => Self::Literal(at.child(key)),
            Self::Copied(from) => Self::Copied(child_pointer(from, key)),
        }
    }

    pub(super) fn item(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }
}

pub(super) fn child_pointer(pointer: &str, key: &str) -> String {
    let mut pointer = pointer.to_owned();
    push_segment(&mut pointer, key);
    pointer
}

impl AmendedRoot {
    pub(super) fn new(root: Value, changes: Changes) -> Self {
        Self {
            root,
            changes,
            budget: MOST_VALUES,
        }
    }

    pub(super) fn value(&self, pointer: &str) -> Option<&Value> {
        lookup_pointer(&self.root, pointer)
    }

    pub(super) fn value_mut(&mut self, pointer: &str) -> Option<&mut Value> {
        lookup_pointer_mut(&mut self.root, pointer)
    }

    /// Replaces the value at `pointer`, or adds it to its object.
    pub(super) fn put(
        &mut self,
        pointer: &str,
        value: Value,
        source: &ValueSource,
        origin: &Origin,
    ) -> Result<(), Diagnostic> {
        self.charge(pointer, &value, origin)?;
        if let Some(slot) = self.value_mut(pointer) {
            *slot = value;
        } else if let Some((object, key)) = split_last_segment(pointer)
            && let Some(Value::Object(members)) = self.value_mut(object)
        {
            members.insert(key.into_owned(), value);
        }
        self.note(pointer, source);
        Ok(())
    }

    /// Adds a value at the end of an array; does nothing if there is no array at `list`.
    pub(super) fn append(
        &mut self,
        list: &str,
        value: Value,
        source: &ValueSource,
        origin: &Origin,
    ) -> Result<(), Diagnostic> {
        self.charge(&child_pointer(list, "0"), &value, origin)?;
        if let Some(Value::Array(items)) = self.value_mut(list) {
            items.push(value);
            let last = child_pointer(list, &(items.len() - 1).to_string());
            self.note(&last, source);
        }
        Ok(())
    }

    /// Removes the value at `pointer`, because of the change at `origin`; returns `None` if there
    /// is no value.
    pub(super) fn take(&mut self, pointer: &str, origin: &Origin) -> Option<Value> {
        let (parent, key) = split_last_segment(pointer)?;
        match self.value_mut(parent)? {
            Value::Object(members) => {
                let value = members.shift_remove(key.as_ref())?;
                self.changes.removed(pointer, origin);
                Some(value)
            }
            Value::Array(items) => {
                let index: usize = key.parse().ok().filter(|index| *index < items.len())?;
                let value = items.remove(index);
                let length = items.len();
                self.changes.taken(parent, index, length);
                Some(value)
            }
            _ => None,
        }
    }

    /// Checks whether inserting `value` at `pointer` stays within the limits, and counts its
    /// values.
    pub(super) fn charge(
        &mut self,
        pointer: &str,
        value: &Value,
        origin: &Origin,
    ) -> Result<(), Diagnostic> {
        let (values, depth) = measure_value(value);
        if pointer_segments(pointer).count() + depth > DEEPEST {
            let message = format!("values would be nested more than {DEEPEST} levels deep");
            return Err(Diagnostic::error("document-too-deep", message).at(origin));
        }
        let Some(budget) = self.budget.checked_sub(values) else {
            let message = format!("overlays insert more than {MOST_VALUES} values");
            return Err(Diagnostic::error("document-too-large", message).at(origin));
        };
        self.budget = budget;
        Ok(())
    }

    fn note(&mut self, pointer: &str, source: &ValueSource) {
        match source {
            ValueSource::Literal(place) => self.changes.put(pointer, place),
            ValueSource::Copied(from) => self.changes.copied(from, pointer),
        }
    }
}

fn measure_value(value: &Value) -> (usize, usize) {
    match value {
        Value::Array(items) => measure_inner_values(items.iter()),
        Value::Object(members) => measure_inner_values(members.values()),
        _ => (1, 0),
    }
}

/// Returns the number of values and the depth of an array or object with these values.
fn measure_inner_values<'v>(values: impl Iterator<Item = &'v Value>) -> (usize, usize) {
    let mut count = 1;
    let mut depth = 1;
    for value in values {
        let (more, deep) = measure_value(value);
        count += more;
        depth = depth.max(deep + 1);
    }
    (count, depth)
}
