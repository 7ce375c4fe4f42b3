//! The sources of samples: the types of a model, and documented values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::depth::{MAX_DEPTH, type_depths};
use diag::Origin;
use model::{Api, Types};

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleDirection {
    /// To the server: read-only properties are omitted.
    Request,
    /// From the server: write-only properties are omitted.
    Response,
}

/// Makes and validates values of the types in a model. If a value cannot be made, the crate lacks
/// an example or a test, but its types stay the same.
pub struct Samples<'a> {
    pub(super) types: &'a Types,
    /// The examples in the description, by the location of their schemas.
    pub(super) examples: &'a BTreeMap<Origin, Value>,
    /// The depth of each type's smallest value, by the index of the type.
    pub(super) depths: Vec<usize>,
}

impl<'a> Samples<'a> {
    /// Creates a maker of values for the types of a model.
    pub fn of(api: &'a Api) -> Self {
        let depths = type_depths(&api.types, MAX_DEPTH + 1);
        Self {
            types: &api.types,
            examples: &api.examples,
            depths,
        }
    }
}
