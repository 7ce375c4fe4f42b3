//! Searches that several passes need.

use std::collections::HashSet;
use std::hash::Hash;

/// The only item, if there is exactly one.
pub(crate) fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    items.next().filter(|_| items.next().is_none())
}

/// These nodes of a graph, and all nodes that can be reached from them.
pub(crate) fn reached<T: Copy + Eq + Hash, N: IntoIterator<Item = T>>(
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
