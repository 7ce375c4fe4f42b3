//! Lists the types that each resource sends and returns, for the docs of `types`.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::RenderContext;
use crate::docs::inline_code;
use crate::uses::type_identity;
use model::TypeDef;
use surface::module_path;

/// Modules with fewer types have no index.
const FEW: usize = 50;

/// The module and the id of a resource, by which the list is sorted.
type ResourceKey<'a> = (&'a [String], u32);

type TypeName<'a> = (&'a str, &'a str);

pub(super) fn types_by_resource(cx: &RenderContext<'_>) -> Vec<String> {
    let users = cx.users();
    let root_types: Vec<&TypeDef> = cx
        .api
        .types
        .iter()
        .map(|(_, def)| def)
        .filter(|def| def.namespace().is_empty())
        .collect();
    if root_types.len() < FEW {
        return Vec::new();
    }
    let mut resources: BTreeMap<ResourceKey<'_>, BTreeSet<TypeName<'_>>> = BTreeMap::new();
    for def in root_types {
        let uses = users
            .indexes
            .get(&type_identity(def))
            .and_then(|index| users.direct.get(*index));
        let methods = uses
            .into_iter()
            .flat_map(|uses| uses.sent.iter().chain(&uses.returned));
        for operation in methods.filter_map(|method| cx.api.operations.get(*method)) {
            let id = operation.resource.0;
            let Some(resource) = cx.api.resources.get(id as usize) else {
                continue;
            };
            resources
                .entry((&resource.module, id))
                .or_default()
                .insert((def.ident(), &def.module));
        }
    }
    resources
        .iter()
        .filter_map(
            |((module, id), types): (&ResourceKey<'_>, &BTreeSet<TypeName<'_>>)| {
                let resource = cx.api.resources.get(*id as usize)?;
                let has_feature = cx.api.features.around(module).is_some();
                let link = if resource.is_client() {
                    link_unless_feature("Client", Some("crate::Client"), has_feature)
                } else {
                    let path = module_path(resource);
                    link_unless_feature(&module.join("::"), Some(&path), has_feature)
                };
                let types = types.iter().map(|(name, file)| {
                    link_unless_feature(name, None, cx.api.features.of_types(file).next().is_some())
                });
                Some(format!("{link}: {}", types.collect::<Vec<_>>().join(", ")))
            },
        )
        .collect()
}

/// Returns a link, or just the name if only a feature enables the target: without the feature, the
/// link would be broken.
fn link_unless_feature(name: &str, path: Option<&str>, has_feature: bool) -> String {
    let name = inline_code(name);
    match path {
        _ if has_feature => name,
        Some(path) => format!("[{name}]({path})"),
        None => format!("[{name}]"),
    }
}
