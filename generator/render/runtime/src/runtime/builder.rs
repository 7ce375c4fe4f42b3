//! [`ClientBuilder`]: configures a client, and keeps the first fault until the client is built.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::api::{Api, Scheme};
use super::auth::{BASIC, BEARER, Credentials, TokenSource, find_scheme, user_and_password};
use super::client::{Client, Options, Settings};
use super::error::Error;
use super::outcome::Fault;
use super::path;
use super::redact::Secret;
use super::retry::RetryBudget;
use super::transport::{ConnectionSettings, Layers, Middleware, Transport};

/// Configures a [`Client`].
///
/// If an operation accepts alternative credentials, only the first complete alternative is sent.
/// Credentials set in code take precedence over credentials from the environment.
#[must_use = "a builder does nothing until it is built"]
#[derive(Clone)]
pub struct ClientBuilder {
    /// The settings so far; base URL and user agent are checked at the end.
    pub(crate) settings: Settings,
    connection: ConnectionSettings,
    middleware: Vec<Arc<dyn Middleware>>,
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

    /// Creates a builder with the settings of this client, for example to change its credentials.
    /// Both clients share connections and retry budget.
    pub fn to_builder(&self) -> ClientBuilder {
        let settings = self.0.as_ref().clone();
        ClientBuilder {
            settings,
            connection: ConnectionSettings::default(),
            middleware: Vec::new(),
        }
    }
}

// The following functions are not methods, because emitted setters could have the same names.

