//! Matches elements of both versions.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

use super::sides::Sides;
use model::{
    HttpMethod, LeftOut, Operation, OperationIdentity, Response, Status, match_operations,
    path_without_names,
};

/// Elements of both versions, or of only one of them.
pub(super) type MatchedPairs<'a, T> = Vec<Sides<Option<&'a T>>>;

/// Pairs elements by `key`, in the order of the old version; added ones are last.
pub(super) fn pair_by_key<'a, T, K: Hash + Eq>(
    old: &'a [T],
    new: &'a [T],
    key: impl Fn(&T) -> K,
) -> MatchedPairs<'a, T> {
    pair_references_by_key(old.iter().collect(), new.iter().collect(), key)
}

pub(super) fn pair_references_by_key<'a, T, K: Hash + Eq>(
    old: Vec<&'a T>,
    new: Vec<&'a T>,
    key: impl Fn(&T) -> K,
) -> MatchedPairs<'a, T> {
    // Elements with equal keys are paired in order.
    let mut places: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (at, thing) in new.iter().enumerate() {
        places.entry(key(thing)).or_default().push_back(at);
    }
    let mut taken = vec![false; new.len()];
    let mut pairs: MatchedPairs<'a, T> = Vec::with_capacity(old.len());
    for thing in old {
        let at = places.get_mut(&key(thing)).and_then(VecDeque::pop_front);
        if let Some(slot) = at.and_then(|at| taken.get_mut(at)) {
            *slot = true;
        }
        pairs.push(Sides {
            old: Some(thing),
            new: at.and_then(|at| new.get(at).copied()),
        });
    }
    let left = new.into_iter().zip(taken).filter(|(_, taken)| !taken);
    pairs.extend(left.map(|(thing, _)| Sides {
        old: None,
        new: Some(thing),
    }));
    pairs
}

pub(super) fn pair_unmatched<'a, T, K: Hash + Eq>(
    pairs: MatchedPairs<'a, T>,
    key: impl Fn(&T) -> K,
) -> MatchedPairs<'a, T> {
    let (mut matched, unmatched): (MatchedPairs<'a, T>, MatchedPairs<'a, T>) =
        pairs.into_iter().partition(|pair| pair.both().is_some());
    let old = unmatched.iter().filter_map(|pair| pair.old).collect();
    let new = unmatched.iter().filter_map(|pair| pair.new).collect();
    matched.extend(pair_references_by_key(old, new, key));
    matched
}

/// Corrects pairs of swapped elements: takes the pairs whose elements have different keys, and
/// pairs their elements by key instead. A pair is kept as it is if one of its elements would have
/// no partner.
pub(super) fn pair_swapped_elements<'a, T, K: Hash + Eq>(
    pairs: MatchedPairs<'a, T>,
    key: impl Fn(&T) -> K,
) -> MatchedPairs<'a, T> {
    let (mut wrong, mut right): (MatchedPairs<'a, T>, MatchedPairs<'a, T>) =
        pairs.into_iter().partition(|pair| {
            pair.both()
                .is_some_and(|Sides { old, new }| key(old) != key(new))
        });
    while !wrong.is_empty() {
        let old = wrong.iter().filter_map(|pair| pair.old).collect();
        let new = wrong.iter().filter_map(|pair| pair.new).collect();
        let rematched = pair_references_by_key(old, new, &key);
        let (staying, moving): (MatchedPairs<'a, T>, MatchedPairs<'a, T>) =
            wrong.into_iter().partition(|pair| {
                let remains =
                    [pair.old, pair.new].map(|element| is_without_partner(&rematched, element));
                remains.contains(&true)
            });
        if staying.is_empty() {
            right.extend(rematched);
            break;
        }
        right.extend(staying);
        wrong = moving;
    }
    right
}

/// Returns whether an element is alone in its pair.
fn is_without_partner<T>(pairs: &MatchedPairs<'_, T>, element: Option<&T>) -> bool {
    let Some(element) = element else {
        return false;
    };
    pairs.iter().any(|pair| match (pair.old, pair.new) {
        (Some(only), None) | (None, Some(only)) => std::ptr::eq(only, element),
        _ => false,
    })
}

/// Pairs the first elements of both versions, and puts them first.
pub(super) fn pair_first_elements<'a, T>(
    old: &'a [T],
    new: &'a [T],
    pairs: MatchedPairs<'a, T>,
) -> MatchedPairs<'a, T> {
    let (Some(first), Some(other)) = (old.first(), new.first()) else {
        return pairs;
    };
    let mut out: MatchedPairs<'a, T> = vec![Sides {
        old: Some(first),
        new: Some(other),
    }];
    for Sides { old, new } in pairs {
        let old = old.filter(|element| !std::ptr::eq(*element, first));
        let new = new.filter(|element| !std::ptr::eq(*element, other));
        if old.is_some() || new.is_some() {
            out.push(Sides { old, new });
        }
    }
    out
}

