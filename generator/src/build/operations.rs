//! Operations → methods.

use std::collections::{HashMap, HashSet};

use openapiv3::Operation as Described;
use serde_json::{Map, Value};

use super::hint::Hint;
use super::previous_types::When;
use super::resources::{MethodName, Tree};
use super::schemas::Schemas;
use super::stems::{self, Stem};
use super::{
    Context, argument_order, bodies, configured, credentials, dedupe, failures, forms, fragment, headers, links,
    outputs, overlaps, parameters, part_headers, previous_types, responses, security, servers, tags, template,
    union_cycles, usage, waiters, webhook_requests,
};
use crate::diag::{Diagnostic, FileId, Origin, found};
use crate::model::{Api, Coverage, LeftOut, Operation, Output, is_operation};
use crate::naming::method_from_path;

/// HTTP methods of a path item, in the order of the standard.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of the description, before it is understood.
pub(crate) struct Found {
    /// `operationId`, or one made from method and path.
    pub(crate) id: String,
    /// HTTP method, lower case.
    pub(crate) method: &'static str,
    /// Path template.
    pub(crate) path: String,
    /// Whether it is another one than is written.
    is_other_path: bool,
    /// Whether the description gives it an `operationId`.
    pub(crate) has_id: bool,
    /// Whether no other operation has its id.
    has_own_id: bool,
    /// The first tag.
    pub(crate) tag: Option<String>,
    /// `summary`.
    summary: Option<String>,
    /// `description`.
    description: Option<String>,
    /// `externalDocs.url`.
    documentation: Option<String>,
    /// `deprecated`.
    deprecated: bool,
    /// Permissions of which a caller needs one (`x-permissions`).
    pub(crate) permissions: Vec<String>,
    /// Where it stands.
    pub(crate) origin: Origin,
    /// Where its path item stands, after what stands beside the `$ref` to it.
    pub(crate) path_items: Vec<Origin>,
}

impl Found {
    /// What names it in `generator.yaml`.
    pub(crate) fn key(&self) -> String {
        if self.has_own_id { self.id.clone() } else { format!("{} {}", self.method.to_ascii_uppercase(), self.path) }
    }

    /// Whether `generator.yaml` means this one.
    pub(crate) fn is_called(&self, key: &str) -> bool {
        is_operation(key, &self.id, self.method, &self.path)
    }
}

