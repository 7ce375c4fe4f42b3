//! [`Client`]: what all calls share.

use std::fmt;
use std::sync::Arc;

use http::{HeaderValue, Method};

use super::api::{Api, Scheme};
use super::auth::{Credentials, choose, header_name};
use super::budget::RetryBudget;
use super::custom::CustomRequest;
use super::error::{Error, Fault};
use super::options::Options;
use super::transport::Transport;

pub use super::builder::ClientBuilder;

/// A client of the API.
///
/// It holds credentials, settings and a pool of connections. Cloning it is cheap and shares all of them, so one client
/// is enough for a program. The built-in transport works on a Tokio runtime.
///
/// ```text
/// let patient = client.with(|options| options.timeout(Duration::from_secs(300)).retries(5));
/// let status: Status = client.request(Method::GET, "/not/described").send_as().await?;
/// ```
#[derive(Clone)]
pub struct Client(Arc<Settings>);

/// What a client was set up with.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) base_url: String,
    /// Whether the base URL was given, and thus goes before that of an operation.
    pub(crate) own_base_url: bool,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    /// What the user said of it.
    pub(crate) user_agent_suffix: Option<String>,
    /// What goes for all requests that say nothing else.
    pub(crate) options: Options,
    pub(crate) budget: RetryBudget,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// What is wrong with the settings; every call reports it.
    pub(crate) fault: Option<Fault>,
}

impl Client {
    pub(crate) fn new_shared(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    /// Sets a client of this API up.
    #[doc(hidden)]
    pub fn builder_for(api: &'static Api) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    /// A client with all settings from environment variables.
    #[doc(hidden)]
    pub fn from_env_for(api: &'static Api) -> Result<Self, Error> {
        ClientBuilder::new(api).env().build_authenticated()
    }

    /// A request to an endpoint that this crate has no method for, with the same authentication, retries and errors.
    ///
    /// `path` begins with `/`, is appended to the base URL, and is sent as it is: encode what you put into it. It may
    /// have a query behind `?`. What is sent has no fragment, so a `#` is one character more, and becomes `%23`.
    pub fn request(&self, method: Method, path: &str) -> CustomRequest {
        CustomRequest::new(self, method, path)
    }

    /// The same client with other options; both share connections, credentials and retry budget.
    ///
    /// A mistake in what is given here is reported by each call, before anything is sent.
    pub fn with(&self, change: impl FnOnce(Options) -> Options) -> Self {
        self.with_options(change(Options::default()))
    }

    fn with_options(&self, options: Options) -> Self {
        let mut settings = self.0.as_ref().clone();
        settings.options = settings.options.under(options);
        settings.fault = settings.fault.or_else(|| settings.options.fault().map(Fault::configuration));
        Self(Arc::new(settings))
    }

    /// A builder with everything that this client has, to change what [`with`](Self::with) cannot, such as credentials.
    /// Both clients share connections and retry budget.
    pub fn to_builder(&self) -> ClientBuilder {
        ClientBuilder::like(&self.0)
    }

    /// Where requests are sent, without slash at the end.
    pub fn base_url(&self) -> &str {
        &self.0.base_url
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0
    }

    pub(crate) fn transport(&self) -> Result<&dyn Transport, Fault> {
        match (&self.0.fault, &self.0.transport) {
            (Some(fault), _) => Err(fault.clone()),
            (None, Some(transport)) => Ok(&**transport),
            (None, None) => {
                Err(Fault::configuration("no transport, expected the feature `reqwest` or one of your own"))
            }
        }
    }

    /// Whether a request that no operation describes could be authenticated.
    pub(crate) fn check_credentials(&self) -> Result<(), Fault> {
        let Settings { api, credentials, options, .. } = &*self.0;
        let given = |scheme: &Scheme| header_name(scheme).is_some_and(|name| options.keeps_off(&name).is_some());
        choose(api, credentials, api.security, &given).map(|_| ())
    }
}

/// Shows neither credentials nor header values.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.0.base_url).finish_non_exhaustive()
    }
}
