//! Code that integration tests share. The measurement tools are binaries in this package.

pub mod findings;
pub mod json;
pub mod own;
pub mod pinned;
pub mod rows;
pub mod server;
pub mod shuffle;
pub mod wire;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
