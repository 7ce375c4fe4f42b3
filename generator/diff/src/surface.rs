//! Compares the surfaces of the two crates: determines the source verdict, and attributes changed
//! items to findings.

mod catalog;
mod explanations;
mod meanings;
mod of_crate;
mod signature;
mod tools;

use std::collections::{BTreeMap, BTreeSet};

use super::affected::Affected;
use super::deduplication::merge_equal_findings;
use super::draft::JudgedFinding;
use super::finding::{Finding, ItemChange, SourceLocation};
use super::message::{ChangedObject, Message, MessageVerb};
use super::rules::{ADDED_ITEMS, CHANGED_ITEMS, REMOVED_ITEMS};
use super::sides::Sides;
use super::verdict::Source;
use super::version::Versions;
use catalog::RenamedOperations;
pub(super) use catalog::format_change as format_change_of_catalog;
use explanations::Explanations;
use lock::Lock;
use of_crate::{OfCrate, of_items};
use surface::{Item, ItemKind, ItemOwner, ItemSignature, ItemType, MacroItem};

type ItemKey<'i> = (&'i ItemOwner, ItemKind, &'i str);

fn items_by_key(items: &[Item]) -> BTreeMap<ItemKey<'_>, &Item> {
    items
        .iter()
        .map(|item| ((&item.owner, item.kind, item.name.as_str()), item))
        .collect()
}

/// Rewrites the new surface with old names: for programs, a renamed type is unchanged if an alias
/// keeps its former name.
fn with_old_names(old: &[Item], new: &[Item]) -> Vec<Item> {
    let former = former_names(old, new);
    let mut items = new.to_vec();
    restore_former_values(old, &mut items);
    if former.is_empty() {
        return items;
    }
    // Each item of a renamed type is added under the former name; the item with the new name is
    // kept.
    let renamed: Vec<Item> = new
        .iter()
        .filter_map(|item| {
            let alias = *former.get(&item.owner)?;
            Some(Item {
                owner: alias.clone(),
                ..item.clone()
            })
        })
        .collect();
    items.retain(|item| {
        !(item.kind == ItemKind::Alias && former.values().any(|alias| **alias == item.owner))
    });
    items.extend(renamed);
    for item in &mut items {
        item.replace_owners(&|owner| {
            let former_name = (*former.get(owner)?).clone();
            Some(ItemType::of_owner(former_name))
        });
    }
    items
}

/// Returns the former names of types that an alias keeps; their keys are the new names.
fn former_names<'i>(old: &[Item], new: &'i [Item]) -> BTreeMap<&'i ItemOwner, &'i ItemOwner> {
    let mut former = BTreeMap::new();
    for (alias, target) in aliases(new) {
        let was_type = old
            .iter()
            .any(|other| other.owner == *alias && other.kind != ItemKind::Alias);
        if let Some(ty) = target.as_owner()
            && was_type
            && has_type_named(new, ty.name())
            && !has_type_named(old, ty.name())
        {
            former.insert(ty, alias);
        }
    }
    former
}

/// Returns whether one of the items belongs to a type with this name.
fn has_type_named(items: &[Item], name: &str) -> bool {
    items.iter().any(|item| item.owner.name() == name)
}

/// Replaces a constant by the old variant of the same name: a renamed value keeps its former name
/// as a constant.
fn restore_former_values(old: &[Item], new: &mut [Item]) {
    let values: BTreeMap<(&ItemOwner, &str), &Item> = old
        .iter()
        .filter(|item| item.signature == ItemSignature::Payload(None))
        .map(|item| ((&item.owner, item.name.as_str()), item))
        .collect();
    for item in new
        .iter_mut()
        .filter(|item| item.signature == ItemSignature::Type(ItemType::SelfType))
    {
        if let Some(value) = values.get(&(&item.owner, item.name.as_str())) {
            *item = (*value).clone();
        }
    }
}

/// Returns the targets of aliases.
fn aliases(items: &[Item]) -> BTreeMap<&ItemOwner, &ItemType> {
    let aliases = items.iter().filter(|item| item.kind == ItemKind::Alias);
    aliases
        .filter_map(|item| match &item.signature {
            ItemSignature::Type(target) => Some((&item.owner, target)),
            _ => None,
        })
        .collect()
}

/// Resolves aliases in a signature, also aliases of aliases.
fn without_aliases(
    signature: &ItemSignature,
    aliases: &BTreeMap<&ItemOwner, &ItemType>,
) -> ItemSignature {
    const MAX_STEPS: usize = 8;
    let mut resolved = signature.clone();
    resolved.replace_owners(&|owner| resolve_alias(owner, aliases, MAX_STEPS));
    resolved
}

