//! [`Call`]: an operation and its arguments; a plain value that can be stored, cloned and sent again.
//!
//! Values are checked and encoded when they are set. The first fault is kept and returned instead of sending.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use serde_json::value::RawValue;

use super::api::{Envelope, Location, Operation, Paging, Parameter, Security};
use super::auth::{add_cookie, authenticate, secret};
use super::body;
use super::check::{Files, check};
use super::client::Client;
use super::error::{Error, Fault, Target};
use super::form::{self, Encoding, PartHeader};
use super::hidden::Hidden;
use super::key;
use super::link;
use super::node::Node;
use super::options::{Limits, Options, Pair};
use super::outgoing::Outgoing;
use super::params::{pair, write};
use super::path;
use super::send::Plan;
use super::transport::{Origin, Request};
use super::upload::Upload;

/// An operation and its arguments.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call(Box<Draft>);

#[derive(Clone)]
struct Draft {
    client: Client,
    operation: Option<&'static Operation>,
    method: Method,
    template: Cow<'static, str>,
    server: Option<&'static str>,
    security: Security,
    idempotent: bool,
    accept: &'static str,
    envelope: Option<&'static Envelope>,
    paging: Option<&'static Paging>,
    path: Vec<(&'static str, String)>,
    query: Vec<Pair>,
    /// The link to request instead of path and query.
    link: Option<String>,
    cookies: Vec<Pair>,
    /// Headers from parameters.
    headers: HeaderMap,
    /// Headers of multipart parts.
    part_headers: Vec<PartHeader>,
    /// Additional properties of an object body, or else query parameters.
    extra: Vec<(String, Value)>,
    body: Option<(Cow<'static, str>, Outgoing)>,
    /// A body that replaces that of the operation.
    own_body: Option<(Cow<'static, str>, Outgoing)>,
    /// Whether an empty body is omitted.
    skip_unset: bool,
    /// Whether the response is a file, which may be at another host.
    download: bool,
    /// The options of this request, which take precedence over all others.
    options: Options,
    fault: Option<Fault>,
}

impl Call {
    /// A call without an operation.
    pub(crate) fn unbound(client: Client) -> Self {
        let security = client.settings().api.security;
        Self(Box::new(Draft {
            client,
            operation: None,
            method: Method::GET,
            template: Cow::Borrowed("/"),
            server: None,
            security,
            idempotent: true,
            accept: "application/json",
            envelope: None,
            paging: None,
            path: Vec::new(),
            query: Vec::new(),
            link: None,
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            part_headers: Vec::new(),
            extra: Vec::new(),
            body: None,
            own_body: None,
            skip_unset: false,
            download: false,
            options: Options::default(),
            fault: None,
        }))
    }

    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        let draft = &mut *self.0;
        draft.operation = Some(operation);
        draft.method = operation.method.clone();
        draft.template = Cow::Borrowed(operation.path);
        draft.server = operation.server;
        draft.security = operation.security;
        draft.idempotent = operation.idempotent;
        draft.accept = operation.accept;
        draft.envelope = operation.envelope;
        draft.paging = operation.paging;
        self
    }

    pub(crate) fn custom(client: &Client, method: Method, path: &str) -> Self {
        let mut call = Self::unbound(client.clone());
        call.0.idempotent = method.is_idempotent();
        call.0.method = method;
        let written = path::written(path);
        call.0.template = Cow::Owned(written.as_ref().map_or_else(|_| path::shown(path), Clone::clone));
        written.err().into_iter().for_each(|fault| call.keep(fault));
        call
    }

    /// Sends a `Serialize` value as a JSON body.
    pub(crate) fn json_text(mut self, written: Result<Vec<u8>, serde_json::Error>) -> Self {
        let fault = |error| Fault::request(format!("the body cannot be written as JSON: {error}"));
        self.set_body("application/json", written.map(|json| Bytes::from(json).into()).map_err(fault));
        self
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// Sets a parameter, replacing an earlier value. Absent values and `null` remove it.
    pub fn set(mut self, parameter: &'static Parameter, value: &dyn Node) -> Self {
        if let Err(violation) = check(parameter.name, value, parameter.checks, Files::Nowhere) {
            self.keep(Fault::request(format!("`{}` {}", violation.path, violation.message)));
            return self;
        }
        let name = parameter.name;
        let text = match write(parameter, value) {
            Ok(text) => text,
            Err(fault) => {
                self.keep(fault);
                return self;
            }
        };
        match parameter.location {
            Location::Path => match text.filter(|text| !text.is_empty()) {
                Some(text) => {
                    self.0.path.retain(|(known, _)| *known != name);
                    self.0.path.push((name, text));
                }
                None => self.keep(Fault::request(format!("`{name}` is empty"))),
            },
            Location::Query => replace(&mut self.0.query, name, text),
            Location::Cookie => replace(&mut self.0.cookies, name, text),
            Location::Header => self.set_header(name, text),
            Location::Part(part) => self.set_part_header(part, name, text),
        }
        self
    }

    fn set_header(&mut self, name: &'static str, text: Option<String>) {
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            return self.keep(Fault::request(format!("`{name}` is not a valid header name")));
        };
        match text.map(|text| secret(&text)) {
            Some(Ok(value)) => drop(self.0.headers.insert(header, value)),
            Some(Err(_)) => self.keep(Fault::request(format!("`{name}` has a control character"))),
            None => drop(self.0.headers.remove(header)),
        }
    }

    fn set_part_header(&mut self, part: &'static str, name: &'static str, text: Option<String>) {
        if text.as_deref().is_some_and(|text| secret(text).is_err()) {
            return self.keep(Fault::request(format!("`{name}` of `{part}` has a control character")));
        }
        self.0.part_headers.retain(|known| (known.part, known.name) != (part, name));
        self.0.part_headers.extend(text.map(|value| PartHeader { part, name, value }));
    }

    /// Sends no body if it is empty and optional.
    pub fn optional_body(mut self) -> Self {
        self.0.skip_unset = true;
        self
    }

    /// Sends a JSON body.
    pub fn json(self, body: &dyn Node) -> Self {
        self.json_as("application/json", body)
    }

    /// Sends a body of a JSON media type.
    pub fn json_as(mut self, media_type: &'static str, body: &dyn Node) -> Self {
        if let Some(extra) = self.take_extra(body) {
            let written = body::json(body, &extra).map(|json| Bytes::from(json).into());
            self.set_body(media_type, written);
        }
        self
    }

    /// Sends the items of an array as lines of JSON.
    pub fn json_lines(self, media_type: &'static str, body: &dyn Node) -> Self {
        self.json_items(media_type, body, "")
    }

    /// Sends the items of an array as a sequence of JSON texts (RFC 7464).
    pub fn json_records(self, media_type: &'static str, body: &dyn Node) -> Self {
        self.json_items(media_type, body, "\u{1e}")
    }

    fn json_items(mut self, media_type: &'static str, body: &dyn Node, before: &str) -> Self {
        if let Some(extra) = self.take_extra(body) {
            self.set_body(media_type, body::items(body, &extra, before).map(|text| Bytes::from(text).into()));
        }
        self
    }

    /// Sends a form body.
    pub fn form(mut self, encodings: &'static [Encoding], body: &dyn Node) -> Self {
        if let Some(extra) = self.take_extra(body) {
            let written = form::form(encodings, body, &extra).map(|form| Bytes::from(form).into());
            self.set_body("application/x-www-form-urlencoded", written);
        }
        self
    }

    /// Sends a multipart body.
    pub fn multipart(self, encodings: &'static [Encoding], body: &dyn Node) -> Self {
        self.multipart_as("multipart/form-data", encodings, body)
    }

    /// Sends a multipart body of another subtype.
    pub fn multipart_as(mut self, media_type: &'static str, encodings: &'static [Encoding], body: &dyn Node) -> Self {
        if let Some(extra) = self.take_extra_around(body, Files::Inside) {
            let boundary = form::boundary();
            match form::multipart(encodings, &self.0.part_headers, body, &extra, &boundary) {
                Ok((body, first)) => self.set_body(form::media_type(media_type, &boundary, &first), Ok(body)),
                Err(fault) => self.keep(fault),
            }
        }
        self
    }

    /// Sends an unmodified body; its own media type takes precedence, and is required if this one is a range.
    pub fn upload(mut self, media_type: &'static str, body: Upload) -> Self {
        match body.media_type() {
            Some(own) => self.set_body(own.to_owned(), Ok(body.into())),
            None if media_type.contains('*') => self.keep(Fault::request(format!(
                "the body may be any `{media_type}`, and nothing says which: expected a media type, by \
                 `Upload::with_media_type`"
            ))),
            None => self.set_body(media_type, Ok(body.into())),
        }
        self
    }

    /// Sends this body instead of any other.
    pub fn body_as(mut self, media_type: &str, body: Upload) -> Self {
        self.0.own_body = Some((Cow::Owned(media_type.to_owned()), body.into()));
        self
    }

    /// Sends the output of `write` as the body instead of any other.
    pub fn instead(mut self, write: impl FnOnce(Self) -> Self) -> Self {
        self.0.own_body = None;
        let mut written = write(self);
        written.0.own_body = written.0.body.take();
        written
    }

    /// Checks a text body and adds the additional properties; `None` if it is omitted.
    pub(crate) fn take_extra(&mut self, body: &dyn Node) -> Option<Vec<(String, Value)>> {
        self.take_extra_around(body, Files::Nowhere)
    }

    fn take_extra_around(&mut self, body: &dyn Node, files: Files) -> Option<Vec<(String, Value)>> {
        if self.0.own_body.is_some() || (self.0.skip_unset && self.0.extra.is_empty() && body::is_unset(body)) {
            return None;
        }
        if let Err(violation) = check("", body, &[], files) {
            let place = if violation.path.is_empty() { "body" } else { &violation.path };
            self.keep(Fault::request(format!("`{place}` {}", violation.message)));
            return None;
        }
        Some(std::mem::take(&mut self.0.extra))
    }

    pub(crate) fn set_body(&mut self, media_type: impl Into<Cow<'static, str>>, body: Result<Outgoing, Fault>) {
        match body {
            Ok(body) => self.0.body = Some((media_type.into(), body)),
            Err(fault) => self.keep(fault),
        }
    }

    /// Changes the options of this call.
    pub fn with(mut self, change: impl FnOnce(Options) -> Options) -> Self {
        self.0.options = change(std::mem::take(&mut self.0.options));
        self
    }

    /// Sets an extra query parameter, which replaces one of the same name from a setter.
    pub fn query(self, name: &str, value: String) -> Self {
        self.with(|options| options.query(name, value))
    }

    /// Sets a header, overriding that of the client.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|options| options.header(name, value))
    }

    /// Sets an extra property of an object body, or else a query parameter.
    pub fn extra(mut self, name: &str, value: Value) -> Self {
        self.0.extra.retain(|(known, _)| known != name);
        self.0.extra.push((name.to_owned(), value));
        self
    }

    /// Requests another media type than the first of the operation.
    pub fn accept(mut self, media_types: &'static str) -> Self {
        self.0.accept = media_types;
        self
    }

    /// Sets the timeout of an attempt.
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|options| options.timeout(limit))
    }

    /// Sets the maximum number of retries.
    pub fn retries(self, retries: u32) -> Self {
        self.with(|options| options.retries(retries))
    }

    /// Sets whether the call is idempotent.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.0.idempotent = idempotent;
        self
    }

    pub(crate) fn paging(&self) -> Option<&'static Paging> {
        self.0.paging
    }

    /// A call of another operation with the path parameters of this one.
    pub(crate) fn sibling(&self, operation: &'static Operation) -> Self {
        let mut call = Self::unbound(self.0.client.clone()).of(operation);
        call.0.path.clone_from(&self.0.path);
        call.0.options = self.0.options.clone();
        call.0.fault.clone_from(&self.0.fault);
        call
    }

    /// The value of a query parameter, if it has exactly one.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let mut pairs = self.0.options.added().iter().chain(&self.0.query);
        let (_, text) = pairs.find(|pair| pair.name == name)?.text.rsplit_once('=')?;
        Some(percent_decode_str(&text.replace('+', " ")).decode_utf8().ok()?.into_owned())
    }

    /// Sets a query parameter, replacing any other value.
    pub(crate) fn with_text(mut self, name: &'static str, text: &str) -> Self {
        self.0.options.forget(name);
        replace(&mut self.0.query, name, Some(pair(name, text)));
        self
    }

    /// Sets a property of the JSON body; the others are kept unchanged.
    pub(crate) fn with_member(mut self, name: &'static str, text: &str) -> Self {
        let body =
            self.0.body().and_then(|(_, body)| body.bytes().cloned()).unwrap_or_else(|| Bytes::from_static(b"{}"));
        let Ok(mut members) = serde_json::from_slice::<BTreeMap<String, Box<RawValue>>>(&body) else {
            self.keep(Fault::request("expected a JSON object as the body, to request the next page"));
            return self;
        };
        if let Ok(text) = RawValue::from_string(Value::from(text).to_string()) {
            members.insert(name.to_owned(), text);
        }
        let media_type = self.0.body().map_or(Cow::Borrowed("application/json"), |(media_type, _)| media_type.clone());
        let body = serde_json::to_vec(&members).unwrap_or_default();
        self.0.own_body = None;
        self.0.body = Some((media_type, Bytes::from(body).into()));
        self
    }

    /// Requests the page of a link, instead of path and query.
    pub(crate) fn with_link(mut self, link: &str) -> Self {
        self.0.link = Some(link.to_owned());
        self
    }

    /// Makes the call fail.
    pub(crate) fn with_fault(mut self, fault: Fault) -> Self {
        self.keep(fault);
        self
    }

    /// Keeps the first fault.
    fn keep(&mut self, fault: Fault) {
        self.0.fault.get_or_insert(fault);
    }

    /// Removes the body that the user set instead.
    pub fn without_own_body(mut self) -> Self {
        self.0.own_body = None;
        self
    }

    /// Marks the response as a file, which may be at another host.
    pub(crate) fn downloading(mut self) -> Self {
        self.0.download = true;
        self
    }

    /// The request to send, with its settings.
    pub(crate) fn plan(&self) -> Result<Plan, Error> {
        self.0.plan().map_err(|fault| Error::fault(fault, Some(self.0.target(&self.0.template, Hidden::default()))))
    }
}

