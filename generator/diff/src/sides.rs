//! A value for each of the two versions of an API that are compared.

use schemars::JsonSchema;
use serde::Serialize;

/// One of the two descriptions.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Side {
    Old,
    New,
}

impl Side {
    /// Returns the printed name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

/// A value for each of the two versions of an API that are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sides<T> {
    /// The value for the old version.
    pub old: T,
    /// The value for the new version.
    pub new: T,
}

impl<T> Sides<T> {
    pub(super) fn as_ref(&self) -> Sides<&T> {
        Sides {
            old: &self.old,
            new: &self.new,
        }
    }

    pub(super) fn map<R>(self, mut make: impl FnMut(T) -> R) -> Sides<R> {
        Sides {
            old: make(self.old),
            new: make(self.new),
        }
    }

    pub(super) fn zip<U>(self, other: Sides<U>) -> Sides<(T, U)> {
        Sides {
            old: (self.old, other.old),
            new: (self.new, other.new),
        }
    }
}

impl<T> Sides<Option<T>> {
    /// Returns both values, if both versions have one.
    pub(super) fn both(self) -> Option<Sides<T>> {
        Some(Sides {
            old: self.old?,
            new: self.new?,
        })
    }

    /// Returns the value for the new version, or else that for the old one.
    pub(super) fn latest(self) -> Option<T> {
        self.new.or(self.old)
    }
}
