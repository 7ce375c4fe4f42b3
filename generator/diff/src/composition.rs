//! Schemas that apply together: several members of `allOf` may describe one property.

use std::sync::Arc;

use super::verdict::Direction;
use description::{Document, Node};
use diag::Origin;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Composition {
    /// The location of the schema in the model.
    pub(super) first: Origin,
    beside: Beside,
}

/// The locations of the other schemas that apply to the same value; usually there are none.
pub(super) type Beside = Arc<[Origin]>;

impl Composition {
    pub(super) fn new(first: &Origin, beside: &Beside) -> Self {
        Self {
            first: first.clone(),
            beside: Arc::clone(beside),
        }
    }

    pub(super) fn and(&self, more: &Beside) -> Self {
        Self {
            first: self.first.clone(),
            beside: self.beside.iter().chain(more.iter()).cloned().collect(),
        }
    }

    /// Creates a composition of these locations; `None` if there are none.
    pub(super) fn of_all(places: &Beside) -> Option<Self> {
        let (first, beside) = places.split_first()?;
        Some(Self {
            first: first.clone(),
            beside: beside.into(),
        })
    }

    pub(super) fn is_one(&self) -> bool {
        self.beside.is_empty()
    }

    pub(super) fn beside(&self) -> Beside {
        Arc::clone(&self.beside)
    }

    pub(super) fn origins(&self) -> impl DoubleEndedIterator<Item = &Origin> {
        std::iter::once(&self.first).chain(self.beside.iter())
    }

    /// Returns the schemas with their values, apart from those that the description lacks.
    pub(super) fn nodes<'d>(
        &self,
        document: &'d Document,
    ) -> impl DoubleEndedIterator<Item = Node<'d>> {
        self.origins().filter_map(|origin| document.node(origin))
    }
}

/// The compared schemas of both descriptions.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct CompositionPair {
    pub(super) old: Composition,
    pub(super) new: Composition,
    pub(super) direction: Direction,
    /// Whether all values are strings on the wire.
    pub(super) as_strings: bool,
}

impl From<&Origin> for Composition {
    fn from(origin: &Origin) -> Self {
        Self::new(origin, &Beside::default())
    }
}
