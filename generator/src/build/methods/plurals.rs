//! Resources in the plural of their paths: the tag `Pet` on `/pets/{id}` becomes `pets()`.

use std::collections::{BTreeMap, BTreeSet};

use super::Choice;
use super::paths::Segment;
use super::words::{all_singular, is_plural};
use crate::naming::words;

/// Renames resources that at least half of their paths spell in the plural, unless another resource has that name.
pub(super) fn pluralise(choices: &mut [Choice]) {
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut spelt: BTreeMap<(Vec<String>, String), usize> = BTreeMap::new();
    for choice in choices.iter() {
        let names = &choice.resource;
        *counts.entry(names.clone()).or_default() += 1;
        let plurals: BTreeSet<String> =
            choice.whole_path.iter().filter_map(|segment| plural_of(names, segment)).collect();
        plurals.into_iter().for_each(|plural| *spelt.entry((names.clone(), plural)).or_default() += 1);
    }
    let is_taken = |names: &[String], plural: &String| {
        let above = names.len() - 1;
        counts.keys().any(|other| other.get(..above) == names.get(..above) && other.get(above) == Some(plural))
    };
    let is_usual = |names: &Vec<String>, count: usize| counts.get(names).is_some_and(|all| count * 2 >= *all);
    let chosen =
        spelt.into_iter().filter(|((names, plural), count)| is_usual(names, *count) && !is_taken(names, plural));
    let chosen: BTreeMap<Vec<String>, String> = chosen.map(|(key, _)| key).collect();
    for choice in choices {
        let names = choice.resource.clone();
        for (at, name) in choice.resource.iter_mut().enumerate() {
            if let Some(plural) = names.get(..=at).and_then(|names| chosen.get(names)) {
                name.clone_from(plural);
                choice.reasons.insert(1, format!("`{plural}` in the plural, as most of its paths have it"));
            }
        }
    }
}

/// The words of a segment, if they are the plural of the resource's name.
fn plural_of(names: &[String], segment: &Segment) -> Option<String> {
    let (own, spelt) = (words(names.last()?), segment.words());
    let is_many = |words: &[String]| words.last().is_some_and(|last| is_plural(last));
    let is_same = all_singular(spelt) == all_singular(&own);
    (is_same && is_many(spelt) && !is_many(&own) && !segment.is_parameter).then(|| spelt.join("_"))
}
