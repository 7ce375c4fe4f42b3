//! Operations → methods.

use super::found::{self, Found};
use super::hint::Hint;
use super::previous_types::When;
use super::resources::{MethodName, Tree};
use super::schemas::Schemas;
use super::stems::{self, Stem};
use super::{
    Context, argument_order, bodies, configured, credentials, dedupe, failures, forms, headers, links, outputs,
    overlaps, parameters, part_headers, previous_types, responses, security, servers, tags, type_bodies, union_cycles,
    usage, waiters, webhook_requests,
};
use crate::model::{Api, Coverage, Operation, Output};

/// Builds all operations, and every type on the way.
pub(crate) fn build(cx: &mut Context<'_>, api: &mut Api) {
    let mut schemas = Schemas::new(cx);
    let found = found::find(cx, &mut api.left_out);
    configured::check(cx, &found);
    let tree = Tree::plant(cx, &found, &mut schemas.names);
    let places = (0..found.len()).map(|index| tree.place(index)).map(|place| (place.handle, place.method));
    let stems = stems::of(&places.collect::<Vec<_>>(), &schemas.names);
    let mut operations = Vec::with_capacity(found.len());
    for (index, (found, stem)) in found.iter().zip(&stems).enumerate() {
        let place = (tree.place(index), stem);
        let (mut operation, loosened) = cx.watch(|cx| operation(cx, &mut schemas, api, place, found));
        if loosened {
            operation.coverage = Coverage::Loosened;
        }
        operations.push(operation);
    }
    credentials::settle(cx, api, &mut operations);
    security::check_configured(cx, api);
    argument_order::agree(&mut operations);
    let mut webhook_requests = webhook_requests::webhook_requests(cx, &mut schemas, &found);
    all_components(cx, &mut schemas);
    let mut schemas = type_bodies::build(cx, schemas);
    union_cycles::cut(cx, &mut schemas);
    union_cycles::open(cx, &mut schemas);
    tags::infer(&mut schemas.types);
    overlaps::tell(cx, &schemas.types);
    previous_types::unite(cx, &mut schemas, &mut operations, &mut webhook_requests, When::First);
    forms::settle(cx, &mut operations, &webhook_requests, &mut schemas);
    usage::loosen_users(&mut operations, &schemas.types, &schemas.loose);
    dedupe::merge_equal(cx, &mut schemas, &mut operations, &mut webhook_requests);
    previous_types::unite(cx, &mut schemas, &mut operations, &mut webhook_requests, When::Last);
    bodies::settle_others(cx, &mut operations);
    dedupe::drop_unused(&mut schemas, &mut operations, &mut webhook_requests);
    schemas.name_all(cx);
    previous_types::name_members(cx, &mut schemas.types);
    links::settle(cx, &found, &mut operations);
    headers::settle(cx, &mut schemas, &mut operations);
    configured::check_types(cx, &schemas);
    outputs::settle(cx, &schemas.types, &mut schemas.names, &mut operations);
    failures::settle(cx, &schemas.types, &mut operations);
    waiters::settle(cx, &schemas.types, &mut operations);
    api.resources = tree.into_resources(cx, &found, &operations);
    api.operations = operations;
    api.webhook_requests = webhook_requests;
    api.types = schemas.types;
    api.schemas = schemas.entries;
}

/// Component schemas become types even where no operation uses them.
fn all_components<'d>(cx: &mut Context<'d>, schemas: &mut Schemas<'d>) {
    for (origin, key) in super::names::component_schemas(cx) {
        let hint = schemas.names.component(&origin).map_or_else(|| Hint::new(&key), Hint::of_path);
        schemas.at(cx, &origin, &hint);
    }
}

fn operation<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    api: &Api,
    (place, stem): (MethodName, &Stem),
    found: &Found,
) -> Operation {
    if found.is_other_path {
        cx.uses_loosened();
    }
    let hint = Hint::of_method(&place.handle, stem);
    let mut parameters = parameters::parameters(cx, schemas, &found.origin, &found.path_items, &found.path, &hint);
    let body = bodies::body(cx, schemas, &found.origin, &hint);
    parameters.extend(body.iter().flat_map(|body| part_headers::of(cx, schemas, body, &hint)));
    let responses = responses::responses(cx, schemas, &found.origin, &hint);
    Operation {
        method: found.method.to_ascii_uppercase(),
        path: found.path.clone(),
        // Set when all types are final.
        output: Output::Empty,
        stream: None,
        alternatives: Vec::new(),
        headers: None,
        paging: None,
        parameters,
        body,
        responses: responses.responses,
        envelope: responses.envelope,
        success: None,
        security: security::requirements(cx, &found.origin, &api.security_schemes),
        servers: servers::of_operation(cx, found),
        idempotent: cx.config.idempotent.iter().any(|key| found.is_called(key)),
        idempotency_header: idempotency_header(cx, found),
        waiters: Vec::new(),
        summary: found.summary.clone(),
        description: found.description.clone(),
        documentation: found.documentation.clone(),
        permissions: found.permissions.clone(),
        deprecated: found.deprecated,
        resource: place.resource,
        rust: place.method.clone(),
        request_type: place.request_type.clone(),
        former_names: Vec::new(),
        former_requests: Vec::new(),
        tag: found.tag.clone(),
        naming: place.naming,
        coverage: Coverage::Full,
        origin: found.origin.clone(),
        id: found.id.clone(),
    }
}

/// The header by whose value the server knows a repetition of this request.
fn idempotency_header(cx: &Context<'_>, found: &Found) -> Option<String> {
    let config = cx.config.idempotency_key.as_ref()?;
    let has_key = match &config.operations {
        Some(operations) => operations.iter().any(|key| found.is_called(key)),
        None => found.method == "post",
    };
    has_key.then(|| config.header.clone())
}
