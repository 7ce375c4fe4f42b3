//! The keys of a `stainless.yml`, and which of them were used.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::reasons;
use description::Document;
use diag::{Origin, TextLocation};

/// A key that was not carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutKey {
    /// The key, preceded by its enclosing keys, joined by `.`.
    pub key: String,
    /// The key with `*` for names that the author chose; equal for keys of the same kind.
    pub label: String,
    /// The location of the key in the file.
    pub location: Option<TextLocation>,
    /// The value of the key in words, if the reason depends on it.
    pub detail: Option<String>,
    /// Why the key was not carried over, as one sentence.
    pub reason: String,
    /// Whether the result is complete without the key.
    pub needs_nothing: bool,
}

/// The keys of a file; those that are never used are reported.
pub(super) struct StainlessKeys<'a> {
    document: &'a Document,
    /// JSON pointers of values that are used completely.
    used: HashSet<String>,
    /// JSON pointers of all objects and arrays that enclose used values.
    around_used: HashSet<String>,
    left_out: Vec<(Origin, LeftOutKey)>,
}

impl<'a> StainlessKeys<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            used: HashSet::new(),
            around_used: HashSet::new(),
            left_out: Vec::new(),
        }
    }

    pub(super) fn value_at(&self, origin: &Origin) -> Option<&'a Value> {
        self.document.value(origin)
    }

    /// Returns the location at a path of keys.
    pub(super) fn place_of(path: &[&str]) -> Origin {
        let mut origin = Origin::default();
        for key in path {
            origin = origin.child(key);
        }
        origin
    }

    /// Returns the keys of the object at `origin`, with their locations; none if the value is not
    /// an object.
    pub(super) fn members_of(&self, origin: &Origin) -> Vec<(&'a str, Origin)> {
        let mut members = Vec::new();
        if let Some(Value::Object(object)) = self.value_at(origin) {
            for key in object.keys() {
                members.push((key.as_str(), origin.child(key)));
            }
        }
        members
    }

    /// Returns the locations of the items of the array at `origin`; none if the value is not an
    /// array.
    pub(super) fn items_of(&self, origin: &Origin) -> Vec<Origin> {
        self.document.items(origin).collect()
    }

    /// Returns the string at `origin`, and marks it as used; `None` if the value is not a string,
    /// or is empty.
    pub(super) fn use_text(&mut self, origin: &Origin) -> Option<&'a str> {
        let text = self.value_at(origin)?.as_str()?.trim();
        self.use_all(origin);
        if text.is_empty() { None } else { Some(text) }
    }

    /// Marks the value at `origin`, including everything in it, as used.
    pub(super) fn use_all(&mut self, origin: &Origin) {
        self.used.insert(origin.pointer.to_string());
        let mut around = origin.parent();
        while let Some(outer) = around {
            around = outer.parent();
            self.around_used.insert(outer.pointer.to_string());
        }
    }

    /// Reports the value at `origin`, including everything in it, as left out.
    pub(super) fn leave_out(&mut self, origin: &Origin, reason: impl Into<String>) {
        self.leave_out_with(origin, reason, None);
    }

    /// Reports a value as [`Self::leave_out`] does, with a detail that is printed after the key.
    pub(super) fn leave_out_with(
        &mut self,
        origin: &Origin,
        reason: impl Into<String>,
        detail: Option<String>,
    ) {
        self.use_all(origin);
        self.list(origin, reason.into(), detail);
    }

    /// Reports that a part of the value at `origin` is left out; its members may be used, or
    /// reported on their own.
    pub(super) fn list_partly(
        &mut self,
        origin: &Origin,
        reason: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.list(origin, reason.into(), Some(detail.into()));
    }

    fn list(&mut self, origin: &Origin, reason: String, detail: Option<String>) {
        let path = keys_of_location(origin);
        let label = reasons::pattern_of(&path);
        let left_out = LeftOutKey {
            key: path.join("."),
            label,
            location: self.document.locate(origin),
            detail,
            reason,
            needs_nothing: false,
        };
        self.left_out.push((origin.clone(), left_out));
    }

    /// Reports every key that was not used.
    pub(super) fn leave_out_unused(&mut self) {
        for (_, origin) in self.members_of(&Origin::default()) {
            self.leave_out_below(&origin);
        }
    }

    fn leave_out_below(&mut self, origin: &Origin) {
        if self.used.contains(&*origin.pointer) {
            return;
        }
        let path = keys_of_location(origin);
        let is_around_used = self.around_used.contains(&*origin.pointer);
        let stated = reasons::reason_for_key(&path);
        let is_container = match self.value_at(origin) {
            Some(Value::Object(members)) => !members.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            _ => false,
        };
        let descends = is_around_used || (stated.is_none() && reasons::knows_below(&path));
        if descends && is_container {
            let mut inner: Vec<Origin> = self
                .members_of(origin)
                .into_iter()
                .map(|(_, inner_origin)| inner_origin)
                .collect();
            inner.extend(self.items_of(origin));
            for inner_origin in inner {
                self.leave_out_below(&inner_origin);
            }
            return;
        }
        let is_empty = match self.value_at(origin) {
            None | Some(Value::Null) => true,
            Some(Value::Object(_) | Value::Array(_)) => !is_container,
            Some(Value::String(text)) => text.is_empty(),
            Some(_) => false,
        };
        if !reasons::is_known(&path) {
            let nearest = reasons::nearest_key(&path).map(|key| format!("did you mean `{key}`?"));
            return self.leave_out_with(origin, reasons::UNKNOWN, nearest);
        }
        // A known key without a value has no meaning.
        if is_empty {
            return;
        }
        let (reason, needs_nothing) = match stated {
            Some(stated) if stated.text != reasons::UNKNOWN => (stated.text, stated.needs_nothing),
            _ => (reasons::UNREAD, false),
        };
        self.leave_out(origin, reason);
        if let Some((_, last)) = self.left_out.last_mut() {
            last.needs_nothing = needs_nothing;
        }
        if needs_nothing {
            self.leave_out_missed(origin, &path);
        }
    }

    /// Reports the members of a value that the result lacks, although it needs nothing else of the
    /// value.
    fn leave_out_missed(&mut self, origin: &Origin, path: &[String]) {
        for missed in reasons::missed_below(path) {
            let mut missed_origin = origin.clone();
            for key in missed.keys_below(path) {
                missed_origin = missed_origin.child(key);
            }
            if self.value_at(&missed_origin).is_some() {
                self.leave_out(&missed_origin, missed.text);
            }
        }
    }

    /// Returns everything that was left out, in the order of the file.
    pub(super) fn into_left_out(self) -> Vec<LeftOutKey> {
        let mut left_out_keys: Vec<LeftOutKey> =
            self.left_out.into_iter().map(|(_, key)| key).collect();
        left_out_keys.sort_by_key(|key| {
            key.location
                .as_ref()
                .map(|location| (location.line, location.column))
        });
        left_out_keys
    }
}

/// Returns the keys that lead to a location.
pub(super) fn keys_of_location(origin: &Origin) -> Vec<String> {
    origin.segments().map(Cow::into_owned).collect()
}
