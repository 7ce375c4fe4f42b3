//! An entry of a changelog, in the form of Keep a Changelog.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::markdown::escape_markdown_cell;
use super::*;
use crate::message::{ChangedObject, Message};
use crate::rules::{ChangeKind, OPERATION_ID_CHANGED, OPERATION_MOVED, RESOURCE_RENAMED};

/// The maximum number of lines in a section.
const MAX_LINES: usize = 100;

/// Rules about changes that may give an operation another method.
const MOVES: [&str; 3] = [
    OPERATION_MOVED.code,
    OPERATION_ID_CHANGED.code,
    RESOURCE_RENAMED.code,
];

/// The beginning of an entry if the API breaks, but programs still compile, so that the version is
/// compatible.
const STILL_COMPILES: &str = "Programs still compile with this version. The changes marked as breaking are in the API: it\n\
    refuses requests that were valid before, or sends values that were not possible before.\n\n";

/// Formats the changes as the sections of an entry, without its heading; `None` if nothing changed.
pub fn format_report_changelog(report: &Report) -> Option<String> {
    if report.findings.is_empty() {
        return None;
    }
    let shown = Limit(Some(usize::MAX)).of(report, false);
    let mut sections = Sections::default();
    for group in &shown.entries {
        add_entry(&mut sections, report, group);
    }
    let text = sections.printed();
    Some(if text.is_empty() {
        "### Changed\n\n- Documentation only.\n".to_owned()
    } else if is_breaking_only_on_the_wire(&report.summary) {
        format!("{STILL_COMPILES}{text}")
    } else {
        text
    })
}

fn add_entry(sections: &mut Sections, report: &Report, group: &ShownEntry<'_>) {
    let lines: Vec<&Alike<'_>> = group
        .lines
        .iter()
        .filter(|line| line.first().is_about_api())
        .collect();
    // One line of the entry names the former calls: that about a move, or else the first.
    let move_index = lines
        .iter()
        .position(|line| MOVES.contains(&line.first().code()))
        .unwrap_or_default();
    for (index, line) in lines.iter().enumerate() {
        let finding = line.first();
        let owner = owner_as_code(report, finding, index == move_index);
        let sentence = match &finding.message {
            Message::Change {
                object: ChangedObject::Owner(_),
                verb,
                complement,
            } => format!("{owner} {}{complement}", verb.singular()),
            _ => format!("{owner}: {}", line.sentence_within()),
        };
        let is_breaking = finding.wire == Wire::Breaking || finding.source == Source::Major;
        sections.add(
            finding.rule.change,
            is_breaking,
            &escape_markdown_cell(&sentence),
        );
    }
    // Changes of items follow from other changes, so they are listed only if no other change is
    // known.
    if !lines.is_empty() {
        return;
    }
    for item in group
        .entry
        .items
        .iter()
        .filter(|item| !item.change.is_of_trait())
    {
        let text = format!("`{}`", item.format_change().replace('`', "'"));
        sections.add(
            item.change.kind(),
            item.change.level == Source::Major,
            &text,
        );
    }
}

/// Formats the type or the operations of a finding: ``type `Pet` ``, or
/// `` `client.pets().get(…)` (`GET /pets/{id}`) ``, if wanted with the former call.
fn owner_as_code(report: &Report, finding: &Finding, with_former: bool) -> String {
    let as_code = |operation: &String| {
        let Some(call) = report.calls.get(operation) else {
            return format!("`{operation}`");
        };
        let former = match &call.former {
            Some(former) if with_former && former.operation == *operation => {
                format!("; formerly `{}`", former.text)
            }
            Some(former) if with_former => {
                format!("; formerly `{}`, `{}`", former.text, former.operation)
            }
            _ => String::new(),
        };
        format!("`{}` (`{operation}`{former})", call.text)
    };
    match (&finding.subject.type_name, &finding.subject.operation) {
        (Some(name), _) => format!("type `{name}`"),
        (None, Some(operation)) if finding.operations.len() < 2 => as_code(operation),
        (None, Some(_)) => {
            let operations: Vec<String> = finding.operations.iter().map(as_code).collect();
            first_few(&operations)
        }
        (None, None) => finding.owner(),
    }
}

/// The lines of each section, without duplicates: a change in both directions is one line.
#[derive(Default)]
struct Sections {
    lines: [Vec<String>; 4],
    listed: HashSet<(ChangeKind, String)>,
}

impl Sections {
    const TITLES: [(ChangeKind, &str); 4] = [
        (ChangeKind::Added, "Added"),
        (ChangeKind::Changed, "Changed"),
        (ChangeKind::Deprecated, "Deprecated"),
        (ChangeKind::Removed, "Removed"),
    ];

    fn add(&mut self, kind: ChangeKind, is_breaking: bool, text: &str) {
        if !self.listed.insert((kind, text.to_owned())) {
            return;
        }
        let mark = if is_breaking { "**Breaking:** " } else { "" };
        for ((title, _), lines) in Self::TITLES.iter().zip(&mut self.lines) {
            if *title == kind {
                lines.push(format!("- {mark}{text}\n"));
            }
        }
    }

    fn printed(&self) -> String {
        let mut out = String::new();
        for ((_, title), lines) in Self::TITLES
            .iter()
            .zip(&self.lines)
            .filter(|(_, lines)| !lines.is_empty())
        {
            let space = if out.is_empty() { "" } else { "\n" };
            let _ = write!(out, "{space}### {title}\n\n");
            out.extend(lines.iter().take(MAX_LINES).map(String::as_str));
            if let Some(more) = lines.len().checked_sub(MAX_LINES).filter(|more| *more > 0) {
                let _ = writeln!(out, "- {more} more.");
            }
        }
        out
    }
}
