//! Values for examples and emitted tests: made from schemas, validated against them, written as Rust expressions.
//!
//! Deterministic. Never affects types: a value that cannot be made only costs an example or a test.

mod call;
mod depth;
mod expression;
mod fit;
mod informative;
mod make;
mod pattern;

pub(super) use call::{CallValues, RAW_BODY, example_media_type, says_nothing};
pub(super) use depth::depths;
pub(super) use expression::json_tokens;
pub(super) use make::{Amount, MAX_DEPTH};
pub(crate) use pattern::texts as matching_texts;

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// To the server: read-only properties are omitted.
    Request,
    /// From the server: write-only properties are omitted.
    Response,
}
