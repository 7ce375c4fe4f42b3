//! Resources: handles, accessors and methods.

use std::collections::BTreeSet;

use super::{ItemArgument, ItemCollector, method_by_reference, type_head, typed_item};
use crate::item::{Item, ItemKind};
use crate::item_type::ItemType;
use crate::methods::{BodyFacts, MethodFacts};
use crate::names::TypeNames;
use crate::owner::{ItemOwner, OwnerKind};
use crate::source::ItemSource;
use model::{FormerHandle, MethodAlias, Operation, Parameter, Resource};
use naming::path_below;

impl<'a> ItemCollector<'_, 'a> {
    pub(super) fn push_resources(&mut self) {
        let api = self.index.api;
        for resource in &api.resources {
            let start = self.items.len();
            let module = if resource.is_client() {
                ItemOwner::new("", OwnerKind::Other)
            } else {
                resource_module(&resource.module)
            };
            let handle = module.below(resource.handle_name());
            if !resource.is_client() {
                self.push_handle(&handle, resource);
            }
            for child in self.index.children(resource) {
                self.push_accessors(&handle, child);
            }
            self.push_methods(&module, &handle, resource);
            self.set_features(start, api.features.around(&resource.module));
        }
        let mut modules = BTreeSet::new();
        for former in &api.former_handles {
            // A module has the former names of one resource.
            if modules.insert(&former.module) {
                self.push_former_handle(former);
            }
        }
    }

    fn resource_source(&self, resource: &Resource) -> Option<ItemSource> {
        let first = self.index.api.first_operation(resource)?;
        Some(ItemSource::Resource(first.origin.clone()))
    }

    fn push_handle(&mut self, handle: &ItemOwner, resource: &Resource) {
        self.push(Item {
            source: self.resource_source(resource),
            ..type_head(handle, ItemKind::Struct)
        });
        self.push_traits(handle, &["Clone", "Debug"]);
    }

    /// Adds the method that returns the handle of a resource, and its former names.
    fn push_accessors(&mut self, parent: &ItemOwner, child: &'a Resource) {
        let feature = self.index.api.features.of_resource(&child.module);
        let names = TypeNames::outside_of_types(self.index).with_feature(feature.is_some());
        let handle = resource_module(&child.module).below(child.handle_name());
        let handle_type = match feature {
            Some(_) => with_full_path(handle),
            None => ItemType::of_owner(handle),
        };
        let source = self.resource_source(child);
        let argument = child.binds.as_ref().and_then(|binding| {
            let parameter = self.index.path_parameter(&binding.wire)?;
            let ty = self.index.argument(&parameter.schema).ty;
            Some(ItemArgument::new(&binding.rust, names.item_type(&ty)))
        });
        let arguments = Vec::from_iter(argument);
        let former_names = self
            .index
            .former_handles(child)
            .map(|former| (&former.rust, true));
        for (name, deprecated) in std::iter::once((&child.rust, false)).chain(former_names) {
            self.push(Item {
                deprecated,
                source: source.clone(),
                features: feature.map(str::to_owned).into_iter().collect(),
                ..method_by_reference(parent, name, arguments.clone(), handle_type.clone())
            });
        }
    }

    fn push_methods(&mut self, module: &ItemOwner, handle: &ItemOwner, resource: &'a Resource) {
        for operation in self.index.operations(resource) {
            if let Some(facts) = self.index.method(operation) {
                let request = ItemType::of_owner(module.below(&operation.names.request_type));
                self.push_operation(handle, &facts, &request);
                self.push_request(module, &facts);
            }
        }
        for alias in &resource.aliases {
            self.push_alias(handle, resource, alias);
        }
    }

    /// Adds the method of an operation, its former names, and methods that send the body in other
    /// media types.
    fn push_operation(&mut self, handle: &ItemOwner, facts: &MethodFacts<'a>, request: &ItemType) {
        let operation = facts.operation;
        let names = TypeNames::outside_of_types(self.index);
        let source = ItemSource::Whole(operation.origin.clone());
        let former_names = operation
            .names
            .former_methods
            .iter()
            .map(|name| (name, true));
        for (name, deprecated) in
            std::iter::once((&operation.names.method, operation.deprecated)).chain(former_names)
        {
            let arguments = self.method_arguments(names, facts);
            self.push(Item {
                deprecated,
                source: Some(source.clone()),
                ..method_by_reference(handle, name, arguments, request.clone())
            });
        }
        for other in &facts.other_bodies {
            let Some(form) = &other.method else {
                continue;
            };
            let mut arguments = self.parameter_arguments(names, facts);
            let ty = names.item_type(&other.payload.argument(self.index).ty);
            arguments.push(ItemArgument::new("body", ty));
            self.push(Item {
                deprecated: operation.deprecated,
                source: Some(source.clone()),
                ..method_by_reference(handle, &form.name, arguments, request.clone())
            });
        }
    }

    fn parameter_arguments(
        &self,
        names: TypeNames<'_, 'a>,
        facts: &MethodFacts<'a>,
    ) -> Vec<ItemArgument> {
        let parameters = facts.arguments.iter();
        let arguments = parameters.map(|parameter| ItemArgument {
            name: parameter.rust.clone(),
            ty: names.item_type(&self.index.argument(&parameter.schema).ty),
            source: Some(parameter_source(facts.operation, parameter)),
        });
        arguments.collect()
    }

    fn method_arguments(
        &self,
        names: TypeNames<'_, 'a>,
        facts: &MethodFacts<'a>,
    ) -> Vec<ItemArgument> {
        let mut arguments = self.parameter_arguments(names, facts);
        if let BodyFacts::Argument(payload) = &facts.body {
            let ty = names.item_type(&payload.argument(self.index).ty);
            arguments.push(ItemArgument::new(facts.body_argument_name(), ty));
        }
        arguments
    }

    fn push_alias(&mut self, handle: &ItemOwner, resource: &Resource, alias: &MethodAlias) {
        let operation = self.index.api.operations.get(alias.operation);
        let Some(facts) = operation.and_then(|operation| self.index.method(operation)) else {
            return;
        };
        let operation = facts.operation;
        let feature = self.index.feature_of_alias(resource, alias);
        let names = TypeNames::outside_of_types(self.index).with_feature(feature.is_some());
        let request = if facts.resource.is_client() {
            let request = ItemOwner::new(&operation.names.request_type, OwnerKind::Other);
            let displayed = format!("crate::client::{request}");
            ItemType::displayed_owner(request, displayed)
        } else {
            with_full_path(
                resource_module(&facts.resource.module).below(&operation.names.request_type),
            )
        };
        let arguments = self.method_arguments(names, &facts);
        self.push(Item {
            deprecated: operation.deprecated,
            source: Some(ItemSource::Whole(operation.origin.clone())),
            features: feature.map(str::to_owned).into_iter().collect(),
            ..method_by_reference(handle, &alias.rust, arguments, request)
        });
    }

    /// Adds the former names of a resource and of its requests.
    fn push_former_handle(&mut self, former: &FormerHandle) {
        let Some(resource) = self.index.api.resource(former.resource) else {
            return;
        };
        let start = self.items.len();
        let former_module = resource_module(&former.module);
        let module = resource_module(&resource.module);
        let source = self.resource_source(resource);
        let operations = &self.index.api.operations;
        let requests = former
            .requests
            .iter()
            .filter_map(|(old, operation)| {
                Some((old, operations.get(*operation)?.names.request_type.as_str()))
            })
            // An alias with an unchanged name would collide with the import of its target.
            .filter(|(old, new)| *old != new);
        for (old, new) in
            std::iter::once((&former.type_name, resource.handle_name())).chain(requests)
        {
            self.push(Item {
                deprecated: true,
                source: source.clone(),
                ..typed_item(
                    &former_module.below(old),
                    ItemKind::Alias,
                    "",
                    ItemType::of_owner(module.below(new)),
                )
            });
        }
        self.set_features(start, self.index.api.features.around(&resource.module));
    }
}

/// Returns the source of an argument or a setter that comes from a parameter.
pub(super) fn parameter_source(operation: &Operation, parameter: &Parameter) -> ItemSource {
    ItemSource::of_part(&operation.origin, &parameter.origin)
}

/// Returns a handle or a request that is displayed with its full path.
fn with_full_path(owner: ItemOwner) -> ItemType {
    let displayed = format!("crate::{owner}");
    ItemType::displayed_owner(owner, displayed)
}

fn resource_module(module: &[String]) -> ItemOwner {
    let path = path_below("resources", &module.join("::"));
    ItemOwner::new(path, OwnerKind::Other)
}
