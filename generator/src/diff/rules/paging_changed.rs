//! The pagination of a list changed, was added or was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Next, Operation};

pub(super) const RULE: Rule = Rule {
    code: "paging-changed",
    docs: Docs {
        what: "The pagination of a list changed, was added or was removed.",
        wire: "None by itself: changes of parameters and responses are other findings.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let next = |one: &Operation| one.paging.as_ref().map(|paging| (paging.next.clone(), paging.items.clone()));
    if next(old) != next(new) {
        let message = format!("the next page was selected by {}, and is now selected by {}", said(old), said(new));
        return Some(Found::new(Wire::None, message).behaves());
    }
    (ends(old) != ends(new)).then(|| {
        let message = format!("the last page was detected by {}, and is now detected by {}", end(old), end(new));
        Found::new(Wire::None, message).behaves()
    })
}

/// Returns the pointers of response values that mark the last page.
fn ends(operation: &Operation) -> Vec<&String> {
    let paging = operation.paging.iter();
    paging.flat_map(|paging| [&paging.total_pages, &paging.total_items, &paging.more]).flatten().collect()
}

fn end(operation: &Operation) -> String {
    let ends: Vec<String> = ends(operation).into_iter().map(|pointer| format!("`{pointer}`")).collect();
    if ends.is_empty() { "its items alone".to_owned() } else { ends.join(", ") }
}

fn said(operation: &Operation) -> String {
    match operation.paging.as_ref().map(|paging| &paging.next) {
        None => "nothing".to_owned(),
        Some(Next::Number { parameter, first }) => format!("its number in `{parameter}`, from {first}"),
        Some(Next::StatedNumber { parameter, current }) => {
            format!("its number in `{parameter}`, one more than `{current}`")
        }
        Some(Next::Offset { parameter }) => format!("the items before it in `{parameter}`"),
        Some(Next::Token { parameter, .. }) => format!("a token in `{parameter}`"),
        Some(Next::After { parameter, property, .. }) => format!("the last `{property}` in `{parameter}`"),
        Some(Next::Link { .. }) => "its URL".to_owned(),
    }
}
