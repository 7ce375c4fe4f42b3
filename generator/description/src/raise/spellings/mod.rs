//! Descriptions of any version can express some things in several ways, or contradict themselves;
//! only one way remains.

pub(super) mod booleans;
pub(super) mod bounds;
pub(super) mod constants;
pub(super) mod examples;
pub(super) mod formats;
pub(super) mod null;
pub(super) mod ref_siblings;
pub(super) mod scheme_names;
pub(super) mod tuples;
pub(super) mod types;
