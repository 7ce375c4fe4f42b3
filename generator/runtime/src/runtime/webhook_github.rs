//! Webhooks of GitHub: the header `X-GitHub-Event` names the event, `X-Hub-Signature-256` signs the payload.

#[cfg(feature = "webhooks")]
use http::HeaderMap;

use super::error::Error;
use super::webhook::property;
#[cfg(feature = "webhooks")]
use super::webhook_signature::{header, hex, verify};

/// Verifies the signature of a webhook, and nothing else: its payload is not read.
///
/// `headers` are those of the request, of which `X-Hub-Signature-256` counts; `secret` is that of the webhook. Such a
/// signature has no timestamp: to notice a webhook that comes twice, remember its `X-GitHub-Delivery`.
///
/// # Errors
/// [`Error::is_invalid_signature`]: the payload is not what was signed with this secret.
#[cfg(feature = "webhooks")]
pub fn verify_signature(payload: &[u8], headers: &HeaderMap, secret: &str) -> Result<(), Error> {
    let signature = header(headers, "x-hub-signature-256")?.strip_prefix("sha256=").and_then(hex);
    verify(secret.as_bytes(), &[payload], &Vec::from_iter(signature))
}

/// The name of the event, as the headers say it: `pull_request`.
///
/// # Errors
/// They do not say it.
#[cfg(feature = "webhooks")]
pub fn event(headers: &HeaderMap) -> Result<&str, Error> {
    header(headers, "x-github-event")
}

/// The names that the webhook of an event may have, the longest first: with the `action` of its payload
/// (`pull-request-opened`), and without (`push`).
///
/// # Errors
/// The payload is no JSON.
pub fn names(event: &str, payload: &[u8]) -> Result<Vec<String>, Error> {
    let action = property(payload, "action")?.map(|action| plain(&format!("{event}-{action}")));
    Ok(action.into_iter().chain([plain(event)]).collect())
}

/// A name in small letters, with hyphens between its words.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-")
}
