//! The tree of resources: as configured, else from tags and paths.

use std::collections::BTreeMap;

use super::names::TypeNames;
use super::operations::Found;
use super::parameters::template_names;
use super::{Context, renames};
use crate::model::{Binding, Operation, Resource, ResourceId};
use crate::naming::{self, Scope, ScopeKind, field_name, method_from_path, module_name, type_name, words};

/// Methods that every client has, besides those of every resource.
const OF_CLIENTS: &[&str] = &[
    "base_url",
    "builder_for",
    "check_credentials",
    "from_env",
    "from_env_for",
    "new_shared",
    "settings",
    "to_builder",
    "transport",
    "with",
    "with_options",
];

/// Where each operation hangs in the tree.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    places: Vec<Place>,
}

/// The method that an operation becomes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The resource whose method it is.
    pub(crate) resource: ResourceId,
    /// Rust name of the method.
    pub(crate) method: String,
    /// Rust name of the request type.
    pub(crate) request_type: String,
    /// Rust name of the resource's handle, after which inline types are named.
    pub(crate) handle: String,
}

struct Node {
    name: String,
    /// The method of the parent that leads here.
    accessor: String,
    binds: Option<String>,
    bound: Vec<String>,
    children: BTreeMap<String, usize>,
    operations: Vec<usize>,
    type_name: String,
    module: Vec<String>,
}

/// The way to a resource: bound path parameters first, then names.
struct Way {
    bound: Vec<(String, String)>,
    names: Vec<String>,
    method: Option<String>,
}

impl Tree {
    /// Hangs every operation somewhere, and names methods, handles and requests.
    pub(crate) fn plant(cx: &mut Context<'_>, found: &[Found], names: &mut TypeNames) -> Self {
        let mut tree = Self { nodes: vec![Node::root()], places: vec![Place::default(); found.len()] };
        let ways: Vec<Way> = found.iter().map(|found| way(cx, found)).collect();
        for (index, way) in ways.iter().enumerate() {
            let node = tree.grow(way);
            tree.node_mut(node, |node| node.operations.push(index));
        }
        tree.name_handles(names);
        for node in tree.in_order() {
            tree.name_methods(cx, node, found, &ways, names);
        }
        tree
    }

    /// Where the operation at `index` hangs.
    pub(crate) fn place(&self, index: usize) -> Place {
        self.places.get(index).cloned().unwrap_or_default()
    }

    fn node_mut(&mut self, index: usize, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(index) {
            change(node);
        }
    }

    fn grow(&mut self, way: &Way) -> usize {
        let mut at = 0;
        for (parameter, name) in &way.bound {
            at = self.child(at, name, Some(parameter));
        }
        for name in &way.names {
            at = self.child(at, name, None);
        }
        at
    }

    fn child(&mut self, parent: usize, name: &str, binds: Option<&String>) -> usize {
        if let Some(known) = self.nodes.get(parent).and_then(|node| node.children.get(name)) {
            return *known;
        }
        let index = self.nodes.len();
        let (mut bound, mut module) = match self.nodes.get(parent) {
            Some(node) => (node.bound.clone(), node.module.clone()),
            None => (Vec::new(), Vec::new()),
        };
        bound.extend(binds.cloned());
        module.push(module_name(name));
        self.nodes.push(Node { name: name.to_owned(), binds: binds.cloned(), bound, module, ..Node::root() });
        self.node_mut(parent, |node| {
            node.children.insert(name.to_owned(), index);
        });
        index
    }

    /// The nodes, parents first, in an order that the description's has nothing to do with.
    fn in_order(&self) -> Vec<usize> {
        let mut nodes: Vec<usize> = (0..self.nodes.len()).collect();
        nodes.sort_by_key(|at| self.nodes.get(*at).map(|node| (node.module.len(), &node.module)));
        nodes
    }

    /// `Portals`, or with its parent's name in front where that is taken.
    fn name_handles(&mut self, names: &mut TypeNames) {
        let mut parents = vec![String::new(); self.nodes.len()];
        for parent in self.in_order() {
            let (above, children) = match (parents.get(parent), self.nodes.get(parent)) {
                (Some(above), Some(node)) => (above.clone(), node.children.clone()),
                _ => continue,
            };
            for (name, child) in children {
                let short = type_name(&name);
                let long = naming::composed(&above, &short);
                let candidates = [short.clone(), long.clone(), naming::composed(&long, "Resource")];
                let claimed = names.claim_any(&candidates);
                self.node_mut(child, |node| node.type_name = claimed);
                if let Some(place) = parents.get_mut(child) {
                    *place = long;
                }
            }
        }
    }