/// Returns the target of an alias, in which aliases are resolved, too.
fn resolve_alias(
    owner: &ItemOwner,
    aliases: &BTreeMap<&ItemOwner, &ItemType>,
    max_steps: usize,
) -> Option<ItemType> {
    let steps_left = max_steps.checked_sub(1)?;
    let mut target = (*aliases.get(owner)?).clone();
    target.replace_owners(&|owner| resolve_alias(owner, aliases, steps_left));
    Some(target)
}

/// Returns the differences between two surfaces.
pub fn item_changes(old: &[Item], new: &[Item]) -> Vec<ItemChange> {
    let new = &with_old_names(old, new);
    let before = items_by_key(old);
    let after = items_by_key(new);
    let old_aliases = aliases(old);
    let new_aliases = aliases(new);
    let features = Sides {
        old: feature_names(old),
        new: feature_names(new),
    };
    let mut changes = Vec::new();
    for (key, item) in &before {
        let mut other = after.get(key);
        if other.is_none() && matches!(key.1, ItemKind::Struct | ItemKind::Enum) {
            other = after.get(&(key.0, ItemKind::Alias, ""));
        }
        let Some(other) = other else {
            changes.push(ItemChange {
                old: Some((*item).clone()),
                new: None,
                level: Source::Major,
            });
            continue;
        };
        // A name may be an alias in one version and a type in the other, so aliases are resolved
        // before the comparison.
        let old_signature = without_aliases(&item.signature, &old_aliases);
        let new_signature = without_aliases(&other.signature, &new_aliases);
        // The name of an implementation contains its type.
        let is_same = item.kind == ItemKind::Trait || old_signature == new_signature;
        let level = if loses_feature(item, other, &features) {
            Source::Major
        } else if signature::accepts_more(&item.signature, &other.signature) {
            Source::Minor
        } else if !is_same || other.macro_item != item.macro_item || other.open && !item.open {
            Source::Major
        } else if other.open != item.open {
            Source::Minor
        } else {
            continue;
        };
        let mut old = (*item).clone();
        let mut new = (*other).clone();
        // If only the aliases in two signatures differ, the signatures are shown with the aliases
        // resolved.
        if other.signature == item.signature && other.macro_item == item.macro_item {
            (old.signature, new.signature) = (old_signature, new_signature);
        }
        changes.push(ItemChange {
            old: Some(old),
            new: Some(new),
            level,
        });
    }
    changes.extend(added_items(old, &before, &after));
    changes
}

/// Returns the Cargo features of a crate.
fn feature_names(items: &[Item]) -> BTreeSet<&str> {
    let features = items.iter().filter(|item| item.kind == ItemKind::Feature);
    features.map(|item| item.name.as_str()).collect()
}

/// Returns whether a program that chooses features may no longer have this type. Features that only
/// one of the crates has are separate changes.
fn loses_feature(old: &Item, new: &Item, features: &Sides<BTreeSet<&str>>) -> bool {
    if !old.name.is_empty() || new.features.is_empty() || features.old.is_empty() {
        return false;
    }
    let mut lost = old.features.difference(&new.features);
    old.features.is_empty() || lost.any(|name| features.new.contains(name.as_str()))
}

/// Returns the items that only the second surface has.
fn added_items(
    old: &[Item],
    before: &BTreeMap<ItemKey<'_>, &Item>,
    after: &BTreeMap<ItemKey<'_>, &Item>,
) -> Vec<ItemChange> {
    // Exhaustive types: a program that names all members breaks if one is added.
    let closed: BTreeSet<&ItemOwner> = old
        .iter()
        .filter(|item| matches!(item.kind, ItemKind::Struct | ItemKind::Enum) && !item.open)
        .map(|item| &item.owner)
        .collect();
    let had_features = old.iter().any(|item| item.kind == ItemKind::Feature);
    let mut changes = Vec::new();
    for (key, item) in after {
        if before.contains_key(key) {
            continue;
        }
        let was_struct = before.contains_key(&(key.0, ItemKind::Struct, ""));
        let was_enum = before.contains_key(&(key.0, ItemKind::Enum, ""));
        if key.1 == ItemKind::Alias && (was_struct || was_enum) {
            continue;
        }
        let extends_closed_type =
            matches!(key.1, ItemKind::Field | ItemKind::Variant) && closed.contains(key.0);
        // The first feature gates existing items, which programs without default features lose.
        let is_first_feature = key.1 == ItemKind::Feature && !had_features;
        // If an existing request gets a setter with the name of a setter that every request has,
        // the latter becomes `request_…`, which breaks calls.
        let renames_setter = item.macro_item == Some(MacroItem::Setters) && was_struct;
        let is_needed = item.signature == ItemSignature::Argument { is_required: true }
            && before.contains_key(&(key.0, ItemKind::Operation, ""));
        let level = if extends_closed_type || is_first_feature || renames_setter || is_needed {
            Source::Major
        } else {
            Source::Minor
        };
        changes.push(ItemChange {
            old: None,
            new: Some((*item).clone()),
            level,
        });
    }
    changes
}

