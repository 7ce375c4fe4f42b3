//! What a schema is known by while it becomes a type.

use crate::diag::Origin;

/// A place, or several whose schemas hold at once: those together are another type than each of them alone, to which
/// `$ref`s elsewhere may lead.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SchemaKey {
    /// The schema at this place.
    One(Origin),
    /// A schema that others extend, by itself: what all of them have in common. It is where their tag is named.
    Base(Origin),
    /// The conjunction of what stands here and at the other places.
    All(Origin, Vec<Origin>),
}

impl SchemaKey {
    /// What `first` and `others` say at once.
    pub(crate) fn of(first: &Origin, others: impl IntoIterator<Item = Origin>) -> Self {
        let others: Vec<Origin> = others.into_iter().collect();
        if others.is_empty() { Self::One(first.clone()) } else { Self::All(first.clone(), others) }
    }

    /// Where messages point to.
    pub(crate) fn origin(&self) -> &Origin {
        match self {
            Self::One(origin) | Self::Base(origin) | Self::All(origin, _) => origin,
        }
    }

    /// What stands at `origin`, inside of this.
    pub(crate) fn inside(&self, origin: Origin) -> Self {
        match self {
            Self::One(_) | Self::Base(_) => Self::One(origin),
            Self::All(_, others) => Self::All(origin, others.clone()),
        }
    }
}
