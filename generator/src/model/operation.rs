//! Operations, with their request bodies and status codes.

use std::time::Duration;

use super::{
    Alternative, Framing, NameReason, NameRule, Output, Paging, Parameter, ParameterLocation,
    ParameterStyle, ResourceId, Response, Schema, Server, Stream, Xml,
};
use crate::diag::Origin;

/// One operation of the description, and the method it becomes.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or one derived from method and path if the description has none.
    pub id: String,
    /// Whether the description has an `operationId`.
    pub has_id: bool,
    /// HTTP method, upper case.
    pub method: String,
    /// Path template, as written.
    pub path: String,
    /// All parameters: path parameters in path order, then the others, required ones first.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses, by status, in the order of the description.
    pub responses: Vec<Response>,
    /// The return type of the method.
    pub output: Output,
    /// A stream that can be requested instead.
    pub stream: Option<Stream>,
    /// Successes in other media types, with other schemas.
    pub alternatives: Vec<Alternative>,
    /// The type of the headers of success responses, if they have any.
    pub headers: Option<Schema>,
    /// The security requirement: alternatives in order of preference, each with the names of schemes that are sent
    /// together; empty without authentication.
    pub security: Vec<Vec<String>>,
    /// Its servers, if they differ from those of the API; the first is the default.
    pub servers: Vec<Server>,
    /// How the response wraps its result.
    pub envelope: Option<Envelope>,
    /// Boolean property that is false in failures and true in successes, unless an envelope has one.
    pub success: Option<String>,
    /// The pagination, if the operation returns a paginated list.
    pub paging: Option<Paging>,
    /// Whether the configuration says that the operation is idempotent, although its HTTP method is not.
    pub idempotent: bool,
    /// The header of the idempotency key.
    pub idempotency_header: Option<String>,
    /// Methods of its request that wait until a state is reached.
    pub waiters: Vec<Waiter>,
    /// `summary`, as written.
    pub summary: Option<String>,
    /// `description`, as written.
    pub description: Option<String>,
    /// `externalDocs.url`.
    pub documentation: Option<String>,
    /// Permissions of which a caller needs one (`x-permissions`), as written.
    pub permissions: Vec<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The resource whose method it is.
    pub resource: ResourceId,
    /// Rust name of the method, snake case.
    pub rust: String,
    /// Rust name of the request type, upper camel case, unique in the crate.
    pub request_type: String,
    /// Former names of the method, kept as deprecated methods.
    pub former_names: Vec<String>,
    /// Former names of the request type, kept as deprecated aliases.
    pub former_requests: Vec<String>,
    /// The first tag, which a resource may be named after.
    pub tag: Option<String>,
    /// Why the method has its resource and its name.
    pub naming: Vec<NameReason>,
    /// The rule for the order of its arguments; `None` if it is that of the previous crate.
    pub argument_order: Option<&'static NameRule>,
    /// How much of the operation the method offers.
    pub coverage: Coverage,
    /// Its location.
    pub origin: Origin,
}

impl Operation {
    /// Whether a key of the configuration names it: by `operationId`, or by method and path (`GET /pets/{id}`).
    pub fn is_called(&self, key: &str) -> bool {
        is_operation(key, &self.id, &self.method, &self.path)
    }

    /// The alternatives of its security requirement, sorted, to compare them with others.
    pub fn unordered_security(&self) -> Vec<&Vec<String>> {
        let mut all: Vec<&Vec<String>> = self.security.iter().collect();
        all.sort_unstable();
        all
    }
}

impl super::Api {
    /// The parameters that are arguments of the method: required, and not bound by a resource.
    pub fn arguments<'a>(
        &'a self,
        operation: &'a Operation,
    ) -> impl Iterator<Item = &'a Parameter> {
        let bound = self
            .resource(operation.resource)
            .map_or(&[][..], |resource| &resource.bound);
        operation.parameters.iter().filter(move |one| {
            one.required && !(one.location == ParameterLocation::Path && bound.contains(&one.wire))
        })
    }
}

pub(crate) fn is_operation(key: &str, id: &str, method: &str, path: &str) -> bool {
    key == id
        || key
            .split_once(' ')
            .is_some_and(|(verb, place)| verb.eq_ignore_ascii_case(method) && place == path)
}

