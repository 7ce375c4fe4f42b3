//! The values that JSON pointers lead to.

use serde_json::{Map, Value};

pub use diag::pointer_segments;
pub(crate) use diag::push_segment;
use diag::unescape_segment;
pub(super) use diag::{pointer_below, pointer_prefixes, split_last_segment};

/// Returns the reference to a location in the same file.
pub(crate) fn local_reference(pointer: &str) -> String {
    // A `%` is escaped, since it would be decoded.
    format!("#{}", pointer.replace('%', "%25"))
}

/// Returns the value one step below `value`.
pub(super) fn child_value<'a>(value: &'a Value, segment: &str) -> Option<&'a Value> {
    match value {
        Value::Object(members) => object_member(members, segment),
        Value::Array(items) => items.get(parse_array_index(segment)?),
        _ => None,
    }
}

/// Objects with at most this many members are searched linearly, which is faster than hashing.
const FEW: usize = 32;

/// Returns the member of an object, faster than `get` if the object is small, as most are.
pub fn object_member<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    match members.len() {
        0..=FEW => members
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value),
        _ => members.get(name),
    }
}

fn child_value_mut<'a>(value: &'a mut Value, segment: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(members) => members.get_mut(segment),
        Value::Array(items) => items.get_mut(parse_array_index(segment)?),
        _ => None,
    }
}

pub(super) fn lookup_pointer<'a>(root: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut value = root;
    let mut segments = pointer.strip_prefix('/');
    while let Some(unread) = segments {
        // One loop finds the end and escapes, since most segments are short and have none.
        let mut length = 0;
        let mut has_escapes = false;
        for byte in unread.bytes() {
            match byte {
                b'/' => break,
                b'~' => has_escapes = true,
                _ => {}
            }
            length += 1;
        }
        let segment = unread.get(..length)?;
        value = if has_escapes {
            child_value(value, &unescape_segment(segment))?
        } else {
            child_value(value, segment)?
        };
        segments = unread.get(length + 1..);
    }
    Some(value)
}

pub(crate) fn lookup_pointer_mut<'a>(root: &'a mut Value, pointer: &str) -> Option<&'a mut Value> {
    pointer_segments(pointer).try_fold(root, |value, segment| child_value_mut(value, &segment))
}

/// Calls `visit` with the pointer of the member or item `segment` of the value at `pointer`.
pub(crate) fn with_child_pointer(
    pointer: &mut String,
    segment: &str,
    visit: impl FnOnce(&mut String),
) {
    let length = pointer.len();
    push_segment(pointer, segment);
    visit(pointer);
    pointer.truncate(length);
}

fn parse_array_index(segment: &str) -> Option<usize> {
    // RFC 6901 allows neither a sign nor leading zeros.
    let plain = segment == "0"
        || (segment.bytes().all(|b| b.is_ascii_digit()) && !segment.starts_with('0'));
    if plain { segment.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_follow_rfc_6901() {
        let root = json!({"a/b": {"m~n": [1, {"": 2}]}, "": 3});
        let rows = [
            ("", Some(&root)),
            ("/", Some(&root[""])),
            ("/a~1b/m~0n/0", Some(&root["a/b"]["m~n"][0])),
            ("/a~1b/m~0n/1/", Some(&root["a/b"]["m~n"][1][""])),
            ("/a~1b/m~0n/01", None),
            ("/a~1b/m~0n/-", None),
            ("/a~1b/m~0n/+1", None),
            ("/a~1b/m~0n/99999999999999999999", None),
            ("/a", None),
        ];
        for (pointer, expected) in rows {
            assert_eq!(lookup_pointer(&root, pointer), expected, "{pointer}");
        }
    }
}
