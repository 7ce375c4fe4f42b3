//! Webhooks of GitHub: the header `X-GitHub-Event` names the event, `X-Hub-Signature-256` has the signature.

#[cfg(feature = "webhooks")]
use http::HeaderMap;

use super::error::Error;
use super::webhook::property;
#[cfg(feature = "webhooks")]
use super::webhook_signature::{header, hex, verify};

/// Verifies the signature of a webhook without decoding its payload.
///
/// `headers` are those of the request. To detect replays, store each `X-GitHub-Delivery`: there is no timestamp.
///
/// # Errors
/// [`Error::is_invalid_signature`]: the signature does not match.
#[cfg(feature = "webhooks")]
pub fn verify_signature(payload: &[u8], headers: &HeaderMap, secret: &str) -> Result<(), Error> {
    let signature = header(headers, "x-hub-signature-256")?
        .strip_prefix("sha256=")
        .and_then(hex);
    verify(secret.as_bytes(), &[payload], &Vec::from_iter(signature))
}

/// Returns the name of the event in the headers, such as `pull_request`.
///
/// # Errors
/// The header is absent.
#[cfg(feature = "webhooks")]
pub fn event(headers: &HeaderMap) -> Result<&str, Error> {
    header(headers, "x-github-event")
}

/// Returns the possible names of the webhook of an event, the longest first: with the `action` of its payload
/// (`pull-request-opened`), and without (`push`).
///
/// # Errors
/// The payload is not JSON.
pub fn names(event: &str, payload: &[u8]) -> Result<Vec<String>, Error> {
    let action = property(payload, "action")?.map(|action| plain(&format!("{event}-{action}")));
    Ok(action.into_iter().chain([plain(event)]).collect())
}

/// Returns a name in the form in which names are compared: in lower case, with hyphens.
fn plain(name: &str) -> String {
    name.to_lowercase()
        .replace(|c: char| !c.is_alphanumeric(), "-")
}
