//! The state of the traversal, and the findings of a pair.

use std::collections::HashSet;
use std::sync::Arc;

use crate::composition::{Beside, Composition, CompositionPair};
use crate::cursor::{Both, Cursor, DetectedChange, XmlUse};
use crate::draft::{ItemScope, PendingFinding, Question, UnexplainedPair, Values, Visited};
use crate::equivalence::{self, SchemaLevel};
use crate::finding::{Finding, SourceLocation, Subject};
use crate::judgement::{Evidence, Judgement, Occurrence, UnknownReason};
use crate::matching;
use crate::rules::{self, About, CANNOT_JUDGE, Judged, Rule};
use crate::sides::Sides;
use crate::verdict::{Direction, Wire};
use crate::version::Versions;
use crate::witness::focus::Focus;
use description::Document;
use diag::Origin;
use model::{Schema, TypeDef, TypeId};
use surface::ItemSource;

pub(super) struct Walk<'a> {
    pub(super) versions: Versions<'a>,
    pub(super) visited: Visited,
    pub(super) seen: HashSet<VisitedTypes>,
    pub(super) waiting: Vec<WalkStep<'a>>,
    pub(super) wire_findings: usize,
    pub(super) shared_security: bool,
}

/// Two types that have been compared, and how their values are sent.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct VisitedTypes {
    pub(super) types: Sides<TypeId>,
    pub(super) direction: Option<Direction>,
    pub(super) as_strings: bool,
    /// Whether the properties of the types belong to a form or multipart body.
    pub(super) are_parts: bool,
    pub(super) xml: XmlUse,
}

/// Matching schemas in a pair of types, with their locations.
pub(super) struct Inner<'a> {
    pub(super) schemas: Sides<&'a Schema>,
    pub(super) cursor: Cursor<'a>,
}

/// A comparison that is still to be made. `findings_before` is the number of findings at the time
/// when the comparison of the location began.
pub(super) enum WalkStep<'a> {
    /// Two schemas, at this depth of arrays and maps.
    Nodes { inner: Inner<'a>, depth: usize },
    /// Two types.
    Types {
        ids: Sides<TypeId>,
        cursor: Cursor<'a>,
        findings_before: usize,
    },
    /// The items of a tuple as written, all of which have one schema in the model.
    Items {
        items: Vec<Sides<Composition>>,
        inner: Inner<'a>,
        findings_before: usize,
    },
    /// Two types whose values are queued for the search for witnesses, unless findings were added.
    Rest {
        types: Sides<&'a TypeDef>,
        cursor: Cursor<'a>,
        findings_before: usize,
    },
}

impl<'a> Walk<'a> {
    /// Passes a pair to the rules; returns the new findings.
    pub(super) fn judge<T: Judged>(
        &mut self,
        old: Option<&'a T>,
        new: Option<&'a T>,
        cursor: &Cursor<'a>,
    ) -> &mut [PendingFinding] {
        let facts = Sides { old, new }.map(|object| object.map(T::facts).unwrap_or_default());
        let origins = facts
            .as_ref()
            .zip(cursor.schema.origins)
            .map(|(facts, origin)| facts.origin.or(origin));
        let member = facts.new.wire.or(facts.old.wire).or(cursor.subject.member);
        self.apply_rules(&Both {
            old,
            new,
            cursor: &cursor.at_origins(origins).at_member(member),
        })
    }

    pub(super) fn apply_rules<T: Judged>(&mut self, sides: &Both<'_, T>) -> &mut [PendingFinding] {
        let drafts_before = self.visited.drafts.len();
        for (rule, change) in rules::findings_of_rules(sides) {
            self.add_finding(rule, change, sides);
        }
        self.drafts_since(drafts_before)
    }

    pub(super) fn add_finding<T: Judged>(
        &mut self,
        rule: &'static Rule,
        change: DetectedChange,
        sides: &Both<'_, T>,
    ) {
        let draft = self.draft(rule, change, sides);
        self.wire_findings += usize::from(draft.verdict().wire != Wire::None);
        self.visited.drafts.push(draft);
    }

