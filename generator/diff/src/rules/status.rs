//! Status codes of responses.

use super::prelude::*;
use crate::content::parts_have_same_content;
use crate::matching::covering_response;
use model::Response;

pub(super) const RULES: &[Rule] = &[
    Rule::added("error-status-added")
        .what("An error response was added.")
        .about_errors()
        .wire(
            "Compatible. None if a range or `default` covered its status code before: the two \
             responses are compared.",
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
            "Compatible. None if a range or `default` covers its status code in the new version: \
             the two responses are compared.",
        )
        .rust(LISTED)
        .help(NOTHING)
        .response(|it| {
            let old = it.removed().filter(|old| !old.is_success)?;
            let covering = it
                .cursor
                .subject
                .operation
                .new
                .and_then(|operation| covering_response(operation, old.status));
            Some(removed(old, covering, Compatible))
        }),
    Rule::added("success-status-added")
        .what("A success response was added.")
        .wire(
            "Risky: clients cannot read a body other than the former one. Compatible if it has the \
             body of another success response, or if clients expect no body. None if a range \
             covered it before.",
        )
        .rust("Major if the method now returns an enum of success responses.")
        .help(CHECK_SERVER)
        .response(|it| {
            let new = it.added().filter(|new| new.is_success)?;
            let change = added(it, new);
            if change.wire == Wire::None {
                return Some(change);
            }
            let wire = if has_known_body(it, new) {
                Compatible
            } else {
                Risky
            };
            Some(DetectedChange { wire, ..change }.changes_behaviour())
        }),
    Rule::removed("success-status-removed")
        .what("A success response was removed.")
        .wire("Breaking: clients that expect it never receive it.")
        .rust(LISTED)
        .response(|it| {
            let old = it.removed().filter(|old| old.is_success)?;
            let operation = it.cursor.subject.operation.new?;
            let change = removed(
                old,
                covering_response(operation, old.status).or_else(|| {
                    operation
                        .responses
                        .iter()
                        .find(|response| old.status.includes(response.status))
                }),
                Breaking,
            );
            Some(change.shown(shown::with_another_status(it)))
        }),
];

fn added(it: &Both<'_, Response>, new: &Response) -> DetectedChange {
    let old_operation = it.cursor.subject.operation.old;
    let covering = old_operation.and_then(|operation| covering_response(operation, new.status));
    match covering {
        Some(covering) => DetectedChange::new(
            Wire::None,
            format!(
                "the response {} was part of {}",
                new.status, covering.status
            ),
        ),
        None => DetectedChange::new(Compatible, format!("the response {} was added", new.status)),
    }
}

/// Returns whether clients of the old version can read the body of a new success response: it is
/// the body of another success response, or no such response has a body.
fn has_known_body(it: &Both<'_, Response>, new: &Response) -> bool {
    let Some(Sides {
        old: old_operation,
        new: new_operation,
    }) = it.cursor.subject.operation.both()
    else {
        return true;
    };
    let texts = it.cursor.versions.texts;
    let mut successes = old_operation
        .responses
        .iter()
        .filter(|response| response.is_success);
    successes
        .clone()
        .all(|response| response.contents.is_empty())
        || successes.any(|old| {
            let mut responses = new_operation.responses.iter();
            // If the body of the other response changed too, other findings say so.
            match responses.find(|response| response.status == old.status) {
                Some(other) => have_same_body(
                    Sides {
                        old: texts.new,
                        new: texts.new,
                    },
                    other,
                    new,
                ),
                None => have_same_body(texts, old, new),
            }
        })
}

fn have_same_body(documents: Sides<&Document>, response: &Response, other: &Response) -> bool {
    response.contents.len() == other.contents.len()
        && response.contents.iter().all(|content| {
            let mut contents = other.contents.iter();
            contents.any(|other| {
                let origins = Sides {
                    old: &content.origin,
                    new: &other.origin,
                };
                content.media_type == other.media_type
                    && parts_have_same_content(documents, origins)
            })
        })
}

fn removed(old: &Response, covering: Option<&Response>, wire: Wire) -> DetectedChange {
    match covering {
        Some(covering) => DetectedChange::new(
            Wire::None,
            format!(
                "the response {} is now described as {}",
                old.status, covering.status
            ),
        ),
        None => DetectedChange::new(wire, format!("the response {} was removed", old.status)),
    }
}
