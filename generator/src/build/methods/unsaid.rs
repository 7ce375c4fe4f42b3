//! What is left of an id without the words that the resource says.

use super::Choice;
use super::ids;
use super::paths::{self, Segment};
use super::words::{
    all_singular, is_participle, is_plural, is_prefix, is_preposition, singular, verb, without_loose_ends,
};

/// Words after `api` that make it meaningful: `list_api_keys`.
const API_WORDS: &[&str] = &["credential", "group", "key", "resource", "service", "token"];

/// Owners of resources without a parameter in the path: `/organization/certificates`.
const SCOPES: &[&str] = &["account", "organization", "project", "team", "user", "workspace"];

impl Choice {
    /// Which words are a name of the resource as a whole, one of several words or written as one:
    /// `core v1` in `list core v1 pod`, `user groups` or `usergroups`.
    pub(super) fn names_resource(&self, words: &[String]) -> Vec<bool> {
        // No longer names are looked for, so that the time does not depend on the input.
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

    /// The words without those of the resource, and without prepositions that remain alone.
    pub(super) fn unsaid(&self, words: &[String]) -> Vec<String> {
        let named = self.names_resource(words);
        let is_named = |at: usize| named.get(at) == Some(&true);
        let is_whole = named.contains(&true);
        let is_group = words.iter().enumerate().any(|(at, word)| is_named(at) && paths::is_version(word));
        let is_kept = |at: usize, word: &String| {
            let before = at.checked_sub(1).and_then(|at| words.get(at));
            let is_noun = |next: &String| !self.is_said(next) && !is_preposition(next) && !self.is_verb(next);
            !self.is_said(word)
                || (at == 0 && self.is_verb(word))
                || before.is_some_and(|word| is_prefix(word) && !self.is_said(word) || self.is_adjective(word))
                || self.is_in_phrase(words, &named, at)
                || self.is_described(words, at)
                || self.is_other_noun(words, at)
                || before.is_some_and(|before| ids::is_noise(before) && !is_noise(words, at - 1, before))
                // `storage v1` is a group of resources: its `storage class` is not repeated.
                || is_group && words.get(at + 1).is_some_and(is_noun)
        };
        let kept: Vec<bool> = words.iter().enumerate().map(|(at, word)| !is_named(at) && is_kept(at, word)).collect();
        let is_gone = |at: usize| kept.get(at) == Some(&false);
        // `for package owned by user` is `owned by user`, and nothing of `caption or subtitle` is left.
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
        // `apikeys from group`, where the resource is `api keys`: there is no verb.
        let first = left.first().or(words.first()).filter(|_| is_whole);
        if first.is_some_and(|first| is_preposition(first) || left.is_empty() && !self.is_said(first)) {
            return without_loose_ends(&[&[self.usual_verb().to_owned()], left.as_slice()].concat());
        }
        let left = without_loose_ends(&left);
        let is_one_phrase = !words.iter().any(|word| is_preposition(word));
        // The resource is the last word, or many of it are before the owner: `save albums user`.
        let is_last_gone = words
            .iter()
            .enumerate()
            .rfind(|(_, word)| !self.is_owner(word))
            .is_some_and(|(at, word)| is_one_phrase && is_gone(at) && (at + 1 == words.len() || is_plural(word)));
        match left.as_slice() {
            [] => words.iter().take(1).cloned().collect(),
            // `create project role` of roles does not create a project.
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

    /// Whether a participle describes a word before others: `allowed actions organization` is not `allowed
    /// organization`.
    fn is_described(&self, words: &[String], at: usize) -> bool {
        let describes = |word: &String| is_participle(word) && !self.is_said(word) && !self.is_adjective(word);
        let follows = |word: &String| !is_preposition(word) && !self.is_said(word) && !is_participle(word);
        at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(describes)
            && words.get(at + 1).is_some_and(follows)
    }

    /// Whether a word of the resource is the noun of another thing: `balance accounts` of `account holders`.
    pub(super) fn is_other_noun(&self, words: &[String], at: usize) -> bool {
        let Some(word) = words.get(at) else { return false };
        let is_noun_of_resource = || self.resource_names.iter().any(|name| name.last() == Some(&singular(word)));
        let describes = |before: &String| {
            !self.is_said(before) && !is_preposition(before) && !self.is_verb(before) && !is_participle(before)
        };
        let is_described = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(describes);
        let is_end = words.get(at + 1).is_none_or(|next| is_preposition(next));
        is_plural(word) && is_described && is_end && !is_noun_of_resource()
    }

    /// Whether a word ends a phrase with more words than the resource: `by authenticated user` is not `by
    /// authenticated`. A preposition in a name of the resource begins none: `records for zone` of `records for zone
    /// scan records`.
    fn is_in_phrase(&self, words: &[String], named: &[bool], at: usize) -> bool {
        let before = words.get(..at).unwrap_or_default();
        let begins = |(word, is_named): (&String, &bool)| is_preposition(word) && !is_named;
        let start = before.iter().zip(named).rposition(begins).map(|preposition| preposition + 1);
        let says_more = |word: &String| !self.is_said(word) && verb(word).is_none();
        start.and_then(|start| before.get(start..)).is_some_and(|phrase| phrase.iter().any(says_more))
    }

    /// Whether a word is made of a path parameter: `namespaced`.
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

/// Whether a word of an id says nothing: `api`, unless it belongs to the next word, and the number in `v2_1`.
pub(super) fn is_noise(words: &[String], at: usize, word: &str) -> bool {
    let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    is_number && before.is_some_and(|before| paths::is_version(before))
        || ids::is_noise(word) && words.get(at + 1).is_none_or(|next| !API_WORDS.contains(&singular(next).as_str()))
}

/// Whether one of the words is this one, or short for it, as `org` is for `organization`.
pub(super) fn is_short_for(words: &[String], word: &str) -> bool {
    const SHORTEST: usize = 3;
    let word = singular(word);
    words.iter().any(|one| *one == word || one.len() >= SHORTEST && word.starts_with(one.as_str()))
}