    pub(super) fn drafts_since(&mut self, before: usize) -> &mut [PendingFinding] {
        self.visited.drafts.get_mut(before..).unwrap_or_default()
    }

    /// Queues a pair for the search for witnesses, if its schemas differ and no finding was added
    /// since `findings_before`.
    pub(super) fn queue_pair<T: Judged>(
        &mut self,
        sides: &Both<'_, T>,
        findings_before: usize,
        values: Values,
    ) {
        if self.wire_findings != findings_before {
            return;
        }
        let cursor = sides.cursor;
        let Some(pair) = cursor
            .schema
            .compositions()
            .and_then(|pair| cursor.pair(pair))
        else {
            return;
        };
        let Some(Sides {
            old: before,
            new: after,
        }) = cursor.levels()
        else {
            return;
        };
        let is_about = values != Values::Null || before.mentions_null() || after.mentions_null();
        let mut keywords = if is_about {
            equivalence::differing_keywords(&before, &after)
        } else {
            Vec::new()
        };
        if values == Values::Null && keywords.is_empty() {
            // The difference may be that only one version has a union that allows `null`.
            keywords = match (before.null_in_union(), after.null_in_union()) {
                (Some(list), None) | (None, Some(list)) => vec![list.to_owned()],
                _ => Vec::new(),
            };
        }
        if !keywords.is_empty() {
            self.queue(sides, keywords, pair, values);
        }
    }

    pub(super) fn queue<T: Judged>(
        &mut self,
        sides: &Both<'_, T>,
        keywords: Vec<String>,
        pair: CompositionPair,
        values: Values,
    ) {
        let draft = self.draft(
            &CANNOT_JUDGE,
            DetectedChange::new(Wire::None, "").without_items(),
            sides,
        );
        self.visited.open.push(UnexplainedPair {
            draft,
            keywords,
            union_change: None,
            question: Question { pair, values },
        });
    }

    /// Queues two schemas that are not in the models, so that the search for witnesses compares
    /// them. `key` is the key at which the descriptions have them.
    pub(super) fn queue_unmodelled_pair(
        &mut self,
        key: &str,
        origins: Sides<&Origin>,
        cursor: &Cursor<'_>,
    ) {
        let values = self.versions.texts.zip(origins);
        if values
            .map(|(document, origin)| document.value(origin))
            .both()
            .is_none()
        {
            return;
        }
        let Some(pair) = cursor.pair(origins.map(Composition::from)) else {
            return;
        };
        let schema_cursor = cursor.at_origins(origins.map(Some));
        let sides = Both {
            old: Some(self.versions.models.old),
            new: Some(self.versions.models.new),
            cursor: &schema_cursor,
        };
        self.queue(&sides, vec![key.to_owned()], pair, Values::Deep);
    }

    pub(super) fn draft<T: Judged>(
        &self,
        rule: &'static Rule,
        change: DetectedChange,
        sides: &Both<'_, T>,
    ) -> PendingFinding {
        let cursor = sides.cursor;
        let places = Self::finding_locations(&change, cursor);
        let subject = finding_subject(&change, cursor);
        let scope = item_scope(&change, sides, &subject);
        let judgement = first_judgement(&change, cursor);
        let message = change.message.within(cursor.subject.within);
        let finding = Finding {
            direction: cursor.transmission.direction,
            old: places.old,
            new: places.new,
            wire: change.wire,
            source: change.source,
            behaviour: change.behaviour,
            ..Finding::new(rule, subject, message)
        };
        let compositions = if sides.both().is_some() {
            cursor
                .schema
                .compositions()
                .filter(|compositions| self.are_schemas(compositions))
        } else {
            None
        };
        // Only the model treats an item of a tuple as a property; JSON Schema does not.
        let mut focus = if sides.is_in_tuple() {
            Focus::Composition
        } else {
            Focus::of(rule.about, focus_name(rule.about, sides), change.keywords)
        };
        if compositions.is_none() {
            focus = focus.within_around();
        }
        PendingFinding {
            finding,
            judgement,
            scope,
            union: union_of(
                compositions.as_ref().or(cursor.schema.around.as_ref()),
                &cursor.schema.of_all,
            ),
            schema_pair: compositions.and_then(|compositions| cursor.pair(compositions)),
            around: cursor
                .schema
                .around
                .clone()
                .and_then(|around| cursor.pair(around)),
            focus,
            is_undecided: change.is_undecided,
        }
    }

