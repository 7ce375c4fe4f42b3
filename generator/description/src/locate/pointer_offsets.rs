//! Pointers as a tree, with their offsets in the text.

use crate::pointer::pointer_segments;
use foldhash::HashMap;

/// Removes the text before a value, since the offset of a value in JSON is the end of its key.
pub(super) fn skip_to_value(text: &str) -> &str {
    text.trim_start_matches([':', ' ', '\t', '\r', '\n'])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PointerId(usize);

pub(super) struct PointerOffsets(Vec<LocatedPointer>);

#[derive(Default)]
struct LocatedPointer {
    parent: Option<PointerId>,
    children: HashMap<String, PointerId>,
    offset: Option<usize>,
    /// The start of the value, or in JSON the end of its key; `None` for an item, whose value is at
    /// `offset`.
    value: Option<usize>,
}

impl PointerOffsets {
    pub(super) const ROOT: PointerId = PointerId(0);

    /// Creates a tree with only the root.
    pub(super) fn new() -> Self {
        Self(vec![LocatedPointer::default()])
    }

    pub(super) fn add(&mut self, pointer: &str) -> PointerId {
        pointer_segments(pointer).fold(Self::ROOT, |parent, segment| {
            self.child(parent, &segment)
                .unwrap_or_else(|| self.add_child(parent, &segment))
        })
    }

    fn add_child(&mut self, parent: PointerId, segment: &str) -> PointerId {
        let id = PointerId(self.0.len());
        self.0.push(LocatedPointer {
            parent: Some(parent),
            ..LocatedPointer::default()
        });
        if let Some(place) = self.0.get_mut(parent.0) {
            place.children.insert(segment.to_owned(), id);
        }
        id
    }

    pub(super) fn child(&self, parent: PointerId, segment: &str) -> Option<PointerId> {
        self.0.get(parent.0)?.children.get(segment).copied()
    }

    pub(super) fn has_children(&self, id: PointerId) -> bool {
        self.0
            .get(id.0)
            .is_some_and(|place| !place.children.is_empty())
    }

    /// Sets the offset of a location. Of duplicate keys, the last one wins, as in the parsed value.
    pub(super) fn set_offset(&mut self, id: PointerId, offset: usize) {
        if let Some(place) = self.0.get_mut(id.0) {
            place.offset = Some(offset);
            place.value = None;
        }
    }

    pub(super) fn set_value(&mut self, id: PointerId, offset: usize) {
        if let Some(place) = self.0.get_mut(id.0) {
            place.value = Some(offset);
        }
    }

    pub(super) fn value(&self, id: PointerId) -> Option<usize> {
        let place = self.0.get(id.0)?;
        place.value.or(place.offset)
    }

    pub(super) fn offset(&self, id: PointerId) -> usize {
        let mut next = Some(id);
        while let Some(place) = next.and_then(|id| self.0.get(id.0)) {
            if let Some(offset) = place.offset {
                return offset;
            }
            next = place.parent;
        }
        0
    }
}
