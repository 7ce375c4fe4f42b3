//! Groups findings for reports: the changes of one type, or of the same operations, are one entry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::finding::{Change, Finding};
use super::items::{Listed, listed};
use crate::render::surface::Item;

/// A group of findings.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its title: a type, an operation, or the whole description.
    pub title: String,
    /// The indices of its findings in the report, worst first.
    pub parts: Vec<usize>,
    /// The affected operations, as method and path.
    pub operations: Vec<String>,
    /// The changed items of the crate, unless an earlier entry lists them.
    pub items: Vec<Listed>,
}

impl Entry {
    /// Returns its findings, of all findings of a report.
    pub fn findings<'r>(&'r self, all: &'r [Finding]) -> impl Iterator<Item = &'r Finding> {
        self.parts.iter().filter_map(|at| all.get(*at))
    }
}

/// Returns the entries of a report, the one with the worst finding first.
pub(super) fn entries(findings: &[Finding]) -> Vec<Entry> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let key = match &finding.subject.type_name {
            Some(name) => (Some(name), &[][..]),
            None => (None, &*finding.operations),
        };
        let group = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(parts) => parts.push(at),
            None => groups.push(vec![at]),
        }
    }
    // The items of a type belong to its entry, if its changes explain them.
    let mut group_of_item = BTreeMap::new();
    for (group, parts) in groups.iter().enumerate() {
        for finding in parts.iter().filter_map(|at| findings.get(*at)) {
            let is_own = |item: &&Item| finding.subject.type_name.as_deref() == Some(item.type_name());
            let own = finding.items.iter().filter_map(Change::item).filter(is_own);
            group_of_item.extend(own.map(|item| (item, group)));
        }
    }
    let mut already_listed = BTreeSet::new();
    let entry = |(group, parts): (usize, Vec<usize>)| {
        let all = || parts.iter().filter_map(|at| findings.get(*at));
        let belongs_here = |change: &&Change| {
            change.item().and_then(|item| group_of_item.get(item)).is_none_or(|item_group| *item_group == group)
        };
        let title = all().next().map(Finding::owner).unwrap_or_default();
        let operations: BTreeSet<&String> = all().flat_map(|finding| finding.operations.iter()).collect();
        let mut operations: Vec<String> = operations.into_iter().cloned().collect();
        operations.sort_by_cached_key(|operation| operation.split_once(' ').map(|(_, path)| path.to_owned()));
        let items = listed(all().flat_map(|finding| &finding.items).filter(belongs_here), &mut already_listed);
        Entry { title, operations, items, parts }
    };
    groups.into_iter().enumerate().map(entry).collect()
}
