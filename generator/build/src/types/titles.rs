//! Names inline types outside of the module of their operation or component.
//!
//! Equal types of several components or resources are merged if they have the same title: the type
//! is named by the title. The target of a reference is named after its property: tools that bundle
//! files write a schema where it is used first, and refer to it from elsewhere.
//!
//! A title alone does not name a type: authors also write sentences, and give different schemas the
//! same title. Enums are not merged by title: one of several equal enums often gets another value
//! later, which would rename the type of all of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::iterate::reachable_nodes;
use crate::names::inline_types::NameFacts;
use crate::schemas::type_table::TypeTable;
use diag::Origin;
use model::name_rules as rules;
use model::{TypeId, TypeKind};

/// The minimum number of components and resources that must have the type: two may have it because
/// one is a copy of the other.
const MIN_ROOTS: usize = 3;

/// Names inline types by their titles; each of `classes` is a set of equal types. Returns the named
/// types, one group for each title.
pub(crate) fn name_by_titles(table: &mut TypeTable, classes: &[Vec<TypeId>]) -> Vec<Vec<TypeId>> {
    let mut groups = most_frequent_types(table, classes);
    let titled: HashSet<TypeId> = groups.values().flatten().copied().collect();
    for (name, id) in reference_targets(table, classes) {
        if !titled.contains(&id) {
            groups.entry(name).or_insert_with(|| vec![id]);
        }
    }
    let named: HashSet<TypeId> = groups.values().flatten().copied().collect();
    let mut new_facts: HashMap<TypeId, NameFacts> = HashMap::new();
    for (name, ids) in &groups {
        for id in ids {
            let Some(outer) = table.name_facts(*id) else {
                continue;
            };
            let rule = match titled.contains(id) {
                true => &rules::COMMON_TITLE,
                false => &rules::SHARED_TYPE,
            };
            let own_facts = outer.with_own_name(name, rule);
            for inner in inner_types(table, *id, &named) {
                let moved = table
                    .name_facts(inner)
                    .and_then(|facts| facts.moved_from(outer, &own_facts));
                new_facts.extend(moved.map(|facts| (inner, facts)));
            }
            new_facts.insert(*id, own_facts);
        }
    }
    for (id, facts) in new_facts {
        if let Some(old_facts) = table.name_facts_mut(id) {
            *old_facts = facts;
        }
    }
    groups.into_values().collect()
}

/// Returns the targets of references that are not components, by the name of their property.
fn reference_targets(table: &TypeTable, classes: &[Vec<TypeId>]) -> Vec<(String, TypeId)> {
    let targets = classes.iter().flatten().filter_map(|id| {
        if !table.is_reference_target(*id) {
            return None;
        }
        let name = table.name_facts(*id)?.name_of_property()?;
        (!table.names.is_component(&name)).then_some((name, *id))
    });
    let mut targets: Vec<(String, TypeId)> = targets.collect();
    // One of several with the same name gets it, whatever the order of the description.
    targets.sort_by_key(|(_, id)| table.types.get(*id).map(|def| &def.origin));
    targets
}

/// Returns one group of equal types for each title: the group that occurs in most components and
/// resources.
fn most_frequent_types(
    table: &TypeTable,
    classes: &[Vec<TypeId>],
) -> BTreeMap<String, Vec<TypeId>> {
    let mut groups: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for class in classes {
        let mut titled: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
        for id in class {
            let kind = table.types.get(*id).map(|def| &def.kind);
            if matches!(kind, Some(TypeKind::Enum(_))) {
                continue;
            }
            let title = table
                .name_facts(*id)
                .and_then(NameFacts::title_without_previous_name);
            if let Some(title) = title.filter(|title| !table.names.is_component(title)) {
                titled.entry(title).or_default().push(*id);
            }
        }
        for (title, ids) in titled {
            let rank = title_claim_rank(table, &ids);
            if rank.0 >= MIN_ROOTS
                && groups
                    .get(title)
                    .is_none_or(|other| title_claim_rank(table, other) < rank)
            {
                groups.insert(title.to_owned(), ids);
            }
        }
    }
    groups
}

/// Returns the rank of equal types among those that claim a title: the number of components and
/// resources that have the types, then their first location. The greatest rank wins.
fn title_claim_rank<'t>(
    table: &'t TypeTable,
    ids: &[TypeId],
) -> (usize, Reverse<Option<&'t Origin>>) {
    let roots: HashSet<&str> = ids
        .iter()
        .filter_map(|id| Some(table.schema_use(*id)?.root_path()))
        .collect();
    let origins = ids
        .iter()
        .filter_map(|id| Some(&table.types.get(*id)?.origin));
    (roots.len(), Reverse(origins.min()))
}

/// Returns the inline types in a type, except those that are named by their own titles.
fn inner_types(table: &TypeTable, outer: TypeId, named: &HashSet<TypeId>) -> HashSet<TypeId> {
    reachable_nodes(unnamed_types_within(table, outer, named), |id| {
        unnamed_types_within(table, id, named)
    })
}

/// Returns the inline types that a type uses directly, except those that are named by their own
/// titles.
fn unnamed_types_within(
    table: &TypeTable,
    outer: TypeId,
    named: &HashSet<TypeId>,
) -> impl Iterator<Item = TypeId> {
    let def = table.types.get(outer);
    def.into_iter()
        .flat_map(|def| def.kind.used())
        .filter(|id| !named.contains(id) && !table.is_component(*id))
}
