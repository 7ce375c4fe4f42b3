//! [`OAuth2`]: tokens from the token endpoint of an API, by client credentials or by a refresh
//! token.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method};
use serde_json::Value;

use super::api::{Api, Scheme, SchemeKind};
use super::auth::{Credentials, TokenError, TokenSource, secret_header_value};
use super::client::Client;
use super::error::Error;
use super::error_body::read_errors;
use super::json::shorten_text;
use super::outcome::RawResponse;
use super::outgoing::BoxFuture;
use super::params::{encode, encode_pair};
use super::path::{absolute_url, end_of_origin, origin_of, shown_url};
use super::redact::{Hidden, Secret};
use super::requests::CustomRequest;
use super::retry::current_time;

/// How long before the end of its lifetime a token is renewed, by default.
const RENEWED_BEFORE: Duration = Duration::from_secs(60);

/// The number of characters that an error shows of a response of the token endpoint.
const SHOWN: usize = 200;

/// The token endpoint, whose requests have none of the credentials and headers of the API.
static TOKEN_API: Api = Api {
    user_agent: "",
    base_url: "",
    base_url_env: None,
    request_id_header: None,
    timeout: None,
    retries: None,
    retry_delays: None,
    security: &[],
    schemes: &[],
    secret_names: &[],
    test_check: None,
    write_styled: None,
};

/// A [`TokenSource`] that gets tokens from the token endpoint of OAuth 2.0 (RFC 6749), and renews
/// each of them before it expires, or when the server rejects it.
///
/// ```text
/// let tokens = OAuth2::client_credentials("my client id", "my client secret").scopes(["read"]);
/// let client = Client::builder().login_source(tokens).build()?;
/// ```
///
/// The URL of the endpoint is that of the description; a URL without a host is relative to the base
/// URL. Requests to the endpoint have the transport, timeout and retries of the client, but skip
/// its middleware. All requests of a client, and of clients that are derived from it, share a
/// token; if it must be renewed, one of them does so while the others wait.
#[must_use = "tokens are requested only by a client"]
pub struct OAuth2 {
    client_id: String,
    client_secret: Option<Secret>,
    posts_secret: bool,
    token_url: Option<String>,
    parameters: Vec<(String, Secret)>,
    renewed_before: Duration,
    save: Option<SaveToken>,
    state: Mutex<State>,
}

/// Saves a new refresh token.
type SaveToken = Box<dyn Fn(&str) + Send + Sync>;

struct State {
    /// The last token, or why there is none.
    outcome: Result<Token, String>,
    /// The refresh token; `None` for client credentials.
    refresh_token: Option<Secret>,
    /// The number of completed renewals.
    renewals: u64,
    is_renewing: bool,
    /// The requests that wait for the end of a renewal.
    waiting: Vec<Waker>,
}

#[derive(Clone)]
struct Token {
    text: Secret,
    /// When the token is renewed; `None` if only a rejection shows that it has expired.
    renewed_at: Option<SystemTime>,
}

impl OAuth2 {
    /// Gets tokens by the credentials of the program itself, its client (grant type
    /// `client_credentials`).
    pub fn client_credentials(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> Self {
        Self::new(client_id, None).client_secret(client_secret)
    }

    /// Gets tokens by a refresh token (grant type `refresh_token`), which a program has after a
    /// user logged in. If the server replaces it, the new one is used; see
    /// [`on_refresh_token`](Self::on_refresh_token).
    pub fn refresh_token(client_id: impl Into<String>, refresh_token: impl Into<String>) -> Self {
        Self::new(client_id, Some(refresh_token.into()))
    }

    fn new(client_id: impl Into<String>, refresh_token: Option<String>) -> Self {
        Self {
            client_id: client_id.into().trim().to_owned(),
            client_secret: None,
            posts_secret: false,
            token_url: None,
            parameters: Vec::new(),
            renewed_before: RENEWED_BEFORE,
            save: None,
            state: Mutex::new(State {
                outcome: Err(String::new()),
                refresh_token: refresh_token.map(|token| Secret::new(token.trim())),
                renewals: 0,
                is_renewing: false,
                waiting: Vec::new(),
            }),
        }
    }

    /// Sets the client secret, which some servers require with a refresh token, too.
    pub fn client_secret(mut self, client_secret: impl Into<String>) -> Self {
        self.client_secret = Some(Secret::new(client_secret.into().trim()));
        self
    }

    /// Sends the client id and the client secret in the body (`client_secret_post`) instead of the
    /// header `Authorization` (`client_secret_basic`).
    pub fn client_secret_post(mut self) -> Self {
        self.posts_secret = true;
        self
    }

    /// Sets the scopes to request. By default none are requested, and the server chooses them.
    pub fn scopes(self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let scopes: Vec<String> = scopes.into_iter().map(Into::into).collect();
        self.parameter("scope", scopes.join(" "))
    }

    /// Sets a parameter of the request of a token, such as `audience` or `resource`; `grant_type`
    /// selects another grant.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters
            .push((name.into(), Secret::new(value.into())));
        self
    }

