//! Follows `$ref` in one file, across files and along chains, and reports broken references.

use super::Document;
use super::anchors::resolve_schema_id;
use super::node::Node;
use super::pointer::{
    child_value, object_member, pointer_below, pointer_prefixes, pointer_segments, push_segment,
};
use super::similar_names::{nearest_name, without_case_and_punctuation};
use diag::{Diagnostic, FileId, Origin, value_in_words};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::borrow::Cow;

const LONGEST_CHAIN: usize = 100;

/// The maximum number of keys that are searched for a similar one, since each of thousands of
/// dangling references may search thousands of keys.
const MOST_NAMES: usize = 1_000;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ReferenceParts<'a> {
    /// The file, decoded; empty for the same file.
    pub(super) file: Cow<'a, str>,
    /// The address of the file as written.
    pub(crate) address: &'a str,
    /// The fragment, still percent-encoded.
    fragment: &'a str,
}

impl<'a> ReferenceParts<'a> {
    pub(crate) fn of(reference: &'a str) -> Self {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        Self {
            file: percent_decoded(file),
            address: file,
            fragment,
        }
    }

    fn is_on_drive(&self) -> bool {
        let mut chars = self.file.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':')
    }

    pub(super) fn is_remote(&self) -> bool {
        let scheme = self.file.split_once(':').map(|(scheme, _)| scheme);
        let named = scheme.is_some_and(|scheme| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        });
        named || self.file.starts_with("//")
    }
}

/// The state of resolving a reference; `hops` limits the number of steps.
struct Resolution<'d, 'r> {
    document: &'d Document,
    origin: &'r Origin,
    reference: &'r str,
    hops: usize,
}

impl Document {
    /// Follows `reference`, which is written at `origin`, to the end of its chain, which is never a
    /// `$ref`.
    ///
    /// # Errors
    /// If it is dangling or circular, or its file is unreadable or not allowed. The warning is
    /// located at the `$ref`; the caller adds the consequence.
    pub fn resolve(&self, origin: &Origin, reference: &str) -> Result<Origin, Diagnostic> {
        self.resolve_node(origin, reference)
            .map(|target| target.origin)
    }

    /// Like [`Self::resolve`], but also returns the value.
    ///
    /// # Errors
    /// The same.
    pub fn resolve_node(&self, origin: &Origin, reference: &str) -> Result<Node<'_>, Diagnostic> {
        self.resolution(origin, reference).follow(origin, reference)
    }

    /// Returns the end of the chain of the `$ref` at `origin`; `None` if there is no `$ref` or no
    /// target.
    pub fn target(&self, origin: &Origin) -> Option<Origin> {
        self.target_node(&self.node(origin)?)
            .map(|target| target.origin)
    }

    /// Returns the end of the references at `origin`; `origin` itself if there is no reference or
    /// no target.
    pub fn followed(&self, origin: Origin) -> Origin {
        self.target(&origin).unwrap_or(origin)
    }

    /// Follows `reference` for one step; the target may be another `$ref`.
    pub fn resolve_once(&self, origin: &Origin, reference: &str) -> Result<Origin, Diagnostic> {
        let target = self.resolution(origin, reference).hop(origin, reference)?;
        Ok(target.origin)
    }

    fn resolution<'d, 'r>(&'d self, origin: &'r Origin, reference: &'r str) -> Resolution<'d, 'r> {
        Resolution {
            document: self,
            origin,
            reference,
            hops: 0,
        }
    }

    /// Returns the schema within `base` that has an anchor. Component schemas may have equal
    /// anchors, as if each were a separate schema resource: if several schemas match, the result is
    /// the one in the innermost schema around `origin`, or else the first.
    pub(super) fn anchored(&self, origin: &Origin, base: &Origin, name: &str) -> Option<Origin> {
        let mut places = self.file(base.file)?.anchors.named.get(name)?.iter();
        let mut nearest = places.find(|pointer| pointer_below(pointer, &base.pointer).is_some())?;
        if origin.file == base.file {
            for pointer in places {
                if pointer_below(pointer, &base.pointer).is_some()
                    && shared_segments(pointer, &origin.pointer)
                        > shared_segments(nearest, &origin.pointer)
                {
                    nearest = pointer;
                }
            }
        }
        Some(Origin::new(base.file, nearest.as_ref()))
    }

    /// Returns the schema whose `$id` is `address`, resolved against the location `origin`.
    pub(super) fn identified(&self, origin: &Origin, address: &str) -> Option<Origin> {
        if address.is_empty() || self.ids.is_empty() {
            return None;
        }
        let base = self.enclosing(origin).map_or("", |(id, _)| id);
        self.ids
            .get(&resolve_schema_id(base, address))
            .or_else(|| self.ids.get(address))
            .cloned()
    }

    pub(super) fn enclosing(&self, origin: &Origin) -> Option<(&str, Origin)> {
        let ids = &self.file(origin.file)?.anchors.ids;
        if ids.is_empty() {
            return None;
        }
        pointer_prefixes(&origin.pointer).find_map(|(around, _)| {
            Some((ids.get(around)?.as_str(), Origin::new(origin.file, around)))
        })
    }
}

