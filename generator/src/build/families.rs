//! Which types share a file: those whose names begin with the same word, or words where that would be too many.

use std::collections::{BTreeMap, HashSet};

use crate::model::{TypeId, Types};
use crate::naming::{module_name, words};

/// How many types a file holds at most before it is split by one more word.
const MANY: usize = 30;

/// Gives every type its module.
pub(crate) fn assign(types: &mut Types) {
    let all: Vec<(TypeId, Vec<String>)> = types.iter().map(|(id, def)| (id, words(&def.name))).collect();
    let mut taken = HashSet::new();
    split(types, all, 1, &mut taken);
}

fn split(types: &mut Types, group: Vec<(TypeId, Vec<String>)>, depth: usize, taken: &mut HashSet<String>) {
    let mut families: BTreeMap<String, Vec<(TypeId, Vec<String>)>> = BTreeMap::new();
    for (id, words) in group {
        let prefix: Vec<&str> = words.iter().take(depth).map(String::as_str).collect();
        families.entry(prefix.join("_")).or_default().push((id, words));
    }
    for family in families.into_values() {
        let longest = family.iter().map(|(_, words)| words.len()).max().unwrap_or(0);
        if family.len() > MANY && depth < longest {
            split(types, family, depth + 1, taken);
        } else {
            let stem = module_name(&common_prefix(&family));
            for (number, chunk) in family.chunks(MANY).enumerate() {
                let module = unique(&stem, number, taken);
                for (id, _) in chunk {
                    set_module(types, *id, &module);
                }
            }
        }
    }
}

/// The words that all names of a family begin with: `NotFound` and `NotFoundDetail` stand in `not_found`.
fn common_prefix(family: &[(TypeId, Vec<String>)]) -> String {
    let Some(((_, first), others)) = family.split_first() else { return String::new() };
    let shared = |other: &Vec<String>| first.iter().zip(other).take_while(|(a, b)| a == b).count();
    let length = others.iter().map(|(_, other)| shared(other)).min().unwrap_or(first.len());
    first.get(..length).unwrap_or_default().join("_")
}

fn set_module(types: &mut Types, id: TypeId, module: &str) {
    if let Some(def) = types.get_mut(id) {
        module.clone_into(&mut def.module);
    }
}

fn unique(stem: &str, number: usize, taken: &mut HashSet<String>) -> String {
    let mut name = if number == 0 { stem.to_owned() } else { format!("{stem}_{}", number + 1) };
    while !taken.insert(name.to_lowercase()) {
        name.push_str("_types");
    }
    name
}
