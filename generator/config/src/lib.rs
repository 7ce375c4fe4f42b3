//! `generator.yaml`: settings that the description cannot express.
//!
//! All settings are optional, so that a description alone suffices.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

use std::path::PathBuf;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use diag::{Diagnostic, Origin};
use model::{NamesFrom, SignatureScheme};
use naming::{module_name, package_name};

mod choices;
mod diff;
pub mod license;
mod module;
mod own_types;
mod package;
mod paging;
mod reference_page;
mod schema;
mod seconds;
mod setting_docs;
mod string_or_object;

pub use diff::{DiffConfig, RULE_CODES, RuleSeverity};
pub use module::ModuleConfig;
pub use own_types::{
    ALL_TYPES, DerivesConfig, ReplacementConfig, TypesConfig, crate_of_path, emitted_trait,
    is_type_path,
};
use package::package_key_origin;
pub use package::{
    DependencyConfig, DependencyTable, LintConfig, LintLevel, LintsConfig, PackageConfig,
    PublishConfig, is_web_address, unusable_package_value,
};
pub use paging::{
    AfterConfig, LinkConfig, OffsetConfig, PageNumberConfig, PagingConfig, PagingRules,
    TokenConfig, TokenPlaceConfig,
};
pub use reference_page::config_page;
pub use schema::{SCHEMA_TITLE, config_schema};
pub use seconds::Seconds;

