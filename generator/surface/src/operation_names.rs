//! Names of operations and of their arguments, where operations are data.

use std::borrow::Cow;

use foldhash::HashSet;

use crate::index::ApiIndex;
use crate::methods::{BodyFacts, MethodFacts};
use model::{Operation, Parameter};
use naming::{Scope, ScopeKind};

/// Returns the name of each operation, in the order of [`model::Api::operations`]: the path of its
/// resource, and its method (`pets.list`), without [`operations_below`]. An operation that is not
/// below these segments has its full path.
pub fn operation_names(index: &ApiIndex<'_>) -> Vec<String> {
    let paths = resource_paths(index);
    let beginning = operations_below(index);
    let operations = || paths.iter().zip(&index.api.operations);
    let short_names: Vec<Option<String>> = operations()
        .map(|(path, operation)| Some(operation_name(segments_below(path, &beginning)?, operation)))
        .collect();
    let mut taken: HashSet<String> = short_names.iter().flatten().cloned().collect();
    operations()
        .zip(short_names)
        .map(|((path, operation), short_name)| {
            short_name.unwrap_or_else(|| unique_name(operation_name(path, operation), &mut taken))
        })
        .collect()
}

/// Returns the segments with which paths of resources begin, and which names of operations lack:
/// those of the previous crate if it had any of these operations, or else those that all paths
/// have. No path is left out as a whole.
pub fn operations_below(index: &ApiIndex<'_>) -> Vec<String> {
    let paths = resource_paths(index);
    let previous = index.api.client.operations_below.as_ref();
    let kept = previous.filter(|beginning| {
        let mut below = paths.iter().map(|path| segments_below(path, beginning));
        below.any(|segments| segments.is_some())
    });
    kept.cloned().unwrap_or_else(|| shared_segments(&paths))
}

/// Returns the path of the resource of each operation.
fn resource_paths<'a>(index: &ApiIndex<'a>) -> Vec<Vec<&'a str>> {
    let operations = index.api.operations.iter();
    operations
        .map(|operation| {
            let resource = index.api.resource(operation.resource);
            let path = resource.map(|resource| index.path_to_resource(resource));
            let resources = path.into_iter().flatten();
            resources.map(|resource| resource.rust.as_str()).collect()
        })
        .collect()
}

/// Returns the segments of a path after its beginning; `None` if it has another one, or no more.
fn segments_below<'p, 'a>(path: &'p [&'a str], beginning: &[String]) -> Option<&'p [&'a str]> {
    let begins = path.iter().zip(beginning).all(|(own, other)| own == other);
    path.get(beginning.len()..)
        .filter(|segments| begins && (beginning.is_empty() || !segments.is_empty()))
}

/// Returns the segments with which all paths begin, so that at least one of each remains.
fn shared_segments(paths: &[Vec<&str>]) -> Vec<String> {
    let Some((first, others)) = paths.split_first() else {
        return Vec::new();
    };
    let mut length = first.len().saturating_sub(1);
    for path in others {
        let equal = first.iter().zip(path).take_while(|(a, b)| a == b).count();
        length = length.min(equal).min(path.len().saturating_sub(1));
    }
    let segments = first.iter().take(length);
    segments.map(|segment| (*segment).to_owned()).collect()
}

fn operation_name(path: &[&str], operation: &Operation) -> String {
    let segments = path.iter().copied();
    let names = segments.chain([operation.names.method.as_str()]);
    let names: Vec<&str> = names.map(|name| name.trim_end_matches('_')).collect();
    names.join(".")
}

/// Returns a name that is not taken: this one, or else with a number.
fn unique_name(name: String, taken: &mut HashSet<String>) -> String {
    let mut unique = name.clone();
    let mut number = 2;
    while !taken.insert(unique.clone()) {
        unique = format!("{name}_{number}");
        number += 1;
    }
    unique
}

