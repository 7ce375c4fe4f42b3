//! A finding: one change, and its effects.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::message::{ChangedObject, Message};
use super::rules::{
    ADDED_ITEMS, CANNOT_JUDGE, CHANGED_ITEMS, ChangeKind, NOT_UNDERSTOOD, OPERATION_NAME_CHANGED,
    REMOVED_ITEMS, Rule,
};
use super::verdict::{Direction, Source, Threshold, Wire, Witness};
use config::RuleSeverity;
use diag::{Origin, TextLocation};
use surface::{Item, ItemKind};

/// One change of the description, or of its emitted crate.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found the change.
    pub rule: &'static Rule,
    /// What changed.
    pub subject: Subject,
    /// All affected operations, as method and path: those that have the same change, or that use
    /// the type.
    pub operations: Arc<[String]>,
    /// The direction of the affected values; `None` if the finding applies to both directions or to
    /// no values.
    pub direction: Option<Direction>,
    /// The location of the change in the old description.
    pub old: Option<SourceLocation>,
    /// The location of the change in the new description.
    pub new: Option<SourceLocation>,
    /// The effect on requests and responses.
    pub wire: Wire,
    /// The effect on programs that use the crate.
    pub source: Source,
    /// Whether programs that still compile behave differently.
    pub behaviour: bool,
    /// The change, as a clause.
    pub message: Message,
    /// The changed items of the crate.
    pub items: Vec<ItemChange>,
    /// A value that proves the change.
    pub witness: Option<Witness>,
    /// The reason for accepting the finding, if it was accepted.
    pub accepted: Option<String>,
    /// The configured severity of the rule; without one, the verdicts decide.
    pub severity: Option<RuleSeverity>,
}

/// A changed item of the crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemChange {
    /// The old item; `None` for an added one.
    pub old: Option<Item>,
    /// The new item; `None` for a removed one.
    pub new: Option<Item>,
    /// The effect on programs that use it.
    pub level: Source,
}

impl ItemChange {
    /// Returns what happened to the item.
    pub(super) fn kind(&self) -> ChangeKind {
        match (&self.old, &self.new) {
            (None, Some(_)) => ChangeKind::Added,
            (Some(_), None) => ChangeKind::Removed,
            (Some(old), Some(new)) if new.deprecated && !old.deprecated => ChangeKind::Deprecated,
            _ => ChangeKind::Changed,
        }
    }

    /// Returns whether a type gained or lost the implementation of a trait.
    pub(super) fn is_of_trait(&self) -> bool {
        self.item().is_some_and(|item| item.kind == ItemKind::Trait)
    }

    /// Returns the new item, or else the old one.
    pub fn item(&self) -> Option<&Item> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// The subject of a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// `GET /pets/{id}`; for a type the first operation that uses it.
    pub operation: Option<String>,
    /// Rust name of the type.
    pub type_name: Option<String>,
    /// Name on the wire of the property, parameter or value.
    pub member: Option<String>,
}

/// A location in one of the descriptions.
#[derive(Clone, Debug)]
pub struct SourceLocation {
    /// File and pointer.
    pub origin: Origin,
    /// Line, column and text; looked up last.
    pub location: Option<TextLocation>,
    /// The lines of the value at this location.
    pub lines: String,
}

impl SourceLocation {
    pub(super) fn of(origin: &Origin) -> Self {
        Self {
            origin: origin.clone(),
            location: None,
            lines: String::new(),
        }
    }

    /// Formats the file, line and column, or else the pointer.
    pub(super) fn in_one_line(&self) -> String {
        match &self.location {
            Some(at) => format!("{}:{}:{}", at.file, at.line, at.column),
            None => self.origin.pointer.as_ref().to_owned(),
        }
    }
}

/// Formats the first three of these operations, and the number of others.
pub(super) fn first_few(operations: &[String]) -> String {
    let (first, remaining) = split_at_first_few(operations);
    if remaining.is_empty() {
        first.join(", ")
    } else {
        format!(
            "{} and {} more operations",
            first.join(", "),
            remaining.len()
        )
    }
}

/// Returns the operations that [`first_few`] names, and those that it only counts.
pub(super) fn split_at_first_few(operations: &[String]) -> (&[String], &[String]) {
    const MAX_SHOWN: usize = 3;
    match operations.split_at_checked(MAX_SHOWN) {
        // One more operation is named, not counted.
        Some((first, remaining)) if remaining.len() > 1 => (first, remaining),
        _ => (operations, &[]),
    }
}

impl Finding {
    pub(super) fn new(rule: &'static Rule, subject: Subject, message: impl Into<Message>) -> Self {
        Self {
            rule,
            subject,
            message: message.into(),
            operations: Arc::default(),
            direction: None,
            old: None,
            new: None,
            wire: Wire::None,
            source: Source::Patch,
            behaviour: false,
            items: Vec::new(),
            witness: None,
            accepted: None,
            severity: None,
        }
    }

    /// Returns whether a run with this threshold fails because of this finding: its severity
    /// decides, or else its verdicts.
    pub fn fails(&self, threshold: Threshold) -> bool {
        if self.accepted.is_some() {
            return false;
        }
        match self.severity {
            Some(RuleSeverity::Error) => true,
            Some(_) => false,
            None => threshold.is_reached(self.wire, self.source, self.behaviour),
        }
    }

