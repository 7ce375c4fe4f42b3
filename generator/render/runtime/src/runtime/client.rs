//! [`Client`]: the state that all calls share; [`Options`]: settings of a client or of a request.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderName, HeaderValue};

use super::api::Api;
use super::auth::{Credentials, choose_alternative, header_name, secret_header_value};
use super::outcome::Fault;
use super::params::encode_pair;
use super::retry::{RetryBudget, RetryPolicy, option_setters};
use super::transport::{Layers, Next};

/// A client of the API.
///
/// It has credentials, settings and a connection pool. Clones are cheap and share all of them, so
/// one client per program is enough. The built-in transport needs a Tokio runtime.
///
/// ```text
/// let patient = client.with(|options| options.timeout(Duration::from_secs(300)).retries(5));
/// let status: Status = client.request(Method::GET, "/not/described").send_as().await?;
/// ```
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Settings>);

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) base_url: String,
    /// Whether the base URL was set explicitly and thus overrides that of an operation.
    pub(crate) own_base_url: bool,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    pub(crate) user_agent_suffix: Option<String>,
    pub(crate) options: Options,
    pub(crate) budget: RetryBudget,
    pub(crate) transport: Option<Layers>,
    pub(crate) fault: Option<Fault>,
    #[cfg(feature = "blocking")]
    pub(crate) worker: super::blocking::Worker,
}

impl Client {
    /// Derives a client with other options. Both share connections, credentials and retry budget;
    /// calls report invalid options.
    pub fn with(&self, change: impl FnOnce(Options) -> Options) -> Self {
        let mut settings = self.0.as_ref().clone();
        settings.options = settings.options.overridden_by(change(Options::default()));
        settings.fault = settings
            .fault
            .or_else(|| settings.options.fault.clone().map(Fault::configuration));
        Self(Arc::new(settings))
    }

    /// Returns the base URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }
}

impl Settings {
    pub(crate) fn outermost_transport(&self) -> Result<Next<'_>, Fault> {
        match (&self.fault, &self.transport) {
            (Some(fault), _) => Err(fault.clone()),
            (None, Some(layers)) => Ok(layers.outermost()),
            (None, None) => Err(Fault::configuration(
                "no transport, expected the feature `reqwest` or a custom transport",
            )),
        }
    }

    /// Checks that a request without an operation could be authenticated.
    pub(crate) fn check_credentials(&self) -> Result<(), Fault> {
        if self.options.anonymous {
            return Ok(());
        }
        choose_alternative(self.api, &self.credentials, self.api.security, &|scheme| {
            header_name(scheme).is_some_and(|name| self.options.header_removed(&name).is_some())
        })
        .map(|_| ())
    }
}

/// Shows neither credentials nor header values.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .finish_non_exhaustive()
    }
}

// Options.

/// Header fields that control the connection, which users cannot set. Users may set
/// `content-length`, if its value is correct.
const FRAMING: [HeaderName; 5] = [CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE];

const TIMEOUT: Duration = Duration::from_secs(60);
/// The default maximum pause between chunks. Within this time, servers usually end a quiet stream,
/// or send a comment.
const IDLE_TIMEOUT: Duration = Duration::from_secs(300);
const BODY_LIMIT: usize = 128 * 1024 * 1024;
const MAX_REDIRECTS: usize = 10;

/// Settings of a client, of a client derived from it, or of a request; see the method `with` of
/// each.
///
/// ```text
/// Client::builder().with(|options| options.deadline(Duration::from_secs(90)))
/// client.with(|options| options.header("x-team", "blue").retries(5))
/// request.with(|options| options.without_header("x-team"))
/// ```
///
/// Unset options are inherited: the options of a request take precedence over the options of its
/// client.
#[derive(Clone, Default)]
#[must_use = "options do nothing until they are given back"]
pub struct Options {
    pub(crate) base_url: Option<String>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    idle_timeout: Option<Duration>,
    body_limit: Option<usize>,
    max_redirects: Option<usize>,
    strict_responses: Option<bool>,
    /// Whether no credentials are sent.
    pub(crate) anonymous: bool,
    policy: Option<RetryPolicy>,
    retries: Option<u32>,
    /// Headers that are set or removed; each name occurs once.
    pub(crate) headers: Vec<(HeaderName, Option<HeaderValue>)>,
    pub(crate) query: Vec<Pair>,
    no_query: Vec<String>,
    pub(crate) fault: Option<String>,
}

