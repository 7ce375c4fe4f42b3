//! Matches the operations of two versions.

use std::collections::{BTreeMap, VecDeque};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::{HttpMethod, Operation, path_without_names};

/// What identifies an operation in two versions.
#[derive(Clone, Debug)]
pub struct OperationIdentity<'a> {
    /// The HTTP method.
    pub method: HttpMethod,
    /// The path, with the names of its parameters.
    pub path: &'a str,
    /// The id of the operation.
    pub id: &'a str,
}

impl<'a> From<&'a Operation> for OperationIdentity<'a> {
    fn from(operation: &'a Operation) -> Self {
        Self {
            method: operation.method.clone(),
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
    /// The id: the last criterion, since an id may have been moved to another operation by mistake.
    Id,
}

impl MatchedBy {
    fn key(self, operation: &OperationIdentity<'_>) -> (Option<HttpMethod>, String) {
        let method = Some(operation.method.clone());
        match self {
            Self::Route => (method, operation.path.to_owned()),
            Self::UnnamedRoute => (method, path_without_names(operation.path)),
            Self::Id => (None, operation.id.to_owned()),
        }
    }
}

/// An operation that no criterion has matched yet, with its index.
type Unmatched<'o, 'a> = (usize, &'o OperationIdentity<'a>);

/// Matches operations by method and path, then by method and path without the names of parameters,
/// then by id, and then by a prefix that paths got, lost or replaced. The matches of each criterion
/// are in the order of the old version. Operations with equal keys match in order.
pub fn match_operations(
    old: &[OperationIdentity<'_>],
    new: &[OperationIdentity<'_>],
) -> Vec<OperationMatch> {
    let mut matches = Vec::new();
    let mut unmatched_old: Vec<Unmatched<'_, '_>> = old.iter().enumerate().collect();
    let mut unmatched_new: Vec<Unmatched<'_, '_>> = new.iter().enumerate().collect();
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
    matches.extend(match_by_prefix(&unmatched_old, &unmatched_new));
    matches
}

/// The beginning of a path in both versions, without the names of parameters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct PrefixChange<'p> {
    old: &'p str,
    new: &'p str,
}

/// Returns the matches of the most frequent change of a prefix, if at least half of the old
/// operations have it. A prefix that replaces another one must do so in two paths, as otherwise any
/// two operations might match.
fn match_by_prefix(old: &[Unmatched<'_, '_>], new: &[Unmatched<'_, '_>]) -> Vec<OperationMatch> {
    let new_paths: Vec<String> = new
        .iter()
        .map(|(_, it)| path_without_names(it.path))
        .collect();
    let old_paths: Vec<String> = old
        .iter()
        .map(|(_, it)| path_without_names(it.path))
        .collect();
    let mut new_by_suffix: HashMap<_, Vec<(usize, &str)>> = HashMap::new();
    for ((index, operation), path) in new.iter().zip(&new_paths) {
        for (prefix, suffix) in literal_suffixes(path) {
            let key = (&operation.method, suffix);
            new_by_suffix.entry(key).or_default().push((*index, prefix));
        }
    }
    let mut moved: BTreeMap<PrefixChange<'_>, Vec<OperationMatch>> = BTreeMap::new();
    for ((index, operation), path) in old.iter().zip(&old_paths) {
        let longest = literal_suffixes(path).find_map(|(prefix, suffix)| {
            Some((prefix, new_by_suffix.get(&(&operation.method, suffix))?))
        });
        if let Some((old_prefix, candidates)) = longest
            && let [(new_index, new_prefix)] = candidates.as_slice()
        {
            let change = PrefixChange {
                old: old_prefix,
                new: new_prefix,
            };
            moved.entry(change).or_default().push(OperationMatch {
                old: *index,
                new: *new_index,
            });
        }
    }
    let most_frequent = moved.into_iter().max_by_key(|(_, matches)| matches.len());
    let Some((change, mut matches)) = most_frequent else {
        return Vec::new();
    };
    let mut matched = HashSet::new();
    matches.retain(|pair| matched.insert(pair.new));
    let paths: HashSet<&String> = (new.iter().zip(&new_paths))
        .filter(|((index, _), _)| matched.contains(index))
        .map(|(_, path)| path)
        .collect();
    let is_replaced = !change.old.is_empty() && !change.new.is_empty();
    if matches.len() * 2 < old.len() || is_replaced && paths.len() < 2 {
        return Vec::new();
    }
    matches
}

/// Splits a path before each segment, the longest suffix first, while the suffix has a segment
/// other than a parameter.
fn literal_suffixes(path: &str) -> impl Iterator<Item = (&str, &str)> {
    path.match_indices('/')
        .filter_map(|(index, _)| path.split_at_checked(index))
        .take_while(|(_, suffix)| {
            let mut segments = suffix.split('/');
            segments.any(|segment| !segment.is_empty() && !segment.contains('{'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get<'a>(path: &'a str, id: &'a str) -> OperationIdentity<'a> {
        let method = HttpMethod::Get;
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

    #[test]
    fn operations_that_move_by_one_prefix_match() {
        let paths_of = |old: &[&str], new: &[&str]| {
            let old: Vec<_> = old.iter().map(|path| get(path, path)).collect();
            let new: Vec<_> = new.iter().map(|path| get(path, path)).collect();
            let matches = match_operations(&old, &new);
            let paths = matches
                .into_iter()
                .map(|pair| new[pair.new].path.to_owned());
            paths.collect::<Vec<_>>()
        };
        let pets = ["/v1/pets", "/v1/pets/{id}", "/v1/toys"];
        let moved = ["/api/v2/pets", "/api/v2/pets/{pet}", "/api/v2/foods"];
        assert_eq!(paths_of(&pets, &moved), moved[..2]);
        assert_eq!(paths_of(&["/pets"], &["/v2/pets"]), ["/v2/pets"]);
        assert_eq!(paths_of(&["/v2/pets"], &["/pets"]), ["/pets"]);
        // One path, a parameter alone, and a minority of the paths are too little to say that a
        // prefix changed.
        assert_eq!(paths_of(&["/users/list"], &["/pets/list"]), [""; 0]);
        assert_eq!(
            paths_of(&["/a/{id}", "/a/{id}/{key}"], &["/b/{id}", "/b/{id}/{key}"]),
            [""; 0]
        );
        assert_eq!(paths_of(&["/a", "/b", "/c"], &["/v1/a"]), [""; 0]);
        // Two operations are not matched with the same one.
        assert_eq!(
            paths_of(&["/f/{id}", "/f/{name}"], &["/v1/f/{id}"]),
            ["/v1/f/{id}"]
        );
    }
}
