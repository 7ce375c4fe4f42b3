//! Determines which types can also be imported by their last names: `types::Container` for
//! `types::core::v1::Container`.

use std::collections::BTreeMap;

use foldhash::{HashSet, HashSetExt};

use super::{Api, TypeId, last_segment, parent_path};

/// Gives a short name to each type whose last name is unique. If several types have the same last
/// name, the type that alone had it in the previous crate keeps the short name. `previous_names`
/// are the names of the types of the previous crate.
pub fn assign_short_names<'n>(api: &mut Api, previous_names: impl IntoIterator<Item = &'n String>) {
    let mut former: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in previous_names {
        former.entry(last_segment(name)).or_default().push(name);
    }
    let mut by_last_name: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (id, def) in api.types.iter() {
        by_last_name.entry(def.ident()).or_default().push(id);
    }
    // Names in `types` itself are taken.
    let direct = api
        .types
        .iter()
        .filter(|(_, def)| def.namespace().is_empty())
        .map(|(_, def)| def.ident());
    let aliases = api
        .former_names
        .iter()
        .filter(|former| parent_path(&former.name).is_empty())
        .map(|former| former.name.as_str());
    let taken: HashSet<&str> = direct.chain(aliases).collect();
    let mut chosen = HashSet::new();
    for (name, ids) in by_last_name {
        if taken.contains(name) {
            continue;
        }
        if let [only] = ids.as_slice() {
            chosen.insert(*only);
        } else if let Some([only]) = former.get(name).map(Vec::as_slice) {
            chosen.extend(
                ids.into_iter()
                    .filter(|id| api.types.get(*id).is_some_and(|def| def.name == *only)),
            );
        }
    }
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        if let Some(def) = api.types.get_mut(id) {
            def.has_short_name = chosen.contains(&id);
        }
    }
}