    /// Sets the URL of the token endpoint, instead of that of the description.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sets how long before its expiry a token is renewed: 60 seconds by default, and never more
    /// than half of its lifetime.
    pub fn renew_before(mut self, time: Duration) -> Self {
        self.renewed_before = time;
        self
    }

    /// Calls a function with each new refresh token of the server, for example to save it; the
    /// previous one may be invalid then.
    pub fn on_refresh_token(mut self, save: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.save = Some(Box::new(save));
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a token to send, or the task to renew it; waits while another request renews it.
    async fn token_or_renewal(&self, refused: Option<&str>) -> Result<Turn<'_>, String> {
        let completed = self.state().renewals;
        poll_fn(|context| {
            let mut state = self.state();
            // All requests that waited for a renewal take its outcome: a failure, or a token that
            // may expire at once.
            let has_waited = state.renewals != completed;
            if has_waited || !state.is_renewing && state.has_usable_token(refused) {
                let token = state.outcome.as_ref().map_err(Clone::clone);
                return Poll::Ready(token.map(|token| Turn::Token(token.text.clone())));
            }
            if state.is_renewing {
                let waker = context.waker();
                if !state.waiting.iter().any(|known| known.will_wake(waker)) {
                    state.waiting.push(waker.clone());
                }
                return Poll::Pending;
            }
            state.is_renewing = true;
            Poll::Ready(Ok(Turn::Renewal(Renewal(self))))
        })
        .await
    }

    async fn request_token(
        &self,
        client: &Client,
        scheme: &'static Scheme,
    ) -> Result<Token, String> {
        let refresh_token = self.state().refresh_token.clone();
        let is_refresh = refresh_token.is_some();
        let url = self.url(client, scheme, is_refresh)?;
        let (origin, path) = url.split_at(end_of_origin(&url));
        let path = format!("/{}", path.trim_start_matches('/'));
        let form = self.form(refresh_token.as_ref());
        let mut request = CustomRequest::new(&client_for(origin, client), Method::POST, &path)
            .body("application/x-www-form-urlencoded", form.clone())
            // A server may replace the refresh token, although its response is lost.
            .idempotent(!is_refresh);
        let mut headers = HeaderMap::new();
        if let Some(login) = self.basic_login() {
            request = request.header("authorization", &login);
            headers.extend(secret_header_value(&login).map(|value| (AUTHORIZATION, value)));
        }
        let mut hidden = Hidden::default();
        let secret = self.client_secret.as_ref().map_or("", Secret::as_str);
        let secret_pair = encode_pair("client_secret", secret);
        hidden.add(&TOKEN_API, headers, format!("?{form}&{secret_pair}"));
        let describe = |message: String| hidden.cut_text(&format!("{origin}: {message}"));
        let answer = match request.send().await {
            Ok(raw) => Answer::read(&raw).map_err(|message| {
                describe(format!(
                    "POST {}: {} {message}",
                    raw.target.path,
                    raw.status()
                ))
            })?,
            Err(error) => return Err(describe(message_of(&error))),
        };
        self.keep_refresh_token(answer.refresh_token);
        let renewed_at = answer.lifetime.and_then(|lifetime| {
            let margin = self.renewed_before.min(lifetime / 2);
            current_time()?.checked_add(lifetime - margin)
        });
        Ok(Token {
            text: answer.token,
            renewed_at,
        })
    }

    /// Returns the URL of the token endpoint.
    fn url(&self, client: &Client, scheme: &Scheme, is_refresh: bool) -> Result<String, String> {
        let url = match (&self.token_url, &scheme.kind) {
            (Some(url), _) => url.trim(),
            (None, SchemeKind::OAuth2 { refresh_url, .. }) if is_refresh => refresh_url,
            (None, SchemeKind::OAuth2 { token_url, .. }) => token_url,
            _ => {
                return Err(
                    "the description has no URL of a token endpoint: set it by `token_url`"
                        .to_owned(),
                );
            }
        };
        let base = client.base_url();
        let (origin, path) = base.split_at(end_of_origin(base));
        let path = if path.is_empty() { "/" } else { path };
        let address = url.split('#').next().unwrap_or_default();
        absolute_url(address, path, origin)
            .filter(|url| origin_of(url).is_some())
            .ok_or_else(|| format!("`{}` is no URL of a token endpoint", shown_url(url)))
    }