/// The configuration of a client.
///
/// All keys are optional, unless noted otherwise. Paths are relative to the file. An operation is
/// named by its operationId, or by method and path as written (`GET /pets/{pet_id}`). A schema is
/// named by its JSON pointer (`/components/schemas/Pet`), or `types.yaml#/Pet` in another file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Paths of the `generator.yaml` of several clients, which `generate` and `check` handle in one
    /// run. A file with this key has no other keys.
    pub clients: Vec<PathBuf>,
    /// Path or https URL of the description.
    ///
    /// ```yaml
    /// spec: pets.yaml
    /// output: ../clients/pets
    /// ```
    pub spec: Option<PathBuf>,
    /// Path of the folder of the crate; by default, a folder next to this file that is named like
    /// the package.
    pub output: Option<PathBuf>,
    /// A module of your crate that `generate` writes instead of a crate: its folder, or an object
    /// with more settings (`{folder: src/api, features: [blocking]}`). It takes the place of
    /// `output`.
    #[serde(deserialize_with = "module::deserialize")]
    #[schemars(with = "Option<module::ModuleSetting>")]
    pub module: Option<ModuleConfig>,
    /// Paths of files that change the description, in this order: overlays, JSON patches, and parts
    /// of a description that are merged into it, such as Fern's `openapi-overrides.yml`.
    pub overlays: Vec<PathBuf>,
    /// The operations that the client has; by default, all. An item is an operationId, `tag:NAME`,
    /// `audience:NAME` (of `x-fern-audiences`), a path, an HTTP method, method and path, or
    /// `webhooks` (with `include`, webhooks are left out unless it names them). `*` stands for any
    /// characters (`GET /pets/*`), except in an item that is an operationId.
    ///
    /// ```yaml
    /// include: [tag:pets, GET /events, webhooks]
    /// exclude: [deletePet]
    /// ```
    #[schemars(length(min = 1))]
    pub include: Vec<String>,
    /// Operations, or `webhooks`, that the client does not have, even if `include` names them.
    pub exclude: Vec<String>,
    /// Whether component schemas that no operation uses are left out; by default if `include` or
    /// `exclude` is set.
    pub prune: Option<bool>,
    /// The emitted package.
    pub package: PackageConfig,
    /// Names of your own public modules of the crate: `src/NAME.rs` or `src/NAME/mod.rs` in its
    /// folder.
    #[schemars(inner(regex(pattern = "^[a-z_][a-z0-9_]*$")))]
    pub modules: Vec<String>,
    /// The crate that has the runtime (transport, retries, errors, JSON): `embedded`, the client
    /// itself (the default); `{path: FOLDER}`, a crate that `generate` writes there; or
    /// `{crate: NAME}`, a package of your registry. Several clients with the same runtime crate
    /// share their errors and options, and it is compiled once. Without this key, the clients of a
    /// file with `clients` share the crate `sdkwright-runtime` next to theirs.
    ///
    /// ```yaml
    /// runtime: { path: ../runtime }
    /// ```
    pub runtime: Option<RuntimeConfig>,
    /// Whether each resource has a Cargo feature, enabled by default, so that programs can compile
    /// only some of them.
    pub features_by_resource: bool,
    /// Whether the crate has the feature `operations`: all operations as data, with their
    /// documentation and JSON Schemas, and requests from JSON values.
    ///
    /// With it, `client.call("pets.list", json!({"limit": 5}))` is a request whose result is JSON.
    pub operations: bool,
    /// Programs that use these operations, each a Cargo feature that is off by default: `cli`, a
    /// command line; `mcp`, a server by which agents call the API; `test-server`, a server for
    /// tests. The key enables `operations`, too.
    ///
    /// ```yaml
    /// programs: [cli, mcp, test-server]
    /// ```
    pub programs: Vec<ProgramConfig>,
    /// Settings of the client as a whole.
    pub client: ClientConfig,
    /// Sources of credentials, by security scheme.
    pub security: IndexMap<String, SecurityConfig>,
    /// Names of methods that set a path parameter for all operations below them, by parameter.
    ///
    /// With `bind: { pet_id: pet }`, `client.pet("…")` has the operations of a pet.
    pub bind: IndexMap<String, String>,
    /// How responses wrap their result.
    pub envelope: Option<EnvelopeConfig>,
    /// How resources and methods get their names.
    pub naming: NamingConfig,
    /// Operations, by resource and method; nested resources are joined by `.`. A second entry for
    /// an operation is an alias: a method that calls the first one.
    ///
    /// ```yaml
    /// resources:
    ///   pets: { adopt: createPet, change: 'PATCH /pets/{pet_id}' }
    ///   pets.portrait: { show: getPhoto }
    /// ```
    pub resources: IndexMap<String, IndexMap<String, String>>,
    /// Names of types, by schema: `Plan`, or `billing::Plan` in a module; or types of other crates
    /// that replace them, by schema or by format. A component schema may also be named by its key.
    ///
    /// ```yaml
    /// types:
    ///   /components/schemas/Home: Place
    ///   format:date: { use: 'jiff::civil::Date' }
    /// ```
    #[schemars(with = "IndexMap<String, own_types::TypeConfig>")]
    pub types: TypesConfig,
    /// Traits that types derive: an array for all types that can have them, or an object with an
    /// array for each type, by schema or by the name of the type; `'*'` stands for all types.
    ///
    /// ```yaml
    /// derives: [Eq, Hash]
    /// ```
    #[schemars(with = "own_types::DerivesChoice")]
    pub derives: DerivesConfig,
    /// Attributes of types, without `#[]`, by schema or by the name of the type; `'*'` stands for
    /// all types.
    ///
    /// ```yaml
    /// attributes:
    ///   /components/schemas/Pet: [must_use]
    /// ```
    pub attributes: IndexMap<String, Vec<String>>,
    /// Names of properties, parameters, enum values, members of unions, servers and arguments for
    /// bodies, by JSON pointer. The pointer of an enum value ends in the value itself.
    ///
    /// ```yaml
    /// names:
    ///   /components/schemas/Pet/properties/born: birthday
    ///   /components/schemas/Kind/enum/cat: Feline
    ///   /servers/0: production                   # servers::PRODUCTION
    ///   /paths/~1pets/post/requestBody: pet      # the argument for the body
    /// ```
    pub names: IndexMap<String, String>,
    /// Whether renamed items keep their former names as deprecated aliases. The former names are
    /// the names in the crate in `output`.
    pub keep_old_names: bool,
    /// Current names of types, by former name; the former name remains as a deprecated alias.
    pub old_names: IndexMap<String, String>,
    /// Numbers that keep all digits, as `Number`; all others are `f64`.
    ///
    /// ```yaml
    /// numbers: exact
    /// ```
    pub numbers: Option<NumbersConfig>,
    /// Operations that may be repeated although their HTTP method is not idempotent.
    ///
    /// ```yaml
    /// idempotent: [updatePet]
    /// ```
    pub idempotent: Vec<String>,
    /// The header field of idempotency keys.
    pub idempotency_key: Option<IdempotencyConfig>,
    /// How webhooks are read and verified.
    pub webhooks: WebhooksConfig,
    /// Operations whose responses are streams, by operation, if the description has only the whole
    /// response.
    pub streams: IndexMap<String, StreamConfig>,
    /// Pagination of lists.
    pub paging: PagingConfig,
    /// Methods that poll until a state is reached.
    pub waiters: Vec<WaiterConfig>,
    /// Operations that the server completes after its response, by operation. Their requests have
    /// the method `wait_until_done`, which polls the URL in `Operation-Location`,
    /// `Azure-AsyncOperation` or `Location`. Without these headers, it polls the URL of a `PUT` or
    /// `PATCH` until the `provisioningState` in the response is `Succeeded`.
    ///
    /// ```yaml
    /// long_running:
    ///   updatePet: { final_value: location }
    /// ```
    pub long_running: IndexMap<String, LongRunningConfig>,
    /// The calls that the README of the crate shows; by default chosen by the names of methods.
    pub readme: ReadmeConfig,
    /// What `diff` and `check --against` report.
    pub diff: DiffConfig,
}

