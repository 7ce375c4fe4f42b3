//! The credentials of a request.
//!
//! If an operation accepts alternative credentials, the first complete alternative is sent;
//! credentials set in code take precedence over credentials from the environment. If the user sets
//! the header of a credential, that header is sent instead. A credential without a security scheme
//! is sent with every request that has no other `Authorization`.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::api::{Api, Scheme, SchemeKind, Security};
use super::client::Client;
use super::outcome::Fault;
use super::outgoing::{BoxFuture, ErrorKind, MaybeSend, MaybeSync};
use super::params::{encode, encode_pair};
use super::redact::Secret;

/// The credentials of a client, at most one for each scheme.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    described: Vec<Credential>,
    /// The credential without a security scheme.
    general: Option<Credential>,
}

#[derive(Clone)]
struct Credential {
    scheme: &'static Scheme,
    value: Value,
    from_env: bool,
}

#[derive(Clone)]
enum Value {
    Text(Secret),
    Source(Arc<dyn TokenSource>),
}

/// The scheme of a token, if the API has no security scheme for it.
pub(crate) static BEARER: Scheme = Scheme {
    name: "bearer_token",
    setter: "bearer_token",
    kind: SchemeKind::Bearer,
    env: &[],
};

/// The scheme of a user name and password, if the API has no security scheme for them.
pub(crate) static BASIC: Scheme = Scheme {
    name: "basic_auth",
    setter: "basic_auth",
    kind: SchemeKind::Basic,
    env: &[],
};

impl Credentials {
    /// Trims and sets a credential; an empty one counts as unset.
    pub(crate) fn set(&mut self, scheme: &'static Scheme, value: &str) -> Result<(), Fault> {
        match Credential::text(scheme, value)? {
            Some(credential) => self.put(credential),
            None => self.described.retain(|credential| {
                credential.scheme.name != scheme.name || credential.is_source()
            }),
        }
        Ok(())
    }

    /// Sets a credential from the environment, unless it is set already.
    pub(crate) fn set_from_env(
        &mut self,
        scheme: &'static Scheme,
        value: &str,
    ) -> Result<(), Fault> {
        if self.get(scheme.name).is_none() {
            let credential = Credential::text(scheme, value)?;
            if let Some(credential) = credential {
                self.put(Credential {
                    from_env: true,
                    ..credential
                });
            }
        }
        Ok(())
    }

    pub(crate) fn set_source(
        &mut self,
        scheme: &'static Scheme,
        source: Arc<dyn TokenSource>,
    ) -> Result<(), Fault> {
        if !matches!(
            scheme.kind,
            SchemeKind::Bearer
                | SchemeKind::OAuth2 { .. }
                | SchemeKind::Header(_)
                | SchemeKind::Prefixed(..)
        ) {
            return Err(Fault::configuration(format!(
                "`{}` is not sent in a header, so it cannot have a token source",
                scheme.name
            )));
        }
        self.put(Credential::new(scheme, Value::Source(source)));
        Ok(())
    }

    /// Sets the credential without a security scheme, replacing the previous one; an empty one
    /// counts as unset.
    pub(crate) fn set_general(
        &mut self,
        scheme: &'static Scheme,
        value: &str,
    ) -> Result<(), Fault> {
        self.general = Credential::text(scheme, value)?;
        Ok(())
    }

    pub(crate) fn set_general_source(&mut self, source: Arc<dyn TokenSource>) {
        self.general = Some(Credential::new(&BEARER, Value::Source(source)));
    }

    /// Returns whether the credential without a scheme is sent instead of the credential of
    /// `scheme`. The general credential takes precedence if the other one is unset or comes from
    /// the environment, and is sent in `Authorization`.
    fn general_takes_precedence(&self, scheme: &Scheme) -> bool {
        let is_weaker = self.get(scheme.name).is_none_or(|own| own.from_env);
        self.general.is_some() && is_weaker && header_name(scheme) == Some(AUTHORIZATION)
    }

    fn put(&mut self, credential: Credential) {
        self.described
            .retain(|other| other.scheme.name != credential.scheme.name);
        self.described.push(credential);
    }

    fn get(&self, name: &str) -> Option<&Credential> {
        self.described
            .iter()
            .find(|credential| credential.scheme.name == name)
    }
}

impl Credential {
    fn new(scheme: &'static Scheme, value: Value) -> Self {
        Self {
            scheme,
            value,
            from_env: false,
        }
    }

