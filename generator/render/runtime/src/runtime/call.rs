//! [`Call`]: an operation and its arguments, which can be stored, cloned and sent again; `Plan`:
//! the request of a call, with everything that the client and its options add.
//!
//! Setters check and encode values; if one finds a fault, sending returns the first fault, and
//! nothing is sent.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use super::api::{Location, Operation, Parameter};
use super::auth::{Tokens, add_cookie, authenticate_request, secret_header_value};
use super::check::{Files, check_node};
use super::client::{Client, Limits, Options, Pair};
use super::codec::Reading;
use super::error::Error;
use super::node::Node;
use super::outcome::{Fault, Target};
use super::outgoing::{Outgoing, Upload};
use super::params::{encode_pair, is_unset, json_body, write_parameter};
use super::path::{encode_path, fill_template, remove_pairs_in_url, server_url, shown_path};
use super::retry::random_bits;
use super::transport::{Origin, Request, is_query};

/// An operation and its arguments.
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call(pub(crate) Box<Draft>);

#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) client: Client,
    pub(crate) operation: Option<&'static Operation>,
    pub(crate) method: Method,
    pub(crate) template: Cow<'static, str>,
    pub(crate) idempotent: bool,
    pub(crate) accept: &'static str,
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) query: Vec<Pair>,
    /// The base URL and the rest of the URL of a link, which replace the URL of the operation.
    pub(crate) link: Option<(String, String)>,
    pub(crate) cookies: Vec<Pair>,
    pub(crate) headers: HeaderMap,
    pub(crate) part_headers: Vec<PartHeader>,
    /// Additional properties of an object body or, without such a body, query parameters.
    pub(crate) extra: Vec<(String, Value)>,
    pub(crate) body: Option<(Cow<'static, str>, Outgoing)>,
    /// A body that replaces the body of the operation.
    pub(crate) own_body: Option<(Cow<'static, str>, Outgoing)>,
    /// Whether an empty body is omitted.
    pub(crate) skip_unset: bool,
    /// Whether the response is a file, which may be at another host.
    pub(crate) download: bool,
    /// Whether numbers at the top level of the response may be in strings.
    pub(crate) numbers_in_strings: bool,
    pub(crate) options: Options,
    pub(crate) fault: Option<Fault>,
}

impl Call {
    pub(crate) fn unbound(client: Client) -> Self {
        Self(Box::new(Draft {
            client,
            operation: None,
            method: Method::GET,
            template: Cow::Borrowed("/"),
            idempotent: true,
            accept: "application/json",
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
            numbers_in_strings: false,
            options: Options::default(),
            fault: None,
        }))
    }

    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        let draft = &mut *self.0;
        draft.operation = Some(operation);
        draft.method = Method::from_bytes(operation.method.as_bytes()).unwrap_or_default();
        draft.template = Cow::Borrowed(operation.path);
        draft.idempotent = operation.idempotent;
        draft.accept = operation.accept;
        self
    }

    pub(crate) fn custom(client: &Client, method: Method, path: &str) -> Self {
        let mut call = Self::unbound(client.clone());
        call.0.idempotent = method.is_idempotent() || is_query(&method);
        call.0.method = method;
        let written = encode_path(path);
        call.0.template = Cow::Owned(
            written
                .as_ref()
                .map_or_else(|_| shown_path(path), Clone::clone),
        );
        if let Err(fault) = written {
            call.keep(fault);
        }
        call
    }

    pub(crate) fn json_text(mut self, written: Result<Vec<u8>, serde_json::Error>) -> Self {
        let body = match written {
            Ok(json) => Ok(Bytes::from(json).into()),
            Err(error) => Err(Fault::request(format!(
                "the body cannot be written as JSON: {error}"
            ))),
        };
        self.set_body("application/json", body);
        self
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// Sets a parameter, replacing an earlier value. Absent values and `null` remove it.
    pub fn set(mut self, parameter: &'static Parameter, value: &dyn Node) -> Self {
        let outcome = self.0.set(parameter, value);
        if let Err(fault) = outcome {
            self.keep(fault);
        }
        self
    }

    /// Also accepts numbers in strings, if the response is a number, or an array or map of numbers.
    pub fn numbers_in_strings(mut self) -> Self {
        self.0.numbers_in_strings = true;
        self
    }

    /// Sends no body if the body, which is optional, is empty.
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
        if !self.omits(body) {
            let extra = std::mem::take(&mut self.0.extra);
            let json = json_body(self.client().0.api, body, &extra);
            self.set_body(media_type, json.map(|json| Bytes::from(json).into()));
        }
        self
    }

    /// Sends an unmodified body. The media type of `body` takes precedence over `media_type`. If
    /// `media_type` is a range, `body` must have a media type.
    pub fn upload(mut self, media_type: &'static str, body: Upload) -> Self {
        match body.media_type() {
            Some(own) => self.set_body(own.to_owned(), Ok(body.into())),
            None if media_type.contains('*') => self.keep(Fault::request(format!(
                "the body may have any media type in `{media_type}`: set one with \
                 `Upload::with_media_type`"
            ))),
            None => self.set_body(media_type, Ok(body.into())),
        }
        self
    }

    /// Sends this body instead of the body of the operation.
    pub fn body_as(mut self, media_type: &str, body: Upload) -> Self {
        self.0.own_body = Some((Cow::Owned(media_type.to_owned()), body.into()));
        self
    }

    /// Replaces the body by the one that `write` sets.
    pub fn instead(mut self, write: impl FnOnce(Self) -> Self) -> Self {
        self.0.own_body = None;
        let mut written = write(self);
        written.0.own_body = written.0.body.take();
        written
    }

    /// Sends a body in memory, which `write` serializes with the additional properties.
    pub(crate) fn written<B: Into<Bytes>>(
        mut self,
        media_type: &'static str,
        body: &dyn Node,
        write: impl FnOnce(&[(String, Value)]) -> Result<B, Fault>,
    ) -> Self {
        if let Some(extra) = self.take_extra(body, Files::Nowhere) {
            self.set_body(
                media_type,
                write(&extra).map(|content| content.into().into()),
            );
        }
        self
    }

    /// Returns whether the body is not sent: another one replaces it, or it is optional and empty.
    fn omits(&self, body: &dyn Node) -> bool {
        self.0.own_body.is_some()
            || (self.0.skip_unset && self.0.extra.is_empty() && is_unset(body))
    }

    /// Checks a body and returns the additional properties; `None` if the body is omitted.
    pub(crate) fn take_extra(
        &mut self,
        body: &dyn Node,
        files: Files,
    ) -> Option<Vec<(String, Value)>> {
        if self.omits(body) {
            return None;
        }
        let api = self.client().0.api;
        if let Err(violation) = check_node(api, "", body, &[], files) {
            self.keep(violation.into());
            return None;
        }
        Some(std::mem::take(&mut self.0.extra))
    }

    pub(crate) fn set_body(
        &mut self,
        media_type: impl Into<Cow<'static, str>>,
        body: Result<Outgoing, Fault>,
    ) {
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

    /// Sets an extra query parameter; it replaces a parameter of the same name from a setter.
    pub fn query(self, name: &str, value: String) -> Self {
        self.with(|options| options.query(name, value))
    }

    /// Sets a header, overriding the header of the client.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|options| options.header(name, value))
    }

    /// Sets an extra property of an object body or, without such a body, a query parameter.
    pub fn extra(mut self, name: &str, value: Value) -> Self {
        self.0.extra.retain(|(key, _)| key != name);
        self.0.extra.push((name.to_owned(), value));
        self
    }

    /// Requests these media types instead of the first one of the operation.
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

    /// Sends no credentials.
    pub fn anonymous(self) -> Self {
        self.with(Options::anonymous)
    }

    /// Sets whether the call is idempotent.
    pub fn idempotent(mut self, idempotent: bool) -> Self {
        self.0.idempotent = idempotent;
        self
    }

    pub(crate) fn keep(&mut self, fault: Fault) {
        self.0.fault.get_or_insert(fault);
    }

    /// Removes the body with which the user replaced the body of the operation.
    pub fn without_own_body(mut self) -> Self {
        self.0.own_body = None;
        self
    }

    pub(crate) fn downloading(mut self) -> Self {
        self.0.download = true;
        self
    }
}

