//! `generator.yaml`: settings that the description cannot express.
//!
//! All settings are optional, so that a description alone suffices.

use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diag::{Diagnostic, Origin};
use crate::model::{NamesFrom, SignatureScheme};
use crate::naming::{module_name, package_name};

mod diff;
mod package;
mod paging;
mod schema;
mod seconds;
#[cfg(test)]
pub(crate) use schema::tests::assert_valid_config;

pub use diff::{DiffConfig, RuleSeverity};
use package::package_key_origin;
pub use package::{
    DependencyConfig, DependencyTable, LintConfig, LintLevel, LintsConfig, PackageConfig,
    PublishConfig,
};
pub(crate) use package::{is_web_address, unusable_package_value};
pub use paging::{
    AfterConfig, LinkConfig, OffsetConfig, PageNumberConfig, PagingConfig, PagingRules,
    TokenConfig, TokenPlaceConfig,
};
pub(crate) use schema::SCHEMA_TITLE;
pub use schema::config_schema;
pub use seconds::Seconds;

/// The configuration of a client.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The configurations of several clients, relative to the folder of this one, which has no other settings:
    /// `generate` and `check` handle all of them.
    pub clients: Vec<PathBuf>,
    /// The description, relative to the folder of the configuration.
    pub spec: Option<PathBuf>,
    /// Overlays and JSON patches of the description, relative to the folder of the configuration.
    pub overlays: Vec<PathBuf>,
    /// The operations that the client has; by default, all. An item is an `operationId`, `tag:NAME`, a path, an HTTP
    /// method, method and path (`GET /pets/*`), or `webhooks`; `*` stands for any characters.
    pub include: Vec<String>,
    /// Operations that the client does not have, even if `include` names them.
    pub exclude: Vec<String>,
    /// Whether component schemas that no operation uses are left out; by default if operations are chosen.
    pub prune: Option<bool>,
    /// The folder of the emitted crate, relative to the folder of the configuration.
    pub output: Option<PathBuf>,
    /// The emitted package.
    pub package: PackageConfig,
    /// Rust names of the user's public modules of the crate: `src/NAME.rs` or `src/NAME/mod.rs` in `output`.
    #[schemars(inner(regex(pattern = "^[a-z_][a-z0-9_]*$")))]
    pub modules: Vec<String>,
    /// Settings of the client as a whole.
    pub client: ClientConfig,
    /// Sources of credentials, by security scheme.
    pub security: IndexMap<String, SecurityConfig>,
    /// Methods of the client that bind a path parameter, by parameter.
    pub bind: IndexMap<String, String>,
    /// How responses wrap their result.
    pub envelope: Option<EnvelopeConfig>,
    /// Pagination of lists.
    pub paging: PagingConfig,
    /// Operations, by the path of their resource (joined by `.`) and their method; a second entry for an operation is
    /// an alias of the first. Here and below, operations are named by `operationId`, or by method and path as written
    /// (`GET /pets/{id}`).
    pub resources: IndexMap<String, IndexMap<String, String>>,
    /// How resources and methods get their names.
    pub naming: NamingConfig,
    /// Whether each resource has a default Cargo feature, so that programs can compile only some of them.
    pub features_by_resource: bool,
    /// Numbers that keep all digits, as `Number`; all others are `f64`.
    pub numbers: Option<NumbersConfig>,
    /// Rust names of types, by the JSON pointer of their schema; in other files, `types.yaml#/Pet`.
    pub types: IndexMap<String, String>,
    /// Current Rust names of types, by former name; the former name remains as a deprecated alias.
    pub old_names: IndexMap<String, String>,
    /// Whether renamed items of the crate in `output` also keep their former names, deprecated.
    pub keep_old_names: bool,
    /// Rust names of properties, parameters, enum values, members of unions, servers and arguments for bodies, by JSON pointer. Pointers are written
    /// as in `types`; that of a value ends in the value (`/components/schemas/Size/enum/1.5`).
    pub names: IndexMap<String, String>,
    /// operationIds of operations that are idempotent, although their HTTP method is not.
    pub idempotent: Vec<String>,
    /// The header field of idempotency keys.
    pub idempotency_key: Option<IdempotencyConfig>,
    /// Methods that wait for a state.
    pub waiters: Vec<WaiterConfig>,
    /// How webhooks are read and verified.
    pub webhooks: WebhooksConfig,
    /// The operations that the README of the crate shows; by default chosen by their names.
    pub readme: ReadmeConfig,
    /// What a comparison with another version reports.
    pub diff: DiffConfig,
}

