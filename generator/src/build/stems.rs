//! What inline types of operations are named after: the resource's handle in the singular, and the method.

use std::collections::{BTreeMap, BTreeSet};

use super::names::TypeNames;
use crate::naming::{READABLE, beginning, ending, joined_words, one_of_many, said_once, type_words, words};

/// What a name may have besides, and still be readable.
const KIND: usize = "Response".len();

/// The name of an operation, of which its types are made.
#[derive(Clone, Debug)]
pub(crate) struct Stem {
    /// `IssueCreate`.
    pub(crate) long: String,
    /// The same in fewer words, where the other is long and nothing else is called so.
    pub(crate) short: Option<String>,
}

/// The stem of each operation, from its handle and its method.
pub(crate) fn of(places: &[(String, String)], names: &TypeNames) -> Vec<Stem> {
    let words: Vec<(Vec<String>, Vec<String>)> =
        places.iter().map(|(handle, method)| (one_of_many(type_words(handle)), type_words(method))).collect();
    let long = told_apart(places, words.iter().map(|(handle, method)| said_once(handle, method)).collect());
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    let shorter: Vec<Vec<String>> = words.iter().zip(&long).map(|((_, method), long)| shorter(method, long)).collect();
    for stem in long.iter().map(|long| joined_words(long)).chain(shorter.iter().flatten().cloned()) {
        *wanted.entry(stem).or_default() += 1;
    }
    let is_own = |stem: &&String| wanted.get(*stem) == Some(&1) && !names.is_component(stem);
    let stems = long.iter().zip(&shorter);
    stems
        .map(|(long, shorter)| Stem { long: joined_words(long), short: shorter.iter().find(is_own).cloned() })
        .collect()
}

/// Where a word that is said once made two equal, both say it again.
fn told_apart(places: &[(String, String)], stems: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut wanted: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    stems.iter().for_each(|stem| *wanted.entry(stem).or_default() += 1);
    let whole =
        |(handle, method): &(String, String)| one_of_many(words(handle)).into_iter().chain(words(method)).collect();
    let is_own = |stem: &Vec<String>, all: &BTreeMap<&Vec<String>, usize>| all.get(stem) == Some(&1);
    let wholes: Vec<Vec<String>> = stems
        .iter()
        .zip(places)
        .map(|(stem, place)| if is_own(stem, &wanted) { stem.clone() } else { whole(place) })
        .collect();
    let mut wanted: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    wholes.iter().for_each(|stem| *wanted.entry(stem).or_default() += 1);
    // `account` and `accounts` differ in their numbers.
    let of_many = |(handle, method): &(String, String)| words(handle).into_iter().chain(words(method)).collect();
    wholes
        .iter()
        .zip(places)
        .map(|(stem, place)| if is_own(stem, &wanted) { stem.clone() } else { of_many(place) })
        .collect()
}

/// Shorter names of a long one, the best first: the method alone, what fits at its end, what fits at its front.
fn shorter(method: &[String], long: &[String]) -> Vec<String> {
    let all = joined_words(long);
    if all.chars().count() + KIND <= READABLE {
        return Vec::new();
    }
    let room = READABLE - KIND;
    let candidates = [method, ending(method, room), beginning(method, room), ending(long, room), beginning(long, room)];
    let fits = |name: &String| name.chars().count() + KIND <= READABLE;
    let mut seen = BTreeSet::from([all]);
    let found: Vec<String> =
        candidates.iter().filter(|words| !words.is_empty()).map(|words| joined_words(words)).collect();
    let (fitting, others): (Vec<String>, Vec<String>) = found.into_iter().partition(fits);
    fitting.into_iter().chain(others).filter(|name| seen.insert(name.clone())).collect()
}