pub(crate) fn replace_pair(pairs: &mut Vec<Pair>, name: &'static str, text: Option<String>) {
    pairs.retain(|pair| pair.name != name);
    pairs.extend(text.map(|text| Pair {
        name: Cow::Borrowed(name),
        text,
    }));
}

/// Omits parameters, and the path, query and body that the user sets: they may be secret.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if let Cow::Borrowed(template) = self.0.template {
            template
        } else {
            "[redacted]"
        };
        f.debug_struct("Call")
            .field("method", &self.0.method)
            .field("path", &path)
            .field("fault", &self.0.fault.as_ref().map(|fault| &fault.message))
            .finish_non_exhaustive()
    }
}

/// A header that all parts of this name have in a multipart body.
#[derive(Clone)]
pub struct PartHeader {
    /// The name of the part.
    pub part: &'static str,
    /// The name of the header.
    pub name: &'static str,
    /// The value of the header.
    pub value: String,
}

/// A client and its bound path parameters, as held by resource handles. Clones are cheap.
#[derive(Clone, Debug)]
pub struct Scope {
    /// A call without an operation: it has the bound values, and the first fault among them.
    bound: Arc<Call>,
}

impl Scope {
    /// Creates a scope without bound parameters.
    pub fn new(client: Client) -> Self {
        Self {
            bound: Arc::new(Call::unbound(client)),
        }
    }

