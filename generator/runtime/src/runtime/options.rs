//! [`Options`]: what can be set for a client, for one derived from it, and for one request, by the same names.
//!
//! What is not set is inherited: the options of a request go before those of its client. The first mistake is kept.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::time::Duration;

use http::header::{CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderName, HeaderValue};

use super::auth::secret;
use super::params::pair;
use super::retry::RetryPolicy;

/// Headers that say where a message ends and what becomes of its connection, but `content-length`, which may be right.
const FRAMING: [HeaderName; 5] = [CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE];

/// How long one attempt may take by default.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How large a response may be by default.
const BODY_LIMIT: usize = 128 * 1024 * 1024;

/// How many redirects in a row are followed by default.
const MAX_REDIRECTS: usize = 10;

/// What can be set for a client, for one derived from it, and for one request, in the `with` of each.
///
/// ```text
/// Client::builder().with(|options| options.deadline(Duration::from_secs(90)))
/// client.with(|options| options.header("x-team", "blue").retries(5))
/// request.with(|options| options.without_header("x-team"))
/// ```
///
/// What is not set is inherited: the options of a request go before those of its client.
#[derive(Clone, Default)]
#[must_use = "options do nothing until they are given back"]
pub struct Options {
    base_url: Option<String>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    idle_timeout: Option<Duration>,
    body_limit: Option<usize>,
    max_redirects: Option<usize>,
    strict_responses: Option<bool>,
    policy: Option<RetryPolicy>,
    retries: Option<u32>,
    /// Headers that are set, or kept off; each name once.
    headers: Vec<(HeaderName, Option<HeaderValue>)>,
    /// Query parameters that are added, in their order.
    query: Vec<Pair>,
    /// Names of query parameters that are kept off.
    no_query: Vec<String>,
    fault: Option<String>,
}

/// What one parameter adds to the query or to the cookies.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) name: Cow<'static, str>,
    pub(crate) text: String,
}

/// How far a request may go.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    /// For one attempt.
    pub(crate) timeout: Duration,
    /// For all of them.
    pub(crate) deadline: Option<Duration>,
    /// Between the pieces of a response.
    pub(crate) idle: Duration,
    /// Bytes of a body.
    pub(crate) body: usize,
    /// Redirects in a row.
    pub(crate) redirects: usize,
    /// Whether a `GET` follows redirects to other hosts, without credentials, and also those that are described.
    pub(crate) elsewhere: bool,
    /// Whether optional parts of a response that deviate from the description are errors.
    pub(crate) is_strict: bool,
    pub(crate) policy: RetryPolicy,
}

