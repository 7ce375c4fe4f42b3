//! Assigns types to files by subject. A type and the types in the module of the same name are never
//! separated. A module of types is in the file of the type that owns it; a large module, or one
//! that contains modules, is a folder. With a feature for each resource, a file has only types that
//! the same features need.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet, HashSetExt};

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

/// A type, or a module of types, that is in one file; both if they have the same name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Unit {
    /// The module that contains it.
    folder: String,
    /// The name as that of a module.
    name: String,
}

/// All units, with their types.
pub(crate) type Units = BTreeMap<Unit, Vec<TypeId>>;

pub(crate) fn units_of_types(types: &Types) -> Units {
    let folders = module_folders(types);
    let mut units = Units::new();
    for (id, def) in types.iter() {
        let module = def.namespace();
        let unit = if folders.contains(module) {
            Unit {
                folder: module.to_owned(),
                name: module_name(def.ident()),
            }
        } else {
            Unit {
                folder: parent_path(module).to_owned(),
                name: last_segment(module).to_owned(),
            }
        };
        units.entry(unit).or_default().push(id);
    }
    units
}

/// Assigns the types of each unit to a file: by features if only some features need the unit,
/// otherwise by subject. Returns the features that need each file; omits files that are always
/// compiled.
pub(crate) fn assign_types_to_files(
    types: &mut Types,
    units: Units,
    features: &HashMap<Unit, BTreeSet<String>>,
) -> BTreeMap<String, BTreeSet<String>> {
    let always = BTreeSet::new();
    let mut folders: BTreeMap<String, BTreeMap<&BTreeSet<String>, Units>> = BTreeMap::new();
    for (unit, ids) in units {
        folders
            .entry(unit.folder.clone())
            .or_default()
            .entry(features.get(&unit).unwrap_or(&always))
            .or_default()
            .insert(unit, ids);
    }
    let mut features_of_files = BTreeMap::new();
    for (folder, groups) in folders {
        let mut taken = modules_in_folder(types, &folder);
        for (needed_by, units) in groups {
            if needed_by.is_empty() {
                for (subject, ids) in types_by_subject(units) {
                    let module = unique_module_name(&module_name(&subject), &mut taken);
                    move_types(types, ids, &path_below(&folder, &module));
                }
            } else {
                let module = module_of_features(needed_by, &mut taken);
                let path = path_below(&folder, &module);
                move_types(types, units.into_values().flatten(), &path);
                features_of_files.insert(path, needed_by.clone());
            }
        }
    }
    features_of_files
}

fn types_by_subject(units: Units) -> BTreeMap<String, Vec<TypeId>> {
    let items = units.into_iter().map(|(unit, ids)| SubjectItem {
        words: subject_words(&unit.name),
        size: ids.len(),
        item: ids,
    });
    files_by_subject(items.collect(), LIMITS)
        .into_iter()
        .map(|(subject, groups)| (subject, groups.concat()))
        .collect()
}

/// Moves types to the file with this path.
fn move_types(types: &mut Types, ids: impl IntoIterator<Item = TypeId>, path: &str) {
    for id in ids {
        if let Some(def) = types.get_mut(id) {
            path.clone_into(&mut def.module);
        }
    }
}

/// Returns an unused name for the module that these features need, such as `issues`,
/// `issues_and_pulls` or `issues_and_3_others`.
fn module_of_features(features: &BTreeSet<String>, taken: &mut HashSet<String>) -> String {
    let names: Vec<String> = features.iter().map(|name| module_name(name)).collect();
    for count in 1..names.len() {
        let shown = names.get(..count).unwrap_or_default().join("_");
        let name = match names.get(count..) {
            Some([last]) => format!("{shown}_and_{last}"),
            others => format!("{shown}_and_{}_others", others.map_or(0, <[_]>::len)),
        };
        if taken.insert(name.clone()) {
            return name;
        }
    }
    unique_module_name(&names.join("_"), taken)
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
    let mut folders = HashSet::from_iter([String::new()]);
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
        TypeKind::Alias(_) | TypeKind::Replaced(_) => 5,
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
