//! Where what was put into a description stands in the files that asked for it.
//!
//! Pointers are those of the description as it is now; places are those of texts. Whatever is not listed stands where
//! the root file has it.

use crate::diag::{FileId, Origin};
use std::collections::BTreeMap;

/// Pointers of the amended root, each with the place in a text that it comes from.
#[derive(Clone, Debug, Default)]
pub(in crate::source) struct Changes(BTreeMap<String, Change>);

#[derive(Clone, Debug)]
enum Change {
    /// The value, and all in it that is not listed itself, stands there.
    Put(Origin),
    /// It was removed from there.
    Removed(Origin),
}

impl Changes {
    /// The place in a text of what stands at `pointer` of the amended root.
    pub(in crate::source) fn place(&self, pointer: &str) -> Origin {
        let mut end = pointer.len();
        while !self.0.is_empty() {
            let (around, rest) = pointer.split_at_checked(end).unwrap_or((pointer, ""));
            match self.0.get(around) {
                Some(Change::Put(at)) => return Origin::new(at.file, format!("{}{rest}", at.pointer)),
                Some(Change::Removed(at)) => return at.clone(),
                None => {}
            }
            match around.rfind('/') {
                Some(slash) => end = slash,
                None => break,
            }
        }
        Origin::new(FileId(0), pointer)
    }

    /// What stands at `pointer` was put there by `place`.
    pub(super) fn put(&mut self, pointer: &str, place: &Origin) {
        self.forget(pointer);
        self.0.insert(pointer.to_owned(), Change::Put(place.clone()));
    }

    /// What stood at `pointer` was removed by `place`.
    pub(super) fn removed(&mut self, pointer: &str, place: &Origin) {
        self.forget(pointer);
        self.0.insert(pointer.to_owned(), Change::Removed(place.clone()));
    }

    /// What stands at `to` came from `from`, wherever that came from.
    pub(super) fn copied(&mut self, from: &str, to: &str) {
        let place = self.place(from);
        let below: Vec<(String, Change)> = self
            .below(from)
            .filter_map(|key| Some((format!("{to}{}", key.strip_prefix(from)?), self.0.get(key)?.clone())))
            .collect();
        self.put(to, &place);
        self.0.extend(below);
    }

    /// The item at `index` of a list, now of `length` items, was put there by `place`; those after it moved on.
    pub(super) fn inserted(&mut self, list: &str, index: usize, length: usize, place: &Origin) {
        for at in (index + 1..length).rev() {
            self.copied(&format!("{list}/{}", at - 1), &format!("{list}/{at}"));
        }
        self.put(&format!("{list}/{index}"), place);
    }

    /// The item at `index` of a list, now of `length` items, was removed; those after it moved up.
    pub(super) fn taken(&mut self, list: &str, index: usize, length: usize) {
        for at in index..length {
            self.copied(&format!("{list}/{}", at + 1), &format!("{list}/{at}"));
        }
        self.forget(&format!("{list}/{length}"));
    }

    fn below<'a>(&'a self, pointer: &str) -> impl Iterator<Item = &'a String> + use<'a> {
        let start = format!("{pointer}/");
        self.0.range(start.clone()..).map(|(key, _)| key).take_while(move |key| key.starts_with(&start))
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
    fn the_innermost_change_says_where_a_value_stands() {
        let mut changes = Changes::default();
        assert_eq!(changes.place("/a/b"), own("/a/b"));
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
            assert_eq!(changes.place(pointer), place, "{pointer}");
        }
        changes.put("/a/b", &at("/n"));
        assert_eq!(changes.place("/a/b/c"), at("/n/c"), "what was below is gone");
    }

    #[test]
    fn items_that_move_keep_their_places() {
        let mut changes = Changes::default();
        changes.put("/l/1/x", &at("/x"));
        changes.inserted("/l", 0, 3, &at("/new"));
        let places = ["/l/0", "/l/1", "/l/2/x", "/l/2/y"].map(|pointer| changes.place(pointer));
        assert_eq!(places, [at("/new"), own("/l/0"), at("/x"), own("/l/1/y")]);
        changes.taken("/l", 0, 2);
        let places = ["/l/0", "/l/1/x", "/l/1/y"].map(|pointer| changes.place(pointer));
        assert_eq!(places, [own("/l/0"), at("/x"), own("/l/1/y")]);
    }
}
