//! Checks that everything that `generator.yaml` names exists in the description; locations are in
//! `generator.yaml`.

use foldhash::HashSet;
use serde_json::{Map, Value};

use crate::context::{BuildContext, config_location};
use crate::keywords::keyword_meaning::{VALUE_LISTS, constant_text};
use crate::schemas::replacements::FORMAT;
use crate::template::template_names;
use crate::types::phases::Typed;
use crate::written_operations::WrittenOperation;
use config::NumbersConfig;
use description::{nearest_name, suggest_known_name};
use diag::{Diagnostic, Origin};
use model::{FormerName, Operation, Resource};
use naming::{field_name, module_name, type_name, variant_name};

pub(crate) fn check_configured_keys(cx: &mut BuildContext<'_>, operations: &[WrittenOperation]) {
    let mut problems = Vec::new();
    check_configured_operations(cx, operations, &mut problems);
    check_configured_bindings(cx, operations, &mut problems);
    check_configured_types(cx, &mut problems);
    check_configured_names(cx, &mut problems);
    check_configured_numbers(cx, &mut problems);
    cx.config_problems.extend(problems);
}

fn check_configured_operations(
    cx: &BuildContext<'_>,
    operations: &[WrittenOperation],
    problems: &mut Vec<Diagnostic>,
) {
    let ids: HashSet<&str> = operations
        .iter()
        .map(|operation| operation.id.as_str())
        .collect();
    for (path, methods) in &cx.config.resources {
        for (method, id) in methods {
            if !is_id_or_key(id, &ids, operations) {
                problems.push(unknown_operation(
                    id,
                    &config_location(&["resources", path, method]),
                    written_keys(operations),
                ));
            }
        }
    }
    let paging = &cx.config.paging;
    let idempotency = cx.config.idempotency_key.as_ref();
    let keyed = idempotency
        .and_then(|config| config.operations.as_deref())
        .unwrap_or_default();
    let mut named = configured_operations(&["paging", "none"], &paging.none);
    named.extend(
        paging
            .operations
            .keys()
            .map(|id| (id.clone(), config_location(&["paging", "operations", id]))),
    );
    named.extend(
        cx.config
            .streams
            .keys()
            .map(|id| (id.clone(), config_location(&["streams", id]))),
    );
    named.extend(
        cx.config
            .long_running
            .keys()
            .map(|id| (id.clone(), config_location(&["long_running", id]))),
    );
    named.extend(configured_operations(
        &["idempotency_key", "operations"],
        keyed,
    ));
    named.extend(configured_operations(
        &["idempotent"],
        &cx.config.idempotent,
    ));
    problems.extend(
        named
            .iter()
            .filter(|(id, _)| !is_id_or_key(id, &ids, operations))
            .map(|(id, origin)| unknown_operation(id, origin, written_keys(operations))),
    );
}

/// Returns whether a text is the id of an operation, or another name by which the configuration may
/// refer to one.
fn is_id_or_key(text: &str, ids: &HashSet<&str>, operations: &[WrittenOperation]) -> bool {
    ids.contains(text) || operations.iter().any(|operation| operation.is_called(text))
}

/// Returns the operations in an array of the configuration, with their locations.
fn configured_operations(keys: &[&str], ids: &[String]) -> Vec<(String, Origin)> {
    let list_origin = config_location(keys);
    ids.iter()
        .enumerate()
        .map(|(index, id)| (id.clone(), list_origin.item(index)))
        .collect()
}

/// Returns the id of each operation, and its method and path.
fn written_keys(operations: &[WrittenOperation]) -> impl Iterator<Item = [String; 2]> {
    operations.iter().map(|operation| {
        [
            operation.id.clone(),
            format!("{} {}", operation.method, operation.path),
        ]
    })
}

/// Returns the id of each operation, and its method and path.
pub(crate) fn built_keys(operations: &[Operation]) -> impl Iterator<Item = [String; 2]> {
    operations.iter().map(|operation| {
        [
            operation.id.clone(),
            format!("{} {}", operation.method, operation.path),
        ]
    })
}

/// Returns the error that no operation is called `id`; `names` has the id of each operation, and
/// its method and path.
pub(crate) fn unknown_operation(
    id: &str,
    origin: &Origin,
    names: impl Iterator<Item = [String; 2]>,
) -> Diagnostic {
    let known_names: Vec<String> = names.flatten().collect();
    let expected = "expected an `operationId`, or a method and path of the description, such as `GET /pets/{id}`";
    let help = suggest_known_name(id, known_names.iter().map(String::as_str), expected);
    Diagnostic::error(
        "unknown-operation",
        format!("the description has no operation `{id}`"),
    )
    .at(origin)
    .help(help)
}

