//! [`ClientBuilder`]: configures a client, and keeps the first fault until the client is built.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::api::{Api, Scheme};
use super::auth::{BASIC, BEARER, Credentials, TokenSource, find, user_and_password};
use super::client::{Client, Options, Settings};
use super::error::Error;
use super::outcome::Fault;
use super::path;
use super::redact::Secret;
use super::retry::RetryBudget;
use super::transport::{Framed, Layered, Middleware, Transport};

#[cfg(feature = "reqwest")]
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Configures a [`Client`].
///
/// Of the alternative credentials of an operation, only the first complete alternative is sent; credentials set in code
/// take precedence over those from the environment.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone)]
pub struct ClientBuilder {
    api: &'static Api,
    base_url: Option<String>,
    credentials: Credentials,
    user_agent: Option<String>,
    options: Options,
    budget: RetryBudget,
    connect_timeout: Option<Duration>,
    proxy: Option<Secret>,
    transport: Option<Arc<dyn Transport>>,
    middleware: Vec<Arc<dyn Middleware>>,
    fault: Option<Fault>,
}

impl Client {
    /// Creates a builder for a client of this API.
    #[doc(hidden)]
    pub fn builder_for(api: &'static Api) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    /// Creates a client with all settings from environment variables.
    #[doc(hidden)]
    pub fn from_env_for(api: &'static Api) -> Result<Self, Error> {
        ClientBuilder::new(api).env().build_authenticated()
    }

    /// Creates a builder with the settings of this client, to change its credentials, for example. Both clients share
    /// connections and retry budget.
    pub fn to_builder(&self) -> ClientBuilder {
        let settings = self.client_settings();
        ClientBuilder {
            base_url: settings.own_base_url.then(|| settings.base_url.clone()),
            credentials: settings.credentials.clone(),
            user_agent: settings.user_agent_suffix.clone(),
            options: settings.options.clone(),
            budget: settings.budget.clone(),
            transport: settings.transport.clone(),
            fault: settings.fault.clone(),
            ..ClientBuilder::new(settings.api)
        }
    }
}

// Not methods: emitted setters could have the same names.

fn known_scheme(api: &'static Api, name: &str) -> Result<&'static Scheme, Fault> {
    find(api, name).ok_or_else(|| Fault::configuration(format!("unknown security scheme `{name}`")))
}

/// Rejects settings of the built-in transport.
fn check_unused_settings(builder: &ClientBuilder) -> Result<(), Fault> {
    let setting = match (&builder.proxy, builder.connect_timeout) {
        (Some(_), _) => "proxy",
        (None, Some(_)) => "connect_timeout",
        (None, None) => return Ok(()),
    };
    Err(Fault::configuration(format!(
        "`{setting}` applies only to the built-in transport, but the client has another one"
    )))
}

impl ClientBuilder {
    pub(crate) fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: None,
            credentials: Credentials::default(),
            user_agent: None,
            options: Options::default(),
            budget: RetryBudget::default(),
            connect_timeout: None,
            proxy: None,
            transport: None,
            middleware: Vec::new(),
            fault: None,
        }
    }

    /// Sets the credential of a security scheme, trimmed. An empty one counts as unset.
    pub fn credential(mut self, scheme: &str, value: impl Into<String>) -> Self {
        let outcome = known_scheme(self.api, scheme).and_then(|scheme| self.credentials.set(scheme, &value.into()));
        self.note(outcome)
    }

    /// Sets user name and password of a `Basic` security scheme. The name must not contain a colon, which would end it.
    pub fn basic_credential(self, scheme: &str, user: impl Into<String>, password: impl Into<String>) -> Self {
        match user_and_password(scheme, &user.into(), &password.into()) {
            Ok(pair) => self.credential(scheme, pair),
            Err(fault) => self.note(Err(fault)),
        }
    }

    /// Sets a token for no security scheme.
    #[doc(hidden)]
    pub fn general_bearer(mut self, token: impl Into<String>) -> Self {
        let outcome = self.credentials.set_general(&BEARER, &token.into());
        self.note(outcome)
    }

    /// Sets a token source that belongs to no security scheme.
    #[doc(hidden)]
    pub fn general_bearer_source(mut self, source: impl TokenSource) -> Self {
        self.credentials.set_general_source(Arc::new(source));
        self
    }

