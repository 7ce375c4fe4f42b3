//! The schemas that a location leads to: the end of its references, and members of its lists.

use serde_json::Value;

use super::Document;
use crate::diag::Origin;

impl Document {
    /// Returns the end of the references at `origin`; `origin` itself without a reference, or without a target.
    pub(crate) fn followed(&self, origin: Origin) -> Origin {
        self.target(&origin).unwrap_or(origin)
    }

    /// Returns the locations of the items of the array at `list`; none if it is no array.
    pub(crate) fn items(&self, list: &Origin) -> impl DoubleEndedIterator<Item = Origin> + ExactSizeIterator + use<> {
        let count = self.value(list).and_then(Value::as_array).map_or(0, Vec::len);
        let list = list.clone();
        (0..count).map(move |index| list.item(index))
    }
}
