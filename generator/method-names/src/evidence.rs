//! Decides whether the names in a crate come from the paths, the operationIds or the tags of the
//! description.

use foldhash::HashSet;

use super::DescribedOperation;
use super::ids::{OperationIdWords, split_hash};
use super::paths::Routes;
use super::shares::{is_majority, nearly_all};
use super::words::is_verb;
use model::name_rules as rules;
use model::{NameDetail, NameReason, NameRule, NamesFrom, NamesSource};
use naming::count_occurrences;

/// Chooses ids, tags or paths as the source of names. Ids are chosen if two thirds of them name a
/// group and an action. Otherwise, tags are chosen if nearly all paths are calls (`/getUser`) and
/// nearly all operations have tags.
pub(super) fn choose_source(
    operations: &[DescribedOperation<'_>],
    ids: &[Option<OperationIdWords>],
    routes: &Routes,
) -> NamesSource {
    let own: Vec<&OperationIdWords> = ids.iter().flatten().collect();
    let grouped = own.iter().filter(|id| !id.groups.is_empty()).count();
    let repeating = own.iter().filter(|id| id.repeats_group()).count();
    if own.len() * 2 > operations.len()
        && is_majority(grouped, own.len())
        && repeating * 3 <= grouped
    {
        return names_source_by_rule(NamesFrom::Ids, &rules::GROUPED_IDS, grouped, own.len());
    }
    let tags: HashSet<&str> = operations
        .iter()
        .filter_map(|operation| operation.tag)
        .collect();
    let tagged = operations
        .iter()
        .filter(|operation| operation.tag.is_some())
        .count();
    let calls = routes
        .of
        .iter()
        .filter(|route| {
            is_call(
                route
                    .named_segments()
                    .map(|segment| segment.words.as_slice()),
            )
        })
        .count();
    if nearly_all(calls, operations.len()) && nearly_all(tagged, operations.len()) && tags.len() > 1
    {
        return names_source_by_rule(
            NamesFrom::Tags,
            &rules::PATHS_ARE_CALLS,
            calls,
            operations.len(),
        );
    }
    if own.len() * 2 <= operations.len() {
        return names_source_by_rule(
            NamesFrom::Paths,
            &rules::FEW_IDS,
            own.len(),
            operations.len(),
        );
    }
    names_source_by_rule(
        NamesFrom::Paths,
        &rules::UNGROUPED_IDS,
        grouped.saturating_sub(repeating),
        own.len(),
    )
}

/// Returns whether a tool appended hashes to ids to distinguish equal ones. Of the ids that end in
/// four hexadecimal digits, two thirds must equal another id once these digits are removed. Two
/// thirds of the endings must mix letters and digits, unlike years and words.
pub(super) fn ids_have_hashes(operations: &[DescribedOperation<'_>]) -> bool {
    let ids = operations.iter().filter(|operation| operation.has_id);
    let ends: Vec<(&str, &str)> = ids
        .filter_map(|operation| split_hash(operation.id))
        .collect();
    let stems = count_occurrences(ends.iter().map(|(stem, _)| *stem));
    let of_equal = ends.iter().filter(|(stem, _)| stems.get(stem) > Some(&1));
    let mixed = ends.iter().filter(|(_, hash)| {
        hash.contains(|c: char| c.is_ascii_digit()) && hash.contains(char::is_alphabetic)
    });
    is_majority(of_equal.count(), ends.len()) && is_majority(mixed.count(), ends.len())
}

fn names_source_by_rule(
    from: NamesFrom,
    rule: &'static NameRule,
    count: usize,
    total: usize,
) -> NamesSource {
    NamesSource {
        from,
        reason: NameReason::Rule(rule, NameDetail::Share { count, all: total }),
    }
}

/// Returns whether a path is a single segment that begins with a verb: `/getUser`.
fn is_call<'a>(mut words: impl Iterator<Item = &'a [String]>) -> bool {
    let first = words.next().and_then(<[String]>::first);
    first.is_some_and(|first| is_verb(first)) && words.next().is_none()
}
