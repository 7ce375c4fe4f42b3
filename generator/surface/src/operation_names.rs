//! Names of operations and of their arguments, where operations are data.

use std::borrow::Cow;

use crate::index::ApiIndex;
use crate::methods::MethodFacts;
use model::{Operation, Parameter};
use naming::{Scope, ScopeKind};

/// Returns the name of each operation, in the order of [`model::Api::operations`]: the path of its
/// resource, and its method (`pets.list`). The segments with which all paths begin are left out,
/// but no path is left out as a whole.
pub fn operation_names(index: &ApiIndex<'_>) -> Vec<String> {
    let paths: Vec<Vec<&str>> = (index.api.operations.iter())
        .map(|operation| resource_path(index, operation))
        .collect();
    let shared = shared_length(&paths);
    paths
        .iter()
        .zip(&index.api.operations)
        .map(|(path, operation)| {
            let segments = path.iter().skip(shared).copied();
            let names = segments.chain([operation.names.method.as_str()]);
            let names: Vec<&str> = names.map(|name| name.trim_end_matches('_')).collect();
            names.join(".")
        })
        .collect()
}

fn resource_path<'a>(index: &ApiIndex<'a>, operation: &Operation) -> Vec<&'a str> {
    let resource = index.api.resource(operation.resource);
    let path = resource.map(|resource| index.path_to_resource(resource));
    let resources = path.into_iter().flatten();
    resources.map(|resource| resource.rust.as_str()).collect()
}

/// Returns how many segments all paths begin with, so that at least one of each remains.
fn shared_length(paths: &[Vec<&str>]) -> usize {
    let Some((first, others)) = paths.split_first() else {
        return 0;
    };
    let mut shared = first.len().saturating_sub(1);
    for path in others {
        let equal = first.iter().zip(path).take_while(|(a, b)| a == b).count();
        shared = shared.min(equal).min(path.len().saturating_sub(1));
    }
    shared
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

/// Returns a name without the underscore that tells it from a keyword.
fn plain_name(rust: &str) -> Cow<'_, str> {
    match rust.trim_end_matches('_') {
        "" => Cow::Borrowed(rust),
        name => Cow::Borrowed(name),
    }
}
