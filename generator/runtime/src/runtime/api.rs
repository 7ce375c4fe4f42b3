//! The facts of the description that emitted code keeps in statics.
//!
//! Nothing here is computed at run time, and nothing here sends anything.

use http::Method;

use super::check::Check;

/// Alternatives of security schemes: one alternative is sufficient; all schemes in it are sent together.
pub type Security = &'static [&'static [&'static str]];

/// The facts of the whole API.
#[derive(Debug)]
pub struct Api {
    /// Name and version of the package, such as `package/1.2.3`.
    pub user_agent: &'static str,
    /// The base URL of the API; only a path if the description has no host.
    pub base_url: &'static str,
    /// Environment variable that overrides it.
    pub base_url_env: Option<&'static str>,
    /// Response header with the request id for the server's logs.
    pub request_id_header: Option<&'static str>,
    /// Authentication of a request without a described operation, also required for a client from the environment.
    pub security: Security,
    /// The security schemes.
    pub schemes: &'static [Scheme],
    /// Properties and parameters that are secrets, sorted.
    pub secret_names: &'static [&'static str],
}

/// A security scheme.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in the description, and of its setter.
    pub name: &'static str,
    /// How it is sent.
    pub kind: SchemeKind,
    /// Environment variable that holds the credential.
    pub env: Option<&'static str>,
}

/// How a credential is sent.
#[derive(Debug)]
pub enum SchemeKind {
    /// `Authorization: Bearer …`.
    Bearer,
    /// `Authorization: Basic …`; the credential is `user:password`.
    Basic,
    /// In the header of this name.
    Header(&'static str),
    /// In the header of this name, after a prefix such as `Bot `.
    Prefixed(&'static str, &'static str),
    /// In the query parameter of this name.
    Query(&'static str),
    /// In the cookie of this name.
    Cookie(&'static str),
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path template, such as `/pets/{id}`.
    pub path: &'static str,
    /// Base URL, if it is not that of the API.
    pub server: Option<&'static str>,
    /// Its authentication; empty if there is none.
    pub security: Security,
    /// Whether it is idempotent.
    pub idempotent: bool,
    /// The header with the idempotency key.
    pub idempotency_header: Option<&'static str>,
    /// Media types of the response.
    pub accept: &'static str,
    /// Redirects that are the documented response and not followed; empty if a success is documented as well.
    pub redirects: &'static [u16],
    /// The envelope of the result.
    pub envelope: Option<&'static Envelope>,
    /// Boolean property of the JSON that is false on failure, even with a success status code, if no envelope has one.
    pub success: Option<&'static str>,
    /// The pagination of a list.
    pub paging: Option<&'static Paging>,
}

/// The envelope of a result: `{"result": …, "success": true}`.
#[derive(Debug)]
pub struct Envelope {
    /// Property that has the result.
    pub result: &'static str,
    /// Boolean property that is false on failure, even with a success status code.
    pub success: Option<&'static str>,
    /// Property that has an array of errors.
    pub errors: Option<&'static str>,
}

/// The pagination of a list, and the location of its items.
#[derive(Debug)]
pub struct Paging {
    /// The properties on the path from the result to the array; empty if the result is the array.
    pub items: &'static [&'static str],
    /// Whether a response may lack the array; the page is empty then.
    pub optional: bool,
    /// The cursor of the next page.
    pub next: Next,
    /// JSON pointer of the number of pages in the response.
    pub total_pages: Option<&'static str>,
    /// JSON pointer of the number of all items in the response.
    pub total_items: Option<&'static str>,
    /// JSON pointer of a boolean in the response that is false on the last page.
    pub more: Option<&'static str>,
}

/// The cursor of the next page of a list.
#[derive(Debug)]
pub enum Next {
    /// The page number, in a query parameter.
    Number {
        /// The query parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
    },
    /// One more than the page number that the response states, in a query parameter.
    StatedNumber {
        /// The query parameter.
        parameter: &'static str,
        /// JSON pointer of the number of this page.
        current: &'static str,
    },
    /// The number of items before the page, in a query parameter.
    Offset {
        /// The query parameter.
        parameter: &'static str,
    },
    /// A token in the response.
    Token {
        /// Name of the parameter or property.
        parameter: &'static str,
        /// Location in the request.
        place: TokenPlace,
        /// Location in the response.
        source: Source,
        /// The value that marks the last page, if any; an empty one always does.
        end: Option<&'static str>,
    },
    /// The last item of this page, in a query parameter.
    After {
        /// The query parameter.
        parameter: &'static str,
        /// The query parameter of backward reading, which takes the first item of each page.
        before: Option<&'static str>,
        /// The property of an item that identifies it.
        property: &'static str,
    },
    /// The URL of the next page.
    Link {
        /// Location in the response.
        source: Source,
    },
}

/// The location of a page token in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPlace {
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
}

/// The location of a cursor in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the body, at this JSON pointer.
    Body(&'static str),
    /// In the header of this name.
    Header(&'static str),
    /// In the header `link`, as `<…>; rel="next"`.
    Link,
}

/// A parameter of an operation.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its location.
    pub location: Location,
    /// Its serialization style.
    pub style: Style,
    /// Whether arrays and objects are exploded.
    pub explode: bool,
    /// Whether reserved characters are kept (`allowReserved`).
    pub allow_reserved: bool,
    /// Its constraints.
    pub checks: &'static [Check],
}

/// The location of a parameter in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the cookie header.
    Cookie,
    /// In a header of this part of a multipart body.
    Part(&'static str),
}

/// The serialization of a parameter (`style` of the description).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b`.
    Simple,
    /// `.a.b`.
    Label,
    /// `;name=a;name=b`.
    Matrix,
    /// `name=a&name=b`.
    Form,
    /// `name=a%20b`.
    SpaceDelimited,
    /// `name=a%7Cb`.
    PipeDelimited,
    /// `name[key]=a`.
    DeepObject,
    /// JSON text.
    Json,
}
