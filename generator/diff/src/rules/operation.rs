//! Operations, and the names by which programs reach them.

use std::collections::BTreeSet;

use super::deprecated::{early_removal, is_past_sunset};
use super::prelude::*;
use crate::matching::{method_and_path, route_without_names};
use model::{Api, Operation, default_server, path_without_names};

pub(crate) const ADDED_OPERATION: Rule = Rule::added("operation-added")
    .what("An operation was added.")
    .rust("Minor: a method and its request are added.")
    .operation(|it| {
        let added = ChangedObject::Owner(method_and_path(it.added()?));
        Some(DetectedChange::new(
            Compatible,
            Message::of(added, Was, "added"),
        ))
    });

pub(crate) const OPERATION_ID_CHANGED: Rule = Rule::new("operation-id-changed")
    .what("The `operationId` of an operation was changed, added or removed.")
    .rust("Major if the method is named after it.")
    .help(
        "Name the method in `generator.yaml` (`resources`), or keep the old name \
         (`keep_old_names`).",
    )
    .operation(operation_id_changed);

pub(crate) const OPERATION_MOVED: Rule = Rule::new("operation-moved")
    .what("The path or the HTTP method of an operation changed, but not its `operationId`.")
    .wire("Breaking: clients of the old version call an operation that no longer exists.")
    .rust("Patch if the method keeps its arguments: the same program sends other requests.")
    .help("Keep the old route while clients of the old version are in use.")
    .operation(|it| {
        let Sides { old, new } = it.both()?;
        it.changes(route_without_names)?;
        let message = describe_move(old, new);
        let Sides {
            old: before,
            new: after,
        } = it.in_models(request_url_of)?;
        Some(if old.method == new.method && before == after {
            DetectedChange::new(Wire::None, format!("{message}, with the same URL"))
        } else {
            DetectedChange::new(Breaking, message)
                .changes_behaviour()
                .shown(Some(shown::request(old)))
        })
    });

pub(crate) const RESOURCE_RENAMED: Rule = Rule::new("resource-renamed")
    .what(
        "An operation moved to another resource, because its tag or `resources` in \
         `generator.yaml` changed.",
    )
    .wire("None: requests do not change.")
    .rust(
        "Major: the handle, its method and the request are renamed. Minor if former names are \
         kept.",
    )
    .help(
        "Keep former names with `keep_old_names: true`, or set the previous resource in \
         `resources`.",
    )
    .operation(|it| {
        let Sides { old, new } = it
            .in_models(|api, operation| api.resource(operation.resource))?
            .both()?;
        if old.bound != new.bound || old.module == new.module {
            return None;
        }
        let [from, to] = [old, new].map(|resource| match resource.module.join(".") {
            root if root.is_empty() => "the client".to_owned(),
            module => format!("`{module}`"),
        });
        Some(DetectedChange::new(
            Wire::None,
            format!("moved from {from} to {to}"),
        ))
    });

pub(super) const RULES: &[Rule] = &[
    Rule::removed("deprecated-operation-removed")
        .what("A deprecated operation was removed, after its sunset (`x-sunset`) if it had one.")
        .wire("Risky: the removal was announced, but clients that call the operation fail.")
        .help("The crate still needs a major version: removing deprecated items breaks programs.")
        .operation(|it| {
            let old = it
                .removed()
                .filter(|old| is_past_sunset(it, old.deprecated))?;
            let message = format!(
                "the deprecated operation {} was removed",
                method_and_path(old)
            );
            Some(DetectedChange::new(Risky, message).shown(Some(shown::request(old))))
        }),
    ADDED_OPERATION,
    OPERATION_MOVED,
    Rule::removed("operation-removed")
        .what(
            "An operation was removed without being deprecated, or before its sunset \
             (`x-sunset`).",
        )
        .wire("Breaking: clients that call it fail.")
        .help("Deprecate it first, with a date (`deprecated: true`, `x-sunset`).")
        .operation(|it| {
            let old = it
                .removed()
                .filter(|old| !is_past_sunset(it, old.deprecated))?;
            let how = early_removal(it, old.deprecated)
                .unwrap_or_else(|| " without being deprecated first".to_owned());
            let removed = ChangedObject::Owner(method_and_path(old));
            let message = Message::of(removed, Was, &format!("removed{how}"));
            Some(DetectedChange::new(Breaking, message).shown(Some(shown::request(old))))
        }),
    Rule::new("binding-changed")
        .what(
            "A handle binds a path parameter for all of its methods (`bind` in `generator.yaml`), \
             or no longer does.",
        )
        .wire("None: requests do not change.")
        .rust("Major: methods move and take other arguments.")
        .help("Decide on `bind` before the first release.")
        .operation(|it| {
            let Sides { old, new } = it.in_models(bound_path_parameters)?;
            if old == new {
                return None;
            }
            let bound = new
                .difference(&old)
                .map(|name| format!("`{name}` is now bound for all methods"));
            let unbound = old
                .difference(&new)
                .map(|name| format!("`{name}` is now an argument of each method"));
            Some(DetectedChange::new(
                Wire::None,
                bound.chain(unbound).collect::<Vec<_>>().join("; "),
            ))
        }),
    OPERATION_ID_CHANGED,
    RESOURCE_RENAMED,
];

/// Describes how an operation moved. If only the beginning of its path changed, the message is the
/// same for all operations that moved in this way.
fn describe_move(old: &Operation, new: &Operation) -> String {
    let mut before: Vec<&str> = old.path.split('/').collect();
    let mut after: Vec<&str> = new.path.split('/').collect();
    let length = before.len();
    while before.len() > 1 && after.len() > 1 && before.last() == after.last() {
        before.pop();
        after.pop();
    }
    let old_path = before.join("/");
    let new_path = after.join("/");
    if old.method != new.method || before.len() == length {
        format!("{} became {}", method_and_path(old), method_and_path(new))
    } else if old_path.is_empty() {
        format!("the path now begins with `{new_path}`")
    } else if new_path.is_empty() {
        format!("the path no longer begins with `{old_path}`")
    } else {
        format!("the path begins with `{new_path}` instead of `{old_path}`")
    }
}

fn request_url_of(api: &Api, operation: &Operation) -> String {
    let server =
        default_server(operation.servers.iter()).or_else(|| default_server(api.servers.iter()));
    let base = server.map_or("", |server| server.url.trim_end_matches('/'));
    format!("{base}{}", path_without_names(&operation.path))
}

fn bound_path_parameters<'a>(api: &'a Api, operation: &Operation) -> BTreeSet<&'a str> {
    api.resource(operation.resource)
        .into_iter()
        .flat_map(|resource| &resource.bound)
        .map(String::as_str)
        .collect()
}

fn operation_id_changed(it: &Both<'_, Operation>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let has_id = it.in_texts(|document, operation| {
        document
            .value(&operation.origin.child("operationId"))
            .is_some()
    })?;
    let message = match (has_id.old, has_id.new) {
        (false, false) => return None,
        _ if old.id != new.id => Message::renamed("operationId", &old.id, &new.id),
        (false, true) => Message::of_named("operationId", &new.id, Was, "added"),
        (true, false) => Message::of_named("operationId", &old.id, Was, "removed"),
        _ => return None,
    };
    Some(DetectedChange::new(Wire::None, message))
}
