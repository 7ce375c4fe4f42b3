//! Chooses the resource of each operation and the name of its method, by the rules of `NAMES.md`, in their order.
//!
//! `Shared` has the parts that nearly all operations have in common; [`Choice`] is the name of one operation, without
//! regard to the others; `apart` distinguishes operations with equal names. Nothing depends on the order of the
//! description.

mod apart;
mod choice;
mod ids;
mod paths;
mod plurals;
mod resource_words;
mod shorter;
mod words;

pub(super) use choice::{Choice, choose};
pub(super) use words::{all_singular, verb, without_loose_ends};

use std::collections::HashSet;

use super::found::Found;
use super::iterate::counts;
use crate::naming::words;
use ids::groups;
use paths::Segment;
use words::singular;

/// The longest name of a method that is not shortened.
const LONG: usize = 40;

/// The fewest operations with a common tag or last word for it to be left out.
const MANY: usize = 10;

/// Whether `count` is nearly `all`: a few operations beside the API, such as a health check, change no name.
fn nearly_all(count: usize, all: usize) -> bool {
    all > 0 && count * 100 >= all * 85
}

/// The words of an operation id without those that frameworks add to it; `None` if there are no such words.
pub(super) fn own_words_of_id(method: &str, id: &str, path: &str) -> Option<Vec<String>> {
    let all = words(id);
    let own = ids::own_words(method, all.clone(), &paths::segments(path));
    (own.len() < all.len()).then_some(own)
}

/// The parts that nearly all operations have in common.
struct Shared {
    /// The first segments of paths.
    path: Vec<String>,
    /// Tags of nearly all operations, as words.
    tags: HashSet<Vec<String>>,
    /// The first words of tags, and their last words, reversed.
    tag_ends: [Vec<String>; 2],
    /// The first parts of ids that have several parts, such as `users.messages.list`.
    parts: Vec<Vec<String>>,
    /// The first words of ids.
    id: Vec<String>,
    /// The last word of ids, in the singular, if no path has it: `resource` of `get_users_resource`.
    id_end: Option<String>,
    /// Whether most ids begin with their verbs.
    verbs_lead: bool,
}

impl Shared {
    fn of(found: &[Found]) -> Self {
        let paths: Vec<Vec<Segment>> = found.iter().map(|one| paths::without_format(one.method, &one.path)).collect();
        let tags = counts(found.iter().filter_map(|one| one.tag.as_deref()).map(words));
        let ids: Vec<Vec<Vec<String>>> = found.iter().filter_map(own_id).map(groups).collect();
        let grouped: Vec<Vec<Vec<String>>> = ids.iter().filter(|groups| groups.len() > 1).cloned().collect();
        let named: Vec<Vec<String>> = tags.keys().cloned().collect();
        Self {
            path: paths::shared_prefix(&paths),
            tags: tags
                .into_iter()
                .filter(|(_, count)| *count >= MANY && nearly_all(*count, found.len()))
                .map(|(tag, _)| tag)
                .collect(),
            tag_ends: shared_ends(&named),
            parts: shared_front(&grouped, 2, |_| true),
            id: shared_words(&ids),
            id_end: shared_end(&ids, &paths),
            verbs_lead: {
                let first = ids.iter().filter_map(|groups| groups.first()?.first());
                first.filter(|word| verb(word).is_some()).count() * 2 > ids.len()
            },
        }
    }

    /// The words of an id without the shared last word.
    fn id_words(&self, id: &str) -> Vec<String> {
        let mut own = words(id);
        let ends_so = |word: &String| self.id_end.as_ref() == Some(&singular(word));
        if own.len() > 1 && own.last().is_some_and(ends_so) {
            own.pop();
        }
        own
    }
}

/// The `operationId`, if it consists of words.
fn own_id(found: &Found) -> Option<&str> {
    Some(found.id.as_str()).filter(|id| found.has_id && ids::is_usable(id))
}

/// The first and last words of nearly all tags, if there are more than a few tags.
fn shared_ends(tags: &[Vec<String>]) -> [Vec<String>; 2] {
    const FEW: usize = 3;
    if tags.len() <= FEW {
        return Default::default();
    }
    let front = shared_front(tags, 1, |_| true);
    let turned: Vec<Vec<String>> = tags.iter().map(|tag| tag.iter().rev().cloned().collect()).collect();
    let back = shared_front(&turned, front.len() + 1, |_| true);
    // Otherwise `Users` and `Admin Users` could become the same resource.
    let own: HashSet<&[String]> = tags.iter().map(|tag| without_ends(tag, &front, &back)).collect();
    if own.len() < tags.len() { Default::default() } else { [front, back] }
}

/// A tag without the common first and last words; the last words are reversed.
fn without_ends<'t>(tag: &'t [String], front: &[String], back: &[String]) -> &'t [String] {
    let own = tag.strip_prefix(front).filter(|rest| !rest.is_empty()).unwrap_or(tag);
    let ends_so = own.len() > back.len() && own.iter().rev().zip(back).all(|(word, shared)| word == shared);
    if ends_so { own.get(..own.len() - back.len()).unwrap_or(own) } else { own }
}

/// The first words of nearly all ids, except verbs, if there are more than a handful of ids.
fn shared_words(ids: &[Vec<Vec<String>>]) -> Vec<String> {
    const HANDFUL: usize = 4;
    let ids: Vec<Vec<String>> = ids.iter().map(|groups| groups.concat()).collect();
    if ids.len() <= HANDFUL {
        return Vec::new();
    }
    shared_front(&ids, 1, |word: &String| verb(word).is_none() && !ids::is_method(word))
}

/// The last word of nearly all ids, if no path has it, as in handler names of frameworks.
fn shared_end(ids: &[Vec<Vec<String>>], paths: &[Vec<Segment>]) -> Option<String> {
    let counts = counts(ids.iter().filter_map(|groups| groups.last()?.last()).map(|word| singular(word)));
    let is_shared = |count: usize| count >= MANY && nearly_all(count, ids.len());
    let (word, _) = counts.into_iter().find(|(_, count)| is_shared(*count))?;
    let is_in_path = paths.iter().flatten().any(|segment| all_singular(&segment.all_words()).contains(&word));
    (!is_in_path && verb(&word).is_none()).then_some(word)
}

/// The first items of nearly all lists; at least `left` items of each list remain.
fn shared_front<T: Clone + Ord + std::hash::Hash>(
    lists: &[Vec<T>],
    left: usize,
    may_be: impl Fn(&T) -> bool,
) -> Vec<T> {
    let mut front = Vec::new();
    loop {
        let longer = lists.iter().filter(|list| list.len() > front.len() + left);
        let most = counts(longer.filter_map(|list| list.get(front.len())))
            .into_iter()
            .max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)));
        match most.filter(|(item, count)| nearly_all(*count, lists.len()) && may_be(item)) {
            Some((item, _)) => front.push(item.clone()),
            None => return front,
        }
    }
}
