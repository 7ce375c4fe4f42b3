//! Witnesses without schemas: a request that only the old version accepts, or a response that only the new one sends.

use serde_json::{Value, json};

use crate::diag::Origin;
use crate::diff::cursor::Versions;
use crate::diff::media;
use crate::diff::verdict::{Direction, Witness};
use crate::model::{Operation, Response, Status};

pub(in crate::diff) struct Shown<'a> {
    pub(in crate::diff) sides: Versions<'a>,
    pub(in crate::diff) old: Option<&'a Operation>,
    pub(in crate::diff) new: Option<&'a Operation>,
    pub(in crate::diff) member: Option<&'a str>,
    pub(in crate::diff) direction: Option<Direction>,
    pub(in crate::diff) place: Option<&'a Origin>,
}

impl<'a> Shown<'a> {
    fn both(&self) -> Option<(&'a Operation, &'a Operation)> {
        Some((self.old?, self.new?))
    }
}

pub(super) fn called(it: &Shown<'_>) -> Option<Witness> {
    it.old.filter(|_| it.new.is_none()).and_then(request)
}

pub(super) fn moved(it: &Shown<'_>) -> Option<Witness> {
    let new = it.new?;
    request(it.sides.old.operations.iter().find(|old| old.id == new.id)?)
}

pub(super) fn without_parameter(it: &Shown<'_>) -> Option<Witness> {
    let name = it.member?;
    without(it, |one| one.parameters.iter().any(|one| one.wire == name && one.required))
}

pub(super) fn without_body(it: &Shown<'_>) -> Option<Witness> {
    without(it, |one| one.body.as_ref().is_some_and(|body| body.required))
}

/// A call without something that only the new version needs.
fn without(it: &Shown<'_>, needs: impl Fn(&Operation) -> bool) -> Option<Witness> {
    let (old, new) = it.both()?;
    Some(old).filter(|old| needs(new) && !needs(old)).and_then(request)
}

/// A call that sends the media type, or asks for it.
pub(super) fn with_media_type(it: &Shown<'_>) -> Option<Witness> {
    let (old, new) = it.both()?;
    let (name, left): (_, Vec<_>) = match it.direction {
        Some(Direction::Request) => ("content-type", new.body.iter().flat_map(|body| &body.contents).collect()),
        _ => {
            let successes = new.responses.iter().filter(|response| response.is_success);
            ("accept", successes.flat_map(|response| &response.contents).collect())
        }
    };
    let left: Vec<&str> = left.into_iter().map(|content| content.media_type.as_str()).collect();
    let removed = media::unlisted_example(it.member?, &left)?;
    let mut witness = request(old)?;
    witness.value.as_object_mut()?.insert("headers".to_owned(), json!({ name: removed }));
    Some(witness)
}

pub(super) fn without_header(it: &Shown<'_>) -> Option<Witness> {
    let ((old, _), place) = (it.both()?, it.place?);
    let has = |response: &&Response| response.headers.iter().any(|one| one.required && one.schema.origin == *place);
    let status = status(old.responses.iter().find(has)?)?;
    Some(Witness { value: json!({ "status": status, "headers": {} }), was_good: false })
}

pub(super) fn with_another_status(it: &Shown<'_>) -> Option<Witness> {
    let (old, new) = it.both()?;
    let is_known = |response: &Response| old.responses.iter().any(|one| one.status.includes(response.status));
    let response = new.responses.iter().find(|response| response.is_success && !is_known(response))?;
    Some(Witness { value: json!({ "status": status(response)? }), was_good: false })
}

fn status(response: &Response) -> Option<u16> {
    match response.status {
        Status::Code(code) => Some(code),
        _ => None,
    }
}

fn request(operation: &Operation) -> Option<Witness> {
    let value: Value = json!({ "method": operation.method, "path": operation.path });
    Some(Witness { value, was_good: true })
}
