//! Findings about items that compile as before, but have another meaning.

use std::collections::HashMap;

use super::CrateItems;
use super::of_crate::OfCrate;
use super::signature;
use crate::finding::{Finding, ItemChange, Subject};
use crate::matching;
use crate::message::Message;
use crate::rules::CHANGED_MEANING;
use crate::sides::Sides;
use crate::verdict::Source;
use crate::version::Versions;
use lock::{self, Changed, Lock, What};
use surface::{Item, ItemKind};

/// Returns findings about items that still compile although their meaning changed, either for all
/// calls, or only for calls with literals.
pub(super) fn findings(
    versions: Versions<'_>,
    crates: Sides<CrateItems<'_>>,
    changes: &[ItemChange],
) -> Vec<OfCrate> {
    let Sides { old, new } = crates.map(|side| side.names);
    let broken = broken_items(changes);
    let mut findings: Vec<OfCrate> = Vec::new();
    for meaning in lock::compare_meanings(old, new) {
        // A separate rule covers credentials.
        if meaning.what == What::Credentials {
            continue;
        }
        let compiles = match broken.get(&(meaning.owner.as_str(), meaning.name.as_str())) {
            Some(changes) => literals_compile(changes, old, new),
            None => !broken.contains_key(&(meaning.owner.as_str(), "")),
        };
        if !compiles {
            continue;
        }
        let operation = meaning
            .operation
            .and_then(|index| versions.models.new.operations.get(index))
            .map(matching::method_and_path);
        let finding = finding_about_meaning(meaning, operation, crates.new.items);
        add_finding(&mut findings, finding);
    }
    findings
}

/// Returns the changes that do not compile, by the owner and the name of the old item.
fn broken_items(changes: &[ItemChange]) -> HashMap<(&str, &str), Vec<&ItemChange>> {
    let mut broken: HashMap<(&str, &str), Vec<&ItemChange>> = HashMap::new();
    for change in changes
        .iter()
        .filter(|change| change.level == Source::Major)
    {
        if let Some(item) = &change.old {
            broken
                .entry((item.owner.name(), item.name.as_str()))
                .or_default()
                .push(change);
        }
    }
    broken
}

fn finding_about_meaning(meaning: Changed, operation: Option<String>, items: &[Item]) -> OfCrate {
    let message = Message::from(match (meaning.what, &operation) {
        (What::Arguments, Some(_)) => format!("the method {}", meaning.message),
        (What::Setter, Some(_)) => format!("`{}` {}", meaning.name, meaning.message),
        _ => meaning.in_words(),
    });
    let subject = match &operation {
        Some(operation) => Subject {
            operation: Some(operation.clone()),
            ..Subject::default()
        },
        None => Subject {
            type_name: Some(meaning.owner.clone()),
            ..Subject::default()
        },
    };
    let mut owners = items.iter().map(|item| &item.owner);
    OfCrate {
        finding: Finding {
            operations: operation.into_iter().collect(),
            source: Source::Major,
            behaviour: true,
            ..Finding::new(&CHANGED_MEANING, subject, message)
        },
        owner: owners.find(|owner| owner.name() == meaning.owner).cloned(),
        name: Some(meaning.name),
    }
}

/// Adds a finding. A shared object, such as a parameter, is reported once for all operations.
fn add_finding(findings: &mut Vec<OfCrate>, added: OfCrate) {
    let same = findings.iter_mut().find(|reported| {
        !added.finding.operations.is_empty() && reported.finding.message == added.finding.message
    });
    match same {
        Some(same) => {
            let operations = same.finding.operations.iter();
            same.finding.operations = operations
                .chain(&*added.finding.operations)
                .cloned()
                .collect();
        }
        None => findings.push(added),
    }
}

/// Returns whether a call whose arguments are literals, such as `read(1)`, may still compile
/// although its method, or a field and its setter, changed. The compiler reports all other calls.
fn literals_compile(changes: &[&ItemChange], old: &Lock, new: &Lock) -> bool {
    let mut methods = changes
        .iter()
        .filter(|change| {
            change
                .item()
                .is_some_and(|item| item.kind == ItemKind::Method)
        })
        .peekable();
    methods.peek().is_some()
        && methods.all(|change| match (&change.old, &change.new) {
            (Some(before), Some(after)) => {
                signature::differs_only_in(&before.signature, &after.signature, |was, is| {
                    old.argument_shares_literals(was, new, is)
                })
            }
            _ => false,
        })
}