fn known_scheme(api: &'static Api, name: &str) -> Result<&'static Scheme, Fault> {
    find_scheme(api, name)
        .ok_or_else(|| Fault::configuration(format!("unknown security scheme `{name}`")))
}

/// Looks up an environment variable; a blank value counts as unset.
fn look_up_variable(lookup: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    lookup(name).filter(|value| !value.trim().is_empty())
}

/// Returns the fault for a missing base URL: the description has no server with a host, and the
/// user set none.
fn no_base_url(api: &Api) -> Fault {
    let path = api.base_url.trim_matches('/');
    let example = format!("https://api.example.com/{path}");
    let variable = api
        .base_url_env
        .map(|name| format!(", or the environment variable `{name}`"))
        .unwrap_or_default();
    Fault::configuration(format!(
        "no base URL, as the description has none: set it by `Client::builder().base_url(\"{}\")`{variable}",
        example.trim_end_matches('/')
    ))
}

/// Rejects settings of the built-in transport if they would have no effect.
fn check_unused_settings(builder: &ClientBuilder) -> Result<(), Fault> {
    match builder.connection.any_set() {
        None => Ok(()),
        Some(setting) => Err(Fault::configuration(format!(
            "`{setting}` applies only to the built-in transport, but the client has another one"
        ))),
    }
}

impl ClientBuilder {
    pub(crate) fn new(api: &'static Api) -> Self {
        let settings = Settings {
            api,
            base_url: api.base_url.to_owned(),
            own_base_url: false,
            credentials: Credentials::default(),
            user_agent: HeaderValue::from_static(""),
            user_agent_suffix: None,
            options: Options::of_api(api),
            budget: RetryBudget::default(),
            transport: None,
            fault: None,
            #[cfg(feature = "blocking")]
            worker: super::blocking::Worker::default(),
        };
        Self {
            settings,
            connection: ConnectionSettings::default(),
            middleware: Vec::new(),
        }
    }

    /// Trims and sets the credential of a security scheme. An empty credential counts as unset.
    pub fn credential(mut self, scheme: &str, value: impl Into<String>) -> Self {
        let scheme = known_scheme(self.settings.api, scheme);
        let outcome =
            scheme.and_then(|scheme| self.settings.credentials.set(scheme, &value.into()));
        self.note(outcome)
    }

    /// Sets user name and password of a `Basic` security scheme. The user name must not contain a
    /// colon, which would end it.
    pub fn basic_credential(
        self,
        scheme: &str,
        user: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        match user_and_password(scheme, &user.into(), &password.into()) {
            Ok(pair) => self.credential(scheme, pair),
            Err(fault) => self.note(Err(fault)),
        }
    }

    /// Sets a token that belongs to no security scheme.
    #[doc(hidden)]
    pub fn general_bearer(mut self, token: impl Into<String>) -> Self {
        let outcome = self
            .settings
            .credentials
            .set_general(&BEARER, &token.into());
        self.note(outcome)
    }

    /// Sets a token source that belongs to no security scheme.
    #[doc(hidden)]
    pub fn general_bearer_source(mut self, source: impl TokenSource) -> Self {
        self.settings
            .credentials
            .set_general_source(Arc::new(source));
        self
    }

    /// Sets user name and password that belong to no security scheme.
    #[doc(hidden)]
    pub fn general_basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let pair = user_and_password(BASIC.name, &user.into(), &password.into());
        let outcome = pair.and_then(|pair| self.settings.credentials.set_general(&BASIC, &pair));
        self.note(outcome)
    }

    /// Sets the token source of a security scheme whose credential is sent in a header, such as
    /// OAuth 2.
    pub fn token_source(mut self, scheme: &str, source: impl TokenSource) -> Self {
        let scheme = known_scheme(self.settings.api, scheme);
        let outcome = scheme.and_then(|scheme| {
            self.settings
                .credentials
                .set_source(scheme, Arc::new(source))
        });
        self.note(outcome)
    }

    /// Reads unset settings from environment variables. A blank variable counts as unset.
    pub fn env(self) -> Self {
        self.env_from(&|name| std::env::var(name).ok())
    }

    /// Like [`env`](Self::env), with `lookup` instead of the environment.
    pub fn env_from(mut self, lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let api = self.settings.api;
        for scheme in api.schemes {
            let Some((first, others)) = scheme.env.split_first() else {
                continue;
            };
            if let Some(mut value) = look_up_variable(lookup, first) {
                // Some APIs take a key as the user name, and no password.
                for other in others {
                    let other = look_up_variable(lookup, other).unwrap_or_default();
                    value = format!("{value}:{other}");
                }
                let outcome = self.settings.credentials.set_from_env(scheme, &value);
                self = self.note(outcome);
            }
        }
        let url = api
            .base_url_env
            .and_then(|name| look_up_variable(lookup, name));
        match url {
            Some(url) if !self.settings.own_base_url => self.base_url(url),
            _ => self,
        }
    }

    /// Sets the base URL of all operations, even of those for which the description has another
    /// server.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.settings.base_url = url.into();
        self.settings.own_base_url = true;
        self
    }

    /// Sets defaults for all requests; see [`Options`].
    pub fn with(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.settings.options = change(self.settings.options);
        self
    }

    /// Sets the timeout of an attempt, until its response is complete. The default is 60 seconds,
    /// unless `Client::builder` documents another default.
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|options| options.timeout(limit))
    }

    /// Sets the maximum number of retries; the default is 2, unless `Client::builder` documents
    /// another default. See also [`Options::retry_policy`].
    pub fn retries(self, retries: u32) -> Self {
        self.with(|options| options.retries(retries))
    }

    /// Sets whether responses must match the description exactly; see
    /// [`Options::strict_responses`].
    pub fn strict_responses(self, strict: bool) -> Self {
        self.with(|options| options.strict_responses(strict))
    }

    /// Sends no credentials, even if the description says that they are needed; see
    /// [`Options::anonymous`].
    pub fn anonymous(self) -> Self {
        self.with(Options::anonymous)
    }

    /// Sets a header of all requests that do not set it themselves. The value is never printed.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|options| options.header(name, value))
    }

    /// Sets a query parameter of all requests that do not set it themselves.
    pub fn query(self, name: &str, value: impl Display) -> Self {
        self.with(|options| options.query(name, value))
    }

    /// Sets the retry budget of all requests, 500 by default; see [`RetryBudget`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.settings.budget = budget;
        self
    }

    /// Sets the connect timeout of the built-in transport; the default is 5 seconds. With another
    /// transport or existing connections, this setting is an error.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connection.connect_timeout = Some(limit);
        self
    }

    /// Sets the proxy of the built-in transport, such as `http://user:password@proxy.example:8080`,
    /// instead of the variables `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. With another transport
    /// or existing connections, this setting is an error.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.connection.proxy = Some(Secret::new(url.into()));
        self
    }

    /// Trusts certificates in PEM, such as your company's certificates, in addition to the
    /// certificates of the system. Can be repeated. With another transport or existing connections,
    /// this setting is an error.
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.connection.roots.push(pem.as_ref().to_vec());
        self
    }

    /// Sets the client certificate for servers that require one (mutual TLS), in PEM: its chain,
    /// the client's own certificate first, and its private key. The client certificate is never
    /// printed. With another transport or existing connections, this setting is an error.
    pub fn client_identity(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.connection.identity = Some(pem.as_ref().to_vec());
        self
    }

    /// Changes other settings of the built-in `reqwest` client, such as its connection pool.
    /// Redirects are always handled by this crate. With another transport or existing connections,
    /// this setting is an error.
    #[cfg(feature = "reqwest")]
    pub fn configure_reqwest(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.connection.configure.push(Arc::new(change));
        self
    }

    /// Sets the name of your program, such as `my-app/1.0`, which follows the name of this crate in
    /// the user agent.
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.settings.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Sends requests with this `reqwest` client instead of the built-in one, whose settings
    /// [`configure_reqwest`](Self::configure_reqwest) changes. The client needs
    /// `redirect::Policy::none()`: this crate follows redirects within their origin, while a client
    /// that follows redirects itself would send API keys to other hosts.
    ///
    /// With the feature `rustls-ring` of this crate, and without `rustls`, building a `reqwest`
    /// client panics unless the program installs a crypto provider first:
    /// `rustls::crypto::ring::default_provider().install_default()`.
    #[cfg(feature = "reqwest")]
    pub fn reqwest_client(self, client: reqwest::Client) -> Self {
        self.transport(super::transport::reqwest::Reqwest::of(client))
    }

    /// Sets the transport.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.settings.transport = Some(Layers::of(transport));
        self
    }

    /// Adds a middleware around the transport. The middleware handles each attempt, after
    /// authentication and within the timeout. The first middleware is the outermost: it receives a
    /// request first and its response last.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// A setting is invalid. Missing credentials are not an error here: some operations do not need
    /// them.
    pub fn build(self) -> Result<Client, Error> {
        let client = self.build_deferred();
        match &client.0.fault {
            Some(fault) => Err(Error::fault(fault.clone())),
            None => Ok(client),
        }
    }

    /// Builds the client; missing credentials are an error.
    #[doc(hidden)]
    pub fn build_authenticated(self) -> Result<Client, Error> {
        let client = self.build()?;
        client.0.check_credentials().map_err(Error::fault)?;
        Ok(client)
    }

    /// Builds the client; if a setting is invalid, every call reports it.
    #[doc(hidden)]
    pub fn build_deferred(mut self) -> Client {
        if !self.settings.own_base_url
            && let Some(url) = self.settings.options.base_url.clone()
        {
            self = self.base_url(url);
        }
        let base_url = if self.settings.own_base_url || self.settings.api.base_url.contains("://") {
            path::base_url(&self.settings.base_url)
        } else {
            Err(no_base_url(self.settings.api))
        };
        self.settings.base_url = self.keep(base_url).unwrap_or_default();
        let user_agent = self.full_user_agent();
        self.settings.user_agent = self
            .keep(user_agent)
            .unwrap_or(HeaderValue::from_static(""));
        let fault = self
            .settings
            .options
            .fault
            .clone()
            .map(Fault::configuration);
        self.keep(fault.map_or(Ok(()), Err));
        if self.settings.transport.is_some() {
            let unused = check_unused_settings(&self);
            self.keep(unused);
        } else {
            self.settings.transport = self.default_transport();
        }
        if let Some(layers) = &mut self.settings.transport {
            layers.middleware.splice(..0, self.middleware);
        }
        Client(Arc::new(self.settings))
    }

    fn full_user_agent(&self) -> Result<HeaderValue, Fault> {
        let own = self.settings.api.user_agent;
        let text = match self.settings.user_agent_suffix.as_deref().map(str::trim) {
            Some(suffix) if !suffix.is_empty() => format!("{own} {suffix}"),
            _ => own.to_owned(),
        };
        let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        match HeaderValue::from_str(&text) {
            Ok(value) if printable => Ok(value),
            _ => Err(Fault::configuration("user agent: expected printable ASCII")),
        }
    }

    #[cfg(feature = "reqwest")]
    fn default_transport(&mut self) -> Option<Layers> {
        let transport = super::transport::reqwest::Reqwest::new(&self.connection);
        self.keep(transport).map(Layers::of)
    }

    #[cfg(not(feature = "reqwest"))]
    fn default_transport(&mut self) -> Option<Layers> {
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
                self.settings.fault.get_or_insert(fault);
                None
            }
        }
    }
}

/// Omits credentials and header values.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api", &self.settings.api.user_agent)
            .finish_non_exhaustive()
    }
}
