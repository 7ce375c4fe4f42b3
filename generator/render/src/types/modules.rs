//! The modules of types. A module is a folder, whose files are private modules, or an inline module
//! in such a file, next to the type that owns it.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::RenderContext;
use model::{FormerName, TypeDef, TypeId, last_segment, parent_path};
use naming::{self, path_below as below};

#[derive(Default)]
pub(super) struct TypeFolder<'a> {
    /// The files of the folder by path, with the types in each.
    pub(super) files: BTreeMap<&'a str, Vec<TypeId>>,
    /// The modules in the folder that are folders themselves.
    pub(super) below: BTreeSet<String>,
}

/// Returns all folders by path; the path of the root is empty.
pub(super) fn type_folders<'a>(cx: &RenderContext<'a>) -> BTreeMap<String, TypeFolder<'a>> {
    let mut folders = BTreeMap::from([(String::new(), TypeFolder::default())]);
    for (id, def) in cx.api.types.iter() {
        let mut path = parent_path(&def.module);
        folders
            .entry(path.to_owned())
            .or_insert_with(TypeFolder::default)
            .files
            .entry(&def.module)
            .or_default()
            .push(id);
        while !path.is_empty() {
            let parent = parent_path(path);
            let above = folders.entry(parent.to_owned()).or_default();
            above.below.insert(last_segment(path).to_owned());
            path = parent;
        }
    }
    folders
}

pub(super) fn type_folder_path(parent: &str) -> String {
    format!("src/{}", below("types", parent).replace("::", "/"))
}

/// Returns the path of the inline module of a type within a file of this folder; empty if the type
/// is in none.
pub(super) fn inline_module_of<'a>(parent: &str, def: &'a TypeDef) -> &'a str {
    def.namespace()
        .strip_prefix(parent)
        .unwrap_or_default()
        .trim_start_matches("::")
}

/// Groups types into units for files: a unit is a type, with the types in the module of the same
/// name.
pub(super) fn group_type_units<'a>(
    cx: &RenderContext<'a>,
    parent: &str,
    ids: &[TypeId],
) -> Vec<(String, Vec<(TypeId, &'a TypeDef)>)> {
    let mut order: Vec<String> = Vec::new();
    let mut units: BTreeMap<String, Vec<(TypeId, &'a TypeDef)>> = BTreeMap::new();
    for id in ids {
        let Some(def) = cx.index.def(*id) else {
            continue;
        };
        let name = match inline_module_of(parent, def) {
            "" => naming::module_name(def.ident()),
            inner => inner.to_owned(),
        };
        units.entry(name.clone()).or_default().push((*id, def));
        order.push(name);
    }
    let mut sorted_units = Vec::new();
    for name in order {
        let Some(mut types) = units.remove(&name) else {
            continue;
        };
        types.sort_by_key(|(_, def)| !inline_module_of(parent, def).is_empty());
        sorted_units.push((name, types));
    }
    sorted_units
}

/// Returns the former names in this module, or in a submodule that contains only former names.
pub(super) fn former_names_in<'a>(cx: &RenderContext<'a>, module: &str) -> Vec<&'a FormerName> {
    cx.api
        .former_names
        .iter()
        .filter(|former| {
            let mut path = parent_path(&former.name);
            while !path.is_empty() && !cx.index.is_module(path) {
                path = parent_path(path);
            }
            path == module
        })
        .collect()
}
