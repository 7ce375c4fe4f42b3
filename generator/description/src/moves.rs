//! Locations where the values of a rewritten file were written.

use super::pointer::pointer_prefixes;
use diag::Origin;
use foldhash::HashMap;

/// Pairs of locations of a value: in the rewritten file, and in the text. The members of a value
/// have the same relative location on both sides, unless they have a separate pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves {
    written: HashMap<String, Origin>,
    rewritten: HashMap<Origin, String>,
}

impl Moves {
    /// Records that the value at the pointer `rewritten` was written at `written`. If several
    /// values were written at one location, references to it lead to the first.
    pub(crate) fn record(&mut self, rewritten: &str, written: &Origin) {
        self.written.insert(rewritten.to_owned(), written.clone());
        self.rewritten
            .entry(written.clone())
            .or_insert_with(|| rewritten.to_owned());
    }

    /// Records that the value at the pointer `rewritten`, which may have moved before, was at
    /// `former`.
    pub(super) fn record_move(&mut self, rewritten: &str, former: &Origin) {
        let written = self.written_at(former);
        self.written.insert(rewritten.to_owned(), written.clone());
        let is_at_another = self
            .rewritten
            .get(&written)
            .is_some_and(|current| **current != *former.pointer);
        if !is_at_another {
            self.rewritten.insert(written, rewritten.to_owned());
        }
    }

    /// Records that the value at the pointer `rewritten` is a copy of the value written at
    /// `written`, which also stays there.
    pub(super) fn record_copy(&mut self, rewritten: &str, written: &Origin) {
        self.written.insert(rewritten.to_owned(), written.clone());
    }

    /// Returns a location for a message about a value that was written at `written`, but is not in
    /// the rewritten file.
    pub(crate) fn message_origin(&mut self, written: &Origin) -> Origin {
        let pointer = format!("/-/{}", self.written.len());
        self.record_copy(&pointer, written);
        Origin::new(written.file, pointer)
    }

    /// Returns the location in the text of the value at `origin` of the rewritten file.
    pub(super) fn written_at(&self, origin: &Origin) -> Origin {
        if self.written.is_empty() {
            return origin.clone();
        }
        for (around, rest) in movable_prefixes(&origin.pointer) {
            if let Some(written) = self.written.get(around) {
                return Origin::new(written.file, format!("{}{rest}", written.pointer));
            }
        }
        origin.clone()
    }

    /// Returns the location in the rewritten file of the value that was written at `origin`.
    pub(crate) fn rewritten_at(&self, origin: &Origin) -> Origin {
        if self.rewritten.is_empty() {
            return origin.clone();
        }
        for (around, below) in movable_prefixes(&origin.pointer) {
            if let Some(pointer) = self.rewritten.get(&Origin::new(origin.file, around)) {
                return Origin::new(origin.file, format!("{pointer}{below}"));
            }
        }
        origin.clone()
    }
}

/// Returns the prefixes of a pointer without that of the whole file, whose members do not move with
/// it.
fn movable_prefixes(pointer: &str) -> impl Iterator<Item = (&str, &str)> {
    pointer_prefixes(pointer).filter(|(around, below)| !around.is_empty() || below.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::FileId;

    fn own(pointer: &str) -> Origin {
        Origin::new(FileId(0), pointer)
    }

    #[test]
    fn the_innermost_pair_gives_the_location() {
        let mut moves = Moves::default();
        assert_eq!(moves.written_at(&own("/a/b")), own("/a/b"));
        moves.record("/components/schemas", &own("/definitions"));
        moves.record(
            "/paths/~1a/get/requestBody",
            &own("/paths/~1a/get/parameters/1"),
        );
        moves.record(
            "/paths/~1a/get/requestBody/content/json/schema",
            &own("/paths/~1a/get/parameters/1/schema"),
        );
        moves.record(
            "/paths/~1a/get/requestBody/content/xml/schema",
            &own("/paths/~1a/get/parameters/1/schema"),
        );
        let rows = [
            ("/components/schemas/A/type", "/definitions/A/type"),
            ("/components/schemas", "/definitions"),
            (
                "/paths/~1a/get/requestBody/content/json/schema/items",
                "/paths/~1a/get/parameters/1/schema/items",
            ),
            (
                "/paths/~1a/get/requestBody/required",
                "/paths/~1a/get/parameters/1/required",
            ),
            (
                "/paths/~1a/get/responses/200",
                "/paths/~1a/get/responses/200",
            ),
        ];
        for (rewritten, written) in rows {
            assert_eq!(moves.written_at(&own(rewritten)), own(written));
            assert_eq!(moves.rewritten_at(&own(written)), own(rewritten));
        }
        assert_eq!(
            moves.written_at(&own("/paths/~1a/get/requestBody/content/xml/schema")),
            own("/paths/~1a/get/parameters/1/schema")
        );
    }
}
