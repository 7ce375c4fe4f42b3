//! The names of types and methods that are in use, including former names.

use foldhash::HashSet;

use super::keys::{handle_of_operation, locked_handle_name};
use model::Api;

pub(super) struct UsedNames {
    pub(super) types: HashSet<String>,
    pub(super) methods: HashSet<(String, String)>,
}

impl UsedNames {
    pub(super) fn of(api: &Api) -> Self {
        let types = api.types.iter().map(|(_, def)| &def.name);
        let handles = api
            .resources
            .iter()
            .filter_map(|resource| resource.type_name.as_ref());
        let requests = api.operations.iter().flat_map(|operation| {
            let former = operation.names.former_request_types.iter();
            former.chain([&operation.names.request_type])
        });
        let former = api.former_names.iter().map(|former| &former.name);
        let methods = api.operations.iter().flat_map(|operation| {
            let names = operation
                .names
                .former_methods
                .iter()
                .chain([&operation.names.method]);
            names.map(|name| (handle_of_operation(api, operation).to_owned(), name.clone()))
        });
        let resource_methods = api.resources.iter().flat_map(|resource| {
            let children = resource.children.iter().filter_map(|id| api.resource(*id));
            children.map(|child| (locked_handle_name(resource).to_owned(), child.rust.clone()))
        });
        Self {
            types: types
                .chain(handles)
                .chain(requests)
                .chain(former)
                .cloned()
                .collect(),
            methods: methods.chain(resource_methods).collect(),
        }
    }
}
