//! What could not be read on one side: findings there say nothing of the API.

use serde_json::Value;

use super::finding::{Finding, Place};
use super::pairs::Draft;
use super::side::Side;
use super::verdict::Wire;
use super::witness::is_pattern;
use crate::diag::{Diagnostic, Origin, Report};
use crate::source::Document;

/// What is said of pieces that were not understood; other warnings are about pieces that were.
const CODES: [&str; 14] = [
    "circular-reference",
    "dangling-reference",
    "duplicate-parameter",
    "not-a-schema",
    "remote-reference",
    "unchecked-pattern",
    "unexpected-kind",
    "unknown-location",
    "unknown-security-scheme",
    "unknown-status",
    "unknown-type",
    "unusable-operation",
    "unusable-parameter",
    "unusable-security-scheme",
];

/// Lists and maps of pieces: where one of them was not understood, none can be said to be gone.
const LISTS: [&str; 6] = ["callbacks", "content", "headers", "parameters", "responses", "security"];

/// What holds schemas of their own below a schema.
const HOLDERS: [&str; 4] = ["additionalProperties", "items", "prefixItems", "properties"];

/// How many references are followed.
const MAX_STEPS: usize = 16;

/// What was not understood of a side.
struct Damage<'s> {
    text: &'s Document,
    name: &'static str,
    places: Vec<(&'s Origin, &'s Diagnostic)>,
}

impl<'s> Damage<'s> {
    fn of(side: &'s Side, name: &'static str) -> Self {
        let places = side.reports().iter().filter_map(|Report { diagnostic, .. }| {
            let origin = diagnostic.origin.as_ref().filter(|_| CODES.contains(&diagnostic.code))?;
            let is_sound = || side.text.value(origin).and_then(Value::as_str).is_some_and(is_pattern);
            (diagnostic.code != "unchecked-pattern" || !is_sound()).then_some((origin, diagnostic))
        });
        Self { text: &side.text, name, places: places.collect() }
    }

    /// What was not understood at the place of a finding: `here`, or else where `there` would stand, which the other
    /// side has.
    fn at(&self, here: Option<&Origin>, there: Option<&Origin>) -> Option<&'s Diagnostic> {
        let found = match (here, there) {
            (Some(here), _) => {
                let places = self.followed(here);
                self.places.iter().find(|(damaged, _)| places.iter().any(|place| is_about(place, damaged)))
            }
            (None, Some(there)) => self.places.iter().find(|(damaged, _)| hides(there, damaged)),
            (None, None) => None,
        };
        found.map(|(_, diagnostic)| *diagnostic)
    }

    /// A place, and those that references lead to from there.
    fn followed(&self, place: &Origin) -> Vec<Origin> {
        let mut places = vec![place.clone()];
        while let Some(last) = places.last().filter(|_| places.len() < MAX_STEPS) {
            let reference = self.text.value(last).and_then(|value| value.get("$ref")?.as_str());
            let target = reference.and_then(|reference| self.text.resolve(last, reference).ok());
            match target.filter(|target| !places.contains(target)) {
                Some(target) => places.push(target),
                None => break,
            }
        }
        places
    }
}

/// Whether what was not understood is the schema at `place` itself, a keyword of it, or something around it.
fn is_about(place: &Origin, damaged: &Origin) -> bool {
    if place.is_within(damaged) {
        return true;
    }
    let rest = damaged.pointer.strip_prefix(&*place.pointer).filter(|_| damaged.is_within(place));
    let Some(rest) = rest else { return false };
    let mut steps = rest.split('/').skip(1);
    let first = steps.next().unwrap_or_default();
    steps.next().is_none() || !HOLDERS.contains(&first)
}

/// Whether something that is not there may be what was not understood.
fn hides(there: &Origin, damaged: &Origin) -> bool {
    let list = there.parent().filter(|list| LISTS.iter().any(|name| list.pointer.ends_with(&format!("/{name}"))));
    there.is_within(damaged) || list.is_some_and(|list| damaged.is_within(&list))
}

/// Says of findings at such places that they cannot be judged.
pub(super) fn excuse(old: &Side, new: &Side, drafts: &mut [Draft]) {
    let (old, new) = (Damage::of(old, "old"), Damage::of(new, "new"));
    if old.places.is_empty() && new.places.is_empty() {
        return;
    }
    for Draft { finding, .. } in drafts.iter_mut().filter(|draft| is_judged(&draft.finding)) {
        let (before, after) = (place(&finding.old), place(&finding.new));
        let gone = |code: &str| code.ends_with("-removed");
        let came = |code: &str| code.contains("-added");
        let cause = old
            .at(before.filter(|_| !came(finding.code)), after)
            .map(|cause| (old.name, cause))
            .or_else(|| Some((new.name, new.at(after.filter(|_| !gone(finding.code)), before)?)));
        if let Some((side, diagnostic)) = cause {
            excuse_one(finding, side, diagnostic);
        }
    }
}

/// Whether it says something that it cannot know of what was not understood.
fn is_judged(finding: &Finding) -> bool {
    finding.wire != Wire::None && finding.code != "operation-not-understood"
}

fn place(place: &Option<Place>) -> Option<&Origin> {
    place.as_ref().map(|place| &place.origin)
}

fn excuse_one(finding: &mut Finding, side: &str, diagnostic: &Diagnostic) {
    finding.code = "cannot-judge";
    finding.wire = Wire::Unknown;
    finding.behaviour = false;
    finding.witness = None;
    finding.message = format!("cannot judge: on the {side} side {}", diagnostic.message);
}
