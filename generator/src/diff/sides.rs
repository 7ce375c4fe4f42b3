//! Something of both versions.

/// Something of both versions of an API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sides<T> {
    /// That of the old version.
    pub old: T,
    /// That of the new version.
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
    /// Returns both, if both versions have it.
    pub(super) fn both(self) -> Option<Sides<T>> {
        Some(Sides {
            old: self.old?,
            new: self.new?,
        })
    }

    /// Returns that of the new version, or else that of the old one.
    pub(super) fn latest(self) -> Option<T> {
        self.new.or(self.old)
    }
}
