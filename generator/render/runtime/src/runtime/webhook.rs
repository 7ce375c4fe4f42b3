//! Payloads of webhooks: identifies the webhook and decodes the payload.

use super::codec::{Reading, decode_response, json_text};
use super::error::Error;
use super::json::{DecodeError, without_position};
use super::json_shape::{JsonShape, json_shape, unquoted_scalar};
use super::node::Model;

/// Decodes a payload as leniently as a response: optional parts that do not match the description
/// read as absent.
///
/// # Errors
/// The payload does not match `T`.
pub fn read_payload<T: Model>(payload: &[u8]) -> Result<T, DecodeError> {
    let mut value = T::blank();
    decode_response(payload, &mut value, Reading::default()).map(|_| value)
}

/// Returns the name of the webhook that a payload belongs to. `values` maps the values of the
/// property `tag` to names.
///
/// # Errors
/// The payload is not JSON.
pub fn name_of_payload<'n>(
    payload: &[u8],
    tag: &str,
    values: &[(&str, &'n str)],
) -> Result<Option<&'n str>, Error> {
    let value = payload_property(payload, tag)?;
    let member = values
        .iter()
        .find(|(key, _)| value.as_deref() == Some(*key));
    Ok(member.map(|(_, name)| *name))
}

pub(crate) fn payload_property(payload: &[u8], name: &str) -> Result<Option<String>, Error> {
    let json = json_text(payload)?.trim_ascii_start();
    let JsonShape::Object(members) =
        json_shape(json).map_err(|error| DecodeError::of(without_position(&error)))?
    else {
        return Ok(None);
    };
    let member = members.iter().rfind(|(key, _)| key == name);
    Ok(member.and_then(|(_, value)| unquoted_scalar(value.get())))
}
