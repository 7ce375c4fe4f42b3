//! Values of calls in examples and emitted tests, and their Rust expressions.

mod call;
mod expression;
mod informative;

pub(super) use call::{CallValues, is_string_placeholder};
pub(super) use expression::{ExpressionWriter, integer_literal, json_macro};
