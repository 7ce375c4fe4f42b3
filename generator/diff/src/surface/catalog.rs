//! The catalog of operations: names that calls, commands and tools have.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::of_crate::{OfCrate, of_items};
use crate::finding::{Finding, ItemChange, Subject};
use crate::matching::{method_and_path, pair_operations};
use crate::message::Message;
use crate::rules::{ADDED_ITEMS, CHANGED_ITEMS, OPERATION_NAME_CHANGED, REMOVED_ITEMS};
use crate::sides::Sides;
use crate::verdict::Source;
use crate::version::Versions;
use diag::Origin;
use model::{
    Api, CATALOG_FEATURE, COMMAND_LINE_FEATURE, MCP_FEATURE, Operation, TEST_SERVER_FEATURE,
};
use surface::{Item, ItemKind, ItemOwner, ItemSignature, ItemSource};

/// The Cargo features of the catalog, and what each adds.
const FEATURES: [(&str, &str); 4] = [
    (CATALOG_FEATURE, "`client.call`"),
    (COMMAND_LINE_FEATURE, "the command line"),
    (MCP_FEATURE, "the MCP server"),
    (TEST_SERVER_FEATURE, "the server for tests"),
];

/// Operations with another name in the new catalog: their owners in the new surface, with their
/// changes.
pub(super) struct RenamedOperations<'i>(HashMap<&'i ItemOwner, ItemChange>);

impl<'i> RenamedOperations<'i> {
    pub(super) fn of(versions: Versions<'_>, items: Sides<&'i [Item]>) -> Self {
        let named = items.map(operations_by_source);
        let Sides { old, new } = versions.models;
        let pairs = if named.old.is_empty() || named.new.is_empty() {
            Vec::new()
        } else {
            pair_operations(&old.operations, &new.operations)
        };
        let renamed = pairs.into_iter().filter_map(|pair| {
            let Sides { old, new } = pair.both()?;
            let before = *named.old.get(&old.origin)?;
            let after = *named.new.get(&new.origin)?;
            let change = ItemChange {
                old: Some(before.clone()),
                new: Some(after.clone()),
                level: Source::Major,
            };
            (before.owner != after.owner).then_some((&after.owner, change))
        });
        Self(renamed.collect())
    }

    /// Returns the items, in which renamed operations have their old names.
    pub(super) fn with_old_names<'n>(&self, new: &'n [Item]) -> Cow<'n, [Item]> {
        if self.0.is_empty() {
            return Cow::Borrowed(new);
        }
        let items = new.iter().map(|item| {
            let before = self
                .0
                .get(&item.owner)
                .and_then(|change| change.old.as_ref());
            let owner = before.map_or(&item.owner, |before| &before.owner).clone();
            Item {
                owner,
                ..item.clone()
            }
        });
        Cow::Owned(items.collect())
    }

    pub(super) fn into_changes(self) -> impl Iterator<Item = ItemChange> {
        self.0.into_values()
    }
}

/// Returns the names of operations, by the locations of the operations.
pub(super) fn operations_by_source(items: &[Item]) -> HashMap<&Origin, &Item> {
    let operations = items.iter().filter(|item| item.kind == ItemKind::Operation);
    operations
        .filter_map(|item| Some((item.source.as_ref()?.whole()?, item)))
        .collect()
}

/// Joins the removal of an argument with the addition of one for the same parameter. If a crate has
/// no catalog, its operations do not count as removed or added.
pub(super) fn join_changes(
    models: Sides<&Api>,
    items: Sides<&[Item]>,
    changes: Vec<ItemChange>,
) -> Vec<ItemChange> {
    let has_catalog = items.map(|items| items.iter().any(|item| item.kind == ItemKind::Operation));
    let (of_catalog, mut others): (Vec<ItemChange>, Vec<ItemChange>) =
        changes.into_iter().partition(is_named);
    if !has_catalog.old || !has_catalog.new {
        return others;
    }
    let mut removed = BTreeMap::new();
    let mut added = Vec::new();
    for change in of_catalog {
        match (&change.old, &change.new) {
            (Some(item), None) => match parameter_key(models.old, item) {
                Some(key) => drop(removed.insert((item.owner.clone(), key), change)),
                None => others.push(change),
            },
            (None, Some(_)) => added.push(change),
            _ => others.push(change),
        }
    }
    for mut change in added {
        if let Some(item) = &change.new
            && let Some(key) = parameter_key(models.new, item)
            && let Some(removal) = removed.remove(&(item.owner.clone(), key))
        {
            change.old = removal.old;
            change.level = Source::Major;
        }
        others.push(change);
    }
    others.extend(removed.into_values());
    others
}

