//! The warnings and notes of a run: each of them, or a summary by kind.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};

use console::{Term, measure_text_width, truncate_str};

use diag::codes::docs_of_code;
use diag::{Diagnostic, Digest, LocatedDiagnostic, Severity, escape_controls, write_counted_title};

/// The maximum number of kinds of warnings to list. With a line each for the remaining kinds, the
/// notes and the advice, the summary has ten lines.
const MOST_KINDS: usize = 7;

/// The maximum column of a location that is shown with line and column.
const LONGEST_LINE: usize = 200;

/// The warnings and notes of a run. The alternate form (`{:#}`) has colours.
pub(super) enum Warnings<'r> {
    /// All messages, with equal ones merged.
    Digest(&'r [LocatedDiagnostic]),
    /// Each message, even if it repeats.
    Each(&'r [LocatedDiagnostic]),
    /// The number of messages by kind. If the output is a terminal, this is the maximum width of a
    /// line.
    Summary(&'r [LocatedDiagnostic], Option<usize>),
}

/// Returns the number of columns of the terminal to which diagnostics are printed.
pub(super) fn terminal_width() -> Option<usize> {
    let (_, columns) = Term::stderr().size_checked()?;
    Some(columns.into())
}

impl Display for Warnings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(reports) => Digest::new(reports, false).fmt(f),
            Self::Each(reports) => Digest::new(reports, true).fmt(f),
            Self::Summary(reports, width) => write_summary(f, reports, width.unwrap_or(usize::MAX)),
        }
    }
}

fn write_summary(
    f: &mut fmt::Formatter<'_>,
    reports: &[LocatedDiagnostic],
    width: usize,
) -> fmt::Result {
    let mut warnings: BTreeMap<&str, Vec<&LocatedDiagnostic>> = BTreeMap::new();
    let mut notes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut hints: Vec<&Diagnostic> = Vec::new();
    for report in reports {
        let Diagnostic { severity, code, .. } = report.diagnostic;
        if docs_of_code(code).is_some_and(|docs| docs.is_hint) {
            hints.push(&report.diagnostic);
        } else if severity == Severity::Note {
            *notes.entry(code).or_default() += 1;
        } else {
            warnings.entry(code).or_default().push(report);
        }
    }
    let mut kinds: Vec<(&str, Vec<&LocatedDiagnostic>)> = warnings.into_iter().collect();
    kinds.sort_by_key(|(_, reports)| std::cmp::Reverse(reports.len()));
    for (_, reports) in kinds.iter().take(MOST_KINDS) {
        write_kind(f, reports, width)?;
    }
    let other_kinds = kinds.iter().skip(MOST_KINDS);
    let warning_counts: Vec<_> = other_kinds
        .map(|(code, reports)| (*code, reports.len()))
        .collect();
    write_counts(f, "more warnings", &warning_counts, width)?;
    let note_counts: Vec<_> = notes.into_iter().collect();
    write_counts(f, "notes", &note_counts, width)?;
    for hint in hints {
        write_hint(f, hint)?;
    }
    if !reports.is_empty() {
        writeln!(
            f,
            "`--verbose` shows each one in full; `sdkwright explain CODE` explains a code."
        )?;
    }
    Ok(())
}

/// Writes a line about a kind of warnings: ``warning[unknown-type] × 3: unknown type `strin`; any
/// JSON value is accepted here (first at pets.yaml:3:5)``. What does not fit is left out: first the
/// consequence, then the end of the message.
fn write_kind(
    f: &mut fmt::Formatter<'_>,
    reports: &[&LocatedDiagnostic],
    width: usize,
) -> fmt::Result {
    let Some(first) = reports.first() else {
        return Ok(());
    };
    let title = KindTitle {
        diagnostic: &first.diagnostic,
        count: reports.len(),
    };
    let title = if f.alternate() {
        format!("{title:#}")
    } else {
        title.to_string()
    };
    let place = first_place(first, reports.len());
    let consequence = match &first.diagnostic.consequence {
        Some(consequence) => format!("; {}", escape_controls(consequence)),
        None => String::new(),
    };
    let room = width.saturating_sub(measure_text_width(&place));
    let whole = format!("{title}{consequence}");
    if measure_text_width(&whole) <= room {
        writeln!(f, "{whole}{place}")
    } else if room >= width / 2 {
        writeln!(f, "{}{place}", truncate_str(&title, room, "…"))
    } else {
        writeln!(f, "{}", truncate_str(&title, width, "…"))
    }
}