impl Config {
    /// Returns whether component schemas that no operation uses are left out.
    pub fn leaves_out_unused_schemas(&self) -> bool {
        self.prune.unwrap_or(self.selects_operations())
    }

    /// Returns whether `include` or `exclude` is set.
    pub fn selects_operations(&self) -> bool {
        !self.include.is_empty() || !self.exclude.is_empty()
    }

    /// Returns the configuration without `include` and `exclude`.
    pub fn with_all_operations(&self) -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            ..self.clone()
        }
    }
}

/// A program that uses the catalog of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProgramConfig {
    /// A command line.
    Cli,
    /// An MCP server, which is a command of the command line.
    Mcp,
    /// A server for tests.
    TestServer,
}

/// How resources and methods get their names.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NamingConfig {
    /// The source of names; by default, the one that suits the description
    /// (`sdkwright inspect --names` says why).
    #[serde(deserialize_with = "choices::names_from")]
    #[schemars(with = "Option<choices::NamesFromChoice>")]
    pub from: Option<NamesFrom>,
    /// The type names of the resources that `resources` lists; types of their bodies are named
    /// after them.
    pub resource_types: ResourceTypes,
    /// Whether extensions of the description make settings, such as `x-fern-sdk-method-name`;
    /// `true` by default.
    pub extensions: Option<bool>,
}

impl NamingConfig {
    /// Returns whether extensions of the description make settings.
    pub fn reads_extensions(&self) -> bool {
        self.extensions != Some(false)
    }
}

/// The crate that has the runtime.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected `embedded`, `{path: FOLDER}`, or `{crate: NAME}`"
)]
pub enum RuntimeConfig {
    /// The client itself.
    Embedded(EmbeddedRuntime),
    /// A crate that `generate` writes.
    Written(WrittenRuntime),
    /// A package of a registry.
    Published(PublishedRuntime),
}

impl RuntimeConfig {
    /// Returns the problem that no crate can have this folder or name.
    fn problem(&self) -> Option<Diagnostic> {
        let runtime = Origin::default().child("runtime");
        match self {
            Self::Written(runtime_folder) if runtime_folder.path.as_os_str().is_empty() => Some(
                Diagnostic::error("configuration", "the folder of the runtime has no name")
                    .help("name a folder, such as `../runtime`")
                    .at(&runtime.child("path")),
            ),
            Self::Published(published) => {
                let problem = unusable_package(&published.package)?;
                Some(problem.at(&runtime.child("crate")))
            }
            _ => None,
        }
    }
}

/// The value `embedded`.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EmbeddedRuntime {
    /// The only value.
    Embedded,
}

/// A runtime that `generate` writes as a crate.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenRuntime {
    /// The folder of the crate.
    pub path: PathBuf,
}

/// A runtime in a package of a registry.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishedRuntime {
    /// The name of the package, which has the version of the generator.
    #[serde(rename = "crate")]
    pub package: String,
}

/// The type names of the resources that `resources` lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ResourceTypes {
    /// The last word of the path: `Runs` of `client.threads().runs()`.
    #[default]
    Short,
    /// All words of the path, as in resources that are not listed: `ThreadsRuns`.
    Full,
}

/// The calls that the README of the crate shows.
///
/// ```yaml
/// readme:
///   usage: { operation: createPet, values: { name: Miez } }
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReadmeConfig {
    /// The first call, which is also in the docs of the crate and in `examples/quick_start.rs`.
    pub usage: Option<ShownCallConfig>,
    /// The call in the sections about errors, retries, timeouts and undocumented parameters.
    pub calls: Option<ShownCallConfig>,
    /// The paginated list in the section about lists.
    pub lists: Option<ShownCallConfig>,
}

