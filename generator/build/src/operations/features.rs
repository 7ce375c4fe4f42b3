//! Features by resource (`features_by_resource`), and the types that each of them needs: a program
//! that uses two of fifty resources does not compile the types of the others. A type is compiled
//! with those in its module, and with all types that these need.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt};

use crate::iterate::reachable_nodes;
use crate::types::families::{Unit, Units};
use model::{
    Api, CATALOG_FEATURES, CLIENT_FEATURES, Features, Resource, SchemaRole, TypeId, WebhookRequest,
};
use naming::{module_name, shared_prefix};

/// A type that more features than this need is always compiled, so that `cfg`s stay short.
const MANY: usize = 8;

pub(crate) fn features_of_resources(api: &Api) -> Features {
    let tops = outermost_modules(&api.resources);
    if tops.len() < 2 {
        return Features::default();
    }
    let mut features = Features::default();
    let webhooks = api.webhooks.as_ref();
    if webhooks.is_some_and(|webhooks| webhooks.scheme.is_some()) {
        // The feature that verifies signatures always has this name.
        features.webhook_requests = Some("webhooks".to_owned());
    }
    let has_catalog = api.client.has_catalog;
    for top in tops {
        let name = feature_name(&top, &features, has_catalog);
        features.resources.insert(name, top);
    }
    if features.webhook_requests.is_none()
        && (!api.webhook_requests.is_empty() || webhooks.is_some())
    {
        let name = feature_name(&["webhooks".to_owned()], &features, has_catalog);
        features.webhook_requests = Some(name);
    }
    features
}

/// Returns the modules of the outermost resources, each once, without those that bind a parameter.
fn outermost_modules(resources: &[Resource]) -> Vec<Vec<String>> {
    let called = resources
        .iter()
        .skip(1)
        .filter(|resource| !resource.operations.is_empty());
    let shared = called
        .clone()
        .map(|resource| resource.module.as_slice())
        .reduce(shared_prefix)
        .map_or(0, <[_]>::len);
    let tops: BTreeSet<&[String]> = called
        .filter_map(|resource| resource.module.get(..=shared))
        .collect();
    tops.into_iter()
        .filter(|module| {
            !resources
                .iter()
                .any(|resource| resource.module == **module && resource.binds.is_some())
        })
        .map(<[String]>::to_vec)
        .collect()
}

fn feature_name(module: &[String], others: &Features, has_catalog: bool) -> String {
    let mut name = module_name(module.last().map_or("", String::as_str))
        .trim_matches('_')
        .replace('_', "-");
    while is_taken(&name, others, has_catalog) {
        name.push_str("-api");
    }
    name
}

/// Returns whether another feature of the client has this name. That of signatures is among the
/// others, if the client has it; those of the catalog depend on whether the client has one.
fn is_taken(name: &str, others: &Features, has_catalog: bool) -> bool {
    let is_client_feature = name != "webhooks"
        && CLIENT_FEATURES.contains(&name)
        && (has_catalog || !CATALOG_FEATURES.contains(&name));
    is_client_feature || name == "all-resources" || others.names().contains(name)
}

/// Types, each with a feature that uses it directly; `None` if the type is always compiled.
type Needed = Vec<(TypeId, Option<String>)>;

fn find_needed_types(api: &Api, features: &Features) -> Needed {
    let mut needed = Vec::new();
    for resource in &api.resources {
        let feature = features.around(&resource.module).map(str::to_owned);
        for operation in resource
            .operations
            .iter()
            .filter_map(|index| api.operations.get(*index))
        {
            let uses = operation
                .uses()
                .filter(|(role, _)| !matches!(role, SchemaRole::Headers));
            let used = uses.filter_map(|(_, schema)| schema.ty.innermost());
            needed.extend(used.map(|id| (id, feature.clone())));
        }
    }
    let sent = api
        .webhook_requests
        .iter()
        .flat_map(WebhookRequest::uses)
        .map(|(_, schema)| schema);
    let payload = api
        .webhooks
        .as_ref()
        .and_then(|webhooks| webhooks.payload.as_ref());
    let sent = sent
        .chain(payload)
        .filter_map(|schema| schema.ty.innermost());
    needed.extend(sent.map(|id| (id, features.webhook_requests.clone())));
    let reached = reachable_nodes(needed.iter().map(|(id, _)| *id), |id| {
        api.types
            .get(id)
            .into_iter()
            .flat_map(|def| def.kind.used())
    });
    // Types that no operation uses are always compiled, because programs may store their values.
    needed.extend(
        api.types
            .iter()
            .filter(|(id, _)| !reached.contains(id))
            .map(|(id, _)| (id, None)),
    );
    needed
}

/// Returns the features that need each unit, directly or not; omits units that are always compiled.
pub(crate) fn features_of_units(api: &Api, units: &Units) -> HashMap<Unit, BTreeSet<String>> {
    if api.features.resources.is_empty() {
        return HashMap::new();
    }
    let unit_of_type: HashMap<TypeId, &Unit> = units
        .iter()
        .flat_map(|(unit, ids)| ids.iter().map(move |id| (*id, unit)))
        .collect();
    let mut below: HashMap<&Unit, BTreeSet<&Unit>> = HashMap::new();
    for (id, def) in api.types.iter() {
        if let Some(unit) = unit_of_type.get(&id) {
            let used = def.kind.used().filter_map(|id| unit_of_type.get(&id));
            below.entry(unit).or_default().extend(used);
        }
    }
    let mut by_feature: BTreeMap<Option<String>, BTreeSet<&Unit>> = BTreeMap::new();
    for (id, feature) in find_needed_types(api, &api.features) {
        by_feature
            .entry(feature)
            .or_default()
            .extend(unit_of_type.get(&id));
    }
    let mut always: BTreeSet<&Unit> = BTreeSet::new();
    let mut of_units: HashMap<Unit, BTreeSet<String>> = HashMap::new();
    for (feature, units) in by_feature {
        let reached = reachable_nodes(units, |unit| below.get(unit).into_iter().flatten().copied());
        match feature {
            None => always.extend(reached),
            Some(feature) => {
                for unit in reached {
                    let features = of_units.entry(unit.clone()).or_default();
                    features.insert(feature.clone());
                }
            }
        }
    }
    // If many features need a unit, at least as many need each unit that it uses.
    of_units.retain(|unit, features| features.len() <= MANY && !always.contains(unit));
    of_units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_do_not_take_the_names_of_other_features() {
        let mut features = Features::default();
        let name =
            |features: &Features, module: &str| feature_name(&[module.to_owned()], features, false);
        assert_eq!(name(&features, "blocking"), "blocking-api");
        assert_eq!(name(&features, "test_util"), "test-util-api");
        assert_eq!(name(&features, "all_resources"), "all-resources-api");
        assert_eq!(name(&features, "pets"), "pets");
        assert_eq!(name(&features, "webhooks"), "webhooks");
        features.webhook_requests = Some("webhooks".to_owned());
        assert_eq!(name(&features, "webhooks"), "webhooks-api");
        assert_eq!(name(&features, "mcp"), "mcp");
        let beside_catalog = feature_name(&["mcp".to_owned()], &features, true);
        assert_eq!(beside_catalog, "mcp-api");
    }
}