    /// Trims a credential and checks that it can be sent; `None` if it is empty.
    fn text(scheme: &'static Scheme, value: &str) -> Result<Option<Self>, Fault> {
        let value = check_credential(scheme, value)?;
        if value.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self::new(scheme, Value::Text(Secret::new(value)))))
    }

    fn is_source(&self) -> bool {
        matches!(self.value, Value::Source(_))
    }

    /// Adds the credential to the headers or the query. If it is a token source, adds it to
    /// `tokens`, since its token must still be fetched.
    fn add(
        &self,
        headers: &mut HeaderMap,
        query: &mut Vec<String>,
        tokens: &mut Tokens,
    ) -> Result<(), Fault> {
        let scheme = self.scheme;
        match (&self.value, &scheme.kind) {
            (Value::Source(source), _) => {
                tokens.pending.push(Pending {
                    scheme,
                    source: source.clone(),
                    sent: None,
                });
            }
            (Value::Text(value), SchemeKind::Query(name)) => {
                query.push(encode_pair(name, value.as_str()))
            }
            (Value::Text(value), SchemeKind::Cookie(name)) => {
                add_cookie(headers, &format!("{name}={}", value.as_str()))?;
            }
            (Value::Text(value), _) => {
                if let Some(name) = header_name(scheme) {
                    headers.insert(
                        name,
                        secret_header_value(&header_value(scheme, value.as_str()))?,
                    );
                }
            }
        }
        Ok(())
    }
}

fn check_credential<'v>(scheme: &Scheme, value: &'v str) -> Result<&'v str, Fault> {
    let value = value.trim();
    if value.contains(char::is_control) {
        return Err(Fault::configuration(format!(
            "the credential `{}` has a control character",
            scheme.name
        )));
    }
    // RFC 6265, section 4.1.1, defines the characters of a cookie value.
    if matches!(scheme.kind, SchemeKind::Cookie(_))
        && !value
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte))
    {
        return Err(Fault::configuration(format!(
            "the credential `{}` has a character that a cookie cannot hold: expected ASCII without white space, \
             `\"`, `,`, `;` and `\\`; pass it as the server set it",
            scheme.name
        )));
    }
    Ok(value)
}

pub(crate) fn user_and_password(scheme: &str, user: &str, password: &str) -> Result<String, Fault> {
    if user.contains(':') {
        let message = "has a user name with a `:`: servers would read the rest as the password";
        return Err(Fault::configuration(format!(
            "the credential `{scheme}` {message}"
        )));
    }
    Ok(format!("{user}:{password}"))
}

/// A source of tokens that expire, such as OAuth 2 and OpenID Connect tokens.
///
/// The source is called before each attempt, so it should cache a valid token. After a 401 it is
/// called once more, with the rejected token, and the request is retried.
pub trait TokenSource: MaybeSend + MaybeSync + 'static {
    /// Returns a token, with or without the prefix `Bearer`, within the timeout of an attempt.
    /// `refused` is a token that the server just rejected.
    ///
    /// # Errors
    /// No token is available; the request is not sent.
    fn token<'a>(&'a self, refused: Option<&'a str>) -> BoxFuture<'a, Result<String, TokenError>>;

    /// Like [`token`](Self::token), for a source that sends requests through the client.
    #[doc(hidden)]
    fn token_of_client<'a>(
        &'a self,
        refused: Option<&'a str>,
        _client: &'a Client,
        _scheme: &'static Scheme,
    ) -> BoxFuture<'a, Result<String, TokenError>> {
        self.token(refused)
    }
}

/// The error of a token source.
pub type TokenError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Default)]
pub(crate) struct Tokens {
    pending: Vec<Pending>,
    /// Whether the server rejected the tokens; new ones are fetched only once.
    refused: bool,
}

struct Pending {
    scheme: &'static Scheme,
    source: Arc<dyn TokenSource>,
    sent: Option<Secret>,
}

impl Tokens {
    pub(crate) fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Records that the server rejected the tokens; returns whether new ones may be fetched.
    pub(crate) fn refuse(&mut self) -> bool {
        !self.is_empty() && !std::mem::replace(&mut self.refused, true)
    }

