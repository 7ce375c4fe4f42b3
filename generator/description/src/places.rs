//! The places of values in a YAML text, in the order of the text.

use std::borrow::Cow;

use foldhash::HashMap;
use indexmap::IndexSet;
use serde_json::Value;

use super::pointer::push_segment;

#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// All keys, each once.
    keys: IndexSet<String>,
    values: Vec<PlacedValue>,
}

#[derive(Clone, Debug)]
struct PlacedValue {
    /// The index of the key; `None` for the root and for items.
    key: Option<u32>,
    /// The offset of the key, or else of the value.
    start: u32,
    value: u32,
    /// The index after that of the last value inside of this one.
    end: u32,
}

/// A value in [`Places`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlaceId(usize);

impl Places {
    pub(super) const ROOT: PlaceId = PlaceId(0);

    /// Adds a value at the offset `value`, with its key and the offset of the key. All values that
    /// are added before the call of `leave` are inside of it.
    pub(super) fn enter(&mut self, key: Option<(&str, usize)>, value: usize) -> PlaceId {
        let id = PlaceId(self.values.len());
        let start = key.map_or(value, |(_, at)| at);
        let key = key.map(|(key, _)| short_offset(self.key_index(key)));
        self.values.push(PlacedValue {
            key,
            start: short_offset(start),
            value: short_offset(value),
            end: short_offset(id.0 + 1),
        });
        id
    }

    pub(super) fn leave(&mut self, id: PlaceId) {
        let end = short_offset(self.values.len());
        if let Some(value) = self.values.get_mut(id.0) {
            value.end = end;
        }
    }

    /// Adds the value at `pointer`, with all values in it; `offsets` has offsets by JSON pointer,
    /// and `around` is that of the parent.
    pub(super) fn add_value(
        &mut self,
        key: Option<&str>,
        value: &Value,
        pointer: &mut String,
        offsets: &HashMap<String, usize>,
        around: usize,
    ) {
        let at = offsets.get(pointer.as_str()).copied().unwrap_or(around);
        let id = self.enter(key.map(|key| (key, at)), at);
        let length = pointer.len();
        for (key, inner) in value.as_object().into_iter().flatten() {
            push_segment(pointer, key);
            self.add_value(Some(key), inner, pointer, offsets, at);
            pointer.truncate(length);
        }
        self.leave(id);
    }

    fn key_index(&mut self, key: &str) -> usize {
        match self.keys.get_index_of(key) {
            Some(index) => index,
            None => self.keys.insert_full(key.to_owned()).0,
        }
    }

    /// Returns the offset of a value including its key, and the offset of the value itself.
    pub(super) fn offsets(&self, id: PlaceId) -> Option<(usize, usize)> {
        let value = self.values.get(id.0)?;
        Some((value.start as usize, value.value as usize))
    }

    /// Returns the members or items of a value, each with its key or index.
    pub(super) fn inside(&self, id: PlaceId) -> impl Iterator<Item = (Cow<'_, str>, PlaceId)> {
        let end = self.end_of(id);
        let first = PlaceId(id.0 + 1);
        let ids = std::iter::successors(Some(first), |id| Some(PlaceId(self.end_of(*id))))
            .take_while(move |id| id.0 < end);
        ids.enumerate()
            .filter_map(|(index, id)| Some((self.segment(id, index)?, id)))
    }

    fn end_of(&self, id: PlaceId) -> usize {
        self.values
            .get(id.0)
            .map_or(usize::MAX, |value| value.end as usize)
    }

    fn segment(&self, id: PlaceId, index: usize) -> Option<Cow<'_, str>> {
        match self.values.get(id.0)?.key {
            Some(key) => Some(Cow::Borrowed(self.keys.get_index(key as usize)?)),
            None => Some(Cow::Owned(index.to_string())),
        }
    }
}

/// Converts an offset; files are shorter than 4 GB.
fn short_offset(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
