//! Sample values, made for two purposes from two sources:
//!
//! - One natural value of a type, for examples and emitted tests: [`Samples`] makes it from the
//!   model, which knows what the emitted code accepts.
//! - Many values at the boundaries of two schemas, for witnesses: `candidates` makes them from the
//!   schemas as written, because the model omits keywords that a witness may depend on.
//!
//! Both take strings from the same tables: by format (`formats`) and by pattern (`matching`).
//! Everything is deterministic.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

pub mod boundaries;
mod candidates;
mod depth;
mod fit;
mod formats;
mod make;
mod matching;
mod natural;
mod pattern_strings;
pub mod patterns;
mod shared_value;
mod work;

pub use candidates::witness_candidates;
pub use make::Amount;
pub use natural::{SampleDirection, Samples};
pub use work::Work;
