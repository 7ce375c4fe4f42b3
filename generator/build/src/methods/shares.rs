//! Thresholds: how many of all operations must have something in common, to affect the names of all.

/// Returns whether `count` is nearly `all`: a few unrelated operations, such as a health check, do not change the other
/// names.
pub(super) fn nearly_all(count: usize, all: usize) -> bool {
    all > 0 && count * 100 >= all * 85
}

/// Returns whether `count` is at least two thirds of `all`, so that one operation more or less rarely changes other
/// names.
pub(super) fn is_majority(count: usize, all: usize) -> bool {
    all > 0 && count * 3 >= all * 2
}
