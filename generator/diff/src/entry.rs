//! Groups findings for reports: the changes of one type, or of the same operations, are one entry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::finding::{Finding, ItemChange};
use super::items::{ListedChange, list_item_changes};
use super::rules::{OPERATION_ID_CHANGED, RENAMED, RESOURCE_RENAMED};
use super::sides::Sides;

/// Rules about names that are derived from the name of a resource.
const RENAMING: [&str; 2] = [OPERATION_ID_CHANGED.code, RENAMED.code];

/// A group of findings.
#[derive(Clone, Debug)]
pub struct ReportEntry {
    /// The title: a type, an operation, or the whole description.
    pub title: String,
    /// The indices of the entry's findings in the report, worst first.
    pub parts: Vec<usize>,
    /// The affected operations, as method and path.
    pub operations: Vec<String>,
    /// The changed items of the crate, unless an earlier entry lists them.
    pub items: Vec<ListedChange>,
}

impl ReportEntry {
    /// Returns the findings of this entry, out of all findings of a report.
    pub fn findings<'r>(&'r self, findings: &'r [Finding]) -> impl Iterator<Item = &'r Finding> {
        self.parts.iter().filter_map(|index| findings.get(*index))
    }
}

/// The findings of an entry.
#[derive(Default)]
struct EntryFindings {
    /// Findings about the type or operations of the entry.
    own: Vec<usize>,
    /// Findings about items of the crate that the changes of this entry require.
    consequences: Vec<usize>,
}

impl EntryFindings {
    fn own_findings<'f>(&self, findings: &'f [Finding]) -> impl Iterator<Item = &'f Finding> {
        self.own.iter().filter_map(|at| findings.get(*at))
    }

    fn operations<'f>(&self, findings: &'f [Finding]) -> BTreeSet<&'f String> {
        self.own_findings(findings)
            .flat_map(|finding| finding.operations.iter())
            .collect()
    }

    fn has_moved_operations(&self, findings: &[Finding]) -> bool {
        self.own_findings(findings)
            .any(|finding| finding.code() == RESOURCE_RENAMED.code)
    }

    /// Returns the changes of items of the crate that the entry's own findings list.
    fn item_changes<'f>(&self, findings: &'f [Finding]) -> impl Iterator<Item = &'f ItemChange> {
        self.own_findings(findings)
            .flat_map(|finding| &finding.items)
    }

    /// Returns whether the entry changes items of the crate, and each changed item needs one of
    /// these types.
    fn needs_types(&self, findings: &[Finding], types: &BTreeSet<&str>) -> bool {
        let mut changes = self.item_changes(findings).peekable();
        changes.peek().is_some()
            && changes.all(|change| {
                let Sides { old, new } = change.needed_types();
                !old.is_disjoint(types) || !new.is_disjoint(types)
            })
    }

    fn only_renames_types(&self, findings: &[Finding]) -> bool {
        self.own_findings(findings)
            .all(|finding| finding.code() == RENAMED.code)
    }
}

/// Groups findings about the same type or operations.
fn group_by_subject(findings: &[Finding]) -> Vec<EntryFindings> {
    let mut groups: Vec<EntryFindings> = Vec::new();
    let mut indices = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let key = match &finding.subject.type_name {
            Some(name) => (Some(name), &[][..]),
            None => (None, &*finding.operations),
        };
        let index = *indices.entry(key).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.own.push(at),
            None => groups.push(EntryFindings {
                own: vec![at],
                consequences: Vec::new(),
            }),
        }
    }
    groups
}

