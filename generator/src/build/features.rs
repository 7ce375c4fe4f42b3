//! Features by resource (`features_by_resource` in `generator.yaml`): which types each of them needs.
//!
//! A program that asks for two of fifty resources does not compile what only the others use. Types stand in files, and a
//! file is compiled or not: what a file needs is needed wherever the file is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::walk;
use crate::model::{Api, Features, Resource, TypeId};
use crate::naming::module_name;

/// So many features may need a file; one that more need is always compiled, so that no line names them all.
const MANY: usize = 4;

/// Features that the crate has for something else.
const TAKEN: &[&str] = &[
    "all-resources",
    "chrono",
    "default",
    "http2",
    "jiff",
    "native-tls",
    "reqwest",
    "rustls",
    "test-util",
    "tracing",
    "uuid",
    "xml",
];

/// The features of the crate, if it is to have any.
pub(crate) fn of(api: &mut Api) -> Features {
    let tops = tops(&api.resources);
    if tops.len() < 2 {
        return Features::default();
    }
    let mut features = Features::default();
    let webhooks = api.webhooks.as_ref();
    if webhooks.is_some_and(|webhooks| webhooks.scheme.is_some()) {
        // The feature that verifies has this name always.
        features.webhook_requests = Some("webhooks".to_owned());
    }
    for top in tops {
        features.resources.insert(name(&top, &features), top);
    }
    if features.webhook_requests.is_none() && (!api.webhook_requests.is_empty() || webhooks.is_some()) {
        features.webhook_requests = Some(name(&["webhooks".to_owned()], &features));
    }
    let needed = needed(api, &features);
    features.types = spread(api, needed);
    features
}

/// Where the tree of resources first has several branches: their modules. What binds a parameter on the way stays with
/// what is always there.
fn tops(resources: &[Resource]) -> Vec<Vec<String>> {
    let called = || resources.iter().skip(1).filter(|resource| !resource.operations.is_empty());
    let shared = called().map(|resource| resource.module.as_slice()).reduce(common).map_or(0, <[String]>::len);
    let tops: BTreeSet<&[String]> = called().filter_map(|resource| resource.module.get(..=shared)).collect();
    let binds = |module: &[String]| resources.iter().any(|one| one.module == module && one.binds.is_some());
    tops.into_iter().filter(|module| !binds(module)).map(<[String]>::to_vec).collect()
}

fn common<'m>(a: &'m [String], b: &[String]) -> &'m [String] {
    let length = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    a.get(..length).unwrap_or_default()
}

/// A feature called like its resource, as Cargo writes names.
fn name(module: &[String], others: &Features) -> String {
    let mut name = module_name(module.last().map_or("", String::as_str)).trim_matches('_').replace('_', "-");
    while TAKEN.contains(&name.as_str()) || others.names().contains(name.as_str()) {
        name.push_str("-api");
    }
    name
}

/// Who needs a type at first hand: a feature, or, without one, what is always compiled.
type Needed = Vec<(TypeId, Option<String>)>;

fn needed(api: &mut Api, features: &Features) -> Needed {
    let mut needed = Vec::new();
    let mut feature_of = vec![None; api.operations.len()];
    for resource in &api.resources {
        let feature = features.around(&resource.module);
        for index in &resource.operations {
            if let Some(place) = feature_of.get_mut(*index) {
                *place = feature.map(str::to_owned);
            }
        }
    }
    for (operation, feature) in api.operations.iter_mut().zip(feature_of) {
        walk::ids_in_operation(operation, &mut |id| needed.push((*id, feature.clone())));
    }
    for webhook_request in &mut api.webhook_requests {
        walk::ids_in_incoming(webhook_request, &mut |id| needed.push((*id, features.webhook_requests.clone())));
    }
    let payload = api.webhooks.as_mut().and_then(|webhooks| webhooks.payload.as_mut());
    payload.into_iter().for_each(|payload| {
        walk::ids_in_ty(&mut payload.ty, &mut |id| needed.push((*id, features.webhook_requests.clone())));
    });
    let met: BTreeSet<u32> = needed.iter().map(|(id, _)| id.0).collect();
    let reached = reached(api, met);
    // What nothing uses is there for who stores such values.
    needed.extend(api.types.iter().filter(|(id, _)| !reached.contains(&id.0)).map(|(id, _)| (id, None)));
    needed
}

fn reached(api: &mut Api, from: BTreeSet<u32>) -> BTreeSet<u32> {
    let mut waiting: Vec<u32> = from.iter().copied().collect();
    let mut reached = from;
    while let Some(id) = waiting.pop() {
        let Some(def) = api.types.get_mut(TypeId(id)) else { continue };
        walk::ids_in_type(&mut def.kind, &mut |id| {
            if reached.insert(id.0) {
                waiting.push(id.0);
            }
        });
    }
    reached
}

/// Passes on from file to file who needs what; files that are always compiled are not in the answer.
fn spread(api: &mut Api, needed: Needed) -> BTreeMap<String, BTreeSet<String>> {
    let modules: HashMap<TypeId, String> = api.types.iter().map(|(id, def)| (id, def.module.clone())).collect();
    let module_of = |id: TypeId| modules.get(&id).cloned().unwrap_or_default();
    let mut below: HashMap<String, BTreeSet<String>> = HashMap::new();
    for (id, module) in &modules {
        if let Some(def) = api.types.get_mut(*id) {
            let uses = below.entry(module.clone()).or_default();
            walk::ids_in_type(&mut def.kind, &mut |id| {
                uses.insert(module_of(*id));
            });
        }
    }
    let mut by_feature: BTreeMap<Option<String>, BTreeSet<String>> = BTreeMap::new();
    for (id, feature) in needed {
        by_feature.entry(feature).or_default().insert(module_of(id));
    }
    let mut always = closure(&below, by_feature.remove(&None).unwrap_or_default());
    let mut of_types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (feature, modules) in by_feature {
        for module in closure(&below, modules) {
            of_types.entry(module).or_default().extend(feature.clone());
        }
    }
    let many = of_types.iter().filter(|(_, features)| features.len() > MANY).map(|(module, _)| module.clone());
    // What many need, needs only what at least as many do.
    always.extend(many);
    of_types.retain(|module, _| !always.contains(module));
    of_types
}

/// Files, and all that they need.
fn closure(below: &HashMap<String, BTreeSet<String>>, from: BTreeSet<String>) -> BTreeSet<String> {
    let mut waiting: Vec<&String> = from.iter().collect();
    let mut all: BTreeSet<String> = from.clone();
    while let Some(module) = waiting.pop() {
        for next in below.get(module).into_iter().flatten() {
            if all.insert(next.clone()) {
                waiting.push(next);
            }
        }
    }
    all
}
