//! Matches the operations of two versions.

use std::collections::{HashMap, VecDeque};

use super::{Operation, path_without_names};

/// What identifies an operation in two versions.
#[derive(Clone, Copy, Debug)]
pub struct OperationIdentity<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The path, with the names of its parameters.
    pub path: &'a str,
    /// The id of the operation.
    pub id: &'a str,
}

impl<'a> From<&'a Operation> for OperationIdentity<'a> {
    fn from(operation: &'a Operation) -> Self {
        Self {
            method: operation.method.as_str(),
            path: &operation.path,
            id: &operation.id,
        }
    }
}

/// The indexes of an operation in both versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationMatch {
    /// The index in the old version.
    pub old: usize,
    /// The index in the new version.
    pub new: usize,
}

/// By what two operations match.
#[derive(Clone, Copy)]
enum MatchedBy {
    /// The method and the path: two paths may differ only in the names of their parameters.
    Route,
    /// The method and the path without the names of its parameters.
    UnnamedRoute,
    /// The id. It is the last criterion, since an id may have been moved to another operation by mistake.
    Id,
}

impl MatchedBy {
    fn key(self, operation: &OperationIdentity<'_>) -> (String, String) {
        let method = operation.method.to_owned();
        match self {
            Self::Route => (method, operation.path.to_owned()),
            Self::UnnamedRoute => (method, path_without_names(operation.path)),
            Self::Id => (String::new(), operation.id.to_owned()),
        }
    }
}

/// Matches operations by method and path, then by method and path without the names of parameters, then by id. The
/// matches of each criterion are in the order of the old version. Operations with equal keys match in order.
pub fn match_operations(
    old: &[OperationIdentity<'_>],
    new: &[OperationIdentity<'_>],
) -> Vec<OperationMatch> {
    let mut matches = Vec::new();
    let mut unmatched_old: Vec<_> = old.iter().enumerate().collect();
    let mut unmatched_new: Vec<_> = new.iter().enumerate().collect();
    for criterion in [MatchedBy::Route, MatchedBy::UnnamedRoute, MatchedBy::Id] {
        let mut by_key: HashMap<_, VecDeque<usize>> = HashMap::new();
        for (index, operation) in &unmatched_new {
            let key = criterion.key(operation);
            by_key.entry(key).or_default().push_back(*index);
        }
        unmatched_old.retain(|(index, operation)| {
            let candidates = by_key.get_mut(&criterion.key(operation));
            let Some(new) = candidates.and_then(VecDeque::pop_front) else {
                return true;
            };
            matches.push(OperationMatch { old: *index, new });
            false
        });
        unmatched_new.retain(|(index, operation)| {
            let candidates = by_key.get(&criterion.key(operation));
            candidates.is_some_and(|indexes| indexes.contains(index))
        });
    }
    matches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get<'a>(path: &'a str, id: &'a str) -> OperationIdentity<'a> {
        let method = "GET";
        OperationIdentity { method, path, id }
    }

    #[test]
    fn operations_match_by_their_exact_paths_first() {
        let old = [
            get("/f/{id}", "a"),
            get("/f/{path}", "b"),
            get("/g/{id}", "c"),
            get("/h", "d"),
            get("/j", "f"),
        ];
        let new = [
            get("/i", "d"),
            get("/g/{name}", "e"),
            get("/f/{path}", "b"),
            get("/f/{id}", "a"),
        ];
        let matches = match_operations(&old, &new);
        let pairs: Vec<_> = matches
            .iter()
            .map(|pair| (old[pair.old].path, new[pair.new].path))
            .collect();
        let expected = [
            ("/f/{id}", "/f/{id}"),
            ("/f/{path}", "/f/{path}"),
            ("/g/{id}", "/g/{name}"),
            ("/h", "/i"),
        ];
        assert_eq!(pairs, expected);
    }

    #[test]
    fn operations_with_equal_keys_match_in_order() {
        let old = [get("/a", "a"), get("/b", "a")];
        let new = [get("/c", "a"), get("/d", "a"), get("/e", "a")];
        let expected = [0, 1].map(|index| OperationMatch {
            old: index,
            new: index,
        });
        assert_eq!(match_operations(&old, &new), expected);
    }
}
