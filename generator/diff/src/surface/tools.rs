//! The tools of the MCP server that no longer exist, although their operations do.

use std::collections::HashMap;

use super::catalog::{name, operations_by_source, tool};
use super::of_crate::OfCrate;
use crate::finding::{Finding, Subject};
use crate::matching::{method_and_path, pair_operations};
use crate::message::Message;
use crate::rules::TOOL_REMOVED;
use crate::sides::Sides;
use crate::verdict::Source;
use diag::Origin;
use model::{Api, Operation};
use surface::Item;

/// The maximum number of operations that are tools of their own, as in the runtime (`mcp`).
const MAX_TOOLS: usize = 40;

/// The operations that an MCP server offers.
struct OfferedOperations<'a> {
    items: HashMap<&'a Origin, &'a Item>,
    count: usize,
}

impl<'a> OfferedOperations<'a> {
    fn of(api: &'a Api, items: &'a [Item]) -> Self {
        let mut items = operations_by_source(items);
        let is_disabled = |operation: &&Operation| operation.tool.is_disabled;
        for operation in api.operations.iter().filter(is_disabled) {
            items.remove(&operation.origin);
        }
        let count = items.len();
        Self { items, count }
    }

    /// Returns whether agents search for operations.
    fn are_searched(&self) -> bool {
        self.count > MAX_TOOLS
    }
}

/// Returns a finding for each operation that the description withdraws from agents, and one if the
/// number of operations decides otherwise whether they are tools of their own.
pub(super) fn findings(models: Sides<&Api>, items: Sides<&[Item]>) -> Vec<OfCrate> {
    if !models.old.client.has_mcp_server || !models.new.client.has_mcp_server {
        return Vec::new();
    }
    let offered = Sides {
        old: OfferedOperations::of(models.old, items.old),
        new: OfferedOperations::of(models.new, items.new),
    };
    let pairs = pair_operations(&models.old.operations, &models.new.operations);
    let withdrawn = pairs.into_iter().filter_map(|pair| {
        let Sides { old, new } = pair.both()?;
        let item = *offered.old.items.get(&old.origin)?;
        new.tool
            .is_disabled
            .then(|| finding_about_operation(new, item, offered.old.are_searched()))
    });
    let mut findings: Vec<OfCrate> = withdrawn.collect();
    if offered.old.are_searched() != offered.new.are_searched() {
        findings.push(finding_about_number(&offered));
    }
    findings
}

/// Returns the finding about an operation that agents can no longer call.
fn finding_about_operation(operation: &Operation, item: &Item, was_searched: bool) -> OfCrate {
    let what = if was_searched {
        format!("operation `{}`", name(item))
    } else {
        format!("tool `{}`", tool(item))
    };
    let operation = method_and_path(operation);
    let subject = Subject {
        operation: Some(operation.clone()),
        ..Subject::default()
    };
    let message =
        format!("the MCP server no longer offers the {what}: the description disables it");
    OfCrate {
        owner: Some(item.owner.clone()),
        name: None,
        finding: Finding {
            operations: [operation].into_iter().collect(),
            ..finding(subject, message)
        },
    }
}

/// Returns the finding about the number of operations.
fn finding_about_number(offered: &Sides<OfferedOperations<'_>>) -> OfCrate {
    let Sides { old, new } = offered.as_ref().map(|offered| offered.count);
    let message = if offered.new.are_searched() {
        format!(
            "the MCP server offers {new} operations instead of {old}: more than {MAX_TOOLS} are no \
             longer tools of their own, but are called by `search`, `describe` and `call`"
        )
    } else {
        format!(
            "the MCP server offers {new} operations instead of {old}: up to {MAX_TOOLS} are tools of \
             their own, without `search`, `describe` and `call`"
        )
    };
    OfCrate {
        owner: None,
        name: None,
        finding: finding(Subject::default(), message),
    }
}

fn finding(subject: Subject, message: String) -> Finding {
    Finding {
        source: Source::Major,
        ..Finding::new(&TOOL_REMOVED, subject, Message::from(message))
    }
}
