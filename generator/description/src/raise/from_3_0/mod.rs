//! Converts OpenAPI 3.0 to 3.1: the dialect of schemas becomes JSON Schema 2020-12.

pub(super) mod exclusive_bounds;
pub(super) mod nullable;
pub(super) mod ref_siblings;
