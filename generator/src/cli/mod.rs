//! Subcommands and their helpers.

mod bump;
pub(crate) mod diff;
pub(crate) mod explain;
mod git;
pub(crate) mod init;
