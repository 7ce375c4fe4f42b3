//! [`Plan`]: the request of a call, with all that its client and its options add.

use std::borrow::Cow;

use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::auth::{Tokens, add_cookie, authenticate, secret};
use super::call::{Call, Draft};
use super::client::{Limits, Options};
use super::error::Error;
use super::outcome::{Fault, Target};
use super::outgoing::Outgoing;
use super::params::pair;
use super::path::{self, without_known};
use super::redact::Hidden;
use super::retry::{RetryBudget, random_bits};
use super::transport::{Origin, Request};

pub(crate) struct Plan {
    pub(crate) request: Request,
    pub(crate) target: Target,
    pub(crate) limits: Limits,
    pub(crate) budget: RetryBudget,
    pub(crate) idempotent: bool,
    pub(crate) tokens: Tokens,
}

impl Call {
    pub(crate) fn plan(&self) -> Result<Plan, Error> {
        self.0.plan().map_err(|fault| Error::fault(fault).of(self.0.target(&self.0.template, Hidden::default())))
    }
}

impl Draft {
    pub(crate) fn target(&self, path: &str, hidden: Hidden) -> Target {
        Target {
            method: self.method.clone(),
            path: path.split('?').next().unwrap_or_default().to_owned(),
            operation: self.operation,
            accept: self.accept,
            request_id_header: self.client.client_settings().api.request_id_header,
            hidden,
            ..Target::default()
        }
    }

    fn plan(&self) -> Result<Plan, Fault> {
        let settings = self.client.client_settings();
        let own = || self.options.fault.clone().map(Fault::request);
        if let Some(fault) = settings.fault.clone().or_else(|| self.fault.clone()).or_else(own) {
            return Err(fault);
        }
        let path = match &self.template {
            Cow::Borrowed(template) => path::fill(template, &self.path)?,
            Cow::Owned(path) => path.clone(),
        };
        let (mut headers, removed) = self.headers()?;
        let has_key = self.put_key(&mut headers, &removed)?;
        let (base, path) = self.base_and_path(path)?;
        let mut query = self.query();
        let credentials = &settings.credentials;
        let security = self.operation.map_or(settings.api.security, |operation| operation.security);
        let tokens = authenticate(settings.api, credentials, security, &removed, &mut headers, &mut query)?;
        removed.iter().for_each(|name| drop(headers.remove(name)));
        if self.body().is_some_and(|(_, body)| !body.is_ready()) {
            return Err(Fault::request("the body is a stream that was already sent"));
        }
        self.check_length(&headers)?;
        if self.link.is_some() {
            without_known(&mut query, &path);
        }
        let request = Request {
            method: self.method.clone(),
            url: url(&base, &path, &query),
            headers,
            body: self.body().map(|(_, body)| body.clone()),
            attempt: 0,
            origin: Origin { api: settings.api, operation: self.operation, base: base.len() },
        };
        let limits = Limits {
            elsewhere: self.download && self.method == Method::GET,
            ..settings.options.overridden_by(self.options.clone()).limits()
        };
        Ok(Plan {
            target: Target { is_strict: limits.is_strict, ..self.target(&path, request.hidden()) },
            request,
            limits,
            budget: settings.budget.clone(),
            idempotent: self.idempotent || has_key,
            tokens,
        })
    }

    /// Rejects a `content-length` that differs from the length of the body: the server would read more or less.
    fn check_length(&self, headers: &HeaderMap) -> Result<(), Fault> {
        let Some(given) = headers.get(CONTENT_LENGTH) else { return Ok(()) };
        let length = self.body().map_or(Some(0), |(_, body)| body.length());
        if length.is_some_and(|length| given.as_bytes() == length.to_string().as_bytes()) {
            return Ok(());
        }
        let given = String::from_utf8_lossy(given.as_bytes());
        let found = length.map_or_else(|| "an unknown length".to_owned(), |length| format!("{length} bytes"));
        Err(Fault::request(format!(
            "header `content-length` says {given}, but its body has {found}: leave it out, the transport sets it; the \
             length of a stream is for `Upload::with_length`",
        )))
    }

