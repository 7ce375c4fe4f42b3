//! Removes the words of the resource from ids.

use super::Choice;
use super::ids;
use super::paths::{self, Segment};
use super::words::{
    all_singular, is_participle, is_plural, is_prefix, is_preposition, singular, verb, without_loose_ends,
};

/// Words before which `api` has a meaning: `list_api_keys`.
const API_WORDS: &[&str] = &["credential", "group", "key", "resource", "service", "token"];

/// Owners that a path may name without a parameter: `/organization/certificates`.
const SCOPES: &[&str] = &["account", "organization", "project", "team", "user", "workspace"];

impl Choice {
    /// Marks the words that are a whole name of the resource, in several words or in one: `core v1` in `list core v1
    /// pod`, `user groups` or `usergroups`.
    pub(super) fn names_resource(&self, words: &[String]) -> Vec<bool> {
        // The longest name in words, to limit the time.
        const LONGEST: usize = 12;
        let one = all_singular(words);
        let mut named = vec![false; words.len()];
        let mut start = 0;
        while start < words.len() {
            let is_name = |end: &usize| {
                let run = one.get(start..*end).unwrap_or_default();
                let letters = run.concat();
                self.resource_names.iter().any(|name| run.len().max(name.len()) > 1 && name.concat() == letters)
            };
            let end = (start + 1..=words.len().min(start + LONGEST)).rev().find(is_name);
            named.iter_mut().take(end.unwrap_or(start)).skip(start).for_each(|is_named| *is_named = true);
            start = end.unwrap_or(start + 1);
        }
        named
    }

    /// The words without those of the resource and dangling prepositions.
    pub(super) fn without_resource_words(&self, words: &[String]) -> Vec<String> {
        let named = self.names_resource(words);
        let is_named = |at: usize| named.get(at) == Some(&true);
        let is_whole = named.contains(&true);
        let is_group = words.iter().enumerate().any(|(at, word)| is_named(at) && paths::is_version(word));
        let is_kept = |at: usize, word: &String| {
            let before = at.checked_sub(1).and_then(|at| words.get(at));
            let is_noun = |next: &String| !self.is_resource_word(next) && !is_preposition(next) && !self.is_verb(next);
            !self.is_resource_word(word)
                || (at == 0 && self.is_verb(word))
                || before.is_some_and(|word| is_prefix(word) && !self.is_resource_word(word) || self.is_adjective(word))
                || self.is_in_phrase(words, &named, at)
                || self.is_described(words, at)
                || self.is_other_noun(words, at)
                || before.is_some_and(|before| ids::is_noise(before) && !is_noise(words, at - 1, before))
                // `storage v1` is a group of resources: the `storage` of `storage class` is not a repetition.
                || is_group && words.get(at + 1).is_some_and(is_noun)
        };
        let kept: Vec<bool> = words.iter().enumerate().map(|(at, word)| !is_named(at) && is_kept(at, word)).collect();
        let is_gone = |at: usize| kept.get(at) == Some(&false);
        // `for package owned by user` becomes `owned by user`, and the `or` of `caption or subtitle` is removed with
        // both words.
        let is_left_alone = |at: usize, word: &String| match word.as_str() {
            "and" | "or" => is_gone(at + 1) && at.checked_sub(1).is_some_and(is_gone),
            word => {
                let next = words.iter().enumerate().skip(at + 1).find(|(at, _)| !is_gone(*at));
                is_preposition(word)
                    && is_gone(at + 1)
                    && next.is_some_and(|(_, next)| is_participle(next) || is_preposition(next))
            }
        };
        let left = words.iter().enumerate().filter(|(at, word)| !is_gone(*at) && !is_left_alone(*at, word));
        let left: Vec<String> = left.map(|(_, word)| word.clone()).collect();
        // `apikeys from group` of the resource `api keys` has no verb.
        let first = left.first().or(words.first()).filter(|_| is_whole);
        if first.is_some_and(|first| is_preposition(first) || left.is_empty() && !self.is_resource_word(first)) {
            return without_loose_ends(&[&[self.usual_verb().to_owned()], left.as_slice()].concat());
        }
        let left = without_loose_ends(&left);
        let is_one_phrase = !words.iter().any(|word| is_preposition(word));
        // The resource is the last word, or a plural before the owner: `save albums user`.
        let is_last_gone = words
            .iter()
            .enumerate()
            .rfind(|(_, word)| !self.is_owner(word))
            .is_some_and(|(at, word)| is_one_phrase && is_gone(at) && (at + 1 == words.len() || is_plural(word)));
        match left.as_slice() {
            [] => words.iter().take(1).cloned().collect(),
            // `create project role` of `roles` does not create a project.
            [verb, owner @ ..] if is_last_gone && !owner.is_empty() && owner.iter().all(|word| self.is_owner(word)) => {
                [&[verb.clone(), "for".to_owned()], all_singular(owner).as_slice()].concat()
            }
            _ => left,
        }
    }

