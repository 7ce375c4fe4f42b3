//! How many operations are enough for a decision about the whole description.

/// Returns whether `count` is nearly `total`: a few unrelated operations, such as a health check,
/// do not change the other names.
pub(crate) fn nearly_all(count: usize, total: usize) -> bool {
    total > 0 && count * 100 >= total * 85
}

/// Returns whether `count` is at least two thirds of `total`, so that one operation more or less
/// rarely changes other names.
pub(crate) fn is_majority(count: usize, total: usize) -> bool {
    total > 0 && count * 3 >= total * 2
}
