//! Decides whether the names of a document come from its paths, its operationIds or its tags.

use std::collections::HashSet;

use super::ids::Id;
use super::paths::Routes;
use super::words::is_verb;
use super::{is_majority, nearly_all};
use crate::build::found::Found;
use crate::model::{NamesFrom, NamesSource};

/// Paths, unless two thirds of the operationIds name a group and an action, or nearly all paths are calls with tags.
pub(super) fn choose_source(found: &[Found], ids: &[Option<Id>], routes: &Routes) -> NamesSource {
    let own: Vec<&Id> = ids.iter().flatten().collect();
    let grouped = own.iter().filter(|id| !id.groups.is_empty()).count();
    let repeating = own.iter().filter(|id| id.repeats_group()).count();
    if own.len() * 2 > found.len() && is_majority(grouped, own.len()) && repeating * 3 <= grouped {
        let reason = format!("{grouped} of {} operationIds name a group and an action", own.len());
        return NamesSource { from: NamesFrom::Ids, reason };
    }
    let tags: HashSet<&str> = found.iter().filter_map(|one| one.tag.as_deref()).collect();
    let tagged = found.iter().filter(|one| one.tag.is_some()).count();
    let calls = routes.of.iter().filter(|route| is_call(route.kept().map(|segment| segment.words.as_slice()))).count();
    if nearly_all(calls, found.len()) && nearly_all(tagged, found.len()) && tags.len() > 1 {
        let reason = format!("{calls} of {} paths are one word that begins with a verb, and have tags", found.len());
        return NamesSource { from: NamesFrom::Tags, reason };
    }
    let reason = match own.len() {
        0 => "no operation has an operationId".to_owned(),
        all if all * 2 <= found.len() => format!("only {all} of {} operations have an operationId", found.len()),
        all => format!("only {} of {all} operationIds name a group and an action", grouped.saturating_sub(repeating)),
    };
    NamesSource { from: NamesFrom::Paths, reason }
}

/// Whether a path is one word that begins with a verb: `/getUser`.
fn is_call<'a>(mut words: impl Iterator<Item = &'a [String]>) -> bool {
    let first = words.next().and_then(<[String]>::first);
    first.is_some_and(|first| is_verb(first)) && words.next().is_none()
}
