//! The contents of a `generator.yaml`.

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::casings::CustomCasings;
use super::keys::keys_of_location;
use diag::Origin;

/// A value, and the key of `stainless.yml` from which it comes.
#[derive(Clone, Debug)]
pub(super) struct PlannedValue {
    pub(super) text: String,
    pub(super) origin: Origin,
}

impl PlannedValue {
    pub(super) fn new(text: impl Into<String>, origin: &Origin) -> Self {
        Self {
            text: text.into(),
            origin: origin.clone(),
        }
    }
}

/// The source of a credential.
#[derive(Clone, Debug)]
pub(super) struct PlannedCredential {
    /// The name of the setter, if it is not the name of the security scheme.
    pub(super) setter: Option<PlannedValue>,
    /// The environment variable, or two: for the user name and for the password.
    pub(super) variables: Vec<String>,
    /// The key with the variable, or with the setter if there is none.
    pub(super) origin: Origin,
}

impl PlannedCredential {
    /// Returns whether the generator does the same without settings.
    pub(super) fn is_empty(&self) -> bool {
        self.setter.is_none() && self.variables.is_empty()
    }
}

/// A scheme of `paging`: its keys, with their values.
#[derive(Clone, Debug)]
pub(super) struct PlannedScheme {
    pub(super) keys: Vec<(&'static str, String)>,
    pub(super) origin: Origin,
}

/// The stream of an operation.
#[derive(Clone, Debug)]
pub(super) struct PlannedStream {
    /// JSON pointer of the schema of an item.
    pub(super) items: Option<String>,
    /// The property or parameter that requests the stream.
    pub(super) requested_by: Option<String>,
    pub(super) origin: Origin,
}

/// A JSON value, and the key of `stainless.yml` from which it comes.
#[derive(Clone, Debug)]
pub(super) struct PlannedJson {
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// A call in the README: its operation, and values of parameters and properties.
#[derive(Clone, Debug)]
pub(super) struct PlannedCall {
    pub(super) operation: PlannedValue,
    pub(super) values: IndexMap<String, PlannedJson>,
}

impl PlannedCall {
    pub(super) fn new(operation: PlannedValue) -> Self {
        Self {
            operation,
            values: IndexMap::new(),
        }
    }
}

/// A method, its resource, and the key of `stainless.yml` that names it.
pub(super) struct PlannedMethod<'a> {
    pub(super) resource: &'a str,
    pub(super) method: &'a str,
    pub(super) origin: &'a Origin,
}

/// Returns the method with the path of accessors that leads to it.
pub(super) fn full_name(resource: &str, method: &str) -> String {
    if resource.is_empty() {
        method.to_owned()
    } else {
        format!("{resource}.{method}")
    }
}

/// An action of the overlay.
#[derive(Clone, Debug)]
pub(super) struct OverlayAction {
    /// A JSONPath.
    pub(super) target: String,
    /// The reason, in the words of the author.
    pub(super) description: Option<String>,
    pub(super) change: OverlayChange,
}

/// The effect of an action on its target.
#[derive(Clone, Debug)]
pub(super) enum OverlayChange {
    Remove,
    Update(Value),
}

/// The contents of a `generator.yaml`, in the same order.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportPlan {
    /// The name of the imported file.
    pub(super) source: String,
    pub(super) spec: Option<String>,
    /// Paths of files that change the description, relative to `generator.yaml`.
    pub(super) overlays: Vec<String>,
    pub(super) actions: Vec<OverlayAction>,
    pub(super) package_name: Option<PlannedValue>,
    pub(super) license: Option<PlannedValue>,
    pub(super) repository: Option<PlannedValue>,
    /// The programs of the crate: `cli` and `mcp`.
    pub(super) programs: Vec<PlannedValue>,
    pub(super) base_url_env: Option<PlannedValue>,
    /// Defaults: the key in `client`, and the number.
    pub(super) defaults: IndexMap<&'static str, PlannedValue>,
    /// Delays: the key in `retry_policy`, and the number of seconds.
    pub(super) delays: IndexMap<&'static str, PlannedValue>,
    /// Security schemes, and the source of the credential of each.
    pub(super) security: IndexMap<String, PlannedCredential>,
    /// The property that holds the result of responses.
    pub(super) envelope: Option<PlannedValue>,
    /// Schemes of pagination, by kind.
    pub(super) paging: IndexMap<String, PlannedScheme>,
    /// Operations without pagination.
    pub(super) unpaged: Vec<PlannedValue>,
    /// Streams, by operation.
    pub(super) streams: IndexMap<String, PlannedStream>,
    /// The header of idempotency keys.
    pub(super) idempotency: Option<PlannedValue>,
    /// How webhooks are signed.
    pub(super) webhook_signatures: Option<PlannedValue>,
    /// Operations, by resource and method.
    pub(super) resources: IndexMap<String, IndexMap<String, PlannedValue>>,
    /// Words with specific capitals in names of types.
    pub(super) casings: CustomCasings,
    /// Names of types, by the JSON pointer of the schema.
    pub(super) types: IndexMap<String, PlannedValue>,
    /// Names of servers and of body arguments, each by the JSON pointer of its server or body.
    pub(super) names: IndexMap<String, PlannedValue>,
    /// Calls, by their key in `readme`.
    pub(super) readme: IndexMap<&'static str, PlannedCall>,
    /// Operations that are in no resource.
    pub(super) unlisted: Vec<String>,
    /// Whether schemas that only excluded operations use keep their types, since the file has names
    /// for some of them.
    pub(super) keeps_schemas: bool,
    /// Whether operations in no resource stay in the client.
    pub(super) keeps_operations: bool,
}

