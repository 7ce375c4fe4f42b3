//! What the names of a document are made of.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

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

/// What the names of resources and methods are made of, and why; displayed as a sentence for people.
#[derive(Clone, Debug, Default)]
pub struct NamesSource {
    /// What they are made of.
    pub from: NamesFrom,
    /// Why.
    pub reason: String,
}

impl fmt::Display for NamesSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.from {
            NamesFrom::Paths => "paths",
            NamesFrom::Ids => "operationIds",
            NamesFrom::Tags => "tags",
        };
        write!(f, "names come from {name}: {}", self.reason)
    }
}
