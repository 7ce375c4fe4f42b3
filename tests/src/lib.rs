//! What whole-road tests share. The measurements that choices rest on are binaries beside this file.

pub mod server;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