    /// Adds an idempotency key for this call, shared by its attempts; returns whether there is one.
    fn put_key(&self, headers: &mut HeaderMap, removed: &[HeaderName]) -> Result<bool, Fault> {
        let Some(name) = self.operation.and_then(|operation| operation.idempotency_header) else { return Ok(false) };
        let no_header = |_| Fault::request(format!("`{name}` is not a valid header name"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(no_header)?;
        if removed.contains(&name) {
            return Ok(false);
        }
        if !headers.contains_key(&name) {
            headers.insert(name, secret(&fresh_key()).map_err(|_| Fault::request("no idempotency key"))?);
        }
        Ok(true)
    }

    pub(crate) fn body(&self) -> Option<&(Cow<'static, str>, Outgoing)> {
        self.own_body.as_ref().or(self.body.as_ref())
    }

    fn server(&self) -> Option<&'static str> {
        self.operation?.server
    }

    /// The base URL, and the rest of the URL.
    fn base_and_path(&self, path: String) -> Result<(Cow<'_, str>, String), Fault> {
        let settings = self.client.client_settings();
        let given = self.options.base_url.as_ref().or(settings.options.base_url.as_ref()).map(String::as_str);
        let base = match given.or_else(|| self.server().filter(|_| !settings.own_base_url)) {
            Some(server) => Cow::Owned(path::server(&settings.base_url, server)?),
            None => Cow::Borrowed(settings.base_url.as_str()),
        };
        let Some(link) = &self.link else { return Ok((base, path)) };
        let described = self.server().unwrap_or(settings.api.base_url);
        let (base, path) = (link.follow)(&link.target, &path, &base, described)?;
        Ok((Cow::Owned(base), path))
    }

    fn query(&self) -> Vec<String> {
        if self.link.is_some() {
            // The link has the parameters of the operation; those that the client adds to all requests may be missing.
            return self.client.client_settings().options.query.iter().map(|pair| pair.text.clone()).collect();
        }
        let (own, shared) = (&self.options, &self.client.client_settings().options);
        let is_set = |name: &str| self.query.iter().any(|pair| pair.name == name);
        let shared = shared.query.iter().filter(|pair| own.allows_query(&pair.name) && !is_set(&pair.name));
        let set = self.query.iter().filter(|pair| own.allows_query(&pair.name));
        let mut query: Vec<String> = shared.chain(set).chain(&own.query).map(|pair| pair.text.clone()).collect();
        for (name, value) in self.extra.iter().filter(|(name, _)| !is_set(name)) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            query.push(pair(name, &text));
        }
        query
    }

    fn headers(&self) -> Result<(HeaderMap, Vec<HeaderName>), Fault> {
        let settings = self.client.client_settings();
        let mut headers = HeaderMap::new();
        let mut removed = Vec::new();
        headers.insert(USER_AGENT, settings.user_agent.clone());
        add_headers(&settings.options, &mut headers, &mut removed);
        headers.insert(ACCEPT, media_type(self.accept)?);
        if let Some((content_type, _)) = self.body() {
            headers.insert(CONTENT_TYPE, media_type(content_type)?);
        }
        removed.retain(|name| !self.headers.contains_key(name) && self.options.header_removed(name) != Some(false));
        headers.extend(self.headers.clone());
        add_headers(&self.options, &mut headers, &mut removed);
        for cookie in &self.cookies {
            add_cookie(&mut headers, &cookie.text)?;
        }
        Ok((headers, removed))
    }
}

fn add_headers(options: &Options, headers: &mut HeaderMap, removed: &mut Vec<HeaderName>) {
    for (name, value) in &options.headers {
        match value {
            Some(value) => drop(headers.insert(name, value.clone())),
            None => removed.push(name.clone()),
        }
    }
}

fn url(base: &str, path: &str, query: &[String]) -> String {
    let mut url = format!("{base}{path}");
    for pair in query {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(pair);
    }
    url
}

fn media_type(text: &str) -> Result<HeaderValue, Fault> {
    HeaderValue::from_str(text)
        .map_err(|_| Fault::request(format!("`{}` is not a valid media type", text.escape_debug())))
}

/// A UUID of version 4. On platforms without random hash maps, keys are not unique: users set them there.
pub(crate) fn fresh_key() -> String {
    let high = (random_bits() & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (random_bits() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}
