//! Tells operations apart that would have the same name, by as few words as possible.

use std::collections::{BTreeMap, HashSet};

use super::Choice;
use super::paths::Segment;
use super::words::{all_singular, is_preposition, singular_word, spelled_out, usual_verb};
use crate::naming::plural;

/// Adds a version, or another segment that names drop, as a resource where two operations would otherwise be one call.
/// The operation with the fewest such segments, then the lowest version, keeps the short name.
pub(super) fn add_levels(choices: &mut [Choice]) {
    let mut same: BTreeMap<(Vec<String>, Vec<String>), Vec<usize>> = BTreeMap::new();
    for (at, choice) in choices.iter().enumerate() {
        same.entry((choice.resource.clone(), choice.name.clone())).or_default().push(at);
    }
    for mut group in same.into_values().filter(|group| group.len() > 1) {
        let dropped = |at: &usize| choices.get(*at).map(|choice| choice.route.dropped());
        group.sort_by_key(|at| dropped(at).map(|texts| (texts.len(), texts.join("/"))));
        let Some(shortest) = group.first().and_then(dropped) else { continue };
        let shortest: Vec<String> = shortest.into_iter().map(str::to_owned).collect();
        for at in group {
            if let Some(choice) = choices.get_mut(at) {
                choice.add_levels(&shortest);
            }
        }
    }
}

/// Names methods of collections beside equal ones of their items: `delete_many` of `/pets` beside `delete` of
/// `/pets/{id}`, and `delete_tags` of `/pets/{id}/tags` beside `delete_tag`.
pub(super) fn name_collections(choices: &mut [Choice]) {
    let mut of_items = HashSet::new();
    for choice in choices.iter() {
        if let Some((last, collection)) = choice.route.key().split_last()
            && last == "{}"
        {
            of_items.insert((choice.http, choice.resource.clone(), choice.name.clone(), collection.to_vec()));
        }
    }
    for choice in choices.iter_mut().filter(|choice| matches!(choice.http, "delete" | "patch" | "put")) {
        if !of_items.contains(&(choice.http, choice.resource.clone(), choice.name.clone(), choice.route.key())) {
            continue;
        }
        choice.reasons.push(format!("`{}` is the method of an item", choice.wanted()));
        match choice.name.as_mut_slice() {
            [_, .., last] => *last = plural(&singular_word(last)),
            // A `PUT` replaces the whole collection; the others may act on a part of it.
            _ if choice.http == "put" => choice.name.push("all".to_owned()),
            _ => choice.name.push("many".to_owned()),
        }
    }
}

impl Choice {
    /// Inserts the dropped segments that `shortest` does not have as resources, at their places.
    fn add_levels(&mut self, shortest: &[String]) {
        let texts: Vec<String> = self.route.dropped().into_iter().map(str::to_owned).collect();
        let mut resource = Vec::new();
        let mut names = self.resource.iter();
        let mut added = Vec::new();
        for segment in self.route.segments.iter().filter(|segment| !segment.is_parameter) {
            if !segment.is_dropped {
                resource.extend(names.next().cloned());
            } else if !segment.words.is_empty() && texts != shortest && !shortest.iter().any(|text| segment.is_text(text)) {
                added.push(segment.words.join("_"));
                resource.push(spelled_out(segment.words.clone()).join("_"));
            }
        }
        if !added.is_empty() {
            self.resource = resource;
            self.reasons.push(format!("`{}` distinguishes it", added.join("` and `")));
        }
    }

    /// Longer names, the best first; `holder` is the operation that has the short name, or `None` if it is reserved.
    pub(in crate::build) fn longer(&self, holder: Option<&Self>) -> Vec<String> {
        let of_holder = holder.map(Self::own_words).unwrap_or_default();
        let resource: HashSet<String> =
            self.resource.iter().flat_map(|name| name.split('_')).map(singular_word).collect();
        let is_new = |word: &String| {
            let word = singular_word(word);
            !of_holder.contains(&word) && !resource.contains(&word) && !all_singular(&self.name).contains(&word)
        };
        let mut phrases: Vec<Vec<String>> = Vec::new();
        // The author's own phrase: `by_ids` of `getLogsByIds`.
        if let Some(start) = self.id.iter().skip(1).position(|word| is_preposition(word)) {
            let phrase = self.id.get(start + 1..).unwrap_or_default();
            if phrase.iter().skip(1).any(is_new) {
                phrases.push(phrase.to_vec());
            }
        }
        for segment in self.route.segments.iter().rev() {
            let words: Vec<String> = segment.words.iter().filter(|word| is_new(word)).cloned().collect();
            if !words.is_empty() {
                phrases.push(if segment.is_parameter { [vec!["by".to_owned()], words].concat() } else { words });
            }
        }
        let of_id: Vec<String> =
            self.id.iter().filter(|word| is_new(word) && usual_verb(word).is_none()).cloned().collect();
        phrases.extend((!of_id.is_empty()).then_some(of_id));
        let implied = usual_verb(self.http).unwrap_or(self.http);
        let with_verb = match self.name.split_first() {
            Some((first, _)) if first == implied => None,
            Some((first, rest)) if usual_verb(first).is_some() => Some([&[implied.to_owned()], rest].concat()),
            _ => Some([&[implied.to_owned()], self.name.as_slice()].concat()),
        };
        let with_phrases = phrases.iter().map(|phrase| [self.name.as_slice(), phrase].concat());
        let mut names: Vec<Vec<String>> = if holder.is_none_or(|holder| holder.http != self.http) {
            with_verb.into_iter().chain(with_phrases).collect()
        } else {
            with_phrases.chain(with_verb).collect()
        };
        if !self.id.is_empty() && self.id != self.name {
            names.push(self.id.clone());
        }
        names.push([self.name.clone(), phrases.concat()].concat());
        let path = self.route.segments.iter().flat_map(Segment::phrase);
        names.push([self.http.to_owned()].into_iter().chain(path).collect());
        names.into_iter().map(|words| spelled_out(words).join("_")).collect()
    }

    /// The words of the path and the id, in the singular.
    fn own_words(&self) -> HashSet<String> {
        let mut words = self.route.singular_words();
        words.extend(all_singular(&self.id));
        words
    }
}
