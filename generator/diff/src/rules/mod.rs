//! The rules, with a file for each family. A rule has documentation and a function that finds a
//! change, and says how witnesses (values that prove a finding) affect its verdict.

mod api;
mod body;
mod constraints;
mod crate_items;
mod deprecated;
mod discriminator;
mod documentation;
mod encoding;
mod enums;
mod format;
mod header;
mod keyword;
mod limits;
mod method;
mod names;
mod operation;
mod page;
mod parameter;
mod prelude;
mod property;
mod rule;
mod schema;
mod security;
mod server;
mod shown;
mod status;
mod types;
mod unions;
mod unjudgeable;
mod webhook;

use std::sync::LazyLock;

pub(super) use crate_items::{
    ADDED_ITEMS, CHANGED_ITEMS, CHANGED_MEANING, OPERATION_NAME_CHANGED, REMOVED_ITEMS,
    TOOL_REMOVED,
};
pub(super) use operation::{
    ADDED_OPERATION, OPERATION_ID_CHANGED, OPERATION_MOVED, RESOURCE_RENAMED,
};
pub use page::codes_page;
pub(super) use parameter::{BECAME_LIST, MOVED_INTO_OBJECT, NO_LONGER_LIST};
pub use rule::Rule;
pub(super) use rule::{About, ChangeKind, Excuse, Judged, Located, Proof, UnionChange};
pub(super) use schema::{FEWER_VALUES, MORE_VALUES};
pub(super) use types::RENAMED;
pub(super) use unjudgeable::{CANNOT_JUDGE, NOT_UNDERSTOOD};
pub(super) use webhook::{WebhookParameter, webhook_parameters};

use super::cursor::{Both, DetectedChange};

const FAMILIES: &[&[Rule]] = &[
    api::RULES,
    body::RULES,
    constraints::RULES,
    crate_items::RULES,
    deprecated::RULES,
    discriminator::RULES,
    documentation::RULES,
    encoding::RULES,
    enums::RULES,
    format::RULES,
    header::RULES,
    keyword::RULES,
    method::RULES,
    operation::RULES,
    parameter::RULES,
    property::RULES,
    schema::RULES,
    security::RULES,
    server::RULES,
    status::RULES,
    types::RULES,
    unions::RULES,
    unjudgeable::RULES,
    webhook::RULES,
];

/// All rules, sorted by code.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut rules: Vec<&Rule> = FAMILIES.iter().copied().flatten().collect();
    rules.sort_unstable_by_key(|rule| rule.code);
    rules
});

/// Returns the rule with this code.
pub fn rule_by_code(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code).copied()
}

/// Returns the findings of all rules for a pair.
pub(super) fn findings_of_rules<T: Judged>(
    sides: &Both<'_, T>,
) -> Vec<(&'static Rule, DetectedChange)> {
    RULES
        .iter()
        .filter_map(|rule| {
            let change = T::detect_change(&rule.check, sides)
                .or_else(|| T::detect_change(&rule.check_of_schema, sides))?;
            Some((*rule, change))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_documented() {
        assert!(
            RULES.is_sorted_by(|rule, next| rule.code < next.code),
            "{RULES:?}"
        );
        for Rule {
            code,
            what,
            wire,
            rust,
            help,
            ..
        } in RULES.iter()
        {
            for text in [what, wire, rust, help] {
                assert!(text.len() > 5 && text.ends_with('.'), "{code}: `{text}`");
            }
        }
    }

    #[test]
    fn the_help_says_more_than_to_release_if_a_direction_may_break() {
        for rule in RULES.iter() {
            if [rule::FEWER, rule::MORE].contains(&rule.wire) {
                assert!(
                    ![rule::NOTHING, rule::RELEASE].contains(&rule.help),
                    "{rule:?}"
                );
            }
        }
    }

    #[test]
    fn the_configuration_names_all_rules() {
        let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(codes, config::RULE_CODES);
    }

    #[test]
    fn constraints_are_neither_added_nor_removed_objects() {
        let codes = |kind: ChangeKind| {
            let codes = RULES
                .iter()
                .filter(|rule| rule.change == kind)
                .map(|rule| rule.code);
            codes.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            codes(ChangeKind::Added),
            "body-added-optional body-added-required enum-value-added error-status-added header-added items-added \
             media-type-added operation-added parameter-added-optional parameter-added-required \
             property-added-optional property-added-required security-scheme-added server-added success-status-added \
             type-added union-member-added webhook-added"
        );
        let removed = codes(ChangeKind::Removed);
        assert!(
            removed.contains("operation-removed") && removed.contains("enum-value-removed"),
            "{removed}"
        );
        assert!(
            !removed.contains("pattern-removed") && !removed.contains("unique-items"),
            "{removed}"
        );
    }
}
