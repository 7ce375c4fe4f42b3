//! The result of generating a damaged document.

use super::attempt;
use crate::child::Ended;
use crate::limits::{self, Killed};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A crate was generated.
    Generated,
    /// The document was refused with a message.
    Refused,
    /// The generator emitted invalid Rust or files outside the output folder, printed control
    /// characters, or refused the document without a location.
    Wrong,
    Panic,
    /// The process exhausted its stack or memory, and a signal ended it.
    Crash,
    Timeout,
    /// Something else killed the process, more than once, which says nothing about the document.
    Killed,
}

/// All results, with their names in tables.
pub(super) const FATES: [(Fate, &str); 7] = [
    (Fate::Generated, "generated"),
    (Fate::Refused, "refused"),
    (Fate::Wrong, "wrong"),
    (Fate::Panic, "panic"),
    (Fate::Crash, "crash"),
    (Fate::Timeout, "timeout"),
    (Fate::Killed, "killed"),
];

impl Fate {
    pub(super) fn of(ended: &Ended) -> Self {
        let Some(status) = ended.status else {
            return Self::Timeout;
        };
        match status.code() {
            Some(attempt::GENERATED) => Self::Generated,
            Some(attempt::REFUSED) => Self::Refused,
            Some(attempt::WRONG) => Self::Wrong,
            Some(_) => Self::Panic,
            None => match limits::cause_of_death(status) {
                Killed::Limit => Self::Timeout,
                Killed::Outside => Self::Killed,
                Killed::Crash => Self::Crash,
            },
        }
    }

    /// Returns whether the generator behaved correctly.
    pub(super) fn is_fine(self) -> bool {
        matches!(self, Self::Generated | Self::Refused)
    }

    pub(super) fn word(self) -> &'static str {
        FATES
            .iter()
            .find(|(fate, _)| *fate == self)
            .map_or("", |(_, word)| *word)
    }
}
