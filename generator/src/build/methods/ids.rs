//! The words of an `operationId` that are not those of the method and path.

use std::collections::HashSet;

use super::paths::{Segment, is_boilerplate};
use super::words::{all_singular, is_action, is_only_verb, singular, verb};
use crate::build::found::METHODS;
use crate::naming::words;

/// Words before or instead of the name of a parameter.
const LINKS: &[&str] = &["by", "with", "and", "for", "all", "id"];

pub(super) fn is_method(word: &str) -> bool {
    METHODS.contains(&word)
}

/// Whether an id consists of words, not of a number or hash.
pub(super) fn is_usable(id: &str) -> bool {
    let digits = id.chars().filter(char::is_ascii_digit).count();
    !id.trim().is_empty() && digits * 2 < id.chars().count()
}

/// The parts of `users.messages.list` and `VirtualMachines_List`; other ids have one.
pub(super) fn groups(id: &str) -> Vec<Vec<String>> {
    let is_pair = || {
        let mut parts = id.split('_');
        let is_camel = |part: &str| !part.is_empty() && part.chars().all(char::is_alphanumeric);
        let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        parts.next().is_none() && first.starts_with(char::is_uppercase) && is_camel(first) && is_camel(second)
    };
    let separator = if id.contains('.') { '.' } else { '_' };
    match separator == '.' || is_pair() {
        true => id.split(separator).map(words).filter(|part| !part.is_empty()).collect(),
        false => vec![words(id)],
    }
}

/// Joins parts of known words that kebab-case has split: `c-as` of `CAs`, `m-p-4` of `MP4`.
pub(super) fn rejoined(words: Vec<String>, known: &HashSet<String>) -> Vec<String> {
    const MOST_PARTS: usize = 4;
    let mut joined = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let [first, others @ ..] = rest {
        let lengths = 2..=if first.chars().count() == 1 { rest.len().min(MOST_PARTS) } else { 0 };
        let mut parts = lengths.rev().filter_map(|length| rest.split_at_checked(length));
        let (word, after) = match parts.find(|(parts, _)| known.contains(&parts.concat())) {
            Some((parts, after)) => (parts.concat(), after),
            None => (first.clone(), others),
        };
        joined.push(word);
        rest = after;
    }
    joined
}

/// Separates a verb at the beginning from a known word: `getusage` of `/usage` becomes `get usage`.
pub(super) fn with_separate_verb(mut words: Vec<String>, known: &HashSet<String>) -> Vec<String> {
    let Some(first) = words.first().filter(|first| !known.contains(*first)) else { return words };
    let parts = (1..first.len()).filter_map(|end| first.split_at_checked(end));
    let is_noun = |word: &str| known.contains(word) || word == "all";
    let mut parts = parts.filter(|(verb, noun)| (is_only_verb(verb) || is_action(verb, "post")) && is_noun(noun));
    if let Some((verb, noun)) = parts.next().map(|(verb, noun)| (verb.to_owned(), noun.to_owned())) {
        words.splice(..1, [verb, noun]);
    }
    words
}

/// Whether a word may be several: it is long, and not known.
pub(super) fn may_lack_separators(words: &[String], known: &HashSet<String>) -> bool {
    // A shorter word is rarely two.
    const LONG: usize = 12;
    words.iter().any(|word| word.len() >= LONG && !known.contains(word))
}

/// Separates words that an id writes without separators, if all of them are known: `createanapikey` → `create an api
/// key`. The fewest words win.
pub(super) fn separated(words: Vec<String>, known: &HashSet<String>) -> Vec<String> {
    const LONGEST: usize = 100;
    let letters = words.concat();
    if letters.len() > LONGEST || !may_lack_separators(&words, known) {
        return words;
    }
    // The best way to write the letters up to each index, in known words.
    let mut best: Vec<Option<Vec<&str>>> = vec![Some(Vec::new())];
    for end in 1..=letters.len() {
        let ways = (0..end).filter_map(|start| {
            let word = letters.get(start..end).filter(|word| known.contains(*word))?;
            Some([best.get(start)?.as_deref()?, &[word]].concat())
        });
        best.push(ways.min_by_key(Vec::len));
    }
    let separated = best.pop().flatten().filter(|separated| separated.len() > words.len());
    separated.map_or(words, |separated| separated.into_iter().map(str::to_owned).collect())
}

