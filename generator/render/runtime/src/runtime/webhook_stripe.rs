//! Signatures of Stripe: the header `Stripe-Signature`, as `t=1533204620,v1=f0bd…`.

use std::time::{Duration, SystemTime};

use super::error::Error;
use super::webhook_signature::{check_age, decode_hex, invalid_signature, verify_hmac};

pub use super::webhook_signature::TOLERANCE;

/// Verifies the signature of a webhook without decoding its payload.
///
/// `signature` is the header `Stripe-Signature`, `secret` the signing secret of the endpoint
/// (`whsec_…`). The timestamp of the signature may differ from `now` by at most `tolerance`.
///
/// # Errors
/// [`Error::is_invalid_signature`]: the signature does not match, or the timestamp is out of
/// tolerance.
pub fn verify_signature(
    payload: &[u8],
    signature: &str,
    secret: &str,
    now: SystemTime,
    tolerance: Duration,
) -> Result<(), Error> {
    let fields = signature
        .split(',')
        .filter_map(|field| field.trim().split_once('='));
    let Some((_, timestamp)) = fields.clone().find(|(name, _)| *name == "t") else {
        return Err(invalid_signature(
            "the signature of the webhook has no timestamp",
        ));
    };
    let signatures: Vec<Vec<u8>> = fields
        .filter(|(name, _)| *name == "v1")
        .filter_map(|(_, v1)| decode_hex(v1))
        .collect();
    verify_hmac(
        secret.as_bytes(),
        &[timestamp.as_bytes(), b".", payload],
        &signatures,
    )?;
    check_age(timestamp, now, tolerance)
}
