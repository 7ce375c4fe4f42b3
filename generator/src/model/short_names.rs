//! Which types can also be imported by their last name: `types::Container` for `types::core::v1::Container`.

use std::collections::{BTreeMap, HashSet};

use super::{Api, TypeId, last_segment, parent_path};

/// Gives each type a short name if no other type has it. Of several, the only one of the previous crate keeps it;
/// `before` has the names of its types.
pub(crate) fn assign_short_names<'n>(api: &mut Api, before: impl IntoIterator<Item = &'n String>) {
    let mut former: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in before {
        former.entry(last_segment(name)).or_default().push(name);
    }
    let mut same: BTreeMap<&str, Vec<TypeId>> = BTreeMap::new();
    for (id, def) in api.types.iter() {
        same.entry(def.ident()).or_default().push(id);
    }
    // A type of this name is in `types` itself.
    let direct = api
        .types
        .iter()
        .filter(|(_, def)| def.namespace().is_empty())
        .map(|(_, def)| def.ident());
    let aliases = api
        .former_names
        .iter()
        .filter(|one| parent_path(&one.name).is_empty())
        .map(|one| one.name.as_str());
    let taken: HashSet<&str> = direct.chain(aliases).collect();
    let mut chosen = HashSet::new();
    for (name, ids) in same {
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
