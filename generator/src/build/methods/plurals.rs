//! Gives resources the plural that their paths have: the tag `Pet` on `/pets/{id}` becomes `pets()`.

use std::collections::BTreeMap;

use super::Choice;
use super::paths::Segment;
use super::words::{all_singular, is_plural};
use crate::build::iterate::{counts, grouped};
use crate::naming::{self, words};

/// Renames resources that have the plural in at least half of their paths, or beside them, unless the other resource has
/// an equal method.
pub(super) fn pluralise(choices: &mut [Choice]) {
    let methods = grouped(choices.iter().map(|choice| (choice.resource.clone(), choice.wanted())));
    let plurals = choices.iter().filter_map(|choice| Some((choice.resource.clone(), plural_of(choice)?)));
    let plurals: BTreeMap<(Vec<String>, String), usize> = counts(plurals).into_iter().collect();
    // `POST /group` and `POST /groups` belong to one resource.
    let beside = methods.keys().filter_map(|names| {
        let (last, above) = names.split_last()?;
        let plural = naming::plural(last);
        let exists = methods.contains_key(&[above, std::slice::from_ref(&plural)].concat());
        (exists && !is_plural(last)).then(|| (names.clone(), plural))
    });
    let is_free = |names: &[String], plural: &String| {
        let above = names.len() - 1;
        let of_same = |other: &[String]| other.get(..above) == names.get(..above) && other.get(above) == Some(plural);
        let own = methods.get(names);
        let mut taken = methods.iter().filter(|(other, _)| of_same(other)).flat_map(|(_, methods)| methods);
        !taken.any(|method| own.is_some_and(|own| own.contains(method)))
    };
    let is_usual = |names: &Vec<String>, count: usize| methods.get(names).is_some_and(|all| count * 2 >= all.len());
    let usual = plurals.into_iter().filter(|((names, _), count)| is_usual(names, *count)).map(|(key, _)| key);
    let chosen: BTreeMap<Vec<String>, String> =
        beside.chain(usual).filter(|(names, plural)| is_free(names, plural)).collect();
    for choice in choices {
        let names = choice.resource.clone();
        for (at, name) in choice.resource.iter_mut().enumerate() {
            if let Some(plural) = names.get(..=at).and_then(|names| chosen.get(names)) {
                name.clone_from(plural);
                choice
                    .reasons
                    .insert(1, format!("`{plural}` in the plural, as most of its paths or another resource have it"));
            }
        }
    }
}

/// The name of the resource in the plural, if its path has that: `pets` of `/pets/{id}`, or `user_orders` of
/// `/users/{id}/orders`.
fn plural_of(choice: &Choice) -> Option<String> {
    let own = words(choice.resource.last()?);
    if own.last().is_none_or(|last| is_plural(last)) {
        return None;
    }
    let one = all_singular(&own);
    let fixed: Vec<&Segment> = choice.whole_path.iter().filter(|segment| !segment.is_parameter).collect();
    let segments =
        fixed.iter().enumerate().filter(|(_, segment)| segment.words().last().is_some_and(|last| is_plural(last)));
    let mut plurals = segments.filter_map(|(at, segment)| {
        let before = one.strip_suffix(all_singular(segment.words()).as_slice())?;
        let above: Vec<String> = fixed.iter().take(at).flat_map(|segment| all_singular(segment.words())).collect();
        let is_last = at + 1 == fixed.len() && before.iter().all(|word| above.contains(word));
        let plural = [own.get(..before.len())?, segment.words()].concat().join("_");
        (before.is_empty() || is_last).then_some(plural)
    });
    plurals.next()
}
