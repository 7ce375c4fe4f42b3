//! Commands that need more than a line of `main`.

pub(crate) mod diff;