/// The query or cookie pairs of a parameter, as text, and the name of the parameter.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) name: Cow<'static, str>,
    pub(crate) text: String,
}

#[derive(Clone)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) deadline: Option<Duration>,
    pub(crate) idle: Duration,
    /// Maximum size of a body in bytes.
    pub(crate) body: usize,
    pub(crate) redirects: usize,
    /// Whether redirects to other hosts (without credentials) and documented redirects are
    /// followed.
    pub(crate) allows_other_origin: bool,
    pub(crate) is_strict: bool,
    pub(crate) policy: RetryPolicy,
}

impl Options {
    /// Returns the defaults of an API.
    pub(crate) fn of_api(api: &Api) -> Self {
        let policy = api
            .retry_delays
            .map(|[first, longest]| RetryPolicy::default().first(first).longest(longest));
        Self {
            timeout: api.timeout,
            retries: api.retries,
            policy,
            ..Self::default()
        }
    }

    /// Sets the base URL, overriding the description. A URL without a host (`/v2`) is relative to
    /// the host of the client.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    option_setters! {
        /// Sets the timeout of an attempt, until its response is complete. The default is 60
        /// seconds, unless `Client::builder` documents another default.
        timeout(limit: Duration);
        /// Sets the deadline of a request, including its retries and delays. If the response is
        /// read in chunks, the deadline applies until its headers arrive. By default there is no
        /// deadline.
        deadline(limit: Duration);
        /// Sets the maximum pause between the chunks of a download or stream. The default is 5
        /// minutes.
        idle_timeout(limit: Duration);
        /// Sets the maximum size in bytes of a response that is held in memory. The default is 128
        /// MiB.
        body_limit(bytes: usize);
        /// Sets the maximum number of consecutive redirects. The default is 10; with 0, every
        /// redirect is an error.
        ///
        /// A redirect is followed only within its origin, and never if it is the documented
        /// response. After 301 and 302, only safe requests are repeated; after 307 and 308, only
        /// requests that can be sent twice. Headers and cookies are kept; the query is that of the
        /// new URL. In a browser, this has no effect: `fetch` follows redirects itself.
        max_redirects(count: usize);
        /// Sets whether a response must match the description exactly. By default, an optional
        /// property of another type, and a missing nullable property, read as absent, and some
        /// others as empty, with a warning of `tracing` or `log`; see
        /// [`Response::deviations`](super::response::Response::deviations).
        strict_responses(strict: bool);
        /// Sets the maximum number of retries. The default is 2, unless `Client::builder` documents
        /// another default.
        retries(retries: u32);
    }

    /// Sends no credentials, even if the description says that they are needed. Headers and
    /// parameters that are set explicitly are still sent.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Sets the policy that decides when a request is retried, and after which delay.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = Some(policy);
        self.retries = None;
        self
    }

    /// Sets a header. The value is never printed.
    ///
    /// A header of a request takes precedence over headers of its operation (`accept`,
    /// `content-type`, parameters), which take precedence over headers of the client.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            secret_header_value(value),
        ) {
            (Ok(name), _) if FRAMING.contains(&name) => {
                self.keep(format!(
                    "header `{name}` is set by the transport and cannot be changed"
                ));
            }
            (Ok(name), Ok(value)) => self.put_header(name, Some(value)),
            (Err(_), _) => self.keep(invalid_header_name(name)),
            (_, Err(_)) => self.keep(format!(
                "the value of header `{name}` has a control character"
            )),
        }
        self
    }

    /// Removes a header from all sources, even if it contains a credential.
    pub fn without_header(mut self, name: &str) -> Self {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(name) => self.put_header(name, None),
            Err(_) => self.keep(invalid_header_name(name)),
        }
        self
    }

    /// Sets a query parameter of a request, or of all requests of a client; it replaces other
    /// parameters of this name.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        let text = encode_pair(name, &value.to_string());
        self.query.push(Pair {
            name: Cow::Owned(name.to_owned()),
            text,
        });
        self
    }

    /// Removes the query parameters of this name.
    pub fn without_query(mut self, name: &str) -> Self {
        self.query.retain(|pair| pair.name != name);
        self.no_query.push(name.to_owned());
        self
    }

    fn put_header(&mut self, name: HeaderName, value: Option<HeaderValue>) {
        self.headers.retain(|(key, _)| *key != name);
        self.headers.push((name, value));
    }

    /// Keeps the first fault.
    fn keep(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    /// Merges these options with `overrides`, which take precedence.
    pub(crate) fn overridden_by(&self, overrides: Self) -> Self {
        let mut merged = self.clone();
        merged
            .query
            .retain(|pair| overrides.allows_query(&pair.name));
        merged.base_url = overrides.base_url.or(merged.base_url);
        merged.timeout = overrides.timeout.or(merged.timeout);
        merged.deadline = overrides.deadline.or(merged.deadline);
        merged.idle_timeout = overrides.idle_timeout.or(merged.idle_timeout);
        merged.body_limit = overrides.body_limit.or(merged.body_limit);
        merged.max_redirects = overrides.max_redirects.or(merged.max_redirects);
        merged.strict_responses = overrides.strict_responses.or(merged.strict_responses);
        merged.anonymous |= overrides.anonymous;
        if overrides.policy.is_some() {
            merged.policy = overrides.policy;
            merged.retries = None;
        }
        merged.retries = overrides.retries.or(merged.retries);
        merged.query.extend(overrides.query);
        merged.no_query.extend(overrides.no_query);
        for (name, value) in overrides.headers {
            merged.put_header(name, value);
        }
        merged.fault = merged.fault.or(overrides.fault);
        merged
    }

    pub(crate) fn limits(&self) -> Limits {
        let timeout = self.timeout.unwrap_or(TIMEOUT);
        let policy = self.policy.clone().unwrap_or_default();
        Limits {
            timeout,
            deadline: self.deadline,
            idle: self.idle_timeout.unwrap_or(IDLE_TIMEOUT),
            body: self.body_limit.unwrap_or(BODY_LIMIT),
            redirects: self.max_redirects.unwrap_or(MAX_REDIRECTS),
            allows_other_origin: false,
            is_strict: self.strict_responses.unwrap_or(false),
            policy: match self.retries {
                Some(retries) => policy.max(retries),
                None => policy,
            },
        }
    }

    /// Returns `Some(true)` if a header is removed, `Some(false)` if it is set, and `None` if it is
    /// neither.
    pub(crate) fn header_removed(&self, name: &HeaderName) -> Option<bool> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.is_none())
    }

    /// Returns whether these options neither set nor remove a query parameter of this name, so that
    /// other sources may set it.
    pub(crate) fn allows_query(&self, name: &str) -> bool {
        self.no_query.iter().all(|removed| removed != name)
            && self.query.iter().all(|pair| pair.name != name)
    }
}

fn invalid_header_name(name: &str) -> String {
    format!("`{}` is not a valid header name", name.escape_debug())
}

/// Omits header values and the query, which may be secret.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Options");
        output.field("base_url", &self.base_url);
        output
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline);
        output
            .field("idle_timeout", &self.idle_timeout)
            .field("body_limit", &self.body_limit);
        output
            .field("max_redirects", &self.max_redirects)
            .field("anonymous", &self.anonymous);
        output
            .field("retries", &self.retries)
            .field("retry_policy", &self.policy);
        output
            .field(
                "headers",
                &self
                    .headers
                    .iter()
                    .map(|(name, _)| name)
                    .collect::<Vec<_>>(),
            )
            .finish_non_exhaustive()
    }
}
