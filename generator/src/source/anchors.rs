//! Identifiers of schemas: `$anchor`, `$dynamicAnchor` and `$id`; and `$self` of whole descriptions.
//!
//! An `$id` is resolved against its base and compared as a string; it never causes a file to be read.

use super::Document;
use super::fields::string_field;
use super::pointer::with_child_pointer;
use crate::diag::{FileId, Origin};
use serde_json::Value;
use std::collections::HashMap;

/// Keys whose values are data, where these keywords have no meaning.
pub(super) const DATA: &[&str] = &["const", "default", "enum", "example", "examples"];

#[derive(Clone, Debug, Default)]
pub(super) struct Anchors {
    named: HashMap<String, Vec<String>>,
    /// Resolved `$id`s by pointer.
    pub(super) ids: HashMap<String, String>,
    /// Whether a schema has a `$dynamicRef`.
    pub(super) is_dynamic: bool,
}

impl Anchors {
    /// Finds the identifiers in `root`, unless its source `text` shows that it has none.
    pub(super) fn of(root: &Value, text: &str) -> Self {
        let mut anchors = Self::default();
        if ["$anchor", "$dynamicAnchor", "$id", "$self"]
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
                let own = if pointer.is_empty() { "$self" } else { "$id" };
                let id = string_field(members, own)
                    .or_else(|| string_field(members, "$id"))
                    .map(|id| resolve_schema_id(base, id.trim_end_matches('#')));
                if let Some(id) = id.as_ref().filter(|id| !id.is_empty()) {
                    self.ids.insert(pointer.clone(), id.clone());
                }
                let base = id.as_deref().unwrap_or(base);
                let schemas = members
                    .iter()
                    .filter(|(key, _)| !DATA.contains(&key.as_str()) && !key.starts_with("x-"));
                for (key, value) in schemas {
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

impl Document {
    pub(super) fn anchored(&self, base: &Origin, name: &str) -> Option<Origin> {
        let places = self.file(base.file)?.anchors.named.get(name)?;
        let pointer = places
            .iter()
            .find(|pointer| is_pointer_within(pointer, &base.pointer))?;
        Some(Origin::new(base.file, pointer.as_ref()))
    }

    /// Returns the schema whose `$id` is `address`, as written at `from`.
    pub(super) fn identified(&self, from: &Origin, address: &str) -> Option<Origin> {
        if address.is_empty() || self.ids.is_empty() {
            return None;
        }
        let base = self.enclosing(from).map_or("", |(id, _)| id);
        self.ids
            .get(&resolve_schema_id(base, address))
            .or_else(|| self.ids.get(address))
            .cloned()
    }

    pub(super) fn enclosing(&self, from: &Origin) -> Option<(&str, Origin)> {
        let ids = &self.file(from.file)?.anchors.ids;
        let mut around = from.pointer.as_ref();
        while !ids.is_empty() {
            if let Some(id) = ids.get(around) {
                return Some((id, Origin::new(from.file, around)));
            }
            (around, _) = around.rsplit_once('/')?;
        }
        None
    }

    /// Registers the `$id`s of a file, sorted by pointer, so that the choice among duplicates is deterministic.
    pub(super) fn index_ids(&mut self, file: FileId) {
        let Some(anchors) = self.files.get(file.0 as usize).map(|file| &file.anchors) else {
            return;
        };
        let mut ids: Vec<(&String, &String)> = anchors.ids.iter().collect();
        ids.sort_unstable();
        for (pointer, id) in ids {
            self.ids
                .entry(id.clone())
                .or_insert_with(|| Origin::new(file, pointer.as_ref()));
        }
    }
}

fn is_pointer_within(pointer: &str, around: &str) -> bool {
    pointer
        .strip_prefix(around)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn resolve_schema_id(base: &str, address: &str) -> String {
    let is_whole = address
        .split_once(':')
        .is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphanumeric()));
    if is_whole || base.is_empty() {
        return address.to_owned();
    }
    let kept = match (address.starts_with('/'), base.find("://")) {
        (true, Some(at)) => {
            let host = base.get(at + 3..).unwrap_or_default();
            at + 3 + host.find('/').unwrap_or(host.len())
        }
        (true, None) => 0,
        (false, _) => base.rfind('/').map_or(0, |at| at + 1),
    };
    format!("{}{address}", base.get(..kept).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = r##"{"openapi": "3.1.0", "components": {"schemas": {
        "A": {"$anchor": "a", "$defs": {"In": {"$dynamicAnchor": "in"}}},
        "B": {"$id": "https://x.org/s/b.json", "$defs": {
            "C": {"$id": "c.json", "$anchor": "a"}, "D": {"$anchor": "d"}, "E": {"$id": "/e"}
        }},
        "Data": {"example": {"$anchor": "no"}, "properties": {"$anchor": {"type": "string"}}},
        "Plain": {"$id": "Own"}
    }}}"##;

    #[test]
    fn schemas_are_found_by_anchor_and_id() {
        let (document, _) = Document::from_text("a.json", ROOT.to_owned()).unwrap();
        let outside = Origin::new(FileId(0), "/components/schemas/X");
        let inside = Origin::new(FileId(0), "/components/schemas/B/properties/p");
        let rows = [
            (&outside, "#a", "/A"),
            (&outside, "#in", "/A/$defs/In"),
            (&outside, "https://x.org/s/b.json", "/B"),
            (&outside, "https://x.org/s/b.json#/$defs/D", "/B/$defs/D"),
            (&outside, "https://x.org/s/b.json#d", "/B/$defs/D"),
            (&outside, "https://x.org/s/c.json#a", "/B/$defs/C"),
            (&outside, "https://x.org/e", "/B/$defs/E"),
            (&outside, "Own", "/Plain"),
            (&inside, "c.json", "/B/$defs/C"),
            (&inside, "#/$defs/D", "/B/$defs/D"),
            (&inside, "#/components/schemas/A", "/A"),
            (&inside, "#d", "/B/$defs/D"),
        ];
        for (from, reference, expected) in rows {
            let found = document.resolve(from, reference).map(|at| at.pointer);
            assert_eq!(
                found.as_deref(),
                Ok(format!("/components/schemas{expected}").as_str()),
                "{reference}"
            );
        }
        for reference in ["#no", "#d2", "c.json"] {
            assert!(
                document.resolve(&outside, reference).is_err(),
                "{reference}"
            );
        }
    }

    #[test]
    fn descriptions_are_found_by_their_own_url() {
        let text = r##"{"openapi": "3.2.0", "$self": "https://x.org/api/a.json", "components": {"schemas": {"A": {}}}}"##;
        let (document, _) = Document::from_text("a.json", text.to_owned()).unwrap();
        let from = Origin::new(FileId(0), "/components/schemas/X");
        for reference in ["https://x.org/api/a.json", "a.json", "/api/a.json", ""] {
            let found = document.resolve(&from, &format!("{reference}#/components/schemas/A"));
            assert_eq!(
                found.unwrap().pointer.as_ref(),
                "/components/schemas/A",
                "{reference}"
            );
        }
        assert!(document.resolve(&from, "https://x.org/api/b.json").is_err());
    }
}
