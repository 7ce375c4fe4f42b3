//! Visits every OpenAPI object that the root reaches, including through `$ref`s and in other files,
//! exactly once.

use super::Document;
use super::objects::{Child, OpenApiObject, walk_objects};
use super::pointer::object_member;
use super::references::ReferenceParts;
use diag::progress::Progress;
use diag::{Diagnostic, FileId, Origin};
use foldhash::{HashMap, HashSet, HashSetExt};
use serde_json::Value;

pub(crate) struct WrittenReference {
    pub(crate) origin: Origin,
    pub(crate) text: String,
    /// The kind of object to which the reference leads.
    pub(crate) node: OpenApiObject,
}

/// The locations to visit, and those already visited.
pub struct ReachableObjects {
    /// Returns the kind of a child, as [`Child::step`] does.
    step: fn(Child, &str) -> Option<Child>,
    queue: Vec<(Origin, Child)>,
    covered: HashMap<Origin, Vec<Child>>,
    followed: HashSet<(FileId, String, OpenApiObject)>,
}

impl ReachableObjects {
    /// Creates a survey that begins at the root of a description.
    pub fn from_root() -> Self {
        let root = (Origin::default(), Child::One(OpenApiObject::Document));
        Self {
            step: Child::step,
            covered: HashMap::from_iter([(root.0.clone(), vec![root.1])]),
            queue: vec![root],
            followed: HashSet::new(),
        }
    }

    /// Visits only objects that operations and webhooks reach.
    fn from_operations() -> Self {
        let places = ["/paths", "/x-ms-paths", "/webhooks"].map(|pointer| {
            let place = Child::Map(OpenApiObject::PathItem);
            (Origin::new(FileId(0), pointer), place)
        });
        Self {
            step: Child::step,
            covered: places
                .iter()
                .map(|(origin, place)| (origin.clone(), vec![*place]))
                .collect(),
            queue: places.to_vec(),
            followed: HashSet::new(),
        }
    }

    /// Returns the next location to visit with everything below it, and queues the targets of its
    /// references.
    pub fn advance(&mut self, document: &Document) -> Option<(Origin, Child)> {
        let (origin, place) = self.queue.pop()?;
        for reference in self.new_references(document, &origin, place) {
            // A dangling reference is reported when its target is needed.
            if let Ok(target) = document.resolve(&reference.origin, &reference.text) {
                self.follow(target, reference.node);
            }
        }
        Some((origin, place))
    }

    /// Returns the references at and below a location that have not been followed yet. References
    /// with the same text in the same file count as one.
    fn new_references(
        &mut self,
        document: &Document,
        origin: &Origin,
        place: Child,
    ) -> Vec<WrittenReference> {
        let Some(value) = document.value(origin) else {
            return Vec::new();
        };
        let mut references = references_in(value, place, self.step, origin);
        references.retain(|reference| {
            self.followed.insert((
                reference.origin.file,
                reference.text.clone(),
                reference.node,
            ))
        });
        references
    }

    /// Queues the target of a reference, unless it is already covered.
    fn follow(&mut self, target: Origin, node: OpenApiObject) {
        if !self.covers(&target, node) {
            let place = Child::One(node);
            self.covered.entry(target.clone()).or_default().push(place);
            self.queue.push((target, place));
        }
    }

    /// Returns whether the target is at or below a visited location, as this kind of object.
    fn covers(&self, target: &Origin, node: OpenApiObject) -> bool {
        let segments: Vec<_> = target.segments().collect();
        let mut around = Origin::new(target.file, "");
        let mut below = segments.as_slice();
        loop {
            let here = self
                .covered
                .get(&around)
                .map(Vec::as_slice)
                .unwrap_or_default();
            for from in here {
                let child = below
                    .iter()
                    .try_fold(*from, |place, segment| (self.step)(place, segment));
                if child.is_some_and(|child| child.object() == Some(node)) {
                    return true;
                }
            }
            let Some((segment, inner)) = below.split_first() else {
                return false;
            };
            around = around.child(segment);
            below = inner;
        }
    }
}