    /// Fetches tokens and adds them to the headers; the error names the scheme whose token is
    /// missing.
    pub(crate) async fn put_into(
        &mut self,
        client: &Client,
        headers: &mut HeaderMap,
    ) -> Result<(), (String, Option<TokenError>)> {
        for Pending {
            scheme,
            source,
            sent,
        } in &mut self.pending
        {
            let old = if self.refused {
                sent.as_ref().map(Secret::as_str)
            } else {
                None
            };
            let token = source
                .token_of_client(old, client, scheme)
                .await
                .map_err(|error| (no_token_message(scheme), Some(error)))?;
            let value = secret_header_value(&header_value(scheme, token.trim()))
                .map_err(|fault| (no_token_message(scheme), Some(fault.message.into())))?;
            let Some(header) = header_name(scheme) else {
                return Err((no_token_message(scheme), None));
            };
            headers.insert(header, value);
            *sent = Some(Secret::new(token.trim()));
        }
        Ok(())
    }
}

/// Adds the credentials of the first complete alternative; returns the tokens that must still be
/// fetched. `removed` are the header fields that the user removes.
pub(crate) fn authenticate_request(
    api: &'static Api,
    credentials: &Credentials,
    security: Security,
    removed: &[HeaderName],
    headers: &mut HeaderMap,
    query: &mut Vec<String>,
) -> Result<Tokens, Fault> {
    let mut tokens = Tokens::default();
    let chosen = choose_alternative(api, credentials, security, &|scheme| {
        is_given(scheme, headers, removed, query)
    })?;
    for name in chosen {
        let Some(scheme) = find_scheme(api, name) else {
            continue;
        };
        if is_given(scheme, headers, removed, query) || credentials.general_takes_precedence(scheme)
        {
            continue;
        }
        credentials.get(name).map_or(Ok(()), |credential| {
            credential.add(headers, query, &mut tokens)
        })?;
    }
    // An operation that explicitly needs no credentials may go to a third party, such as an upload
    // server.
    let needs_none = security.is_empty() && !api.security.is_empty();
    let is_fetched = tokens
        .pending
        .iter()
        .any(|token| header_name(token.scheme) == Some(AUTHORIZATION));
    match &credentials.general {
        Some(general)
            if !needs_none && !is_fetched && !is_given(general.scheme, headers, removed, query) =>
        {
            general.add(headers, query, &mut tokens)?;
        }
        _ => {}
    }
    Ok(tokens)
}

pub(crate) fn header_value(scheme: &Scheme, value: &str) -> String {
    match scheme.kind {
        // A token contains no space (RFC 6750, section 2.1), so a value with a space already has
        // its prefix.
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } if value.contains(' ') => value.to_owned(),
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => format!("Bearer {value}"),
        // The credential may already have the prefix.
        SchemeKind::Prefixed(_, prefix)
            if !value
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix)) =>
        {
            format!("{prefix}{value}")
        }
        SchemeKind::Basic => format!("Basic {}", BASE64_STANDARD.encode(value)),
        _ => value.to_owned(),
    }
}

fn no_token_message(scheme: &Scheme) -> String {
    format!("no token for `{}`", scheme.name)
}

/// Returns whether this is `name=…`.
fn is_pair_named(pair: &str, name: &str) -> bool {
    pair.split('=').next() == Some(name)
}

/// Returns whether a request already has the credential of a scheme.
fn is_given(
    scheme: &Scheme,
    headers: &HeaderMap,
    removed: &[HeaderName],
    query: &[String],
) -> bool {
    match scheme.kind {
        SchemeKind::Query(name) => {
            let name = encode(name);
            query
                .iter()
                .flat_map(|pairs| pairs.split('&'))
                .any(|pair| is_pair_named(pair, &name))
        }
        SchemeKind::Cookie(name) => {
            let lines = headers
                .get_all(COOKIE)
                .iter()
                .filter_map(|line| line.to_str().ok());
            lines
                .flat_map(|line| line.split("; "))
                .any(|pair| is_pair_named(pair, name))
        }
        SchemeKind::Bearer
        | SchemeKind::OAuth2 { .. }
        | SchemeKind::Basic
        | SchemeKind::Header(_)
        | SchemeKind::Prefixed(..) => header_name(scheme)
            .is_some_and(|name| headers.contains_key(&name) || removed.contains(&name)),
    }
}

/// Returns whether a general credential takes precedence over the credential of a scheme.
fn uses_general_credential(api: &'static Api, credentials: &Credentials, name: &str) -> bool {
    find_scheme(api, name).is_some_and(|scheme| credentials.general_takes_precedence(scheme))
}

