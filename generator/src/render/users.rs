//! The methods that use a type: those that send, return or report it, directly or as a part of another type.

use std::collections::{HashMap, HashSet};

use super::context::Context;
use super::docs::inline_code;
use super::resources::method_link;
use crate::diag::Origin;
use crate::model::{Additional, Api, Operation, Schema, TypeDef, TypeId, TypeKind};

/// The maximum number of methods named for a type; the others are counted.
const MOST: usize = 3;

/// Indexes of operations, sorted.
type Methods = Vec<usize>;

/// The methods that use a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Uses {
    sent: Methods,
    returned: Methods,
    reported: Methods,
}

/// The identity of a type: its location and name, as one location may give several types.
type Key = (Origin, String);

/// The methods that use each type.
pub(super) struct Users {
    indexes: HashMap<Key, usize>,
    /// Methods whose body, parameter, response or error is the type, or an array or map of it.
    direct: Vec<Uses>,
    /// The number of methods that send and return it as a part of another type.
    within: Vec<[usize; 2]>,
    /// The types that it is a part of.
    holders: Vec<Vec<usize>>,
}

impl Users {
    pub(super) fn of(api: &Api) -> Self {
        let mut direct = vec![Uses::default(); api.types.len()];
        for (index, operation) in api.operations.iter().enumerate() {
            let mut add = |schemas: Vec<&Schema>, list: fn(&mut Uses) -> &mut Methods| {
                for id in named(api, &schemas) {
                    direct.get_mut(id.0 as usize).into_iter().for_each(|uses| list(uses).push(index));
                }
            };
            add(sent(operation), |uses| &mut uses.sent);
            add(returned(operation), |uses| &mut uses.returned);
            add(reported(operation), |uses| &mut uses.reported);
        }
        let parts: Vec<Vec<usize>> = api.types.iter().map(|(_, def)| parts(&def.kind)).collect();
        let mut holders: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
        for (holder, parts) in parts.iter().enumerate() {
            for part in parts {
                holders.get_mut(*part).into_iter().for_each(|known| known.push(holder));
            }
        }
        let [sent, returned]: [fn(&Uses) -> &Methods; 2] = [|uses| &uses.sent, |uses| &uses.returned];
        let count = |list: fn(&Uses) -> &Methods| spread(&parts, direct.iter().map(list), api.operations.len());
        let within = count(sent).into_iter().zip(count(returned)).map(|(sent, returned)| [sent, returned]).collect();
        let indexes = api.types.iter().map(|(id, def)| (key(def), id.0 as usize)).collect();
        Self { indexes, direct, within, holders }
    }

    /// The methods of the nearest types that contain a type and have methods.
    fn nearest(&self, at: usize, list: fn(&Uses) -> &Methods) -> Methods {
        let mut seen = HashSet::from([at]);
        let mut level = vec![at];
        while !level.is_empty() {
            let holders = level.iter().filter_map(|at| self.holders.get(*at)).flatten();
            level = holders.copied().filter(|at| seen.insert(*at)).collect();
            let uses = level.iter().filter_map(|at| self.direct.get(*at));
            let mut methods: Methods = uses.flat_map(list).copied().collect();
            if !methods.is_empty() {
                methods.sort_unstable();
                methods.dedup();
                return methods;
            }
        }
        Vec::new()
    }
}

fn key(def: &TypeDef) -> Key {
    (def.origin.clone(), def.name.clone())
}

fn sent(operation: &Operation) -> Vec<&Schema> {
    let bodies = operation.body.iter().flat_map(|body| &body.contents).filter_map(|content| content.schema.as_ref());
    bodies.chain(operation.parameters.iter().map(|parameter| &parameter.schema)).collect()
}

fn returned(operation: &Operation) -> Vec<&Schema> {
    let successes = operation.responses.iter().filter(|response| response.is_success);
    let contents = successes.flat_map(|response| &response.contents).filter_map(|content| content.schema.as_ref());
    let mut all: Vec<&Schema> = contents.chain(operation.output.schemas()).collect();
    all.extend(operation.paging.as_ref().map(|paging| &paging.item));
    all.extend(operation.stream.as_ref().map(|stream| &stream.item));
    all.extend(&operation.headers);
    all
}

fn reported(operation: &Operation) -> Vec<&Schema> {
    let contents = operation.failures().flat_map(|response| &response.contents);
    contents.filter_map(|content| content.schema.as_ref()).collect()
}

/// The types of schemas, or of the items of arrays and maps, with aliases resolved.
fn named(api: &Api, schemas: &[&Schema]) -> HashSet<TypeId> {
    let mut seen = HashSet::new();
    for schema in schemas {
        let mut next = schema.ty.innermost();
        while let Some(id) = next.filter(|id| seen.insert(*id)) {
            next = match api.types.get(id).map(|def| &def.kind) {
                Some(TypeKind::Alias(target)) => target.ty.innermost(),
                _ => None,
            };
        }
    }
    seen
}

/// The types of the parts of a type.
fn parts(kind: &TypeKind) -> Vec<usize> {
    let schemas: Vec<&Schema> = match kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let rest = match &record.additional {
                Additional::Typed(schema) => Some(&**schema),
                Additional::Unspecified | Additional::Forbidden => None,
            };
            record.properties.iter().map(|property| &property.schema).chain(rest).collect()
        }
        TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.schema).collect(),
        TypeKind::Alias(target) => vec![target],
        TypeKind::Enum(_) => Vec::new(),
    };
    schemas.into_iter().filter_map(|schema| schema.ty.innermost()).map(|id| id.0 as usize).collect()
}

