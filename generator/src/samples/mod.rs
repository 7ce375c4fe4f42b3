//! Sample values, made for two purposes from two sources:
//!
//! - One natural value of a type, for examples and emitted tests: [`Samples`] makes it from the model, which knows what
//!   the emitted code accepts.
//! - Many values at the boundaries of two schemas, for witnesses: [`candidates`] makes them from the schemas as
//!   written, because the model omits keywords that a witness may depend on.
//!
//! Both take strings from the same tables: by format ([`formats`]) and by pattern ([`matching`]). Everything is
//! deterministic.

pub(crate) mod boundaries;
mod candidates;
mod depth;
mod fit;
mod formats;
mod make;
mod matching;
mod near;
mod work;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diag::Origin;
use crate::model::{Api, Types};

pub(crate) use candidates::witness_candidates;
pub(crate) use make::Amount;
pub(crate) use work::Work;

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SampleDirection {
    /// To the server: read-only properties are omitted.
    Request,
    /// From the server: write-only properties are omitted.
    Response,
}

/// Makes and validates values of the types of a model. A value that cannot be made costs an example or a test, and
/// never changes a type.
pub(crate) struct Samples<'a> {
    types: &'a Types,
    /// The examples in the description, by the schemas that they belong to.
    examples: &'a BTreeMap<Origin, Value>,
    /// The depth of each type's smallest value, by index.
    depths: Vec<usize>,
}

impl<'a> Samples<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        let depths = depth::type_depths(&api.types, make::MAX_DEPTH + 1);
        Self {
            types: &api.types,
            examples: &api.examples,
            depths,
        }
    }
}