/// The items of a crate, and their names and meanings.
#[derive(Clone, Copy)]
pub(super) struct CrateItems<'v> {
    pub(super) items: &'v [Item],
    pub(super) names: &'v Lock,
}

/// Attributes each change to the findings that explain it; unexplained changes become separate
/// findings.
pub(super) fn attribute_changes(
    versions: Versions<'_>,
    mut drafts: Vec<JudgedFinding>,
    without_items: Vec<Finding>,
    crates: Sides<CrateItems<'_>>,
) -> Vec<Finding> {
    let items = crates.map(|side| side.items);
    let renamed = RenamedOperations::of(versions, items);
    let mut changes = item_changes(items.old, &renamed.with_old_names(items.new));
    changes.extend(renamed.into_changes());
    let changes = catalog::join_changes(versions.models, items, changes);
    let mut of_crate = meanings::findings(versions, crates, &changes);
    let explanations = Explanations::of(versions, &drafts, items, &changes);
    let explained: Vec<BTreeSet<usize>> = changes
        .iter()
        .map(|change| explanations.of_change(change))
        .collect();
    let mut left = Vec::new();
    for (change, explained) in changes.into_iter().zip(explained) {
        for at in &explained {
            if let Some(JudgedFinding { finding, .. }) = drafts.get_mut(*at) {
                finding.source = finding.source.max(change.level);
                finding.items.push(change.clone());
            }
        }
        if explained.is_empty() {
            left.push(change);
        }
    }
    let mut affected = Affected::of(versions);
    for draft in &mut drafts {
        draft.finding.operations = affected.by(&draft.finding, &draft.scope.wholes);
    }
    let without_items = without_items.into_iter().map(|finding| (finding, false));
    let mut findings = merge_equal_findings(
        drafts
            .into_iter()
            .map(|draft| (draft.finding, draft.scope.is_shared))
            .chain(without_items),
    );
    of_crate.extend(catalog::findings(versions.models, &mut left));
    of_crate.extend(tools::findings(versions.models, items));
    of_crate.extend(unexplained(left));
    for mut of_crate in of_crate {
        if of_crate.finding.subject.type_name.is_some() {
            let wholes = items.map(|items| of_crate.whole_of_owner(items));
            of_crate.finding.operations = affected.by(&of_crate.finding, &wholes);
        }
        let Sides { old, new } = versions.texts.zip(items).map(|(document, items)| {
            let location = of_crate.location(document, items)?;
            Some(SourceLocation::of(&location))
        });
        findings.push(Finding {
            old,
            new,
            ..of_crate.finding
        });
    }
    findings
}

