//! Unreadable fragments of a description: findings about them do not prove a change of the API.

use serde_json::Value;

use super::content::parts_have_same_content;
use super::draft::PendingFinding;
use super::finding::{Finding, SourceLocation, Subject};
use super::judgement::{Judgement, UnknownReason, Verdict, word_unknown_reason};
use super::matching;
use super::resolved_ref::reference_chain;
use super::rules::{Located, NOT_UNDERSTOOD};
use super::sides::{Side, Sides};
use super::verdict::Wire;
use super::version::Version;
use super::witness::validators::is_pattern;
use description::keywords::is_compared_below;
use description::pointer_segments;
use diag::codes::{self, Unread};
use diag::component_schema_name;
use diag::{Diagnostic, FileId, Origin, push_segment};

/// Keys of arrays and maps. If one of their elements is unreadable, no element counts as added or
/// removed.
const COLLECTIONS: [&str; 6] = [
    "callbacks",
    "content",
    "headers",
    "parameters",
    "responses",
    "security",
];

struct Unjudgeable<'s> {
    side: Side,
    version: &'s Version,
    fragments: Vec<Fragment<'s>>,
}

struct Fragment<'s> {
    origin: Origin,
    /// If the fragment is a broken reference, its target.
    target: Option<Origin>,
    unread: Unread,
    /// Whether the fragment is left out together with all that it refers to.
    is_left_out: bool,
    diagnostic: &'s Diagnostic,
}

impl<'s> Fragment<'s> {
    fn of(version: &'s Version, diagnostic: &'s Diagnostic) -> Option<Self> {
        // Diagnostics have locations in the description as written.
        let origin = version.document().rewritten_at(diagnostic.origin.as_ref()?);
        // The crate has no type for such a schema, but the comparison reads it.
        if origin.is_key("itemSchema") {
            return None;
        }
        let text = version.document().value(&origin).and_then(Value::as_str);
        let unread = codes::docs_of_code(diagnostic.code)?.unread?;
        if unread == Unread::Pattern && text.is_some_and(is_pattern) {
            return None;
        }
        let parent = origin.parent();
        // A parameter in an unknown location is left out entirely.
        let is_left_out = parent.is_some() && diagnostic.code == "unknown-location";
        // The target of a broken reference is unreadable.
        let is_reference = parent.is_some() && origin.is_key("$ref");
        let target = match text.and_then(|text| text.strip_prefix('#')) {
            Some(pointer) if is_reference => Some(Origin::new(origin.file, pointer)),
            _ => None,
        };
        let fragment_origin = match parent {
            Some(parent) if is_reference || is_left_out => parent,
            _ => origin.clone(),
        };
        Some(Self {
            origin: fragment_origin,
            target,
            unread,
            is_left_out,
            diagnostic,
        })
    }

    /// Returns whether this unreadable fragment may be, or contain, the object that the other
    /// version has at `origin` and that this version seems to lack.
    fn hides(&self, origin: &Origin) -> bool {
        let collection = origin
            .parent()
            .filter(|collection| COLLECTIONS.iter().any(|key| collection.is_key(key)));
        origin.is_within(&self.origin)
            || collection.is_some_and(|collection| self.origin.is_within(&collection))
            || self
                .target
                .as_ref()
                .is_some_and(|target| origin.is_within(target))
    }
}

impl<'s> Unjudgeable<'s> {
    fn of(side: Side, version: &'s Version) -> Self {
        let fragments = version
            .reports()
            .iter()
            .filter_map(|report| Fragment::of(version, &report.diagnostic));
        Self {
            side,
            version,
            fragments: fragments.collect(),
        }
    }

    /// Returns the unreadable fragment at the location of a finding: the one at `origin`, or, if
    /// this version does not have the object, the one that may hide the object at `other_origin` of
    /// the other version.
    fn find_fragment(
        &self,
        origin: Option<&Origin>,
        other_origin: Option<&Origin>,
    ) -> Option<&Fragment<'s>> {
        match (origin, other_origin) {
            (Some(origin), _) => {
                let chain = reference_chain(self.version.document(), origin);
                self.fragments.iter().find(|fragment| {
                    chain
                        .iter()
                        .any(|origin| is_about(origin, &fragment.origin))
                })
            }
            (None, Some(other_origin)) => self
                .fragments
                .iter()
                .find(|fragment| fragment.hides(other_origin)),
            (None, None) => None,
        }
    }

    /// Returns the fragments of this version that are unreadable for the same reason.
    fn like(&self, other: &Self, fragment: &Fragment<'_>) -> impl Iterator<Item = &Fragment<'s>> {
        self.fragments.iter().filter(|same| {
            let diagnostic = same.diagnostic;
            let other_diagnostic = fragment.diagnostic;
            let is_there = same.unread != Unread::Fragment
                || self.comparable_location(same) == other.comparable_location(fragment);
            is_there
                && (diagnostic.code, &diagnostic.message)
                    == (other_diagnostic.code, &other_diagnostic.message)
        })
    }

    /// Returns the location around a fragment in a form that is comparable between the versions:
    /// the name of the file, since the numbers of files follow the order of references, and the
    /// pointer. The name of the root file is omitted, since it may differ. The pointer lacks
    /// positions in `parameters`, whose order has no meaning.
    fn comparable_location(&self, fragment: &Fragment<'_>) -> (&str, String) {
        let is_root = fragment.origin.file == FileId(0);
        let file = if is_root {
            ""
        } else {
            self.version.document().file_name(fragment.origin.file)
        };
        let mut pointer = String::new();
        let mut is_in_parameters = false;
        let around = fragment.origin.parent().unwrap_or_default();
        for segment in around.segments() {
            let is_position = is_in_parameters && segment.bytes().all(|byte| byte.is_ascii_digit());
            push_segment(&mut pointer, if is_position { "" } else { &segment });
            is_in_parameters = segment == "parameters";
        }
        (file.rsplit(['/', '\\']).next().unwrap_or_default(), pointer)
    }

    /// Returns whether this version has the same fragment, unreadable for the same reason.
    fn has(&self, other: &Self, fragment: &Fragment<'_>) -> bool {
        let documents = Sides {
            old: self.version.document(),
            new: other.version.document(),
        };
        self.like(other, fragment).any(|same| {
            let origins = Sides {
                old: &same.origin,
                new: &fragment.origin,
            };
            if fragment.is_left_out {
                return parts_have_same_content(documents, origins);
            }
            documents.old.value(origins.old) == documents.new.value(origins.new)
        })
    }

    /// Returns why a change at a fragment of this version cannot be judged.
    fn reason_for(&self, fragment: &Fragment<'_>) -> UnknownReason {
        UnknownReason::Unreadable {
            side: self.side,
            problem: fragment.diagnostic.message.clone(),
        }
    }
}

