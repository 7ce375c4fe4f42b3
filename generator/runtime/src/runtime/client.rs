//! [`Client`]: the state that all calls share.

use std::fmt;
use std::sync::Arc;

use http::HeaderValue;

use super::api::{Api, Scheme};
use super::auth::{Credentials, choose, header_name};
use super::failure::Fault;
use super::options::Options;
use super::retry::RetryBudget;
use super::transport::Transport;

/// A client of the API.
///
/// It has credentials, settings and a connection pool. Clones are cheap and share all of them, so one client per
/// program is enough. The built-in transport needs a Tokio runtime.
///
/// ```text
/// let patient = client.with(|options| options.timeout(Duration::from_secs(300)).retries(5));
/// let status: Status = client.request(Method::GET, "/not/described").send_as().await?;
/// ```
#[derive(Clone)]
pub struct Client(Arc<Settings>);

/// The settings of a client.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) base_url: String,
    /// Whether the base URL was set explicitly and thus overrides that of an operation.
    pub(crate) own_base_url: bool,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    /// The user agent that the user set.
    pub(crate) user_agent_suffix: Option<String>,
    /// The default options of all requests.
    pub(crate) options: Options,
    pub(crate) budget: RetryBudget,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// The fault in the settings, which every call reports.
    pub(crate) fault: Option<Fault>,
}

impl Client {
    pub(crate) fn new_shared(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    /// Derives a client with other options; both share connections, credentials and retry budget.
    ///
    /// Invalid options are reported by every call, before anything is sent.
    pub fn with(&self, change: impl FnOnce(Options) -> Options) -> Self {
        self.with_options(change(Options::default()))
    }

    fn with_options(&self, options: Options) -> Self {
        let mut settings = self.0.as_ref().clone();
        settings.options = settings.options.under(options);
        settings.fault = settings.fault.or_else(|| settings.options.fault().map(Fault::configuration));
        Self(Arc::new(settings))
    }

    /// Returns the base URL, without a trailing slash.
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
                Err(Fault::configuration("no transport, expected the feature `reqwest` or a custom transport"))
            }
        }
    }

    /// Whether a request without an operation could be authenticated.
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
