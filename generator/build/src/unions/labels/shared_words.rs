//! Leaves out the words that names share.

use model::last_segment;

/// Returns the words of the name at the end of a path. If other paths end in the same name, the
/// words of its module come before them.
pub(super) fn words_among_paths(path: &str, paths: &[&str]) -> Vec<String> {
    let name = last_segment(path);
    let same = paths.iter().filter(|other| last_segment(other) == name);
    naming::words_of_text(if same.count() > 1 { path } else { name })
}

/// The numbers of words that all names share at the beginning and at the end.
#[derive(Clone, Copy, Default)]
pub(super) struct SharedEnds {
    front: usize,
    back: usize,
}

/// Returns how many words all names share at the beginning and at the end, if each name also has
/// other words.
pub(super) fn shared_ends(names: &[Vec<String>]) -> SharedEnds {
    let Some((first, others @ [_, ..])) = names.split_first() else {
        return SharedEnds::default();
    };
    let front = others
        .iter()
        .map(|other| same_words(first.iter(), other.iter()))
        .min()
        .unwrap_or(0);
    let back = others
        .iter()
        .map(|other| same_words(first.iter().rev(), other.iter().rev()))
        .min()
        .unwrap_or(0);
    if names.iter().all(|name| name.len() > front + back) {
        SharedEnds { front, back }
    } else {
        SharedEnds::default()
    }
}

/// Returns the number of words that both names have at the beginning.
pub(super) fn same_words<'w>(
    a: impl Iterator<Item = &'w String>,
    b: impl Iterator<Item = &'w String>,
) -> usize {
    a.zip(b)
        .take_while(|(a, b)| naming::is_same_word(a, b))
        .count()
}

/// Returns the name of a component without the words of its union.
pub(crate) fn without_union(union: &str, name: &str) -> String {
    without_shared_words(
        &naming::words_of_text(union),
        &naming::words_of_text(name),
        SharedEnds::default(),
    )
    .unwrap_or_else(|| name.to_owned())
}

/// Returns the name without the words at its beginning and end that it shares with the union or
/// with all members; `None` if it shares no words, or all of them.
pub(super) fn without_shared_words(
    union: &[String],
    words: &[String],
    shared_ends: SharedEnds,
) -> Option<String> {
    let front = shared_ends
        .front
        .max(same_words(union.iter(), words.iter()));
    let end = words.len()
        - shared_ends
            .back
            .max(same_words(union.iter().rev(), words.iter().rev()));
    let ranges = [(front, end), (front, words.len()), (0, end)];
    for (from, to) in ranges {
        if let Some(left @ [first, ..]) = words.get(from..to)
            && first.starts_with(char::is_alphabetic)
        {
            return if left.len() < words.len() {
                Some(left.join(" "))
            } else {
                None
            };
        }
    }
    None
}
