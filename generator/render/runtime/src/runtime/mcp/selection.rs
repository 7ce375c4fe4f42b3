//! The operations that a server offers.

use super::super::catalog::{Catalog, Entry};

/// Which operations are offered.
pub(crate) struct Selection {
    /// Whether only operations that change nothing are offered.
    pub(crate) is_read_only: bool,
    /// The resources and names of the offered operations; empty for all.
    pub(crate) included: Vec<String>,
    /// The resources and names of operations that are not offered.
    pub(crate) excluded: Vec<String>,
}

impl Selection {
    /// Returns the offered operations.
    ///
    /// # Errors
    /// There are none, or a resource or name does not exist.
    pub(crate) fn entries(&self, catalog: &Catalog) -> Result<Vec<&'static Entry>, String> {
        for name in self.included.iter().chain(&self.excluded) {
            if !catalog.entries().any(|entry| covers(name, entry)) {
                return Err(format!("no resource or operation is called `{name}`"));
            }
        }
        let entries: Vec<&Entry> = catalog
            .entries()
            .filter(|entry| !is_disabled(catalog, entry))
            .filter(|entry| !self.is_read_only || is_read_only(catalog, entry))
            .filter(|entry| self.included.is_empty() || is_covered(&self.included, entry))
            .filter(|entry| !is_covered(&self.excluded, entry))
            .collect();
        if entries.is_empty() {
            return Err("these flags leave no operation".to_owned());
        }
        Ok(entries)
    }
}

fn is_covered(names: &[String], entry: &Entry) -> bool {
    names.iter().any(|name| covers(name, entry))
}

/// Returns whether a name is that of an operation or of a resource that has it.
fn covers(name: &str, entry: &Entry) -> bool {
    let after = entry.name.strip_prefix(name);
    after.is_some_and(|after| after.is_empty() || after.starts_with('.'))
}

/// Returns what the description says about the tool of an operation.
pub(crate) fn hint(catalog: &Catalog, entry: &Entry, name: &str) -> Option<bool> {
    catalog.documentation(entry).tool.get(name)?.as_bool()
}

fn is_disabled(catalog: &Catalog, entry: &Entry) -> bool {
    hint(catalog, entry, "disabled") == Some(true)
}

/// Returns whether an operation changes nothing: what the description says, or else by its method.
/// It cannot say so of an operation that overwrites or deletes.
pub(crate) fn is_read_only(catalog: &Catalog, entry: &Entry) -> bool {
    match entry.operation.method {
        "DELETE" | "PATCH" | "PUT" => false,
        method => hint(catalog, entry, "readOnly").unwrap_or(matches!(
            method,
            "GET" | "HEAD" | "OPTIONS" | "QUERY" | "TRACE"
        )),
    }
}

/// The first words of the names of methods by which a POST destroys something.
const DESTRUCTIVE: &[&str] = &[
    "cancel", "clear", "delete", "destroy", "drop", "purge", "remove", "reset", "revoke",
];

/// Returns whether an operation may destroy or overwrite something: what the description says, or
/// else by its method and name.
pub(crate) fn is_destructive(catalog: &Catalog, entry: &Entry) -> bool {
    if let Some(is_destructive) = hint(catalog, entry, "destructive") {
        return is_destructive;
    }
    match entry.operation.method {
        "DELETE" | "PATCH" | "PUT" => true,
        "POST" => {
            let method = entry.name.rsplit('.').next().unwrap_or_default();
            let word = method.split('_').next().unwrap_or_default();
            DESTRUCTIVE.contains(&word)
        }
        _ => false,
    }
}
