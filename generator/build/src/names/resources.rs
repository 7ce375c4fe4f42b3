//! The tree of resources, and the methods of each.

use std::collections::BTreeMap;
use std::slice::from_ref;

use foldhash::{HashMap, HashMapExt};

use super::renames::{self, NameHolder};
use super::type_names::TypeNames;
use crate::context::{BuildContext, PreviousKind};
use crate::iterate::reachable_nodes;
use crate::standard_objects::read_object;
use crate::template::template_names;
use crate::written_operations::{WrittenOperation, described_tag};
use config::ResourceTypes;
use description::string_field;
use extensions::resource_extension;
use lock::{LockedMethod, naming_key};
use method_names::{Choice, Choices};
use model::{Binding, MethodAlias, NameReason, NamesSource, Operation, Resource, ResourceId};
use naming::{self, Rename, Scope, ScopeKind, field_name, module_name, plural_name, type_name};

/// Methods that every client has, in addition to the methods that every resource has.
const OF_CLIENTS: &[&str] = &[
    "base_url",
    "block_on",
    "builder",
    "builder_for",
    "from_env",
    "from_env_for",
    "request",
    "to_builder",
    "with",
];

pub(crate) struct Tree {
    nodes: Vec<ResourceEntry>,
    places: Vec<MethodName>,
    /// Where the names of resources and methods come from.
    pub(crate) source: NamesSource,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct MethodName {
    pub(crate) resource: ResourceId,
    pub(crate) method: String,
    pub(crate) request_type: String,
    /// The beginning of the type names of its responses.
    pub(crate) response_stem: String,
    /// The name of the resource, after which inline types are named.
    pub(crate) handle: String,
    /// The `operationId`, if inline types are named after it.
    pub(crate) id: Option<String>,
    pub(crate) naming: Vec<NameReason>,
}

#[derive(Default)]
struct ResourceEntry {
    /// The method of the parent that returns this resource.
    accessor: String,
    binds: Option<String>,
    bound: Vec<String>,
    children: BTreeMap<String, usize>,
    operations: Vec<usize>,
    /// Additional names of methods, each with the index of the operation that it calls.
    aliases: Vec<(String, usize)>,
    /// The name of the handle; `None` for the client.
    type_name: Option<String>,
    /// `type_name` without the suffix that resolves a collision; types of the resource are named
    /// after it.
    stem: String,
    module: Vec<String>,
    is_configured: bool,
}

/// The path to a resource: bound path parameters first, then names.
struct ResourcePath {
    bound: Vec<(String, String)>,
    names: Vec<String>,
    /// The name of the method, if it comes from the configuration or the previous version.
    method: Option<String>,
    method_source: MethodNameSource,
    /// The reason for the name, if the configuration sets it.
    reason: NameReason,
    aliases: Vec<AliasPath>,
}

/// An additional location of an operation: a resource with the same bound path parameters, and the
/// name of a method.
struct AliasPath {
    names: Vec<String>,
    method: String,
}

/// The source of a method name, in the order in which names are claimed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum MethodNameSource {
    ByUser,
    /// The previous version, because the operation is unchanged.
    Before,
    /// A verb in the path, which is a method even where longer paths continue it.
    SharedVerb,
    ByRules,
}

/// The operations, with what decides their names.
#[derive(Clone, Copy)]
struct ChosenNames<'a> {
    operations: &'a [WrittenOperation],
    choices: &'a [Choice],
    paths: &'a [ResourcePath],
}

/// An operation, with what decides its name.
#[derive(Clone, Copy)]
struct ChosenName<'a> {
    operation: &'a WrittenOperation,
    choice: &'a Choice,
    path: &'a ResourcePath,
}

impl<'a> ChosenNames<'a> {
    fn get(&self, index: usize) -> Option<ChosenName<'a>> {
        Some(ChosenName {
            operation: self.operations.get(index)?,
            choice: self.choices.get(index)?,
            path: self.paths.get(index)?,
        })
    }
}

