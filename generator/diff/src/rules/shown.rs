//! Witnesses that need no schema: a request that only the old version accepts, or a response that
//! only the new version sends.

use serde_json::json;

use crate::cursor::Both;
use crate::media;
use crate::sides::Sides;
use crate::verdict::Witness;
use model::{Content, Header, Operation, Parameter, RequestBody, Response, Status};

/// Returns the operation in both versions, unless its path changed.
fn operations<'a, T>(it: &Both<'a, T>) -> Option<Sides<&'a Operation>> {
    let operations = it.cursor.subject.operation.both()?;
    let Sides { old, new } = operations;
    if old.method != new.method || old.path != new.path {
        return None;
    }
    Some(operations)
}

pub(super) fn without_parameter(it: &Both<'_, Parameter>, new: &Parameter) -> Option<Witness> {
    without(it, |operation| {
        operation
            .parameters
            .iter()
            .any(|parameter| parameter.wire == new.wire && parameter.required)
    })
}

pub(super) fn without_body(it: &Both<'_, RequestBody>) -> Option<Witness> {
    without(it, |operation| {
        operation.body.as_ref().is_some_and(|body| body.required)
    })
}

/// Returns a call of the operation without the object (a parameter, a body), if only the new
/// version needs it.
fn without<T>(it: &Both<'_, T>, needs: impl Fn(&Operation) -> bool) -> Option<Witness> {
    let Sides { old, .. } = operations(it).filter(|pair| needs(pair.new) && !needs(pair.old))?;
    Some(request(old))
}

/// Returns a call that sends content of the media type, or accepts such a response.
pub(super) fn with_media_type(it: &Both<'_, Content>, name: &str) -> Option<Witness> {
    let Sides { old, new } = operations(it)?;
    let (header, left): (_, Vec<_>) = if it.is_request() {
        (
            "content-type",
            new.body.iter().flat_map(|body| &body.contents).collect(),
        )
    } else {
        let successes = new.responses.iter().filter(|response| response.is_success);
        (
            "accept",
            successes.flat_map(|response| &response.contents).collect(),
        )
    };
    let left: Vec<&str> = left
        .into_iter()
        .map(|content| content.media_type.as_str())
        .collect();
    let removed = media::unlisted_example(name, &left)?;
    let mut witness = request(old);
    witness
        .value
        .as_object_mut()?
        .insert("headers".to_owned(), json!({ header: removed }));
    Some(witness)
}

pub(super) fn without_header(it: &Both<'_, Header>, old: &Header) -> Option<Witness> {
    let operation = operations(it)?.old;
    let status = status(operation.responses.iter().find(|response| {
        response
            .headers
            .iter()
            .any(|header| header.required && header.schema.origin == old.schema.origin)
    })?)?;
    Some(Witness {
        value: json!({ "status": status, "headers": {} }),
        was_good: false,
    })
}

pub(super) fn with_another_status(it: &Both<'_, Response>) -> Option<Witness> {
    let Sides { old, new } = operations(it)?;
    let response = new.responses.iter().find(|response| {
        response.is_success
            && !old
                .responses
                .iter()
                .any(|old_response| old_response.status.includes(response.status))
    })?;
    Some(Witness {
        value: json!({ "status": status(response)? }),
        was_good: false,
    })
}

fn status(response: &Response) -> Option<u16> {
    match response.status {
        Status::Code(code) => Some(code),
        _ => None,
    }
}

pub(super) fn request(operation: &Operation) -> Witness {
    Witness {
        value: json!({ "method": operation.method.as_str(), "path": operation.path }),
        was_good: true,
    }
}