fn check_configured_bindings(
    cx: &BuildContext<'_>,
    operations: &[WrittenOperation],
    problems: &mut Vec<Diagnostic>,
) {
    let path_parameters: HashSet<&str> = operations
        .iter()
        .flat_map(|operation| template_names(&operation.path))
        .collect();
    for parameter in cx
        .config
        .bind
        .keys()
        .filter(|parameter| !path_parameters.contains(parameter.as_str()))
    {
        let message = format!("the description has no path with `{{{parameter}}}`");
        let problem = Diagnostic::error("unknown-parameter", message)
            .at(&config_location(&["bind", parameter]));
        let expected = "expected a path parameter of the description";
        let help = suggest_known_name(parameter, path_parameters.iter().copied(), expected);
        problems.push(problem.help(help));
    }
}

pub(crate) fn unknown_schema(cx: &BuildContext<'_>, pointer: &str, origin: &Origin) -> Diagnostic {
    let message = format!("the description has no schema at `{pointer}`");
    let components = cx.document.root().pointer("/components/schemas");
    let names = components
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(Map::keys);
    let schemas_origin = Origin::default().child("components").child("schemas");
    let pointers: Vec<String> = names
        .map(|name| schemas_origin.child(name).pointer.to_string())
        .collect();
    let expected = "expected the JSON pointer of a schema, such as `/components/schemas/Pet`, or `types.yaml#/Pet` in another file";
    let help = suggest_known_name(pointer, pointers.iter().map(String::as_str), expected);
    Diagnostic::error("unknown-schema", message)
        .at(origin)
        .help(help)
}

fn check_configured_numbers(cx: &BuildContext<'_>, problems: &mut Vec<Diagnostic>) {
    let Some(NumbersConfig::Within(pointers)) = &cx.config.numbers else {
        return;
    };
    let unknown = pointers
        .iter()
        .enumerate()
        .filter(|(_, pointer)| cx.schema_of_key(pointer).is_none());
    problems.extend(unknown.map(|(index, pointer)| {
        unknown_schema(cx, pointer, &config_location(&["numbers"]).item(index))
    }));
}

fn check_configured_types(cx: &BuildContext<'_>, problems: &mut Vec<Diagnostic>) {
    let replaced = cx.config.types.replaced.keys();
    for pointer in replaced.filter(|key| !key.starts_with(FORMAT)) {
        if cx.schema_of_key(pointer).is_none() {
            problems.push(unknown_schema(
                cx,
                pointer,
                &config_location(&["types", pointer]),
            ));
        }
    }
    for (pointer, name) in &cx.config.types.names {
        let setting_origin = config_location(&["types", pointer]);
        if cx.schema_of_key(pointer).is_none() {
            problems.push(unknown_schema(cx, pointer, &setting_origin));
        }
        let proper = match name.rsplit_once("::") {
            Some((modules, name)) => {
                let modules: Vec<String> = modules.split("::").map(module_name).collect();
                format!("{}::{}", modules.join("::"), type_name(name))
            }
            None => type_name(name),
        };
        problems.extend(unusable_name(
            name,
            "cannot be the name of a type",
            &proper,
            &setting_origin,
        ));
    }
}

/// Reports every configured name of a schema that has no separate type.
pub(crate) fn check_types(cx: &mut BuildContext<'_>, typed: &Typed) {
    let config = cx.config;
    let named: HashSet<&str> = typed
        .types
        .iter()
        .map(|(_, def)| def.name.as_str())
        .collect();
    for key in config.types.names.keys() {
        let Some(origin) = cx.schema_of_key(key) else {
            continue;
        };
        let name = typed.names.at_origin(cx, &origin);
        if name.is_some_and(|name| !named.contains(name)) {
            // A different selection of operations may use the schema.
            let is_left_out = !typed
                .schemas
                .iter()
                .any(|entry| origin.is_within(&entry.origin));
            if is_left_out && config.leaves_out_unused_schemas() {
                let note = Diagnostic::note(
                    "unused-type-name",
                    "no operation of the client uses this schema",
                );
                cx.config_notes.push(
                    note.at(&config_location(&["types", key]))
                        .instead("the client has no such type"),
                );
                continue;
            }
            let message = format!("the schema at `{key}` does not become a separate type");
            let problem =
                Diagnostic::error("unknown-schema", message).at(&config_location(&["types", key]));
            cx.config_problems.push(problem.help(
                "remove the line: the schema is a plain Rust type, is unused, or shares the type of an equal schema",
            ));
        }
    }
}