/// Returns the rank of an alternative; the lowest is the best. The rank depends on how much of the
/// alternative comes from the environment, and then on whether general credentials are part of it.
fn rank_alternative(api: &'static Api, credentials: &Credentials, names: &[&str]) -> (usize, bool) {
    let mut own_count = 0;
    let mut env_count = 0;
    for name in names {
        if uses_general_credential(api, credentials, name) {
            continue;
        }
        own_count += 1;
        if credentials.get(name).is_some_and(|own| own.from_env) {
            env_count += 1;
        }
    }
    // 0 if no credential comes from the environment, 1 if some of them do, 2 if all do.
    let share_of_env =
        usize::from(env_count > 0) + usize::from(env_count > 0 && env_count == own_count);
    (share_of_env, own_count < names.len())
}

/// Returns the alternative to send; one without credentials comes last. `is_satisfied` returns
/// whether the request already has the credential of a scheme, or needs none.
pub(crate) fn choose_alternative(
    api: &'static Api,
    credentials: &Credentials,
    security: Security,
    is_satisfied: &dyn Fn(&Scheme) -> bool,
) -> Result<&'static [&'static str], Fault> {
    let complete = security.iter().filter(|names| {
        !names.is_empty()
            && names.iter().all(|name| {
                credentials.get(name).is_some()
                    || find_scheme(api, name).is_some_and(is_satisfied)
                    || uses_general_credential(api, credentials, name)
            })
    });
    match complete.min_by_key(|names| rank_alternative(api, credentials, names)) {
        Some(names) => Ok(names),
        None if credentials.general.is_some() => Ok(&[]),
        None if security.iter().all(|names| !names.is_empty()) && !security.is_empty() => {
            Err(Fault {
                kind: ErrorKind::MissingCredentials,
                message: missing_credentials_message(api, security),
            })
        }
        None => Ok(&[]),
    }
}

pub(crate) fn find_scheme(api: &'static Api, name: &str) -> Option<&'static Scheme> {
    api.schemes.iter().find(|scheme| scheme.name == name)
}

pub(crate) fn header_name(scheme: &Scheme) -> Option<HeaderName> {
    match scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::Basic => Some(AUTHORIZATION),
        SchemeKind::Header(name) | SchemeKind::Prefixed(name, _) => {
            HeaderName::from_bytes(name.as_bytes()).ok()
        }
        SchemeKind::Query(_) | SchemeKind::Cookie(_) => None,
    }
}

/// Appends a cookie: a request has only one cookie header.
pub(crate) fn add_cookie(headers: &mut HeaderMap, cookie: &str) -> Result<(), Fault> {
    let value = match headers.get(COOKIE) {
        Some(others) => secret_header_value(&format!(
            "{}; {cookie}",
            String::from_utf8_lossy(others.as_bytes())
        ))?,
        None => secret_header_value(cookie)?,
    };
    headers.insert(COOKIE, value);
    Ok(())
}

/// Returns a header value that is never printed.
pub(crate) fn secret_header_value(value: &str) -> Result<HeaderValue, Fault> {
    let mut value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|_| Fault::request("a header value has a control character"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns the message for a request without credentials; of more than two alternatives, it names
/// only the first.
fn missing_credentials_message(api: &'static Api, security: Security) -> String {
    let describe = |names: &[&str]| {
        let names = names.iter().map(|name| describe_credential(api, name));
        names.collect::<Vec<_>>().join(" and ")
    };
    let expected = match security {
        [first, others @ ..] if others.len() > 1 => {
            let first = describe(first);
            let count = others.len();
            format!("{first}, or one of {count} others that the docs of the method list")
        }
        alternatives => {
            let alternatives = alternatives.iter().map(|names| describe(names));
            alternatives.collect::<Vec<_>>().join(", or ")
        }
    };
    format!("no credentials, expected {expected}; `anonymous()` sends the request without")
}

/// Returns the name of a credential with its setter, if that is called otherwise, and its
/// environment variables.
fn describe_credential(api: &'static Api, name: &str) -> String {
    let Some(scheme) = find_scheme(api, name) else {
        return format!("`{name}`");
    };
    let mut ways = Vec::new();
    if scheme.setter != name {
        ways.push(format!("`Client::builder().{}(…)`", scheme.setter));
    }
    match scheme.env {
        [] => {}
        [variable] => ways.push(format!("environment variable `{variable}`")),
        several => ways.push(format!(
            "environment variables `{}`",
            several.join("` and `")
        )),
    }
    if ways.is_empty() {
        return format!("`{name}`");
    }
    format!("`{name}` ({})", ways.join(", "))
}