/// Pairs operations; unmatched ones are last.
pub(super) fn pair_operations<'a>(
    old: &'a [Operation],
    new: &'a [Operation],
) -> MatchedPairs<'a, Operation> {
    let identities = Sides { old, new }.map(|operations| {
        operations
            .iter()
            .map(OperationIdentity::from)
            .collect::<Vec<_>>()
    });
    let matches = match_operations(&identities.old, &identities.new);
    let old_indexes: HashSet<usize> = matches.iter().map(|pair| pair.old).collect();
    let new_indexes: HashSet<usize> = matches.iter().map(|pair| pair.new).collect();
    let mut pairs: MatchedPairs<'a, Operation> = Vec::with_capacity(old.len());
    for pair in matches {
        pairs.push(Sides {
            old: old.get(pair.old),
            new: new.get(pair.new),
        });
    }
    for operation in items_without(old, &old_indexes) {
        pairs.push(Sides {
            old: Some(operation),
            new: None,
        });
    }
    for operation in items_without(new, &new_indexes) {
        pairs.push(Sides {
            old: None,
            new: Some(operation),
        });
    }
    pairs
}

fn items_without<'a, T>(items: &'a [T], indexes: &HashSet<usize>) -> impl Iterator<Item = &'a T> {
    items
        .iter()
        .enumerate()
        .filter(|(index, _)| !indexes.contains(index))
        .map(|(_, item)| item)
}

/// Names an operation by method and path.
pub(super) fn method_and_path(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// Names an operation without a method in the crate by method and path.
pub(super) fn method_and_path_of_left_out(operation: &LeftOut) -> String {
    format!("{} {}", operation.method, operation.path)
}

/// Returns method and path, without names of path parameters.
pub(super) fn route_without_names(operation: &Operation) -> (HttpMethod, String) {
    (
        operation.method.clone(),
        path_without_names(&operation.path),
    )
}

/// Returns the response that covers a status: that for a range, or else `default`.
pub(super) fn covering_response(operation: &Operation, status: Status) -> Option<&Response> {
    covering_status(
        &operation.responses,
        |response| Some(response.status),
        status,
    )
}

/// Returns the element with the narrowest status range that covers a status. If a success response
/// is described, `default` covers errors only.
pub(super) fn covering_status<T>(
    elements: &[T],
    status_of: impl Fn(&T) -> Option<Status>,
    status: Status,
) -> Option<&T> {
    let has_success = elements
        .iter()
        .filter_map(&status_of)
        .any(|candidate| candidate.is_success());
    elements
        .iter()
        .filter_map(|element| Some((status_of(element)?, element)))
        .filter(|(candidate, _)| {
            *candidate != status
                && candidate.includes(status)
                && (*candidate != Status::Default || !status.is_success() || !has_success)
        })
        .min_by_key(|(candidate, _)| *candidate)
        .map(|(_, element)| element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unmatched_elements_are_paired_by_a_second_key() {
        let old = [("a", 1), ("b", 2), ("c", 3)];
        let new = [("b", 2), ("d", 1), ("e", 5)];
        let first = pair_by_key(&old, &new, |thing| thing.0);
        let pairs_by_name: Vec<_> = first
            .iter()
            .map(|pair| (pair.old.map(|a| a.0), pair.new.map(|b| b.0)))
            .collect();
        let expected = [
            (Some("a"), None),
            (Some("b"), Some("b")),
            (Some("c"), None),
            (None, Some("d")),
            (None, Some("e")),
        ];
        assert_eq!(pairs_by_name, expected);
        let pairs: Vec<_> = pair_unmatched(first, |thing| thing.1)
            .iter()
            .map(|pair| (pair.old.map(|a| a.0), pair.new.map(|b| b.0)))
            .collect();
        let expected = [
            (Some("b"), Some("b")),
            (Some("a"), Some("d")),
            (Some("c"), None),
            (None, Some("e")),
        ];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn swapped_elements_are_paired_again() {
        let old = [("a", 1), ("b", 2), ("c", 3), ("d", 4)];
        let new = [("a", 2), ("b", 1), ("c", 4), ("d", 5)];
        let mut pairs: Vec<_> =
            pair_swapped_elements(pair_by_key(&old, &new, |thing| thing.0), |thing| thing.1)
                .iter()
                .map(|pair| (pair.old.map(|a| a.0), pair.new.map(|b| b.0)))
                .collect();
        pairs.sort_unstable();
        let expected =
            [("a", "b"), ("b", "a"), ("c", "c"), ("d", "d")].map(|(a, b)| (Some(a), Some(b)));
        assert_eq!(pairs, expected);
    }

    #[test]
    fn elements_with_equal_keys_are_paired_in_order() {
        let old = [("a", 1), ("a", 2)];
        let new = [("a", 3), ("a", 4), ("a", 5)];
        let pairs: Vec<_> = pair_by_key(&old, &new, |thing| thing.0)
            .iter()
            .map(|pair| (pair.old.map(|a| a.1), pair.new.map(|b| b.1)))
            .collect();
        assert_eq!(
            pairs,
            [(Some(1), Some(3)), (Some(2), Some(4)), (None, Some(5))]
        );
    }

    #[test]
    fn first_elements_are_paired() {
        let old = ["a", "b"];
        let new = ["b", "c"];
        let pairs: Vec<_> =
            pair_first_elements(&old, &new, pair_by_key(&old, &new, |thing| *thing))
                .iter()
                .map(|pair| (pair.old, pair.new))
                .collect();
        assert_eq!(
            pairs,
            [
                (Some(&"a"), Some(&"b")),
                (Some(&"b"), None),
                (None, Some(&"c"))
            ]
        );
    }
}
