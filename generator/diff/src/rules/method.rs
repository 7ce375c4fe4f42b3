//! The behaviour of methods beyond a single request: retries, envelopes, pagination, waiters.

use super::prelude::*;
use model::{Next, Operation, Waiter};

const fn method_rule(code: &'static str) -> Rule {
    Rule::new(code).rust(LISTED).help(CHECK_SERVER)
}

pub(super) const RULES: &[Rule] = &[
    method_rule("envelope-changed")
        .what("The envelope of responses, or its way to mark failures, changed.")
        .wire("None by itself: changes of the response schemas are other findings.")
        .operation(|it| {
            let message = if it.changes(|operation| &operation.envelope).is_some() {
                "the envelope of the response changed"
            } else if it.changes(|operation| &operation.success).is_some() {
                "the way to mark failures in the envelope changed"
            } else {
                return None;
            };
            Some(DetectedChange::new(Wire::None, message).changes_behaviour())
        }),
    method_rule("idempotency-changed")
        .what("The rules for retries changed, or the header of the idempotency key changed.")
        .wire("None: single requests do not change.")
        .operation(|it| {
            it.changes(|operation| &operation.idempotency)?;
            Some(
                DetectedChange::new(
                    Wire::None,
                    "the request is retried in other cases than before",
                )
                .changes_behaviour(),
            )
        }),
    method_rule("paging-changed")
        .what("The pagination of a list changed, was added or was removed.")
        .wire("None by itself: changes of parameters and responses are other findings.")
        .operation(paging_changed),
    method_rule("waiter-changed")
        .what("The states or pauses of a waiter changed (`waiters` in `generator.yaml`).")
        .wire("None: single requests do not change.")
        .help("Check that programs that use the waiter still wait for the right states.")
        .operation(|it| {
            let Sides { old, new } = it.both()?;
            let changes: Vec<String> = new
                .waiting
                .waiters
                .iter()
                .filter_map(|after| waiter_change(old, after))
                .collect();
            if changes.is_empty() {
                return None;
            }
            Some(DetectedChange::new(Wire::None, changes.join("; ")).changes_behaviour())
        }),
];

fn paging_changed(it: &Both<'_, Operation>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let message = if it
        .changes(|operation| {
            operation
                .paging
                .as_ref()
                .map(|paging| (&paging.next, &paging.items))
        })
        .is_some()
    {
        format!(
            "the next page is selected by {} instead of {}",
            page_selection(new),
            page_selection(old)
        )
    } else {
        it.changes(last_page_pointers)?;
        format!(
            "the last page is detected by {} instead of {}",
            last_page_text(new),
            last_page_text(old)
        )
    };
    Some(DetectedChange::new(Wire::None, message).changes_behaviour())
}

/// Returns the pointers to the response values that mark the last page.
fn last_page_pointers(operation: &Operation) -> Vec<&String> {
    let paging = operation.paging.iter();
    paging
        .flat_map(|paging| [&paging.total_pages, &paging.total_items, &paging.more])
        .flatten()
        .collect()
}

fn last_page_text(operation: &Operation) -> String {
    joined_or(
        &names_as_code(last_page_pointers(operation)),
        "its items alone",
    )
}

fn page_selection(operation: &Operation) -> String {
    match operation.paging.as_ref().map(|paging| &paging.next) {
        None => "nothing".to_owned(),
        Some(Next::Number {
            parameter, first, ..
        }) => {
            format!("its number in `{parameter}`, from {first}")
        }
        Some(Next::StatedNumber {
            parameter, current, ..
        }) => {
            format!("its number in `{parameter}`, one more than `{current}`")
        }
        Some(Next::Offset { parameter, .. }) => format!("the items before it in `{parameter}`"),
        Some(Next::Token { parameter, .. }) => format!("a token in `{parameter}`"),
        Some(Next::After {
            parameter,
            property,
            ..
        }) => format!("the last `{property}` in `{parameter}`"),
        Some(Next::Link { .. }) => "its URL".to_owned(),
    }
}

fn waiter_change(old: &Operation, after: &Waiter) -> Option<String> {
    let before = old
        .waiting
        .waiters
        .iter()
        .find(|before| before.rust == after.rust)?;
    let changes: Vec<String> = described_waiter(before)
        .into_iter()
        .zip(described_waiter(after))
        .filter(|((_, from), (_, to))| from != to)
        .map(|((verb, from), (_, to))| format!("{verb} {to} instead of {from}"))
        .collect();
    if changes.is_empty() {
        return None;
    }
    Some(format!("`{}` {}", after.rust, changes.join(", ")))
}

/// Describes what a waiter does: verbs with their objects.
fn described_waiter(waiter: &Waiter) -> [(&'static str, String); 4] {
    let [success, failure] = [&waiter.success, &waiter.failure]
        .map(|states| joined_or(&names_as_code(states), "nothing"));
    let pauses = format!("{:?} to {:?}", waiter.interval, waiter.longest);
    [
        ("reads", format!("`{}`", waiter.field)),
        ("waits for", success),
        ("fails at", failure),
        ("pauses for", pauses),
    ]
}
