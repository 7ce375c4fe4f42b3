//! Annotations of GitHub Actions: each at the location of its first finding in the new description.

use std::fmt::Write as _;

use super::*;

/// Formats the report as workflow commands.
pub fn github(report: &Report, limit: Limit) -> String {
    let shown = limit.of(report, false);
    let mut out = String::new();
    shown.entries.iter().flat_map(|group| &group.lines).for_each(|line| annotation(&mut out, report, line));
    let more = if shown.left_out > 0 { format!("; {} findings left out", shown.left_out) } else { String::new() };
    let counts = format!("{}; {}{more}", counts_line(report), verdict_line(report));
    let _ = writeln!(out, "::notice title=API change::{}", escape_data(&counts));
    out
}

fn annotation(out: &mut String, report: &Report, line: &Alike<'_>) {
    let finding = line.first();
    let level = match finding.accepted {
        Some(_) => "notice",
        None => by_severity_of(finding, ["error", "warning", "notice", "notice"]),
    };
    let location = in_tree(report, finding);
    let at = location.map_or_else(String::new, |at| {
        format!("file={},line={},col={},", escape_property(&at.file), at.line, at.column)
    });
    let old = finding.old.as_ref().and_then(|place| place.location.as_ref());
    let was_at = old.filter(|_| location.is_none()).map(|at| format!(", was at {}:{}:{}", at.file, at.line, at.column));
    let text = format!(
        "{}{} (wire: {}, source: {}, {})",
        line.sentence(),
        was_at.unwrap_or_default(),
        finding.wire,
        finding.source.as_str(),
        line.fingerprint()
    );
    let _ = writeln!(out, "::{level} {at}title={}::{}", escape_property(finding.code()), escape_data(&text));
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
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