impl Config {
    /// Returns whether component schemas that no operation uses are left out.
    pub(crate) fn leaves_out_unused_schemas(&self) -> bool {
        self.prune
            .unwrap_or(!self.include.is_empty() || !self.exclude.is_empty())
    }
}

/// How resources and methods get their names.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NamingConfig {
    /// What names are made of; by default what suits the description (`sdkwright inspect --names` says why).
    pub from: Option<NamesFrom>,
}

/// The operations that the README of the crate shows.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReadmeConfig {
    /// The first call, also in the docs of the crate and in `examples/quick_start.rs`.
    pub usage: Option<ShownCallConfig>,
    /// The call in the parts about errors, retries, timeouts and undocumented parameters.
    pub calls: Option<ShownCallConfig>,
    /// The paginated list in the part about lists.
    pub lists: Option<ShownCallConfig>,
}

/// A call that the README shows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownCallConfig {
    /// Its operation.
    pub operation: String,
    /// Values of parameters and of properties of the body, by their names in the description; by default those of its
    /// examples.
    #[serde(default)]
    pub values: IndexMap<String, Value>,
}

/// Settings of the client as a whole.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClientConfig {
    /// Environment variable that overrides the base URL.
    pub base_url_env: Option<String>,
    /// Response header with the id of the request in the server's logs.
    pub request_id_header: Option<String>,
    /// The default timeout of an attempt, in seconds. 60 by default.
    pub timeout: Option<Seconds>,
    /// The default of the maximum number of retries. 2 by default.
    pub retries: Option<u32>,
    /// The default delays between attempts.
    pub retry_policy: RetryPolicyConfig,
}

/// The default delays between attempts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicyConfig {
    /// The first delay, in seconds, which doubles each time. 0.5 by default.
    pub first: Option<Seconds>,
    /// The longest delay, in seconds, unless the server asks for one. 8 by default.
    pub longest: Option<Seconds>,
}

/// The source of the credential of a security scheme.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityConfig {
    /// Environment variable; two for a user name and a password.
    pub env: Option<EnvConfig>,
    /// Name of the builder's setter, such as `api_key`. By default, the name of the scheme.
    pub setter: Option<String>,
    /// Prefix of the credential in its header, such as `Bot`, followed by a space if it ends in a letter or digit. With
    /// an empty prefix, the credential is sent alone, regardless of the description.
    pub prefix: Option<String>,
}

/// The environment variables of a credential.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected the name of a variable, or an array of those of the user name and the password"
)]
pub enum EnvConfig {
    /// The variable with the whole credential.
    Whole(String),
    /// The variables with the user name and the password.
    Parts(String, String),
}

impl EnvConfig {
    /// Returns the variables, in the order in which they form the credential.
    pub(crate) fn variables(&self) -> Vec<String> {
        match self {
            Self::Whole(variable) => vec![variable.clone()],
            Self::Parts(user, password) => vec![user.clone(), password.clone()],
        }
    }
}

/// Numbers that keep all digits.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected `exact`, or an array of JSON pointers of schemas"
)]
pub enum NumbersConfig {
    /// All of them.
    All(Exact),
    /// Those at and below these JSON pointers of schemas.
    Within(Vec<String>),
}

/// The value `exact`.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Exact {
    /// Numbers keep all digits.
    Exact,
}

/// How responses wrap their result.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeConfig {
    /// Property that holds the result.
    pub result: String,
    /// Boolean property that is false on failure.
    pub success: Option<String>,
    /// Property that holds an array of errors.
    pub errors: Option<String>,
}

/// The header field by which the server recognises a repeated request.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdempotencyConfig {
    /// Name of the header, such as `Idempotency-Key`.
    pub header: String,
    /// operationIds of the requests with this header; by default every `POST`.
    pub operations: Option<Vec<String>>,
}

