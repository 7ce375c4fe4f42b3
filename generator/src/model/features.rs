//! Cargo features of the emitted crate that switch resources on, and the types that they need.

use std::collections::{BTreeMap, BTreeSet};

/// Which parts of the crate are compiled for which features; nothing where all of it always is.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// Feature → module of the resource that it switches on, below `resources`.
    pub resources: BTreeMap<String, Vec<String>>,
    /// The feature of what the API sends by itself.
    pub webhook_requests: Option<String>,
    /// Module of types → features, any of which needs it. Modules that are not here are always compiled.
    pub types: BTreeMap<String, BTreeSet<String>>,
}

impl Features {
    /// All of them, sorted.
    pub fn names(&self) -> BTreeSet<&str> {
        self.resources.keys().chain(&self.webhook_requests).map(String::as_str).collect()
    }

    /// The feature that switches on a module of resources, of the outermost that it does.
    pub fn of_resource(&self, module: &[impl AsRef<str>]) -> Option<&str> {
        let is_it = |known: &Vec<String>| known.iter().map(String::as_str).eq(module.iter().map(AsRef::as_ref));
        self.resources.iter().find(|(_, known)| is_it(known)).map(|(name, _)| name.as_str())
    }

    /// The feature that a module of resources is compiled for, with what is around it.
    pub fn around(&self, module: &[String]) -> Option<&str> {
        self.resources.iter().find(|(_, top)| module.starts_with(top)).map(|(name, _)| name.as_str())
    }

    /// The features any of which needs a module of types; none where it is always compiled.
    pub fn of_types(&self, module: &str) -> impl Iterator<Item = &str> {
        self.types.get(module).into_iter().flatten().map(String::as_str)
    }
}