/// Writes a hint, and the setting that it proposes as a whole: ``note[common-result]: 9 of 9 …``.
fn write_hint(f: &mut fmt::Formatter<'_>, hint: &Diagnostic) -> fmt::Result {
    write_counted_title(f, hint, 1)?;
    match &hint.help {
        Some(help) => writeln!(f, "\n  {}", escape_controls(help)),
        None => writeln!(f),
    }
}

/// The title of a kind of warnings: the code, their number, and the first message.
struct KindTitle<'r> {
    diagnostic: &'r Diagnostic,
    count: usize,
}

impl Display for KindTitle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_counted_title(f, self.diagnostic, self.count)
    }
}

/// Returns the location of the first of some reports, in parentheses: ` (first at pets.yaml:3:5)`.
fn first_place(first: &LocatedDiagnostic, count: usize) -> String {
    let Some((file, line, column)) = first.place() else {
        return String::new();
    };
    let at = if count == 1 { "at" } else { "first at" };
    let file = escape_controls(file);
    // In a long line, as in JSON without line breaks, a column is of no use.
    if column > LONGEST_LINE {
        let pointer = first
            .diagnostic
            .origin
            .as_ref()
            .map(|origin| origin.pointer.as_ref());
        let pointer = escape_controls(pointer.unwrap_or_default());
        return format!(" ({at} {file}, {pointer})");
    }
    format!(" ({at} {file}:{line}:{column})")
}

/// Writes a line with the number of reports of each code:
/// `notes: renamed-property × 2, renamed-type × 1`. Codes that do not fit are left out.
fn write_counts(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    counts: &[(&str, usize)],
    width: usize,
) -> fmt::Result {
    const MORE: &str = ", …";
    let mut line = String::new();
    for (at, (code, count)) in counts.iter().enumerate() {
        let before = line.len();
        let start = if at == 0 { what } else { "" };
        let separator = if at == 0 { ": " } else { ", " };
        let _ = write!(line, "{start}{separator}{code} × {count}");
        let is_last = at + 1 == counts.len();
        let more = if is_last { "" } else { MORE };
        if at > 0 && measure_text_width(&line) + measure_text_width(more) > width {
            line.truncate(before);
            line.push_str(MORE);
            break;
        }
    }
    if line.is_empty() {
        return Ok(());
    }
    writeln!(f, "{}", truncate_str(&line, width, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the summary of two warnings of each of ten kinds and a note, at this width.
    fn summary(width: Option<usize>) -> String {
        const CODES: [&str; 10] = [
            "broken-json",
            "broken-yaml",
            "circular-reference",
            "dangling-reference",
            "duplicate-key",
            "duplicate-status",
            "mixed-versions",
            "raw-response",
            "unexpected-kind",
            "unknown-key",
        ];
        let mut reports = Vec::new();
        for code in CODES {
            let message = "the value is one that no client of this API can ever send or receive";
            let warning = Diagnostic::warning(code, message).instead("any JSON value is accepted");
            let report = LocatedDiagnostic::of(warning);
            reports.extend([report.clone(), report]);
        }
        let note = Diagnostic::note("renamed-property", "`type` is a keyword of Rust");
        reports.push(LocatedDiagnostic::of(note));
        format!("{:#}", Warnings::Summary(&reports, width))
    }

    #[test]
    fn the_summary_fits_the_terminal() {
        for width in [40, 80, 120, 300] {
            let text = summary(Some(width));
            assert_eq!(text.lines().count(), 10, "{text}");
            for line in text.lines().take(9) {
                assert!(measure_text_width(line) <= width, "{width}: {line}");
            }
        }
        let narrow = summary(Some(60));
        let narrow = console::strip_ansi_codes(&narrow);
        assert!(
            narrow.starts_with("warning[broken-json] × 2: the value is one that no client o…\n"),
            "{narrow}"
        );
        assert!(
            narrow.contains("\nmore warnings: raw-response × 2, unexpected-kind × 2, …\n"),
            "{narrow}"
        );
    }

    #[test]
    fn hints_are_whole() {
        let help = "write in `generator.yaml`: envelope: { result: data }";
        let note = Diagnostic::note("common-result", "9 of 9 results are in `data`").help(help);
        let text = Warnings::Summary(&[LocatedDiagnostic::of(note)], Some(40)).to_string();
        let expected = format!("note[common-result]: 9 of 9 results are in `data`\n  {help}\n");
        assert!(text.starts_with(&expected), "{text}");
    }

    #[test]
    fn other_output_has_whole_lines() {
        let text = summary(None);
        let text = console::strip_ansi_codes(&text);
        assert!(
            text.contains("send or receive; any JSON value is accepted\n")
                && text.contains(
                    "\nmore warnings: raw-response × 2, unexpected-kind × 2, unknown-key × 2\n"
                ),
            "{text}"
        );
    }
}