    fn name_methods(
        &mut self,
        cx: &mut Context<'_>,
        index: usize,
        found: &[Found],
        ways: &[Way],
        names: &mut TypeNames,
    ) {
        let Some(node) = self.nodes.get(index) else { return };
        let mut scope = Scope::new(ScopeKind::Methods);
        if index == 0 {
            OF_CLIENTS.iter().for_each(|name| scope.reserve(name));
        }
        let (handle, leaf, mut operations) = (node.type_name.clone(), node.name.clone(), node.operations.clone());
        let module = node.module.clone();
        // The first one gets a name that several want: by its path, wherever it stands.
        operations.sort_by_key(|at| found.get(*at).map(|found| (&found.path, found.method)));
        let children: Vec<(String, usize)> = node.children.iter().map(|(name, child)| (name.clone(), *child)).collect();
        for (name, child) in children {
            let claim = scope.claim(&name);
            if let Some((operation, found)) = self.first_operation(child).and_then(|at| Some((at, found.get(at)?))) {
                let chosen = ways.get(operation).and_then(|way| way.method.clone());
                let method = chosen.or_else(|| method_names(found, &name).into_iter().next()).unwrap_or_default();
                let steer = renames::placed(&[&module[..], &["a_name".to_owned()]].concat(), &method, found);
                renames::tell_resource(cx, &name, &claim, (&steer, &found.origin));
            }
            self.node_mut(child, |node| node.accessor = claim.name);
        }
        for operation in operations {
            let (Some(found), Some(way)) = (found.get(operation), ways.get(operation)) else { continue };
            let candidates = match &way.method {
                Some(method) => vec![field_name(method)],
                None => method_names(found, &leaf),
            };
            let claim = scope.claim_any(&candidates);
            renames::tell_method(cx, &module, &candidates, &claim, found);
            let method = claim.name;
            let stem = naming::joined(&handle, &type_name(&method));
            let candidates = ["Request", "Call"].map(|kind| naming::composed(&stem, kind));
            let request_type = names.claim_any(&candidates);
            let resource = ResourceId(u32::try_from(index).unwrap_or(u32::MAX));
            if let Some(place) = self.places.get_mut(operation) {
                *place = Place { resource, method, request_type, handle: handle.clone() };
            }
        }
    }

    /// The first operation at or below a node.
    fn first_operation(&self, index: usize) -> Option<usize> {
        let mut waiting = vec![index];
        let mut first: Option<usize> = None;
        while let Some(node) = waiting.pop().and_then(|index| self.nodes.get(index)) {
            first = first.into_iter().chain(node.operations.first().copied()).min();
            waiting.extend(node.children.values());
        }
        first
    }

    /// The resources of the model.
    pub(crate) fn into_resources(self, cx: &Context<'_>, found: &[Found], operations: &[Operation]) -> Vec<Resource> {
        let id = |index: &usize| ResourceId(u32::try_from(*index).unwrap_or(u32::MAX));
        self.nodes
            .into_iter()
            .map(|node| Resource {
                binds: node.binds.as_deref().map(|wire| binding(wire, operations)),
                children: node.children.values().map(id).collect(),
                docs: docs(cx, found, &node.operations),
                rust: node.accessor,
                type_name: node.type_name,
                module: node.module,
                bound: node.bound,
                operations: node.operations,
            })
            .collect()
    }
}

impl Node {
    fn root() -> Self {
        Self {
            name: String::new(),
            accessor: String::new(),
            binds: None,
            bound: Vec::new(),
            children: BTreeMap::new(),
            operations: Vec::new(),
            type_name: String::new(),
            module: Vec::new(),
        }
    }
}

fn way(cx: &Context<'_>, found: &Found) -> Way {
    let in_path = template_names(&found.path);
    let is_bound = |(parameter, _): &(&String, &String)| in_path.contains(&parameter.as_str());
    let bound = cx.config.bind.iter().filter(is_bound).map(|(parameter, name)| (parameter.clone(), field_name(name)));
    let bound: Vec<(String, String)> = bound.collect();
    match cx.config.method_of(|key| found.is_called(key)) {
        Some((path, method)) => {
            let names = path.split('.').filter(|name| !name.is_empty()).map(field_name).collect();
            Way { bound, names, method: Some(method.to_owned()) }
        }
        None => {
            let name = tag(found).map_or_else(|| first_word(&found.path), str::to_owned);
            Way { bound, names: vec![field_name(&name)], method: None }
        }
    }
}

