//! [`RetryPolicy`]: when a request is retried, and after which delay. The defaults are the same as
//! in Stainless's clients.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, Method, StatusCode};

use super::outgoing::ErrorKind;

/// Decides when a request is retried, and after which delay.
///
/// By default, a request is retried up to twice: after 408, 409, 429 or 5xx except 501 and 505, or
/// if no complete response arrived. A request that is not idempotent (`POST`, `PATCH`) is retried
/// only if no connection could be made, after 429, after 408 or 503 with `Retry-After`, and after
/// `x-should-retry: true`. The delay is the one that the server asks for, or else half a second,
/// which doubles each time up to 8 seconds and is reduced by a random part of up to a quarter. If
/// the server asks for more than a minute, the request is not retried.
#[derive(Clone)]
pub struct RetryPolicy {
    max: u32,
    first: Duration,
    longest: Duration,
    longest_asked: Duration,
    jitter: f64,
    writes: bool,
    classifier: Option<Classifier>,
}

type Classifier = Arc<dyn Fn(&FailedAttempt<'_>) -> Decision + Send + Sync>;

/// The decision after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Retry the request, if the limits allow it.
    Again,
    /// Give up.
    Stop,
    /// Use the decision of the policy.
    Usual,
}

/// An attempt without a complete response, or without a success status code.
#[derive(Clone, Copy)]
pub struct FailedAttempt<'a> {
    pub(crate) method: &'a Method,
    pub(crate) idempotent: bool,
    pub(crate) number: u32,
    pub(crate) kind: Option<ErrorKind>,
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: Option<&'a HeaderMap>,
    pub(crate) body: &'a [u8],
}

impl<'a> FailedAttempt<'a> {
    /// Returns the HTTP method of the request.
    pub fn method(&self) -> &'a Method {
        self.method
    }

    /// Returns whether the request is idempotent.
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Returns the number of attempts so far.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns the status code, if the headers of a response arrived.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns a response header as a string, if it is present and valid text.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        header_text(self.headers, name)
    }

    /// Returns the body that arrived, at most 1 MiB.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Returns whether no connection could be made, so the server cannot have seen the request.
    pub fn is_connect(&self) -> bool {
        self.kind == Some(ErrorKind::Connect)
    }

    /// Returns whether the attempt timed out.
    pub fn is_timeout(&self) -> bool {
        self.kind == Some(ErrorKind::Timeout)
    }

    /// Returns whether the connection broke before the response was complete.
    pub fn is_broken_connection(&self) -> bool {
        self.kind == Some(ErrorKind::Broken)
    }
}

/// Omits everything that may be secret.
impl fmt::Debug for FailedAttempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("FailedAttempt");
        output
            .field("method", self.method)
            .field("number", &self.number)
            .field("status", &self.status);
        output.field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max: 2,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(8),
            longest_asked: Duration::from_secs(60),
            jitter: 0.25,
            writes: false,
            classifier: None,
        }
    }
}