fn replace(pairs: &mut Vec<Pair>, name: &'static str, text: Option<String>) {
    pairs.retain(|pair| pair.name != name);
    pairs.extend(text.map(|text| Pair { name: Cow::Borrowed(name), text }));
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

impl Draft {
    fn target(&self, path: &str, hidden: Hidden) -> Target {
        Target {
            method: self.method.clone(),
            path: path.split('?').next().unwrap_or_default().to_owned(),
            operation: self.operation,
            request_id_header: self.client.settings().api.request_id_header,
            hidden,
            attempts: 0,
            unfollowed: None,
            given_up: None,
        }
    }

    fn plan(&self) -> Result<Plan, Fault> {
        let settings = self.client.settings();
        let own = || self.options.fault().map(Fault::request);
        if let Some(fault) = settings.fault.clone().or_else(|| self.fault.clone()).or_else(own) {
            return Err(fault);
        }
        let path = match &self.template {
            Cow::Borrowed(template) => path::fill(template, &self.path)?,
            Cow::Owned(path) => path.clone(),
        };
        let (mut headers, off) = self.headers()?;
        let has_key = self.put_key(&mut headers, &off)?;
        let (base, path) = self.place(path)?;
        let mut query = self.query();
        let credentials = &settings.credentials;
        let tokens = authenticate(settings.api, credentials, self.security, &off, &mut headers, &mut query)?;
        off.iter().for_each(|name| drop(headers.remove(name)));
        if self.body().is_some_and(|(_, body)| !body.is_ready()) {
            return Err(Fault::request("the body is a stream that was already sent"));
        }
        self.check_length(&headers)?;
        if self.link.is_some() {
            link::without_known(&mut query, &path);
        }
        let request = Request {
            method: self.method.clone(),
            url: url(&base, &path, &query),
            headers,
            body: self.body().map(|(_, body)| body.clone()),
            attempt: 0,
            origin: Origin { api: settings.api, operation: self.operation, base: base.len() },
        };
        Ok(Plan {
            target: self.target(&path, Hidden::of(&request)),
            request,
            envelope: self.envelope,
            accept: self.accept,
            limits: Limits {
                elsewhere: self.download && self.method == Method::GET,
                ..settings.options.under(self.options.clone()).limits()
            },
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
    fn put_key(&self, headers: &mut HeaderMap, off: &[HeaderName]) -> Result<bool, Fault> {
        let Some(name) = self.operation.and_then(|operation| operation.idempotency_header) else { return Ok(false) };
        let no_header = |_| Fault::request(format!("`{name}` is not a valid header name"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(no_header)?;
        if off.contains(&name) {
            return Ok(false);
        }
        if !headers.contains_key(&name) {
            headers.insert(name, secret(&key::fresh()).map_err(|_| Fault::request("no idempotency key"))?);
        }
        Ok(true)
    }

    fn body(&self) -> Option<&(Cow<'static, str>, Outgoing)> {
        self.own_body.as_ref().or(self.body.as_ref())
    }

    fn base_url(&self) -> Result<Cow<'_, str>, Fault> {
        let settings = self.client.settings();
        if let Some(given) = self.options.place().or_else(|| settings.options.place()) {
            return path::server(&settings.base_url, given).map(Cow::Owned);
        }
        Ok(match self.server {
            Some(server) if !settings.own_base_url => Cow::Owned(path::server(&settings.base_url, server)?),
            _ => Cow::Borrowed(settings.base_url.as_str()),
        })
    }

    /// The base URL, and the rest of the URL.
    fn place(&self, path: String) -> Result<(Cow<'_, str>, String), Fault> {
        let base = self.base_url()?;
        let Some(link) = &self.link else { return Ok((base, path)) };
        let described = self.server.unwrap_or(self.client.settings().api.base_url);
        let (base, path) = link::follow(link, &path, &base, described)?;
        Ok((Cow::Owned(base), path))
    }

    fn query(&self) -> Vec<String> {
        if self.link.is_some() {
            // The link has the parameters of the operation; those that the client adds to all requests may be missing.
            return self.client.settings().options.added().iter().map(|pair| pair.text.clone()).collect();
        }
        let (own, shared) = (&self.options, &self.client.settings().options);
        let is_set = |name: &str| self.query.iter().any(|pair| pair.name == name);
        let shared = shared.added().iter().filter(|pair| own.leaves(&pair.name) && !is_set(&pair.name));
        let set = self.query.iter().filter(|pair| own.leaves(&pair.name));
        let mut query: Vec<String> = shared.chain(set).chain(own.added()).map(|pair| pair.text.clone()).collect();
        for (name, value) in &self.extra {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            query.push(pair(name, &text));
        }
        query
    }

    /// All headers but credentials and removed ones.
    fn headers(&self) -> Result<(HeaderMap, Vec<HeaderName>), Fault> {
        let settings = self.client.settings();
        let mut headers = HeaderMap::new();
        let mut off = Vec::new();
        headers.insert(USER_AGENT, settings.user_agent.clone());
        for (name, value) in settings.options.headers() {
            match value {
                Some(value) => drop(headers.insert(name, value.clone())),
                None => off.push(name.clone()),
            }
        }
        headers.insert(ACCEPT, media_type(self.accept)?);
        if let Some((content_type, _)) = self.body() {
            headers.insert(CONTENT_TYPE, media_type(content_type)?);
        }
        off.retain(|name| !self.headers.contains_key(name) && self.options.keeps_off(name) != Some(false));
        headers.extend(self.headers.clone());
        for (name, value) in self.options.headers() {
            match value {
                Some(value) => drop(headers.insert(name, value.clone())),
                None => off.push(name.clone()),
            }
        }
        for cookie in &self.cookies {
            add_cookie(&mut headers, &cookie.text)?;
        }
        Ok((headers, off))
    }
}

/// Shows neither parameters nor path, query and body of the user: they may be secret.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if let Cow::Borrowed(template) = self.0.template { template } else { "[redacted]" };
        f.debug_struct("Call")
            .field("method", &self.0.method)
            .field("path", &path)
            .field("fault", &self.0.fault.as_ref().map(|fault| &fault.message))
            .finish_non_exhaustive()
    }
}
