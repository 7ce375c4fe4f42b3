//! The longer commands of the command line.

mod bump;
pub(crate) mod diff;
pub(crate) mod explain;
mod git;
