//! Assigns items to files by subject, the first words of their names. Words such as `bad` and `for`
//! are no subject without the next word.
//!
//! A file keeps as many subjects as fit, in the order of their names; each later one gets a file,
//! whose name has one more word. So the name of a file depends only on the names in it, and an
//! added item renames no other file.

use std::collections::BTreeMap;

use super::words::LEFT_OVER;

/// Words that are no subject without the next word, in addition to `LEFT_OVER`.
const INCOMPLETE: &[&str] = &[
    "all", "any", "bad", "can", "has", "is", "my", "new", "no", "non", "not", "other", "re", "self",
];

/// An item that belongs in a file.
#[derive(Clone)]
pub struct SubjectItem<T> {
    /// The words of its name.
    pub words: Vec<String>,
    /// The number of its lines.
    pub size: usize,
    /// The item itself.
    pub item: T,
}

/// The maximum sizes of the items in a file.
#[derive(Clone, Copy)]
pub struct SubjectLimits {
    /// In the file that has no subject.
    pub parent: usize,
    /// In any other file.
    pub file: usize,
}

/// Returns the items of each file by the subject of the file, which is empty for the parent file.
pub fn files_by_subject<T: Clone>(
    mut items: Vec<SubjectItem<T>>,
    limits: SubjectLimits,
) -> BTreeMap<String, Vec<T>> {
    for item in &mut items {
        item.words = join_incomplete_words(&item.words);
    }
    items.sort_by(|a, b| a.words.cmp(&b.words));
    let mut files = BTreeMap::new();
    assign_subjects(&items, 0, limits, &mut files);
    files
}

/// Joins each word that is no subject on its own with the next one: `bad_request`.
fn join_incomplete_words(words: &[String]) -> Vec<String> {
    let phrases = words.split_inclusive(|word| {
        let word = word.as_str();
        !LEFT_OVER.contains(&word) && !INCOMPLETE.contains(&word)
    });
    phrases.map(|phrase| phrase.join("_")).collect()
}

/// Assigns items that share their first `depth` words.
fn assign_subjects<T: Clone>(
    items: &[SubjectItem<T>],
    depth: usize,
    limits: SubjectLimits,
    files: &mut BTreeMap<String, Vec<T>>,
) {
    let limit = if depth == 0 {
        limits.parent
    } else {
        limits.file
    };
    let mut size = 0;
    for group in items.chunk_by(|a, b| a.words.get(depth) == b.words.get(depth)) {
        let Some(first) = group.first() else { continue };
        size += group.iter().map(|item| item.size).sum::<usize>();
        if size > limit && first.words.len() > depth {
            assign_subjects(group, depth + 1, limits, files);
            continue;
        }
        let subject = first.words.get(..depth).unwrap_or_default().join("_");
        let of_file = files.entry(subject).or_default();
        of_file.extend(group.iter().map(|item| item.item.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type NamedSizes<'n> = &'n [(&'n str, usize)];

    fn files(items: NamedSizes<'_>, parent: usize) -> Vec<String> {
        let items = items.iter().map(|(name, size)| SubjectItem {
            words: name.split('_').map(str::to_owned).collect(),
            size: *size,
            item: (*name).to_owned(),
        });
        let limits = SubjectLimits { parent, file: 10 };
        files_by_subject(items.collect(), limits)
            .into_iter()
            .map(|(subject, names)| format!("{subject}: {}", names.join(" ")))
            .collect()
    }

    #[test]
    fn items_with_the_same_first_words_share_a_file() {
        let rows: &[(NamedSizes<'_>, usize, &[&str])] = &[
            (&[], 10, &[]),
            (&[("list", 20)], 10, &["list: list"]),
            (&[("read", 5), ("create", 5)], 10, &[": create read"]),
            (
                &[("create", 4), ("delete", 3), ("read", 9), ("update", 1)],
                10,
                &[": create delete", "read: read", "update: update"],
            ),
            (
                &[("list", 4), ("list_all", 4), ("list_one", 4)],
                0,
                &["list: list list_all", "list_one: list_one"],
            ),
            (
                &[("pod_a", 99), ("pod_b_c", 4), ("pod_b_d", 4)],
                0,
                &["pod_a: pod_a", "pod_b: pod_b_c pod_b_d"],
            ),
            (
                &[("bad_request", 1), ("bad", 1), ("log_in", 1)],
                0,
                &["bad: bad", "bad_request: bad_request", "log: log_in"],
            ),
            (
                &[("get", 9), ("get_for_org", 9), ("get_for_user_id", 1)],
                0,
                &[
                    "get: get",
                    "get_for_org: get_for_org",
                    "get_for_user: get_for_user_id",
                ],
            ),
        ];
        for (items, parent, expected) in rows {
            assert_eq!(files(items, *parent), *expected, "{items:?}");
        }
    }

    #[test]
    fn an_added_item_renames_no_file() {
        let names = ["get", "get_all", "list", "list_pods", "read", "watch_pods"];
        for size in 1..12 {
            let items = names.map(|name| (name, size));
            let before = files(&items, 20);
            for added in [
                "a",
                "get_for_x",
                "get_x",
                "list",
                "list_nodes",
                "watch",
                "z_z",
            ] {
                for size_of_added in [1, 5, 50] {
                    let after = files(&[&items[..], &[(added, size_of_added)]].concat(), 20);
                    let has = |file: &String| {
                        let subject = file.split_once(':').unwrap().0;
                        after
                            .iter()
                            .any(|other| other.starts_with(&format!("{subject}:")))
                    };
                    // The parent file exists even if it is empty.
                    let mut named = before.iter().filter(|file| !file.starts_with(':'));
                    assert!(named.all(has), "{before:?} {after:?}");
                }
            }
        }
    }
}
