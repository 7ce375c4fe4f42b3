//! What the description says about the API, as plain data that emitted code holds in statics.
//!
//! Nothing here is computed at run time, and nothing here sends anything.

use http::Method;

use super::check::Check;

/// Alternatives of security schemes: one alternative is enough, all schemes in it are sent together.
pub type Security = &'static [&'static [&'static str]];

/// What the client as a whole knows.
#[derive(Debug)]
pub struct Api {
    /// Name and version of the package, as `package/1.2.3`.
    pub user_agent: &'static str,
    /// Where the API is served; only a path where the description names no host.
    pub base_url: &'static str,
    /// Environment variable that overrides it.
    pub base_url_env: Option<&'static str>,
    /// Response header that names a request in the server's logs.
    pub request_id_header: Option<&'static str>,
    /// How a request is authenticated that no operation describes; also what a client from the environment needs.
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
    /// In the header of this name, behind a prefix such as `Bot `.
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
    /// Path template, as `/pets/{id}`.
    pub path: &'static str,
    /// Base URL, where it is not the API's.
    pub server: Option<&'static str>,
    /// How it is authenticated; empty: not at all.
    pub security: Security,
    /// Whether sending it twice does no more than sending it once.
    pub idempotent: bool,
    /// The header by whose value the server knows a repetition.
    pub idempotency_header: Option<&'static str>,
    /// Media types of the response.
    pub accept: &'static str,
    /// Redirects that are what it answers, and not followed; none where a success is described besides.
    pub redirects: &'static [u16],
    /// How the response wraps its result.
    pub envelope: Option<&'static Envelope>,
    /// Boolean property of the JSON that is false on failure, even with a success status, where no envelope has one.
    pub success: Option<&'static str>,
    /// How a list goes on.
    pub paging: Option<&'static Paging>,
}

/// How a response wraps its result: `{"result": …, "success": true}`.
#[derive(Debug)]
pub struct Envelope {
    /// Property that holds the result.
    pub result: &'static str,
    /// Boolean property that is false on failure, even with a success status.
    pub success: Option<&'static str>,
    /// Property that holds a list of errors.
    pub errors: Option<&'static str>,
}

/// How a list goes on, and where its items stand.
#[derive(Debug)]
pub struct Paging {
    /// The properties on the way from the result to the list; empty where the result is the list.
    pub items: &'static [&'static str],
    /// Whether a response may come without the list; the page is empty then.
    pub optional: bool,
    /// What the next page is asked for by.
    pub next: Next,
    /// JSON pointer of the number of pages in the response.
    pub total_pages: Option<&'static str>,
    /// JSON pointer of the number of all items in the response.
    pub total_items: Option<&'static str>,
    /// JSON pointer of a boolean in the response that is false on the last page.
    pub more: Option<&'static str>,
}

/// What the next page of a list is asked for by.
#[derive(Debug)]
pub enum Next {
    /// Its number, in a query parameter.
    Number {
        /// The query parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
    },
    /// One more than the number of this page, which the response states, in a query parameter.
    StatedNumber {
        /// The query parameter.
        parameter: &'static str,
        /// JSON pointer of the number of this page.
        current: &'static str,
    },
    /// The number of items before it, in a query parameter.
    Offset {
        /// The query parameter.
        parameter: &'static str,
    },
    /// A token that the response names.
    Token {
        /// Name of what it is sent as.
        parameter: &'static str,
        /// Where it is sent.
        place: TokenPlace,
        /// Where it stands in the response.
        source: Source,
        /// The one that says that nothing follows, where there is one; an empty one always says so.
        end: Option<&'static str>,
    },
    /// The last item of this page, in a query parameter.
    After {
        /// The query parameter.
        parameter: &'static str,
        /// The query parameter of lists that are read backwards, by the first item of each page.
        before: Option<&'static str>,
        /// The property of an item that names it.
        property: &'static str,
    },
    /// Its URL.
    Link {
        /// Where it stands in the response.
        source: Source,
    },
}

/// Where in a request the token of a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPlace {
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the JSON body.
    Body,
}

/// Where in a response stands how a list goes on.
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
    /// Where it stands.
    pub location: Location,
    /// How it is written.
    pub style: Style,
    /// Whether arrays and objects are spread over several values.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// What a value must satisfy.
    pub checks: &'static [Check],
}

/// Where a parameter stands in a request.
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

/// How a parameter is written (`style` of the description).
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