    /// Sets user name and password for no security scheme.
    #[doc(hidden)]
    pub fn general_basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let pair = user_and_password(BASIC.name, &user.into(), &password.into());
        let outcome = pair.and_then(|pair| self.credentials.set_general(&BASIC, &pair));
        self.note(outcome)
    }

    /// Sets the token source of a security scheme whose credential is sent in a header, such as OAuth 2.
    pub fn token_source(mut self, scheme: &str, source: impl TokenSource) -> Self {
        let outcome =
            known_scheme(self.api, scheme).and_then(|scheme| self.credentials.set_source(scheme, Arc::new(source)));
        self.note(outcome)
    }

    /// Reads unset settings from environment variables. A blank variable counts as unset.
    pub fn env(self) -> Self {
        self.env_from(&|name| std::env::var(name).ok())
    }

    /// Like [`env`](Self::env), with `lookup` instead of the environment.
    pub fn env_from(mut self, lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let lookup = |name: Option<&'static str>| name.and_then(lookup).filter(|value| !value.trim().is_empty());
        for scheme in self.api.schemes {
            let outcome = lookup(scheme.env).map_or(Ok(()), |value| self.credentials.set_from_env(scheme, &value));
            self = self.note(outcome);
        }
        if self.base_url.is_none() {
            self.base_url = lookup(self.api.base_url_env);
        }
        self
    }

    /// Sets the base URL of all operations, even of those with other servers in the description.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets defaults for all requests; see [`Options`].
    pub fn with(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.options = change(self.options);
        self
    }

    /// Sets the timeout of an attempt, until its response is complete. The default is 60 seconds.
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|options| options.timeout(limit))
    }

    /// Sets the maximum number of retries; the default is 2. See also [`Options::retry_policy`].
    pub fn retries(self, retries: u32) -> Self {
        self.with(|options| options.retries(retries))
    }

    /// Sets whether responses must match the description exactly; see [`Options::strict_responses`].
    pub fn strict_responses(self, strict: bool) -> Self {
        self.with(|options| options.strict_responses(strict))
    }

    /// Sets a header of all requests that do not set it themselves. Its value is never printed.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|options| options.header(name, value))
    }

    /// Sets a query parameter of all requests that do not set it themselves.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        self.with(|options| options.query(name, value))
    }

    /// Sets the retry budget of all requests, 500 by default; see [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Sets the connect timeout of the built-in transport; the default is 5 seconds. It is an error with another
    /// transport or existing connections.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Sets the proxy of the built-in transport, such as `http://user:password@proxy.example:8080`, instead of the
    /// variables `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. An error with another transport or existing connections.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Secret::new(url.into()));
        self
    }

    /// Sets the name of your program, such as `my-app/1.0`; the user agent has it after the name of this crate.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Sets the `reqwest` client that sends requests. It needs `redirect::Policy::none()`: this crate follows redirects
    /// within their origin; a client that follows them itself sends API keys to other hosts.
    ///
    /// With the feature `rustls` it also needs a crypto provider for the process, such as
    /// `rustls::crypto::ring::default_provider().install_default()`: this crate does not install one.
    #[cfg(feature = "reqwest")]
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.transport(super::transport::reqwest::Reqwest::of(client))
    }

    /// Sets the transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(Framed(transport)));
        self
    }

    /// Adds a middleware around the transport, for each attempt, after authentication and within the timeout. The first
    /// one is the outermost: it receives a request first and its response last.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// A setting is invalid. Missing credentials are not an error here: some operations do not need them.
    pub fn build(self) -> Result<Client, Error> {
        let client = self.build_deferred();
        match &client.client_settings().fault {
            Some(fault) => Err(Error::fault(fault.clone(), None)),
            None => Ok(client),
        }
    }

    /// Builds the client; it must have credentials.
    #[doc(hidden)]
    pub fn build_authenticated(self) -> Result<Client, Error> {
        let client = self.build()?;
        match client.check_credentials() {
            Ok(()) => Ok(client),
            Err(fault) => Err(Error::fault(fault, None)),
        }
    }

    /// Builds the client; every call reports an invalid setting.
    #[doc(hidden)]
    pub fn build_deferred(mut self) -> Client {
        let given = self.base_url.as_deref().or(self.options.base_url.as_deref());
        let own_base_url = given.is_some();
        let base_url = path::base_url(given.unwrap_or(self.api.base_url));
        let base_url = self.keep(base_url).unwrap_or_default();
        let user_agent = self.full_user_agent();
        let user_agent = self.keep(user_agent).unwrap_or(HeaderValue::from_static(""));
        let fault = self.options.fault.clone().map(Fault::configuration);
        self.keep(fault.map_or(Ok(()), Err));
        let transport = match self.transport.take() {
            Some(transport) => {
                let unused = check_unused_settings(&self);
                self.keep(unused);
                Some(transport)
            }
            None => self.default_transport(),
        };
        let transport = transport.map(|transport| Layered::around(transport, self.middleware));
        Client::new_shared(Settings {
            api: self.api,
            base_url,
            own_base_url,
            credentials: self.credentials,
            user_agent,
            user_agent_suffix: self.user_agent,
            options: self.options,
            budget: self.budget,
            transport,
            fault: self.fault,
        })
    }

    fn full_user_agent(&self) -> Result<HeaderValue, Fault> {
        let text = match self.user_agent.as_deref().map(str::trim) {
            Some(suffix) if !suffix.is_empty() => format!("{} {suffix}", self.api.user_agent),
            _ => self.api.user_agent.to_owned(),
        };
        let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let value = HeaderValue::from_str(&text).ok().filter(|_| printable);
        value.ok_or_else(|| Fault::configuration("user agent: expected printable ASCII"))
    }

    #[cfg(feature = "reqwest")]
    fn default_transport(&mut self) -> Option<Arc<dyn Transport>> {
        let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let transport =
            super::transport::reqwest::Reqwest::new(connect_timeout, self.proxy.as_ref().map(Secret::as_str));
        self.keep(transport).map(|transport| Arc::new(Framed(transport)) as _)
    }

    #[cfg(not(feature = "reqwest"))]
    fn default_transport(&mut self) -> Option<Arc<dyn Transport>> {
        None
    }

    fn note(mut self, outcome: Result<(), Fault>) -> Self {
        self.keep(outcome);
        self
    }

    fn keep<T>(&mut self, outcome: Result<T, Fault>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault.get_or_insert(fault);
                None
            }
        }
    }
}

/// Shows neither credentials nor header values.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("api", &self.api.user_agent).finish_non_exhaustive()
    }
}
