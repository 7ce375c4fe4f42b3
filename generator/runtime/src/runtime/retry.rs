//! When a request is sent again, and after how long: pure functions, without clock or network.
//!
//! The figures are those of Stainless's clients. Requests that may do harm when they are repeated are sent again only
//! if the server certainly did not process them, or asks for it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};

use super::transport::TransportErrorKind;

/// How often a request is sent again by default.
pub(crate) const MAX_RETRIES: u32 = 2;

/// The first wait, without the server's word on it.
const FIRST: f64 = 0.5;

/// The longest wait, without the server's word on it.
const LONGEST: f64 = 8.0;

/// The longest wait that a server may ask for.
const LONGEST_ASKED: f64 = 60.0;

/// Whether a reply is a reason to send the request again.
pub(crate) fn after_status(status: StatusCode, headers: &HeaderMap, idempotent: bool) -> bool {
    match header(headers, "x-should-retry") {
        Some("true") => return true,
        Some("false") => return false,
        _ => {}
    }
    match status {
        StatusCode::TOO_MANY_REQUESTS => true,
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
            idempotent || headers.contains_key("retry-after") || headers.contains_key("retry-after-ms")
        }
        StatusCode::CONFLICT => idempotent,
        _ => idempotent && status.is_server_error(),
    }
}

/// Whether the lack of a reply is a reason to send the request again.
pub(crate) fn after_failure(kind: TransportErrorKind, idempotent: bool) -> bool {
    idempotent || kind == TransportErrorKind::Connect
}

/// How long to wait before retry number `retry`, from 0.
pub(crate) fn delay(headers: &HeaderMap, retry: u32, now: SystemTime, random: f64) -> Duration {
    let seconds = match asked(headers, now) {
        Some(seconds) if seconds > 0.0 && seconds <= LONGEST_ASKED => seconds,
        _ => (FIRST * f64::from(1_u32 << retry.min(16))).min(LONGEST) * (1.0 - 0.25 * random),
    };
    Duration::from_secs_f64(seconds)
}

/// The seconds that the server asks to wait, be they sensible or not.
fn asked(headers: &HeaderMap, now: SystemTime) -> Option<f64> {
    let number = |name| header(headers, name).and_then(|text| text.parse::<f64>().ok());
    if let Some(milliseconds) = number("retry-after-ms") {
        return Some(milliseconds / 1000.0);
    }
    if let Some(seconds) = number("retry-after") {
        return Some(seconds);
    }
    let date = httpdate::parse_http_date(header(headers, "retry-after")?).ok()?;
    date.duration_since(now).ok().map(|wait| wait.as_secs_f64())
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A number from 0 up to 1, good enough to keep clients from retrying in step.
pub(crate) fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish() >> 32;
    #[expect(clippy::cast_precision_loss, reason = "32 bits fit")]
    let random = bits as f64 / 4_294_967_296.0;
    random
}
