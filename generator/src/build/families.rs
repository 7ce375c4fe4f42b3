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
    for (prefix, family) in families {
        let longest = family.iter().map(|(_, words)| words.len()).max().unwrap_or(0);
        if family.len() > MANY && depth < longest {
            split(types, family, depth + 1, taken);
        } else {
            for (number, chunk) in family.chunks(MANY).enumerate() {
                let module = unique(&module_name(&prefix), number, taken);
                for (id, _) in chunk {
                    set_module(types, *id, &module);
                }
            }
        }
    }
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