    /// Whether a word names the owner of the resource: `organization` or `project` in the path, before the last word.
    fn is_owner(&self, word: &str) -> bool {
        let last = self.whole_path.iter().rposition(Segment::is_word).unwrap_or_default();
        let above = self.whole_path.get(..last).unwrap_or_default();
        above.iter().any(|segment| match segment.is_parameter {
            true => is_short_for(&all_singular(&segment.all_words()), word),
            false if segment.words() == ["me"] => word == "user",
            false => SCOPES.contains(&word) && all_singular(segment.words()) == [singular(word)],
        })
    }

    /// Whether a participle before the word describes it, and other words follow: `allowed actions organization` does
    /// not become `allowed organization`.
    fn is_described(&self, words: &[String], at: usize) -> bool {
        let describes = |word: &String| is_participle(word) && !self.is_resource_word(word) && !self.is_adjective(word);
        let follows = |word: &String| !is_preposition(word) && !self.is_resource_word(word) && !is_participle(word);
        at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(describes)
            && words.get(at + 1).is_some_and(follows)
    }

    /// Whether a word of the resource is the noun of a different item: `balance accounts` of `account holders`.
    pub(super) fn is_other_noun(&self, words: &[String], at: usize) -> bool {
        let Some(word) = words.get(at) else { return false };
        let is_noun_of_resource = || self.resource_names.iter().any(|name| name.last() == Some(&singular(word)));
        let describes = |before: &String| {
            !self.is_resource_word(before) && !is_preposition(before) && !self.is_verb(before) && !is_participle(before)
        };
        let is_described = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(describes);
        let is_end = words.get(at + 1).is_none_or(|next| is_preposition(next));
        is_plural(word) && is_described && is_end && !is_noun_of_resource()
    }

    /// Whether a word is in a phrase with words other than those of the resource: `by authenticated user` does not
    /// become `by authenticated`. A preposition in the name of the resource begins no phrase: `records for zone` of
    /// `records for zone scan records`.
    fn is_in_phrase(&self, words: &[String], named: &[bool], at: usize) -> bool {
        let before = words.get(..at).unwrap_or_default();
        let begins = |(word, is_named): (&String, &bool)| is_preposition(word) && !is_named;
        let start = before.iter().zip(named).rposition(begins).map(|preposition| preposition + 1);
        let says_more = |word: &String| !self.is_resource_word(word) && verb(word).is_none();
        start.and_then(|start| before.get(start..)).is_some_and(|phrase| phrase.iter().any(says_more))
    }

    /// Whether a word is an adjective made of a path parameter: `namespaced`.
    fn is_adjective(&self, word: &str) -> bool {
        const STEM: usize = 3;
        let mut parameters = self.parameter_words();
        parameters.any(|one| one.len() >= STEM && word.starts_with(one.as_str()) && word.ends_with("ed"))
    }

    pub(super) fn parameter_words(&self) -> impl Iterator<Item = String> {
        let parameters = self.whole_path.iter().filter(|segment| segment.is_parameter);
        parameters.flat_map(|segment| all_singular(&segment.all_words()))
    }
}

/// Whether a word of an id has no meaning: `api`, unless it belongs to the next word; or the number in `v2_1`.
pub(super) fn is_noise(words: &[String], at: usize, word: &str) -> bool {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    is_number && before.is_some_and(|before| paths::is_version(before))
        || ids::is_noise(word) && words.get(at + 1).is_none_or(|next| !API_WORDS.contains(&singular(next).as_str()))
}

/// Whether one of the words equals `word`, or abbreviates it, as `org` does `organization`.
pub(super) fn is_short_for(words: &[String], word: &str) -> bool {
    const SHORTEST: usize = 3;
    let word = singular(word);
    words.iter().any(|one| *one == word || one.len() >= SHORTEST && word.starts_with(one.as_str()))
}
