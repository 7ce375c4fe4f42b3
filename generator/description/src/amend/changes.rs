//! The locations of values that overlays and patches insert into a description.
//!
//! Maps pointers of the amended description to locations in source texts. Values that no change
//! inserted are located in the root file.

use crate::pointer::pointer_prefixes;
use diag::{FileId, Origin};
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(BTreeMap<String, ValueChange>);

#[derive(Clone, Debug)]
enum ValueChange {
    /// The location of an inserted value. The locations of its members are relative to it.
    Put(Origin),
    /// The location of the change that removed the value.
    Removed(Origin),
}

impl Changes {
    /// Returns the location in a source text of the value at `pointer` of the amended root.
    pub(crate) fn origin(&self, pointer: &str) -> Origin {
        if self.0.is_empty() {
            return Origin::new(FileId(0), pointer);
        }
        for (around, below) in pointer_prefixes(pointer) {
            match self.0.get(around) {
                Some(ValueChange::Put(at)) => {
                    return Origin::new(at.file, format!("{}{below}", at.pointer));
                }
                Some(ValueChange::Removed(at)) => return at.clone(),
                None => {}
            }
        }
        Origin::new(FileId(0), pointer)
    }

    pub(super) fn put(&mut self, pointer: &str, origin: &Origin) {
        self.forget(pointer);
        self.0
            .insert(pointer.to_owned(), ValueChange::Put(origin.clone()));
    }

    pub(super) fn removed(&mut self, pointer: &str, origin: &Origin) {
        self.forget(pointer);
        self.0
            .insert(pointer.to_owned(), ValueChange::Removed(origin.clone()));
    }

    /// Records that the value at `to` is a copy of the value at `from`, so that it has the same
    /// locations.
    pub(super) fn copied(&mut self, from: &str, to: &str) {
        let origin = self.origin(from);
        let below: Vec<(String, ValueChange)> = self
            .below(from)
            .filter_map(|key| {
                Some((
                    format!("{to}{}", key.strip_prefix(from)?),
                    self.0.get(key)?.clone(),
                ))
            })
            .collect();
        self.put(to, &origin);
        self.0.extend(below);
    }

    /// Records that an item from `origin` was inserted at `index` of an array, which has `length`
    /// items with it.
    pub(super) fn inserted(&mut self, list: &str, index: usize, length: usize, origin: &Origin) {
        for at in (index + 1..length).rev() {
            self.copied(&format!("{list}/{}", at - 1), &format!("{list}/{at}"));
        }
        self.put(&format!("{list}/{index}"), origin);
    }

    /// Records that an item was removed at `index` of an array, which has `length` items without
    /// it.
    pub(super) fn taken(&mut self, list: &str, index: usize, length: usize) {
        for at in index..length {
            self.copied(&format!("{list}/{}", at + 1), &format!("{list}/{at}"));
        }
        self.forget(&format!("{list}/{length}"));
    }

    fn below<'a>(&'a self, pointer: &str) -> impl Iterator<Item = &'a String> + use<'a> {
        let start = format!("{pointer}/");
        self.0
            .range(start.clone()..)
            .map(|(key, _)| key)
            .take_while(move |key| key.starts_with(&start))
    }

    fn forget(&mut self, pointer: &str) {
        let below: Vec<String> = self.below(pointer).cloned().collect();
        for key in below {
            self.0.remove(&key);
        }
        self.0.remove(pointer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(pointer: &str) -> Origin {
        Origin::new(FileId(1), pointer)
    }

    fn own(pointer: &str) -> Origin {
        Origin::new(FileId(0), pointer)
    }

    #[test]
    fn the_innermost_change_gives_the_location() {
        let mut changes = Changes::default();
        assert_eq!(changes.origin("/a/b"), own("/a/b"));
        changes.put("/a", &at("/x"));
        changes.put("/a/b/c", &at("/y"));
        changes.removed("/d", &at("/z"));
        let rows = [
            ("/a", at("/x")),
            ("/a/b", at("/x/b")),
            ("/a/b/c/d", at("/y/d")),
            ("/ab", own("/ab")),
            ("/d/e", at("/z")),
            ("", own("")),
        ];
        for (pointer, place) in rows {
            assert_eq!(changes.origin(pointer), place, "{pointer}");
        }
        changes.put("/a/b", &at("/n"));
        assert_eq!(
            changes.origin("/a/b/c"),
            at("/n/c"),
            "what was below is gone"
        );
    }

    #[test]
    fn moved_items_keep_their_locations() {
        let mut changes = Changes::default();
        changes.put("/l/1/x", &at("/x"));
        changes.inserted("/l", 0, 3, &at("/new"));
        let places = ["/l/0", "/l/1", "/l/2/x", "/l/2/y"].map(|pointer| changes.origin(pointer));
        assert_eq!(places, [at("/new"), own("/l/0"), at("/x"), own("/l/1/y")]);
        changes.taken("/l", 0, 2);
        let places = ["/l/0", "/l/1/x", "/l/1/y"].map(|pointer| changes.origin(pointer));
        assert_eq!(places, [own("/l/0"), at("/x"), own("/l/1/y")]);
    }
}
