//! Gives required parameters the same order in all operations. By default, this is the order of the
//! description. If two operations list the same parameters in different orders, both operations
//! sort their required parameters by name, since callers could otherwise swap the arguments without
//! noticing.

use foldhash::{HashSet, HashSetExt};

use model::name_rules as rules;
use model::{Operation, Parameter, ParameterLocation};

/// The maximum number of required parameters of an operation that are compared in pairs.
const MAX_PARAMETERS: usize = 100;

pub(crate) fn unify_argument_order(operations: &mut [Operation]) {
    let mut sorted: HashSet<usize> = HashSet::new();
    // Sorting the parameters of an operation may put two of them in a different order than in
    // another operation, so the search is repeated.
    loop {
        let agreed_pairs: HashSet<(&str, &str)> =
            operations.iter().flat_map(ordered_argument_pairs).collect();
        let others = operations
            .iter()
            .enumerate()
            .filter(|(index, _)| !sorted.contains(index));
        let disagreeing: Vec<usize> = others
            .filter(|(_, operation)| {
                ordered_argument_pairs(operation)
                    .into_iter()
                    .any(|(a, b)| agreed_pairs.contains(&(b, a)))
            })
            .map(|(index, _)| index)
            .collect();
        if disagreeing.is_empty() {
            break;
        }
        for index in disagreeing {
            let Some(operation) = operations.get_mut(index) else {
                continue;
            };
            // Path parameters come before the sorted group, optional parameters after it.
            let groups = operation
                .parameters
                .chunk_by_mut(|a, b| is_argument(&a) == is_argument(&b));
            for group in groups.filter(|group| {
                group
                    .first()
                    .is_some_and(|parameter| is_argument(&parameter))
            }) {
                group.sort_by(|a, b| a.wire.cmp(&b.wire));
            }
            sorted.insert(index);
        }
    }
    for index in sorted {
        if let Some(operation) = operations.get_mut(index) {
            operation.argument_order = Some(&rules::AGREED_ORDER);
        }
    }
}

/// Returns all pairs of required parameters, each in the order of the operation.
fn ordered_argument_pairs(operation: &Operation) -> Vec<(&str, &str)> {
    let names: Vec<&str> = operation
        .parameters
        .iter()
        .filter(is_argument)
        .take(MAX_PARAMETERS)
        .map(|parameter| parameter.wire.as_str())
        .collect();
    names
        .iter()
        .enumerate()
        .flat_map(|(at, first)| names.iter().skip(at + 1).map(|second| (*first, *second)))
        .collect()
}

/// Returns whether a parameter is an argument that may be sorted. Path parameters keep the order of
/// the path, and headers of parts are already sorted by name.
fn is_argument(parameter: &&Parameter) -> bool {
    parameter.required
        && !matches!(
            parameter.location,
            ParameterLocation::Path | ParameterLocation::Part
        )
}
