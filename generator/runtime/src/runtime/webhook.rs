//! Payloads of webhooks: which webhook each of them is, and reading it.

use super::decode::{DecodeError, text, without_position};
use super::error::Error;
use super::kind::{Kind, kind, plain};
use super::lenient::decode_response;
use super::node::Model;

/// Reads a payload as leniently as a response: optional parts that deviate from the description read as absent.
///
/// # Errors
/// The payload is not what `T` promises.
pub fn read_payload<T: Model>(payload: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::blank();
    decode_response(payload, &mut value, false)?;
    Ok(value)
}

/// The name of the webhook whose payload this is: the one that `values` has for the text of the property `tag`.
///
/// # Errors
/// The payload is no JSON.
pub fn name<'n>(payload: &[u8], tag: &str, values: &[(&str, &'n str)]) -> Result<Option<&'n str>, Error> {
    let value = property(payload, tag)?;
    let found = values.iter().find(|(known, _)| value.as_deref() == Some(*known));
    Ok(found.map(|(_, name)| *name))
}

/// The text of a property at the top of a payload.
pub(crate) fn property(payload: &[u8], name: &str) -> Result<Option<String>, Error> {
    let unreadable = |message| DecodeError { path: "$".to_owned(), message };
    let json = text(payload).map_err(unreadable)?.trim_ascii_start();
    let Kind::Object(members) = kind(json).map_err(|error| unreadable(without_position(&error)))? else {
        return Ok(None);
    };
    let member = members.iter().rfind(|(known, _)| known == name);
    Ok(member.and_then(|(_, value)| plain(value.get())))
}
