//! Text, for people at a terminal.

use std::fmt::Write as _;

use super::{Limit, in_a_line, kept, next_version, strangers};
use crate::diag::{Location, escape_controls};
use crate::diff::finding::{Finding, Place};
use crate::diff::verdict::{Source, Wire};
use crate::diff::{Change, Report};

/// How many items of the crate a finding lists.
const MAX_ITEMS: usize = 8;

/// Whether the text has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// None.
    Plain,
    /// Those of a terminal.
    Coloured,
}

impl Style {
    fn paint(self, text: &str, style: anstyle::Style) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("{style}{text}{style:#}"),
        }
    }

    fn verdict(self, finding: &Finding) -> String {
        let behaviour = if finding.behaviour { ", behaviour" } else { "" };
        let text = format!("wire {}, source {}{behaviour}", finding.wire, finding.source.as_str());
        self.paint(&text, colour(finding.wire, finding.source))
    }
}

fn colour(wire: Wire, source: Source) -> anstyle::Style {
    use anstyle::AnsiColor::{Cyan, Green, Red, Yellow};
    let colour = match (wire, source) {
        (Wire::Breaking, _) | (_, Source::Major) => Red,
        (Wire::Risky | Wire::Unknown | Wire::Depends(_), _) => Yellow,
        (_, Source::Minor) => Cyan,
        _ => Green,
    };
    colour.on_default().bold()
}

/// The report as text; findings that change nothing are only counted, unless `in_full`.
pub fn text(report: &Report, style: Style, limit: Limit, in_full: bool) -> String {
    let mut out = String::new();
    if let Some(note) = strangers(report) {
        let _ = writeln!(out, "{note}\n");
    }
    let (findings, left_out) = limit.of(report);
    let (silent, told): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.is_silent() && !in_full);
    for finding in told {
        one(&mut out, finding, style);
    }
    if !silent.is_empty() {
        let _ = writeln!(out, "{} more change nothing but words (shown with --words)", silent.len());
    }
    if left_out > 0 {
        let _ = writeln!(out, "{left_out} more findings are left out (shown with --limit {})", report.findings.len());
    }
    let summary = style.paint(&in_a_line(report), colour(report.summary.wire, report.summary.source));
    let _ = writeln!(out, "{} → {}: {summary}", report.old, report.new);
    for line in [next_version(report), kept(report)].into_iter().flatten() {
        let _ = writeln!(out, "{line}");
    }
    out
}

fn one(out: &mut String, finding: &Finding, style: Style) {
    let title = finding.title();
    let code = style.paint(finding.code, anstyle::Style::new().bold());
    let _ = writeln!(out, "{code}: {}: {}", escape_controls(&title), escape_controls(&finding.message));
    let fingerprint = style.paint(&finding.fingerprint(), anstyle::Style::new().dimmed());
    let _ = writeln!(out, "  {} {fingerprint}", style.verdict(finding));
    for (side, place) in [("old", &finding.old), ("new", &finding.new)] {
        if let Some(Place { location: Some(location), origin }) = place {
            excerpt(out, (side, origin.pointer.as_str()), location, style);
        }
    }
    for change in finding.items.iter().take(MAX_ITEMS) {
        let _ = writeln!(out, "  crate: {}", Change::in_words(change));
    }
    if let Some(more) = finding.items.len().checked_sub(MAX_ITEMS).filter(|more| *more > 0) {
        let _ = writeln!(out, "  crate: {more} more");
    }
    if let Some(witness) = &finding.witness {
        let _ = writeln!(out, "  {}", escape_controls(&shortened(&witness.in_words())));
    }
    if let Some(reason) = &finding.accepted {
        let _ = writeln!(out, "  accepted: {}", escape_controls(reason));
    }
    out.push('\n');
}

/// A line of a value that may be long; programs get all of it.
fn shortened(text: &str) -> String {
    const MOST: usize = 240;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn excerpt(out: &mut String, (side, pointer): (&str, &str), location: &Location, style: Style) {
    let Location { file, line, column, excerpt, caret } = location;
    let dim = |text: &str| style.paint(text, anstyle::Style::new().dimmed());
    let (file, pointer) = (escape_controls(file), escape_controls(pointer));
    let _ = writeln!(out, "  {side} {}", dim(&format!("{file}:{line}:{column}  ({pointer})")));
    let number = line.to_string();
    let _ = writeln!(out, "    {} {}", dim(&format!("{number} |")), escape_controls(excerpt));
    let pad = " ".repeat(number.len());
    let _ = writeln!(out, "    {} {}^", dim(&format!("{pad} |")), " ".repeat(*caret));
}
