//! Distinguishes operations that would have the same name, with as few words as possible.

use std::collections::BTreeMap;

use foldhash::{HashSet, HashSetExt};

use super::Choice;
use super::ids::{says_more_than_http, without_resource_words};
use super::paths::{Segment, parameter_phrase};
use super::words::{is_preposition, spell_first_word, usual_verb, without_loose_ends};
use model::name_rules as rules;
use model::{HttpMethod, NameReason};
use naming::{all_singular, count_occurrences, plural_name, singular_word, words_of_text};

/// The maximum number of words of a summary in a name.
const SUMMARY_WORDS: usize = 2;

/// If operations would be the same call, adds a version, or other segments that names omit, as a
/// resource. The operation with the fewest such segments keeps the short name; among several, the
/// one with the lowest version does. A deprecated operation gives way to others.
pub(super) fn add_levels(choices: &mut [Choice]) {
    let mut same: BTreeMap<(Vec<String>, Vec<String>), Vec<usize>> = BTreeMap::new();
    for (at, choice) in choices.iter().enumerate() {
        same.entry((choice.resource.clone(), choice.name.clone()))
            .or_default()
            .push(at);
    }
    for mut group in same.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|at| {
            let choice = choices.get(*at)?;
            let texts = choice.route.dropped();
            Some((choice.is_retired, texts.len(), texts.join("/")))
        });
        let Some(shortest) = group.first().and_then(|at| choices.get(*at)) else {
            continue;
        };
        let shortest: Vec<String> = shortest
            .route
            .dropped()
            .into_iter()
            .map(str::to_owned)
            .collect();
        for at in group {
            if let Some(choice) = choices.get_mut(at) {
                choice.add_levels(&shortest);
            }
        }
    }
}

/// Renames methods of collections whose items have a method of the same name: `delete_many` of
/// `/pets` if `/pets/{id}` has `delete`, and `delete_tags` of `/pets/{id}/tags` if an item has
/// `delete_tag`.
pub(super) fn name_collections(choices: &mut [Choice]) {
    let mut of_items = HashSet::new();
    for choice in choices.iter() {
        if let Some((last, collection)) = choice.route.key().split_last()
            && last == "{}"
        {
            of_items.insert((
                choice.http.clone(),
                choice.resource.clone(),
                choice.name.clone(),
                collection.to_vec(),
            ));
        }
    }
    for choice in choices.iter_mut().filter(|choice| {
        matches!(
            choice.http,
            HttpMethod::Delete | HttpMethod::Patch | HttpMethod::Put
        )
    }) {
        // An item with parts, such as `/tasks/{id}` with `/tasks/{id}/{index}`, is not a
        // collection.
        if choice.route.ends_in_parameter()
            || !of_items.contains(&(
                choice.http.clone(),
                choice.resource.clone(),
                choice.name.clone(),
                choice.route.key(),
            ))
        {
            continue;
        }
        choice.reasons.push(NameReason::words(
            &rules::COLLECTION,
            vec![choice.preferred_name()],
        ));
        match choice.name.as_mut_slice() {
            [_, .., last] => *last = plural_name(&singular_word(last)),
            // A `PUT` replaces the whole collection; other methods may act on part of it.
            _ if choice.http == HttpMethod::Put => choice.name.push("all".to_owned()),
            _ => choice.name.push("many".to_owned()),
        }
    }
}

/// Adds `by` and the last word of the path to methods whose names others have: `get_by_name` of
/// `/agents/name/{agent_name}` if `/agents/{id}` has `get`.
pub(super) fn name_lookups(choices: &mut [Choice]) {
    let names = choices.iter();
    let counts =
        count_occurrences(names.map(|choice| (choice.resource.clone(), choice.name.clone())));
    for choice in choices
        .iter_mut()
        .filter(|choice| !choice.last_word_of_lookup.is_empty())
    {
        if counts.get(&(choice.resource.clone(), choice.name.clone())) != Some(&1) {
            choice.name.push("by".to_owned());
            choice.name.extend(choice.last_word_of_lookup.clone());
        }
    }
}

impl Choice {
    /// Inserts the dropped segments that are not in `shortest` as resources, each at its position.
    fn add_levels(&mut self, shortest: &[String]) {
        let mut resource = Vec::new();
        let mut names = self.resource.iter();
        let mut added = Vec::new();
        for segment in self
            .route
            .segments
            .iter()
            .filter(|segment| !segment.is_parameter)
        {
            if !segment.is_dropped {
                resource.extend(names.next().cloned());
            } else if !segment.words.is_empty() && !shortest.contains(&segment.text) {
                added.push(segment.words.join("_"));
                resource.push(spell_first_word(segment.words.clone()).join("_"));
            }
        }
        if !added.is_empty() {
            self.resource = resource;
            self.reasons.push(NameReason::words(&rules::LEVEL, added));
        }
    }

