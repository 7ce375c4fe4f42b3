//! Resources, which are the tree in which users find methods; and security schemes.

use std::fmt;

use super::{Parameter, ParameterLocation};
use diag::Origin;

/// Index of a resource in [`super::Api::resources`]; 0 is the client itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

/// A node of the tree of resources.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// Rust name of the method that returns the resource, snake case; empty for the root.
    pub rust: String,
    /// Rust name of the handle, upper camel case, unique in the crate; `None` for the client.
    pub type_name: Option<String>,
    /// Rust path of its module, below `resources`; empty for the root.
    pub module: Vec<String>,
    /// The path parameter that the method binds, if it takes one (`client.account("…")`).
    pub binds: Option<Binding>,
    /// Wire names of the path parameters that this resource and its ancestors bind.
    pub bound: Vec<String>,
    /// The children of the resource, sorted by name.
    pub children: Vec<ResourceId>,
    /// The methods of the resource: indexes into [`super::Api::operations`], in the order of the
    /// description.
    pub operations: Vec<usize>,
    /// Other names of methods of this or another resource, in the order of the configuration.
    pub aliases: Vec<MethodAlias>,
    /// Docs of the tag, as written.
    pub docs: Option<String>,
}

impl Resource {
    /// Returns whether the methods of the resource are methods of the client, rather than of a
    /// handle.
    pub fn is_client(&self) -> bool {
        self.type_name.is_none()
    }

    /// Returns the name of the type that has the methods: the handle, or `Client`.
    pub fn handle_name(&self) -> &str {
        self.type_name.as_deref().unwrap_or("Client")
    }
}

/// Another name for the method of an operation: an additional method, which calls the method of the
/// operation.
#[derive(Clone, Debug)]
pub struct MethodAlias {
    /// Rust name, snake case.
    pub rust: String,
    /// Index of the operation in [`super::Api::operations`].
    pub operation: usize,
}

/// A former name of a resource, kept as a deprecated alias, and as a method that returns it.
#[derive(Clone, Debug)]
pub struct FormerHandle {
    /// The resource.
    pub resource: ResourceId,
    /// Former Rust name of the method that returns it, snake case.
    pub rust: String,
    /// Former Rust name of the handle, upper camel case, unique in the crate.
    pub type_name: String,
    /// Former Rust path of its module, below `resources`; no current module has that path.
    pub module: Vec<String>,
    /// Former Rust names of requests, each with the index of its operation in
    /// [`super::Api::operations`].
    pub requests: Vec<(String, usize)>,
}

/// A path parameter that is set once for a resource and its descendants.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Name of the path parameter on the wire.
    pub wire: String,
    /// Rust name of the argument.
    pub rust: String,
    /// The `description` of the path parameter.
    pub docs: Option<String>,
    /// An example.
    pub example: Option<String>,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Name in the description.
    pub name: String,
    /// Rust name of the builder's setter, snake case.
    pub rust: String,
    /// How the credential is sent.
    pub kind: SchemeKind,
    /// Environment variable with the credential, or two: with the user name and with the password.
    pub env: Vec<String>,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// Whether the description marks it as deprecated.
    pub deprecated: bool,
    /// The token endpoint, if it is OAuth 2.0 with such an endpoint.
    pub token_endpoint: Option<TokenEndpoint>,
    /// The location in the description.
    pub origin: Origin,
}

/// The token endpoint of a security scheme. The flows of a scheme have the same one, or the
/// preferred flow has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEndpoint {
    /// The URL for new tokens.
    pub url: String,
    /// The URL for refresh tokens.
    pub refresh_url: String,
    /// Whether a program gets tokens by its own credentials, without a user.
    pub has_client_credentials: bool,
    /// The scopes of the preferred flow.
    pub scopes: Vec<String>,
}

impl SecurityScheme {
    /// Creates a scheme whose setter has the same name, without variables, docs and a location.
    pub fn new(name: &str, kind: SchemeKind) -> Self {
        Self {
            name: name.to_owned(),
            rust: name.to_owned(),
            kind,
            env: Vec::new(),
            docs: None,
            deprecated: false,
            token_endpoint: None,
            origin: Origin::default(),
        }
    }
}

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `Authorization: Bearer …` (also OAuth2 and OpenID Connect).
    Bearer,
    /// `Authorization: Basic …`, from a user name and a password.
    Basic,
    /// A separate header.
    Header(String),
    /// A header, with a configured prefix before the credential.
    Prefixed {
        /// The name of the header.
        header: String,
        /// The text before the credential, such as `Bot `.
        prefix: String,
    },
    /// A query parameter.
    Query(String),
    /// A cookie.
    Cookie(String),
}

impl SchemeKind {
    /// Returns whether two credentials are sent in the same way; names of headers are
    /// case-insensitive.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Header(name), Self::Header(other)) => name.eq_ignore_ascii_case(other),
            (
                Self::Prefixed { header, prefix },
                Self::Prefixed {
                    header: other_header,
                    prefix: other_prefix,
                },
            ) => header.eq_ignore_ascii_case(other_header) && prefix == other_prefix,
            (kind, other) => kind == other,
        }
    }

    /// Returns whether a parameter is sent in the same location and under the same name as the
    /// credential.
    pub fn is_sent_as(&self, parameter: &Parameter) -> bool {
        match (parameter.location, self) {
            (
                ParameterLocation::Header,
                Self::Header(name) | Self::Prefixed { header: name, .. },
            ) => parameter.wire.eq_ignore_ascii_case(name),
            (ParameterLocation::Query, Self::Query(name))
            | (ParameterLocation::Cookie, Self::Cookie(name)) => parameter.wire == *name,
            _ => false,
        }
    }
}

impl fmt::Display for SchemeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer => f.write_str("a bearer token"),
            Self::Basic => f.write_str("a user name and a password"),
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Prefixed { header, prefix } => {
                write!(f, "the header `{header}` behind `{prefix}`")
            }
            Self::Query(name) => write!(f, "the query parameter `{name}`"),
            Self::Cookie(name) => write!(f, "the cookie `{name}`"),
        }
    }
}
