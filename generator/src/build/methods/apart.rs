//! Distinguishes operations with equal names by as few words as possible of their path, parameters or id.

use std::collections::HashSet;

use super::paths::{Segment, versions};
use super::words::{all_singular, is_only_verb, is_participle, singular, spelled_out, verb};
use super::{Choice, LONG};
use crate::naming::{one_of_many, plural};

/// Distinguishes methods of collections from equal ones of their items: `delete_many` of `/pets` beside `delete` of
/// `/pets/{id}`, and `delete_tags` of `/pets/{id}/tags` beside `delete_tag`.
pub(super) fn collections(choices: &mut [Choice]) {
    let of_items = choices.iter().filter(|one| matches!(one.http, "delete" | "patch" | "put"));
    let of_items = of_items.filter_map(|one| {
        let (_, above) = one.whole_path.split_last().filter(|(last, _)| last.is_parameter)?;
        Some((one.http, one.resource.clone(), one.name.clone(), keys(above)))
    });
    let of_items: HashSet<_> = of_items.collect();
    for choice in choices.iter_mut().filter(|one| one.whole_path.last().is_some_and(Segment::is_word)) {
        let key = (choice.http, choice.resource.clone(), choice.name.clone(), keys(&choice.whole_path));
        if of_items.contains(&key) {
            choice.reasons.push(format!("`{}` is the method of an item", choice.wanted()));
            // A `PUT` replaces the whole collection; the others may act on a part of it.
            let scope = if choice.http == "put" { "all" } else { "many" };
            match choice.name.as_mut_slice() {
                [_, .., last] if !is_participle(last) => *last = plural(&singular(last)),
                [verb, rest @ ..] => choice.name = [&[verb.clone(), scope.to_owned()], &*rest].concat(),
                [] => {}
            }
        }
    }
}

fn keys(path: &[Segment]) -> Vec<String> {
    path.iter().map(Segment::key).collect()
}

impl Choice {
    /// Longer names, the best first; `holder` is the operation that has the short name.
    pub(in crate::build) fn longer(&self, holder: Option<&Self>) -> Vec<String> {
        let of_holder = holder.map(Self::qualifiers).unwrap_or_default();
        let of_holder: Vec<Vec<String>> = of_holder.iter().map(|words| all_singular(words)).collect();
        let mut own = self.qualifiers();
        own.retain(|words| !of_holder.contains(&all_singular(words)));
        let name = |words: &[String]| spelled_out(words.to_vec());
        let id = (!self.id.is_empty() && self.id != self.name).then(|| name(&self.id));
        // Another verb distinguishes operations with different HTTP methods.
        let is_other_call = holder.is_none_or(|holder| holder.http != self.http);
        // Without a holder, the short name is reserved.
        let mut names: Vec<Vec<String>> = id.clone().filter(|_| holder.is_none()).into_iter().collect();
        names.extend(self.other_verbs().into_iter().filter(|_| is_other_call));
        // Other words are better than names of parameters.
        let by = "by".to_owned();
        let is_parameter = |words: &[String]| words.first() == Some(&by);
        let is_new = |word: &String| !self.name.contains(word) && !self.is_resource_word(word);
        let is_better = |id: &&Vec<String>| id.join("_").len() <= LONG && id.iter().any(is_new) && !id.contains(&by);
        let is_readable =
            |words: &&[String]| !words.is_empty() && words.join("_").len() <= LONG && !words.contains(&by);
        names.extend(Some(self.path_name.as_slice()).filter(is_readable).map(name));
        let (verbs, others): (Vec<_>, Vec<_>) =
            own.iter().filter(|one| !is_parameter(one)).partition(|one| one.iter().all(|word| is_only_verb(word)));
        names.extend(others.into_iter().map(|one| with(&self.name, one)));
        let short_id = name(&self.without_resource_words(&self.id));
        let short_id = Some(short_id).filter(|id| id.len() > 1 && *id != self.name);
        names.extend(short_id.iter().chain(&id).filter(is_better).cloned());
        names.extend(verbs.into_iter().map(|one| with(&self.name, one)));
        names.extend(own.iter().filter(|one| is_parameter(one)).map(|one| with(&self.name, one)));
        names.extend(id.clone());
        for (at, first) in own.iter().enumerate() {
            names.extend(own.iter().skip(at + 1).map(|second| with(&with(&self.name, first), second)));
        }
        names.push(own.iter().fold(self.name.clone(), |name, one| with(&name, one)));
        let method = [self.http.to_owned()];
        names.extend(id.map(|id| [&method, id.as_slice()].concat()));
        names.push([&method, self.name.as_slice()].concat());
        names.push(self.whole_path.iter().fold(method.to_vec(), |name, segment| match segment.is_parameter {
            true => [name, vec!["by".to_owned()], segment.all_words()].concat(),
            false => [name, segment.words().to_vec()].concat(),
        }));
        // `get_get` is the last resort.
        let repeats = |words: &Vec<String>| words.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
        let (twice, once): (Vec<_>, Vec<_>) = names.into_iter().partition(repeats);
        once.into_iter().chain(twice).map(|words| words.join("_")).collect()
    }

