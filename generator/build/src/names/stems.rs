//! Stems for the names of an operation's inline types: the `operationId` if it consists of words, otherwise the handle
//! of the resource in the singular, and the method.

use std::collections::BTreeSet;

use super::resources::MethodName;
use super::type_names::TypeNames;
use crate::iterate::count_occurrences;
use naming::{
    READABLE, joined_words, leading_words, merged_words, singular_word, singularise_last_word,
    trailing_words, type_words, words_of_text,
};

/// The number of characters that a suffix may add to a readable name.
const KIND: usize = "Response".len();

/// The maximum length of a name from an `operationId`: longer ids repeat the path with all parameters.
const LONGEST_ID: usize = 60;

#[derive(Clone, Debug)]
pub(crate) struct Stem {
    /// For example `IssueCreate`.
    pub(crate) long: String,
    /// A shorter stem, if `long` is long and the shorter one is unique.
    pub(crate) short: Option<String>,
    /// Whether the stem is the `operationId`.
    pub(crate) is_id: bool,
}

pub(crate) fn choose_stems(methods: &[MethodName], names: &TypeNames) -> Vec<Stem> {
    let places: Vec<(String, String)> = methods
        .iter()
        .map(|method| (method.handle.clone(), method.method.clone()))
        .collect();
    let words: Vec<(Vec<String>, Vec<String>)> = places
        .iter()
        .map(|(handle, method)| {
            (
                singularise_last_word(type_words(handle)),
                type_words(method),
            )
        })
        .collect();
    let mut long = make_stems_unique(
        &places,
        words
            .iter()
            .map(|(handle, method)| merged_words(handle, method))
            .collect(),
    );
    let ids = methods
        .iter()
        .map(|method| Some(type_words(method.id.as_ref()?)).filter(|id| is_short_id(id)));
    let ids: Vec<Option<Vec<String>>> = ids.collect();
    let same_ids = count_occurrences(ids.iter().flatten());
    let same_stems = count_occurrences(long.iter());
    let mut unique: Vec<Option<Vec<String>>> = Vec::with_capacity(ids.len());
    for (id, stem) in ids.iter().zip(&long) {
        let id = id.as_ref().filter(|id| {
            let of_others =
                same_stems.get(id).copied().unwrap_or_default() - usize::from(stem == *id);
            same_ids.get(id) == Some(&1) && of_others == 0
        });
        unique.push(id.cloned());
    }
    let ids = unique;
    for (long, id) in long.iter_mut().zip(&ids) {
        if let Some(id) = id {
            long.clone_from(id);
        }
    }
    let once: Vec<Vec<String>> = long
        .iter()
        .map(|long| without_repeated_words(long))
        .collect();
    let same_once = count_occurrences(once.iter());
    for (long, once) in long.iter_mut().zip(&once) {
        if !is_short_id(long) && same_once.get(once) == Some(&1) {
            long.clone_from(once);
        }
    }
    let shorter: Vec<Vec<String>> = words
        .iter()
        .zip(&long)
        .map(|((_, method), long)| shorter_stems(method, long))
        .collect();
    let wanted = count_occurrences(
        long.iter()
            .map(|long| joined_words(long))
            .chain(shorter.iter().flatten().cloned()),
    );
    let stems = long.iter().zip(&shorter).zip(&ids);
    stems
        .map(|((long, shorter), id)| {
            let short = shorter
                .iter()
                .find(|stem| wanted.get(*stem) == Some(&1) && !names.is_component(stem))
                .cloned();
            Stem {
                long: joined_words(long),
                short,
                is_id: id.is_some(),
            }
        })
        .collect()
}

/// Returns whether a type name that begins with these words is not too long.
fn is_short_id(id: &[String]) -> bool {
    joined_words(id).chars().count() + KIND <= LONGEST_ID
}

/// Makes stems unique, first by keeping repeated words, then by keeping the plural, as for `account` and `accounts`.
fn make_stems_unique(places: &[(String, String)], mut stems: Vec<Vec<String>>) -> Vec<Vec<String>> {
    for keeps_plural in [false, true] {
        let counts = count_occurrences(stems.iter().cloned());
        for (stem, (handle, method)) in stems.iter_mut().zip(places) {
            if counts.get(stem) == Some(&1) {
                continue;
            }
            let mut words = words_of_text(handle);
            if !keeps_plural {
                words = singularise_last_word(words);
            }
            *stem = [words, words_of_text(method)].concat();
        }
    }
    stems
}

/// Returns shorter forms of a long stem, the best first: the method, its last or first words, the last or first words
/// of the stem, and more of its last words.
fn shorter_stems(method: &[String], long: &[String]) -> Vec<String> {
    let all = joined_words(long);
    if all.chars().count() + KIND <= READABLE {
        return Vec::new();
    }
    let length = READABLE - KIND;
    let candidates = [
        method,
        trailing_words(method, length),
        leading_words(method, length),
        trailing_words(long, length),
        leading_words(long, length),
        trailing_words(long, LONGEST_ID - KIND),
    ];
    let mut seen = BTreeSet::from([all]);
    let found: Vec<String> = candidates
        .iter()
        .filter(|words| !words.is_empty())
        .map(|words| joined_words(words))
        .collect();
    let (fitting, others): (Vec<String>, Vec<String>) = found
        .into_iter()
        .partition(|name| name.chars().count() + KIND <= READABLE);
    fitting
        .into_iter()
        .chain(others)
        .filter(|name| seen.insert(name.clone()))
        .collect()
}

/// Removes repeated words: `Drives Items Drive Item Workbook Tables Workbook Table` becomes `Drives Items Workbook
/// Tables`.
fn without_repeated_words(words: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words
        .iter()
        .filter(|word| seen.insert(singular_word(word)))
        .cloned()
        .collect()
}
