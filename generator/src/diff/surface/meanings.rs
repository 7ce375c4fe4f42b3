//! Findings for items that compile as before, but have another meaning.

use std::collections::HashSet;

use super::{OfCrate, of_items};
use crate::diff::cursor::Versions;
use crate::diff::finding::{Change, Subject};
use crate::diff::matching;
use crate::diff::rules::CHANGED_MEANING;
use crate::diff::verdict::Source;
use crate::lock::{self, What};
use crate::render;

/// Returns the changed meanings that `changes` of the two surfaces do not show.
pub(super) fn findings(sides: Versions<'_>, changes: &[Change]) -> Vec<OfCrate> {
    // The compiler reports items that no longer compile.
    let broken: HashSet<(&str, &str)> = changes
        .iter()
        .filter(|change| change.level == Source::Major)
        .filter_map(|change| change.old.as_ref())
        .map(|item| (item.type_name(), item.name.as_str()))
        .collect();
    let compiles = |owner: &str, name: &str| !broken.contains(&(owner, name)) && !broken.contains(&(owner, ""));
    let changed = lock::changed(&render::lock(sides.old), &render::lock(sides.new));
    // Credentials have a separate rule.
    let changed = changed.into_iter().filter(|one| one.what != What::Credentials);
    let mut findings: Vec<OfCrate> = Vec::new();
    for one in changed.filter(|one| compiles(&one.owner, &one.name)) {
        let operation = one.operation.and_then(|at| sides.new.operations.get(at)).map(matching::name);
        // Shared objects, such as a parameter, are reported once for all operations.
        let message = match (one.what, &operation) {
            (What::Arguments, Some(_)) => format!("the method {}", one.message),
            (What::Setter, Some(_)) => format!("`{}` {}", one.name, one.message),
            _ => one.in_words(),
        };
        let same = findings.iter_mut().find(|known| operation.is_some() && known.finding.message == message);
        if let Some(same) = same {
            same.finding.operations = same.finding.operations.iter().cloned().chain(operation).collect();
            continue;
        }
        let mut of_crate = of_items(&CHANGED_MEANING, &one.owner, message, Vec::new());
        of_crate.finding.source = Source::Major;
        of_crate.finding.behaviour = true;
        of_crate.name = Some(one.name);
        if let Some(operation) = operation {
            of_crate.finding.operations = [operation.clone()].into();
            of_crate.finding.subject = Subject { operation: Some(operation), ..Subject::default() };
        }
        findings.push(of_crate);
    }
    findings
}