impl Options {
    /// Where requests are sent, whatever the description says of them. One without a host, such as `/v2`, is on the
    /// host of the client.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// How long one attempt may take, until its response is complete. The default is 60 seconds.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = Some(limit);
        self
    }

    /// How long a request may take in all, with its retries and the waits between them; by default there is no such
    /// limit. Where a response is read piece by piece, it goes for its head.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Some(limit);
        self
    }

    /// How long a response that is read piece by piece may pause. The default is what `timeout` says.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.idle_timeout = Some(limit);
        self
    }

    /// How many bytes a response may have that is held in memory. The default is 128 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// How many redirects in a row are followed. The default is 10; with 0 each of them is an error, which has its
    /// status and its headers.
    ///
    /// A redirect is followed within the origin alone, and not at all where the description says that it is what the
    /// operation answers. After 301 and 302 only what reads is sent again, after 307 and 308 only what can be sent
    /// twice. Headers and cookies go along; the query is that of the new URL, also where it was to hold a key.
    pub fn max_redirects(mut self, count: usize) -> Self {
        self.max_redirects = Some(count);
        self
    }

    /// Whether a response must be all that the description says. By default an optional property of another kind reads
    /// as absent, as does a required one that may be `null`;
    /// [`Response::deviations`](super::response::Response::deviations) tells of them.
    pub fn strict_responses(mut self, strict: bool) -> Self {
        self.strict_responses = Some(strict);
        self
    }

    /// How often a request is sent again if there is reason to hope. The default is 2.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    /// When a request is sent again, and after how long.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = Some(policy);
        self.retries = None;
        self
    }

    /// Sets a header. Its value is never printed.
    ///
    /// One of a client is for all its requests; what an operation itself says (`accept`, `content-type`, parameters)
    /// goes before it. One of a request goes before everything.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), secret(value)) {
            (Ok(name), _) if FRAMING.contains(&name) => {
                self.keep(format!("header `{name}` is the transport's own, it cannot be set"));
            }
            (Ok(name), Ok(value)) => self.put_header(name, Some(value)),
            (Err(_), _) => self.keep(no_header(name)),
            (_, Err(_)) => self.keep(format!("the value of header `{name}` has a control character")),
        }
        self
    }

    /// Keeps a header off, whoever would send it; also one that holds a credential.
    pub fn without_header(mut self, name: &str) -> Self {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => self.put_header(name, None),
            Err(_) => self.keep(no_header(name)),
        }
        self
    }

    /// Adds a query parameter, instead of those of this name that the operation or the client has. One of a client is
    /// for all its requests.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        let text = pair(name, &value.to_string());
        self.query.push(Pair { name: Cow::Owned(name.to_owned()), text });
        self
    }

    /// Keeps query parameters of this name off.
    pub fn without_query(mut self, name: &str) -> Self {
        self.query.retain(|pair| pair.name != name);
        self.no_query.push(name.to_owned());
        self
    }

    fn put_header(&mut self, name: HeaderName, value: Option<HeaderValue>) {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
    }

    /// Keeps the first fault.
    fn keep(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    /// The same, where `above` says nothing else.
    pub(crate) fn under(&self, above: Self) -> Self {
        let mut both = self.clone();
        both.query.retain(|pair| above.leaves(&pair.name));
        both.base_url = above.base_url.or(both.base_url);
        both.timeout = above.timeout.or(both.timeout);
        both.deadline = above.deadline.or(both.deadline);
        both.idle_timeout = above.idle_timeout.or(both.idle_timeout);
        both.body_limit = above.body_limit.or(both.body_limit);
        both.max_redirects = above.max_redirects.or(both.max_redirects);
        both.strict_responses = above.strict_responses.or(both.strict_responses);
        if above.policy.is_some() {
            both.policy = above.policy;
            both.retries = None;
        }
        both.retries = above.retries.or(both.retries);
        both.query.extend(above.query);
        both.no_query.extend(above.no_query);
        for (name, value) in above.headers {
            both.put_header(name, value);
        }
        both.fault = both.fault.or(above.fault);
        both
    }

    /// How far a request may go.
    pub(crate) fn limits(&self) -> Limits {
        let timeout = self.timeout.unwrap_or(TIMEOUT);
        let policy = self.policy.clone().unwrap_or_default();
        Limits {
            timeout,
            deadline: self.deadline,
            idle: self.idle_timeout.unwrap_or(timeout),
            body: self.body_limit.unwrap_or(BODY_LIMIT),
            redirects: self.max_redirects.unwrap_or(MAX_REDIRECTS),
            elsewhere: false,
            is_strict: self.strict_responses.unwrap_or(false),
            policy: match self.retries {
                Some(retries) => policy.max(retries),
                None => policy,
            },
        }
    }

    /// Where requests are sent.
    pub(crate) fn place(&self) -> Option<&str> {
        self.base_url.as_deref()
    }

    pub(crate) fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    pub(crate) fn headers(&self) -> &[(HeaderName, Option<HeaderValue>)] {
        &self.headers
    }

    /// Whether a header is kept off (`Some(true)`), set, or left to others.
    pub(crate) fn keeps_off(&self, name: &HeaderName) -> Option<bool> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.is_none())
    }

    pub(crate) fn added(&self) -> &[Pair] {
        &self.query
    }

    /// Forgets what was added to the query by this name.
    pub(crate) fn forget(&mut self, name: &str) {
        self.query.retain(|pair| pair.name != name);
    }

    /// Whether others may put this name into the query.
    pub(crate) fn leaves(&self, name: &str) -> bool {
        self.no_query.iter().all(|known| known != name) && self.query.iter().all(|pair| pair.name != name)
    }
}

fn no_header(name: &str) -> String {
    format!("`{}` is no header name", name.escape_debug())
}

/// Shows neither values of headers nor the query: they may be secret.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Options");
        output.field("base_url", &self.base_url);
        output.field("timeout", &self.timeout).field("deadline", &self.deadline);
        output.field("idle_timeout", &self.idle_timeout).field("body_limit", &self.body_limit);
        output.field("max_redirects", &self.max_redirects);
        output.field("retries", &self.retries).field("retry_policy", &self.policy);
        output.field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>()).finish_non_exhaustive()
    }
}