    /// Returns the stable code of its rule.
    pub fn code(&self) -> &'static str {
        self.rule.code
    }

    /// Returns a letter and twelve digits that identify the change, independent of its location in
    /// files. Because of the letter, YAML reads the fingerprint as a string even without quotes.
    pub fn fingerprint(&self) -> String {
        let direction = self.direction.map_or("", Direction::as_str);
        // The fingerprint of a finding about a type does not depend on the operations that use the
        // type. If several operations share a change, the fingerprint depends on all of them.
        let operation = match &self.subject {
            Subject {
                type_name: Some(_), ..
            } => None,
            _ if self.operations.len() > 1 => {
                let sorted: BTreeSet<&str> = self.operations.iter().map(String::as_str).collect();
                Some(sorted.into_iter().collect::<Vec<_>>().join("\n"))
            }
            subject => subject.operation.clone(),
        };
        let mut hash = Sha256::new();
        for part in [
            self.code(),
            operation.as_deref().unwrap_or_default(),
            self.subject.type_name.as_deref().unwrap_or_default(),
            self.subject.member.as_deref().unwrap_or_default(),
            direction,
            &self.message.to_string(),
        ] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let digits = hash
            .finalize()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>();
        format!("f{digits}")
    }

    /// Returns its owner: `type Pet`, `GET /pets`, the first of several operations, or the whole
    /// API.
    pub fn owner(&self) -> String {
        match (&self.subject.type_name, &self.subject.operation) {
            (Some(name), _) => format!("type {name}"),
            (None, Some(operation)) if self.operations.len() < 2 => operation.clone(),
            (None, Some(_)) => first_few(&self.operations),
            (None, None) => "the whole API".to_owned(),
        }
    }

    /// Returns its code and direction.
    pub fn kind(&self) -> String {
        self.with_direction(self.code())
    }

    /// Returns its title: `type Pet, name (response)`.
    pub fn title(&self) -> String {
        let member = self
            .subject
            .member
            .as_ref()
            .map_or_else(String::new, |member| format!(", {member}"));
        self.with_direction(&format!("{}{member}", self.owner()))
    }

    pub(super) fn with_direction(&self, text: &str) -> String {
        self.direction.map_or_else(
            || text.to_owned(),
            |direction| format!("{text} ({})", direction.as_str()),
        )
    }

    /// Returns the change, preceded by its title unless the message contains it.
    pub fn sentence(&self) -> String {
        match &self.message {
            Message::Change {
                object: ChangedObject::Owner(_),
                ..
            } => self.message.to_string(),
            message => format!("{}: {message}", self.title()),
        }
    }

    /// Returns the change, as it is shown below the title of its type or operation: preceded by its
    /// member, unless the message contains it.
    pub fn sentence_within(&self) -> String {
        match &self.subject.member {
            Some(member) if !self.message.shows(member) => format!("{member}: {}", self.message),
            _ => self.message.to_string(),
        }
    }

    /// Returns its location in the new description, or else in the old one.
    pub(super) fn latest_location(&self) -> Option<&TextLocation> {
        self.new.as_ref().or(self.old.as_ref())?.location.as_ref()
    }

    /// Formats its location: file, line, column and pointer, in the new description or else in the
    /// old one.
    pub fn format_location(&self) -> Option<String> {
        let SourceLocation {
            origin, location, ..
        } = self.new.as_ref().or(self.old.as_ref())?;
        let at = location
            .as_ref()
            .map(|at| format!("{}:{}:{} ", at.file, at.line, at.column));
        Some(format!("{}({})", at.unwrap_or_default(), origin.pointer))
    }

    /// Merges an equal finding about another use of the same component, or about another operation.
    pub(super) fn join(&mut self, other: Self) {
        if self.operations != other.operations {
            let own: BTreeSet<&String> = self.operations.iter().collect();
            let more = other
                .operations
                .iter()
                .filter(|operation| !own.contains(operation));
            self.operations = self.operations.iter().chain(more).cloned().collect();
        }
        self.wire = self.wire.max(other.wire);
        self.source = self.source.max(other.source);
        self.behaviour |= other.behaviour;
        self.witness = self.witness.take().or(other.witness);
        let more: Vec<ItemChange> = other
            .items
            .into_iter()
            .filter(|item| !self.items.contains(item))
            .collect();
        self.items.extend(more);
    }

    /// Returns whether the finding is about items of the crate that no other finding explains.
    pub(super) fn is_about_items(&self) -> bool {
        [
            ADDED_ITEMS.code,
            CHANGED_ITEMS.code,
            OPERATION_NAME_CHANGED.code,
            REMOVED_ITEMS.code,
        ]
        .contains(&self.code())
    }

    /// Returns whether the finding says what changed in the API, not only which items of the crate
    /// changed or that a part cannot be judged.
    pub(super) fn is_about_api(&self) -> bool {
        !self.is_about_items() && ![CANNOT_JUDGE.code, NOT_UNDERSTOOD.code].contains(&self.code())
    }

    /// Returns whether the finding is a deprecation: programs that deny warnings stop compiling.
    pub fn is_deprecation(&self) -> bool {
        self.rule.change == ChangeKind::Deprecated
    }

    /// Returns whether the finding is only about documentation.
    pub fn is_silent(&self) -> bool {
        self.wire == Wire::None
            && self.source == Source::Patch
            && !self.behaviour
            && !self.is_deprecation()
    }
}
