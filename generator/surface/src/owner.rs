//! The types and modules that own items.

use std::fmt;

use model::last_segment;
use naming::path_below;

/// The module of the types of the description, with the separator after it.
const BELOW_TYPES: &str = "types::";

/// A type or module that owns items; owners are sorted by path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemOwner {
    /// The path below the crate: `types::Portal`.
    path: String,
    kind: OwnerKind,
}

/// The kind of an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerKind {
    /// A type of the description, or a module of such types.
    Described,
    /// A type of webhooks, or their module. `Event` of webhooks is not a type of the description,
    /// which may have another `Event`.
    Webhooks,
    /// A type of the runtime.
    Runtime,
    /// Any other type or module: the client, a handle, a request.
    Other,
}

impl ItemOwner {
    /// Creates the owner at a path below the crate.
    pub fn new(path: impl Into<String>, kind: OwnerKind) -> Self {
        let path = path.into();
        Self { path, kind }
    }

    /// Creates a type of the description, or a module of such types, from its path below `types`.
    pub fn described(path: &str) -> Self {
        Self::new(path_below("types", path), OwnerKind::Described)
    }

    /// Returns the type or module of this name in this module; the module itself if the name is
    /// empty.
    pub fn below(&self, name: &str) -> Self {
        Self::new(path_below(&self.path, name), self.kind)
    }

    /// Returns the kind.
    pub fn kind(&self) -> OwnerKind {
        self.kind
    }

    /// Returns whether the owner is the client.
    pub fn is_client(&self) -> bool {
        self.path == "Client"
    }

    /// Returns the path below `types` of a type of the description.
    pub fn described_path(&self) -> Option<&str> {
        match self.kind {
            OwnerKind::Described => self.path.strip_prefix(BELOW_TYPES),
            _ => None,
        }
    }

    /// Returns the last segment of the path.
    pub fn short_name(&self) -> &str {
        last_segment(&self.path)
    }

    /// Returns the name in signatures: the path below `types`, or the last segment elsewhere. Types
    /// of webhooks have their full path.
    pub fn name(&self) -> &str {
        match self.kind {
            OwnerKind::Described => self.described_path().unwrap_or(&self.path),
            OwnerKind::Webhooks => &self.path,
            OwnerKind::Runtime | OwnerKind::Other => self.short_name(),
        }
    }

    /// Returns the path that a program imports to use the name: the type, or its module directly
    /// below `types`; `None` for the items at the root of the crate.
    pub fn import_path(&self) -> Option<&str> {
        let module_end = self.described_path().and_then(|path| path.find("::"));
        match module_end {
            Some(end) => self.path.get(..BELOW_TYPES.len() + end),
            None => self.path.contains("::").then_some(&self.path),
        }
    }
}

impl fmt::Display for ItemOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

/// Returns the path below `types` of a type of the description, whose path is written relative to
/// the crate.
pub fn path_below_types(path: &str) -> Option<&str> {
    let path = path.strip_prefix("crate::").unwrap_or(path);
    path.strip_prefix(BELOW_TYPES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_depend_on_the_kind_of_owner() {
        let event = ItemOwner::new("webhooks", OwnerKind::Webhooks).below("Event");
        let handle = ItemOwner::new("resources::pets::Pets", OwnerKind::Other);
        let module = ItemOwner::described("pet");
        let client = ItemOwner::new("", OwnerKind::Other).below("Client");
        for (owner, path, name, described, import) in [
            (
                &event,
                "webhooks::Event",
                "webhooks::Event",
                None,
                Some("webhooks::Event"),
            ),
            (
                &handle,
                "resources::pets::Pets",
                "Pets",
                None,
                Some("resources::pets::Pets"),
            ),
            (
                &module.below("Owner"),
                "types::pet::Owner",
                "pet::Owner",
                Some("pet::Owner"),
                Some("types::pet"),
            ),
            (
                &ItemOwner::described("Pet"),
                "types::Pet",
                "Pet",
                Some("Pet"),
                Some("types::Pet"),
            ),
            (&client, "Client", "Client", None, None),
        ] {
            assert_eq!(owner.to_string(), path);
            assert_eq!(
                (owner.name(), owner.described_path(), owner.import_path()),
                (name, described, import)
            );
        }
        assert_eq!(module.below(""), module);
    }
}
