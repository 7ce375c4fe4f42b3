//! Signatures of [Standard Webhooks](https://www.standardwebhooks.com): the headers `webhook-id`,
//! `webhook-timestamp` and `webhook-signature`.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::HeaderMap;

use super::error::Error;
use super::outcome::Fault;
use super::webhook_signature::{check_age, required_header, verify_hmac};

pub use super::webhook_signature::TOLERANCE;

/// Verifies the signature of a webhook without decoding its payload.
///
/// `headers` are the headers of the request; `secret` is base64, with or without the prefix
/// `whsec_`. The timestamp may differ from `now` by at most `tolerance`. To detect replays, store
/// each `webhook-id`.
///
/// # Errors
/// [`Error::is_invalid_signature`]: the signature does not match, or the timestamp is out of
/// tolerance.
/// [`Error::is_configuration`]: the secret is not base64.
pub fn verify_signature(
    payload: &[u8],
    headers: &HeaderMap,
    secret: &str,
    now: SystemTime,
    tolerance: Duration,
) -> Result<(), Error> {
    let id = required_header(headers, "webhook-id")?;
    let timestamp = required_header(headers, "webhook-timestamp")?;
    let signatures: Vec<Vec<u8>> = required_header(headers, "webhook-signature")?
        .split(' ')
        .filter_map(|signature| BASE64_STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .collect();
    let Ok(key) = BASE64_STANDARD.decode(secret.strip_prefix("whsec_").unwrap_or(secret)) else {
        return Err(Error::fault(Fault::configuration(
            "the secret of the webhook is not base64",
        )));
    };
    let message = [id.as_bytes(), b".", timestamp.as_bytes(), b".", payload];
    verify_hmac(&key, &message, &signatures)?;
    check_age(timestamp, now, tolerance)
}