/// A parameter, and the name of its argument.
pub struct ArgumentName<'a> {
    /// The name, unique in the operation.
    pub name: String,
    /// The parameter.
    pub parameter: &'a Parameter,
}

/// The name of the argument for the body, as in the runtime.
pub const BODY_ARGUMENT: &str = "body";

/// Returns the arguments of an operation that are parameters, required ones first.
pub fn argument_names<'a>(facts: &MethodFacts<'a>) -> Vec<ArgumentName<'a>> {
    let mut scope = Scope::new(ScopeKind::Requests);
    scope.reserve(BODY_ARGUMENT);
    facts
        .operation
        .parameters
        .iter()
        .map(|parameter| ArgumentName {
            name: scope.claim(plain_name(&parameter.rust).as_ref()).name,
            parameter,
        })
        .collect()
}

/// Returns whether a request needs the argument for its body.
pub fn requires_body_argument(facts: &MethodFacts<'_>) -> bool {
    matches!(facts.body, BodyFacts::Argument(_)) && !facts.may_lack_body()
}

/// Returns a name without the underscore that tells it from a keyword.
fn plain_name(rust: &str) -> Cow<'_, str> {
    match rust.trim_end_matches('_') {
        "" => Cow::Borrowed(rust),
        name => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, Value, json};

    /// Returns the names of operations called `list`, one of each of these resources.
    fn names(resources: &[&str], previous: Option<&[&str]>) -> Vec<String> {
        let path = |index: usize| format!("/{index}");
        let paths =
            (0..resources.len()).map(|index| (path(index), json!({ "get": { "responses": {} } })));
        let description = json!({
            "openapi": "3.1.0",
            "info": { "title": "Zones", "version": "1" },
            "paths": paths.collect::<Map<String, Value>>(),
        });
        let text = description.to_string();
        let (mut document, _) = description::Document::from_text("zones.yaml", text).unwrap();
        description::raise::raise_to_3_2(&mut document);
        let methods = resources.iter().enumerate().map(|(index, resource)| {
            let methods = json!({ "list": format!("GET {}", path(index)) });
            ((*resource).to_owned(), methods)
        });
        let settings = json!({ "resources": methods.collect::<Map<String, Value>>() });
        let config: config::Config = serde_json::from_value(settings).unwrap();
        let mut api = build::build_model(&document, &config, None).api;
        let owned = |segments: &[&str]| segments.iter().map(|name| (*name).to_owned()).collect();
        api.client.operations_below = previous.map(owned);
        operation_names(&ApiIndex::of(&api))
    }

    #[test]
    fn names_lack_what_all_paths_begin_with() {
        let resources = ["trust.access.portals", "trust.access.servers"];
        assert_eq!(names(&resources, None), ["portals.list", "servers.list"]);
        assert_eq!(names(&resources[..1], None), ["portals.list"]);
        let resources = ["trust.access", "trust.access.servers"];
        assert_eq!(
            names(&resources, None),
            ["access.list", "access.servers.list"]
        );
    }

    #[test]
    fn neither_new_nor_removed_operations_change_other_names() {
        let resources = [
            "trust.access.portals",
            "trust.access.servers",
            "trust.zones",
            "portals",
        ];
        let previous = Some(&["trust", "access"][..]);
        assert_eq!(
            names(&resources[..3], previous),
            ["portals.list", "servers.list", "trust.zones.list"]
        );
        let with_taken_name = names(&resources, previous);
        assert_eq!(with_taken_name[0], "portals.list");
        assert_eq!(with_taken_name[3], "portals.list_2");
        let previous = Some(&["trust"][..]);
        assert_eq!(names(&resources[..1], previous), ["access.portals.list"]);
    }

    #[test]
    fn a_beginning_that_no_path_has_any_more_is_not_kept() {
        let resources = ["trust.access.portals", "trust.access.servers"];
        let previous = Some(&["zero"][..]);
        assert_eq!(
            names(&resources, previous),
            ["portals.list", "servers.list"]
        );
    }
}
