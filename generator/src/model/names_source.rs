//! What the names of a document are made of.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::NameReason;

/// What the names of resources and methods are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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
    /// What they are made of, in a word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Paths => "paths",
            Self::Ids => "operationIds",
            Self::Tags => "tags",
        }
    }
}

/// What the names of resources and methods are made of, and why; displayed as a sentence for people.
#[derive(Clone, Debug, Default)]
pub struct NamesSource {
    /// What they are made of.
    pub from: NamesFrom,
    /// Why.
    pub reason: NameReason,
}

impl fmt::Display for NamesSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "names come from {}: {}", self.from.name(), self.reason)
    }
}
