//! Helpers for searches and collections that several passes need.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

/// Returns the only item, if there is exactly one.
pub(crate) fn single_item<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let item = items.next()?;
    match items.next() {
        None => Some(item),
        Some(_) => None,
    }
}

/// Counts how often each item occurs.
pub(crate) fn count_occurrences<T: Eq + Hash>(
    items: impl IntoIterator<Item = T>,
) -> HashMap<T, usize> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    counts
}

/// Groups values by key; within a group, values keep their order.
pub(crate) fn group_by_key<K: Ord, V>(
    pairs: impl IntoIterator<Item = (K, V)>,
) -> BTreeMap<K, Vec<V>> {
    let mut groups: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// Returns these nodes of a graph, and all nodes that can be reached from them.
pub(crate) fn reachable_nodes<T: Copy + Eq + Hash, N: IntoIterator<Item = T>>(
    from: impl IntoIterator<Item = T>,
    next: impl Fn(T) -> N,
) -> HashSet<T> {
    let mut waiting: Vec<T> = from.into_iter().collect();
    let mut reached = HashSet::new();
    while let Some(node) = waiting.pop() {
        if reached.insert(node) {
            waiting.extend(next(node));
        }
    }
    reached
}

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
