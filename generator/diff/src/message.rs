//! What a finding says, in parts: findings that differ only in the name of an object share a line
//! of the report.

use std::fmt;

/// A clause that says what changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// ``the value `a` was added``
    Change {
        /// The changed object.
        object: ChangedObject,
        /// What happened to the object.
        verb: MessageVerb,
        /// What follows the verb, with the space or the comma before it.
        complement: String,
    },
    /// ``the type `A` was renamed to `B` ``
    Rename {
        /// The kind of the object: `type`.
        noun: &'static str,
        /// The old name.
        old: String,
        /// The new name.
        new: String,
        /// What follows the new name, with the space or the comma before it.
        complement: String,
    },
    /// Any other clause.
    Clause(String),
}

/// The changed object at the beginning of a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ChangedObject {
    /// ``the value `a` ``
    Named {
        /// The kind of the object: `value`, `optional property`.
        noun: String,
        /// The name of the object.
        name: String,
    },
    /// ``the documentation of `a` ``
    PartOf {
        /// The part: `documentation`.
        part: &'static str,
        /// The name of the object that has the part.
        name: String,
    },
    /// `` `types::A` ``
    Item(String),
    /// `GET /pets`, the owner of the finding
    Owner(String),
    /// `the body`
    Unnamed(String),
}

/// The verb of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageVerb {
    /// `became`
    Became,
    /// `changed`
    Changed,
    /// `is`, in the plural `are`
    Is,
    /// `may`
    May,
    /// `must`
    Must,
    /// `was`, in the plural `were`
    Was,
}

impl Message {
    /// Creates a message about a changed object.
    pub(super) fn of(object: ChangedObject, verb: MessageVerb, complement: &str) -> Self {
        let complement = if complement.is_empty() {
            String::new()
        } else {
            format!(" {complement}")
        };
        Self::Change {
            object,
            verb,
            complement,
        }
    }

    /// Creates a message about an object with a name.
    pub(super) fn of_named(noun: &str, name: &str, verb: MessageVerb, complement: &str) -> Self {
        Self::of(ChangedObject::named(noun, name), verb, complement)
    }

    /// Creates a message about a part of an object with a name.
    pub(super) fn of_part(
        part: &'static str,
        name: &str,
        verb: MessageVerb,
        complement: &str,
    ) -> Self {
        let name = name.to_owned();
        Self::of(ChangedObject::PartOf { part, name }, verb, complement)
    }

    /// Creates a message that an object was renamed.
    pub(super) fn renamed(noun: &'static str, old: &str, new: &str) -> Self {
        Self::Rename {
            noun,
            old: old.to_owned(),
            new: new.to_owned(),
            complement: String::new(),
        }
    }

    /// Creates a message that a change cannot be judged, for this reason.
    pub(super) fn unjudged(reason: impl fmt::Display) -> Self {
        Self::Clause(format!("cannot judge: {reason}"))
    }

    /// Joins messages with a separator; `None` if there are none.
    pub(super) fn joined(
        messages: impl IntoIterator<Item = Self>,
        separator: &str,
    ) -> Option<Self> {
        messages
            .into_iter()
            .reduce(|message, next| message.with(&format!("{separator}{next}")))
    }

    /// Appends a clause.
    #[must_use]
    pub(super) fn with(mut self, clause: &str) -> Self {
        let (Self::Change { complement, .. }
        | Self::Rename { complement, .. }
        | Self::Clause(complement)) = &mut self;
        complement.push_str(clause);
        self
    }

    /// Puts the part of a component that the message is about (`of its items: `) before the
    /// message.
    #[must_use]
    pub(super) fn within(self, part: Option<&str>) -> Self {
        match part {
            Some(part) => Self::Clause(format!("of its {part}: {self}")),
            None => self,
        }
    }

    /// Returns whether the message shows this name.
    pub(super) fn shows(&self, name: &str) -> bool {
        self.to_string().contains(&format!("`{name}`"))
    }
}

impl ChangedObject {
    pub(super) fn named(noun: &str, name: &str) -> Self {
        Self::Named {
            noun: noun.to_owned(),
            name: name.to_owned(),
        }
    }
}

impl MessageVerb {
    /// Returns the verb of a sentence about one object.
    pub(super) fn singular(self) -> &'static str {
        match self {
            Self::Became => "became",
            Self::Changed => "changed",
            Self::Is => "is",
            Self::May => "may",
            Self::Must => "must",
            Self::Was => "was",
        }
    }

    /// Returns the verb of a sentence about several objects.
    pub(super) fn plural(self) -> &'static str {
        match self {
            Self::Is => "are",
            Self::Was => "were",
            other => other.singular(),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change {
                object,
                verb,
                complement,
            } => write!(f, "{object} {}{complement}", verb.singular()),
            Self::Rename {
                noun,
                old,
                new,
                complement,
            } => write!(f, "the {noun} `{old}` was renamed to `{new}`{complement}"),
            Self::Clause(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for ChangedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named { noun, name } => write!(f, "the {noun} `{name}`"),
            Self::PartOf { part, name } => write!(f, "the {part} of `{name}`"),
            Self::Item(path) => write!(f, "`{path}`"),
            Self::Owner(text) | Self::Unnamed(text) => f.write_str(text),
        }
    }
}

impl From<String> for Message {
    fn from(clause: String) -> Self {
        Self::Clause(clause)
    }
}

impl From<&str> for Message {
    fn from(clause: &str) -> Self {
        Self::Clause(clause.to_owned())
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::Clause(String::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_sentences_and_take_further_clauses() {
        let added = || Message::of_named("value", "a", MessageVerb::Was, "added");
        let joined = Message::joined([added(), Message::from("items are unique")], "; ").unwrap();
        for (message, expected) in [
            (added(), "the value `a` was added"),
            (joined, "the value `a` was added; items are unique"),
            (
                added().with(", but nothing else"),
                "the value `a` was added, but nothing else",
            ),
            (
                Message::of_part("documentation", "a", MessageVerb::Changed, ""),
                "the documentation of `a` changed",
            ),
            (
                Message::renamed("type", "A", "B").with(", too"),
                "the type `A` was renamed to `B`, too",
            ),
            (
                Message::of(
                    ChangedObject::Item("types::A".to_owned()),
                    MessageVerb::Is,
                    "new",
                ),
                "`types::A` is new",
            ),
        ] {
            assert_eq!(message.to_string(), expected);
        }
    }
}
