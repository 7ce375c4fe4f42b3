//! Names of items whose preferred names were taken.

/// The name of an item whose preferred name belongs to another item, or is reserved in every client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenName {
    /// Whether the item is a type, whose key belongs to `types` of `generator.yaml`; keys of other items belong to
    /// `names`.
    pub is_type: bool,
    /// The key of the item in `generator.yaml`.
    pub key: String,
    /// The name that it has.
    pub name: String,
}