/// Returns whether a change is about an operation of the catalog, or an argument of one.
fn is_named(change: &ItemChange) -> bool {
    change
        .item()
        .is_some_and(|item| matches!(item.kind, ItemKind::Operation | ItemKind::OperationArgument))
}

/// Returns the location and the name of the parameter that an argument is for.
fn parameter_key(api: &Api, item: &Item) -> Option<String> {
    let ItemSource::Part(operation, origin) = item.source.as_ref()? else {
        return None;
    };
    let parameters = &operation_at(api, operation)?.parameters;
    let parameter = parameters
        .iter()
        .find(|parameter| parameter.origin == *origin);
    parameter.map(lock::lock_key_of_parameter)
}

fn operation_at<'a>(api: &'a Api, origin: &Origin) -> Option<&'a Operation> {
    let mut operations = api.operations.iter();
    operations.find(|operation| operation.origin == *origin)
}

/// Returns the findings about changes that no other finding explains, and removes these changes.
pub(super) fn findings(models: Sides<&Api>, changes: &mut Vec<ItemChange>) -> Vec<OfCrate> {
    let mut findings: Vec<OfCrate> = changes
        .extract_if(.., |change| is_named(change))
        .filter_map(|change| finding_about_name(models, change))
        .collect();
    let of_features: Vec<ItemChange> = changes
        .extract_if(.., |change| is_of_feature(change))
        .collect();
    let (removed, added): (Vec<ItemChange>, Vec<ItemChange>) = of_features
        .into_iter()
        .partition(|change| change.old.is_some());
    findings.extend(
        [removed, added]
            .into_iter()
            .filter_map(finding_about_features),
    );
    findings
}

/// Returns whether only Cargo features of the catalog enable an item.
fn is_of_feature(change: &ItemChange) -> bool {
    change.item().is_some_and(|item| {
        let is_feature = |feature: &String| FEATURES.iter().any(|(name, _)| name == feature);
        item.kind == ItemKind::OptionalFeature
            || !item.features.is_empty() && item.features.iter().all(is_feature)
    })
}

/// Returns a finding about features that were all removed, or all added.
fn finding_about_features(changes: Vec<ItemChange>) -> Option<OfCrate> {
    let items: Vec<&Item> = changes.iter().filter_map(ItemChange::item).collect();
    let owner = items.first()?.owner.clone();
    let changed: Vec<(&str, &str)> = FEATURES
        .into_iter()
        .filter(|(name, _)| {
            let mut features = items
                .iter()
                .filter(|item| item.kind == ItemKind::OptionalFeature);
            features.any(|item| item.name == *name)
        })
        .collect();
    let names: Vec<String> = changed
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    let programs: Vec<String> = changed.iter().map(|(_, adds)| (*adds).to_owned()).collect();
    let is_removed = changes.iter().any(|change| change.new.is_none());
    let (rule, what_happened) = if is_removed {
        (&REMOVED_ITEMS, "removed")
    } else {
        (&ADDED_ITEMS, "added")
    };
    let message = match names.len() {
        0 => format!("items of the catalog were {what_happened}"),
        1 => format!(
            "the feature {} was {what_happened}, and with it {}",
            list(&names),
            list(&programs)
        ),
        _ => format!(
            "the features {} were {what_happened}, and with them {}",
            list(&names),
            list(&programs)
        ),
    };
    let mut of_features = of_items(rule, owner, Message::from(message), changes);
    of_features.finding.subject = Subject::default();
    of_features.owner = None;
    Some(of_features)
}

/// Returns the finding about the name of an operation or an argument.
fn finding_about_name(models: Sides<&Api>, change: ItemChange) -> Option<OfCrate> {
    let item = change.item()?;
    let model = if change.new.is_some() {
        models.new
    } else {
        models.old
    };
    let origin = item.source.as_ref().and_then(ItemSource::whole)?;
    let operation = operation_at(model, origin).map(method_and_path);
    let rule = match (&change.old, &change.new) {
        (None, _) if change.level < Source::Major => &ADDED_ITEMS,
        (Some(old), Some(new)) if old.owner == new.owner && old.name == new.name => &CHANGED_ITEMS,
        _ => &OPERATION_NAME_CHANGED,
    };
    let subject = Subject {
        operation: operation.clone(),
        ..Subject::default()
    };
    let message = Message::from(change_in_words(&change)?);
    Some(OfCrate {
        owner: Some(item.owner.clone()),
        name: (!item.name.is_empty()).then(|| item.name.clone()),
        finding: Finding {
            operations: operation.into_iter().collect(),
            source: change.level,
            items: vec![change],
            ..Finding::new(rule, subject, message)
        },
    })
}

