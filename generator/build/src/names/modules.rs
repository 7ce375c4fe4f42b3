//! Modules of components with dots or slashes in their keys: `io.k8s.api.core.v1.Pod` becomes
//! `core::v1::Pod`.

use std::collections::{BTreeMap, BTreeSet};

use naming::{self, module_name, type_name};

/// File extensions, which names omit.
const FILES: &[&str] = &["json", "xml", "yaml", "yml"];

/// Names that modules of types must not have: crates and common imports.
const RESERVED: &[&str] = &["macros", "serde", "serde_json", "std", "types"];

/// The module and the name of the type of a component.
#[derive(Clone, Default)]
pub(crate) struct ComponentPath {
    pub(crate) module: String,
    pub(crate) name: String,
}

/// Returns the module and the name of each component.
pub(crate) fn modules_of_components<'k>(
    keys: impl Iterator<Item = &'k str>,
) -> BTreeMap<&'k str, ComponentPath> {
    let parsed: Vec<(&str, Vec<VersionedSegment>, String)> = keys
        .map(|key| {
            let (modules, name) =
                split_component_key(key).unwrap_or_else(|| (Vec::new(), key.to_owned()));
            (key, modules, type_name(&name))
        })
        .collect();
    let paths: BTreeSet<&Vec<VersionedSegment>> = parsed.iter().map(|(_, path, _)| path).collect();
    let short: BTreeMap<&Vec<VersionedSegment>, String> = paths
        .iter()
        .map(|path| (*path, shortest_unique_ending(path, &paths)))
        .collect();
    parsed
        .iter()
        .map(|(key, path, name)| {
            let component_path = ComponentPath {
                module: short.get(path).cloned().unwrap_or_default(),
                name: name.clone(),
            };
            (*key, component_path)
        })
        .collect()
}

/// A segment of a key, with the version that follows it.
type VersionedSegment = Vec<String>;

/// Returns the part of a key that names the type, without the module.
pub(crate) fn type_name_in_key(key: &str) -> String {
    split_component_key(key).map_or_else(|| key.to_owned(), |(_, name)| name)
}

/// Returns whether a segment of a key is an ASCII identifier; it may have hyphens.
fn is_plain_identifier(segment: &str) -> bool {
    segment.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && segment
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// Splits a key into modules and a name; returns `None` if a segment is not a plain identifier.
fn split_component_key(key: &str) -> Option<(Vec<VersionedSegment>, String)> {
    let mut segments: Vec<&str> = key.split(['.', '/']).collect();
    if segments.len() > 1 && segments.last().is_some_and(|last| FILES.contains(last)) {
        segments.pop();
    }
    if !segments.iter().all(|segment| is_plain_identifier(segment)) {
        return None;
    }
    let mut name = segments.pop()?.to_owned();
    if is_version_module(&name)
        && let Some(before) = segments.pop()
    {
        name = format!("{before}_{name}");
    }
    let mut groups: Vec<VersionedSegment> = Vec::new();
    for segment in segments {
        match groups.last_mut() {
            Some(last) if is_version_module(segment) => last.push(module_path_segment(segment)),
            _ => groups.push(vec![module_path_segment(segment)]),
        }
    }
    Some((groups, name))
}

/// Returns whether a segment is a version: `v1`, `V2`, `v1beta1`, `v1alpha2`.
fn is_version_module(segment: &str) -> bool {
    let version = segment.trim_start_matches(['v', 'V']);
    let is_marked = version.len() + 1 == segment.len();
    let after_major = version.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = after_major.len() < version.len();
    let stage = ["alpha", "beta", "rc", "p"]
        .iter()
        .find_map(|stage| after_major.strip_prefix(stage))
        .unwrap_or(after_major);
    is_marked && is_numbered && stage.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the shortest ending of a path that no other path has.
fn shortest_unique_ending(
    path: &Vec<VersionedSegment>,
    paths: &BTreeSet<&Vec<VersionedSegment>>,
) -> String {
    if paths.len() == 1 {
        return String::new();
    }
    for count in 1..path.len() {
        let own = last_segments(path, count);
        if paths
            .iter()
            .filter(|other| **other != path)
            .all(|other| last_segments(other, count) != own)
        {
            return own.join("::");
        }
    }
    path.concat().join("::")
}

/// Returns the words of the last segments of a path.
fn last_segments(path: &[VersionedSegment], count: usize) -> Vec<String> {
    path.get(path.len().saturating_sub(count)..)
        .unwrap_or_default()
        .concat()
}

/// Converts a segment to the name of a module that may contain types.
pub(crate) fn module_path_segment(text: &str) -> String {
    let name = module_name(text);
    if RESERVED.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Returns the module for the types within a type.
pub(crate) fn module_within_type(module: &str, name: &str) -> String {
    naming::path_below(module, &module_path_segment(name))
}

#[cfg(test)]
mod tests {
    use crate::names::modules::*;

    fn paths(keys: &[&str]) -> Vec<String> {
        let modules = modules_of_components(keys.iter().copied());
        keys.iter()
            .filter_map(|key| modules.get(key))
            .map(|path| naming::path_below(&path.module, &path.name))
            .collect()
    }

    #[test]
    fn a_key_contains_the_name_of_its_type() {
        assert_eq!(
            ["io.k8s.api.core.v1.Pod", "a.b.v2", "1.5", "Pet"].map(type_name_in_key),
            ["Pod", "b_v2", "1.5", "Pet"]
        );
    }

    #[test]
    fn dotted_keys_are_modules() {
        let keys = [
            "io.k8s.api.core.v1.Pod",
            "io.k8s.api.apps.v1.Deployment",
            "io.k8s.api.apps.v1beta1.Deployment",
            "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
            "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        ];
        let expected = [
            "core::v1::Pod",
            "apps::v1::Deployment",
            "apps::v1beta1::Deployment",
            "meta::v1::ObjectMeta",
            "intstr::IntOrString",
        ];
        assert_eq!(paths(&keys), expected);
    }

    #[test]
    fn common_segments_are_left_out() {
        assert_eq!(paths(&["com.pets.Pet", "com.pets.Owner"]), ["Pet", "Owner"]);
        assert_eq!(
            paths(&["pets/cat.json", "pets/dog.yaml", "owner"]),
            ["pets::Cat", "pets::Dog", "Owner"]
        );
        assert_eq!(
            paths(&["a.x.Pet", "b.x.Pet", "Pet"]),
            ["a::x::Pet", "b::x::Pet", "Pet"]
        );
        assert_eq!(paths(&["shop.pets.v1", "Owner"]), ["shop::PetsV1", "Owner"]);
        assert_eq!(paths(&["a.std.Pet", "b.Pet"]), ["std_::Pet", "b::Pet"]);
    }

    #[test]
    fn keys_with_other_characters_are_one_name() {
        assert_eq!(
            paths(&["Page<com.pets.Pet>", "a b.c", "1.5", "x..y"]),
            ["PageComPetsPet", "ABC", "N1_5", "XY"]
        );
    }
}
