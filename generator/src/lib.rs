//! Turns an OpenAPI description into a typed Rust client crate.

pub(crate) mod build;
pub mod config;
pub mod diag;
pub mod fileset;
pub mod format;
pub mod lower;
pub mod model;
pub mod naming;
pub mod render;
pub mod source;