/// Whether an id consists of only the method and the words of the path: `PostCustomersCustomerSources`.
pub(super) fn is_made_of_path(method: &str, id: &[String], path: &[Segment]) -> bool {
    let id = id.concat();
    let Some(mut rest) = id.strip_prefix(method) else { return false };
    for segment in path {
        let words = segment.all_words();
        let plain = words.concat();
        let spellings = [plain, all_singular(&words).concat()];
        let next = |rest: &'_ str| spellings.iter().find(|spelling| rest.starts_with(*spelling)).map(String::len);
        let mut after = rest;
        let found = loop {
            match next(after) {
                Some(length) => break after.get(length..),
                None => match LINKS.iter().find_map(|link| after.strip_prefix(link)) {
                    Some(shorter) => after = shorter,
                    None => break None,
                },
            }
        };
        match found {
            Some(after) => rest = after,
            None if segment.is_word() => return false,
            None => {}
        }
    }
    let is_parameter = |rest: &str| {
        let names = path.iter().filter(|segment| segment.is_parameter).map(|segment| segment.all_words().concat());
        names.into_iter().any(|name| name.ends_with(rest))
    };
    rest.is_empty() || LINKS.contains(&rest) || rest.strip_prefix("by").is_some_and(is_parameter)
}

/// The words of an id without those that frameworks add: path and method after it (FastAPI: `read_item_items__id__get`)
/// or before it (`get-/files/{id}_getById`), or only the method (Springfox: `deleteUsingDELETE_1`,
/// `list_contracts_get`).
pub(super) fn own_words(method: &str, mut own: Vec<String>, path: &[Segment]) -> Vec<String> {
    let using = own.iter().rposition(|word| word == "using").filter(|at| *at > 0);
    let is_added = |at: &usize| own.get(at + 1).is_some_and(|word| is_method(word)) && own.len() <= at + 3;
    if let Some(at) = using.filter(is_added) {
        own.truncate(at);
    }
    let of_path: Vec<String> = path.iter().flat_map(Segment::all_words).collect();
    let front = [&[method.to_owned()], of_path.as_slice()].concat();
    // `deleteCartItems` of `/cart` keeps its first words, because no verb follows them.
    let has_verb_after = || own.get(front.len()).is_some_and(|word| verb(word).is_some());
    if own.starts_with(&front) && has_verb_after() {
        own.drain(..front.len());
    }
    let added = [of_path.as_slice(), &[method.to_owned()]].concat();
    if own.len() > added.len() && own.ends_with(&added) {
        own.truncate(own.len() - added.len());
    }
    // `list_contracts_get`, `get_thread_method`
    let adds_nothing = |word: &String| word == method || word == "method" && !of_path.contains(word);
    let [first, .., last] = own.as_slice() else { return own };
    // The `list` of `listIdGet` is a noun if the path has lists.
    let is_verb = verb(first).is_some() && !all_singular(&of_path).contains(first);
    if is_verb && adds_nothing(last) && of_path.last() != Some(last) {
        own.pop();
    }
    own
}

/// Whether a word has no meaning in an id.
pub(super) fn is_noise(word: &str) -> bool {
    is_boilerplate(word) && !matches!(word, "default" | "public") || word == "0"
}

/// Whether the words are `post` and the last words of the path.
pub(super) fn is_posted(words: &[String], path: &[Segment]) -> bool {
    let all: Vec<&String> = path.iter().filter(|segment| !segment.is_parameter).flat_map(Segment::words).collect();
    match words {
        [first, rest @ ..] if first == "post" && !rest.is_empty() => {
            all.len() >= rest.len() && all.iter().rev().zip(rest.iter().rev()).all(|(one, other)| *one == other)
        }
        _ => false,
    }
}

/// Whether all words are those of a path parameter, or of the segment that it identifies: `treaty_id` of
/// `/treaty/{id}`.
pub(super) fn name_parameters(words: &[String], path: &[Segment]) -> bool {
    let identified = path.windows(2).filter(|pair| pair.last().is_some_and(|last| last.is_parameter));
    let identified = identified.filter_map(|pair| pair.first().filter(|first| first.is_word()));
    let parameters = path.iter().filter(|segment| segment.is_parameter);
    let named = parameters.chain(identified).flat_map(|segment| all_singular(&segment.all_words()));
    let parameters: Vec<String> = named.collect();
    let is_one = |word: &String| {
        let word = singular(word);
        matches!(word.as_str(), "id" | "identifier" | "uuid" | "and") || parameters.contains(&word)
    };
    !words.is_empty() && words.iter().all(is_one)
}
