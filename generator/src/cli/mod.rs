//! Commands that need more than a line of `main`.

mod bump;
pub(crate) mod diff;
pub(crate) mod explain;
mod git;
