//! Groups parts into files: parts with neighbouring names, as many as fit.
//!
//! The boundaries follow names, so that adding a part moves only parts with similar names.

use std::collections::HashSet;

use crate::render::arrange::common_prefix;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pack {
    /// The name of the module, from `pack_module_name`.
    pub(super) module: String,
    pub(super) members: Vec<String>,
}

/// Groups parts, which are given by name and length and sorted by name; avoids taken module names.
pub(super) fn pack_parts(
    parts: &[(String, usize)],
    limit: usize,
    mut taken: HashSet<String>,
) -> Vec<Pack> {
    let mut runs = Vec::new();
    divide_by_letter(parts, limit, &mut runs);
    for run in runs.iter().filter(|run| run.len() == 1) {
        taken.extend(run.iter().map(|(name, _)| name.clone()));
    }
    runs.into_iter()
        .map(|run: &[(String, usize)]| {
            let members: Vec<String> = run.iter().map(|(name, _)| name.clone()).collect();
            let mut module = pack_module_name(&members);
            while members.len() > 1 && !taken.insert(module.clone()) {
                module.push('_');
            }
            Pack { module, members }
        })
        .collect()
}

/// Splits parts by the first letter in which the names differ, recursively if a group is still too long; short
/// neighbours stay together.
fn divide_by_letter<'p>(
    parts: &'p [(String, usize)],
    limit: usize,
    runs: &mut Vec<&'p [(String, usize)]>,
) {
    if parts.len() < 2 || total_line_count(parts) <= limit {
        if !parts.is_empty() {
            runs.push(parts);
        }
        return;
    }
    // In sorted names, the first and the last differ most.
    let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else {
        return;
    };
    let shared = common_prefix(first, last).len();
    let (mut start, mut end) = (0, 0);
    for group in parts.chunk_by(|(a, _), (b, _)| letter_at(a, shared) == letter_at(b, shared)) {
        let next = end + group.len();
        let is_full = parts
            .get(start..next)
            .is_some_and(|run| total_line_count(run) > limit);
        if is_full {
            runs.extend(parts.get(start..end).filter(|run| !run.is_empty()));
            start = end;
        }
        if total_line_count(group) > limit {
            divide_by_letter(group, limit, runs);
            start = next;
        }
        end = next;
    }
    runs.extend(parts.get(start..end).filter(|run| !run.is_empty()));
}

fn total_line_count(parts: &[(String, usize)]) -> usize {
    parts.iter().map(|(_, lines)| lines).sum()
}

/// Returns the character of a name at this byte.
fn letter_at(name: &str, at: usize) -> Option<char> {
    name.get(at..).and_then(|rest| rest.chars().next())
}

/// Returns the name of a module of these parts: the name of the only one, or the common prefix if a part has that name
/// (`list`), or else a range (`list_a_to_n`).
fn pack_module_name(members: &[String]) -> String {
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return String::new();
    };
    let shared = common_prefix(first, last);
    let (stem, cut) = match shared.rfind('_') {
        _ if members.len() == 1 => return first.clone(),
        _ if first == shared => return shared.to_owned(),
        Some(at) => shared.split_at(at),
        None => ("", shared),
    };
    // The names differ in the first character after their common prefix.
    let length = cut.trim_start_matches('_').chars().count() + 1;
    let (first, last) = (
        text_behind_stem(first, stem, length),
        text_behind_stem(last, stem, length),
    );
    let range = format!("{}_to_{}", first.trim_matches('_'), last.trim_matches('_'));
    if stem.is_empty() {
        range
    } else {
        format!("{stem}_{range}")
    }
}

/// Returns the characters of a name after its stem and underscores, at most `length` of them.
fn text_behind_stem(name: &str, stem: &str, length: usize) -> String {
    let rest = name.get(stem.len()..).unwrap_or_default();
    rest.trim_start_matches('_').chars().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Named<'n> = &'n [(&'n str, usize)];

    fn packed(parts: Named<'_>, limit: usize) -> Vec<(String, usize)> {
        let parts: Vec<(String, usize)> = parts
            .iter()
            .map(|(name, lines)| ((*name).to_owned(), *lines))
            .collect();
        let packs = pack_parts(&parts, limit, HashSet::from(["taken".to_owned()]));
        packs
            .into_iter()
            .map(|pack| (pack.module, pack.members.len()))
            .collect()
    }

    #[test]
    fn neighbours_share_a_file_while_they_fit() {
        let rows: &[(Named<'_>, Named<'_>)] = &[
            (&[], &[]),
            (&[("list", 20)], &[("list", 1)]),
            (
                &[("create", 4), ("delete", 3), ("read", 9)],
                &[("c_to_d", 2), ("read", 1)],
            ),
            (
                &[("list", 4), ("list_all", 4), ("list_one", 4)],
                &[("list", 1), ("list_a_to_o", 2)],
            ),
            (
                &[("list", 4), ("list_all", 4), ("read", 9)],
                &[("list", 2), ("read", 1)],
            ),
            (
                &[("get_abc", 4), ("get_abd", 4), ("get_b", 4), ("get_c", 4)],
                &[("get_abc_to_abd", 2), ("get_b_to_c", 2)],
            ),
            (
                &[("taken", 4), ("taken_too", 4), ("x", 9)],
                &[("taken_", 2), ("x", 1)],
            ),
            (&[("a", 99), ("é", 4), ("éa", 4)], &[("a", 1), ("é", 2)]),
        ];
        for (parts, expected) in rows {
            let expected: Vec<(String, usize)> = expected
                .iter()
                .map(|(name, n)| ((*name).to_owned(), *n))
                .collect();
            assert_eq!(packed(parts, 10), expected, "{parts:?}");
        }
    }

    #[test]
    fn a_new_part_moves_only_parts_with_similar_names() {
        let names = |first: char| (0..9).map(move |n| (format!("{first}{n}"), 3));
        let parts: Vec<(String, usize)> = ('a'..='z').flat_map(names).collect();
        let mut more = parts.clone();
        more.push(("c77".to_owned(), 3));
        more.sort();
        let [before, after] = [parts, more].map(|parts| pack_parts(&parts, 10, HashSet::new()));
        let kept = before.iter().filter(|pack| after.contains(pack)).count();
        assert!(kept + 3 >= before.len(), "{kept} of {}", before.len());
    }
}
