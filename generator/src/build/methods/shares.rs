//! How many of all operations decide for the others.

/// Whether `count` is nearly `all`: a few operations beside the API, such as a health check, change no name.
pub(super) fn nearly_all(count: usize, all: usize) -> bool {
    all > 0 && count * 100 >= all * 85
}

/// Whether `count` is at least two thirds of `all`: an operation more or less changes no other name.
pub(super) fn is_majority(count: usize, all: usize) -> bool {
    all > 0 && count * 3 >= all * 2
}