/// The numbers of items that were carried over from a `stainless.yml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Resources with methods.
    pub resources: usize,
    /// Methods.
    pub methods: usize,
    /// Names of types.
    pub models: usize,
    /// Environment variables of credentials.
    pub credentials: usize,
    /// Schemes of pagination.
    pub paging: usize,
    /// Files that change the description.
    pub overlays: usize,
    /// Actions of the overlay.
    pub actions: usize,
    /// Other settings, such as the license.
    pub settings: usize,
}

impl ImportPlan {
    /// Returns the operations that the client excludes; none if the file has no resources at all,
    /// or may be older.
    pub(super) fn excluded_operations(&self) -> &[String] {
        if self.resources.is_empty() || self.keeps_operations {
            &[]
        } else {
            &self.unlisted
        }
    }

    /// Plans the verification of webhooks, because of a key with their secret. SDKs of Stainless
    /// use the signatures of [Standard Webhooks](https://www.standardwebhooks.com).
    pub(super) fn verify_webhooks(&mut self, key: &Origin) {
        self.webhook_signatures
            .get_or_insert_with(|| PlannedValue::new("standard", key));
    }

    pub(super) fn count_items(&self) -> ImportCounts {
        let settings = [
            &self.package_name,
            &self.license,
            &self.repository,
            &self.base_url_env,
            &self.envelope,
            &self.idempotency,
            &self.webhook_signatures,
        ];
        ImportCounts {
            resources: self.resources.len(),
            methods: self.resources.values().map(IndexMap::len).sum(),
            models: self.types.len(),
            credentials: self.security.len(),
            paging: self.paging.len(),
            overlays: self.overlays.len(),
            actions: self.actions.len(),
            settings: settings.into_iter().flatten().count()
                + usize::from(!self.unpaged.is_empty())
                + self.programs.len()
                + self.streams.len()
                + self.defaults.len()
                + self.delays.len()
                + self.readme.len()
                + self.names.len(),
        }
    }

