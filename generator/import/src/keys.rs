//! The keys of a `stainless.yml`, and which of them were used.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;

use super::left_out::LeftOutKey;
use super::reasons;
use description::Document;
use diag::Origin;

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

    pub(super) fn value_at(&self, at: &Origin) -> Option<&'a Value> {
        self.document.value(at)
    }

    /// Returns the location at a path of keys.
    pub(super) fn place_of(path: &[&str]) -> Origin {
        let mut at = Origin::default();
        for key in path {
            at = at.child(key);
        }
        at
    }

    /// Returns the keys of the object at `at`, with their locations; none if the value is not an object.
    pub(super) fn members_of(&self, at: &Origin) -> Vec<(&'a str, Origin)> {
        let mut members = Vec::new();
        if let Some(Value::Object(object)) = self.value_at(at) {
            for key in object.keys() {
                members.push((key.as_str(), at.child(key)));
            }
        }
        members
    }

    /// Returns the locations of the items of the array at `at`; none if the value is not an array.
    pub(super) fn items_of(&self, at: &Origin) -> Vec<Origin> {
        self.document.items(at).collect()
    }

    /// Returns the string at `at`, and marks it as used; `None` if the value is not a string, or is empty.
    pub(super) fn use_text(&mut self, at: &Origin) -> Option<&'a str> {
        let text = self.value_at(at)?.as_str()?.trim();
        self.use_all(at);
        if text.is_empty() { None } else { Some(text) }
    }

    /// Marks the value at `at`, including everything in it, as used.
    pub(super) fn use_all(&mut self, at: &Origin) {
        self.used.insert(at.pointer.to_string());
        let mut around = at.parent();
        while let Some(outer) = around {
            around = outer.parent();
            self.around_used.insert(outer.pointer.to_string());
        }
    }

    /// Reports the value at `at`, including everything in it, as left out.
    pub(super) fn leave_out(&mut self, at: &Origin, reason: impl Into<String>) {
        self.leave_out_with(at, reason, None);
    }

    /// Reports a value as [`Self::leave_out`] does, with a detail that is printed after the key.
    pub(super) fn leave_out_with(
        &mut self,
        at: &Origin,
        reason: impl Into<String>,
        detail: Option<String>,
    ) {
        self.use_all(at);
        self.list(at, reason.into(), detail);
    }

    /// Reports that a part of the value at `at` is left out; its members may be used, or reported on their own.
    pub(super) fn list_partly(
        &mut self,
        at: &Origin,
        reason: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.list(at, reason.into(), Some(detail.into()));
    }

    fn list(&mut self, at: &Origin, reason: String, detail: Option<String>) {
        let path = keys_of_location(at);
        let label = reasons::pattern_of(&path);
        let left_out = LeftOutKey {
            key: path.join("."),
            label,
            location: self.document.locate(at),
            detail,
            reason,
            needs_nothing: false,
        };
        self.left_out.push((at.clone(), left_out));
    }

    /// Reports every key that was not used.
    pub(super) fn leave_out_unused(&mut self) {
        for (_, at) in self.members_of(&Origin::default()) {
            self.leave_out_below(&at);
        }
    }

    fn leave_out_below(&mut self, at: &Origin) {
        if self.used.contains(&*at.pointer) {
            return;
        }
        let path = keys_of_location(at);
        let is_around_used = self.around_used.contains(&*at.pointer);
        let stated = reasons::reason_for_key(&path);
        let is_container = match self.value_at(at) {
            Some(Value::Object(members)) => !members.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            _ => false,
        };
        let descends = is_around_used || (stated.is_none() && reasons::knows_below(&path));
        if descends && is_container {
            let mut inner: Vec<Origin> = self
                .members_of(at)
                .into_iter()
                .map(|(_, place)| place)
                .collect();
            inner.extend(self.items_of(at));
            for place in inner {
                self.leave_out_below(&place);
            }
            return;
        }
        let is_empty = match self.value_at(at) {
            None | Some(Value::Null) => true,
            Some(Value::Object(_) | Value::Array(_)) => !is_container,
            Some(Value::String(text)) => text.is_empty(),
            Some(_) => false,
        };
        if !reasons::is_known(&path) {
            let nearest = reasons::nearest_key(&path).map(|key| format!("did you mean `{key}`?"));
            return self.leave_out_with(at, reasons::UNKNOWN, nearest);
        }
        // A known key without a value has no meaning.
        if is_empty {
            return;
        }
        let (reason, needs_nothing) = match stated {
            Some(stated) if stated.text != reasons::UNKNOWN => (stated.text, stated.needs_nothing),
            _ => (reasons::UNREAD, false),
        };
        self.leave_out(at, reason);
        if let Some((_, last)) = self.left_out.last_mut() {
            last.needs_nothing = needs_nothing;
        }
        if needs_nothing {
            self.leave_out_missed(at, &path);
        }
    }

    /// Reports the members of a value that the result lacks, although it needs nothing else of the value.
    fn leave_out_missed(&mut self, at: &Origin, path: &[String]) {
        for missed in reasons::missed_below(path) {
            let mut place = at.clone();
            for key in missed.keys_below(path) {
                place = place.child(key);
            }
            if self.value_at(&place).is_some() {
                self.leave_out(&place, missed.text);
            }
        }
    }

    /// Returns everything that was left out, in the order of the file.
    pub(super) fn into_left_out(self) -> Vec<LeftOutKey> {
        let mut all: Vec<LeftOutKey> = self.left_out.into_iter().map(|(_, one)| one).collect();
        all.sort_by_key(|one| one.location.as_ref().map(|at| (at.line, at.column)));
        all
    }
}

/// Returns the keys that lead to a location.
pub(super) fn keys_of_location(at: &Origin) -> Vec<String> {
    at.segments().map(Cow::into_owned).collect()
}