/// A method that repeats a request until a state is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    /// Rust name of the method, snake case.
    pub rust: String,
    /// Index of the operation that is polled, if this request is sent before it.
    pub asks: Option<usize>,
    /// The type of the last response, which the method returns.
    pub output: Schema,
    /// JSON pointer of the state in a response.
    pub field: String,
    /// States that end the wait with success.
    pub success: Vec<String>,
    /// States that end the wait with an error.
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

/// A request body.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Whether the request must have a body.
    pub required: bool,
    /// Its forms, one for each media type; the method sends the first.
    pub contents: Vec<Content>,
    /// Indexes of the other forms with a separate type: the request has a setter for each.
    pub others: Vec<usize>,
    /// Rust name of the argument of the method that takes it.
    pub rust: String,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// Its location.
    pub origin: Origin,
}

/// A body in one media type.
#[derive(Clone, Debug)]
pub struct Content {
    /// Media type, as written.
    pub media_type: String,
    /// How content is encoded and decoded.
    pub codec: Codec,
    /// Its schema, if it has one.
    pub schema: Option<Schema>,
    /// Whether the schema is that of the data of events, which `itemSchema` describes whole.
    pub is_event_data: bool,
    /// How properties of a form or multipart body are encoded, if the description states it.
    pub encodings: Vec<Encoding>,
    /// Documented payloads.
    pub examples: Vec<Example>,
    /// Its location.
    pub origin: Origin,
}

impl Content {
    /// How the values of a body with several JSON values are separated.
    pub fn framing(&self) -> Option<Framing> {
        if self.codec != Codec::Json {
            return None;
        }
        Framing::of(&self.media_type)
            .filter(|framing| matches!(framing, Framing::Lines | Framing::Records))
    }
}

/// How a property of a form or multipart body is encoded (`encoding`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Name of the property on the wire.
    pub property: String,
    /// How its values are encoded.
    pub format: EncodingFormat,
    /// Default headers of its parts; a file has none, because callers set its headers on the file.
    pub headers: Vec<(String, String)>,
    /// Its location.
    pub origin: Origin,
}

/// How values of a property of a form or multipart body are encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodingFormat {
    /// The default encoding.
    Usual,
    /// Like a query parameter.
    Style {
        /// `style`.
        style: ParameterStyle,
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
        /// The XML of a value, or of an item if the property is an array.
        part: XmlPart,
    },
}

/// A part of a body in XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlPart {
    /// Its outermost element.
    pub root: Xml,
    /// The element of each item, if the value is an array.
    pub items: Option<Xml>,
}

/// How content is encoded and decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// `application/json` and `+json`; `text/plain` if it is a number or boolean.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `application/xml`, `text/xml` and `+xml`, if the schema is an object or array.
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

/// The status codes of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// `1XX` to `5XX`.
    Range(u8),
    /// All other status codes.
    Default,
}

impl Status {
    /// Parses a key of `responses`: `200`, `2XX`, `default`.
    pub fn of(key: &str) -> Option<Self> {
        let class = key
            .chars()
            .next()
            .and_then(|class| class.to_digit(10))
            .and_then(|class| u8::try_from(class).ok());
        match (key, class) {
            ("default", _) => Some(Self::Default),
            (_, Some(class @ 1..=5))
                if key.len() == 3 && key.to_ascii_uppercase().ends_with("XX") =>
            {
                Some(Self::Range(class))
            }
            _ => key
                .parse()
                .ok()
                .filter(|code| (100..=599).contains(code))
                .map(Self::Code),
        }
    }

    /// Whether it is a success.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }

    /// The redirect status codes that it includes; none for `default`.
    pub fn redirects(self) -> impl Iterator<Item = u16> {
        [300, 301, 302, 303, 307, 308]
            .into_iter()
            .filter(move |code| self != Self::Default && self.includes(Self::Code(*code)))
    }

    /// Whether it includes all status codes of `other`.
    pub fn includes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Default, _) => true,
            (Self::Range(class), Self::Code(code)) => u16::from(class) == code / 100,
            (one, other) => one == other,
        }
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
pub fn path_without_names(path: &str) -> String {
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

/// Whether a string can be the name of a header (RFC 9110).
pub(crate) fn is_header_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
