//! Turns an OpenAPI description into a typed Rust client crate.

pub mod diag;
pub mod model;
pub mod naming;