/// Says what happened to an operation or an argument, and what no longer works.
fn change_in_words(change: &ItemChange) -> Option<String> {
    let item = change.item()?;
    let noun = match item.kind {
        ItemKind::Operation => "operation",
        _ => "argument",
    };
    let of_operation = match item.kind {
        ItemKind::Operation => String::new(),
        _ => format!(" of `{}`", item.owner.short_name()),
    };
    Some(match (&change.old, &change.new) {
        (Some(old), Some(new)) if name(old) != name(new) => format!(
            "the {noun} `{}`{of_operation} is called `{}`: {}",
            name(old),
            name(new),
            broken_uses(&uses(old))
        ),
        (Some(old), None) => format!(
            "the {noun} `{}`{of_operation} is gone: {}",
            name(old),
            broken_uses(&uses(old))
        ),
        (None, Some(new)) if !is_required(new) => {
            format!("the {noun} `{}`{of_operation} is new", name(new))
        }
        (_, Some(new)) if is_required(new) => format!(
            "calls of `{}` now need the argument `{}`: without it, {}",
            new.owner.short_name(),
            name(new),
            broken_uses(&uses_of_operation(new))
        ),
        _ => format!("the {noun} `{}`{of_operation} is optional", name(item)),
    })
}

/// Says that none of these uses works.
fn broken_uses(uses: &[String]) -> String {
    let verb = if uses.len() == 1 { "works" } else { "work" };
    format!("{} no longer {verb}", list(uses))
}

fn is_required(item: &Item) -> bool {
    item.signature == ItemSignature::Argument { is_required: true }
}

/// Returns the name of an operation or an argument.
pub(super) fn name(item: &Item) -> &str {
    match item.kind {
        ItemKind::Operation => item.owner.short_name(),
        _ => &item.name,
    }
}

/// Returns what uses the name of an operation or an argument.
fn uses(item: &Item) -> Vec<String> {
    if item.kind == ItemKind::Operation {
        let mut uses = uses_of_operation(item);
        if item.features.contains(TEST_SERVER_FEATURE) {
            uses.push(format!("`{}` of the test server", override_method(item)));
        }
        return uses;
    }
    let mut uses = vec![format!("`client.call` with `{}`", item.name)];
    if item.features.contains(COMMAND_LINE_FEATURE) {
        uses.push(format!("the flag `{}`", flag(item)));
    }
    if item.features.contains(MCP_FEATURE) {
        uses.push(format!("the tool `{}` with `{}`", tool(item), item.name));
    }
    uses
}

/// Returns what uses the name of the operation of an item.
fn uses_of_operation(item: &Item) -> Vec<String> {
    let mut uses = vec!["`client.call`".to_owned()];
    if item.features.contains(COMMAND_LINE_FEATURE) {
        uses.push(format!("the command `{}`", command(item)));
    }
    if item.features.contains(MCP_FEATURE) {
        uses.push(format!("the tool `{}`", tool(item)));
    }
    uses
}

/// Returns the words of the command for an operation.
fn command(item: &Item) -> String {
    kebab_case(item.owner.short_name()).replace('.', " ")
}

/// Returns the flag for an argument.
fn flag(item: &Item) -> String {
    format!("--{}", kebab_case(&item.name))
}

/// Returns the tool for an operation.
pub(super) fn tool(item: &Item) -> String {
    item.owner.short_name().replace('.', "_")
}

/// Returns the method of the test server for an operation.
fn override_method(item: &Item) -> String {
    format!("on_{}", tool(item))
}

fn kebab_case(name: &str) -> String {
    name.trim_matches('_').replace('_', "-")
}

/// Joins words: `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [words @ .., last] if !words.is_empty() => format!("{} and {last}", words.join(", ")),
        _ => words.concat(),
    }
}

/// Formats the change of an operation or an argument in one line; `None` for other items.
pub(crate) fn format_change(change: &ItemChange) -> Option<String> {
    let described = |item: &Item| {
        let what_uses = match item.kind {
            ItemKind::Operation => uses(item),
            _ if item.features.contains(COMMAND_LINE_FEATURE) => vec![flag(item)],
            _ => Vec::new(),
        };
        match what_uses.as_slice() {
            [] => item.path(),
            what_uses => format!(
                "{} ({})",
                item.path(),
                what_uses.join(", ").replace('`', "")
            ),
        }
    };
    if !is_named(change) {
        return None;
    }
    Some(match (&change.old, &change.new) {
        (Some(old), Some(new)) if name(old) != name(new) => {
            format!("{} is now {}", described(old), name(new))
        }
        (Some(old), Some(new)) => format!("{} is now {}", described(old), new.signature),
        (Some(old), None) => format!("{} was removed", described(old)),
        (None, Some(new)) if is_required(new) => format!("{} is new and required", described(new)),
        (None, Some(new)) => format!("{} is new", described(new)),
        (None, None) => return None,
    })
}
