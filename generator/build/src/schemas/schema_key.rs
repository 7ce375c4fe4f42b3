//! The key of a schema while it becomes a type.

use diag::Origin;

/// A location, or several locations whose schemas apply together: their conjunction is a separate
/// type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SchemaKey {
    One(Origin),
    /// A discriminator base without its subtypes, at the location of its `discriminator`.
    Base(Origin),
    /// The conjunction of the schemas at the first location and at the others.
    All(Origin, Vec<Origin>),
}

impl SchemaKey {
    pub(crate) fn of(first: &Origin, others: impl IntoIterator<Item = Origin>) -> Self {
        let others: Vec<Origin> = others.into_iter().collect();
        if others.is_empty() {
            Self::One(first.clone())
        } else {
            Self::All(first.clone(), others)
        }
    }

    /// Returns the location for messages.
    pub(crate) fn origin(&self) -> &Origin {
        match self {
            Self::One(origin) | Self::Base(origin) | Self::All(origin, _) => origin,
        }
    }

    /// Returns the key of the schema at `origin`, inside of the schema with this key.
    pub(crate) fn inside(&self, origin: Origin) -> Self {
        match self {
            Self::One(_) | Self::Base(_) => Self::One(origin),
            Self::All(_, others) => Self::All(origin, others.clone()),
        }
    }
}
