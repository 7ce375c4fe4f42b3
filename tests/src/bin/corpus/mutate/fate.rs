//! What came of a damaged document.

use super::attempt;
use crate::child::Ended;
use crate::limits::{self, Killed};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A crate.
    Generated,
    /// A refusal with a message.
    Refused,
    /// Files that are no Rust, or that stand elsewhere; control characters in a message; a refusal that names no place.
    Wrong,
    Panic,
    /// Ended by a signal of its own making: stack or memory exhausted.
    Crash,
    Timeout,
    /// Ended by somebody else, more than once: it says nothing of the document.
    Killed,
}

/// All fates, and what tables call them.
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
        let Some(status) = ended.status else { return Self::Timeout };
        match status.code() {
            Some(attempt::GENERATED) => Self::Generated,
            Some(attempt::REFUSED) => Self::Refused,
            Some(attempt::WRONG) => Self::Wrong,
            Some(_) => Self::Panic,
            None => match limits::killed(status) {
                Killed::Limit => Self::Timeout,
                Killed::Outside => Self::Killed,
                Killed::Crash => Self::Crash,
            },
        }
    }

    /// Whether it is as it should be.
    pub(super) fn is_fine(self) -> bool {
        matches!(self, Self::Generated | Self::Refused)
    }

    pub(super) fn word(self) -> &'static str {
        FATES.iter().find(|(fate, _)| *fate == self).map_or("", |(_, word)| *word)
    }
}