/// Propagates the methods of each type to its parts and counts them.
fn spread<'m>(parts: &[Vec<usize>], direct: impl Iterator<Item = &'m Methods>, methods: usize) -> Vec<usize> {
    let bits = u64::BITS as usize;
    let mut sets: Vec<Vec<u64>> = vec![vec![0; methods.div_ceil(bits)]; parts.len()];
    let mut waiting = Vec::new();
    for (at, (set, methods)) in sets.iter_mut().zip(direct).enumerate() {
        for method in methods {
            set.get_mut(method / bits).into_iter().for_each(|word| *word |= 1 << (method % bits));
        }
        waiting.extend((!methods.is_empty()).then_some(at));
    }
    while let Some(at) = waiting.pop() {
        let Some((from, parts)) = sets.get(at).cloned().zip(parts.get(at)) else { continue };
        for part in parts {
            let Some(set) = sets.get_mut(*part) else { continue };
            let is_less = set.iter().zip(&from).any(|(known, new)| known & new != *new);
            if is_less {
                set.iter_mut().zip(&from).for_each(|(known, new)| *known |= new);
                waiting.push(*part);
            }
        }
    }
    sets.into_iter().map(|set| set.iter().map(|word| word.count_ones() as usize).sum()).collect()
}

impl Context<'_> {
    /// The sentence about the methods that use a type; `None` without any, or if `said` names the only one.
    pub(super) fn users_in_words(&self, def: &TypeDef, said: &str) -> Option<String> {
        let users = self.users();
        let at = *users.indexes.get(&key(def))?;
        let Uses { sent, returned, reported } = users.direct.get(at)?;
        let direct = [("sent by", sent), ("returned by", returned), ("an error of", reported)];
        let direct = direct.map(|(how, methods)| (how, methods.len(), methods));
        let sentence = self.sentence(&direct, def);
        if sentence.is_some() || !is_component(&def.origin) {
            return sentence.filter(|_| !self.is_said(direct.map(|(_, _, methods)| methods), said));
        }
        let [sent, returned] = *users.within.get(at)?;
        let (senders, returners) = (users.nearest(at, |uses| &uses.sent), users.nearest(at, |uses| &uses.returned));
        let lists = [("part of requests of", sent, &senders), ("part of responses of", returned, &returners)];
        self.sentence(&lists, def)
    }

    /// Whether there is only one method, and `said` names it.
    fn is_said(&self, lists: [&Methods; 3], said: &str) -> bool {
        let mut all = lists.into_iter().flatten();
        let (Some(only), None) = (all.next(), all.next()) else { return false };
        let link = self.api.operations.get(*only).and_then(|operation| method_link(self, operation));
        link.is_some_and(|link| said.contains(&link))
    }

    /// ``Sent by [`Pets::create`]; returned by [`Pets::get`], [`Pets::list`] and 3 more.``
    fn sentence(&self, lists: &[(&str, usize, &Methods)], def: &TypeDef) -> Option<String> {
        let mut left = MOST;
        let mut waiting = lists.iter().filter(|(_, count, _)| *count > 0).count();
        let mut clauses = Vec::new();
        for (how, count, methods) in lists.iter().filter(|(_, count, _)| *count > 0) {
            // Each remaining clause names at least one method.
            waiting -= 1;
            let named = self.plainest(methods, left.saturating_sub(waiting));
            let mut names: Vec<String> = named.iter().filter_map(|operation| self.mention(operation, def)).collect();
            left -= names.len().min(left);
            if *count > names.len() {
                names.push(format!("{} more", count - names.len()));
            }
            clauses.push(format!("{how} {}", in_words(&names)));
        }
        let text = clauses.join("; ");
        let mut chars = text.chars();
        let first: String = chars.next()?.to_uppercase().collect();
        Some(format!("{first}{}.", chars.as_str()))
    }

    /// The first `count` methods, preferring those that are not deprecated.
    fn plainest(&self, methods: &Methods, most: usize) -> Vec<&Operation> {
        let mut all: Vec<&Operation> = methods.iter().filter_map(|index| self.api.operations.get(*index)).collect();
        all.sort_by_key(|operation| operation.deprecated);
        all.truncate(most);
        all
    }

    /// A method as named in the docs of a type: a link, unless a feature may disable the method but not the type.
    pub(super) fn mention(&self, operation: &Operation, def: &TypeDef) -> Option<String> {
        let link = method_link(self, operation)?;
        let features = &self.api.features;
        let resource = self.api.resources.get(operation.resource.0 as usize)?;
        let needed = features.around(&resource.module);
        let mut brought = features.of_types(&def.module);
        if needed.is_none() || (brought.next() == needed && brought.next().is_none()) {
            return Some(link);
        }
        let (name, _) = link.strip_prefix("[`")?.split_once("`]")?;
        Some(inline_code(name))
    }
}

/// Whether a schema is a component.
fn is_component(origin: &Origin) -> bool {
    let name = origin.pointer.strip_prefix("/components/schemas/");
    name.is_some_and(|name| !name.contains('/'))
}

fn in_words(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}
