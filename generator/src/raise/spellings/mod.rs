//! What schemas of any version write in several ways, or contradictory: one way is left.

pub(super) mod booleans;
pub(super) mod bounds;
pub(super) mod constants;
pub(super) mod examples;
pub(super) mod formats;
pub(super) mod null;
pub(super) mod ref_siblings;
pub(super) mod tuples;
pub(super) mod types;