/// Builds all operations, and every type on the way.
pub(crate) fn build(cx: &mut Context<'_>, api: &mut Api) {
    let mut schemas = Schemas::new(cx);
    let found = find(cx, &mut api.left_out);
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
    schemas.work_off(cx);
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

fn find(cx: &mut Context<'_>, left_out: &mut Vec<LeftOut>) -> Vec<Found> {
    let paths = Origin::new(FileId(0), "/paths");
    let items = cx.document.value(&paths).and_then(Value::as_object);
    let described: Vec<&String> =
        items.into_iter().flat_map(Map::keys).filter(|path| !path.starts_with("x-")).collect();
    if described.is_empty() {
        cx.miss(no_paths(&paths));
    }
    let mut all = Vec::new();
    for path in described {
        let path_items = path_items(cx, paths.child(path));
        newer_methods(cx, path, &path_items, left_out);
        let template = template::understood(cx, path, &paths.child(path));
        for method in METHODS {
            let mut places = path_items.iter().map(|item| item.child(method));
            let Some(place) = places.find(|place| cx.document.value(place).is_some()) else { continue };
            // Descriptions of many files keep each operation in a file of its own.
            let Some(origin) = cx.follow(place.clone(), "the operation is left out") else {
                left_out.push(without(method, path, &place));
                continue;
            };
            let Some(value) = cx.document.value(&origin) else { continue };
            match (value, &template) {
                (Value::Object(object), Ok((template, is_other_path))) => {
                    let mut found = read(cx, method, template, &origin, &path_items, object);
                    found.is_other_path = *is_other_path;
                    all.push(found);
                }
                (_, Err(fault)) => left_out.push(leave_out(cx, method, path, &origin, (fault, PATHS))),
                (other, Ok(_)) => {
                    let fault = format!("expected an operation object, found {}", found(other));
                    let help = "describe what it takes and answers, such as `responses`";
                    left_out.push(leave_out(cx, method, path, &origin, (&fault, help)));
                }
            }
        }
    }
    ids_twice(cx, &mut all);
    all
}

/// OpenAPI 3.2 has further methods, which this crate cannot name; whatever the version says, they are told.
fn newer_methods(cx: &mut Context<'_>, path: &str, path_items: &[Origin], left_out: &mut Vec<LeftOut>) {
    for item in path_items {
        let additional = item.child("additionalOperations");
        let mut places = vec![("query", item.child("query"))];
        let named = cx.document.value(&additional).and_then(Value::as_object).into_iter().flat_map(Map::keys);
        places.extend(named.map(|method| (method.as_str(), additional.child(method))));
        for (method, place) in places {
            if cx.document.value(&place).is_none() {
                continue;
            }
            cx.warn(
                Diagnostic::warning("unusable-operation", format!("the method `{method}` came with OpenAPI 3.2"))
                    .at(&place)
                    .instead("the operation is left out")
                    .help("users reach it by `client.request`, with a path of their own"),
            );
            left_out.push(without(method, path, &place));
        }
    }
}

/// The path item, before it what stands beside its `$ref`: 3.1 lets both speak, and what is said here goes first.
fn path_items(cx: &mut Context<'_>, place: Origin) -> Vec<Origin> {
    let target = cx.follow(place.clone(), "the operations of this path are left out");
    let here = (target.as_ref() != Some(&place)).then_some(place);
    here.into_iter().chain(target).collect()
}

fn no_paths(paths: &Origin) -> Diagnostic {
    Diagnostic::warning("no-operations", "expected paths with operations, found none")
        .at(paths)
        .instead("the client has no methods")
        .help("describe operations under `paths`; a description of webhooks alone gives their types")
}

fn ids_twice(cx: &mut Context<'_>, all: &mut [Found]) {
    let mut seen: HashMap<&str, &Found> = HashMap::new();
    let mut twice: HashSet<String> = HashSet::new();
    for found in all.iter() {
        let Some(first) = seen.insert(&found.id, found) else { continue };
        twice.insert(found.id.clone());
        if !found.has_id {
            continue;
        }
        // One path item under two paths is one operation, described once.
        let is_named = |found: &Found| cx.config.method_of(|key| key != found.id && found.is_called(key)).is_some();
        if first.origin != found.origin && !(is_named(first) && is_named(found)) {
            cx.warn(
                Diagnostic::warning("duplicate-operation", format!("another operation is called `{}` too", found.id))
                    .at(&found.origin.child("operationId"))
                    .related("the other one stands here", &first.origin.child("operationId"))
                    .instead("both become methods, with names that differ")
                    .help("give each an `operationId` of its own, or name the methods by method and path in `generator.yaml`"),
            );
        }
    }
    for found in all {
        found.has_own_id = !twice.contains(&found.id);
    }
}

/// What a path may be.
const PATHS: &str = "name each parameter, and write every step of the path";

fn leave_out(cx: &mut Context<'_>, method: &str, path: &str, origin: &Origin, (fault, help): (&str, &str)) -> LeftOut {
    let warning = Diagnostic::warning("unusable-operation", fault).at(origin);
    cx.warn(warning.instead("the operation is left out").help(help));
    without(method, path, origin)
}

fn without(method: &str, path: &str, origin: &Origin) -> LeftOut {
    LeftOut { id: None, method: method.to_ascii_uppercase(), path: path.to_owned(), origin: origin.clone() }
}

fn read(
    cx: &mut Context<'_>,
    method: &'static str,
    path: &str,
    origin: &Origin,
    path_items: &[Origin],
    object: &Map<String, Value>,
) -> Found {
    const OWN: &[&str] = &["deprecated", "description", "externalDocs", "operationId", "summary", "tags"];
    let shallow: Map<String, Value> = object
        .iter()
        .filter(|(key, _)| OWN.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let always = Map::from_iter([("responses".to_owned(), Value::Object(Map::new()))]);
    let described: Described = fragment::lenient_with(cx, origin, &shallow, &always);
    let has_id = described.operation_id.is_some();
    let id = described.operation_id.filter(|id| !id.trim().is_empty());
    let permissions = object.get("x-permissions").and_then(Value::as_array);
    let permissions = permissions.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Found {
        id: id.unwrap_or_else(|| method_from_path(method, path)),
        method,
        path: path.to_owned(),
        is_other_path: false,
        has_id,
        has_own_id: true,
        tag: described.tags.into_iter().next(),
        summary: described.summary,
        description: described.description,
        documentation: described.external_docs.map(|docs| docs.url),
        deprecated: described.deprecated,
        permissions,
        origin: origin.clone(),
        path_items: path_items.to_vec(),
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
