//! Annotations of GitHub Actions. Each is at the location of its first finding in the new
//! description.

use std::fmt::Write as _;

use super::*;
use crate::report::danger_order;

/// GitHub shows ten annotations of each kind for a step, and silently drops the others
/// (<https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations>).
const MAX_OF_A_KIND: usize = 10;

/// The kinds of annotations, the most dangerous first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum AnnotationKind {
    Error,
    Warning,
    Notice,
}

impl AnnotationKind {
    const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    fn of(line: &Alike<'_>) -> Self {
        let finding = line.first();
        match finding.accepted {
            Some(_) => Self::Notice,
            None => by_severity_of(
                finding,
                [Self::Error, Self::Warning, Self::Notice, Self::Notice],
            ),
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    /// Returns the maximum number of annotations of this kind. One notice is reserved for the
    /// summary.
    fn max(self) -> usize {
        if self == Self::Notice {
            MAX_OF_A_KIND - 1
        } else {
            MAX_OF_A_KIND
        }
    }
}

/// Formats the report as workflow commands, the most dangerous first. The last command counts all
/// findings, and those without an annotation.
pub fn format_report_github(report: &Report, limit: Limit) -> String {
    let shown = Limit(Some(usize::MAX)).of(report, false);
    let mut lines: Vec<(AnnotationKind, &Alike<'_>)> = shown
        .entries
        .iter()
        .flat_map(|group| &group.lines)
        .map(|line| (AnnotationKind::of(line), line))
        .collect();
    lines.sort_by_key(|(kind, line)| (*kind, danger_order(line.first())));
    let mut out = String::new();
    let mut left_out = Vec::new();
    let mut remaining = limit.max(Limit::DEFAULT);
    for kind in AnnotationKind::ALL {
        let of_kind: Vec<&Alike<'_>> = lines
            .iter()
            .filter(|(own, _)| *own == kind)
            .map(|(_, line)| *line)
            .collect();
        let (first, beyond) = of_kind.split_at(of_kind.len().min(kind.max()).min(remaining));
        remaining -= first.len();
        for line in first {
            write_annotation(&mut out, report, kind, line);
        }
        let count: usize = beyond.iter().map(|line| line.count()).sum();
        if count > 0 {
            let plural = if count == 1 { "" } else { "s" };
            left_out.push(format!("{count} {}{plural}", kind.command()));
        }
    }
    let more = if left_out.is_empty() {
        String::new()
    } else {
        format!("; without an annotation: {}", left_out.join(", "))
    };
    let unreported = unreported_note(report).map_or_else(String::new, |note| format!("; {note}"));
    let counts = format!(
        "{}{}; {}{more}{unreported}",
        client_prefix(report),
        counts_line(report),
        verdict_line(report)
    );
    let _ = writeln!(out, "::notice title=API change::{}", escape_data(&counts));
    out
}

fn write_annotation(out: &mut String, report: &Report, kind: AnnotationKind, line: &Alike<'_>) {
    let finding = line.first();
    let at = location_to_annotate(report, finding).map_or_else(String::new, |at| {
        format!(
            "file={},line={},col={},",
            escape_property(&at.file),
            at.line,
            at.column
        )
    });
    let old = finding
        .old
        .as_ref()
        .and_then(|place| place.location.as_ref());
    let was_at = match old {
        Some(at) if location_outside_commit(report, finding).is_none() => {
            format!(", was at {}:{}:{}", at.file, at.line, at.column)
        }
        _ => String::new(),
    };
    let text = format!(
        "{}{was_at} (wire: {}, source: {}, {})",
        line.sentence(),
        finding.wire,
        finding.source.as_str(),
        line.fingerprint()
    );
    let title = escape_property(finding.code());
    let _ = writeln!(
        out,
        "::{} {at}title={title}::{}",
        kind.command(),
        escape_data(&text)
    );
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_of_commands_are_escaped() {
        assert_eq!(escape_property("a:b,c%\n"), "a%3Ab%2Cc%25%0A");
        assert_eq!(escape_data("a:b,c%\r\n"), "a:b,c%25%0D%0A");
    }
}