impl Tree {
    /// Assigns every operation to a resource, and names methods, handles and requests.
    pub(crate) fn of(
        cx: &mut BuildContext<'_>,
        operations: &[WrittenOperation],
        Choices {
            of: choices,
            source,
        }: Choices,
        names: &mut TypeNames,
    ) -> Self {
        let mut tree = Self {
            nodes: vec![ResourceEntry::default()],
            places: vec![MethodName::default(); operations.len()],
            source,
        };
        let locked_methods = cx
            .previous
            .filter(|previous| previous.kind == PreviousKind::Locked)
            .map(|previous| previous.lock.methods())
            .unwrap_or_default();
        let paths: Vec<ResourcePath> = operations
            .iter()
            .zip(&choices)
            .map(|(operation, choice)| {
                resource_path(
                    cx,
                    operation,
                    choice,
                    locked_methods.get(&naming_key(
                        &operation.method,
                        &operation.path,
                        &operation.id,
                        operation.tag.as_deref(),
                    )),
                )
            })
            .collect();
        for (index, path) in paths.iter().enumerate() {
            tree.add(path, index);
        }
        tree.name_handles(cx.config.naming.resource_types, names);
        let chosen = ChosenNames {
            operations,
            choices: &choices,
            paths: &paths,
        };
        for node in tree.in_order() {
            tree.name_methods(cx, node, chosen, names);
        }
        tree
    }

    pub(crate) fn place(&self, index: usize) -> MethodName {
        self.places.get(index).cloned().unwrap_or_default()
    }

    fn node_mut(&mut self, index: usize, change: impl FnOnce(&mut ResourceEntry)) {
        if let Some(node) = self.nodes.get_mut(index) {
            change(node);
        }
    }

    fn add(&mut self, path: &ResourcePath, operation: usize) {
        let at = self.reach(
            &path.bound,
            &path.names,
            path.method_source == MethodNameSource::ByUser,
        );
        self.node_mut(at, |node| node.operations.push(operation));
        for alias in &path.aliases {
            let at = self.reach(&path.bound, &alias.names, true);
            self.node_mut(at, |node| {
                node.aliases.push((alias.method.clone(), operation))
            });
        }
    }

    /// Returns the node for these bound path parameters and names, and adds it if it is new.
    fn reach(
        &mut self,
        bound: &[(String, String)],
        names: &[String],
        is_configured: bool,
    ) -> usize {
        let mut at = 0;
        let bound = bound
            .iter()
            .map(|(parameter, name)| (name, Some(parameter)));
        for (name, binds) in bound.chain(names.iter().map(|name| (name, None))) {
            at = self.child(at, name, binds);
            self.node_mut(at, |node| node.is_configured |= is_configured);
        }
        at
    }

    fn child(&mut self, parent: usize, name: &str, binds: Option<&String>) -> usize {
        if let Some(child) = self
            .nodes
            .get(parent)
            .and_then(|node| node.children.get(name))
        {
            return *child;
        }
        let index = self.nodes.len();
        let (mut bound, mut module) = self
            .nodes
            .get(parent)
            .map(|node| (node.bound.clone(), node.module.clone()))
            .unwrap_or_default();
        bound.extend(binds.cloned());
        module.push(module_name(name));
        self.nodes.push(ResourceEntry {
            binds: binds.cloned(),
            bound,
            module,
            ..ResourceEntry::default()
        });
        self.node_mut(parent, |node| {
            node.children.insert(name.to_owned(), index);
        });
        index
    }

    /// Returns the nodes, parents first, in an order that does not depend on the description.
    fn in_order(&self) -> Vec<usize> {
        let mut nodes: Vec<usize> = (0..self.nodes.len()).collect();
        nodes.sort_by_key(|at| {
            self.nodes
                .get(*at)
                .map(|node| (node.module.len(), &node.module))
        });
        nodes
    }

    /// Names the handles: `Portals` if configured, otherwise with the name of the parent as a
    /// prefix.
    fn name_handles(&mut self, configured: ResourceTypes, names: &mut TypeNames) {
        let mut parents = vec![String::new(); self.nodes.len()];
        for parent in self.in_order() {
            let (above, children) = match (parents.get(parent), self.nodes.get(parent)) {
                (Some(above), Some(node)) => (above.clone(), node.children.clone()),
                _ => continue,
            };
            for (name, child) in children {
                let short = type_name(&name);
                let long = naming::composed_type_name(&above, &short);
                let resource = naming::composed_type_name(&long, "Resource");
                let is_configured = self.nodes.get(child).is_some_and(|node| node.is_configured);
                let candidates = if is_configured && configured == ResourceTypes::Short {
                    vec![short, long.clone(), resource.clone()]
                } else {
                    vec![long.clone(), resource.clone()]
                };
                let claimed = names.claim_handle(&candidates);
                let stem = if claimed == resource {
                    long.clone()
                } else {
                    claimed.clone()
                };
                self.node_mut(child, |node| {
                    (node.type_name, node.stem) = (Some(claimed), stem)
                });
                if let Some(place) = parents.get_mut(child) {
                    *place = long;
                }
            }
        }
    }