/// The objects that operations and webhooks reach.
pub(crate) struct UsedObjects {
    places: HashSet<Origin>,
}

impl UsedObjects {
    pub(crate) fn of(document: &Document) -> Self {
        let mut places = HashSet::new();
        let mut reach = ReachableObjects::from_operations();
        while let Some((origin, _)) = reach.advance(document) {
            places.insert(origin);
        }
        Self { places }
    }

    /// Returns whether the value at `origin` is one of these objects, or inside of one.
    pub(crate) fn contains(&self, origin: &Origin) -> bool {
        self.places.contains(origin)
            || origin
                .ancestors()
                .any(|around| self.places.contains(&around))
    }
}

/// Reads every file that the root reaches by relative references.
pub(super) fn load_files(document: &mut Document, warnings: &mut Vec<Diagnostic>) {
    let mut reach = ReachableObjects::from_root();
    // A description of OpenAPI 3 may have keys of Swagger 2.0 by mistake.
    reach.step = Child::step_in_swagger;
    while let Some((origin, place)) = reach.queue.pop() {
        for reference in reach.new_references(document, &origin, place) {
            let parts = ReferenceParts::of(&reference.text);
            if !parts.file.is_empty()
                && document
                    .identified(&reference.origin, parts.address)
                    .is_none()
            {
                document.read_linked_file(reference.origin.file, &parts, warnings);
                document.report_progress(Progress::Reading {
                    files: document.file_count(),
                });
            }
            // The target may be a reference to an unread file, which is read when that reference is
            // visited.
            if let Ok(target) = document.resolve_once(&reference.origin, &reference.text) {
                reach.follow(target, reference.node);
            }
        }
    }
}

/// Returns whether the reference of a media type leads to a schema, since some authors omit
/// `schema`.
pub(super) fn is_misplaced_schema(node: OpenApiObject, reference: &str) -> bool {
    node == OpenApiObject::MediaType && reference.contains("/components/schemas/")
}

/// Returns the references at and below a value; `step` returns the kind of a child, as
/// [`Child::step`] does.
pub(crate) fn references_in(
    value: &Value,
    place: Child,
    step: fn(Child, &str) -> Option<Child>,
    origin: &Origin,
) -> Vec<WrittenReference> {
    let mut references = Vec::new();
    walk_objects(
        value,
        place,
        step,
        &mut origin.pointer.to_string(),
        &mut |members, node, pointer| {
            if let Some(Value::String(text)) = object_member(members, "$ref") {
                references.push(WrittenReference {
                    origin: Origin::new(origin.file, pointer),
                    text: text.clone(),
                    node: if is_misplaced_schema(node, text) {
                        OpenApiObject::Schema
                    } else {
                        node
                    },
                });
            }
        },
    );
    references
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Document {
        /// Resolves every reference of the description; returns one warning for each broken
        /// reference text in a file.
        pub(crate) fn check_references(&self) -> Vec<Diagnostic> {
            let mut problems = Vec::new();
            let mut reach = ReachableObjects::from_root();
            while let Some((origin, place)) = reach.queue.pop() {
                for reference in reach.new_references(self, &origin, place) {
                    // In a chain of references, only the broken one is reported, when it is
                    // visited.
                    let target = match self.resolve_once(&reference.origin, &reference.text) {
                        Ok(target) => target,
                        Err(problem) => {
                            problems.push(problem);
                            continue;
                        }
                    };
                    reach.follow(target, reference.node);
                    if let Err(problem) = self.resolve(&reference.origin, &reference.text)
                        && matches!(problem.code, "circular-reference" | "reference-chain")
                    {
                        problems.push(problem);
                    }
                }
            }
            problems
        }
    }
}
