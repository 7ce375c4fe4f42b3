//! Text for a terminal.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::*;
use diag::escape_controls;

const MAX_ITEMS: usize = 8;

/// Whether to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    /// Without colours.
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

impl TextStyle {
    fn paint(self, text: &str, style: anstyle::Style) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("{style}{text}{style:#}"),
        }
    }

    /// Formats a text in bold, with its control characters escaped.
    fn bold(self, text: &str) -> String {
        self.paint(&escape_controls(text), anstyle::Style::new().bold())
    }

    fn dimmed(self, text: &str) -> String {
        self.paint(text, anstyle::Style::new().dimmed())
    }

    fn verdict(self, finding: &Finding) -> String {
        let behaviour = if finding.behaviour {
            ", behaviour: changed"
        } else {
            ""
        };
        let severity = finding
            .severity
            .map_or_else(String::new, |severity| format!("{}, ", severity.as_str()));
        let text = format!(
            "{severity}wire: {}, source: {}{behaviour}",
            finding.wire,
            finding.source.as_str()
        );
        self.paint(&text, by_severity_of(finding, COLOURS).on_default().bold())
    }
}

const COLOURS: [anstyle::AnsiColor; 4] = [
    anstyle::AnsiColor::Red,
    anstyle::AnsiColor::Yellow,
    anstyle::AnsiColor::Cyan,
    anstyle::AnsiColor::Green,
];

/// What the verdicts mean.
const LEGEND: &str = "\
    \x20 wire: requests and responses between old clients and the new server
  source: programs that use the regenerated crate (`major`: they may not compile)
  behaviour: a program that still compiles does something else
  `sdkwright explain CODE` explains a finding
  in brackets: the fingerprint of a finding, by which `--accept` accepts it";

/// Formats the report as text. Unless `in_full`, changes of documentation are only counted.
pub fn format_report_text(
    report: &Report,
    style: TextStyle,
    limit: Limit,
    in_full: bool,
) -> String {
    let mut out = format!(
        "{}{} → {}: {}\n",
        client_prefix(report),
        report.old,
        report.new,
        counts_line(report)
    );
    out.extend(different_apis_note(report).map(|note| note + "\n"));
    let shown = limit.of(report, in_full);
    for group in &shown.entries {
        write_text_entry(&mut out, group, style);
    }
    if !shown.entries.is_empty() {
        out.push('\n');
    }
    if shown.docs_only > 0 {
        let _ = writeln!(
            out,
            "{} (shown with --documentation)",
            documentation_note(&shown)
        );
    }
    if shown.left_out > 0 {
        let _ = writeln!(
            out,
            "{} more findings are left out (shown with --limit {})",
            shown.left_out,
            report.findings.len()
        );
    }
    if !report.findings.is_empty() {
        let colour = by_severity(report.summary.wire, report.summary.source, COLOURS);
        let summary = style.paint(&verdict_line(report), colour.on_default().bold());
        let _ = writeln!(out, "{summary}\n{LEGEND}");
    }
    for line in [
        unreported_note(report),
        next_version_note(report).map(|note| note + reason_of_version(&report.summary)),
        same_text_note(report),
        lock_note(report),
    ]
    .into_iter()
    .flatten()
    {
        let _ = writeln!(out, "{line}");
    }
    out
}

fn write_text_entry(out: &mut String, group: &ShownEntry<'_>, style: TextStyle) {
    out.push('\n');
    let mut shown = HashSet::new();
    let used_by = group
        .used_by()
        .map_or_else(String::new, |text| format!(", {}", escape_controls(&text)));
    match group.lines.as_slice() {
        // The line replaces the title of the entry.
        [only] => {
            let _ = writeln!(
                out,
                "{}: {}",
                style.bold(only.first().code()),
                escape_controls(&only.sentence())
            );
            let layout = DetailLayout {
                style,
                indent: "  ",
                used_by: &used_by,
            };
            write_text_details(out, only, layout, &mut shown);
        }
        _ => {
            let _ = writeln!(out, "{}{used_by}", style.bold(&group.entry.title));
            let layout = DetailLayout {
                style,
                indent: "    ",
                used_by: "",
            };
            for part in &group.lines {
                let _ = writeln!(
                    out,
                    "  {}: {}",
                    style.bold(&part.first().kind()),
                    escape_controls(&part.sentence_within())
                );
                write_text_details(out, part, layout, &mut shown);
            }
        }
    }
    for change in group.entry.items.iter().take(MAX_ITEMS) {
        let _ = writeln!(
            out,
            "  crate: {}",
            escape_controls(&ListedChange::format_change(change))
        );
    }
    let more = group.entry.items.len().saturating_sub(MAX_ITEMS);
    if more > 0 {
        let _ = writeln!(out, "  crate: {more} more");
    }
}

/// How the details of a line are written.
#[derive(Clone, Copy)]
struct DetailLayout<'a> {
    style: TextStyle,
    indent: &'static str,
    /// The operations that use the type, after the verdicts.
    used_by: &'a str,
}

/// Writes verdicts, fingerprint, locations (unless shown before) and witness of the first finding
/// of a line.
fn write_text_details(
    out: &mut String,
    line: &Alike<'_>,
    layout: DetailLayout<'_>,
    shown: &mut HashSet<String>,
) {
    let DetailLayout {
        style,
        indent,
        used_by,
    } = layout;
    let finding = line.first();
    let locations = [("before", &finding.old), ("after", &finding.new)]
        .into_iter()
        .filter_map(|(side, source)| Some(format!("{side}: {}", source.as_ref()?.in_one_line())))
        .collect::<Vec<_>>()
        .join(", ");
    let _ = writeln!(
        out,
        "{indent}{}{used_by} {}",
        style.verdict(finding),
        style.dimmed(&format!("[{}]", line.fingerprint()))
    );
    if !locations.is_empty() && !shown.contains(&locations) {
        let _ = writeln!(
            out,
            "{indent}{}",
            style.dimmed(&escape_controls(&locations))
        );
        shown.insert(locations);
    }
    if let Some(witness) = &finding.witness {
        let _ = writeln!(
            out,
            "{indent}{}",
            escape_controls(&shorten_witness_text(&witness.format_witness()))
        );
    }
    if let Some(reason) = &finding.accepted {
        let _ = writeln!(out, "{indent}accepted: {}", escape_controls(reason));
    }
}

/// Shortens a value to one line by leaving out its middle, since the part that proves the change is
/// often at the end. The JSON format has the whole value.
fn shorten_witness_text(text: &str) -> String {
    const FIRST: usize = 140;
    const LAST: usize = 100;
    let count = text.chars().count();
    if count <= FIRST + LAST {
        return text.to_owned();
    }
    let first: String = text.chars().take(FIRST).collect();
    let last: String = text.chars().skip(count - LAST).collect();
    format!("{first} … {last}")
}
