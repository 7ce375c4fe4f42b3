//! Operations, with their request bodies and status codes.

use std::borrow::Cow;
use std::time::Duration;

use super::{
    Alternative, Content, HttpMethod, NameReason, NameRule, Output, Paging, Parameter, ResourceId,
    Response, Schema, Server, Stream,
};
use diag::{Origin, pointer_segments};

/// One operation of the description, and the method that represents it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or one derived from method and path if the description has none.
    pub id: String,
    /// Whether the description has an `operationId` that is not blank.
    pub has_id: bool,
    /// The HTTP method.
    pub method: HttpMethod,
    /// Path template, as written.
    pub path: String,
    /// All parameters: path parameters in the order of the path, then the others, required ones
    /// first.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses, by status, in the order of the description.
    pub responses: Vec<Response>,
    /// What the method returns.
    pub returns: Returns,
    /// The security requirement: alternatives in order of preference, each with the names of the
    /// schemes that are sent together. Empty if no authentication is required.
    pub security: Vec<Vec<String>>,
    /// The servers of the operation, if they differ from the servers of the API; the first one is
    /// the default.
    pub servers: Vec<Server>,
    /// The envelope in which responses wrap the result, if any.
    pub envelope: Option<Envelope>,
    /// Boolean property that is true in success responses and false in error responses; `None` if
    /// there is an envelope.
    pub success: Option<String>,
    /// The pagination, if the operation returns a paginated list.
    pub paging: Option<Paging>,
    /// Id of the operation that requests the next page; one of its parameters takes the link
    /// (`operationName` of `x-ms-pageable`).
    pub next_page_operation: Option<String>,
    /// Whether the request can be repeated, although its HTTP method is not idempotent.
    pub idempotency: Idempotency,
    /// The methods of the request that wait.
    pub waiting: WaitingMethods,
    /// The documentation.
    pub docs: OperationDocs,
    /// A caller needs one of these permissions (`x-permissions`, as written).
    pub permissions: Vec<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// What the description says about the tool of the MCP server.
    pub tool: ToolHints,
    /// The resource that has the method.
    pub resource: ResourceId,
    /// The names of the method and its types.
    pub names: MethodNames,
    /// The first tag, which a resource may be named after.
    pub tag: Option<String>,
    /// The rule for the order of arguments; `None` if the previous crate determines it.
    pub argument_order: Option<&'static NameRule>,
    /// How much of the operation the method supports.
    pub coverage: Coverage,
    /// The location in the description.
    pub origin: Origin,
}

impl Operation {
    /// Returns whether a key of the configuration means this operation: by `operationId`, or by
    /// method and path (`GET /pets/{id}`).
    pub fn is_called(&self, key: &str) -> bool {
        is_operation(key, &self.id, &self.method, &self.path)
    }

    /// Returns the alternatives of the security requirement, sorted, for comparisons.
    pub fn unordered_security(&self) -> Vec<&Vec<String>> {
        let mut alternatives: Vec<&Vec<String>> = self.security.iter().collect();
        alternatives.sort_unstable();
        alternatives
    }
}

/// Returns whether a key of `generator.yaml` names the operation: by its `operationId`, or by
/// method and path.
pub fn is_operation(key: &str, id: &str, method: &HttpMethod, path: &str) -> bool {
    key == id
        || key
            .split_once(' ')
            .is_some_and(|(text, of_path)| method.eq_ignore_ascii_case(text) && of_path == path)
}

/// What the method of an operation returns, and what a program can request instead.
#[derive(Clone, Debug, Default)]
pub struct Returns {
    /// The return type of the method.
    pub output: Output,
    /// A stream that can be requested instead.
    pub stream: Option<Stream>,
    /// Contents of success responses that the method does not request, because they have other
    /// media types and schemas.
    pub alternatives: Vec<Alternative>,
    /// The type of the headers of success responses, if they have any.
    pub headers: Option<Schema>,
}

/// What the description says about the tool by which agents call an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToolHints {
    /// Whether agents cannot call the operation.
    pub is_disabled: bool,
    /// Whether it only reads.
    pub is_read_only: Option<bool>,
    /// Whether it may destroy something.
    pub is_destructive: Option<bool>,
    /// Whether it may be repeated.
    pub is_idempotent: Option<bool>,
}

/// How `generator.yaml` makes an operation idempotent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Idempotency {
    /// Whether the configuration says that the operation is idempotent, although its HTTP method is
    /// not.
    pub is_configured: bool,
    /// The header of the idempotency key.
    pub key_header: Option<String>,
}

/// The methods of a request that wait.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WaitingMethods {
    /// The methods that wait until a state is reached.
    pub waiters: Vec<Waiter>,
    /// The method that waits until the server has completed the operation, if it does so later.
    pub completion: Option<Completion>,
}

/// The Rust names of the method of an operation, and of its types.
#[derive(Clone, Debug, Default)]
pub struct MethodNames {
    /// The name of the method, snake case.
    pub method: String,
    /// The name of the request type, upper camel case, unique in the crate.
    pub request_type: String,
    /// The name of the request type without `Request`, with which the names of the method's other
    /// types begin.
    pub response_stem: String,
    /// Former names of the method, kept as deprecated methods.
    pub former_methods: Vec<String>,
    /// Former names of the request type, kept as deprecated aliases.
    pub former_request_types: Vec<String>,
    /// Why the method has its resource and its name.
    pub reasons: Vec<NameReason>,
}

/// The documentation of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OperationDocs {
    /// `summary`, as written.
    pub summary: Option<String>,
    /// `description`, as written.
    pub description: Option<String>,
    /// `externalDocs.url`.
    pub url: Option<String>,
}

impl OperationDocs {
    /// Returns the summary and the description, if there are any.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.summary, &self.description]
            .into_iter()
            .filter_map(|text| text.as_deref())
    }
}

/// A method that repeats a request until a state is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    /// Rust name of the method, snake case.
    pub rust: String,
    /// Index of the operation to poll after this request; `None` if this request itself is
    /// repeated.
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

impl Waiter {
    /// Returns the wire name of the property with the state.
    pub fn field_name(&self) -> Cow<'_, str> {
        pointer_segments(&self.field).last().unwrap_or_default()
    }
}

/// A method that sends a request and waits until the server has completed the operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// The schema of the result; `None` if there is none.
    pub output: Option<Schema>,
    /// The response with the result.
    pub final_value: FinalValue,
}

/// The response with the result of an operation that the server completes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalValue {
    /// The last response with the status of the operation.
    Status,
    /// The response at the URL in the header `Location`, if there is one.
    Location,
    /// The response to a `GET` of the URL of the request.
    Original,
}

/// How much of an operation the method supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All of it.
    Full,
    /// A part is missing, its type is looser than described, or its response is not described; a
    /// warning reports it.
    Loosened,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Whether the request must have a body.
    pub required: bool,
    /// The contents, one for each media type; the method sends the first.
    pub contents: Vec<Content>,
    /// Indexes of the contents, other than XML, whose types differ from the types of all contents
    /// before them; the resource has another method for each.
    pub others: Vec<usize>,
    /// Rust name of the argument for the body.
    pub rust: String,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// The location in the description.
    pub origin: Origin,
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

/// Returns a path without the names of its parameters.
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

/// Returns whether a string can be the name of a header (RFC 9110).
pub fn is_header_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
