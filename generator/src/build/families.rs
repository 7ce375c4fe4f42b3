//! Assigns types to files. Types whose names begin with the same word share a file; if these are too many, the names
//! must share more words. A module of types is in the file of the type that owns it; a large module, or one that
//! contains modules, is a folder.

use std::collections::{BTreeMap, HashSet};

use super::iterate::group_by_key;
use crate::model::{TypeDef, TypeId, TypeKind, Types, last_segment, parent_path};
use crate::naming::{module_name, path_below, shared_prefix, words_of_text};

/// The maximum number of types in a file; larger ones are split by the next word.
const MANY: usize = 30;

/// The estimated number of lines from which a module becomes a folder.
const LONG: usize = 700;

/// Types that are never separated: a type, and the types in the module of the same name.
struct TypeGroup {
    words: Vec<String>,
    ids: Vec<TypeId>,
}

pub(crate) fn assign_types_to_files(types: &mut Types) {
    let folders = module_folders(types);
    let mut units: BTreeMap<String, BTreeMap<String, Vec<TypeId>>> = BTreeMap::new();
    for (id, def) in types.iter() {
        let module = def.namespace();
        let (folder, unit) = if folders.contains(module) {
            (module, module_name(def.ident()))
        } else {
            (parent_path(module), last_segment(module).to_owned())
        };
        units
            .entry(folder.to_owned())
            .or_default()
            .entry(unit)
            .or_default()
            .push(id);
    }
    for (folder, units) in units {
        let mut taken = modules_in_folder(types, &folder);
        let named = units.into_iter().map(|(name, ids)| TypeGroup {
            words: words_of_text(&name),
            ids,
        });
        split_type_family(types, &folder, named.collect(), 1, &mut taken);
    }
}

/// Returns the modules that are folders, including the root.
fn module_folders(types: &Types) -> HashSet<String> {
    let mut folders = HashSet::from([String::new()]);
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, def) in types.iter() {
        *lines.entry(def.namespace()).or_default() += estimate_lines(def);
    }
    for (module, lines) in lines {
        let around = std::iter::successors(Some(parent_path(module)), |path| {
            if path.is_empty() {
                None
            } else {
                Some(parent_path(path))
            }
        });
        folders.extend(around.map(str::to_owned));
        if lines > LONG {
            folders.insert(module.to_owned());
        }
    }
    folders
}

fn estimate_lines(def: &TypeDef) -> usize {
    let own = match &def.kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            30 + (record.properties.len() * if def.usage.request { 12 } else { 4 })
        }
        TypeKind::Enum(constants) => 30 + 4 * constants.variants.len(),
        TypeKind::Union(union) => 30 + 12 * union.variants.len(),
        TypeKind::Alias(_) => 5,
    };
    own + def.docs.as_deref().map_or(0, |docs| docs.lines().count())
}

fn modules_in_folder(types: &Types, folder: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    for (_, def) in types.iter() {
        let below = match folder {
            "" => Some(def.namespace()),
            folder => def
                .namespace()
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix("::")),
        };
        names.extend(
            below
                .and_then(|rest| rest.split("::").next())
                .map(str::to_lowercase),
        );
    }
    names
}

fn split_type_family(
    types: &mut Types,
    folder: &str,
    group: Vec<TypeGroup>,
    depth: usize,
    taken: &mut HashSet<String>,
) {
    let by_start = group.into_iter().map(|unit| {
        let start = unit.words.get(..depth).unwrap_or(&unit.words);
        (start.join("_"), unit)
    });
    for family in group_by_key(by_start).into_values() {
        let longest = family
            .iter()
            .map(|unit| unit.words.len())
            .max()
            .unwrap_or(0);
        let count: usize = family.iter().map(|unit| unit.ids.len()).sum();
        if count > MANY && family.len() > 1 && depth < longest {
            split_type_family(types, folder, family, depth + 1, taken);
        } else {
            // For example, `not_found` for `NotFound` and `NotFoundDetail`.
            let words = family
                .iter()
                .map(|unit| unit.words.as_slice())
                .reduce(shared_prefix)
                .unwrap_or_default();
            let stem = module_name(&words.join("_"));
            for (number, chunk) in chunk_type_groups(family).into_iter().enumerate() {
                let module = unique_module_name(&stem, number, taken);
                let path = path_below(folder, &module);
                for id in chunk {
                    if let Some(def) = types.get_mut(id) {
                        def.module.clone_from(&path);
                    }
                }
            }
        }
    }
}

fn chunk_type_groups(family: Vec<TypeGroup>) -> Vec<Vec<TypeId>> {
    let mut chunks: Vec<Vec<TypeId>> = Vec::new();
    for unit in family {
        match chunks
            .last_mut()
            .filter(|last| last.len() + unit.ids.len() <= MANY)
        {
            Some(last) => last.extend(unit.ids),
            None => chunks.push(unit.ids),
        }
    }
    chunks
}

fn unique_module_name(stem: &str, number: usize, taken: &mut HashSet<String>) -> String {
    let mut name = if number == 0 {
        stem.to_owned()
    } else {
        format!("{stem}_{}", number + 1)
    };
    while !taken.insert(name.to_lowercase()) {
        name = format!("{}_types", name.trim_end_matches('_'));
    }
    name
}