    /// Returns the body of a request.
    fn form(&self, refresh_token: Option<&Secret>) -> String {
        let mut pairs = match refresh_token {
            Some(token) => vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
            ],
            None => vec![("grant_type", "client_credentials")],
        };
        if self.basic_login().is_none() {
            pairs.push(("client_id", &self.client_id));
            let secret = self.client_secret.as_ref();
            pairs.extend(secret.map(|secret| ("client_secret", secret.as_str())));
        }
        for (name, value) in &self.parameters {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, value.as_str()));
        }
        let pairs = pairs.iter().map(|(name, value)| encode_pair(name, value));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// Returns the value of `Authorization`, if the client authenticates by it (RFC 6749, section
    /// 2.3.1).
    fn basic_login(&self) -> Option<String> {
        let secret = self.client_secret.as_ref().filter(|_| !self.posts_secret)?;
        let login = format!("{}:{}", encode(&self.client_id), encode(secret.as_str()));
        Some(format!("Basic {}", BASE64_STANDARD.encode(login)))
    }

    fn keep_refresh_token(&self, token: Option<Secret>) {
        let mut state = self.state();
        if state.refresh_token.is_none() || token.is_none() || state.refresh_token == token {
            return;
        }
        state.refresh_token.clone_from(&token);
        drop(state);
        if let (Some(save), Some(token)) = (&self.save, token) {
            save(token.as_str());
        }
    }
}

impl TokenSource for OAuth2 {
    fn token<'a>(&'a self, _: Option<&'a str>) -> BoxFuture<'a, Result<String, TokenError>> {
        Box::pin(async { Err("only a client can request tokens of `OAuth2`".into()) })
    }

    fn token_of_client<'a>(
        &'a self,
        refused: Option<&'a str>,
        client: &'a Client,
        scheme: &'static Scheme,
    ) -> BoxFuture<'a, Result<String, TokenError>> {
        Box::pin(async move {
            let token = match self.token_or_renewal(refused).await? {
                Turn::Token(token) => token,
                Turn::Renewal(renewal) => {
                    renewal.complete(self.request_token(client, scheme).await)?
                }
            };
            Ok(token.as_str().to_owned())
        })
    }
}

/// Omits all values, most of which are secret.
impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2").finish_non_exhaustive()
    }
}

impl State {
    fn has_usable_token(&self, refused: Option<&str>) -> bool {
        self.outcome.as_ref().is_ok_and(|token| {
            let is_due = match (token.renewed_at, current_time()) {
                (Some(renewed_at), Some(now)) => now >= renewed_at,
                _ => false,
            };
            !is_due && refused != Some(token.text.as_str())
        })
    }
}

enum Turn<'a> {
    Token(Secret),
    Renewal(Renewal<'a>),
}

/// The task to renew the token; if it is dropped, another request takes over.
struct Renewal<'a>(&'a OAuth2);

impl Renewal<'_> {
    fn complete(self, outcome: Result<Token, String>) -> Result<Secret, String> {
        let token = outcome.as_ref().map(|token| token.text.clone());
        let result = token.map_err(Clone::clone);
        let mut state = self.0.state();
        state.outcome = outcome;
        state.renewals += 1;
        result
    }
}

impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_renewing = false;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

/// The response of a token endpoint.
struct Answer {
    token: Secret,
    refresh_token: Option<Secret>,
    lifetime: Option<Duration>,
}

impl Answer {
    /// Reads a response. Its body may have a token, so errors show nothing of it but errors of the
    /// server and the beginning of a page.
    fn read(raw: &RawResponse) -> Result<Self, String> {
        let Ok(body) = serde_json::from_slice::<Value>(raw.body()) else {
            let page = Some(beginning(raw.body())).filter(|text| text.starts_with('<'));
            let page = page.map(|text| format!(": {text}")).unwrap_or_default();
            return Err(format!("without JSON{page}"));
        };
        let secret = |name| {
            let text = body.get(name)?.as_str()?.trim();
            Some(Secret::new(text)).filter(|_| !text.is_empty())
        };
        let Some(token) = secret("access_token") else {
            let errors = read_errors(&body, None).into_iter();
            let errors: String = errors.map(|error| format!(": {error}")).collect();
            return Err(format!("without `access_token`{errors}"));
        };
        Ok(Self {
            token,
            refresh_token: secret("refresh_token"),
            lifetime: body.get("expires_in").and_then(lifetime),
        })
    }
}

/// Returns the lifetime of a token, which some servers write as a string. It is zero if the token
/// has expired, and `None` if the server states no time in a usable form.
fn lifetime(seconds: &Value) -> Option<Duration> {
    let seconds = match seconds {
        Value::String(text) => text.trim().parse().ok()?,
        other => other.as_f64()?,
    };
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}

/// Returns the message of a failed request, with the beginning of a body that is not understood.
fn message_of(error: &Error) -> String {
    let body = beginning(error.body());
    if error.api_errors().is_empty() && !body.is_empty() {
        format!("{error}: {body}")
    } else {
        error.to_string()
    }
}

/// Returns the beginning of a body, on one line.
fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    shorten_text(&words.join(" "), SHOWN)
}

/// Returns a client for the host of a token endpoint, without the credentials, headers and
/// middleware of a client of the API.
fn client_for(origin: &str, client: &Client) -> Client {
    let mut settings = client.0.as_ref().clone();
    settings.api = &TOKEN_API;
    origin.clone_into(&mut settings.base_url);
    settings.own_base_url = true;
    settings.credentials = Credentials::default();
    settings.options.base_url = None;
    settings.options.headers.clear();
    settings.options.query.clear();
    if let Some(layers) = &mut settings.transport {
        layers.middleware.clear();
    }
    Client(settings.into())
}
