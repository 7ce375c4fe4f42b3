//! Resources: handles, accessors and methods.

use std::collections::BTreeSet;

use super::{ItemArgument, ItemCollector, method, typed_item};
use crate::item::{Item, ItemKind};
use crate::methods::{BodyFacts, MethodFacts, module_path};
use crate::names::TypeNames;
use crate::owner::{ItemOwner, OwnerKind};
use crate::source::ItemSource;
use model::{FormerHandle, MethodAlias, Operation, Parameter, Resource};
use naming::path_below;

impl<'a> ItemCollector<'_, 'a> {
    pub(super) fn push_resources(&mut self) {
        let api = self.index.api;
        for (at, resource) in api.resources.iter().enumerate() {
            // Resource 0 is the client.
            let is_client = at == 0;
            let module = if is_client {
                ItemOwner::new("", OwnerKind::Other)
            } else {
                resource_module(&resource.module)
            };
            let handle = module.below(if is_client {
                "Client"
            } else {
                &resource.type_name
            });
            if !is_client {
                self.push_handle(&handle, resource);
            }
            for child in self.index.children(resource) {
                self.push_accessors(&handle, child);
            }
            self.push_methods(&module, &handle, resource);
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
            open: true,
            source: self.resource_source(resource),
            ..typed_item(handle, ItemKind::Struct, "", "struct {..}")
        });
        self.push_traits(handle, &["Clone", "Debug"]);
    }

    /// Adds the method that returns the handle of a resource, and its former names.
    fn push_accessors(&mut self, parent: &ItemOwner, child: &'a Resource) {
        let feature = self.index.api.features.of_resource(&child.module);
        let names = TypeNames::outside_of_types(self.index).with_feature(feature.is_some());
        let handle = match feature {
            Some(_) => format!("{}::{}", module_path(child), child.type_name),
            None => child.type_name.clone(),
        };
        let source = self.resource_source(child);
        let binding = child.binds.as_ref().and_then(|binding| {
            let parameter = self.index.path_parameter(&binding.wire)?;
            Some((&binding.rust, self.index.argument(&parameter.schema).ty))
        });
        let argument = || {
            let argument = binding.iter();
            argument.map(|(name, ty)| ItemArgument::new(*name, names.text(ty)))
        };
        let own = if feature.is_none() {
            argument().collect()
        } else {
            Vec::new()
        };
        let mut accessors = vec![method(parent, &child.rust, "&self", own, &handle)];
        for former in &self.index.api.former_handles {
            let current = self.index.api.resource(former.resource);
            if current.is_some_and(|current| std::ptr::eq(current, child)) {
                accessors.push(Item {
                    deprecated: true,
                    ..method(parent, &former.rust, "&self", argument().collect(), &handle)
                });
            }
        }
        for accessor in accessors {
            self.push(Item {
                source: source.clone(),
                ..accessor
            });
        }
    }

    fn push_methods(&mut self, module: &ItemOwner, handle: &ItemOwner, resource: &'a Resource) {
        for operation in self.index.operations(resource) {
            if let Some(facts) = self.index.method(operation) {
                self.push_operation(handle, &facts);
                self.push_request(module, &facts);
            }
        }
        for alias in &resource.aliases {
            self.push_alias(handle, resource, alias);
        }
    }

    /// Adds the method of an operation, its former names, and methods that send the body in other media types.
    fn push_operation(&mut self, handle: &ItemOwner, facts: &MethodFacts<'a>) {
        let operation = facts.operation;
        let names = TypeNames::outside_of_types(self.index);
        let request = &operation.request_type;
        let source = ItemSource::Whole(operation.origin.clone());
        let own = std::iter::once((&operation.rust, operation.deprecated));
        let former = operation.former_names.iter().map(|name| (name, true));
        for (name, deprecated) in own.chain(former) {
            let arguments = self.method_arguments(names, facts);
            self.push(Item {
                deprecated,
                source: Some(source.clone()),
                ..method(handle, name, "&self", arguments, request)
            });
        }
        for other in &facts.other_bodies {
            let Some(form) = &other.method else {
                continue;
            };
            let mut arguments = self.parameter_arguments(names, facts);
            let ty = names.text(&other.payload.argument(self.index).ty);
            arguments.push(ItemArgument::new("body", ty));
            self.push(Item {
                deprecated: operation.deprecated,
                source: Some(source.clone()),
                ..method(handle, &form.name, "&self", arguments, request)
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
            ty: names.text(&self.index.argument(&parameter.schema).ty),
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
            let ty = names.text(&payload.argument(self.index).ty);
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
        let module = if facts.resource.type_name.is_empty() {
            "crate::client".to_owned()
        } else {
            module_path(facts.resource)
        };
        let arguments = self.method_arguments(names, &facts);
        let request = format!("{module}::{}", operation.request_type);
        self.push(Item {
            deprecated: operation.deprecated,
            source: Some(ItemSource::Whole(operation.origin.clone())),
            ..method(handle, &alias.rust, "&self", arguments, request)
        });
    }

    /// Adds the former names of a resource and of its requests.
    fn push_former_handle(&mut self, former: &FormerHandle) {
        let Some(resource) = self.index.api.resource(former.resource) else {
            return;
        };
        let module = resource_module(&former.module);
        let source = self.resource_source(resource);
        let operations = &self.index.api.operations;
        let requests = former
            .requests
            .iter()
            .filter_map(|(old, at)| Some((old, &operations.get(*at)?.request_type)));
        // An alias with an unchanged name would collide with the import of its target.
        let requests = requests.filter(|(old, new)| old != new);
        for (old, new) in [(&former.type_name, &resource.type_name)]
            .into_iter()
            .chain(requests)
        {
            self.push(Item {
                deprecated: true,
                source: source.clone(),
                ..typed_item(&module.below(old), ItemKind::Alias, "", new)
            });
        }
    }
}

/// Returns the source of an argument or a setter that comes from a parameter.
pub(super) fn parameter_source(operation: &Operation, parameter: &Parameter) -> ItemSource {
    ItemSource::of_part(&operation.origin, &parameter.origin)
}

fn resource_module(module: &[String]) -> ItemOwner {
    let path = path_below("resources", &module.join("::"));
    ItemOwner::new(path, OwnerKind::Other)
}