/// A call that the README shows.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownCallConfig {
    /// The operation of the call.
    pub operation: String,
    /// Values of parameters and of properties of the body, by their names in the description; by
    /// default, values of its examples.
    #[serde(default)]
    pub values: IndexMap<String, Value>,
}

/// Settings of the client as a whole.
///
/// ```yaml
/// client: { base_url_env: PETS_URL, request_id_header: x-request-id, timeout: 30, retries: 4 }
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClientConfig {
    /// The environment variable that replaces the base URL.
    pub base_url_env: Option<String>,
    /// The response header that identifies a request in the logs of the server; errors show its
    /// value.
    pub request_id_header: Option<String>,
    /// The timeout of an attempt in seconds, unless programs set another; 60 by default.
    pub timeout: Option<Seconds>,
    /// The maximum number of retries, unless programs set another; 2 by default.
    pub retries: Option<u32>,
    /// The delays between attempts, unless programs set others.
    pub retry_policy: RetryPolicyConfig,
}

/// The default delays between attempts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicyConfig {
    /// The first delay in seconds, which doubles with each retry; 0.5 by default.
    pub first: Option<Seconds>,
    /// The longest delay in seconds, which does not apply to delays that the server asks for; 8 by
    /// default.
    pub longest: Option<Seconds>,
}

/// The source of the credential of a security scheme.
///
/// ```yaml
/// security:
///   api_token: { env: PETS_API_TOKEN, setter: token }
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityConfig {
    /// The environment variables of the credential.
    pub env: Option<EnvConfig>,
    /// The setter of the client's builder, such as `api_key`; by default named after the scheme.
    pub setter: Option<String>,
    /// The text before the credential in its header, such as `Bot`, followed by a space if it ends
    /// in a letter or digit. With an empty text, the credential is sent alone, regardless of the
    /// description.
    pub prefix: Option<String>,
}

/// The environment variables of a credential.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected the name of a variable, or an array of the variables of the user name and the password"
)]
pub enum EnvConfig {
    /// The variable with the whole credential.
    Whole(String),
    /// The variables with the user name and the password.
    Parts(String, String),
}

impl EnvConfig {
    /// Returns the variables, in the order in which they form the credential.
    pub fn variables(&self) -> Vec<String> {
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
    /// All numbers.
    All(Exact),
    /// Numbers at and below these JSON pointers of schemas.
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
///
/// With `envelope: { result: data, success: ok, errors: errors }`, methods return the property
/// `data` of each response, or an error if `ok` is false.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeConfig {
    /// The property that methods return.
    pub result: String,
    /// The boolean property that is false on failure.
    pub success: Option<String>,
    /// The property with the array of errors.
    pub errors: Option<String>,
}

/// The header field by which the server recognises a repeated request.
///
/// ```yaml
/// idempotency_key: { header: Idempotency-Key, operations: [createPet] }
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdempotencyConfig {
    /// Name of the header, such as `Idempotency-Key`.
    pub header: String,
    /// The operations that send the key; by default, every `POST`.
    pub operations: Option<Vec<String>>,
}

/// An operation that the server completes after its response.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LongRunningConfig {
    /// The response with the result; by default `original` for `PUT` and `PATCH`, otherwise
    /// `location`.
    pub final_value: Option<FinalValueConfig>,
}

/// The response with the result of a long-running operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FinalValueConfig {
    /// The last response with the status of the operation.
    Status,
    /// The response at the URL in the header `Location`, if there is one.
    Location,
    /// The response to a `GET` of the URL of the request.
    Original,
}

/// The stream that an operation returns.
///
/// ```yaml
/// streams:
///   listPets: { format: lines, items: /components/schemas/Pet }
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StreamConfig {
    /// How items are separated.
    pub format: StreamFormat,
    /// JSON pointer of the schema of an item; by default, the schema of the response.
    pub items: Option<String>,
    /// The boolean property of the body, or the boolean query parameter, that requests the stream
    /// instead of the whole response. Without it, the response is always a stream.
    pub requested_by: Option<String>,
    /// JSON pointer of the schema of the whole response; by default, it is as described.
    pub response: Option<String>,
}

