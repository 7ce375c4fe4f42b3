//! Operations: what can be called, with what, and what comes back.

use std::time::Duration;

use super::{
    Alternative, Framing, Location, Output, Paging, Parameter, ResourceId, Response, Schema, Server, Stream, Style, Xml,
};
use crate::diag::Origin;

/// One operation of the description, and the method it becomes.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or the derived one where the description has none.
    pub id: String,
    /// HTTP method, upper case.
    pub method: String,
    /// Path template, as written.
    pub path: String,
    /// All parameters: path parameters in path order, then the others, required ones first.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What may come back, by status, in the order of the description.
    pub responses: Vec<Response>,
    /// What the method returns.
    pub output: Output,
    /// A stream that can be requested instead.
    pub stream: Option<Stream>,
    /// Successes in other media types, with other schemas.
    pub alternatives: Vec<Alternative>,
    /// The type of the headers of its successes, if they have any.
    pub headers: Option<Schema>,
    /// Alternatives of scheme names that must be sent together; empty: no authentication.
    pub security: Vec<Vec<String>>,
    /// Its servers, if they are not those of the API; the first is the default.
    pub servers: Vec<Server>,
    /// How the response wraps its result.
    pub envelope: Option<Envelope>,
    /// Boolean property that is false in described failures and true in successes, where no envelope has one.
    pub success: Option<String>,
    /// How a list goes on.
    pub paging: Option<Paging>,
    /// Whether a repetition does no harm although the HTTP method does not promise it.
    pub idempotent: bool,
    /// The header by whose value the server knows a repetition.
    pub idempotency_header: Option<String>,
    /// Methods of its request that wait until something has reached a state.
    pub waiters: Vec<Waiter>,
    /// `summary`, as written.
    pub summary: Option<String>,
    /// `description`, as written.
    pub description: Option<String>,
    /// `externalDocs.url`.
    pub documentation: Option<String>,
    /// Permissions of which a caller needs one (`x-permissions`), in the description's words.
    pub permissions: Vec<String>,
    /// Whether the description calls it deprecated.
    pub deprecated: bool,
    /// The resource whose method it is.
    pub resource: ResourceId,
    /// Rust name of the method, snake case.
    pub rust: String,
    /// Rust name of the request type, upper camel case, unique in the crate.
    pub request_type: String,
    /// Former names of the method, which stay beside its name.
    pub former_names: Vec<String>,
    /// Former names of the request type, which stay as deprecated aliases.
    pub former_requests: Vec<String>,
    /// The first tag, which a resource may be named after.
    pub tag: Option<String>,
    /// Why the method is called so, a sentence each.
    pub naming: Vec<String>,
    /// Whether all of it was understood.
    pub coverage: Coverage,
    /// Its location.
    pub origin: Origin,
}

impl Operation {
    /// Whether a configuration means this one: by its `operationId`, or by method and path (`GET /pets/{id}`).
    pub fn is_called(&self, key: &str) -> bool {
        is_operation(key, &self.id, &self.method, &self.path)
    }
}

impl super::Api {
    /// The parameters that the method of an operation takes: those that are required, and not bound on the way to it.
    pub fn arguments<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = &'a Parameter> {
        let bound = self.resources.get(operation.resource.0 as usize).map_or(&[][..], |resource| &resource.bound);
        let is_bound = |one: &Parameter| one.location == Location::Path && bound.contains(&one.wire);
        operation.parameters.iter().filter(move |one| one.required && !is_bound(one))
    }
}

/// Whether `key` is an operation's id, or its method and path.
pub(crate) fn is_operation(key: &str, id: &str, method: &str, path: &str) -> bool {
    key == id || key.split_once(' ').is_some_and(|(verb, place)| verb.eq_ignore_ascii_case(method) && place == path)
}

/// A method that asks again and again, until something has reached a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    /// Rust name of the method, snake case.
    pub rust: String,
    /// Index of the operation that is asked, if the request is another one and sent before.
    pub asks: Option<usize>,
    /// What the method returns: the last response.
    pub output: Schema,
    /// JSON pointer of the state in a response.
    pub field: String,
    /// States that are waited for.
    pub success: Vec<String>,
    /// States that none of them follows.
    pub failure: Vec<String>,
    /// The first pause.
    pub interval: Duration,
    /// The longest pause.
    pub longest: Duration,
}

/// How much of an operation the method offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All of it.
    Full,
    /// A part is typed looser than described, or missing, with a warning.
    Loosened,
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Body {
    /// Whether there must be one.
    pub required: bool,
    /// The forms it may have; the method sends the first.
    pub contents: Vec<Content>,
    /// Indexes of the other forms that have a type of their own: the request has a setter for each.
    pub others: Vec<usize>,
    /// Prose of the description, as written.
    pub docs: Option<String>,
    /// Its location.
    pub origin: Origin,
}

