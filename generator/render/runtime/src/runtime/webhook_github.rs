//! Webhooks of GitHub: the header `X-GitHub-Event` names the event, `X-Hub-Signature-256` has the
//! signature.

#[cfg(feature = "webhooks")]
use http::HeaderMap;

use super::error::Error;
use super::webhook::payload_property;
#[cfg(feature = "webhooks")]
use super::webhook_signature::{decode_hex, required_header, verify_hmac};

/// Verifies the signature of a webhook without decoding its payload.
///
/// `headers` are the headers of the request. To detect replays, store each `X-GitHub-Delivery`:
/// there is no timestamp.
///
/// # Errors
/// [`Error::is_invalid_signature`]: the signature does not match.
#[cfg(feature = "webhooks")]
pub fn verify_signature(payload: &[u8], headers: &HeaderMap, secret: &str) -> Result<(), Error> {
    let signature = required_header(headers, "x-hub-signature-256")?
        .strip_prefix("sha256=")
        .and_then(decode_hex);
    verify_hmac(secret.as_bytes(), &[payload], &Vec::from_iter(signature))
}

/// Returns the name of the event in the headers, such as `pull_request`.
///
/// # Errors
/// The header is absent.
#[cfg(feature = "webhooks")]
pub fn event_name(headers: &HeaderMap) -> Result<&str, Error> {
    required_header(headers, "x-github-event")
}

/// Returns the possible names of the webhook of an event, the longest first: with the `action` of
/// its payload (`pull-request-opened`), and without (`push`).
///
/// # Errors
/// The payload is not JSON.
pub fn names_of_event(event: &str, payload: &[u8]) -> Result<Vec<String>, Error> {
    let action = payload_property(payload, "action")?
        .map(|action| comparable_name(&format!("{event}-{action}")));
    Ok(action.into_iter().chain([comparable_name(event)]).collect())
}

/// Returns a name in the form in which names are compared: in lower case, with hyphens.
fn comparable_name(name: &str) -> String {
    name.to_lowercase()
        .replace(|c: char| !c.is_alphanumeric(), "-")
}