/// Returns the number of equal segments at the start of two pointers.
fn shared_segments(pointer: &str, other: &str) -> usize {
    let pairs = pointer_segments(pointer).zip(pointer_segments(other));
    pairs
        .take_while(|(segment, other)| segment == other)
        .count()
}

impl<'d> Resolution<'d, '_> {
    fn follow(&mut self, origin: &Origin, reference: &str) -> Result<Node<'d>, Diagnostic> {
        let mut target = self.hop(origin, reference)?;
        let mut seen = Vec::new();
        while let Some(reference) = reference_of(target.value) {
            let next = self.hop(&target.origin, reference)?;
            seen.push(std::mem::replace(&mut target, next).origin);
            if let Some(start) = seen.iter().position(|before| *before == target.origin) {
                return Err(self.circular(seen.get(start..).unwrap_or_default()));
            }
        }
        Ok(target)
    }

    /// Returns the target of a reference after one step. The steps are counted, so that following
    /// references always ends.
    fn hop(&mut self, origin: &Origin, reference: &str) -> Result<Node<'d>, Diagnostic> {
        // An empty reference means the root of its document (RFC 3986).
        let reference = if reference.trim().is_empty() {
            "#"
        } else {
            reference
        };
        let parts = ReferenceParts::of(reference);
        let base = match self.document.identified(origin, parts.address) {
            Some(schema) => schema,
            None => Origin::new(self.file(origin.file, &parts)?, ""),
        };
        let fragment = percent_decoded(parts.fragment);
        if fragment.is_empty() {
            let inner = self.enclosing_schema(origin, &parts);
            return self.root(inner.unwrap_or(base), reference);
        }
        if !fragment.starts_with('/') {
            return self
                .document
                .anchored(origin, &base, &fragment)
                .map(|schema| self.node(schema))
                .ok_or_else(|| {
                    let message = format!(
                        "`{}` does not exist: no schema has the anchor `{fragment}`",
                        self.reference
                    );
                    self.error(
                        "dangling-reference",
                        message,
                        "write it as `#/components/…`",
                    )
                });
        }
        self.descend(base, &fragment).or_else(|error| {
            // If an enclosing schema has an `$id`, the pointer may start there. Otherwise, the
            // author may not have encoded a `%` in a name.
            let base = Origin::new(origin.file, "");
            match self.enclosing_schema(origin, &parts) {
                Some(schema) => self.descend(schema, &fragment),
                None if *fragment != *parts.fragment => self.descend(base, parts.fragment),
                None => return Err(error),
            }
            .map_err(|_| error)
        })
    }

    /// Returns the target of a reference without a pointer: a whole file or a schema with an `$id`,
    /// but not a whole description.
    fn root(&self, base: Origin, reference: &str) -> Result<Node<'d>, Diagnostic> {
        let root = self.node(base);
        let is_description = root.value.get("openapi").is_some();
        if !is_description || !root.origin.pointer.is_empty() {
            return Ok(root);
        }
        let message = format!("`{reference}` is a whole description, expected a part of one");
        let help =
            "write it as `#/components/…`; `#` means the schema only if that schema has an `$id`";
        Err(self.error("dangling-reference", message, help))
    }

    fn file(&mut self, from: FileId, parts: &ReferenceParts<'_>) -> Result<FileId, Diagnostic> {
        self.hops += 1;
        if self.hops > LONGEST_CHAIN {
            let message = format!(
                "`{}` goes through more than {LONGEST_CHAIN} references",
                self.reference
            );
            return Err(self.error("reference-chain", message, "refer to the end of the chain"));
        }
        if parts.file.is_empty() {
            return Ok(from);
        }
        let is_file_url = parts
            .file
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("file:"));
        if is_file_url || parts.is_on_drive() {
            let kind = if parts.is_on_drive() {
                "an absolute path"
            } else {
                "a URL of a file"
            };
            let message = format!("`{}` is {kind}, expected a relative path", self.reference);
            let help = "write the path from this file to the other, such as `../common.yaml`";
            return Err(self.error("file-url", message, help));
        }
        if parts.is_remote() && !self.document.allow_remote {
            return Err(self.error(
                "remote-reference",
                format!("`{}` is a URL on the network, expected a file or a location in this file", self.reference),
                "save the file next to the description and refer to it by a relative path, or allow it with \
                 `--allow-remote`",
            ));
        }
        match self.document.linked_file(from, parts) {
            Some(Ok(file)) => Ok(*file),
            Some(Err(problem)) if parts.file.starts_with("components/") => {
                let help = format!(
                    "refer to a location in this file with `#`: `#/{}`",
                    parts.file
                );
                Err(self.error(problem.code, problem.message.clone(), help))
            }
            Some(Err(problem)) => {
                let help = problem
                    .help
                    .unwrap_or("refer to a readable file, by its path from this one");
                Err(self.error(problem.code, problem.message.clone(), help))
            }
            None => {
                let message = format!("`{}` refers to a file that was not read", self.reference);
                let help = "load the description from its path, so that other files can be found";
                Err(self.error("unreadable-file", message, help))
            }
        }
    }

    /// Returns the schema with an `$id` that encloses a reference without an address.
    fn enclosing_schema(&self, origin: &Origin, parts: &ReferenceParts<'_>) -> Option<Origin> {
        if !parts.address.is_empty() {
            return None;
        }
        let (_, schema) = self.document.enclosing(origin)?;
        Some(schema)
    }

    /// Resolves a pointer. A `$ref` in the middle is followed, too, as many authors expect.
    fn descend(&mut self, base: Origin, pointer: &str) -> Result<Node<'d>, Diagnostic> {
        let Node { origin, mut value } = self.node(base);
        let mut file = origin.file;
        let mut path = String::with_capacity(origin.pointer.len() + pointer.len());
        path.push_str(&origin.pointer);
        for segment in pointer_segments(pointer) {
            let mut child = child_value(value, &segment);
            if child.is_none()
                && let Some(inner) = reference_of(value)
            {
                let target = self.follow(&Origin::new(file, path.as_str()), inner)?;
                file = target.origin.file;
                path.clear();
                path.push_str(&target.origin.pointer);
                value = target.value;
                child = child_value(value, &segment);
            }
            value = match child {
                Some(child) => child,
                None => return Err(self.dangling(&Origin::new(file, path), value, &segment)),
            };
            push_segment(&mut path, &segment);
        }
        Ok(Node {
            origin: Origin::new(file, path),
            value,
        })
    }

    /// Returns the value at a location; null if there is none.
    fn node(&self, origin: Origin) -> Node<'d> {
        let value = self.document.value(&origin).unwrap_or(&Value::Null);
        Node { origin, value }
    }

    /// Reports a cycle at the least location of its references, whichever one was followed, so that
    /// each cycle has one message.
    fn circular(&self, circle: &[Origin]) -> Diagnostic {
        let origin = circle.iter().min().unwrap_or(self.origin);
        let reference = self
            .document
            .value(origin)
            .and_then(reference_of)
            .unwrap_or(self.reference);
        Diagnostic::warning(
            "circular-reference",
            format!("`{reference}` refers to itself, expected a reference to another value"),
        )
        .at(&origin.child("$ref"))
        .help("replace one of the `$ref`s of the cycle with the intended target")
    }

    fn dangling(&self, origin: &Origin, here: &Value, segment: &str) -> Diagnostic {
        let place = match self.document.written_at(origin).pointer.as_ref() {
            "" => "the root".to_owned(),
            pointer => format!("`{pointer}`"),
        };
        let reference = self.written_reference(origin.file);
        let help = match similar_member(here, segment) {
            Some(key) => format!("did you mean `{key}`?"),
            None if segment.is_empty() => {
                "write `~1` for a slash that is part of a name".to_owned()
            }
            None => "correct the reference, or add its target".to_owned(),
        };
        let message = match here {
            Value::Object(_) | Value::Array(_) => {
                let missing = if segment.is_empty() {
                    "empty key".to_owned()
                } else {
                    format!("`{segment}`")
                };
                format!("`{reference}` does not exist: {place} has no {missing}")
            }
            _ => {
                format!(
                    "`{reference}` does not exist: {place} is {}, which has no members",
                    value_in_words(here)
                )
            }
        };
        self.error("dangling-reference", message, help)
    }

    /// Returns the reference to `file` as written: in Swagger 2.0, schemas and other components
    /// have other locations.
    fn written_reference(&self, file: FileId) -> Cow<'_, str> {
        match self.reference.split_once('#') {
            Some((address, pointer)) if self.document.was_swagger() && pointer.starts_with('/') => {
                let written = self.document.written_at(&Origin::new(file, pointer));
                format!("{address}#{}", written.pointer).into()
            }
            _ => Cow::Borrowed(self.reference),
        }
    }

    fn error(&self, code: &'static str, message: String, help: impl Into<String>) -> Diagnostic {
        let origin = if self.origin.is_key("$ref") {
            self.origin.clone()
        } else {
            self.origin.child("$ref")
        };
        Diagnostic::warning(code, message).at(&origin).help(help)
    }
}