    fn name_methods(
        &mut self,
        cx: &mut BuildContext<'_>,
        index: usize,
        chosen: ChosenNames<'_>,
        names: &mut TypeNames,
    ) {
        let Some(node) = self.nodes.get(index) else {
            return;
        };
        let mut scope = Scope::new(ScopeKind::Resource);
        if index == 0 {
            for name in OF_CLIENTS {
                scope.reserve(name);
            }
            if cx.config.operations || !cx.config.programs.is_empty() {
                scope.reserve("call");
            }
        }
        let handle = node.type_name.clone().unwrap_or_default();
        let resource_stem = node.stem.clone();
        let module = node.module.clone();
        let mut operations = node.operations.clone();
        operations.sort_by_key(|at| {
            let name = chosen.get(*at);
            let rank = name.map(|name| name.choice.rank(&name.operation.described()));
            (name.map(|name| name.path.method_source), rank)
        });
        self.name_aliases(cx, index, chosen, &mut scope);
        let mut holders: HashMap<String, (&Choice, usize)> = HashMap::new();
        // Configured and existing methods, and verbs that longer paths continue, get their names
        // before child resources, and other methods after them.
        let count = operations
            .iter()
            .take_while(|at| {
                chosen
                    .paths
                    .get(**at)
                    .is_some_and(|path| path.method_source != MethodNameSource::ByRules)
            })
            .count();
        for (at, operation) in operations.iter().copied().enumerate() {
            if at == count {
                self.name_children(cx, index, chosen, &mut scope);
            }
            let Some(ChosenName {
                operation: written,
                path,
                choice,
            }) = chosen.get(operation)
            else {
                continue;
            };
            let expected = field_name(path.method.as_deref().unwrap_or(&choice.preferred_name()));
            let mut candidates = vec![expected.clone()];
            if path.method_source != MethodNameSource::ByUser && !scope.is_free(&expected) {
                let longer = choice.longer(holders.get(&expected).map(|(holder, _)| *holder));
                candidates.extend(longer.iter().map(|name| field_name(name)));
            }
            let claim = scope.claim_any(&candidates);
            renames::report_method(
                cx,
                &module,
                &candidates,
                &claim,
                written,
                path.reason.origin_or(&written.origin),
            );
            let method = claim.name;
            let naming = match path.method_source {
                MethodNameSource::ByUser => vec![path.reason.clone()],
                MethodNameSource::Before => vec![NameReason::Kept],
                MethodNameSource::SharedVerb | MethodNameSource::ByRules => {
                    choice.naming(&candidates, &method, |name| {
                        holders.get(name).map(|(_, holder)| *holder)
                    })
                }
            };
            holders.insert(method.clone(), (choice, operation));
            let stem = naming::joined_type_name(&handle, &type_name(&method));
            let request_candidates =
                ["Request", "Call"].map(|kind| naming::composed_type_name(&stem, kind));
            let request_type = names.claim_handle(&request_candidates);
            let [plain_request, _] = request_candidates;
            let response_stem = if request_type == plain_request {
                stem
            } else {
                request_type.clone()
            };
            if let Some(place) = self.places.get_mut(operation) {
                *place = MethodName {
                    resource: id_at(index),
                    method,
                    request_type,
                    response_stem,
                    handle: resource_stem.clone(),
                    id: choice.type_stem(),
                    naming,
                };
            }
        }
        if count == operations.len() {
            self.name_children(cx, index, chosen, &mut scope);
        }
    }

    /// Names the aliases of a resource, and reports other names than the expected ones.
    fn name_aliases(
        &mut self,
        cx: &mut BuildContext<'_>,
        index: usize,
        chosen: ChosenNames<'_>,
        scope: &mut Scope,
    ) {
        let Some(node) = self.nodes.get_mut(index) else {
            return;
        };
        for (name, operation) in &mut node.aliases {
            let expected = field_name(name);
            let claim = scope.claim(&expected);
            if let Some(target) = chosen.operations.get(*operation) {
                let origin = &target.origin;
                renames::report_method(cx, &node.module, &[expected], &claim, target, origin);
            }
            *name = claim.name;
        }
    }

