//! Assigns types to files by subject. A type and the types in the module of the same name are never
//! separated. A module of types is in the file of the type that owns it; a large module, or one
//! that contains modules, is a folder.

use std::collections::{BTreeMap, HashSet};

use method_names::{usual_verb, without_loose_ends};
use model::{TypeDef, TypeId, TypeKind, Types, last_segment, parent_path};
use naming::{
    SubjectItem, SubjectLimits, files_by_subject, module_name, path_below, words_of_text,
};

/// The maximum number of types in a file. Each first word has a file.
const LIMITS: SubjectLimits = SubjectLimits {
    parent: 0,
    file: 35,
};

/// The estimated number of lines from which a module becomes a folder.
const LONG: usize = 700;

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
        let items = units.into_iter().map(|(name, ids)| SubjectItem {
            words: subject_words(&name),
            size: ids.len(),
            item: ids,
        });
        for (subject, groups) in files_by_subject(items.collect(), LIMITS) {
            let module = unique_module_name(&module_name(&subject), &mut taken);
            let path = path_below(&folder, &module);
            for id in groups.into_iter().flatten() {
                if let Some(def) = types.get_mut(id) {
                    def.module.clone_from(&path);
                }
            }
        }
    }
}

/// Returns the words of the name of a type or module, without the usual verb of an operation:
/// `CreateMessageRequest` is about messages.
fn subject_words(name: &str) -> Vec<String> {
    let mut words = words_of_text(name);
    while let [verb, others @ ..] = words.as_slice()
        && !others.is_empty()
        && usual_verb(verb) == Some(verb.as_str())
    {
        words = without_loose_ends(others);
    }
    words
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

fn unique_module_name(stem: &str, taken: &mut HashSet<String>) -> String {
    let mut name = stem.to_owned();
    while !taken.insert(name.to_lowercase()) {
        name = format!("{}_types", name.trim_end_matches('_'));
    }
    name
}