    /// Binds a path parameter for all operations that have it.
    pub fn bind(self, parameter: &'static Parameter, value: &dyn Node) -> Self {
        Self {
            bound: Arc::new(Arc::unwrap_or_clone(self.bound).set(parameter, value)),
        }
    }

    /// Creates a call of an operation, with the bound parameters set.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::clone(&self.bound).of(operation)
    }

    /// Returns the client.
    pub fn client(&self) -> &Client {
        self.bound.client()
    }
}

pub(crate) struct Plan {
    pub(crate) request: Request,
    pub(crate) target: Target,
    pub(crate) limits: Limits,
    pub(crate) client: Client,
    pub(crate) idempotent: bool,
    pub(crate) tokens: Tokens,
}

impl Call {
    pub(crate) fn plan(&self) -> Result<Plan, Error> {
        self.0
            .plan()
            .map_err(|fault| Error::fault(fault).with_target(self.0.target(&self.0.template)))
    }
}

impl Draft {
    fn set(&mut self, parameter: &'static Parameter, value: &dyn Node) -> Result<(), Fault> {
        let name = parameter.name;
        let api = self.client.0.api;
        check_node(api, name, value, parameter.checks, Files::Nowhere)?;
        let text = write_parameter(api, parameter, value)?;
        match parameter.location {
            Location::Path | Location::PossiblyEmptyPath => {
                let may_be_empty = matches!(parameter.location, Location::PossiblyEmptyPath);
                let segment = text
                    .filter(|text| may_be_empty || !text.is_empty())
                    .ok_or_else(|| Fault::request(format!("`{name}` is empty")))?;
                self.path.retain(|(key, _)| *key != name);
                self.path.push((name, segment));
            }
            Location::Query | Location::Querystring(_) => replace_pair(&mut self.query, name, text),
            Location::Cookie => replace_pair(&mut self.cookies, name, text),
            Location::Header => {
                let header = parse_header_name(name)?;
                let value = text.map(|text| secret_header_value(&text)).transpose();
                match value
                    .map_err(|_| Fault::request(format!("`{name}` has a control character")))?
                {
                    Some(value) => drop(self.headers.insert(header, value)),
                    None => drop(self.headers.remove(header)),
                }
            }
            Location::Part(part) => {
                if text
                    .as_deref()
                    .is_some_and(|text| secret_header_value(text).is_err())
                {
                    return Err(Fault::request(format!(
                        "`{name}` of `{part}` has a control character"
                    )));
                }
                self.part_headers
                    .retain(|header| (header.part, header.name) != (part, name));
                self.part_headers
                    .extend(text.map(|value| PartHeader { part, name, value }));
            }
        }
        Ok(())
    }

