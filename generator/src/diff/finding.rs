//! A finding: one change, and what it does.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::surface::Change;
use super::verdict::{Direction, Source, Wire};
use super::witness::Witness;
use crate::diag::{Location, Origin};

/// Codes of findings by which items of the crate are deprecated.
const DEPRECATIONS: [&str; 4] =
    ["operation-deprecated", "parameter-deprecated", "property-deprecated", "type-deprecated"];

/// One change of the description, or of the crate that is emitted for it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Stable name of the kind of change: the name of its rule.
    pub code: &'static str,
    /// What changed.
    pub subject: Subject,
    /// All operations that it concerns, by method and path: those that changed alike, or that use the type.
    pub operations: Arc<[String]>,
    /// Which way the values go that it is about; `None` where that does not matter.
    pub direction: Option<Direction>,
    /// Where it stands in the old description.
    pub old: Option<SourceLocation>,
    /// Where it stands in the new description.
    pub new: Option<SourceLocation>,
    /// What it does to requests and responses.
    pub wire: Wire,
    /// What it does to programs that use the crate.
    pub source: Source,
    /// Whether a program that still compiles does something else.
    pub behaviour: bool,
    /// The change in a clause.
    pub message: String,
    /// The items of the crate that it changes.
    pub items: Vec<Change>,
    /// A value that shows it.
    pub witness: Option<Witness>,
    /// Why it is no reason to fail, if it was accepted.
    pub accepted: Option<String>,
}

/// What a finding is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// `GET /pets/{id}`; for a type the first operation that uses it.
    pub operation: Option<String>,
    /// Rust name of the type.
    pub type_name: Option<String>,
    /// Name on the wire of the property, parameter or value.
    pub member: Option<String>,
}

/// A place in one of the descriptions.
#[derive(Clone, Debug)]
pub struct SourceLocation {
    /// File and pointer.
    pub origin: Origin,
    /// Line, column and text; looked up at the end.
    pub location: Option<Location>,
}

impl SourceLocation {
    pub(super) fn of(origin: &Origin) -> Self {
        Self { origin: origin.clone(), location: None }
    }
}

/// The first three of these operations, and how many more there are.
pub(super) fn first_few(operations: &[String]) -> String {
    const MOST: usize = 3;
    match operations.split_at_checked(MOST) {
        Some((first, rest)) if rest.len() > 1 => format!("{} and {} more operations", first.join(", "), rest.len()),
        _ => operations.join(", "),
    }
}

impl Finding {
    /// A letter and twelve digits that stay the same as long as the change does, wherever in the files it stands. What
    /// begins with a letter is a text in YAML, without quotes too.
    pub fn fingerprint(&self) -> String {
        let direction = self.direction.map_or("", Direction::as_str);
        // A type is the same finding whoever uses it; what operations share is another one where one more shares it.
        let operation = match &self.subject {
            Subject { type_name: Some(_), .. } => None,
            _ if self.operations.len() > 1 => {
                let sorted: BTreeSet<&str> = self.operations.iter().map(String::as_str).collect();
                Some(sorted.into_iter().collect::<Vec<_>>().join("\n"))
            }
            subject => subject.operation.clone(),
        };
        let mut hash = Sha256::new();
        for part in [
            self.code,
            operation.as_deref().unwrap_or_default(),
            self.subject.type_name.as_deref().unwrap_or_default(),
            self.subject.member.as_deref().unwrap_or_default(),
            direction,
            &self.message,
        ] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let digits = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>();
        format!("f{digits}")
    }

    /// What it is about: `type Pet`, `GET /pets`, or the first of several operations.
    pub fn owner(&self) -> String {
        match (&self.subject.type_name, &self.subject.operation) {
            (Some(name), _) => format!("type {name}"),
            (None, Some(operation)) if self.operations.len() < 2 => operation.clone(),
            (None, Some(_)) => first_few(&self.operations),
            (None, None) => "description".to_owned(),
        }
    }

    /// Its code, and which way its values go.
    pub fn kind(&self) -> String {
        let direction = self.direction.map_or_else(String::new, |direction| format!(" ({})", direction.as_str()));
        format!("{}{direction}", self.code)
    }

    /// What of that it is about, and which way its values go: `name (response)`.
    pub fn part(&self) -> Option<String> {
        let direction = self.direction.map(|direction| format!("({})", direction.as_str()));
        let parts: Vec<String> = self.subject.member.clone().into_iter().chain(direction).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// What it is called in a list: `type Pet, name (response)`.
    pub fn title(&self) -> String {
        match (self.part(), &self.subject.member) {
            (Some(part), Some(_)) => format!("{}, {part}", self.owner()),
            (Some(part), None) => format!("{} {part}", self.owner()),
            (None, _) => self.owner(),
        }
    }

    /// The change, after what it is about, unless it says that itself.
    pub fn sentence(&self) -> String {
        let title = self.title();
        if self.message.starts_with(&title) { self.message.clone() } else { format!("{title}: {}", self.message) }
    }

    /// The change, where it is known what type or operation it is about: after the name of the property, parameter or value,
    /// unless it says that itself.
    pub fn sentence_within(&self) -> String {
        match &self.subject.member {
            Some(member) if !self.message.contains(&format!("`{member}`")) => format!("{member}: {}", self.message),
            _ => self.message.clone(),
        }
    }

    /// Where it stands, in words: file, line, column and pointer, of the new side or else of the old one.
    pub fn place_in_words(&self) -> Option<String> {
        let SourceLocation { origin, location } = self.new.as_ref().or(self.old.as_ref())?;
        let at = location.as_ref().map(|at| format!("{}:{}:{} ", at.file, at.line, at.column));
        Some(format!("{}({})", at.unwrap_or_default(), origin.pointer))
    }

    /// Takes in what another use of the same component came to, or the same change of another operation.
    pub(super) fn join(&mut self, other: Self) {
        if self.operations != other.operations {
            let known: BTreeSet<&String> = self.operations.iter().collect();
            let more = other.operations.iter().filter(|one| !known.contains(one));
            self.operations = self.operations.iter().chain(more).cloned().collect();
        }
        self.wire = self.wire.max(other.wire);
        self.source = self.source.max(other.source);
        self.behaviour |= other.behaviour;
        self.witness = self.witness.take().or(other.witness);
        let more: Vec<Change> = other.items.into_iter().filter(|item| !self.items.contains(item)).collect();
        self.items.extend(more);
    }

    /// Whether something is deprecated now: programs that deny warnings stop compiling.
    pub fn is_deprecation(&self) -> bool {
        DEPRECATIONS.contains(&self.code)
    }

    /// Whether it changes nothing but words.
    pub fn is_silent(&self) -> bool {
        self.wire == Wire::None && self.source == Source::Patch && !self.behaviour && !self.is_deprecation()
    }
}
