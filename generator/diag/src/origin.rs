//! Locations in a description, and JSON pointers (RFC 6901).

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The index of a file of the description; 0 is the root file.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct FileId(pub u32);

/// A location in the description: a file and a JSON pointer (RFC 6901, without a leading `#`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The JSON pointer; empty for the whole file. Clones share it, since each pointer is in
    /// several tables.
    #[serde(
        serialize_with = "serialize_pointer",
        deserialize_with = "deserialize_pointer"
    )]
    pub pointer: Arc<str>,
}

fn serialize_pointer<S: Serializer>(pointer: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(pointer)
}

fn deserialize_pointer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    String::deserialize(deserializer).map(Arc::from)
}

impl Origin {
    /// Creates the location at `pointer` in `file`.
    pub fn new(file: FileId, pointer: impl Into<Arc<str>>) -> Self {
        Self {
            file,
            pointer: pointer.into(),
        }
    }

    /// Returns the location of the member `key`, which this function escapes.
    pub fn child(&self, key: &str) -> Self {
        let mut pointer = String::with_capacity(self.pointer.len() + key.len() + 1);
        pointer.push_str(&self.pointer);
        push_segment(&mut pointer, key);
        Self::new(self.file, pointer)
    }

    /// Returns the location of the item `index` of the array at this location.
    pub fn item(&self, index: usize) -> Self {
        Self::new(self.file, format!("{}/{index}", self.pointer))
    }

    /// Returns the enclosing location; `None` for a whole file.
    pub fn parent(&self) -> Option<Self> {
        let slash = self.pointer.bytes().rposition(|byte| byte == b'/')?;
        Some(Self::new(self.file, self.pointer.get(..slash)?))
    }

    /// Returns the enclosing locations, innermost first.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), Self::parent)
    }

    /// Returns the keys and indices that lead to this location.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
        pointer_segments(&self.pointer)
    }

    /// Returns the key or index of this location in the enclosing object or array; `None` for a
    /// whole file.
    pub fn last_segment(&self) -> Option<Cow<'_, str>> {
        self.segments().next_back()
    }

    /// Returns whether this is the location of a member `key`.
    pub fn is_key(&self, key: &str) -> bool {
        self.last_segment().as_deref() == Some(key)
    }

    /// Returns whether this may be the location of an item of an array.
    pub fn is_item(&self) -> bool {
        self.last_segment().is_some_and(|index| {
            !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit())
        })
    }

    /// Returns whether this location is `place`, or inside of it.
    pub fn is_within(&self, place: &Self) -> bool {
        self.below(place).is_some()
    }

    /// Returns the pointer that leads from `place` to this location, if this is `place` or inside
    /// of it.
    pub fn below(&self, place: &Self) -> Option<&str> {
        if self.file != place.file {
            return None;
        }
        pointer_below(&self.pointer, &place.pointer)
    }

    /// Returns the location inside of `to` that corresponds to this one inside of `from`, if this
    /// is `from` or inside of it.
    pub fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        let below = self.below(from)?;
        Some(Self::new(to.file, format!("{}{below}", to.pointer)))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pointer)
    }
}

/// Returns whether a text is a JSON pointer: empty, for the whole value, or a path that begins with
/// `/`.
pub fn is_json_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}

/// Returns the decoded segments of a JSON pointer.
pub fn pointer_segments(pointer: &str) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
    // What is before the first `/` is empty.
    let unread = pointer.split_once('/').map(|(_, segments)| segments);
    PointerSegments { unread }.map(unescape_segment)
}

/// The segments of a JSON pointer. Segments are short, so this iterator is faster than `split`.
struct PointerSegments<'p> {
    /// The remaining segments; `None` after the last one.
    unread: Option<&'p str>,
}

impl<'p> Iterator for PointerSegments<'p> {
    type Item = &'p str;

    fn next(&mut self) -> Option<&'p str> {
        let unread = self.unread?;
        let end = unread.bytes().position(|byte| byte == b'/');
        self.unread = end.and_then(|end| unread.get(end + 1..));
        unread.get(..end.unwrap_or(unread.len()))
    }
}

impl DoubleEndedIterator for PointerSegments<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let unread = self.unread?;
        let slash = unread.bytes().rposition(|byte| byte == b'/');
        self.unread = slash.and_then(|slash| unread.get(..slash));
        unread.get(slash.map_or(0, |slash| slash + 1)..)
    }
}