    pub(super) fn are_schemas(&self, Sides { old, new }: &Sides<Composition>) -> bool {
        self.versions.texts.old.schema_at(&old.first).is_some()
            && self.versions.texts.new.schema_at(&new.first).is_some()
    }

    /// Returns the locations of a finding: that of the first of its keywords that differs, or else
    /// that of the schema. If several schemas apply, the location is in the one that differs.
    pub(super) fn finding_locations(
        change: &DetectedChange,
        cursor: &Cursor<'_>,
    ) -> Sides<Option<SourceLocation>> {
        let keywords = change.keywords;
        let origins = change
            .places
            .as_ref()
            .map_or(cursor.schema.origins, |places| places.as_ref().map(Some));
        let several = if change.places.is_none() && !cursor.is_one() {
            cursor.levels()
        } else {
            None
        };
        let differing = if let Some(Sides { old, new }) = several {
            Sides {
                old: differing_of_several(&old, &new, keywords),
                new: differing_of_several(&new, &old, keywords),
            }
        } else {
            origins_of_differing_keywords(cursor.versions.texts, origins, keywords)
        };
        differing
            .zip(origins)
            .map(|(differing, origin)| Some(SourceLocation::of(differing.as_ref().or(origin)?)))
    }
}

/// Returns the component of a finding, if a change belongs to a component as a whole.
fn changed_component<'c>(change: &'c DetectedChange, cursor: &Cursor<'c>) -> Option<&'c str> {
    change.component.as_deref().or(cursor.subject.component)
}

fn finding_subject(change: &DetectedChange, cursor: &Cursor<'_>) -> Subject {
    let component = changed_component(change, cursor);
    let member = if component.is_none() {
        cursor.subject.member
    } else {
        None
    };
    Subject {
        operation: change.operation.clone().or_else(|| {
            cursor
                .subject
                .operation
                .latest()
                .map(matching::method_and_path)
        }),
        type_name: component
            .or(cursor.subject.types.latest().map(|def| def.name.as_str()))
            .map(str::to_owned),
        member: member.map(str::to_owned),
    }
}

/// Returns the items of the crate that a change may concern.
fn item_scope<T: Judged>(
    change: &DetectedChange,
    sides: &Both<'_, T>,
    subject: &Subject,
) -> ItemScope {
    let cursor = sides.cursor;
    let wholes = cursor.wholes();
    let items = Sides {
        old: item_source(
            sides.old,
            sides.new,
            wholes.old.as_ref(),
            cursor.subject.part.old,
        ),
        new: item_source(
            sides.new,
            sides.old,
            wholes.new.as_ref(),
            cursor.subject.part.new,
        ),
    };
    let is_whole = match cursor.subject.types.latest() {
        None if cursor.subject.member.is_none() => true,
        _ => items == Sides::default() && subject.member.is_none(),
    };
    ItemScope {
        items: items.map(|source| source.into_iter().collect()),
        wholes,
        is_whole,
        is_shared: changed_component(change, cursor).is_some(),
        shapes: change.shapes,
    }
}

