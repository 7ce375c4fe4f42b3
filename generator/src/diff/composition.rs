//! Schemas that say together what a value is: a property may be told by several members of `allOf`, and none of them alone
//! says what its values are.

use std::sync::Arc;

use crate::diag::Origin;

/// The places of schemas that all hold for the same values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Composition {
    /// The one that the model knows.
    pub(super) first: Origin,
    beside: Beside,
}

/// The places of schemas that hold besides another one: mostly none.
pub(super) type Beside = Arc<[Origin]>;

impl Composition {
    pub(super) fn new(first: &Origin, beside: &Beside) -> Self {
        Self { first: first.clone(), beside: Arc::clone(beside) }
    }

    /// With more that holds besides.
    pub(super) fn and(&self, more: &Beside) -> Self {
        Self { first: self.first.clone(), beside: self.beside.iter().chain(more.iter()).cloned().collect() }
    }

    /// All of these; `None` where there are none.
    pub(super) fn of_all(places: &Beside) -> Option<Self> {
        let (first, beside) = places.split_first()?;
        Some(Self { first: first.clone(), beside: beside.into() })
    }

    /// Whether there is one place alone.
    pub(super) fn is_one(&self) -> bool {
        self.beside.is_empty()
    }

    /// What holds besides the first one.
    pub(super) fn beside(&self) -> Beside {
        Arc::clone(&self.beside)
    }

    pub(super) fn places(&self) -> impl DoubleEndedIterator<Item = &Origin> {
        std::iter::once(&self.first).chain(self.beside.iter())
    }
}

impl From<&Origin> for Composition {
    fn from(origin: &Origin) -> Self {
        Self::new(origin, &Beside::default())
    }
}
