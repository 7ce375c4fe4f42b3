//! Shorter forms of long names.

use std::collections::{BTreeMap, HashSet};

use super::resource_words::is_short_for;
use super::words::{is_participle, is_preposition, verb};
use super::{Choice, LONG};

impl Choice {
    /// Shorter names: without the last phrase, or without phrases about path parameters. The object of the verb keeps
    /// its adjectives: `list_pod` beside `list_namespaced_pod` would seem to list the pods of all namespaces.
    fn shorter(&self) -> Vec<Vec<String>> {
        let phrases = phrases(&self.name);
        let may_go = |phrase: &&[String]| !phrase.iter().any(|word| verb(word).is_some());
        let last = phrases.len().checked_sub(1).filter(|last| *last > 0);
        let fewer: Vec<&[String]> = match last.and_then(|last| phrases.split_at_checked(last)) {
            Some((fewer, [last])) if may_go(last) => fewer.to_vec(),
            _ => phrases.clone(),
        };
        let without_parameters = |from: &[&[String]]| -> Vec<String> {
            let says_nothing = |phrase: &&[String]| phrase.iter().skip(1).all(|word| self.is_parameter(word));
            let kept = from.iter().enumerate().filter(|(at, phrase)| *at == 0 || !says_nothing(phrase));
            kept.flat_map(|(_, phrase)| phrase.iter().cloned()).collect()
        };
        // Phrases without parameters before the noun: `to enterprise policy`.
        let without_inner = |phrase: &&[String]| -> Vec<String> {
            let last = phrase.len().saturating_sub(1);
            // `for account stubbed` does not become `for stubbed`.
            let is_noun = phrase.last().is_some_and(|word| !is_participle(word));
            let kept = phrase
                .iter()
                .enumerate()
                .filter(|(at, word)| *at == 0 || *at == last || !is_noun || !self.is_parameter(word));
            kept.map(|(_, word)| word.clone()).collect()
        };
        let head = phrases.first().map(|head| head.to_vec()).unwrap_or_default();
        let inner = phrases.iter().skip(1).flat_map(without_inner);
        let inner: Vec<String> = head.into_iter().chain(inner).collect();
        let candidates = [fewer.concat(), without_parameters(&phrases), without_parameters(&fewer)];
        let length = |words: &Vec<String>| words.join("_").len();
        let candidates = candidates.into_iter().filter(|words| words.len() > 1 && length(words) < length(&self.name));
        let (short, others): (Vec<_>, Vec<_>) = candidates.partition(|words| length(words) <= LONG);
        let inner = Some(inner).filter(|words| *words != self.name && length(words) <= LONG);
        inner.into_iter().chain(short).chain(others).collect()
    }

    /// The name without path parameters at its end: `get_settings_organization`.
    fn without_owner(&self) -> Vec<String> {
        let kept = self.name.iter().rposition(|word| !self.is_parameter(word)).map_or(0, |at| at + 1);
        self.name.get(..kept.max(1)).unwrap_or_default().to_vec()
    }

    fn is_parameter(&self, word: &str) -> bool {
        is_short_for(&self.parameter_words().collect::<Vec<_>>(), word)
    }
}

/// Splits a name before each preposition except `and`, `or`, `of` and `as`.
fn phrases(name: &[String]) -> Vec<&[String]> {
    let leads = |word: &String| is_preposition(word) && !matches!(word.as_str(), "and" | "or" | "of" | "as");
    let mut phrases: Vec<&[String]> = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let length = rest.iter().skip(1).position(leads).map_or(rest.len(), |at| at + 1);
        let (phrase, others) = rest.split_at(length);
        phrases.push(phrase);
        rest = others;
    }
    phrases
}

fn is_preposition_last(words: &[String]) -> bool {
    words.last().is_some_and(|word| is_preposition(word))
}

/// Shortens long names, if the shorter form is unique in the resource.
pub(super) fn shorten(choices: &mut [Choice]) {
    const SEVERAL: usize = 2;
    let mut wanted: BTreeMap<Vec<String>, HashSet<String>> = BTreeMap::new();
    for choice in choices.iter() {
        wanted.entry(choice.resource.clone()).or_default().insert(choice.wanted());
    }
    let mut order: Vec<usize> = (0..choices.len()).collect();
    order.sort_by_key(|at| choices.get(*at).map(|choice| (choice.name.clone(), choice.whole_path.len())));
    for at in order {
        let Some(choice) = choices.get_mut(at).filter(|choice| choice.wanted().len() > LONG) else { continue };
        let Some(taken) = wanted.get_mut(&choice.resource) else { continue };
        // The stem is ambiguous if other names begin with it.
        let owner = choice.without_owner();
        let stem = format!("{}_", owner.join("_"));
        let own = choice.wanted();
        let is_alone = owner.len() > 1 && !taken.iter().any(|name| name.starts_with(&stem) && *name != own);
        let owner = Some(owner).filter(|owner| is_alone && *owner != choice.name && !is_preposition_last(owner));
        // If several names only differ in the part that is cut off, none of them gets the short name.
        let is_one_of_several = |short: &[String]| {
            let cut = choice.name.get(short.len()).filter(|_| choice.name.starts_with(short));
            let stem = cut.map(|cut| format!("{}_{cut}_", short.join("_")));
            stem.is_some_and(|stem| taken.iter().filter(|name| name.starts_with(&stem)).count() > SEVERAL)
        };
        let mut candidates = owner.into_iter().chain(choice.shorter());
        if let Some(short) = candidates.find(|words| !taken.contains(&words.join("_")) && !is_one_of_several(words)) {
            taken.insert(short.join("_"));
            choice.reasons.push(format!("shortened: `{}`", choice.wanted()));
            choice.name = short;
        }
    }
}
