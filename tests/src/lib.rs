//! What whole-road tests share. The measurements that choices rest on are binaries beside this file.

pub mod named;
pub mod own;
pub mod rows;
pub mod server;
pub mod wire;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
