//! The common parts of all signature schemes: HMAC-SHA-256, and the age of a signature.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use sha2::Sha256;

use super::error::Error;
use super::outcome::Fault;
use super::outgoing::ErrorKind;

/// The default tolerance for the timestamp of a signature: five minutes.
pub const TOLERANCE: Duration = Duration::from_secs(300);

/// Returns the error of an invalid signature.
pub fn invalid_signature(message: impl Into<String>) -> Error {
    Error::fault(Fault {
        kind: ErrorKind::Signature,
        message: message.into(),
    })
}

/// Checks in constant time that one of the signatures matches the message, which is passed in
/// parts.
///
/// # Errors
/// None of them matches, or the key is empty.
pub fn verify_hmac(key: &[u8], message: &[&[u8]], signatures: &[Vec<u8>]) -> Result<(), Error> {
    // Anyone could sign with an empty key.
    let key = Some(key).filter(|key| !key.is_empty());
    let mac = key.and_then(|key| Hmac::<Sha256>::new_from_slice(key).ok());
    let Some(mut mac) = mac else {
        return Err(Error::fault(Fault::configuration(
            "the secret of the webhook is empty",
        )));
    };
    message.iter().for_each(|part| mac.update(part));
    if signatures
        .iter()
        .any(|signature| mac.clone().verify_slice(signature).is_ok())
    {
        Ok(())
    } else {
        Err(invalid_signature(
            "the signature of the webhook does not match its payload",
        ))
    }
}

/// Checks that a timestamp, in seconds since 1970, is within the tolerance.
///
/// # Errors
/// The timestamp is not a number, or is out of tolerance.
pub fn check_age(timestamp: &str, now: SystemTime, tolerance: Duration) -> Result<(), Error> {
    let seconds = timestamp.parse().ok();
    let signed = seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
    let Some(signed) = signed else {
        return Err(invalid_signature(
            "the timestamp of the webhook is not a number of seconds",
        ));
    };
    let age = now
        .duration_since(signed)
        .unwrap_or_else(|later| later.duration());
    if age > tolerance {
        return Err(invalid_signature(format!(
            "the timestamp of the webhook is {age:?} from now, expected at most {tolerance:?}"
        )));
    }
    Ok(())
}

/// Returns the value of a header.
///
/// # Errors
/// The header is absent.
pub fn required_header<'h>(headers: &'h HeaderMap, name: &str) -> Result<&'h str, Error> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.ok_or_else(|| invalid_signature(format!("the webhook has no header `{name}`")))
}

/// Decodes hexadecimal digits.
pub fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text
        .chars()
        .map(|c| c.to_digit(16))
        .collect::<Option<Vec<u32>>>()
        .filter(|digits| digits.len() % 2 == 0)?;
    digits
        .chunks(2)
        .map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok())
        .collect()
}