    pub(crate) fn target(&self, path: &str) -> Target {
        Target {
            method: self.method.clone(),
            path: path.split('?').next().unwrap_or_default().to_owned(),
            operation: self.operation,
            accept: self.accept,
            request_id_header: self.client.0.api.request_id_header,
            ..Target::default()
        }
    }

    fn plan(&self) -> Result<Plan, Fault> {
        let settings = &*self.client.0;
        let fault = settings.fault.clone().or_else(|| self.fault.clone());
        if let Some(fault) = fault.or_else(|| self.options.fault.clone().map(Fault::request)) {
            return Err(fault);
        }
        let (base, path) = self.place()?;
        let (mut headers, removed) = self.headers()?;
        let has_key = self.put_key(&mut headers, &removed)?;
        let mut query = self.query();
        let credentials = &settings.credentials;
        let security = self
            .operation
            .map_or(settings.api.security, |operation| operation.security);
        let tokens = if settings.options.anonymous || self.options.anonymous {
            Tokens::default()
        } else {
            authenticate_request(
                settings.api,
                credentials,
                security,
                &removed,
                &mut headers,
                &mut query,
            )?
        };
        for name in &removed {
            headers.remove(name);
        }
        if self.body().is_some_and(|(_, body)| !body.is_ready()) {
            return Err(Fault::request("the body is a stream that was already sent"));
        }
        self.check_length(&headers)?;
        if self.link.is_some() {
            remove_pairs_in_url(&mut query, &path);
        }
        let request = Request {
            method: self.method.clone(),
            url: join_url(&base, &path, &query),
            headers,
            body: self.body().map(|(_, body)| body.clone()),
            attempt: 0,
            origin: Origin {
                api: settings.api,
                operation: self.operation,
                base: base.len(),
            },
        };
        let limits = Limits {
            allows_other_origin: self.download && self.method == Method::GET,
            ..settings
                .options
                .overridden_by(self.options.clone())
                .limits()
        };
        let reading = Reading {
            is_strict: limits.is_strict,
            numbers_in_strings: self.numbers_in_strings,
        };
        Ok(Plan {
            target: Target {
                reading,
                ..self.target(&path)
            },
            request,
            limits,
            client: self.client.clone(),
            idempotent: self.idempotent || has_key,
            tokens,
        })
    }

    /// Rejects a `content-length` that differs from the length of the body, because the server
    /// would read more or less.
    fn check_length(&self, headers: &HeaderMap) -> Result<(), Fault> {
        let Some(header) = headers.get(CONTENT_LENGTH) else {
            return Ok(());
        };
        let length = self.body().map_or(Some(0), |(_, body)| body.length());
        if length.is_some_and(|length| header.as_bytes() == length.to_string().as_bytes()) {
            return Ok(());
        }
        let stated_length = String::from_utf8_lossy(header.as_bytes());
        let actual_length = length.map_or_else(
            || "an unknown length".to_owned(),
            |length| format!("{length} bytes"),
        );
        Err(Fault::request(format!(
            "header `content-length` says {stated_length}, but its body has {actual_length}: leave it out, the \
             transport sets it; the length of a stream is for `Upload::with_length`",
        )))
    }