/// Returns the entries of a report, starting with the entry that has the worst finding.
pub(super) fn group_into_entries(findings: &[Finding]) -> Vec<ReportEntry> {
    let mut groups = group_by_subject(findings);
    join_moved_operations(findings, &mut groups);
    join_renamed_types(findings, &mut groups);
    join_consequences(findings, &mut groups);
    // If the changes of a type explain changed items of the type, those items are listed in its
    // entry.
    let mut group_of_item = BTreeMap::new();
    for (at, group) in groups.iter().enumerate() {
        for finding in group.own_findings(findings) {
            let own = finding
                .items
                .iter()
                .filter_map(ItemChange::item)
                .filter(|item| finding.subject.type_name.as_deref() == Some(item.owner.name()));
            group_of_item.extend(own.map(|item| (item, at)));
        }
    }
    let mut already_listed = BTreeSet::new();
    let mut entries = Vec::new();
    for (at, group) in groups.into_iter().enumerate() {
        let first = group.own_findings(findings).next();
        let mut operations: Vec<String> = group.operations(findings).into_iter().cloned().collect();
        operations.sort_by_cached_key(|operation| {
            operation.split_once(' ').map(|(_, path)| path.to_owned())
        });
        let parts: Vec<usize> = group
            .own
            .iter()
            .chain(&group.consequences)
            .copied()
            .collect();
        let changes = parts
            .iter()
            .filter_map(|at| findings.get(*at))
            .flat_map(|finding| &finding.items)
            .filter(|change| {
                change
                    .item()
                    .and_then(|item| group_of_item.get(item))
                    .is_none_or(|item_group| *item_group == at)
            });
        let mut items = list_item_changes(changes, &mut already_listed);
        // Methods that return a handle come first: they tell the reader more than the methods of
        // the handle.
        items.sort_by_key(|item| {
            item.change
                .item()
                .is_none_or(|item| !item.owner.is_client())
        });
        entries.push(ReportEntry {
            title: first.map(Finding::owner).unwrap_or_default(),
            operations,
            items,
            parts,
        });
    }
    entries
}

/// Joins operations that moved to another resource with findings about new names that affect only
/// these operations. Frameworks derive operationIds and names of schemas from tags, so these names
/// change with the tag.
fn join_moved_operations(findings: &[Finding], groups: &mut Vec<EntryFindings>) {
    let (mut moved, others): (Vec<EntryFindings>, Vec<EntryFindings>) = std::mem::take(groups)
        .into_iter()
        .partition(|group| group.has_moved_operations(findings));
    let moved_operations: Vec<BTreeSet<&String>> = moved
        .iter()
        .map(|group| group.operations(findings))
        .collect();
    for group in others {
        let is_renamed = group
            .own_findings(findings)
            .all(|finding| RENAMING.contains(&finding.code()));
        let operations = if is_renamed {
            group.operations(findings)
        } else {
            BTreeSet::new()
        };
        let home = moved_operations
            .iter()
            .position(|of_moved| operations.is_subset(of_moved));
        match home.and_then(|at| moved.get_mut(at)) {
            Some(moved) if !operations.is_empty() => moved.own.extend(group.own),
            _ => groups.push(group),
        }
    }
    groups.extend(moved);
    groups.sort_by_key(|group| group.own.first().copied());
}

/// Moves findings about renamed types to the group of another change of the same schema. For
/// example, if a union of two members becomes one of them, the type of the property gets the name
/// of that member.
fn join_renamed_types(findings: &[Finding], groups: &mut Vec<EntryFindings>) {
    let (renamed, mut others): (Vec<EntryFindings>, Vec<EntryFindings>) = std::mem::take(groups)
        .into_iter()
        .partition(|group| group.only_renames_types(findings));
    let mut group_of_schema = HashMap::new();
    for (at, group) in others.iter().enumerate() {
        for old in group
            .own_findings(findings)
            .filter_map(|finding| finding.old.as_ref())
        {
            group_of_schema.insert(&old.origin, at);
        }
    }
    for group in renamed {
        let schema = group
            .own_findings(findings)
            .find_map(|finding| finding.old.as_ref());
        let other = schema.and_then(|schema| others.get_mut(*group_of_schema.get(&schema.origin)?));
        match other {
            Some(other) => other.own.extend(group.own),
            None => groups.push(group),
        }
    }
    groups.extend(others);
    groups.sort_by_key(|group| group.own.first().copied());
}

