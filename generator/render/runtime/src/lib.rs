//! The runtime that every emitted client embeds, word for word, as its `runtime` module.
//!
//! Here, it is a separate crate, so that it can be compiled, tested and read on its own. Only the
//! folder `runtime/` is embedded; this file and `tests/` stay here, so that embedded files need no
//! test dependencies.

#[allow(unused_macros, reason = "emitted code uses them")]
#[cfg_attr(
    not(test),
    allow(dead_code, unused_imports, reason = "emitted code and tests use them")
)]
pub mod runtime;

#[cfg(test)]
mod tests;

/// The macros of the runtime refer to `crate::client::API`; for the types of tests, this is the API
/// of the tests.
#[cfg(test)]
use tests::client;