    /// Adds an idempotency key for this call, shared by its attempts; returns whether the call has
    /// a key.
    fn put_key(&self, headers: &mut HeaderMap, removed: &[HeaderName]) -> Result<bool, Fault> {
        let Some(name) = self
            .operation
            .and_then(|operation| operation.idempotency_header)
        else {
            return Ok(false);
        };
        let name = parse_header_name(name)?;
        if removed.contains(&name) {
            return Ok(false);
        }
        if !headers.contains_key(&name) {
            headers.insert(
                name,
                secret_header_value(&fresh_key())
                    .map_err(|_| Fault::request("no idempotency key"))?,
            );
        }
        Ok(true)
    }

    pub(crate) fn body(&self) -> Option<&(Cow<'static, str>, Outgoing)> {
        self.own_body.as_ref().or(self.body.as_ref())
    }

    /// Returns the base URL and the rest of the URL.
    pub(crate) fn place(&self) -> Result<(String, String), Fault> {
        if let Some(link) = &self.link {
            return Ok(link.clone());
        }
        let path = match &self.template {
            Cow::Borrowed(template) => fill_template(template, &self.path)?,
            Cow::Owned(path) => path.clone(),
        };
        let settings = &*self.client.0;
        let base_url = self
            .options
            .base_url
            .as_ref()
            .or(settings.options.base_url.as_ref())
            .map(String::as_str);
        let server = match self.operation {
            Some(operation) if !settings.own_base_url => base_url.or(operation.server),
            _ => base_url,
        };
        match server {
            Some(server) => Ok((server_url(&settings.base_url, server)?, path)),
            None => Ok((settings.base_url.clone(), path)),
        }
    }

    /// Returns whether a query parameter of the operation has this name.
    fn sets_query(&self, name: &str) -> bool {
        self.query.iter().any(|pair| pair.name == name)
    }

    fn query(&self) -> Vec<String> {
        if self.link.is_some() {
            // The link has the parameters of the operation, but may lack parameters that the client
            // adds to all requests.
            return self
                .client
                .0
                .options
                .query
                .iter()
                .map(|pair| pair.text.clone())
                .collect();
        }
        let own = &self.options;
        let client_pairs = self
            .client
            .0
            .options
            .query
            .iter()
            .filter(|pair| own.allows_query(&pair.name) && !self.sets_query(&pair.name));
        let operation_pairs = self
            .query
            .iter()
            .filter(|pair| own.allows_query(&pair.name));
        let mut query: Vec<String> = client_pairs
            .chain(operation_pairs)
            .chain(&own.query)
            .map(|pair| pair.text.clone())
            .collect();
        for (name, value) in &self.extra {
            if self.sets_query(name) {
                continue;
            }
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            query.push(encode_pair(name, &text));
        }
        query
    }

    fn headers(&self) -> Result<(HeaderMap, Vec<HeaderName>), Fault> {
        let settings = &*self.client.0;
        let mut headers = HeaderMap::new();
        let mut removed = Vec::new();
        headers.insert(USER_AGENT, settings.user_agent.clone());
        add_headers(&settings.options, &mut headers, &mut removed);
        headers.insert(ACCEPT, media_type(self.accept)?);
        if let Some((content_type, _)) = self.body() {
            headers.insert(CONTENT_TYPE, media_type(content_type)?);
        }
        removed.retain(|name| {
            !self.headers.contains_key(name) && self.options.header_removed(name) != Some(false)
        });
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

fn join_url(base: &str, path: &str, query: &[String]) -> String {
    let mut url = format!("{base}{path}");
    for pair in query {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(pair);
    }
    url
}

fn parse_header_name(name: &str) -> Result<HeaderName, Fault> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Fault::request(format!("`{name}` is not a valid header name")))
}

fn media_type(text: &str) -> Result<HeaderValue, Fault> {
    HeaderValue::from_str(text).map_err(|_| {
        Fault::request(format!(
            "`{}` is not a valid media type",
            text.escape_debug()
        ))
    })
}

/// Returns a random UUID (version 4) as an idempotency key. On platforms where the hash maps of the
/// standard library are not random, these keys are not unique: users must set their own keys there.
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
