//! [`Call`]: an operation and its arguments, which can be stored, cloned and sent again.
//!
//! Setters check and encode values; the first fault is returned instead of sending.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Method};
use serde_json::Value;

use super::api::{Location, Operation, Parameter};
use super::auth::secret;
use super::check::{Files, check};
use super::client::{Client, Options, Pair};
use super::node::Node;
use super::outcome::Fault;
use super::outgoing::{Outgoing, Upload};
use super::params::{is_unset, json_body, write};
use super::path;

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
    pub(crate) link: Option<Link>,
    pub(crate) cookies: Vec<Pair>,
    pub(crate) headers: HeaderMap,
    pub(crate) part_headers: Vec<PartHeader>,
    /// Additional properties of an object body, or else query parameters.
    pub(crate) extra: Vec<(String, Value)>,
    pub(crate) body: Option<(Cow<'static, str>, Outgoing)>,
    /// A body that replaces that of the operation.
    pub(crate) own_body: Option<(Cow<'static, str>, Outgoing)>,
    /// Whether an empty body is omitted.
    pub(crate) skip_unset: bool,
    /// Whether the response is a file, which may be at another host.
    pub(crate) download: bool,
    pub(crate) options: Options,
    pub(crate) fault: Option<Fault>,
}

/// Returns the base URL and the rest of a link's URL; `described` is the server of the description.
type Follow = fn(target: &str, path: &str, base: &str, described: &str) -> Result<(String, String), Fault>;

#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) target: String,
    pub(crate) follow: Follow,
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
            options: Options::default(),
            fault: None,
        }))
    }

    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        let draft = &mut *self.0;
        draft.operation = Some(operation);
        draft.method = operation.method.clone();
        draft.template = Cow::Borrowed(operation.path);
        draft.idempotent = operation.idempotent;
        draft.accept = operation.accept;
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
        let name = parameter.name;
        let checked = check(name, value, parameter.checks, Files::Nowhere)
            .map_err(|violation| Fault::request(format!("`{}` {}", violation.path, violation.message)));
        let text = match checked.and_then(|()| write(parameter, value)) {
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
    pub fn json_as(self, media_type: &'static str, body: &dyn Node) -> Self {
        self.written(media_type, body, |extra| json_body(body, extra))
    }

    /// Sends an unmodified body; its own media type takes precedence, and is required if this one is a range.
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

    /// Sends a body in memory, which `write` serializes with the additional properties.
    pub(crate) fn written<B: Into<Bytes>>(
        mut self,
        media_type: &'static str,
        body: &dyn Node,
        write: impl FnOnce(&[(String, Value)]) -> Result<B, Fault>,
    ) -> Self {
        if let Some(extra) = self.take_extra(body, Files::Nowhere) {
            self.set_body(media_type, write(&extra).map(|content| content.into().into()));
        }
        self
    }

    /// Checks a body and returns the additional properties; `None` if it is omitted.
    pub(crate) fn take_extra(&mut self, body: &dyn Node, files: Files) -> Option<Vec<(String, Value)>> {
        if self.0.own_body.is_some() || (self.0.skip_unset && self.0.extra.is_empty() && is_unset(body)) {
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

    pub(crate) fn keep(&mut self, fault: Fault) {
        self.0.fault.get_or_insert(fault);
    }

    /// Removes the body that the user set instead.
    pub fn without_own_body(mut self) -> Self {
        self.0.own_body = None;
        self
    }

    pub(crate) fn downloading(mut self) -> Self {
        self.0.download = true;
        self
    }
}

pub(crate) fn replace(pairs: &mut Vec<Pair>, name: &'static str, text: Option<String>) {
    pairs.retain(|pair| pair.name != name);
    pairs.extend(text.map(|text| Pair { name: Cow::Borrowed(name), text }));
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

/// A header of all parts with the same name.
#[derive(Clone)]
pub struct PartHeader {
    /// The name of the part.
    pub part: &'static str,
    /// The name of the header.
    pub name: &'static str,
    /// Its value.
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
        Self { bound: Arc::new(Call::unbound(client)) }
    }

    /// Binds a path parameter for all operations that have it.
    pub fn bind(self, parameter: &'static Parameter, value: &dyn Node) -> Self {
        Self { bound: Arc::new(Arc::unwrap_or_clone(self.bound).set(parameter, value)) }
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
