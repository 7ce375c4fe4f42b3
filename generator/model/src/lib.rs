//! The model: the meaning of a description for a client, as plain data.
//!
//! The model depends on neither `openapiv3` nor `quote`, does no I/O and cannot fail. Items that
//! the description names have an `origin`, a wire name and a Rust name. Data for rendering is
//! computed only by `render`.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod added_code;
mod chosen_name;
mod content;
mod features;
mod header;
mod http_method;
mod name_reasons;
pub mod name_rules;
mod names_source;
mod operation;
mod operation_matching;
mod paging;
mod parameter;
mod part;
mod presence;
mod reading;
mod readme;
mod resolved;
mod resource;
mod response;
mod schema;
mod server;
mod short_names;
mod style;
mod types;
mod uses;
mod webhook;

pub use added_code::{AddedCode, StdTrait};
pub use chosen_name::*;
pub use content::*;
pub use features::*;
pub use header::*;
pub use http_method::HttpMethod;
pub use name_reasons::*;
pub use names_source::*;
pub use operation::*;
pub use operation_matching::{OperationIdentity, OperationMatch, match_operations};
pub use paging::*;
pub use parameter::*;
pub use part::*;
pub use presence::*;
pub use readme::*;
pub use resolved::Resolved;
pub use resource::*;
pub use response::*;
pub use schema::*;
pub use server::*;
pub use short_names::assign_short_names;
pub use style::*;
pub use types::*;
pub use uses::SchemaRole;
pub use webhook::*;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use diag::Origin;

/// The model of a description.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// Title, version and docs of the description.
    pub info: Info,
    /// The description as JSON, if the emitted crate contains it.
    pub description: Option<Value>,
    /// The package to emit.
    pub package: Package,
    /// The servers of the API, in the order of the description.
    pub servers: Vec<Server>,
    /// The security schemes, in the order of the description.
    pub security_schemes: Vec<SecurityScheme>,
    /// The tree of resources; entry 0 is the root (the client itself).
    pub resources: Vec<Resource>,
    /// The source of the names of resources and methods.
    pub names_from: NamesSource,
    /// All operations that became methods, in the order of the description.
    pub operations: Vec<Operation>,
    /// Webhooks and callbacks, which have types for their content, but no methods.
    pub webhook_requests: Vec<WebhookRequest>,
    /// How programs read webhooks, if there are any.
    pub webhooks: Option<Webhooks>,
    /// Operations that cannot become methods.
    pub left_out: Vec<LeftOut>,
    /// The number of operations that `generator.yaml` excludes.
    pub excluded: usize,
    /// All types with a name.
    pub types: Types,
    /// Former names of types, kept as deprecated aliases.
    pub former_names: Vec<FormerName>,
    /// Former names of resources, kept as deprecated aliases and methods.
    pub former_handles: Vec<FormerHandle>,
    /// Examples in schemas whose values may be sent, by the location of the schema; for
    /// documentation only.
    pub examples: BTreeMap<Origin, Value>,
    /// The Rust type of each schema of the description.
    pub schemas: Vec<SchemaEntry>,
    /// Settings of the client: base URL, request ids, credentials.
    pub client: ClientShape,
    /// Names that differ from the preferred ones, by key.
    pub chosen_names: Vec<ChosenName>,
    /// Names of members that extensions set, by location.
    pub extension_names: Vec<ExtensionName>,
    /// The calls that the README shows, if `generator.yaml` chooses them.
    pub readme: ReadmeCalls,
    /// Features that enable resources.
    pub features: Features,
}

/// Title, version and docs of the description.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// `info.title`.
    pub title: String,
    /// `info.version`, as written.
    pub version: String,
    /// `info.description` (CommonMark), as written.
    pub description: Option<String>,
    /// `externalDocs.url`.
    pub documentation: Option<String>,
}

/// The oldest version of Rust that compiles emitted crates.
pub const MIN_RUST_VERSION: &str = "1.88";