/// Returns the judgement before any search. The effect of an invalid keyword is unknown; any other
/// finding has the request or response by which its rule proves the change, if any.
fn first_judgement(change: &DetectedChange, cursor: &Cursor<'_>) -> Judgement {
    // Without a direction, the object is not a schema.
    let is_schema_finding = cursor.transmission.direction.is_some()
        && !change.keywords.is_empty()
        && change.wire != Wire::None;
    if is_schema_finding
        && let Some(Sides { old, new }) = cursor.levels()
        && let Some(invalid) = equivalence::invalid_keyword(&old, &new, change.keywords)
    {
        return Judgement::Unknown(UnknownReason::InvalidKeyword {
            invalid,
            within: cursor.subject.within,
        });
    }
    let occurrence = occurrence_of_values(cursor);
    let witness = if occurrence != Occurrence::Never && change.wire >= Wire::Unknown {
        change.shown.clone()
    } else {
        None
    };
    Judgement::Rule(Evidence {
        occurrence,
        witness,
        ..Evidence::default()
    })
}

/// Returns whether requests or responses have the values of the current location.
fn occurrence_of_values(cursor: &Cursor<'_>) -> Occurrence {
    // The values of a type that no operation uses have no direction.
    if cursor.transmission.direction.is_none() && cursor.subject.types.old.is_some() {
        Occurrence::Never
    } else if cursor.transmission.may_have_body_of_range {
        Occurrence::Possible
    } else {
        Occurrence::Certain
    }
}

/// Returns the location of the first of these keywords that is written differently, or else of the
/// first schema that is written differently.
fn differing_of_several(
    level: &SchemaLevel<'_>,
    other: &SchemaLevel<'_>,
    keywords: &[&str],
) -> Option<Origin> {
    level
        .differing(other, keywords)
        .or_else(|| level.differing(other, &[]))
}

/// For each version, returns the location of the first of these keywords that the other version
/// lacks, or has with another value.
fn origins_of_differing_keywords(
    documents: Sides<&Document>,
    origins: Sides<Option<&Origin>>,
    keywords: &[&str],
) -> Sides<Option<Origin>> {
    let mut differing: Sides<Option<Origin>> = Sides::default();
    for key in keywords {
        let keyword_origins = origins.map(|origin| Some(origin?.child(key)));
        let values = documents
            .zip(keyword_origins.as_ref())
            .map(|(document, origin)| document.value(origin.as_ref()?));
        if values.old == values.new {
            continue;
        }
        if values.old.is_some() {
            differing.old = differing.old.or(keyword_origins.old);
        }
        if values.new.is_some() {
            differing.new = differing.new.or(keyword_origins.new);
        }
    }
    differing
}

/// Returns the name of the part that a finding is about; for a constant, its value.
fn focus_name<'b, T: Judged>(about: About, sides: &Both<'b, T>) -> Option<&'b str> {
    match about {
        About::Constant => sides.new.or(sides.old)?.facts().value.map(String::as_str),
        _ => sides.cursor.subject.member,
    }
}

fn union_of(
    compositions: Option<&Sides<Composition>>,
    of_all: &Sides<Beside>,
) -> Option<Sides<Beside>> {
    let compositions = compositions?;
    let is_inside = compositions.old.first.is_within(of_all.old.first()?)
        && compositions.new.first.is_within(of_all.new.first()?);
    if !is_inside {
        return None;
    }
    Some(of_all.as_ref().map(Arc::clone))
}

/// Returns the source of the items of the crate that an object becomes, or else that of the part
/// that contains the object. A value that this version lacks may have an item in its crate
/// nevertheless.
fn item_source<T: Judged>(
    object: Option<&T>,
    other: Option<&T>,
    whole: Option<&Origin>,
    part: Option<&Origin>,
) -> Option<ItemSource> {
    let whole = whole?;
    if let Some(value) = object.or(other).and_then(|it| it.facts().value) {
        return Some(ItemSource::Value(whole.clone(), value.clone()));
    }
    let part = object.and_then(|it| it.facts().item).or(part)?;
    if part == whole {
        return Some(ItemSource::Whole(whole.clone()));
    }
    Some(ItemSource::of_part(whole, part))
}
