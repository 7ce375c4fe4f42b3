//! Names that `generator.yaml` or the report of `inspect` mentions: names of items whose preferred
//! names were taken, and names of members that extensions set.

use super::NameReason;
use diag::Origin;

/// The name of an item whose preferred name belongs to another item, or is reserved in every
/// client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenName {
    /// Whether the item is a type, whose key belongs to `types` of `generator.yaml`; keys of other
    /// items belong to `names`.
    pub is_type: bool,
    /// The key of the item in `generator.yaml`.
    pub key: String,
    /// The name that it has.
    pub name: String,
}

/// The name of a property, a parameter or an enum value that an extension of the description sets.
#[derive(Clone, Debug)]
pub struct ExtensionName {
    /// The location of the item.
    pub origin: Origin,
    /// For example `property`.
    pub noun: &'static str,
    /// The name that it has.
    pub name: String,
    /// The extension.
    pub reason: NameReason,
}
