//! Operations → methods.

use openapiv3::Operation as Described;
use serde_json::{Map, Value};

use super::names::Hint;
use super::resources::Tree;
use super::schemas::Schemas;
use super::{Context, bodies, dedupe, info, parameters, piece, resources, responses, security, unions, usage};
use crate::diag::{Diagnostic, FileId, Origin};
use crate::model::{Api, Coverage, LeftOut, Operation};
use crate::naming::method_from_path;

/// HTTP methods of a path item, in the order of the standard.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation of the description, before it is understood.
pub(crate) struct Found {
    /// `operationId`, or one made from method and path.
    pub(crate) id: String,
    /// HTTP method, lower case.
    pub(crate) method: &'static str,
    /// Path template.
    pub(crate) path: String,
    /// What stands in the operation object itself.
    pub(crate) described: Described,
    /// Permissions of which a caller needs one (`x-permissions`).
    pub(crate) permissions: Vec<String>,
    /// Where it stands.
    pub(crate) origin: Origin,
    /// Where its path item stands.
    pub(crate) path_item: Origin,
}

/// Builds all operations, and every type on the way.
pub(crate) fn build(cx: &mut Context<'_>, api: &mut Api) {
    let mut schemas = Schemas::new(cx);
    let found = find(cx, &mut api.left_out);
    resources::unknown_operations(cx, &found);
    let tree = Tree::plant(cx, &found, &mut schemas.names);
    let mut operations = Vec::with_capacity(found.len());
    for (index, found) in found.iter().enumerate() {
        let (mut operation, loosened) = cx.watch(|cx| operation(cx, &mut schemas, api, &tree, found, index));
        if loosened {
            operation.coverage = Coverage::Loosened;
        }
        operations.push(operation);
    }
    all_components(cx, &mut schemas);
    schemas.work_off(cx);
    unions::infer_tags(&mut schemas.types);
    usage::loosen_users(&mut operations, &schemas.types, &schemas.loose);
    dedupe::merge_equal(&mut schemas, &mut operations);
    schemas.name_all(cx);
    api.resources = tree.into_resources(cx, &found, &operations);
    api.operations = operations;
    api.types = schemas.types;
    api.schemas = schemas.entries;
}

/// Component schemas become types even where no operation uses them.
fn all_components<'d>(cx: &mut Context<'d>, schemas: &mut Schemas<'d>) {
    for (origin, key) in super::names::component_schemas(cx) {
        schemas.at(cx, &origin, &Hint::new(&key));
    }
}

fn find(cx: &mut Context<'_>, left_out: &mut Vec<LeftOut>) -> Vec<Found> {
    let paths = Origin::new(FileId(0), "/paths");
    let Some(Value::Object(items)) = cx.document.value(&paths) else { return Vec::new() };
    let mut all = Vec::new();
    for path in items.keys().filter(|path| !path.starts_with("x-")) {
        let Some(path_item) = cx.follow(paths.child(path)) else { continue };
        for method in METHODS {
            let place = path_item.child(method);
            if cx.document.value(&place).is_none() {
                continue;
            }
            // Descriptions of many files keep each operation in a file of its own.
            let origin = cx.follow(place.clone()).unwrap_or(place);
            let Some(value) = cx.document.value(&origin) else { continue };
            match value {
                Value::Object(object) if path.starts_with('/') => {
                    all.push(read(cx, method, path, &origin, &path_item, object));
                }
                _ => left_out.push(leave_out(cx, method, path, &origin)),
            }
        }
    }
    all
}

fn leave_out(cx: &mut Context<'_>, method: &str, path: &str, origin: &Origin) -> LeftOut {
    let message = if path.starts_with('/') {
        "expected an operation object".to_owned()
    } else {
        format!("path `{path}` does not start with `/`")
    };
    cx.warn(Diagnostic::warning("unusable-operation", message).at(origin).instead("the operation is left out"));
    LeftOut { id: None, method: method.to_ascii_uppercase(), path: path.to_owned(), origin: origin.clone() }
}

fn read(
    cx: &mut Context<'_>,
    method: &'static str,
    path: &str,
    origin: &Origin,
    path_item: &Origin,
    object: &Map<String, Value>,
) -> Found {
    const OWN: &[&str] = &["deprecated", "description", "externalDocs", "operationId", "summary", "tags"];
    let mut shallow: Map<String, Value> = object
        .iter()
        .filter(|(key, _)| OWN.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    shallow.insert("responses".to_owned(), Value::Object(Map::new()));
    let described: Described = piece::lenient(cx, origin, &shallow);
    let id = described.operation_id.clone().filter(|id| !id.trim().is_empty());
    let permissions = object.get("x-permissions").and_then(Value::as_array);
    let permissions = permissions.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Found {
        id: id.unwrap_or_else(|| method_from_path(method, path)),
        method,
        path: path.to_owned(),
        described,
        permissions,
        origin: origin.clone(),
        path_item: path_item.clone(),
    }
}

fn operation<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    api: &Api,
    tree: &Tree,
    found: &Found,
    index: usize,
) -> Operation {
    let place = tree.place(index);
    let hint = Hint::new(&place.hint);
    let parameters = parameters::parameters(cx, schemas, &found.origin, &found.path_item, &found.path, &hint);
    let body = bodies::body(cx, schemas, &found.origin, &hint);
    let replies = responses::replies(cx, schemas, &found.origin, &hint);
    let described = &found.described;
    Operation {
        method: found.method.to_ascii_uppercase(),
        path: found.path.clone(),
        paging: responses::paging(&cx.config.paging, &parameters, &replies.output),
        parameters,
        body,
        responses: replies.responses,
        output: replies.output,
        envelope: replies.envelope,
        security: security::requirements(cx, &found.origin, &api.security_schemes),
        server: server(cx, found),
        idempotent: cx.config.idempotent.contains(&found.id),
        summary: described.summary.clone(),
        description: described.description.clone(),
        documentation: described.external_docs.as_ref().map(|docs| docs.url.clone()),
        permissions: found.permissions.clone(),
        deprecated: described.deprecated,
        resource: place.resource,
        rust: place.method.clone(),
        request_type: place.request_type.clone(),
        coverage: Coverage::Full,
        origin: found.origin.clone(),
        id: found.id.clone(),
    }
}

/// `servers` of the operation or of its path item.
fn server(cx: &mut Context<'_>, found: &Found) -> Option<String> {
    let own = info::servers_at(cx, &found.origin.child("servers"));
    let shared = info::servers_at(cx, &found.path_item.child("servers"));
    own.into_iter().chain(shared).next().map(|server| server.url)
}