/// Moves findings about items of the crate to the group whose change needs these items: a new type
/// to the property or operation that uses it, the handle of a renamed tag to the operations that
/// moved.
fn join_consequences(findings: &[Finding], groups: &mut Vec<EntryFindings>) {
    let (free, mut causes): (Vec<EntryFindings>, Vec<EntryFindings>) = std::mem::take(groups)
        .into_iter()
        .partition(|group| group.own_findings(findings).all(Finding::is_about_items));
    // Groups that have only findings about items, by the types that own the removed or added items.
    let mut by_type: GroupsByType<'_> = Sides::default();
    for (at, group) in free.iter().enumerate() {
        for change in group.item_changes(findings) {
            let (groups, item) = match (&change.old, &change.new) {
                (Some(item), None) => (&mut by_type.old, item),
                (None, Some(item)) => (&mut by_type.new, item),
                _ => continue,
            };
            groups.entry(item.owner.name()).or_default().push(at);
        }
    }
    let mut free: Vec<Option<EntryFindings>> = free.into_iter().map(Some).collect();
    // A new type is first attributed to the type whose members need it, and only then to the users
    // of that type.
    for is_direct in [true, false] {
        for cause in &mut causes {
            let mut waiting: Vec<usize> = cause
                .own
                .iter()
                .chain(&cause.consequences)
                .copied()
                .collect();
            let mut owners: BTreeSet<&str> = BTreeSet::new();
            loop {
                while let Some(at) = waiting.pop() {
                    let Some(finding) = findings.get(at) else {
                        continue;
                    };
                    let changes = finding
                        .items
                        .iter()
                        .filter(|change| !is_direct || concerns_finding_subject(finding, change));
                    let items = changes.clone().filter_map(ItemChange::item);
                    owners.extend(items.map(|item| item.owner.name()));
                    let needed_groups: Vec<EntryFindings> = changes
                        .flat_map(|change| take_needed_groups(&mut free, &by_type, change))
                        .collect();
                    for group in needed_groups {
                        waiting.extend(&group.own);
                        cause.consequences.extend(group.own);
                    }
                }
                // Finds methods that return one of these handles, or whose signatures name only
                // types of this group.
                let group = free.iter_mut().find(|group| {
                    group
                        .as_ref()
                        .is_some_and(|group| group.needs_types(findings, &owners))
                });
                let Some(group) = group.and_then(Option::take) else {
                    break;
                };
                waiting.extend(&group.own);
                cause.consequences.extend(group.own);
            }
        }
    }
    for mut cause in causes {
        cause.consequences.sort_unstable();
        groups.push(cause);
    }
    groups.extend(free.into_iter().flatten());
    groups.sort_by_key(|group| group.own.first().copied());
}

/// The positions of groups, by the types that own their items.
type GroupsByType<'f> = Sides<HashMap<&'f str, Vec<usize>>>;

/// Takes the groups with the types that a changed item needs.
fn take_needed_groups(
    free: &mut [Option<EntryFindings>],
    by_type: &GroupsByType<'_>,
    change: &ItemChange,
) -> Vec<EntryFindings> {
    let needed = change.needed_types();
    let old_groups = needed.old.iter().filter_map(|name| by_type.old.get(name));
    let new_groups = needed.new.iter().filter_map(|name| by_type.new.get(name));
    old_groups
        .chain(new_groups)
        .flatten()
        .filter_map(|at| free.get_mut(*at)?.take())
        .collect()
}

/// Returns whether a changed item belongs to the type of the finding, or to its operation.
fn concerns_finding_subject(finding: &Finding, change: &ItemChange) -> bool {
    let name = finding.subject.type_name.as_deref();
    name.is_none_or(|name| change.item().is_some_and(|item| item.owner.name() == name))
}
