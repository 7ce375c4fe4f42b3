//! Status codes of responses.

use super::prelude::*;
use crate::diff::matching::covering_response;
use crate::model::Response;

pub(super) const RULES: &[Rule] = &[
    Rule::added("error-status-added")
        .what("An error response was added.")
        .about_errors()
        .wire(
            "Compatible. None if a range or `default` covered it before: the two responses are \
             compared.",
        )
        .rust(LISTED)
        .response(|it| {
            it.added()
                .filter(|new| !new.is_success)
                .map(|new| added(it, new))
        }),
    Rule::removed("error-status-removed")
        .what("An error response was removed.")
        .about_errors()
        .wire(
            "Compatible. None if a range or `default` covers it now: the two responses are \
             compared.",
        )
        .rust(LISTED)
        .help(NOTHING)
        .response(|it| {
            let old = it.removed().filter(|old| !old.is_success)?;
            let known = it
                .cursor
                .operation
                .new
                .and_then(|operation| covering_response(operation, old.status));
            Some(removed(old, known, Compatible))
        }),
    Rule::added("success-status-added")
        .what("A success response was added.")
        .wire("Compatible: clients accept every success status.")
        .rust("Major if the method returns an enum of successes now.")
        .help(CHECK_SERVER)
        .response(|it| {
            let found = added(it, it.added().filter(|new| new.is_success)?);
            Some(if found.wire == Wire::None {
                found
            } else {
                found.changes_behaviour()
            })
        }),
    Rule::removed("success-status-removed")
        .what("A success response was removed.")
        .wire("Breaking: clients that expect it never receive it.")
        .rust(LISTED)
        .response(|it| {
            let (old, operation) = (
                it.removed().filter(|old| old.is_success)?,
                it.cursor.operation.new?,
            );
            let found = removed(
                old,
                covering_response(operation, old.status).or_else(|| {
                    operation
                        .responses
                        .iter()
                        .find(|one| old.status.includes(one.status))
                }),
                Breaking,
            );
            Some(found.shown(shown::with_another_status(it)))
        }),
];

fn added(it: &Both<'_, Response>, new: &Response) -> DetectedChange {
    let old_operation = it.cursor.operation.old;
    let known = old_operation.and_then(|operation| covering_response(operation, new.status));
    match known {
        Some(known) => DetectedChange::new(
            Wire::None,
            format!("the response {} was part of {}", new.status, known.status),
        ),
        None => DetectedChange::new(Compatible, format!("the response {} was added", new.status)),
    }
}

fn removed(old: &Response, known: Option<&Response>, wire: Wire) -> DetectedChange {
    match known {
        Some(known) => DetectedChange::new(
            Wire::None,
            format!(
                "the response {} is described as {} now",
                old.status, known.status
            ),
        ),
        None => DetectedChange::new(wire, format!("the response {} was removed", old.status)),
    }
}
