//! Helpers for searches and collections that several passes need.

use std::collections::BTreeMap;
use std::hash::Hash;

use foldhash::{HashSet, HashSetExt};

/// Returns the only item, if there is exactly one.
pub(crate) fn single_item<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let item = items.next()?;
    match items.next() {
        None => Some(item),
        Some(_) => None,
    }
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
