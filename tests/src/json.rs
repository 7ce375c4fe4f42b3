//! Reads values at JSON pointers.

use serde_json::Value;

/// Returns the text at `pointer`.
#[must_use]
pub fn text_at<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str()
}

/// Returns the whole number at `pointer`.
#[must_use]
pub fn count_at(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer)?.as_u64()
}

/// Returns the number at `pointer`.
#[must_use]
pub fn number_at(value: &Value, pointer: &str) -> Option<f64> {
    value.pointer(pointer)?.as_f64()
}

/// Returns the items of the array at `pointer`; none if there is no array.
#[must_use]
pub fn items_at<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
