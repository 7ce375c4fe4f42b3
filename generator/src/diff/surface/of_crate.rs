//! Findings about items of the crate only.

use std::collections::BTreeSet;

use crate::diff::finding::{Finding, ItemChange, Subject};
use crate::diff::rules::Rule;

/// A finding about items of the crate only.
pub(super) struct OfCrate {
    pub(super) finding: Finding,
    pub(super) owner: String,
    pub(super) name: Option<String>,
}

pub(super) fn of_items(
    rule: &'static Rule,
    owner: &str,
    message: String,
    items: Vec<ItemChange>,
) -> OfCrate {
    let source = items
        .iter()
        .map(|change| change.level)
        .max()
        .unwrap_or_default();
    let type_name = owner
        .strip_prefix("types::")
        .or_else(|| owner.rsplit("::").next())
        .map(str::to_owned);
    let names: BTreeSet<&str> = items
        .iter()
        .filter_map(ItemChange::item)
        .map(|item| item.name.as_str())
        .collect();
    let name = names
        .first()
        .filter(|name| names.len() == 1 && !name.is_empty())
        .map(|name| (*name).to_owned());
    let subject = Subject {
        type_name,
        ..Subject::default()
    };
    OfCrate {
        finding: Finding {
            source,
            items,
            ..Finding::new(rule, subject, message)
        },
        owner: owner.to_owned(),
        name,
    }
}
