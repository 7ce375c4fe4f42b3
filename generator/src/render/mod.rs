//! Api → tokens: one file for each kind of file emitted.

pub mod docs;