/// Splits a JSON pointer into that of the enclosing value and the decoded last segment; `None` for
/// a whole file.
pub fn split_last_segment(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    let (around, last) = pointer.rsplit_once('/')?;
    Some((around, unescape_segment(last)))
}

/// Returns the rest of a JSON pointer after that of the same value or of an enclosing one.
pub fn pointer_below<'p>(pointer: &'p str, around: &str) -> Option<&'p str> {
    pointer
        .strip_prefix(around)
        .filter(|below| below.is_empty() || below.starts_with('/'))
}

/// Returns a JSON pointer and the pointers of the enclosing values, innermost first, each with the
/// rest of the pointer.
pub fn pointer_prefixes(pointer: &str) -> impl Iterator<Item = (&str, &str)> {
    let ends = pointer.match_indices('/').map(|(at, _)| at);
    ends.chain([pointer.len()])
        .rev()
        .filter_map(|end| pointer.split_at_checked(end))
}

/// Appends `/` and the escaped segment to a JSON pointer.
pub fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    let mut start = 0;
    for (index, byte) in segment.bytes().enumerate() {
        let escape = match byte {
            b'~' => "~0",
            b'/' => "~1",
            _ => continue,
        };
        pointer.push_str(segment.get(start..index).unwrap_or_default());
        pointer.push_str(escape);
        start = index + 1;
    }
    pointer.push_str(segment.get(start..).unwrap_or_default());
}

/// Decodes a segment of a JSON pointer.
pub fn unescape_segment(segment: &str) -> Cow<'_, str> {
    // Segments are short, so this is faster than to search for a character.
    if !segment.bytes().any(|byte| byte == b'~') {
        return Cow::Borrowed(segment);
    }
    let mut plain = String::with_capacity(segment.len());
    let mut unread = segment;
    while let Some(escape) = unread.bytes().position(|byte| byte == b'~') {
        plain.push_str(unread.get(..escape).unwrap_or_default());
        let digit = unread.as_bytes().get(escape + 1);
        plain.push(if digit == Some(&b'1') { '/' } else { '~' });
        let is_escape = matches!(digit, Some(b'0' | b'1'));
        unread = unread
            .get(escape + 1 + usize::from(is_escape)..)
            .unwrap_or_default();
    }
    plain.push_str(unread);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_unescaped_to_the_original_names() {
        for name in ["", "a", "a/b", "~", "~1", "~01", "/~/", "é~b/ü"] {
            let mut pointer = String::new();
            push_segment(&mut pointer, name);
            assert_eq!(
                pointer_segments(&pointer).collect::<Vec<_>>(),
                [name],
                "{pointer}"
            );
        }
        for (pointer, expected) in [
            ("", &[][..]),
            ("a", &[]),
            ("/", &[""]),
            ("/a//b/", &["a", "", "b", ""]),
        ] {
            let mut segments: Vec<_> = pointer_segments(pointer).collect();
            assert_eq!(segments, expected, "{pointer}");
            segments.reverse();
            let reversed: Vec<_> = pointer_segments(pointer).rev().collect();
            assert_eq!(reversed, segments, "{pointer}");
        }
    }

    #[test]
    fn locations_know_what_is_around_them() {
        let root = Origin::default();
        let place = root.child("a").child("b/c").item(1);
        assert_eq!(*place.pointer, *"/a/b~1c/1");
        assert!(place.is_item() && !place.is_key("b/c"));
        assert_eq!(place.segments().collect::<Vec<_>>(), ["a", "b/c", "1"]);
        let around: Vec<_> = place.ancestors().collect();
        assert!(around[0].is_key("b/c") && around[1].is_key("a"));
        assert_eq!((&around[2], around.len()), (&root, 3));
        assert_eq!((root.last_segment(), root.parent()), (None, None));
        assert_eq!(place.below(&around[1]), Some("/b~1c/1"));
        assert_eq!(place.below(&root.child("a").child("b")), None);
        assert_eq!(
            place.moved(&around[0], &root.child("x")),
            Some(root.child("x").item(1))
        );
        let prefixes: Vec<_> = pointer_prefixes("/a/b").collect();
        assert_eq!(prefixes, [("/a/b", ""), ("/a", "/b"), ("", "/a/b")]);
    }
}
