//! Required parameters come in one order in all operations that take them.
//!
//! The order of the description counts, as long as it agrees with itself. Where one operation lists two parameters the
//! other way round than another, whoever knows the one method would swap the arguments of the other unnoticed: then the
//! names decide, in all operations that have both.

use std::collections::HashSet;

use crate::model::{Location, Operation, Parameter};

/// How many required parameters of an operation are compared, each with each: more of them no one tells by their order.
const MOST: usize = 100;

/// Puts the required parameters of operations that disagree into the order of their names.
pub(crate) fn agree(operations: &mut [Operation]) {
    let mut sorted: HashSet<usize> = HashSet::new();
    // What is sorted may disagree with another operation about two other parameters.
    loop {
        let known: HashSet<(&str, &str)> = operations.iter().flat_map(pairs).collect();
        let disagrees = |operation: &Operation| pairs(operation).into_iter().any(|(a, b)| known.contains(&(b, a)));
        let others = operations.iter().enumerate().filter(|(index, _)| !sorted.contains(index));
        let found: Vec<usize> = others.filter(|(_, one)| disagrees(one)).map(|(index, _)| index).collect();
        if found.is_empty() {
            return;
        }
        for index in found {
            operations.get_mut(index).into_iter().for_each(sort);
            sorted.insert(index);
        }
    }
}

/// Those of the path stand before what is sorted, optional ones behind.
fn sort(operation: &mut Operation) {
    let groups = operation.parameters.chunk_by_mut(|a, b| is_asked(&a) == is_asked(&b));
    for group in groups.filter(|group| group.first().is_some_and(|one| is_asked(&one))) {
        group.sort_by(|a, b| a.wire.cmp(&b.wire));
    }
}

/// Each two required parameters, in their order.
fn pairs(operation: &Operation) -> Vec<(&str, &str)> {
    let names: Vec<&str> =
        operation.parameters.iter().filter(is_asked).take(MOST).map(|one| one.wire.as_str()).collect();
    let after = |at: usize| names.iter().skip(at + 1);
    names.iter().enumerate().flat_map(|(at, first)| after(at).map(|second| (*first, *second))).collect()
}

/// Whether the method takes it, in an order that is not that of the path; headers of parts have one by their names.
fn is_asked(parameter: &&Parameter) -> bool {
    parameter.required && !matches!(parameter.location, Location::Path | Location::Part)
}