/// A body in one media type.
#[derive(Clone, Debug)]
pub struct Content {
    /// Media type, as written.
    pub media_type: String,
    /// How it is written and read.
    pub codec: Codec,
    /// Its schema, if it has one.
    pub schema: Option<Schema>,
    /// How properties of a form or of a multipart body are written, if the description states it.
    pub encodings: Vec<Encoding>,
    /// Documented payloads.
    pub examples: Vec<Example>,
    /// Its location.
    pub origin: Origin,
}

impl Content {
    /// How the values of a body with several JSON values are separated.
    pub fn framing(&self) -> Option<Framing> {
        let framing = Framing::of(&self.media_type).filter(|_| self.codec == Codec::Json);
        framing.filter(|framing| matches!(framing, Framing::Lines | Framing::Records))
    }
}

/// How a property of a form or of a multipart body is written (`encoding`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Name of the property on the wire.
    pub property: String,
    /// How its values are written.
    pub format: EncodingFormat,
    /// Headers of its parts that are sent unless they are given; none of a file, which is given its own.
    pub headers: Vec<(String, String)>,
    /// Its location.
    pub origin: Origin,
}

/// How values of a property of a form or of a multipart body are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodingFormat {
    /// By default.
    Usual,
    /// Like those of query parameters.
    Style {
        /// `style`.
        style: Style,
        /// `explode`.
        explode: bool,
        /// `allowReserved`.
        allow_reserved: bool,
    },
    /// In a media type (`contentType`).
    MediaType(String),
    /// In XML.
    Xml {
        /// `contentType`.
        media_type: String,
        /// A value of the property, or an item of it where that is a list, with the name of the outermost element.
        part: XmlPart,
    },
}

/// A part of a body in XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlPart {
    /// Its outermost element.
    pub root: Xml,
    /// What is in it, if that is a list.
    pub items: Option<Xml>,
}

/// How a body is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// `application/json` and `+json`; `text/plain`, where it holds a number or a truth value.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `application/xml`, `text/xml` and `+xml`, where the schema has a shape.
    Xml,
    /// `text/*`.
    Text,
    /// Everything else: raw bytes.
    Bytes,
}

/// A documented payload.
#[derive(Clone, Debug)]
pub struct Example {
    /// Name in `examples`, or `example`.
    pub name: String,
    /// The payload.
    pub value: serde_json::Value,
    /// Its location.
    pub origin: Origin,
}

/// Which statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status.
    Code(u16),
    /// `1XX` to `5XX`.
    Range(u8),
    /// All that are not described otherwise.
    Default,
}

impl Status {
    /// The status of a key of `responses`, if it is one: `200`, `2XX`, `default`.
    pub fn of(key: &str) -> Option<Self> {
        let class = key.chars().next().and_then(|class| class.to_digit(10)).and_then(|class| u8::try_from(class).ok());
        match (key, class) {
            ("default", _) => Some(Self::Default),
            (_, Some(class @ 1..=5)) if key.len() == 3 && key.to_ascii_uppercase().ends_with("XX") => {
                Some(Self::Range(class))
            }
            _ => key.parse().ok().filter(|code| (100..=599).contains(code)).map(Self::Code),
        }
    }

    /// Whether it is a success.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }

    /// The redirects that it names.
    pub fn redirects(self) -> impl Iterator<Item = u16> {
        let is_it = move |code: &u16| self != Self::Default && self.includes(Self::Code(*code));
        [300, 301, 302, 303, 307, 308].into_iter().filter(is_it)
    }

    /// Whether responses of another one are among its responses.
    pub fn includes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Default, _) => true,
            (Self::Range(class), Self::Code(code)) => u16::from(class) == code / 100,
            (one, other) => one == other,
        }
    }

    /// Whether some responses are of both.
    pub fn meets(self, other: Self) -> bool {
        self.includes(other) || other.includes(self)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// How a response wraps its result: `{"result": …, "success": true}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Property that holds the result.
    pub result: String,
    /// Boolean property that is false on failure, even with a success status.
    pub success: Option<String>,
    /// Property that holds a list of errors with `code` and `message`.
    pub errors: Option<String>,
}

/// A path without the names of its parameters.
pub fn without_names(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut is_name = false;
    for c in path.chars() {
        match c {
            '{' => is_name = true,
            '}' => {
                is_name = false;
                out.push_str("{}");
            }
            c if !is_name => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a text can be the name of a header (RFC 9110).
pub(crate) fn is_token(text: &str) -> bool {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_fit)
}