/// How the items of a stream are separated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StreamFormat {
    /// Server-sent events, whose data are the items.
    #[default]
    Events,
    /// Each line is a JSON value.
    Lines,
}

impl StreamFormat {
    /// Returns the media type of such a stream.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Events => "text/event-stream",
            Self::Lines => "application/x-ndjson",
        }
    }
}

/// A method that repeats a request until a state is reached.
///
/// ```yaml
/// waiters:
///   - method: wait_until_adopted
///     operation: getPet
///     after: [updatePet]
///     field: /nickname
///     success: [adopted]
///     interval: 2
/// ```
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiterConfig {
    /// The name of the method.
    pub method: String,
    /// The operation whose request has the method and is repeated.
    pub operation: String,
    /// Operations whose requests also have the method; such a request is sent once, before the
    /// first poll.
    #[serde(default)]
    pub after: Vec<String>,
    /// JSON pointer of the state in the whole response, including the envelope.
    pub field: String,
    /// The states that end the wait with success.
    pub success: Vec<String>,
    /// The states that end the wait with an error.
    #[serde(default)]
    pub failure: Vec<String>,
    /// The first pause in seconds, 1 by default; each further pause is longer by half.
    pub interval: Option<Seconds>,
    /// The longest pause in seconds; 30 by default.
    pub longest_interval: Option<Seconds>,
}

/// How webhooks are read and verified.
///
/// ```yaml
/// webhooks: { verify: standard }
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WebhooksConfig {
    /// How webhooks are signed.
    #[serde(deserialize_with = "choices::signature_scheme")]
    #[schemars(with = "Option<choices::SignatureChoice>")]
    pub verify: Option<SignatureScheme>,
    /// The schema of all payloads; by default, each payload has the schema of its webhook.
    pub payload: Option<String>,
}

impl Config {
    /// Returns problems that are independent of the description.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let package = &self.package;
        if let Some(problem) = package.name.as_deref().and_then(unusable_package) {
            problems.push(problem.at(&package_key_origin("name")));
        }
        if let Some(version) = &package.version
            && !is_semantic_version(version)
        {
            let problem = Diagnostic::error(
                "unusable-version",
                format!("`{version}` is not a valid package version"),
            );
            problems.push(
                problem
                    .help("expected three numbers, such as `0.1.0`")
                    .at(&package_key_origin("version")),
            );
        }
        for (index, name) in self.modules.iter().enumerate() {
            let is_repeated = self.modules.iter().take(index).any(|other| other == name);
            let problem = match unusable_module(name) {
                Some(problem) => problem,
                None if is_repeated => Diagnostic::error(
                    "unusable-name",
                    format!("the module `{name}` is listed twice"),
                ),
                None => continue,
            };
            problems.push(problem.at(&Origin::default().child("modules").item(index)));
        }
        problems.extend(self.problems_of_own_types());
        problems.extend(self.problems_of_module());
        problems.extend(self.runtime.as_ref().and_then(RuntimeConfig::problem));
        problems
    }

    /// Returns the configured resource path and method name of each method for the operation for
    /// which `is_it` is true; aliases come last.
    pub fn methods_of(&self, is_it: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
        let mut configured = Vec::new();
        for (path, methods) in &self.resources {
            for (method, operation) in methods {
                if is_it(operation) {
                    configured.push((path.as_str(), method.as_str()));
                }
            }
        }
        configured
    }
}

/// Names of modules that emitted crates have at their root, some of them only for certain APIs.
const EMITTED_MODULES: &[&str] = &[
    "bytes",
    "client",
    "http",
    "json_schemas",
    "resources",
    "runtime",
    "servers",
    "testing",
    "transport",
    "types",
    "webhooks",
];

fn unusable_module(name: &str) -> Option<Diagnostic> {
    let valid_name = module_name(name);
    if valid_name != name || name == "lib" {
        let problem = Diagnostic::error(
            "unusable-name",
            format!("`{name}` is not a valid name of a module"),
        );
        return Some(problem.help(format!(
            "write for instance `{}`",
            if valid_name == "lib" {
                "own"
            } else {
                &valid_name
            }
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

/// Returns the problem with the name of a package, if Cargo refuses it.
pub fn unusable_package(name: &str) -> Option<Diagnostic> {
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

/// Returns whether a text is a version such as `1.2.3`, with or without a pre-release and build
/// metadata.
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
