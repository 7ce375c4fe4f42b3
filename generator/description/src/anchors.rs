//! Identifiers of schemas (`$anchor`, `$dynamicAnchor` and `$id`) and of whole descriptions
//! (`$self`).
//!
//! An `$id` is resolved against its base and then compared as a string. No file is read because of
//! an `$id`.

use super::keywords::is_data_key;
use super::kind::string_field;
use super::pointer::with_child_pointer;
use foldhash::HashMap;
use serde_json::Value;

#[derive(Clone, Debug, Default)]
pub(super) struct Anchors {
    /// Pointers of schemas by anchor.
    pub(super) named: HashMap<String, Vec<String>>,
    /// Resolved `$id`s by pointer.
    pub(super) ids: HashMap<String, String>,
    /// Whether a schema has a `$dynamicRef`.
    pub(super) is_dynamic: bool,
}

impl Anchors {
    /// Finds the identifiers in `root`, unless its source `text` shows that it has none.
    pub(super) fn of(root: &Value, text: &str) -> Self {
        let mut anchors = Self::default();
        if ["$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$self"]
            .iter()
            .any(|part| text.contains(part))
        {
            anchors.collect(root, &mut String::new(), "");
        }
        anchors
    }

    fn collect(&mut self, value: &Value, pointer: &mut String, base: &str) {
        match value {
            Value::Object(members) => {
                for key in ["$anchor", "$dynamicAnchor"] {
                    if let Some(anchor) = string_field(members, key) {
                        self.named
                            .entry(anchor.to_owned())
                            .or_default()
                            .push(pointer.clone());
                    }
                }
                self.is_dynamic |= members.contains_key("$dynamicRef");
                // A whole description is identified by `$self`, a file with only a schema by `$id`.
                let own = if pointer.is_empty() { "$self" } else { "$id" };
                let id = string_field(members, own)
                    .or_else(|| string_field(members, "$id"))
                    .map(|id| resolve_schema_id(base, id.trim_end_matches('#')));
                if let Some(id) = id.as_ref().filter(|id| !id.is_empty()) {
                    self.ids.insert(pointer.clone(), id.clone());
                }
                let base = id.as_deref().unwrap_or(base);
                for (key, value) in members.iter().filter(|(key, _)| !is_data_key(key)) {
                    with_child_pointer(pointer, key, |pointer| self.collect(value, pointer, base));
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    with_child_pointer(pointer, &index.to_string(), |pointer| {
                        self.collect(value, pointer, base)
                    });
                }
            }
            _ => {}
        }
    }
}

/// Resolves an `$id` against its base.
pub(super) fn resolve_schema_id(base: &str, address: &str) -> String {
    let is_absolute = address
        .split_once(':')
        .is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    if is_absolute || base.is_empty() {
        return address.to_owned();
    }
    let base_length = match (address.starts_with('/'), base.find("://")) {
        (true, Some(at)) => {
            let host = base.get(at + 3..).unwrap_or_default();
            at + 3 + host.find('/').unwrap_or(host.len())
        }
        (true, None) => 0,
        (false, _) => base.rfind('/').map_or(0, |at| at + 1),
    };
    remove_dot_segments(&format!(
        "{}{address}",
        base.get(..base_length).unwrap_or_default()
    ))
}

/// Removes `.` and `..` from the path of an absolute or relative URL, as RFC 3986 requires after
/// resolution.
fn remove_dot_segments(url: &str) -> String {
    let host = url.find("://").map_or(0, |at| at + 3);
    let start = match url.get(host..).and_then(|after_host| after_host.find('/')) {
        Some(at) if host > 0 => host + at + 1,
        _ => host,
    };
    let (authority, path) = url.split_at(start);
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => {
                segments.pop();
            }
            // There is nothing above the root of a host.
            ".." if host > 0 => {}
            other => segments.push(other),
        }
    }
    format!("{authority}{}", segments.join("/"))
}
