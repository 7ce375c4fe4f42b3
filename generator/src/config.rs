//! `generator.yaml`: how the client is shaped, where the description itself does not say.
//!
//! Every part has a default, so that a description without such a file still becomes a client.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::diag::{Diagnostic, Origin};
use crate::model::SignatureScheme;
use crate::naming::package_name;

mod paging;

pub use paging::{
    AfterConfig, LinkConfig, OffsetConfig, PageNumberConfig, PagingConfig, PagingRules, TokenConfig, TokenPlaceConfig,
};

/// How the client is shaped.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The description, relative to the folder of the configuration.
    pub spec: Option<PathBuf>,
    /// Overlays and JSON patches of the description, relative to the folder of the configuration.
    pub overlays: Vec<PathBuf>,
    /// The folder of the emitted crate, relative to the folder of the configuration.
    pub output: Option<PathBuf>,
    /// The emitted package.
    pub package: PackageConfig,
    /// What the client as a whole knows.
    pub client: ClientConfig,
    /// Security scheme of the description → how its credential is found.
    pub security: IndexMap<String, SecurityConfig>,
    /// Path parameter → method of the client that binds it.
    pub bind: IndexMap<String, String>,
    /// How responses wrap their result.
    pub envelope: Option<EnvelopeConfig>,
    /// How lists go on.
    pub paging: PagingConfig,
    /// Path of resources, joined by `.` → method → operation: here and below its `operationId`, or method and path as
    /// written (`GET /pets/{id}`).
    pub resources: IndexMap<String, IndexMap<String, String>>,
    /// Whether each resource is a Cargo feature of the crate, on by default, so that programs may compile some alone.
    pub features_by_resource: bool,
    /// Which numbers keep all of their digits, as `Number`; the others are `f64`.
    pub numbers: Option<NumbersConfig>,
    /// JSON pointer of a schema → Rust name of its type; in another file than the first `types.yaml#/Pet`.
    pub types: IndexMap<String, String>,
    /// Former Rust name of a type → its name now: the former one stays, as a deprecated alias.
    pub old_names: IndexMap<String, String>,
    /// Whether what the crate in `output` had under another name keeps that as well, deprecated.
    pub keep_old_names: bool,
    /// Place of a property, parameter, value of an enum or member of a union → its Rust name. Places are JSON pointers, like
    /// those of `types`; that of a value ends in the value (`/components/schemas/Size/enum/1.5`).
    pub names: IndexMap<String, String>,
    /// operationIds that may be repeated without harm although their HTTP method does not promise it.
    pub idempotent: Vec<String>,
    /// The header by whose value the server knows a repetition.
    pub idempotency_key: Option<IdempotencyConfig>,
    /// Methods that wait until something has reached a state.
    pub waiters: Vec<WaiterConfig>,
    /// How webhooks are read and verified.
    pub webhooks: WebhooksConfig,
}

/// The emitted package.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PackageConfig {
    /// Package name; by default from the title of the description.
    pub name: Option<String>,
    /// Package version; by default 0.1.0.
    pub version: Option<String>,
    /// One line about the package.
    pub description: Option<String>,
    /// SPDX expression.
    pub license: Option<String>,
    /// Where the package's sources are.
    pub repository: Option<String>,
}

impl PackageConfig {
    /// The version of the emitted package.
    pub(crate) fn version(&self) -> &str {
        self.version.as_deref().unwrap_or("0.1.0")
    }
}

/// What the client as a whole knows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientConfig {
    /// Environment variable that replaces the base URL.
    pub base_url_env: Option<String>,
    /// Response header that names a request in the server's logs.
    pub request_id_header: Option<String>,
}

/// How the credential of a security scheme is found.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityConfig {
    /// Environment variable.
    pub env: Option<String>,
    /// What stands before the credential in its header, such as `Bot`; one that ends in a letter or digit is set apart by a
    /// space. An empty one: the credential stands alone, whatever its description says.
    pub prefix: Option<String>,
}

/// Which numbers keep all of their digits.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "expected `exact`, or a list of JSON pointers of schemas")]
pub enum NumbersConfig {
    /// All of them.
    All(Exact),
    /// Those at and below these JSON pointers of schemas.
    Within(Vec<String>),
}

/// The word `exact`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exact {
    /// With all digits.
    Exact,
}

/// How responses wrap their result.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeConfig {
    /// Property that holds the result.
    pub result: String,
    /// Boolean property that is false on failure.
    #[serde(default)]
    pub success: Option<String>,
    /// Property that holds a list of errors.
    #[serde(default)]
    pub errors: Option<String>,
}

/// The header by whose value the server knows a repetition of a request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdempotencyConfig {
    /// Name of the header, such as `Idempotency-Key`.
    pub header: String,
    /// operationIds of the requests that have one; by default every `POST`.
    #[serde(default)]
    pub operations: Option<Vec<String>>,
}

/// A method that asks again and again, until something has reached a state.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiterConfig {
    /// Name of the method.
    pub method: String,
    /// operationId of what is asked; its request has the method.
    pub operation: String,
    /// operationIds of requests that have the method too: they are sent first.
    #[serde(default)]
    pub after: Vec<String>,
    /// JSON pointer of the state in a response, envelope included.
    pub field: String,
    /// States that are waited for.
    pub success: Vec<String>,
    /// States that none of them follows.
    #[serde(default)]
    pub failure: Vec<String>,
    /// Seconds between the first two questions; each next pause is longer by half. 1, if nothing is said.
    #[serde(default)]
    pub interval: Option<f64>,
    /// Seconds of the longest pause. 30, if nothing is said.
    #[serde(default)]
    pub longest_interval: Option<f64>,
}

/// How webhooks are read and verified.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhooksConfig {
    /// How they are signed.
    pub verify: Option<SignatureScheme>,
    /// JSON pointer of the schema that all payloads have; by default each has that of its webhook.
    pub payload: Option<String>,
}

impl Config {
    /// What it says that cannot be, whatever the description has.
    pub(crate) fn problems(&self) -> Vec<Diagnostic> {
        let package = &self.package;
        let name = package.name.as_deref().and_then(unusable_package);
        let version = package.version.as_deref().filter(|version| !is_version(version)).map(|version| {
            Diagnostic::error("unusable-version", format!("`{version}` cannot be the version of a package"))
                .help("expected three numbers, such as `0.1.0`")
        });
        let origin = |key: &str| Origin::default().child("package").child(key);
        let name = name.map(|problem| problem.at(&origin("name")));
        name.into_iter().chain(version.map(|problem| problem.at(&origin("version")))).collect()
    }

    /// The configured place of an operation, given by what tells it: resource path and method name.
    pub(crate) fn method_of(&self, is_it: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
        self.resources.iter().find_map(|(path, methods)| {
            let method = methods.iter().find(|(_, operation)| is_it(operation))?;
            Some((path.as_str(), method.0.as_str()))
        })
    }
}

/// Why no package can have this name.
pub(crate) fn unusable_package(name: &str) -> Option<Diagnostic> {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.starts_with(is_first) && name.chars().all(is_rest) {
        return None;
    }
    let problem = Diagnostic::error("unusable-name", format!("`{name}` cannot be the name of a package"));
    Some(problem.help(format!("write for instance `{}`", package_name(name))))
}

/// `1.2.3`, with or without what semver lets follow.
fn is_version(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.len() < 20 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_tail = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    core.split('.').count() == 3 && core.split('.').all(is_number) && version.chars().all(is_tail)
}
