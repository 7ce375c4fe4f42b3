//! The model: what a description means to a client, as plain data.
//!
//! Knows neither `openapiv3` nor `quote`, does no I/O and cannot fail. Every node has an `origin`, its wire name and its
//! Rust name; every type knows whether requests, responses or both use it. Nothing here is a slot for a renderer: what
//! printing needs is computed in `render`.

mod features;
mod operation;
mod paging;
mod parameter;
mod presence;
mod reading;
mod resolved;
mod resource;
mod response;
mod schema;
mod types;
mod uses;
mod webhook;

pub use features::*;
pub use operation::*;
pub(crate) use operation::{is_operation, is_token};
pub use paging::*;
pub use parameter::*;
pub use presence::*;
pub(crate) use resolved::Resolved;
pub use resource::*;
pub use response::*;
pub use schema::*;
pub use types::*;
pub(crate) use uses::Role;
pub use webhook::*;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::diag::Origin;

/// A description, understood.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Title, version and prose of the description.
    pub info: Info,
    /// The description as JSON, if the crate is to have it.
    pub description: Option<serde_json::Value>,
    /// The package to emit.
    pub package: Package,
    /// Where the API is served, in the order of the description.
    pub servers: Vec<Server>,
    /// How calls are authenticated, by scheme name, in the order of the description.
    pub security_schemes: Vec<SecurityScheme>,
    /// The tree of resources; entry 0 is the root (the client itself).
    pub resources: Vec<Resource>,
    /// All operations that became methods, in the order of the description.
    pub operations: Vec<Operation>,
    /// Requests that the API sends: no methods, but types for what they carry.
    pub webhook_requests: Vec<WebhookRequest>,
    /// How webhooks are read, if there are any.
    pub webhooks: Option<Webhooks>,
    /// Operations that could not be turned into methods.
    pub left_out: Vec<LeftOut>,
    /// All types with a name.
    pub types: Types,
    /// Former names of types, which stay as deprecated aliases.
    pub former_names: Vec<FormerName>,
    /// Former names of resources, by which they are found as well.
    pub former_handles: Vec<FormerHandle>,
    /// Values that the description shows beside schemas of what is sent, by their places; for documentation only.
    pub examples: BTreeMap<Origin, serde_json::Value>,
    /// Which Rust type each schema of the document became.
    pub schemas: Vec<SchemaEntry>,
    /// How the client finds its base URL and names its requests.
    pub client: ClientShape,
    /// Features that switch resources on.
    pub features: Features,
}

/// Title, version and prose of the description.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// `info.title`.
    pub title: String,
    /// `info.version`, as written.
    pub version: String,
    /// `info.description` (CommonMark), as written.
    pub description: Option<String>,
    /// `info.license.name`.
    pub license: Option<String>,
    /// `externalDocs.url`.
    pub documentation: Option<String>,
}

/// Facts of the emitted package's manifest.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Package name, as Cargo wants it.
    pub name: String,
    /// Package version, semver.
    pub version: String,
    /// `package.description`.
    pub description: String,
    /// SPDX expression.
    pub license: Option<String>,
    /// `package.repository`.
    pub repository: Option<String>,
}

/// What the client as a whole knows besides its operations.
#[derive(Clone, Debug, Default)]
pub struct ClientShape {
    /// Environment variable that overrides the base URL.
    pub base_url_env: Option<String>,
    /// Response header that names a request in the server's logs.
    pub request_id_header: Option<String>,
    /// Names of the security schemes whose credentials `Client::new` takes, in the order of its arguments.
    pub credentials: Vec<String>,
}

impl Api {
    /// How most operations are authenticated that are at all; of several ways that are as frequent the first by name.
    pub fn default_security(&self) -> &[Vec<String>] {
        default_security(&self.operations)
    }
}

/// The same before there is an [`Api`].
pub(crate) fn default_security(operations: &[Operation]) -> &[Vec<String>] {
    let mut counts: BTreeMap<&[Vec<String>], usize> = BTreeMap::new();
    for operation in operations {
        *counts.entry(operation.security.as_slice()).or_default() += 1;
    }
    let some = counts.into_iter().filter(|(ways, _)| ways.iter().any(|names| !names.is_empty()));
    some.min_by_key(|(ways, count)| (Reverse(*count), *ways)).map(|(ways, _)| ways).unwrap_or_default()
}

/// A server of the description; variables are replaced by their defaults.
#[derive(Clone, Debug)]
pub struct Server {
    /// Absolute URL, or a path where the description gives no host: then it is on that of the client.
    pub url: String,
    /// The same before the variables were replaced.
    pub template: String,
    /// The variables of the template.
    pub variables: Vec<ServerVariable>,
    /// Rust name, snake case; those of paths and operations have the same one only if they are the same.
    pub rust: String,
    /// `description`.
    pub description: Option<String>,
    /// Its location.
    pub origin: Origin,
}

impl Server {
    /// Whether another is the same place, described with the same choices.
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.template, &self.url, &self.variables) == (&other.template, &other.url, &other.variables)
    }
}

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// Its name in the template.
    pub wire: String,
    /// Rust name of the argument, snake case.
    pub rust: String,
    /// Its default.
    pub default: String,
    /// The values it may have; empty if any will do.
    pub values: Vec<String>,
    /// Prose of the description.
    pub docs: Option<String>,
}

/// A former name of a type, which stays as a deprecated alias.
#[derive(Clone, Debug)]
pub struct FormerName {
    /// The former name, upper camel case, unique in the crate.
    pub name: String,
    /// The type.
    pub ty: TypeId,
}

/// An operation that became no method, and why.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// `operationId`, if it has one.
    pub id: Option<String>,
    /// HTTP method, upper case.
    pub method: String,
    /// Path template.
    pub path: String,
    /// Its location.
    pub origin: Origin,
}

/// A schema of the document and its Rust type.
#[derive(Clone, Debug)]
pub struct SchemaEntry {
    /// The location of the schema.
    pub origin: Origin,
    /// Its type.
    pub ty: Type,
    /// Whether the type was made for this place, and not for one that this leads to.
    pub is_own: bool,
    /// Who uses it.
    pub usage: Usage,
}