    /// Returns the method that is planned for an operation; other methods are aliases for it.
    pub(super) fn find_method(&self, operation: &str) -> Option<PlannedMethod<'_>> {
        for (resource, methods) in &self.resources {
            for (method, planned) in methods {
                if planned.text == operation {
                    return Some(PlannedMethod {
                        resource,
                        method,
                        origin: &planned.origin,
                    });
                }
            }
        }
        None
    }

    /// Returns those methods whose operation already has a method.
    pub(super) fn aliases(&self) -> Vec<PlannedMethod<'_>> {
        let mut seen = HashSet::new();
        let mut aliases = Vec::new();
        for (resource, methods) in &self.resources {
            for (method, planned) in methods {
                if !seen.insert(&planned.text) {
                    aliases.push(PlannedMethod {
                        resource,
                        method,
                        origin: &planned.origin,
                    });
                }
            }
        }
        aliases
    }

    /// Removes the value at a location in `generator.yaml`; returns the key of `stainless.yml` from
    /// which it came.
    pub(super) fn remove_at(&mut self, origin: &Origin) -> Option<Origin> {
        let path = keys_of_location(origin);
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        match keys.as_slice() {
            ["types", pointer, ..] => Some(self.types.shift_remove(*pointer)?.origin),
            ["streams", operation, ..] => Some(self.streams.shift_remove(*operation)?.origin),
            ["names", pointer, ..] => Some(self.names.shift_remove(*pointer)?.origin),
            ["security", scheme, key, ..] => self.remove_from_credential(scheme, key),
            ["security", scheme] => Some(self.security.shift_remove(*scheme)?.origin),
            ["resources", resource, method, ..] => {
                let methods = self.resources.get_mut(*resource)?;
                let removed = methods.shift_remove(*method)?;
                if methods.is_empty() {
                    self.resources.shift_remove(*resource);
                }
                Some(removed.origin)
            }
            ["exclude", index, ..] => {
                let index = index.parse().ok()?;
                if index >= self.unlisted.len() {
                    return None;
                }
                self.unlisted.remove(index);
                None
            }
            ["paging", "none", index, ..] => {
                let index = index.parse().ok()?;
                if index >= self.unpaged.len() {
                    return None;
                }
                Some(self.unpaged.remove(index).origin)
            }
            ["paging", kind, ..] => Some(self.paging.shift_remove(*kind)?.origin),
            ["package", "name", ..] => Some(self.package_name.take()?.origin),
            ["package", "license", ..] => Some(self.license.take()?.origin),
            ["package", "repository", ..] => Some(self.repository.take()?.origin),
            ["client", "base_url_env"] => Some(self.base_url_env.take()?.origin),
            ["envelope", ..] => Some(self.envelope.take()?.origin),
            ["readme", key, "values", name, ..] => {
                let call = self.readme.get_mut(*key)?;
                Some(call.values.shift_remove(*name)?.origin)
            }
            ["readme", key, ..] => Some(self.readme.shift_remove(*key)?.operation.origin),
            ["idempotency_key", ..] => Some(self.idempotency.take()?.origin),
            ["webhooks", ..] => Some(self.webhook_signatures.take()?.origin),
            _ => None,
        }
    }

    /// Removes the setter or the variables of a credential; returns the key of `stainless.yml` from
    /// which they came.
    fn remove_from_credential(&mut self, scheme: &str, key: &str) -> Option<Origin> {
        let credential = self.security.get_mut(scheme)?;
        let origin = if key == "setter" {
            credential.setter.take()?.origin
        } else if credential.variables.is_empty() {
            return None;
        } else {
            credential.variables.clear();
            credential.origin.clone()
        };
        if credential.is_empty() {
            self.security.shift_remove(scheme);
        }
        Some(origin)
    }
}

/// The name of the file next to `generator.yaml` to which
/// [`Imported::overlay`](super::Imported::overlay) is written.
pub const OVERLAY_FILE: &str = "stainless.overlay.yaml";