    fn name_children(
        &mut self,
        cx: &mut BuildContext<'_>,
        index: usize,
        chosen: ChosenNames<'_>,
        scope: &mut Scope,
    ) {
        let Some(node) = self.nodes.get(index) else {
            return;
        };
        let module = node.module.clone();
        let children: Vec<(String, usize)> = node
            .children
            .iter()
            .map(|(name, child)| (name.clone(), *child))
            .collect();
        for (name, child) in children {
            // An existing method keeps its name.
            let candidates = [name.clone(), plural_name(&name)];
            let claim = scope.claim_any(&candidates);
            let is_configured = self.nodes.get(child).is_some_and(|node| node.is_configured);
            let accepted_names = if is_configured {
                from_ref(&name)
            } else {
                &candidates[..]
            };
            let first = self.first_operation(child);
            if let Some(ChosenName {
                operation: written,
                choice,
                path,
            }) = first.and_then(|at| chosen.get(at))
            {
                let holder = match claim.rename {
                    Some(Rename::Taken) => self.name_holder(index, &name, chosen.operations),
                    Some(Rename::Reserved) | None => None,
                };
                let steer = renames::resource_config_line(
                    &[&module[..], &["new_name".to_owned()]].concat(),
                    &choice.preferred_name(),
                    written,
                );
                let extension = resource_extension(cx.document, &written.origin);
                let origin = match &path.reason {
                    NameReason::Extension { origin, .. } => extension.as_ref().unwrap_or(origin),
                    _ => &written.origin,
                };
                renames::report_resource(cx, accepted_names, &claim, holder, &steer, origin);
            }
            self.node_mut(child, |node| node.accessor = claim.name);
        }
    }

    /// Returns the method or the resource that has a name in the resource at `index`.
    fn name_holder<'o>(
        &self,
        index: usize,
        name: &str,
        operations: &'o [WrittenOperation],
    ) -> Option<NameHolder<'o>> {
        let node = self.nodes.get(index)?;
        let mut children = node.children.values();
        let sibling = children.find(|child| {
            let sibling = self.nodes.get(**child);
            sibling.is_some_and(|sibling| sibling.accessor == name)
        });
        if let Some(resource) = sibling {
            let operation = operations.get(self.first_operation(*resource)?)?;
            return Some(NameHolder {
                noun: "resource",
                origin: &operation.origin,
            });
        }
        let mut methods = node.operations.iter().copied().filter(|at| {
            let place = self.places.get(*at);
            place.is_some_and(|place| place.method == name)
        });
        let mut aliases = node.aliases.iter().filter(|(alias, _)| alias == name);
        let operation = methods.next().or_else(|| Some(aliases.next()?.1))?;
        Some(NameHolder {
            noun: "method",
            origin: &operations.get(operation)?.origin,
        })
    }

    /// Keeps the selected operations, and the resources that have any.
    pub(crate) fn keep_selected(&mut self, selected: &[bool]) {
        let operations = new_indices(selected);
        for node in &mut self.nodes {
            node.operations = node
                .operations
                .iter()
                .filter_map(|at| *operations.get(*at)?)
                .collect();
            node.aliases = std::mem::take(&mut node.aliases)
                .into_iter()
                .filter_map(|(name, at)| Some((name, (*operations.get(at)?)?)))
                .collect();
        }
        let is_used: Vec<bool> = (0..self.nodes.len())
            .map(|at| at == 0 || self.first_operation(at).is_some())
            .collect();
        let nodes = new_indices(&is_used);
        let mut used = is_used.iter();
        self.nodes.retain(|_| used.next() == Some(&true));
        for node in &mut self.nodes {
            node.children = std::mem::take(&mut node.children)
                .into_iter()
                .filter_map(|(name, at)| Some((name, (*nodes.get(at)?)?)))
                .collect();
        }
        let mut selected = selected.iter();
        self.places.retain(|_| selected.next() == Some(&true));
        for place in &mut self.places {
            let former = place.resource.0 as usize;
            place.resource = id_at(nodes.get(former).copied().flatten().unwrap_or_default());
        }
    }

    /// Returns the first operation at or below a node.
    fn first_operation(&self, index: usize) -> Option<usize> {
        let nodes = reachable_nodes([index], |at| {
            self.nodes
                .get(at)
                .into_iter()
                .flat_map(|node| node.children.values().copied())
        })
        .into_iter()
        .filter_map(|at| self.nodes.get(at));
        nodes
            .flat_map(|node| {
                node.operations
                    .iter()
                    .copied()
                    .chain(node.aliases.iter().map(|(_, at)| *at))
            })
            .min()
    }

    pub(crate) fn into_resources(
        self,
        cx: &BuildContext<'_>,
        written: &[WrittenOperation],
        operations: &[Operation],
    ) -> Vec<Resource> {
        self.nodes
            .into_iter()
            .map(|node| Resource {
                binds: node
                    .binds
                    .as_deref()
                    .map(|wire| resource_binding(wire, operations)),
                children: node.children.values().copied().map(id_at).collect(),
                docs: resource_docs(cx, written, &node.operations),
                rust: node.accessor,
                type_name: node.type_name,
                module: node.module,
                bound: node.bound,
                operations: node.operations,
                aliases: node
                    .aliases
                    .into_iter()
                    .map(|(rust, operation)| MethodAlias { rust, operation })
                    .collect(),
            })
            .collect()
    }
}

