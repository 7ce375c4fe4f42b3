//! [`ClientBuilder`]: sets a client up.
//!
//! The first mistake is kept until the client is built; it names the setting and never shows a credential.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::api::Api;
use super::auth::{BASIC, BEARER, Credentials, TokenSource, find, user_and_password};
use super::budget::RetryBudget;
use super::client::{Client, Settings};
use super::error::{Error, Fault};
use super::middleware::{Layered, Middleware};
use super::options::Options;
use super::path;
use super::text::Secret;
use super::transport::{Framed, Transport};

/// How long a connection may take by default.
#[cfg(feature = "reqwest")]
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Sets a [`Client`] up.
///
/// Where a credential can be given in several ways, an operation is sent with the first of its alternatives for which
/// everything is there, and with that one only; those that are given in code go before those of the environment.
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

    /// With everything that a client has.
    pub(crate) fn like(settings: &Settings) -> Self {
        Self {
            base_url: settings.own_base_url.then(|| settings.base_url.clone()),
            credentials: settings.credentials.clone(),
            user_agent: settings.user_agent_suffix.clone(),
            options: settings.options.clone(),
            budget: settings.budget.clone(),
            transport: settings.transport.clone(),
            fault: settings.fault.clone(),
            ..Self::new(settings.api)
        }
    }

    /// The credential for a security scheme, without the white space around it. An empty one counts as none.
    pub fn credential(mut self, scheme: &str, value: impl Into<String>) -> Self {
        let outcome = match find(self.api, scheme) {
            Some(scheme) => self.credentials.set(scheme, &value.into()),
            None => Err(Fault::configuration(format!("unknown security scheme `{scheme}`"))),
        };
        self.note(outcome)
    }

    /// User name and password for a security scheme that is `Basic`. The name cannot have a colon, which would end it.
    pub fn basic_credential(self, scheme: &str, user: impl Into<String>, password: impl Into<String>) -> Self {
        match user_and_password(scheme, &user.into(), &password.into()) {
            Ok(pair) => self.credential(scheme, pair),
            Err(fault) => self.note(Err(fault)),
        }
    }

    /// A token for no scheme of the description.
    #[doc(hidden)]
    pub fn general_bearer(mut self, token: impl Into<String>) -> Self {
        let outcome = self.credentials.set_general(&BEARER, &token.into());
        self.note(outcome)
    }

    /// A source of tokens for no scheme of the description.
    #[doc(hidden)]
    pub fn general_bearer_source(mut self, source: impl TokenSource) -> Self {
        self.credentials.set_general_source(Arc::new(source));
        self
    }

    /// User name and password for no scheme of the description.
    #[doc(hidden)]
    pub fn general_basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let pair = user_and_password(BASIC.name, &user.into(), &password.into());
        let outcome = pair.and_then(|pair| self.credentials.set_general(&BASIC, &pair));
        self.note(outcome)
    }

    /// Where the tokens for a security scheme come from, if they do not last.
    ///
    /// Goes for schemes whose credential is sent in a header, such as OAuth 2 and OpenID Connect.
    pub fn token_source(mut self, scheme: &str, source: impl TokenSource) -> Self {
        let outcome = match find(self.api, scheme) {
            Some(scheme) => self.credentials.set_source(scheme, Arc::new(source)),
            None => Err(Fault::configuration(format!("unknown security scheme `{scheme}`"))),
        };
        self.note(outcome)
    }

    /// Takes what is not set yet from environment variables. A blank one counts as none.
    pub fn env(self) -> Self {
        self.env_from(&|name| std::env::var(name).ok())
    }

    /// The same from elsewhere: `lookup` answers for each variable.
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

    /// Where requests are sent, with or without path, with or without slash at the end. Goes for all operations, also
    /// for those that the description places on a server of their own.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets what goes for all requests that say nothing else; see [`Options`].
    pub fn with(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.options = change(self.options);
        self
    }

    /// How long one attempt may take, until its response is complete. The default is 60 seconds.
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|options| options.timeout(limit))
    }

    /// How often a request is sent again if there is reason to hope; the default is 2. When that is, and after how
    /// long, is the business of a [`RetryPolicy`](super::retry::RetryPolicy).
    pub fn retries(self, retries: u32) -> Self {
        self.with(|options| options.retries(retries))
    }

    /// A header that is sent with every request that does not set it itself. Its value is never printed.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|options| options.header(name, value))
    }

    /// A query parameter that is sent with every request that does not set it itself.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        self.with(|options| options.query(name, value))
    }

    /// How many retries all requests may spend together, instead of 500; see [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// How long it may take to connect. The default is 5 seconds. Goes for the built-in transport only: with another
    /// one, or for a client that has its connections already, it is an error.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Sends everything by way of a proxy, as `http://user:password@proxy.example:8080`, instead of those that the
    /// environment variables `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name. Goes for the built-in transport only:
    /// with another one, or for a client that has its connections already, it is an error.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(Secret::from(url.into()));
        self
    }

    /// What the user agent says about your program, as `my-app/1.0`, behind the name of this crate.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Sends requests with a `reqwest` client of your own.
    ///
    /// Give it `redirect::Policy::none()`: redirects are followed here, within their origin. One that follows them
    /// itself hides those that the description promises, and would send API keys to other hosts.
    ///
    /// Where the feature `rustls` is on, it needs a cryptography of your choice, as
    /// `rustls::crypto::ring::default_provider().install_default()`, or the features of `reqwest` that bring one:
    /// nothing is chosen for the process as a whole here.
    #[cfg(feature = "reqwest")]
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.transport(super::reqwest::Reqwest::of(client))
    }

    /// Sends requests by other means.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(Framed(transport)));
        self
    }

    /// Puts a middleware around the transport. The first one is the outermost: it sees a request first, and its response
    /// last.
    ///
    /// It is asked once for each attempt, after authentication and within the time limit of the attempt.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// The client.
    ///
    /// # Errors
    /// A setting cannot work. Missing credentials are no error here: not every operation needs them.
    pub fn build(self) -> Result<Client, Error> {
        let client = self.build_deferred();
        match &client.settings().fault {
            Some(fault) => Err(Error::fault(fault.clone(), None)),
            None => Ok(client),
        }
    }

    /// The client; it must hold credentials.
    #[doc(hidden)]
    pub fn build_authenticated(self) -> Result<Client, Error> {
        let client = self.build()?;
        match client.check_credentials() {
            Ok(()) => Ok(client),
            Err(fault) => Err(Error::fault(fault, None)),
        }
    }

    /// The client; if a setting cannot work, every call says so.
    #[doc(hidden)]
    pub fn build_deferred(mut self) -> Client {
        let given = self.base_url.as_deref().or(self.options.place());
        let own_base_url = given.is_some();
        let base_url = path::base_url(given.unwrap_or(self.api.base_url));
        let base_url = self.keep(base_url).unwrap_or_default();
        let user_agent = self.full_user_agent();
        let user_agent = self.keep(user_agent).unwrap_or(HeaderValue::from_static(""));
        let fault = self.options.fault().map(Fault::configuration);
        self.keep(fault.map_or(Ok(()), Err));
        let transport = match self.transport.take() {
            Some(transport) => {
                let unheeded = self.unheeded();
                self.keep(unheeded);
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
        let transport = super::reqwest::Reqwest::new(connect_timeout, self.proxy.as_ref().map(Secret::as_str));
        self.keep(transport).map(|transport| Arc::new(Framed(transport)) as _)
    }

    /// What is set for a transport that is not built here.
    fn unheeded(&self) -> Result<(), Fault> {
        let setting = match (&self.proxy, self.connect_timeout) {
            (Some(_), _) => "proxy",
            (None, Some(_)) => "connect_timeout",
            (None, None) => return Ok(()),
        };
        Err(Fault::configuration(format!(
            "`{setting}` goes for a transport of this builder's own, and there is another"
        )))
    }

    #[cfg(not(feature = "reqwest"))]
    fn default_transport(&mut self) -> Option<Arc<dyn Transport>> {
        None
    }

    fn note(mut self, outcome: Result<(), Fault>) -> Self {
        self.keep(outcome);
        self
    }

    /// Keeps the first fault.
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