/// Returns the former names of types that `old_names` keeps. Each name must be free and refer to an
/// existing type.
pub(crate) fn former_type_names(
    cx: &mut BuildContext<'_>,
    typed: &Typed,
    resources: &[Resource],
) -> Vec<FormerName> {
    let types = typed.types.iter().map(|(_, def)| def.name.as_str());
    let handles = resources
        .iter()
        .filter_map(|resource| resource.type_name.as_deref());
    let requests = typed
        .operations
        .iter()
        .map(|operation| operation.names.request_type.as_str());
    let taken: HashSet<&str> = types.chain(handles).chain(requests).collect();
    let mut former_names = Vec::new();
    for (old, new) in &cx.config.old_names {
        let name_origin = config_location(&["old_names", old]);
        let type_id = typed
            .types
            .iter()
            .find(|(_, def)| def.name == *new)
            .map(|(id, _)| id);
        let problem = match type_id {
            None => Some((
                format!("there is no type `{new}`"),
                "expected the name of a type of the crate",
            )),
            Some(_) if taken.contains(old.as_str()) => Some((
                format!("`{old}` is now the name of another type"),
                "remove the line, or rename the other type",
            )),
            Some(_) if type_name(old) != *old => Some((
                format!("`{old}` is not a valid name of a type"),
                "expected upper camel case",
            )),
            Some(ty) => {
                former_names.push(FormerName {
                    name: old.clone(),
                    ty,
                });
                None
            }
        };
        if let Some((message, help)) = problem {
            cx.config_problems.push(
                Diagnostic::error("old-name", message)
                    .at(&name_origin)
                    .help(help),
            );
        }
    }
    former_names.sort_by(|a, b| a.name.cmp(&b.name));
    former_names
}

fn check_configured_names(cx: &BuildContext<'_>, problems: &mut Vec<Diagnostic>) {
    for (pointer, name) in &cx.config.names {
        let setting_origin = config_location(&["names", pointer]);
        let proper = cx
            .origin_of_key(pointer)
            .and_then(|origin| proper_name(cx, &origin, name));
        problems.extend(match proper {
            Some(proper) => unusable_name(name, "is not a valid name for this item", &proper, &setting_origin),
            None => {
                let message = format!("the description has nothing that can be named at `{pointer}`");
                let help = match nearest_pointer(cx, pointer, name) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "expected the JSON pointer of a property, a parameter, a value of an enum, a member of a union, a server or a request body".to_owned(),
                };
                Some(Diagnostic::error("unknown-place", message).at(&setting_origin).help(help))
            }
        });
    }
}

/// Returns the key of the item that the author probably meant by `pointer`. Follows the pointer,
/// and replaces each part that does not exist by a similar key or value. Returns `None` if this
/// leads nowhere, or to something that cannot be named.
fn nearest_pointer(cx: &BuildContext<'_>, pointer: &str, name: &str) -> Option<String> {
    let named_origin = cx.origin_of_key(pointer)?;
    let mut nearest_origin = Origin::new(named_origin.file, "");
    for segment in named_origin.segments() {
        let is_values = VALUE_LISTS.iter().any(|list| nearest_origin.is_key(list));
        let siblings: Vec<String> = match cx.document.value(&nearest_origin)? {
            Value::Object(members) => members.keys().cloned().collect(),
            Value::Array(values) if is_values => values
                .iter()
                .map(|value| constant_text(value).into_owned())
                .collect(),
            Value::Array(items) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => return None,
        };
        let is_index = segment.parse::<usize>().is_ok();
        let mut keys = siblings.iter().map(String::as_str);
        let key = match keys.clone().find(|key| *key == segment) {
            Some(key) => key,
            None if is_index => return None,
            None => nearest_name(&segment, &mut keys)?,
        };
        nearest_origin = nearest_origin.child(key);
    }
    proper_name(cx, &nearest_origin, name)?;
    Some(cx.key(&nearest_origin))
}

/// Returns the error about a configured name, with the `proper` name as help; `None` if both names
/// are equal.
pub(crate) fn unusable_name(
    name: &str,
    fault: &str,
    proper: &str,
    origin: &Origin,
) -> Option<Diagnostic> {
    if name == proper {
        return None;
    }
    let problem = Diagnostic::error("unusable-name", format!("`{name}` {fault}")).at(origin);
    Some(problem.help(format!("use a name such as `{proper}`")))
}

/// Converts `name` to a valid name for the item at `origin`; returns `None` if nothing there can be
/// named.
fn proper_name(cx: &BuildContext<'_>, origin: &Origin, name: &str) -> Option<String> {
    let around = origin.parent()?;
    let list = around.last_segment().unwrap_or_default();
    if origin.is_key("const") && list != "properties" {
        cx.document.value(origin)?;
        return Some(variant_name(name));
    }
    if VALUE_LISTS.contains(&&*list) {
        let segment = origin.last_segment()?;
        let values = cx.document.value(&around)?.as_array()?;
        if values.iter().any(|value| constant_text(value) == segment) {
            return Some(variant_name(name));
        }
        return None;
    }
    let value = cx.document.value(origin)?;
    let is_body = origin.is_key("requestBody") || list == "requestBodies";
    if is_body && value.get("content").is_some() {
        return Some(field_name(name));
    }
    match &*list {
        "servers" if value.get("url").is_some() => Some(field_name(name)),
        "properties" | "required" | "parameters" => Some(field_name(name)),
        "oneOf" | "anyOf" => Some(variant_name(name)),
        _ => None,
    }
}