/// Setters of fields, whose type is that of the argument or an `Option` of it.
macro_rules! option_setters {
    ($($(#[$docs:meta])* $name:ident($value:ident: $type:ty);)*) => {
        $(
            $(#[$docs])*
            pub fn $name(mut self, $value: $type) -> Self {
                self.$name = $value.into();
                self
            }
        )*
    };
}

pub(crate) use option_setters;

impl RetryPolicy {
    /// Returns the policy of Stainless's clients, which differs from the default in that `POST` and
    /// `PATCH` are retried like all other requests.
    pub fn stainless() -> Self {
        Self {
            writes: true,
            ..Self::default()
        }
    }

    option_setters! {
        /// Sets the maximum number of retries. The default is 2.
        max(retries: u32);
        /// Sets the first delay, which doubles each time. The default is half a second.
        first(wait: Duration);
        /// Sets the longest delay, which does not apply to delays that the server asks for. The
        /// default is 8 seconds.
        longest(wait: Duration);
        /// Sets the longest delay that a server may ask for. If it asks for a longer one, the
        /// request is not retried, and the error has the delay (`retry_after`). The default is a
        /// minute.
        longest_asked(wait: Duration);
    }

    /// Sets the largest random reduction of a delay, from 0 to 1, so that clients do not retry in
    /// sync. The default is 0.25.
    pub fn jitter(mut self, share: f64) -> Self {
        self.jitter = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        };
        self
    }

    /// Sets a function that decides on failed attempts before the policy; the limits of retries
    /// still apply.
    pub fn classify(
        mut self,
        classifier: impl Fn(&FailedAttempt<'_>) -> Decision + Send + Sync + 'static,
    ) -> Self {
        self.classifier = Some(Arc::new(classifier));
        self
    }

    /// Returns the delay before the retry; `None` if the request is not retried.
    pub(crate) fn wait(&self, attempt: &FailedAttempt<'_>) -> Option<Wait> {
        let retry = attempt.number.saturating_sub(1);
        if retry >= self.max || !self.should_retry(attempt) {
            return None;
        }
        Some(self.delay(attempt.headers, retry, current_time(), random_fraction()))
    }

    pub(crate) fn should_retry(&self, attempt: &FailedAttempt<'_>) -> bool {
        // A retry would fix neither a local failure nor an untrusted certificate.
        if matches!(attempt.kind, Some(ErrorKind::Local | ErrorKind::Untrusted)) {
            return false;
        }
        match self
            .classifier
            .as_ref()
            .map_or(Decision::Usual, |classifier| classifier(attempt))
        {
            Decision::Again => true,
            Decision::Stop => false,
            Decision::Usual => {
                let is_repeatable = attempt.idempotent || self.writes;
                match (attempt.kind, attempt.status) {
                    (Some(kind), _) => is_repeatable || kind == ErrorKind::Connect,
                    (None, Some(status)) => {
                        self.after_status(status, attempt.headers, is_repeatable)
                    }
                    (None, None) => false,
                }
            }
        }
    }

    /// Returns whether a response is retried; `is_repeatable` says whether the request may be sent
    /// twice.
    fn after_status(
        &self,
        status: StatusCode,
        headers: Option<&HeaderMap>,
        is_repeatable: bool,
    ) -> bool {
        match header_text(headers, "x-should-retry") {
            Some("true") => return true,
            Some("false") => return false,
            _ => {}
        }
        match status {
            StatusCode::TOO_MANY_REQUESTS => true,
            // A server that says when to retry did not process the request.
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => {
                is_repeatable || requested_delay(headers, current_time()).is_some()
            }
            StatusCode::CONFLICT => is_repeatable,
            // The server will not support the method or the version of HTTP later either.
            StatusCode::NOT_IMPLEMENTED | StatusCode::HTTP_VERSION_NOT_SUPPORTED => false,
            _ => is_repeatable && status.is_server_error(),
        }
    }

    /// Returns the delay before retry number `retry`, from 0.
    pub(crate) fn delay(
        &self,
        headers: Option<&HeaderMap>,
        retry: u32,
        now: Option<SystemTime>,
        random: f64,
    ) -> Wait {
        match requested_delay(headers, now).filter(|wait| !wait.is_zero()) {
            Some(asked) if asked > self.longest_asked => Wait::TooLong {
                asked,
                longest: self.longest_asked,
            },
            Some(asked) => Wait::Delay(asked),
            None => {
                let wait = self
                    .first
                    .saturating_mul(1_u32 << retry.min(16))
                    .min(self.longest);
                let seconds = wait.as_secs_f64() * (1.0 - self.jitter * random);
                Wait::Delay(Duration::try_from_secs_f64(seconds).unwrap_or(wait))
            }
        }
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("RetryPolicy");
        output
            .field("max", &self.max)
            .field("first", &self.first)
            .field("longest", &self.longest);
        output
            .field("longest_asked", &self.longest_asked)
            .field("jitter", &self.jitter);
        output
            .field("classifier", &self.classifier.is_some())
            .finish_non_exhaustive()
    }
}

/// The delay before a retry.
#[derive(Debug, PartialEq)]
pub(crate) enum Wait {
    Delay(Duration),
    /// The server asks for a longer delay than the policy allows, so an earlier retry would be
    /// rejected.
    TooLong {
        asked: Duration,
        longest: Duration,
    },
}

/// Returns the delay that the server asks for, if it is valid.
pub(crate) fn requested_delay(
    headers: Option<&HeaderMap>,
    now: Option<SystemTime>,
) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds_asked(headers, now)?).ok()
}

/// Returns the seconds that the server asks for, valid or not.
fn seconds_asked(headers: Option<&HeaderMap>, now: Option<SystemTime>) -> Option<f64> {
    if let Some(milliseconds) = header_as_number(headers, "retry-after-ms") {
        return Some(milliseconds / 1000.0);
    }
    if let Some(seconds) = header_as_number(headers, "retry-after") {
        return Some(seconds);
    }
    let date = header_as_date(headers, "retry-after")?;
    // The clock of the server takes precedence: the local one may be wrong.
    let now = header_as_date(headers, "date").or(now)?;
    Some(date.duration_since(now).ok()?.as_secs_f64())
}

fn header_as_number(headers: Option<&HeaderMap>, name: &str) -> Option<f64> {
    header_text(headers, name)?.parse().ok()
}

fn header_as_date(headers: Option<&HeaderMap>, name: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(header_text(headers, name)?).ok()
}

fn header_text<'h>(headers: Option<&'h HeaderMap>, name: &str) -> Option<&'h str> {
    headers?.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn current_time() -> Option<SystemTime> {
    Some(SystemTime::now())
}