    /// The name with another verb: that of the id or of the HTTP method; or with a verb, if it has none.
    fn other_verbs(&self) -> Vec<Vec<String>> {
        let usual = self.usual_verb().to_owned();
        match self.name.split_first() {
            Some((first, rest)) if verb(first).is_some() => {
                let own =
                    self.id.first().filter(|word| verb(word).is_some() && !matches!(word.as_str(), "post" | "put"));
                let verbs = own.cloned().into_iter().chain((!self.id.is_empty()).then_some(usual));
                let others = verbs.filter(|verb| verb != first);
                others.map(|verb| [&[verb], rest].concat()).collect()
            }
            _ => vec![[&[usual], self.name.as_slice()].concat()],
        }
    }

    /// Words that may distinguish the operation: versions, words of the path, the last ones first, then parameters.
    fn qualifiers(&self) -> Vec<Vec<String>> {
        let mut all: Vec<Vec<String>> = versions(&self.whole_path).into_iter().map(|version| vec![version]).collect();
        let is_used = |word: &&String| {
            self.resource_words.contains(&singular(word)) || all_singular(&self.name).contains(&singular(word))
        };
        let mut used_before = Vec::new();
        let is_item = self.whole_path.last().is_some_and(|last| last.is_parameter);
        for (at, segment) in self.whole_path.iter().enumerate().rev().filter(|(_, segment)| segment.is_word()) {
            let words: Vec<String> = segment.words().iter().filter(|word| !is_used(word)).cloned().collect();
            let mut below = self.whole_path.iter().skip(at + 1);
            let owner = below.next().filter(|next| next.is_parameter && below.any(|next| next.is_word()));
            let for_owner = || [vec!["for".to_owned()], one_of_many(segment.words().to_vec())].concat();
            match (words.is_empty(), owner) {
                (true, Some(owner)) if !is_item && is_named_after(owner, segment) => used_before.push(for_owner()),
                (true, _) => used_before.push(segment.words().to_vec()),
                (false, Some(_)) => all.push(for_owner()),
                (false, None) => all.push(words),
            }
        }
        all.extend(used_before);
        for segment in self.whole_path.iter().rev().filter(|segment| segment.is_parameter) {
            let words: Vec<String> = segment.all_words().into_iter().filter(|word| !is_used(&word)).collect();
            let words = if words.is_empty() { vec!["id".to_owned()] } else { words };
            all.push([vec!["by".to_owned()], words].concat());
        }
        all
    }
}

/// Whether a parameter begins with the words of the segment before it: `/payees/{payee_id}`.
fn is_named_after(parameter: &Segment, segment: &Segment) -> bool {
    all_singular(&parameter.all_words()).starts_with(&all_singular(segment.words()))
}

/// The name with a qualifier appended, without repeating a preposition.
fn with(name: &[String], qualifier: &[String]) -> Vec<String> {
    match qualifier.split_first() {
        Some((first, rest)) if matches!(first.as_str(), "by" | "for") && name.contains(first) => [name, rest].concat(),
        _ => [name, qualifier].concat(),
    }
}
