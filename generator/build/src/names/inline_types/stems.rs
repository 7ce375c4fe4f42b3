//! Stems for the names of an operation's inline types: the `operationId` if it consists of words,
//! otherwise the handle of the resource in the singular, and the method.

use std::collections::BTreeSet;

use crate::names::resources::MethodName;
use crate::names::type_names::TypeNames;
use naming::{
    READABLE, count_occurrences, joined_words, leading_words, merged_words, singular_word,
    singularise_last_word, trailing_words, type_words, words_of_text,
};

/// The number of letters that a suffix may add to a readable name.
const SUFFIX_LENGTH: usize = "Response".len();

/// The maximum length of a name from an `operationId`: longer ids repeat the path with all
/// parameters.
const LONGEST_ID: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stem {
    /// For example `IssueCreate`.
    pub(crate) long: String,
    /// A shorter stem, if `long` is long and the shorter one is unique.
    pub(crate) short: Option<String>,
    /// Whether the stem is the `operationId`.
    pub(crate) is_id: bool,
}

/// Returns a stem for each method.
pub(crate) fn choose_stems(methods: &[MethodName], names: &TypeNames) -> Vec<Stem> {
    let method_stems = unique_method_stems(methods);
    let ids = unique_ids(methods, &method_stems);
    let whole_stems: Vec<Vec<String>> = ids
        .iter()
        .zip(method_stems)
        .map(|(id, method_stem)| id.clone().unwrap_or(method_stem))
        .collect();
    let long_stems = without_repeated_words_if_long(whole_stems);
    let short_stems: Vec<Vec<String>> = methods
        .iter()
        .zip(&long_stems)
        .map(|(method, long)| list_short_stems(&type_words(&method.method), long))
        .collect();
    let long_names = long_stems.iter().map(|long| joined_words(long));
    let occurrences = count_occurrences(long_names.chain(short_stems.iter().flatten().cloned()));
    let stems = long_stems.iter().zip(&short_stems).zip(&ids);
    stems
        .map(|((long, shorter), id)| {
            let short = shorter
                .iter()
                .find(|stem| occurrences.get(*stem) == Some(&1) && !names.is_component(stem));
            Stem {
                long: joined_words(long),
                short: short.cloned(),
                is_id: id.is_some(),
            }
        })
        .collect()
}

/// Returns the words of resource and method. Equal ones are distinguished first by repeated words,
/// then by the plural, as for `account` and `accounts`.
fn unique_method_stems(methods: &[MethodName]) -> Vec<Vec<String>> {
    let mut stems: Vec<Vec<String>> = methods
        .iter()
        .map(|method| {
            let resource = singularise_last_word(type_words(&method.handle));
            merged_words(&resource, &type_words(&method.method))
        })
        .collect();
    for keeps_plural in [false, true] {
        let counts = count_occurrences(stems.iter().cloned());
        for (stem, method) in stems.iter_mut().zip(methods) {
            if counts.get(stem) == Some(&1) {
                continue;
            }
            let mut resource = words_of_text(&method.handle);
            if !keeps_plural {
                resource = singularise_last_word(resource);
            }
            *stem = [resource, words_of_text(&method.method)].concat();
        }
    }
    stems
}

/// Returns the words of each `operationId`, if it is not too long, and no other operation has the
/// same id or stem.
fn unique_ids(methods: &[MethodName], method_stems: &[Vec<String>]) -> Vec<Option<Vec<String>>> {
    let ids: Vec<Option<Vec<String>>> = methods
        .iter()
        .map(|method| Some(type_words(method.id.as_ref()?)).filter(|id| is_short_id(id)))
        .collect();
    let id_counts = count_occurrences(ids.iter().flatten());
    let stem_counts = count_occurrences(method_stems.iter());
    ids.iter()
        .zip(method_stems)
        .map(|(id, own_stem)| {
            let id = id.as_ref()?;
            let stem_count = stem_counts.get(id).copied().unwrap_or_default();
            let is_unique =
                id_counts.get(id) == Some(&1) && stem_count == usize::from(own_stem == id);
            is_unique.then(|| id.clone())
        })
        .collect()
}

/// Removes repeated words from long stems, if the result is unique.
fn without_repeated_words_if_long(stems: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let deduplicated: Vec<Vec<String>> = stems
        .iter()
        .map(|stem| without_repeated_words(stem))
        .collect();
    let counts = count_occurrences(deduplicated.iter());
    stems
        .into_iter()
        .zip(&deduplicated)
        .map(|(stem, shorter)| {
            if !is_short_id(&stem) && counts.get(shorter) == Some(&1) {
                shorter.clone()
            } else {
                stem
            }
        })
        .collect()
}

/// Returns whether a type name that begins with these words is not too long.
fn is_short_id(id: &[String]) -> bool {
    joined_words(id).chars().count() + SUFFIX_LENGTH <= LONGEST_ID
}

/// Returns shorter forms of a long stem, the best first: the method, its last or first words, the
/// last or first words of the stem, and more of its last words.
fn list_short_stems(method: &[String], long: &[String]) -> Vec<String> {
    let long_name = joined_words(long);
    if long_name.chars().count() + SUFFIX_LENGTH <= READABLE {
        return Vec::new();
    }
    let length = READABLE - SUFFIX_LENGTH;
    let candidates = [
        method,
        trailing_words(method, length),
        leading_words(method, length),
        trailing_words(long, length),
        leading_words(long, length),
        trailing_words(long, LONGEST_ID - SUFFIX_LENGTH),
    ];
    let mut short_stems: Vec<String> = Vec::new();
    for words in candidates {
        let name = joined_words(words);
        if !words.is_empty() && name != long_name && !short_stems.contains(&name) {
            short_stems.push(name);
        }
    }
    short_stems.sort_by_key(|name| name.chars().count() + SUFFIX_LENGTH > READABLE);
    short_stems
}

/// Removes repeated words: `Drives Items Drive Item Workbook Tables Workbook Table` becomes `Drives
/// Items Workbook Tables`.
fn without_repeated_words(words: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words
        .iter()
        .filter(|word| seen.insert(singular_word(word)))
        .cloned()
        .collect()
}