/// Returns the time of JavaScript, because the standard library has none.
#[cfg(target_arch = "wasm32")]
pub(crate) fn current_time() -> Option<SystemTime> {
    let since_epoch = Duration::try_from_secs_f64(js_sys::Date::now() / 1000.0).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(since_epoch)
}

/// Returns random bits of the standard library's hash maps.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn random_bits() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Returns random bits of JavaScript: those of the standard library are always the same.
#[cfg(target_arch = "wasm32")]
pub(crate) fn random_bits() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u64(js_sys::Math::random().to_bits());
    hasher.write_u64(js_sys::Math::random().to_bits());
    hasher.finish()
}

/// Returns a number in `0..1`, random enough to keep clients from retrying in sync.
pub(crate) fn random_fraction() -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "32 bits fit")]
    let bits = (random_bits() >> 32) as f64;
    bits / 4_294_967_296.0
}

/// The cost of a retry; a successful response returns 1 of it.
const COST: u32 = 2;

const RETRIES: u32 = 500;

/// The number of retries that all requests of a client may spend together; clones share the
/// balance.
///
/// A retry costs one, two successful calls earn one, up to the initial value (500 by default). A
/// server that is down thus receives few retries, and occasional failures are not affected.
#[derive(Clone, Debug)]
pub struct RetryBudget {
    max: u32,
    /// `None` if unlimited.
    left: Option<Arc<AtomicU32>>,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(RETRIES)
    }
}

impl RetryBudget {
    /// Creates a budget of this many retries.
    pub fn new(retries: u32) -> Self {
        let max = retries.saturating_mul(COST);
        Self {
            max,
            left: Some(Arc::new(AtomicU32::new(max))),
        }
    }

    /// Creates an unlimited budget: only the policy of each request applies.
    pub fn unlimited() -> Self {
        Self { max: 0, left: None }
    }

    /// Withdraws the cost of a retry; returns whether the balance was sufficient.
    pub(crate) fn spend(&self) -> bool {
        let Some(left) = &self.left else { return true };
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            left.checked_sub(COST)
        })
        .is_ok()
    }

    pub(crate) fn earn(&self) {
        let Some(left) = &self.left else { return };
        // The update fails if the balance is already full.
        let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
            if left < self.max {
                Some(left + 1)
            } else {
                None
            }
        });
    }
}