/// Fields of the manifest of the emitted package.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Package name, valid for Cargo.
    pub name: String,
    /// Package version (SemVer).
    pub version: String,
    /// `package.description`.
    pub description: String,
    /// SPDX expression.
    pub license: Option<String>,
    /// The license file, if the license has no SPDX expression, relative to the folder of the
    /// crate.
    pub license_file: Option<String>,
    /// People and organizations, as `Name <mail@example.com>`.
    pub authors: Vec<String>,
    /// Search terms for registries.
    pub keywords: Vec<String>,
    /// Categories of crates.io.
    pub categories: Vec<String>,
    /// URL of the source repository.
    pub repository: Option<String>,
    /// URL of the home page.
    pub homepage: Option<String>,
    /// URL of the documentation, if it is not on docs.rs.
    pub documentation: Option<String>,
    /// The oldest supported version of Rust.
    pub rust_version: String,
    /// Where the package may be published.
    pub publish: Publish,
    /// Additional dependencies, as in a manifest: the name, and a version or a table.
    pub dependencies: Map<String, Value>,
    /// Lint levels, as in `[lints]` of a manifest.
    pub lints: Map<String, Value>,
    /// Rust names of the user's public modules.
    pub own_modules: Vec<String>,
}

/// Where a package may be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Publish {
    /// `generator.yaml` does not say.
    #[default]
    Unknown,
    /// Nowhere.
    Nowhere,
    /// On crates.io.
    CratesIo,
    /// Only in these registries.
    Registries(Vec<String>),
}

/// The first and the longest delay before a retry by default, as in the runtime.
pub const DEFAULT_DELAYS: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(8)];

/// Settings of the client as a whole.
#[derive(Clone, Debug, Default)]
pub struct ClientShape {
    /// Environment variable that overrides the base URL.
    pub base_url_env: Option<String>,
    /// Whether `generator.yaml` names environment variables, so that examples use the environment.
    pub has_configured_variables: bool,
    /// Response header with the id under which the server logs the request.
    pub request_id_header: Option<String>,
    /// The default timeout of an attempt, if `generator.yaml` sets one.
    pub timeout: Option<Duration>,
    /// The maximum number of retries by default, if `generator.yaml` sets it.
    pub retries: Option<u32>,
    /// The first and the longest delay before a retry by default, if `generator.yaml` sets either.
    pub retry_delays: Option<[Duration; 2]>,
    /// Names of the security schemes whose credentials `Client::new` takes, in the order of its
    /// arguments.
    pub credentials: Vec<String>,
    /// Whether the crate has the feature `operations`: the catalog of operations, and
    /// `Client::call`.
    pub has_catalog: bool,
    /// The segments of paths of resources that names of operations in the catalog of the previous
    /// crate lack; `None` if there is no such crate.
    pub operations_below: Option<Vec<String>>,
    /// Whether the crate has the feature `cli`: a program with a command for each operation.
    pub has_command_line: bool,
    /// Whether the crate has the feature `mcp`: a command that serves the operations to agents.
    pub has_mcp_server: bool,
    /// Whether the crate has the feature `test-server`.
    pub has_test_server: bool,
}

impl ClientShape {
    /// Returns the default timeout of an attempt.
    pub fn default_timeout(&self) -> Duration {
        self.timeout.unwrap_or(Duration::from_secs(60))
    }

    /// Returns the maximum number of retries by default.
    pub fn default_retries(&self) -> u32 {
        self.retries.unwrap_or(2)
    }

    /// Returns the first and the longest delay before a retry by default.
    pub fn default_delays(&self) -> [Duration; 2] {
        self.retry_delays.unwrap_or(DEFAULT_DELAYS)
    }
}

