//! Names that differ from the wanted ones, because these were taken.

/// The name of an item whose wanted name was taken by another item, or is used by every client.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenName {
    /// Whether it is a type: its key belongs to `types` of `generator.yaml`, others to `names`.
    pub is_type: bool,
    /// The key of the item in `generator.yaml`.
    pub key: String,
    /// The name that it has.
    pub name: String,
}
