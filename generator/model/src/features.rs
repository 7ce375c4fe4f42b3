//! Cargo features of the emitted crate that enable resources, and the types that resources need.

use std::collections::{BTreeMap, BTreeSet};

/// The features of clients, except those of their own resources.
pub const CLIENT_FEATURES: &[&str] = &[
    "default",
    "reqwest",
    "rustls",
    "rustls-ring",
    "__rustls",
    "native-tls",
    "http2",
    "gzip",
    "brotli",
    "zstd",
    "blocking",
    "test-util",
    "tracing",
    "operations",
    "cli",
    "__cli",
    "mcp",
    "__mcp",
    "test-server",
    "jiff",
    "chrono",
    "uuid",
    "webhooks",
    "xml",
];

/// The feature of the catalog of operations.
pub const CATALOG_FEATURE: &str = "operations";
/// The feature of the command line.
pub const COMMAND_LINE_FEATURE: &str = "cli";
/// The feature of the MCP server.
pub const MCP_FEATURE: &str = "mcp";
/// The feature of the server for tests.
pub const TEST_SERVER_FEATURE: &str = "test-server";

/// The features that only clients with a catalog of operations have.
pub const CATALOG_FEATURES: [&str; 4] = [
    CATALOG_FEATURE,
    COMMAND_LINE_FEATURE,
    MCP_FEATURE,
    TEST_SERVER_FEATURE,
];

/// The parts of the crate that each feature enables; empty if the whole crate is always compiled.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// For each feature, the module of the resource that it enables, below `resources`.
    pub resources: BTreeMap<String, Vec<String>>,
    /// The feature of webhooks and callbacks.
    pub webhook_requests: Option<String>,
    /// For each module of types, the features that need it; other modules are always compiled.
    pub types: BTreeMap<String, BTreeSet<String>>,
}

impl Features {
    /// Returns the names of all features, sorted.
    pub fn names(&self) -> BTreeSet<&str> {
        self.resources
            .keys()
            .chain(&self.webhook_requests)
            .map(String::as_str)
            .collect()
    }

    /// Returns the feature that enables a module of resources, if the module is the outermost one
    /// of that feature.
    pub fn of_resource(&self, module: &[impl AsRef<str>]) -> Option<&str> {
        self.resources
            .iter()
            .find(|(_, known)| {
                known
                    .iter()
                    .map(String::as_str)
                    .eq(module.iter().map(AsRef::as_ref))
            })
            .map(|(name, _)| name.as_str())
    }

    /// Returns the feature that enables a module of resources, or a module around it.
    pub fn around(&self, module: &[String]) -> Option<&str> {
        self.resources
            .iter()
            .find(|(_, top)| module.starts_with(top))
            .map(|(name, _)| name.as_str())
    }

    /// Returns the features that need a module of types; empty if the module is always compiled.
    pub fn of_types(&self, module: &str) -> impl Iterator<Item = &str> {
        self.types
            .get(module)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}
