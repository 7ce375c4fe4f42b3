//! The runtime that every emitted client embeds, word for word, as its `runtime` module.
//!
//! It lives here as a crate of its own so that it compiles, is tested and can be read alone. Only the folder `runtime/`
//! is embedded; this file and `tests/` stay here, so that embedded files need no test dependencies.

#[allow(unused_macros, reason = "emitted code uses them")]
#[cfg_attr(
    not(test),
    allow(dead_code, unused_imports, reason = "emitted code and tests use them")
)]
pub mod runtime;

#[cfg(test)]
mod tests;

/// What the types of tests take for the description of their API, where emitted types have their own API.
#[cfg(test)]
use tests::client;
