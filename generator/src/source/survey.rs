//! Visits every OpenAPI object that the root reaches, also through `$ref` and across files, exactly once.

use super::Document;
use super::objects::{Child, Node};
use super::pointer::{push_segment, segments};
use super::references::Parts;
use crate::diag::{Diagnostic, FileId, Origin};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Reference {
    pub(crate) from: Origin,
    pub(crate) text: String,
    /// The kind of object that it refers to.
    pub(crate) node: Node,
}

pub(crate) struct Reach {
    queue: Vec<(Origin, Child)>,
    covered: HashMap<Origin, Vec<Child>>,
    followed: HashSet<(FileId, String, Node)>,
}

impl Reach {
    pub(crate) fn new() -> Self {
        let root = (Origin::default(), Child::One(Node::Document));
        Self { covered: HashMap::from([(root.0.clone(), vec![root.1])]), queue: vec![root], followed: HashSet::new() }
    }

    /// Returns the next location to visit, with everything below it.
    pub(crate) fn next(&mut self) -> Option<(Origin, Child)> {
        self.queue.pop()
    }

    /// Returns whether this is the first reference with this text in the file.
    pub(crate) fn is_new(&mut self, reference: &Reference) -> bool {
        self.followed.insert((reference.from.file, reference.text.clone(), reference.node))
    }

    /// Queues the target of a reference, unless it is already covered.
    pub(crate) fn follow(&mut self, target: Origin, node: Node) {
        if !self.covers(&target, node) {
            let place = Child::One(node);
            self.covered.entry(target.clone()).or_default().push(place);
            self.queue.push((target, place));
        }
    }

    fn covers(&self, target: &Origin, node: Node) -> bool {
        let all: Vec<_> = segments(&target.pointer).collect();
        let mut around = Origin::new(target.file, "");
        let mut rest = all.as_slice();
        loop {
            let here = self.covered.get(&around).map(Vec::as_slice).unwrap_or_default();
            let reached = |from: &Child| rest.iter().try_fold(*from, |place, segment| place.step(segment));
            if here.iter().any(|from| reached(from).is_some_and(|found| found.node() == Some(node))) {
                return true;
            }
            let Some((segment, inner)) = rest.split_first() else { return false };
            around = around.child(segment);
            rest = inner;
        }
    }
}

pub(super) fn load_files(document: &mut Document, warnings: &mut Vec<Diagnostic>) {
    let mut reach = Reach::new();
    while let Some((origin, place)) = reach.next() {
        for reference in references(document, &origin, place) {
            if !reach.is_new(&reference) {
                continue;
            }
            let parts = Parts::of(&reference.text);
            if !parts.file.is_empty() && document.identified(&reference.from, parts.address).is_none() {
                document.read_linked_file(reference.from.file, &parts, warnings);
            }
            // The target may be a reference to an unread file, which is read when that reference is visited.
            if let Ok(target) = document.resolve_once(&reference.from, &reference.text) {
                reach.follow(target, reference.node);
            }
        }
    }
}

impl Document {
    /// Resolves every reference of the description; returns one warning for each broken reference text in a file.
    pub fn check_references(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let mut reach = Reach::new();
        while let Some((origin, place)) = reach.next() {
            for reference in references(self, &origin, place) {
                if !reach.is_new(&reference) {
                    continue;
                }
                // Of a chain, only the broken reference itself is reported, when it is visited.
                match self.resolve_once(&reference.from, &reference.text) {
                    Ok(target) => {
                        reach.follow(target, reference.node);
                        problems.extend(self.resolve(&reference.from, &reference.text).err().filter(is_endless));
                    }
                    Err(problem) => problems.push(problem),
                }
            }
        }
        problems
    }
}

fn is_endless(problem: &Diagnostic) -> bool {
    matches!(problem.code, "circular-reference" | "reference-chain")
}

/// Returns the references at and below a location.
fn references(document: &Document, origin: &Origin, place: Child) -> Vec<Reference> {
    let mut found = Vec::new();
    if let Some(value) = document.value(origin) {
        let mut pointer = origin.pointer.to_string();
        collect(value, place, &mut pointer, &mut |members, node, pointer| {
            if let Some(Value::String(text)) = members.get("$ref") {
                let from = Origin::new(origin.file, pointer);
                found.push(Reference { from, text: text.clone(), node });
            }
        });
    }
    found
}

type Visit<'a> = dyn FnMut(&Map<String, Value>, Node, &str) + 'a;

fn collect(value: &Value, place: Child, pointer: &mut String, visit: &mut Visit<'_>) {
    match value {
        Value::Object(members) if place.fits(value) => {
            if let Some(node) = place.node() {
                visit(members, node, pointer);
            }
            for (key, value) in members {
                below(value, place, key, pointer, visit);
            }
        }
        Value::Array(items) if place.fits(value) => {
            for (index, value) in items.iter().enumerate() {
                below(value, place, &index.to_string(), pointer, visit);
            }
        }
        _ => {}
    }
}

fn below(value: &Value, place: Child, segment: &str, pointer: &mut String, visit: &mut Visit<'_>) {
    let Some(inner) = place.step(segment) else { return };
    let length = pointer.len();
    push_segment(pointer, segment);
    collect(value, inner, pointer, visit);
    pointer.truncate(length);
}