/// Returns the index of each kept item among all kept items.
fn new_indices(selected: &[bool]) -> Vec<Option<usize>> {
    let mut next = 0..;
    selected
        .iter()
        .map(|is_kept| if *is_kept { next.next() } else { None })
        .collect()
}

fn id_at(index: usize) -> ResourceId {
    ResourceId(u32::try_from(index).unwrap_or(u32::MAX))
}

fn resource_path(
    cx: &BuildContext<'_>,
    operation: &WrittenOperation,
    choice: &Choice,
    locked: Option<&LockedMethod>,
) -> ResourcePath {
    let in_path = template_names(&operation.path);
    let bound: Vec<(String, String)> = cx
        .config
        .bind
        .iter()
        .filter(|(parameter, _)| in_path.contains(&parameter.as_str()))
        .map(|(parameter, name)| (parameter.clone(), field_name(name)))
        .collect();
    let mut aliases = Vec::new();
    let configured = cx.config.methods_of(|key| operation.is_called(key));
    for (path, method) in configured.iter().skip(1) {
        aliases.push(AliasPath {
            names: resource_names(path),
            method: (*method).to_owned(),
        });
    }
    let reason = match configured.first() {
        Some((path, method)) => cx.reason_of_setting(&["resources", path, method]),
        None => NameReason::default(),
    };
    let (names, method, method_source) = match (configured.first(), locked) {
        (Some((path, method)), _) => (
            resource_names(path),
            Some((*method).to_owned()),
            MethodNameSource::ByUser,
        ),
        (None, Some(locked)) => (
            locked.resource.clone(),
            Some(locked.name.clone()),
            MethodNameSource::Before,
        ),
        (None, None) => (
            choice
                .resource
                .iter()
                .map(|name| field_name(name))
                .collect(),
            None,
            if choice.is_shared_verb {
                MethodNameSource::SharedVerb
            } else {
                MethodNameSource::ByRules
            },
        ),
    };
    ResourcePath {
        bound,
        names,
        method,
        method_source,
        reason,
        aliases,
    }
}

/// Returns the names of a resource of `generator.yaml`, whose path is joined by `.`.
fn resource_names(path: &str) -> Vec<String> {
    path.split('.')
        .filter(|name| !name.is_empty())
        .map(field_name)
        .collect()
}

/// Returns the docs of the tag, if all operations of a resource have only that tag.
fn resource_docs(
    cx: &BuildContext<'_>,
    written: &[WrittenOperation],
    operations: &[usize],
) -> Option<String> {
    let mut tags = operations
        .iter()
        .filter_map(|index| written.get(*index))
        .map(|operation| operation.tag.as_deref());
    let first = tags.next()?.filter(|tag| !tag.trim().is_empty())?;
    if !tags.all(|tag| tag == Some(first)) {
        return None;
    }
    let described = described_tag(cx, first)?;
    let tag: openapiv3::Tag = read_object(Some(described));
    let summary = string_field(described, "summary").map(str::to_owned);
    let parent = string_field(described, "parent").map(|parent| format!("Part of {parent}."));
    let docs: Vec<String> = [summary, tag.description, parent]
        .into_iter()
        .flatten()
        .collect();
    if docs.is_empty() {
        None
    } else {
        Some(docs.join("\n\n"))
    }
}

fn resource_binding(wire: &str, operations: &[Operation]) -> Binding {
    let described = operations
        .iter()
        .flat_map(|operation| &operation.parameters)
        .find(|parameter| {
            parameter.wire == wire && parameter.location == model::ParameterLocation::Path
        });
    Binding {
        wire: wire.to_owned(),
        rust: field_name(wire),
        docs: described.and_then(|parameter| parameter.prose().map(str::to_owned)),
        example: described
            .and_then(|parameter| parameter.example.as_ref()?.as_str().map(str::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use crate::names::resources::*;
    use naming::free_functions;

    #[test]
    fn client_functions_are_reserved() {
        let mut scope = Scope::new(ScopeKind::Resource);
        for name in OF_CLIENTS {
            scope.reserve(name);
        }
        let client = include_str!("../../../render/runtime/src/runtime/client.rs")
            .split("impl Settings")
            .next()
            .unwrap();
        assert_eq!(free_functions(&mut scope, client), [""; 0]);
    }
}
