//! The source of the names in a crate.

use std::fmt;

use super::NameReason;

/// What the names of resources and methods are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamesFrom {
    /// The words of paths.
    #[default]
    Paths,
    /// The groups and actions of operationIds.
    Ids,
    /// The first tags, and operationIds.
    Tags,
}

impl NamesFrom {
    /// Returns the source in one word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paths => "paths",
            Self::Ids => "operationIds",
            Self::Tags => "tags",
        }
    }
}

/// The source of the names of resources and methods, and the reason for it; `Display` formats it as
/// a sentence.
#[derive(Clone, Debug, Default)]
pub struct NamesSource {
    /// The source.
    pub from: NamesFrom,
    /// The reason.
    pub reason: NameReason,
}

impl fmt::Display for NamesSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "names come from {}: {}", self.from.name(), self.reason)
    }
}
