//! Moves the modules of a file to folders.
//!
//! If a file has too many modules, those with similar names move to a folder. Their items are re-exported, so that no
//! public path changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::context::RenderContext;
use super::doc::Doc;
use super::entries::{ModuleEntry, module_declaration_lines};
use super::imports::Imports;
use super::source_file::print_source_file;
use crate::diag::Diagnostic;
use crate::fileset::File;
use crate::naming::module_name;

const MAX_DEPTH: usize = 6;

/// The entries of a file, and the locations of their modules.
#[derive(Default)]
pub(super) struct Arranged {
    pub(super) top: Vec<ModuleEntry>,
    /// The `mod.rs` of each new folder.
    pub(super) files: Vec<File>,
    /// The new folder of each module that has moved.
    pub(super) folders: HashMap<String, String>,
}

impl Arranged {
    /// Returns the path of a module without its extension.
    pub(super) fn stem(&self, folder: &str, module: &str) -> String {
        format!(
            "{}/{module}",
            self.folders.get(module).map_or(folder, String::as_str)
        )
    }
}

/// Arranges the modules of a file so that their declarations fit in `limit` lines.
pub(super) fn arrange_modules<'a>(
    cx: &'a RenderContext<'a>,
    entries: Vec<ModuleEntry>,
    folder: &str,
    limit: usize,
) -> Result<Arranged, Diagnostic> {
    let mut arranged = Arranged::default();
    let mut taken: HashSet<String> = entries.iter().map(|entry| entry.module.clone()).collect();
    arranged.top = nest_modules(cx, entries, (folder, limit, 0), &mut taken, &mut arranged)?;
    Ok(arranged)
}

fn nest_modules<'a>(
    cx: &'a RenderContext<'a>,
    entries: Vec<ModuleEntry>,
    (folder, limit, depth): (&str, usize, usize),
    taken: &mut HashSet<String>,
    arranged: &mut Arranged,
) -> Result<Vec<ModuleEntry>, Diagnostic> {
    let count: usize = module_declaration_lines(&entries)?
        .iter()
        .map(|text| text.lines().count() + 1)
        .sum();
    if count <= limit || depth == MAX_DEPTH || entries.iter().any(|entry| entry.is_public) {
        return Ok(entries);
    }
    let mut top = Vec::new();
    for (key, group) in group_by_prefix(entries) {
        if group.len() == 1 {
            top.extend(group);
            continue;
        }
        // The names of folders are the prefixes by which rustdoc sorts: `types/c` has `charge_types`, `coupon`, ….
        let mut module = module_name(&key);
        while !taken.insert(module.clone()) {
            module.push('_');
        }
        let below = format!("{folder}/{module}");
        for entry in &group {
            arranged.folders.insert(entry.module.clone(), below.clone());
        }
        let exports_all = group
            .iter()
            .any(|entry| entry.exports_all || !entry.exports.is_empty());
        let may_be_empty = group
            .iter()
            .all(|entry| entry.may_be_empty || !entry.features.is_empty());
        let group = nest_modules(
            cx,
            group,
            (&below, super::job::MAX_LINES - 10, depth + 1),
            taken,
            arranged,
        )?;
        arranged.files.push(File {
            path: format!("{below}/mod.rs"),
            contents: print_folder_index(cx, &key, &group)?,
        });
        top.push(ModuleEntry {
            exports_all,
            may_be_empty,
            ..ModuleEntry::private(&module)
        });
    }
    top.sort_by(|a, b| a.module.cmp(&b.module));
    Ok(top)
}

fn print_folder_index<'a>(
    cx: &'a RenderContext<'a>,
    key: &str,
    entries: &[ModuleEntry],
) -> Result<String, Diagnostic> {
    let docs = Doc::new().paragraph(&format!("Modules whose names begin with `{key}`."));
    let mut imports = Imports::new(cx, "crate::types");
    if entries.iter().any(|entry| entry.is_deprecated) {
        imports.deprecated_type();
    }
    Ok(print_source_file(
        cx,
        &docs,
        "",
        &module_declaration_lines(entries)?,
        imports,
        &BTreeSet::new(),
        &[],
    ))
}

/// Groups entries by the first character after the prefix that all names share; a key is this prefix and the character.
fn group_by_prefix(entries: Vec<ModuleEntry>) -> BTreeMap<String, Vec<ModuleEntry>> {
    let names = entries.iter().map(|entry| entry.module.as_str());
    let shared = names
        .reduce(common_prefix)
        .map_or(0, |name| name.chars().count());
    let mut groups: BTreeMap<String, Vec<ModuleEntry>> = BTreeMap::new();
    for entry in entries {
        let key: String = entry.module.chars().take(shared + 1).collect();
        groups.entry(key).or_default().push(entry);
    }
    groups
}

pub(super) fn common_prefix<'n>(a: &'n str, b: &str) -> &'n str {
    let length: usize = a
        .chars()
        .zip(b.chars())
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    a.get(..length).unwrap_or_default()
}