/// A method that repeats a request until a state is reached.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiterConfig {
    /// Name of the method.
    pub method: String,
    /// operationId of the repeated request; it has the method.
    pub operation: String,
    /// operationIds of requests that also have the method; they are sent once, before the repeated one.
    #[serde(default)]
    pub after: Vec<String>,
    /// JSON pointer of the state in a response, including the envelope.
    pub field: String,
    /// States that end the wait with success.
    pub success: Vec<String>,
    /// States that end the wait with an error.
    #[serde(default)]
    pub failure: Vec<String>,
    /// Seconds between the first two requests; each further pause is longer by half. 1 by default.
    pub interval: Option<Seconds>,
    /// The longest pause, in seconds. 30 by default.
    pub longest_interval: Option<Seconds>,
}

/// How webhooks are read and verified.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WebhooksConfig {
    /// How they are signed.
    pub verify: Option<SignatureScheme>,
    /// JSON pointer of the schema of all payloads; by default, each payload has the schema of its webhook.
    pub payload: Option<String>,
}

impl Config {
    /// Returns problems that are independent of the description.
    pub(crate) fn problems(&self) -> Vec<Diagnostic> {
        let package = &self.package;
        let name = package.name.as_deref().and_then(unusable_package);
        let version = package
            .version
            .as_deref()
            .filter(|version| !is_semantic_version(version))
            .map(|version| {
                Diagnostic::error(
                    "unusable-version",
                    format!("`{version}` is not a valid package version"),
                )
                .help("expected three numbers, such as `0.1.0`")
            });
        let name = name.map(|problem| problem.at(&package_key_origin("name")));
        let modules = self.modules.iter().enumerate().filter_map(|(at, name)| {
            let before = self.modules.get(..at).unwrap_or_default();
            let problem = match unusable_module(name) {
                Some(problem) => problem,
                None if before.contains(name) => Diagnostic::error(
                    "unusable-name",
                    format!("the module `{name}` is listed twice"),
                ),
                None => return None,
            };
            Some(problem.at(&Origin::default().child("modules").item(at)))
        });
        let version = version.map(|problem| problem.at(&package_key_origin("version")));
        name.into_iter().chain(version).chain(modules).collect()
    }

    /// Returns the configured resource path and method name of each method for the operation for which `is_it` is true;
    /// aliases come last.
    pub(crate) fn methods_of(&self, is_it: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
        let mut found = Vec::new();
        for (path, methods) in &self.resources {
            for (method, operation) in methods {
                if is_it(operation) {
                    found.push((path.as_str(), method.as_str()));
                }
            }
        }
        found
    }
}

/// Names of modules that emitted crates have at their root, some of them only for certain APIs.
const EMITTED_MODULES: &[&str] = &[
    "bytes",
    "client",
    "http",
    "resources",
    "runtime",
    "servers",
    "testing",
    "transport",
    "types",
    "webhooks",
];

fn unusable_module(name: &str) -> Option<Diagnostic> {
    let right = module_name(name);
    if right != name || name == "lib" {
        let problem = Diagnostic::error(
            "unusable-name",
            format!("`{name}` is not a valid name of a module"),
        );
        return Some(problem.help(format!(
            "write for instance `{}`",
            if right == "lib" { "own" } else { &right }
        )));
    }
    if !EMITTED_MODULES.contains(&name) {
        return None;
    }
    let problem = Diagnostic::error(
        "unusable-name",
        format!("emitted crates have a module `{name}` already"),
    );
    Some(problem.help("choose another name"))
}

pub(crate) fn unusable_package(name: &str) -> Option<Diagnostic> {
    if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    {
        return None;
    }
    let problem = Diagnostic::error(
        "unusable-name",
        format!("`{name}` is not a valid package name"),
    );
    Some(problem.help(format!(
        "a package name begins with an ASCII letter or `_`, and consists of ASCII letters, digits, `-` and `_`, for instance `{}`",
        package_name(name)
    )))
}

/// Returns whether a text is a version such as `1.2.3`, with or without a pre-release and build metadata.
fn is_semantic_version(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    core.split('.').count() == 3
        && core.split('.').all(|part| {
            !part.is_empty() && part.len() < 20 && part.bytes().all(|byte| byte.is_ascii_digit())
        })
        && version
            .chars()
            .all(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))
}
