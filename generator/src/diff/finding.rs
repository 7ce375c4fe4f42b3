//! A finding: one change, and what it does.

use sha2::{Digest, Sha256};

use super::surface::Change;
use super::verdict::{Direction, Source, Wire};
use super::witness::Witness;
use crate::diag::{Location, Origin};

/// One change of the description, or of the crate that is emitted for it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Stable name of the kind of change: the name of its rule.
    pub code: &'static str,
    /// What changed.
    pub subject: Subject,
    /// Which way the values go that it is about; `None` where that does not matter.
    pub direction: Option<Direction>,
    /// Where it stands in the old description.
    pub old: Option<Place>,
    /// Where it stands in the new description.
    pub new: Option<Place>,
    /// What it does to requests and replies.
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
pub struct Place {
    /// File and pointer.
    pub origin: Origin,
    /// Line, column and text; looked up at the end.
    pub location: Option<Location>,
}

impl Place {
    pub(super) fn of(origin: &Origin) -> Self {
        Self { origin: origin.clone(), location: None }
    }
}

impl Subject {
    /// The subject in words: `GET /pets, type Pet, name`.
    pub fn in_words(&self) -> String {
        let owner = match (&self.operation, &self.type_name) {
            (_, Some(name)) => format!("type {name}"),
            (Some(operation), None) => operation.clone(),
            (None, None) => "description".to_owned(),
        };
        match &self.member {
            Some(member) => format!("{owner}, {member}"),
            None => owner,
        }
    }
}

impl Finding {
    /// A letter and twelve digits that stay the same as long as the change does, wherever in the files it stands. What
    /// begins with a letter is a text in YAML, without quotes too.
    pub fn fingerprint(&self) -> String {
        let direction = self.direction.map_or("", Direction::as_str);
        // A type is the same finding whoever uses it first.
        let operation = if self.subject.type_name.is_some() { None } else { self.subject.operation.as_deref() };
        let mut hash = Sha256::new();
        for part in [
            self.code,
            operation.unwrap_or_default(),
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

    /// Code, subject and direction: what it is called in a list.
    pub fn title(&self) -> String {
        let direction = self.direction.map_or_else(String::new, |direction| format!(" ({})", direction.as_str()));
        format!("{}{direction}", self.subject.in_words())
    }

    /// Where it stands, in words: file, line, column and pointer, of the new side or else of the old one.
    pub fn place_in_words(&self) -> Option<String> {
        let Place { origin, location } = self.new.as_ref().or(self.old.as_ref())?;
        let at = location.as_ref().map(|at| format!("{}:{}:{} ", at.file, at.line, at.column));
        Some(format!("{}({})", at.unwrap_or_default(), origin.pointer))
    }

    /// Takes in what another use of the same component came to.
    pub(super) fn join(&mut self, other: Self) {
        self.wire = self.wire.max(other.wire);
        self.source = self.source.max(other.source);
        self.behaviour |= other.behaviour;
        self.witness = self.witness.take().or(other.witness);
        self.items.extend(other.items);
    }

    /// Whether it changes nothing but words.
    pub fn is_silent(&self) -> bool {
        self.wire == Wire::None && self.source == Source::Patch && !self.behaviour
    }
}
