//! Which types share a file: those whose names begin with the same word, or words where that would be too many.
//!
//! A module of types is written beside its owner, in the same file; one with modules in it, or with much in it, is a
//! folder with files of its own.

use std::collections::{BTreeMap, HashSet};

use crate::model::{Struct, TypeDef, TypeId, TypeKind, Types, around, last_segment};
use crate::naming::{module_name, words};

/// How many types a file holds at most before it is split by one more word.
const MANY: usize = 30;

/// From so many lines on, by estimate, a module is a folder.
const LONG: usize = 700;

/// What stands together in any case: a type and the module that is called like it.
struct Unit {
    words: Vec<String>,
    ids: Vec<TypeId>,
}

/// Gives every type its file.
pub(crate) fn assign(types: &mut Types) {
    let rooms = rooms(types);
    let mut units: BTreeMap<String, BTreeMap<String, Vec<TypeId>>> = BTreeMap::new();
    for (id, def) in types.iter() {
        let (room, unit) = place(&rooms, def);
        units.entry(room).or_default().entry(unit).or_default().push(id);
    }
    for (room, units) in units {
        let mut taken = offered(types, &room);
        let named = units.into_iter().map(|(name, ids)| Unit { words: words(&name), ids });
        split(types, &room, named.collect(), 1, &mut taken);
    }
}

/// The modules that are folders, with the one of all types.
fn rooms(types: &Types) -> HashSet<String> {
    let mut rooms = HashSet::from([String::new()]);
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, def) in types.iter() {
        *lines.entry(def.namespace()).or_default() += estimate(def);
    }
    for (module, lines) in lines {
        let around =
            std::iter::successors(Some(around(module)), |path| Some(around(path)).filter(|_| !path.is_empty()));
        rooms.extend(around.map(str::to_owned));
        if lines > LONG {
            rooms.insert(module.to_owned());
        }
    }
    rooms
}

/// About how many lines a type takes.
fn estimate(def: &TypeDef) -> usize {
    let members = |record: &Struct| record.properties.len() * if def.usage.request { 12 } else { 4 };
    let own = match &def.kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => 30 + members(record),
        TypeKind::Enum(constants) => 30 + 4 * constants.variants.len(),
        TypeKind::Union(union) => 30 + 12 * union.variants.len(),
        TypeKind::Alias(_) => 5,
    };
    own + def.docs.as_deref().map_or(0, |docs| docs.lines().count())
}

/// The folder that a type stands in, and the unit there.
fn place(rooms: &HashSet<String>, def: &TypeDef) -> (String, String) {
    let module = def.namespace();
    match rooms.contains(module) {
        true => (module.to_owned(), module_name(def.ident())),
        // What is no folder stands in one.
        false => (around(module).to_owned(), last_segment(module).to_owned()),
    }
}

/// The names of modules that users find in a folder.
fn offered(types: &Types, room: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    for (_, def) in types.iter() {
        let below = match room {
            "" => Some(def.namespace()),
            room => def.namespace().strip_prefix(room).and_then(|rest| rest.strip_prefix("::")),
        };
        names.extend(below.and_then(|rest| rest.split("::").next()).map(str::to_lowercase));
    }
    names
}

fn split(types: &mut Types, room: &str, group: Vec<Unit>, depth: usize, taken: &mut HashSet<String>) {
    let mut families: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
    for unit in group {
        let prefix: Vec<&str> = unit.words.iter().take(depth).map(String::as_str).collect();
        families.entry(prefix.join("_")).or_default().push(unit);
    }
    for family in families.into_values() {
        let longest = family.iter().map(|unit| unit.words.len()).max().unwrap_or(0);
        let count: usize = family.iter().map(|unit| unit.ids.len()).sum();
        if count > MANY && family.len() > 1 && depth < longest {
            split(types, room, family, depth + 1, taken);
        } else {
            let stem = module_name(&common_prefix(&family));
            for (number, chunk) in chunks(family).into_iter().enumerate() {
                let module = unique(&stem, number, taken);
                let path = if room.is_empty() { module } else { format!("{room}::{module}") };
                chunk.into_iter().for_each(|id| set_module(types, id, &path));
            }
        }
    }
}

/// Units that fit into a file together.
fn chunks(family: Vec<Unit>) -> Vec<Vec<TypeId>> {
    let mut chunks: Vec<Vec<TypeId>> = Vec::new();
    for unit in family {
        match chunks.last_mut().filter(|last| last.len() + unit.ids.len() <= MANY) {
            Some(last) => last.extend(unit.ids),
            None => chunks.push(unit.ids),
        }
    }
    chunks
}

/// The words that all names of a family begin with: `NotFound` and `NotFoundDetail` stand in `not_found`.
fn common_prefix(family: &[Unit]) -> String {
    let Some((first, others)) = family.split_first() else { return String::new() };
    let shared = |other: &Unit| first.words.iter().zip(&other.words).take_while(|(a, b)| a == b).count();
    let length = others.iter().map(shared).min().unwrap_or(first.words.len());
    first.words.get(..length).unwrap_or_default().join("_")
}

fn set_module(types: &mut Types, id: TypeId, module: &str) {
    if let Some(def) = types.get_mut(id) {
        module.clone_into(&mut def.module);
    }
}

fn unique(stem: &str, number: usize, taken: &mut HashSet<String>) -> String {
    let mut name = if number == 0 { stem.to_owned() } else { format!("{stem}_{}", number + 1) };
    while !taken.insert(name.to_lowercase()) {
        name = format!("{}_types", name.trim_end_matches('_'));
    }
    name
}
