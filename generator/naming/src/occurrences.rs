//! Counts equal names.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

/// Counts how often each item, such as a word or a name, occurs.
pub fn count_occurrences<T: Eq + Hash>(items: impl IntoIterator<Item = T>) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}