pub(crate) fn reference_of(value: &Value) -> Option<&str> {
    object_member(value.as_object()?, "$ref")?.as_str()
}

/// Decodes a part of a reference, unless the result is not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(text))
}

/// Returns the member whose name differs from a missing name only in case and punctuation, or else
/// in one or two letters after the first.
fn similar_member<'v>(object: &'v Value, missing: &str) -> Option<&'v str> {
    let sought = without_case_and_punctuation(missing);
    let names = object.as_object()?.keys().take(MOST_NAMES);
    let mut candidates = Vec::new();
    for name in names {
        let letters = without_case_and_punctuation(name);
        if letters == sought && !sought.is_empty() {
            return Some(name);
        }
        // Comparing all names in full would take too long for thousands of dangling references.
        if letters.first() == sought.first() && letters.len().abs_diff(sought.len()) <= 2 {
            candidates.push(name.as_str());
        }
    }
    nearest_name(missing, candidates.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = r##"{"openapi": "3.1.0", "components": {"schemas": {
        "A": {"$anchor": "a", "$defs": {"In": {"$dynamicAnchor": "in"}}},
        "B": {"$id": "https://x.org/s/b.json", "$defs": {
            "C": {"$id": "c.json", "$anchor": "a"}, "D": {"$anchor": "d"}, "E": {"$id": "/e"}
        }},
        "F": {"$anchor": "d", "$defs": {"G": {"$anchor": "a"}}},
        "Data": {"example": {"$anchor": "no"}, "properties": {"$anchor": {"type": "string"}}},
        "Plain": {"$id": "Own"}
    }}}"##;

    #[test]
    fn schemas_are_found_by_anchor_and_id() {
        let (document, _) = Document::from_text("a.json", ROOT.to_owned()).unwrap();
        let outside = Origin::new(FileId(0), "/components/schemas/X");
        let inside = Origin::new(FileId(0), "/components/schemas/B/properties/p");
        let below = Origin::new(FileId(0), "/components/schemas/F/properties/p");
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
            (&inside, "#a", "/B/$defs/C"),
            (&below, "#d", "/F"),
            (&below, "#a", "/F/$defs/G"),
            (&below, "https://x.org/s/b.json#d", "/B/$defs/D"),
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
        for reference in [
            "https://x.org/api/a.json",
            "a.json",
            "./a.json",
            "../api/a.json",
            "../../../api/./a.json",
            "/api/a.json",
            "",
        ] {
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
