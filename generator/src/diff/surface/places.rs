//! Finds the locations in a description that define items of the crate.

use std::collections::HashMap;

use serde_json::Value;

use crate::diag::{FileId, Origin};
use crate::diff::resolved_ref::place_of_constant;
use crate::model::{Api, Operation, Resource, TypeDef, TypeKind};
use crate::render;
use crate::source::Document;

/// Suffixes of types that are named after a request.
const REQUEST_SUFFIXES: [&str; 2] = ["Request", "Call"];

pub(super) struct Places<'a> {
    api: &'a Api,
    document: &'a Document,
    types: HashMap<&'a str, &'a TypeDef>,
    /// Operations by the names of their requests, and by these without the suffix.
    operations: HashMap<&'a str, &'a Operation>,
    /// Resources by the names of their handles, without the client itself.
    resources: HashMap<&'a str, &'a Resource>,
}

impl<'a> Places<'a> {
    pub(super) fn of(api: &'a Api, document: &'a Document) -> Self {
        let types = api.types.iter().map(|(_, def)| (def.name.as_str(), def));
        let requests = api
            .operations
            .iter()
            .map(|one| (one.request_type.as_str(), one));
        let stems = requests.clone().filter_map(|(name, one)| {
            let stem = REQUEST_SUFFIXES
                .iter()
                .find_map(|word| name.strip_suffix(word))?;
            Some((stem, one))
        });
        let handles = api
            .resources
            .iter()
            .skip(1)
            .map(|one| (one.type_name.as_str(), one));
        Self {
            api,
            document,
            types: types.collect(),
            operations: requests.clone().chain(stems).collect(),
            resources: handles.collect(),
        }
    }

    /// Returns the location of the items of an owner, or of a single item with a name.
    pub(super) fn of_items(&self, owner: &str, name: Option<&str>) -> Option<Origin> {
        if owner.starts_with("webhooks") {
            return self
                .webhook(name)
                .or_else(|| self.existing("/webhooks"))
                .or_else(|| self.existing("/x-webhooks"));
        }
        let type_name = owner.rsplit("::").next().unwrap_or(owner);
        if let Some(def) = owner
            .strip_prefix("types::")
            .and_then(|path| self.types.get(path))
        {
            return Some(
                name.and_then(|name| self.member(def, name))
                    .unwrap_or_else(|| def.origin.clone()),
            );
        }
        if let Some(operation) = self.operation(type_name) {
            let setter = operation
                .parameters
                .iter()
                .find(|one| Some(one.rust.as_str()) == name);
            return Some(setter.map_or_else(|| operation.origin.clone(), |one| one.origin.clone()));
        }
        match self.resources.get(type_name) {
            Some(resource) => name
                .and_then(|name| self.method(resource, name))
                .or_else(|| self.resource(resource)),
            None if owner.starts_with("Client") => self.of_client(name),
            None if owner.starts_with("servers") => self.existing("/servers"),
            None => None,
        }
    }

    fn webhook(&self, variant: Option<&str>) -> Option<Origin> {
        let mut events = self
            .api
            .webhooks
            .iter()
            .flat_map(|webhooks| &webhooks.events);
        let event = events.find(|event| Some(event.rust.as_str()) == variant)?;
        self.api
            .webhook_requests
            .get(event.request)
            .map(|webhook_request| webhook_request.origin.clone())
    }

    /// Returns the operation of a request, or of a type that is named after one.
    fn operation(&self, type_name: &str) -> Option<&'a Operation> {
        let word_ends = type_name
            .char_indices()
            .skip(1)
            .filter(|(_, c)| c.is_uppercase())
            .map(|(at, _)| at);
        let mut ends =
            std::iter::once(type_name.len()).chain(word_ends.collect::<Vec<_>>().into_iter().rev());
        ends.find_map(|end| self.operations.get(type_name.get(..end)?).copied())
    }

    fn member(&self, def: &TypeDef, name: &str) -> Option<Origin> {
        match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => Some(
                record
                    .properties
                    .iter()
                    .find(|one| one.rust == name)?
                    .schema
                    .origin
                    .clone(),
            ),
            TypeKind::Union(union) => Some(
                union
                    .variants
                    .iter()
                    .find(|one| one.rust == name)?
                    .schema
                    .origin
                    .clone(),
            ),
            TypeKind::Enum(constants) => {
                let value = constants.variants.iter().find(|one| one.rust == name)?;
                place_of_constant(self.document, &def.origin, &value.wire)
            }
            TypeKind::Alias(_) => None,
        }
    }

    fn method(&self, resource: &Resource, name: &str) -> Option<Origin> {
        let mut operations = resource
            .operations
            .iter()
            .filter_map(|index| self.api.operations.get(*index));
        let operation = operations
            .find(|one| one.rust == name || one.former_names.iter().any(|former| former == name));
        let operation = operation.or_else(|| {
            let alias = resource.aliases.iter().find(|alias| alias.rust == name)?;
            self.api.operations.get(alias.operation)
        });
        let mut children = resource
            .children
            .iter()
            .filter_map(|id| self.api.resource(*id));
        operation
            .map(|one| one.origin.clone())
            .or_else(|| self.resource(children.find(|one| one.rust == name)?))
    }

    /// Returns the tag that a resource is named after, or else the path of its first operation.
    fn resource(&self, resource: &Resource) -> Option<Origin> {
        let mut waiting = vec![resource];
        let mut first: Option<usize> = None;
        while let Some(resource) = waiting.pop() {
            first = first
                .into_iter()
                .chain(resource.operations.first().copied())
                .min();
            waiting.extend(
                resource
                    .children
                    .iter()
                    .filter_map(|id| self.api.resource(*id)),
            );
        }
        let operation = self.api.operations.get(first?)?;
        let own = operation.origin.child("tags").item(0);
        let Some(tag) = self.document.value(&own).and_then(Value::as_str) else {
            return operation.origin.parent();
        };
        let tags = Origin::new(FileId(0), "/tags");
        let described = self.document.value(&tags).and_then(Value::as_array);
        let at = described.and_then(|all| {
            all.iter()
                .position(|one| one.get("name").is_some_and(|name| name == tag))
        });
        Some(at.map_or(own, |at| tags.item(at)))
    }

    fn of_client(&self, name: Option<&str>) -> Option<Origin> {
        let name = name?;
        let all = render::security_scheme_facts(self.api);
        let scheme = all
            .iter()
            .find(|facts| facts.setters().any(|setter| setter == name));
        if let Some(facts) = scheme {
            return Some(facts.scheme.origin.clone());
        }
        let root = self.api.resources.first();
        if let Some(method) = root.and_then(|root| self.method(root, name)) {
            return Some(method);
        }
        if let Some(server) = self.api.servers.iter().find(|one| one.rust == name) {
            return Some(server.origin.clone());
        }
        if ["new", "from_env"].contains(&name) {
            self.existing("/components/securitySchemes")
        } else {
            None
        }
    }

    fn existing(&self, pointer: &str) -> Option<Origin> {
        let origin = Origin::new(FileId(0), pointer);
        self.document.value(&origin)?;
        Some(origin)
    }
}