/// Creates a finding for each type with unexplained items.
fn unexplained(changes: Vec<ItemChange>) -> Vec<OfCrate> {
    let mut by_owner: BTreeMap<(ItemOwner, Source), Vec<ItemChange>> = BTreeMap::new();
    for change in changes {
        let Some(item) = change.item() else { continue };
        by_owner
            .entry((item.owner.clone(), change.level))
            .or_default()
            .push(change);
    }
    let findings = by_owner.into_iter().map(|((owner, _), changes)| {
        let is_gone = changes.iter().all(|change| change.new.is_none());
        let is_new = changes.iter().all(|change| change.old.is_none());
        let whole = changes
            .iter()
            .any(|change| change.item().is_some_and(|item| item.name.is_empty()));
        let (rule, what_happened) = match (is_gone, is_new) {
            (true, _) => (&REMOVED_ITEMS, "removed"),
            (_, true) => (&ADDED_ITEMS, "added"),
            _ => (&CHANGED_ITEMS, "changed"),
        };
        let message = match changes.len() {
            _ if whole => Message::of(
                ChangedObject::Item(owner.to_string()),
                MessageVerb::Was,
                what_happened,
            ),
            1 => Message::from(format!("an item of `{owner}` was {what_happened}")),
            count => Message::from(format!("{count} items of `{owner}` were {what_happened}")),
        };
        of_items(rule, owner, message, changes)
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use surface::{TypeName, TypePath};

    /// Returns the item of a type itself.
    fn head(owner: &str, open: bool) -> Item {
        Item {
            signature: ItemSignature::Struct,
            open,
            ..Item::bare(ItemOwner::described(owner), ItemKind::Struct, "")
        }
    }

    fn field(owner: &str, name: &str, ty: ItemType) -> Item {
        Item {
            signature: ItemSignature::Type(ty),
            ..Item::bare(ItemOwner::described(owner), ItemKind::Field, name)
        }
    }

    fn alias(name: &str, target: ItemType) -> Item {
        Item {
            kind: ItemKind::Alias,
            ..field(name, "", target)
        }
    }

    fn described(name: &str) -> ItemType {
        ItemType::of_owner(ItemOwner::described(name))
    }

    fn integer() -> ItemType {
        ItemType::imported("i64")
    }

    fn list(item: ItemType) -> ItemType {
        ItemType::generic("Vec", vec![item])
    }

    #[test]
    fn additions_to_exhaustive_types_are_major() {
        for (open, level) in [(true, Source::Minor), (false, Source::Major)] {
            let old = [head("A", open)];
            let new = [old[0].clone(), field("A", "b", integer())];
            let changes = item_changes(&old, &new);
            assert_eq!(
                changes
                    .iter()
                    .map(|change| change.level)
                    .collect::<Vec<_>>(),
                [level]
            );
            let back = item_changes(&new, &old);
            assert_eq!(
                back.iter().map(|change| change.level).collect::<Vec<_>>(),
                [Source::Major]
            );
        }
    }

    #[test]
    fn changed_signatures_are_major() {
        let old = [field("A", "b", integer())];
        let new = [field(
            "A",
            "b",
            ItemType::generic("Option", vec![integer()]),
        )];
        let changes = item_changes(&old, &new);
        assert_eq!(changes[0].level, Source::Major);
        assert_eq!(
            changes[0].format_change(),
            "types::A.b: i64 is now Option<i64>"
        );
        assert!(item_changes(&old, &old).is_empty());
    }

    /// A description with a schema `Value` displays `serde_json::Value` with its full path.
    #[test]
    fn types_with_another_text_are_unchanged() {
        let path = "serde_json::Value";
        let full = ItemType::Named(TypeName {
            path: TypePath::Other(path),
            displayed: path.to_owned(),
        });
        let old = [field("A", "b", ItemType::imported(path))];
        let new = [field("A", "b", full)];
        assert!(item_changes(&old, &new).is_empty());
        let described = [field("A", "b", described("Value"))];
        let level = item_changes(&old, &described)[0].level;
        assert_eq!(level, Source::Major);
    }

    #[test]
    fn renamed_types_with_an_alias_are_not_breaking() {
        let of_type = |name: &str| {
            let converting = Item::conversion(ItemOwner::described("C"), list(described(name)));
            let user = field("C", "a", list(described(name)));
            [
                head(name, true),
                field(name, "b", integer()),
                user,
                converting,
            ]
        };
        let old = of_type("A");
        let new = [of_type("B").to_vec(), vec![alias("A", described("B"))]].concat();
        let changes = item_changes(&old, &new);
        assert!(
            !changes.is_empty() && changes.iter().all(|change| change.level == Source::Minor),
            "{changes:?}"
        );
        assert!(
            item_changes(&old, &new[..4])
                .iter()
                .any(|change| change.level == Source::Major)
        );
    }

    #[test]
    fn aliases_are_compared_as_their_targets() {
        let string = ItemType::imported("String");
        let old = [field("C", "a", list(string.clone()))];
        let levels = |target: ItemType| {
            let new = [field("C", "a", list(described("A"))), alias("A", target)];
            item_changes(&old, &new)
                .iter()
                .map(|change| change.level)
                .collect::<Vec<_>>()
        };
        assert_eq!(levels(string), [Source::Minor]);
        assert!(levels(integer()).contains(&Source::Major));
    }

    #[test]
    fn types_that_became_aliases_are_changed_types() {
        let any = ItemType::imported("serde_json::Value");
        let free = ItemType::generic("crate::runtime::field::Field", vec![any.clone()]);
        let users = [
            field("C", "own", described("A")),
            field("C", "free", free),
            field("C", "all", list(described("A"))),
            Item::conversion(ItemOwner::described("C"), described("A")),
        ];
        let old = [vec![head("A", true)], users.to_vec()].concat();
        let new = [vec![alias("A", any)], users.to_vec()].concat();
        let texts: Vec<String> = item_changes(&old, &new)
            .iter()
            .map(ItemChange::format_change)
            .collect();
        let expected = [
            "types::A: struct {..} is now Value",
            "types::C.all: Vec<A> is now Vec<Value>",
            "types::C.own: A is now Value",
        ];
        assert_eq!(texts, expected);
        assert!(
            item_changes(&old, &new)
                .iter()
                .all(|change| change.level == Source::Major)
        );
    }
}