impl Api {
    /// Returns the server that clients use by default: the first one whose URL has a host, or the
    /// server with the same URL and `https`. `None` if no URL has a host.
    pub fn server_with_host(&self) -> Option<&Server> {
        default_server(
            self.servers
                .iter()
                .filter(|server| server.url.contains("://")),
        )
    }

    /// Returns the resource with this id.
    pub fn resource(&self, id: ResourceId) -> Option<&Resource> {
        self.resources.get(id.0 as usize)
    }

    /// Returns the first operation of a resource, or of the resources below it.
    pub fn first_operation(&self, resource: &Resource) -> Option<&Operation> {
        let mut waiting = vec![resource];
        let mut first: Option<usize> = None;
        while let Some(resource) = waiting.pop() {
            let first_of_resource = resource.operations.first().copied();
            first = first.into_iter().chain(first_of_resource).min();
            let children = resource.children.iter();
            waiting.extend(children.filter_map(|id| self.resource(*id)));
        }
        self.operations.get(first?)
    }

    /// Returns the security scheme with this key in the description.
    pub fn security_scheme(&self, name: &str) -> Option<&SecurityScheme> {
        self.security_schemes
            .iter()
            .find(|scheme| scheme.name == name)
    }

    /// Returns the most frequent security requirement of operations, regardless of the order of its
    /// alternatives; if several are equally frequent, the first by name. Operations without a
    /// requirement do not count.
    pub fn default_security(&self) -> &[Vec<String>] {
        default_security(&self.operations)
    }

    /// Returns the parameters that are arguments of the method: required, and not bound by a
    /// resource.
    pub fn arguments<'a>(
        &'a self,
        operation: &'a Operation,
    ) -> impl Iterator<Item = &'a Parameter> {
        let bound = self
            .resource(operation.resource)
            .map_or(&[][..], |resource| &resource.bound);
        operation.parameters.iter().filter(move |parameter| {
            let is_bound =
                parameter.location == ParameterLocation::Path && bound.contains(&parameter.wire);
            parameter.required && !is_bound
        })
    }
}

/// The different orders in which operations list the same alternatives, each with the number of
/// operations.
type Orders<'o> = BTreeMap<&'o [Vec<String>], usize>;

/// Returns the same as [`Api::default_security`], before there is an [`Api`].
pub fn default_security(operations: &[Operation]) -> &[Vec<String>] {
    let mut counts: BTreeMap<Vec<&Vec<String>>, Orders<'_>> = BTreeMap::new();
    let secured = operations
        .iter()
        .filter(|operation| operation.security.iter().any(|names| !names.is_empty()));
    for operation in secured {
        *counts
            .entry(operation.unordered_security())
            .or_default()
            .entry(&operation.security)
            .or_default() += 1;
    }
    // If several are equally frequent, `min_by_key` returns the first.
    let most = counts
        .into_values()
        .min_by_key(|orders| Reverse(orders.values().sum::<usize>()))
        .unwrap_or_default();
    most.into_iter()
        .min_by_key(|(_, count)| Reverse(*count))
        .map(|(order, _)| order)
        .unwrap_or_default()
}

/// A former name of a type, kept as a deprecated alias.
#[derive(Clone, Debug)]
pub struct FormerName {
    /// The former name, upper camel case, unique in the crate.
    pub name: String,
    /// The type.
    pub ty: TypeId,
}

/// An operation that has no method.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// `operationId`, if it has one.
    pub id: Option<String>,
    /// The HTTP method.
    pub method: HttpMethod,
    /// Path template.
    pub path: String,
    /// The location of the operation.
    pub origin: Origin,
}

/// A schema of the description and its Rust type.
#[derive(Clone, Debug)]
pub struct SchemaEntry {
    /// The location of the schema.
    pub origin: Origin,
    /// The type of the schema.
    pub ty: Type,
    /// Whether the type was created for this location, not for the target of a reference or for a
    /// single member.
    pub is_own: bool,
    /// Whether requests or responses use the schema.
    pub usage: Usage,
}