fn tag(found: &Found) -> Option<&str> {
    found.tag.as_deref().filter(|tag| !tag.trim().is_empty())
}

/// What the description says of the one tag that all operations of a resource have.
fn docs(cx: &Context<'_>, found: &[Found], operations: &[usize]) -> Option<String> {
    let mut tags = operations.iter().filter_map(|index| found.get(*index)).map(tag);
    let first = tags.next()??;
    if tags.all(|tag| tag == Some(first)) { tag_description(cx, first) } else { None }
}

/// The first part of a path that is no parameter.
fn first_word(path: &str) -> String {
    let literal = |part: &&str| !part.is_empty() && !part.contains('{');
    path.split('/').find(literal).unwrap_or("root").to_owned()
}

/// `listPets` of resource `pets` is `list`, or `list_pets` where that is taken; `GET /pets/{id}/toys` without an
/// `operationId` is `get_toys`.
fn method_names(found: &Found, resource: &str) -> Vec<String> {
    if !found.has_id {
        return vec![method_from_path(found.method, &below(&found.path, resource)), field_name(&found.id)];
    }
    let id = words(&found.id);
    let name = words(resource);
    let mut candidates = Vec::new();
    if let Some(rest) = without(&id, &name) {
        candidates.push(field_name(&rest.join("_")));
    }
    candidates.push(field_name(&found.id));
    candidates.push(method_from_path(found.method, &found.path));
    candidates
}

/// What a path says below its resource: what follows it, and of parameters the last, where it stands at the end.
fn below(path: &str, resource: &str) -> String {
    let name: Vec<String> = words(resource).iter().map(|word| singular(word)).collect();
    let is_resource = |part: &&str| words(part).iter().map(|word| singular(word)).eq(name.iter().cloned());
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let start = parts.iter().position(is_resource).map_or(0, |at| at + 1);
    let rest = parts.get(start..).unwrap_or_default();
    let last = rest.len().saturating_sub(1);
    let said = rest.iter().enumerate().filter(|(at, part)| *at == last || !part.contains('{')).map(|(_, part)| *part);
    let said: Vec<&str> = said.collect();
    if said.is_empty() && start > 0 { " ".to_owned() } else { format!("/{}", said.join("/")) }
}

/// The words of an id without those of its resource at the front and at the end; at least one stays.
fn without<'w>(id: &'w [String], resource: &[String]) -> Option<&'w [String]> {
    let said = |word: &String| resource.iter().any(|known| singular(known) == singular(word));
    let mut rest = id;
    while let Some((first, others)) = rest.split_first()
        && said(first)
        && !others.is_empty()
    {
        rest = others;
    }
    while let Some((last, others)) = rest.split_last()
        && said(last)
        && !others.is_empty()
    {
        rest = others;
    }
    (rest.len() < id.len()).then_some(rest)
}

/// A word without case and without the plural's `s`.
fn singular(word: &str) -> String {
    word.to_lowercase().trim_end_matches('s').to_owned()
}

fn binding(wire: &str, operations: &[Operation]) -> Binding {
    let described = operations
        .iter()
        .flat_map(|operation| &operation.parameters)
        .find(|parameter| parameter.wire == wire && parameter.location == crate::model::Location::Path);
    Binding {
        wire: wire.to_owned(),
        rust: field_name(wire),
        docs: described.and_then(|parameter| parameter.prose().map(str::to_owned)),
        example: described.and_then(|parameter| parameter.example.as_ref()?.as_str().map(str::to_owned)),
    }
}

fn tag_description(cx: &Context<'_>, tag: &str) -> Option<String> {
    let tags = cx.document.root().get("tags")?.as_array()?;
    let found = tags.iter().find(|found| found.get("name").and_then(serde_json::Value::as_str) == Some(tag))?;
    found.get("description")?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::naming::free_functions;

    #[test]
    fn no_resource_meets_a_function_of_the_client() {
        let mut scope = Scope::new(ScopeKind::Methods);
        OF_CLIENTS.iter().for_each(|name| scope.reserve(name));
        assert_eq!(free_functions(&mut scope, include_str!("../../runtime/src/runtime/client.rs")), [""; 0]);
    }
}