/// Returns whether the fragment is the schema at `origin`, one of its keywords, or something that
/// contains it.
fn is_about(origin: &Origin, fragment: &Origin) -> bool {
    if origin.is_within(fragment) {
        return true;
    }
    let Some(below) = fragment.below(origin) else {
        return false;
    };
    let mut steps = pointer_segments(below);
    let first = steps.next().unwrap_or_default();
    steps.next().is_none() || !is_compared_below(&first)
}

/// Judges findings at unreadable fragments as unknown, and returns a finding for each fragment that
/// has none.
pub(super) fn judge_unreadable_fragments(
    old: &Version,
    new: &Version,
    drafts: &mut [PendingFinding],
) -> Vec<Finding> {
    let old = Unjudgeable::of(Side::Old, old);
    let new = Unjudgeable::of(Side::New, new);
    let mut reported: [Vec<&Fragment<'_>>; 2] = Default::default();
    for draft in drafts.iter_mut() {
        let Verdict { rule, wire, .. } = draft.verdict();
        if wire == Wire::None || rule.code == NOT_UNDERSTOOD.code {
            continue;
        }
        let finding = &draft.finding;
        let before = finding_origin(&finding.old);
        let after = finding_origin(&finding.new);
        let (of_old, of_new) = match rule.located {
            Located::OnlyNew => (None, after),
            Located::OnlyOld => (before, None),
            Located::Both => (before, after),
        };
        let causes = [
            old.find_fragment(of_old, after),
            new.find_fragment(of_new, before),
        ];
        for (reported, cause) in reported.iter_mut().zip(causes) {
            reported.extend(cause);
        }
        let reason = match causes {
            [Some(fragment), _] => old.reason_for(fragment),
            [None, Some(fragment)] => new.reason_for(fragment),
            [None, None] => continue,
        };
        draft.judgement = Judgement::Unknown(reason);
    }
    let [of_old, of_new] = &reported;
    let mut unreported = Vec::new();
    for (unjudgeable, other, reported) in [(&old, &new, of_old), (&new, &old, of_new)] {
        let is_old = unjudgeable.side == Side::Old;
        // Operations that another finding already reports as unreadable.
        let left_out: Vec<&Origin> = drafts
            .iter()
            .map(|draft| &draft.finding)
            .filter(|it| it.code() == NOT_UNDERSTOOD.code)
            .filter_map(|it| finding_origin(if is_old { &it.old } else { &it.new }))
            .collect();
        for fragment in &unjudgeable.fragments {
            let is_reported = reported
                .iter()
                .any(|reported_fragment| is_about(&fragment.origin, &reported_fragment.origin))
                || left_out.iter().any(|left_out_origin| {
                    left_out_origin.is_within(&fragment.origin)
                        || fragment.origin.is_within(left_out_origin)
                });
            if is_reported
                || other.has(unjudgeable, fragment)
                || !is_old && other.like(unjudgeable, fragment).next().is_some()
            {
                continue;
            }
            unreported.push(unreported_fragment(unjudgeable, other, fragment));
        }
    }
    unreported
}

fn finding_origin(location: &Option<SourceLocation>) -> Option<&Origin> {
    location.as_ref().map(|location| &location.origin)
}

fn unreported_fragment(
    unjudgeable: &Unjudgeable<'_>,
    other: &Unjudgeable<'_>,
    fragment: &Fragment<'_>,
) -> Finding {
    let operations = &unjudgeable.version.api().operations;
    let operation = operations
        .iter()
        .find(|operation| fragment.origin.is_within(&operation.origin));
    let location = Some(SourceLocation::of(&fragment.origin));
    let same = other.like(unjudgeable, fragment).next();
    let has_same_place = other.version.document().value(&fragment.origin).is_some();
    let other_location = match same {
        Some(same) => Some(SourceLocation::of(&same.origin)),
        None if has_same_place => Some(SourceLocation::of(&fragment.origin)),
        None => None,
    };
    let (old, new) = match unjudgeable.side {
        Side::Old => (location, other_location),
        Side::New => (other_location, location),
    };
    let component = component_schema_name(&fragment.origin);
    let subject = Subject {
        operation: operation.map(matching::method_and_path),
        type_name: component.map(|name| name.into_owned()),
        ..Subject::default()
    };
    let operations = subject.operation.iter().cloned().collect();
    let reason = match same {
        Some(_) => UnknownReason::UnreadableInBoth {
            problem: fragment.diagnostic.message.clone(),
        },
        None => unjudgeable.reason_for(fragment),
    };
    let Verdict { rule, wire, .. } = Verdict::UNKNOWN;
    Finding {
        old,
        new,
        operations,
        wire,
        ..Finding::new(rule, subject, word_unknown_reason(&reason))
    }
}