    /// Returns longer names, the best first. `holder` is the operation that has the short name;
    /// `None` if the name is reserved.
    pub fn longer(&self, holder: Option<&Self>) -> Vec<String> {
        let phrases = self.phrases(holder);
        let longer = phrases
            .iter()
            .map(|phrase| [self.name.as_slice(), phrase].concat());
        let is_other_call = holder.is_none_or(|holder| holder.http != self.http);
        let mut names: Vec<Vec<String>> = Vec::new();
        if is_other_call && !self.is_author_verb && !self.is_shared_verb {
            names.extend(self.with_implied_verb());
        }
        names.extend(longer);
        names.extend(self.action.clone());
        let resource: Vec<Vec<String>> = self
            .resource
            .iter()
            .map(|name| words_of_text(name))
            .collect();
        let action = without_resource_words(&self.id, &resource);
        if action.len() > 1
            && action
                .first()
                .is_some_and(|first| says_more_than_http(first))
        {
            names.push(action);
        }
        names.extend(self.with_implied_verb());
        if self.id.len() > 1 {
            names.push(self.id.clone());
        }
        names.push([self.name.clone(), phrases.concat()].concat());
        let path = self.route.segments.iter().flat_map(Segment::phrase);
        names.push([self.http.to_lowercase()].into_iter().chain(path).collect());
        names.retain(|words| *words != self.name);
        names
            .into_iter()
            .map(|words| spell_first_word(words).join("_"))
            .collect()
    }

    /// Returns the name with the verb that the HTTP method implies. Returns `None` if the name
    /// already has a usual verb. A `POST` that gets items is `get_many`, not `create`.
    fn with_implied_verb(&self) -> Option<Vec<String>> {
        if self.only_asks && self.name.len() == 1 {
            let gets_items = self.name == ["get"] && !self.route.ends_in_parameter();
            return if gets_items {
                Some(["get", "many"].map(str::to_owned).to_vec())
            } else {
                None
            };
        }
        if self.implied.is_some() {
            return self.implied.clone();
        }
        let has_verb = self
            .name
            .first()
            .is_some_and(|first| usual_verb(first).is_some());
        let verb = usual_verb(&self.http.to_lowercase())?;
        if has_verb {
            None
        } else {
            Some([&[verb.to_owned()], self.name.as_slice()].concat())
        }
    }

    /// Returns phrases with words that the holder of the short name lacks, the best first. The
    /// words come from these places, in this order: the phrase at the end of the id; the path,
    /// beginning with the last segment; the rest of the id; the parameters of the path; the
    /// summary.
    fn phrases(&self, holder: Option<&Self>) -> Vec<Vec<String>> {
        let mut used = holder.map(Self::own_words).unwrap_or_default();
        used.extend(
            self.resource
                .iter()
                .flat_map(|name| words_of_text(name))
                .map(|word| singular_word(&word)),
        );
        used.extend(all_singular(&self.name));
        let mut phrases: Vec<Vec<String>> = Vec::new();
        if let Some(start) = self.id.iter().skip(1).position(|word| is_preposition(word)) {
            let mut phrase: Vec<String> = Vec::new();
            for word in self.id.iter().skip(start + 1) {
                if is_unused_word(word, &used)
                    || phrase.last().is_none_or(|last| is_preposition(last))
                {
                    phrase.push(word.clone());
                }
            }
            if phrase
                .iter()
                .any(|word| is_unused_word(word, &used) && !is_preposition(word))
            {
                phrases.push(phrase);
            }
        }
        let mut parameters: Vec<Vec<String>> = Vec::new();
        let mut ids: Vec<Vec<String>> = Vec::new();
        for segment in self.route.segments.iter().rev() {
            let new: Vec<String> = segment
                .words
                .iter()
                .filter(|word| is_unused_word(word, &used))
                .cloned()
                .collect();
            match (segment.is_parameter, new.as_slice()) {
                (_, []) => {}
                (false, _) => phrases.push(new),
                // `by_id` distinguishes little.
                (true, [only]) if matches!(only.as_str(), "id" | "identifier" | "uuid") => {
                    ids.push(parameter_phrase(&new))
                }
                (true, _) => parameters.push(parameter_phrase(&new)),
            }
        }
        let words_of_id = self
            .id
            .iter()
            .filter(|word| is_unused_word(word, &used) && usual_verb(word).is_none());
        let of_id = without_loose_ends(&words_of_id.cloned().collect::<Vec<_>>());
        // `add_shared` says more than `add_by_user_id`.
        if of_id.iter().any(|word| is_preposition(word)) {
            phrases.extend(parameters);
            phrases.push(of_id);
        } else {
            phrases.push(of_id);
            phrases.extend(parameters);
        }
        let of_summary = self
            .summary
            .iter()
            .skip(1)
            .take_while(|word| !is_preposition(word));
        phrases.push(
            of_summary
                .filter(|word| is_unused_word(word, &used))
                .take(SUMMARY_WORDS)
                .cloned()
                .collect(),
        );
        phrases.extend(ids);
        phrases.retain(|phrase| !phrase.is_empty());
        phrases
    }

    /// Returns the words of the path and the id, in the singular.
    fn own_words(&self) -> HashSet<String> {
        let mut words = self.route.singular_words();
        words.extend(all_singular(&self.id));
        words
    }
}

/// Returns whether neither the singular nor the plural of a word is used. `used` contains
/// singulars.
fn is_unused_word(word: &str, used: &HashSet<String>) -> bool {
    !used.contains(&singular_word(word))
}
