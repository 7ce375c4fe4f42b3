//! Witnesses that are requests or responses, without a schema.

use serde_json::{Value, json};

use super::Witness;
use crate::diff::cursor::Versions;
use crate::diff::finding::Finding;
use crate::diff::media;
use crate::diff::verdict::Direction;
use crate::model::{Api, Operation, Response, Status};

/// The request that was understood and is not now, if the finding is about such a one; both models have a say.
pub(super) fn witness(sides: Versions<'_>, finding: &Finding) -> Option<Witness> {
    let good = |value: Value| Some(Witness { value, was_good: true });
    let (old, new) = (operation(sides.old, finding), operation(sides.new, finding));
    match (finding.code, old, new) {
        ("operation-removed" | "deprecated-operation-removed", Some(old), None) => good(request(old)),
        ("operation-moved", _, Some(new)) => {
            let old = sides.old.operations.iter().find(|old| old.id == new.id)?;
            good(request(old))
        }
        ("parameter-added-required" | "parameter-became-required", Some(old), Some(new)) => {
            let name = finding.subject.member.as_ref()?;
            let is_new = |one: &Operation| one.parameters.iter().any(|one| one.wire == *name && one.required);
            if is_new(new) && !is_new(old) { good(request(old)) } else { None }
        }
        ("body-added-required" | "body-became-required", Some(old), Some(new)) => {
            let must = |one: &Operation| one.body.as_ref().is_some_and(|body| body.required);
            if must(new) && !must(old) { good(request(old)) } else { None }
        }
        ("media-type-removed", Some(old), Some(new)) => {
            let (name, left) = match finding.direction {
                Some(Direction::Request) => ("content-type", sent(new)),
                _ => ("accept", received(new)),
            };
            let lost = media::shown_by(finding.subject.member.as_ref()?, &left)?;
            let mut request = request(old);
            request.as_object_mut()?.insert("headers".to_owned(), json!({ name: lost }));
            good(request)
        }
        ("header-removed" | "header-became-optional", Some(old), Some(_)) => {
            let place = &finding.old.as_ref()?.origin;
            let has =
                |response: &&Response| response.headers.iter().any(|one| one.required && one.schema.origin == *place);
            let response = old.responses.iter().find(has)?;
            Some(Witness { value: json!({ "status": status(response)?, "headers": {} }), was_good: false })
        }
        ("success-status-removed", Some(old), Some(new)) => {
            let is_known = |response: &Response| old.responses.iter().any(|one| one.status.includes(response.status));
            let response = new.responses.iter().find(|response| response.is_success && !is_known(response))?;
            Some(Witness { value: json!({ "status": status(response)? }), was_good: false })
        }
        _ => None,
    }
}

/// The media types that a body may be in.
fn sent(operation: &Operation) -> Vec<&str> {
    operation.body.iter().flat_map(|body| &body.contents).map(|content| content.media_type.as_str()).collect()
}

/// The media types that can be asked for.
fn received(operation: &Operation) -> Vec<&str> {
    let successes = operation.responses.iter().filter(|response| response.is_success);
    successes.flat_map(|response| &response.contents).map(|content| content.media_type.as_str()).collect()
}

/// The status of a response that has one.
fn status(response: &Response) -> Option<u16> {
    match response.status {
        Status::Code(code) => Some(code),
        _ => None,
    }
}

fn operation<'a>(api: &'a Api, finding: &Finding) -> Option<&'a Operation> {
    let (method, path) = finding.subject.operation.as_ref()?.split_once(' ')?;
    api.operations.iter().find(|one| one.method == method && one.path == path)
}

/// A request with nothing but what the path needs.
fn request(operation: &Operation) -> Value {
    json!({ "method": operation.method, "path": operation.path })
}
