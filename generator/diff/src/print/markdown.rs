//! Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use super::*;

/// The maximum size of the table, in bytes: a comment on GitHub has at most 65,536 characters.
const MAX_ROW_BYTES: usize = 36_000;
const MAX_PARTS: usize = 20;
const MAX_ITEMS: usize = 5;
const MAX_DETAIL_BYTES: usize = 24_000;

/// Formats the report as Markdown: the verdicts, a table, and the changes of the crate.
pub fn format_report_markdown(report: &Report, limit: Limit) -> String {
    let mut out = format!("### {}\n\n", title_line(report));
    if !report.findings.is_empty() {
        let _ = writeln!(out, "{}: {}.\n", report.line_counts(), verdict_line(report));
    }
    for note in report_notes(report) {
        let _ = writeln!(out, "{}.\n", capitalize_note(&note));
    }
    let mut shown = limit.of(report, false);
    if !shown.entries.is_empty() {
        out.push_str("| wire | source | behaviour | change | where |\n|---|---|---|---|---|\n");
        let (rows, count) =
            joined_up_to(shown.entries.iter().map(markdown_entry_row), MAX_ROW_BYTES);
        let _ = writeln!(out, "{rows}");
        let beyond = shown.entries.split_off(count);
        shown.left_out += beyond
            .iter()
            .flat_map(|group| &group.lines)
            .map(Alike::count)
            .sum::<usize>();
        write_collapsed_details(&mut out, &shown.entries);
    }
    if shown.docs_only > 0 {
        let _ = writeln!(out, "{}.", documentation_note(&shown));
    }
    if shown.left_out > 0 {
        let _ = writeln!(out, "{} more findings are left out.", shown.left_out);
    }
    out
}

fn joined_up_to(texts: impl Iterator<Item = String>, max_bytes: usize) -> (String, usize) {
    let mut joined = String::new();
    let mut count = 0;
    for text in texts {
        if joined.len() + text.len() > max_bytes {
            break;
        }
        joined.push_str(&text);
        count += 1;
    }
    (joined, count)
}

/// Formats the row of an entry. Findings that are milder than the entry show their own wire
/// verdict.
fn markdown_entry_row(group: &ShownEntry<'_>) -> String {
    let (wire, source, behaviour) = worst_verdicts(group.findings());
    let mut parts: Vec<String> = group
        .lines
        .iter()
        .take(MAX_PARTS)
        .map(|line| {
            let finding = line.first();
            let milder = if finding.wire == wire {
                String::new()
            } else {
                format!(" ({})", finding.wire)
            };
            let accepted = finding
                .accepted
                .as_ref()
                .map_or_else(String::new, |reason| {
                    format!(" Accepted: {}", escape_markdown_cell(reason))
                });
            let severity = finding
                .severity
                .map_or_else(String::new, |severity| format!(" ({})", severity.as_str()));
            format!(
                "`{}`{severity}{milder}: {}{accepted}",
                finding.kind(),
                escape_markdown_cell(&line.sentence_within())
            )
        })
        .collect();
    let more = group.lines.len() - parts.len();
    if more > 0 {
        parts.push(format!("{more} more changes of the same"));
    }
    let place = group
        .lines
        .first()
        .map_or_else(String::new, |line| markdown_location(line.first()));
    let used_by = group.used_by().map_or_else(String::new, |text| {
        format!("<br>{}", escape_markdown_cell(&text))
    });
    format!(
        "| {wire} | {} | {} | {} | {}{place}{used_by} |\n",
        source.as_str(),
        if behaviour { "changed" } else { "unchanged" },
        parts.join("<br>"),
        escape_markdown_cell(&group.entry.title),
    )
}

fn markdown_location(finding: &Finding) -> String {
    let place = finding.new.as_ref().or(finding.old.as_ref());
    let location = place.and_then(|SourceLocation { location, .. }| location.as_ref());
    location.map_or_else(String::new, |at| {
        format!("<br>{}:{}", escape_markdown_cell(&at.file), at.line)
    })
}

/// Writes items of the crate and witnesses to a collapsed section.
fn write_collapsed_details(out: &mut String, entries: &[ShownEntry<'_>]) {
    let texts = entries.iter().map(|group| {
        let mut text = format!("- {}\n", escape_markdown_cell(&group.entry.title));
        for line in &group.lines {
            let finding = line.first();
            let at = finding.format_location().map_or_else(String::new, |at| {
                format!(" at {}", escape_markdown_cell(&at))
            });
            let part = match line.count() {
                1 => finding
                    .subject
                    .member
                    .as_ref()
                    .map_or_else(String::new, |part| {
                        format!(", {}", escape_markdown_cell(part))
                    }),
                count => format!(" ({count} times)"),
            };
            let _ = writeln!(
                text,
                "  - {}{part}{at}, fingerprint `{}`",
                finding.kind(),
                line.fingerprint()
            );
            if let Some(witness) = &finding.witness {
                let _ = writeln!(
                    text,
                    "    - {}",
                    escape_markdown_cell(&witness.format_witness())
                );
            }
        }
        for item in group.entry.items.iter().take(MAX_ITEMS) {
            let _ = writeln!(text, "  - `{}`", item.format_change().replace('`', "'"));
        }
        let more = group.entry.items.len().saturating_sub(MAX_ITEMS);
        if more > 0 {
            let _ = writeln!(text, "  - {more} more items of the crate");
        }
        text
    });
    let (details, count) = joined_up_to(texts, MAX_DETAIL_BYTES);
    let more = match entries.len() - count {
        0 => String::new(),
        more => format!("- {more} more are not listed here.\n"),
    };
    let summary = "Locations, fingerprints, items of the crate, and examples";
    let _ = writeln!(
        out,
        "<details><summary>{summary}</summary>\n\n{details}{more}\n</details>\n"
    );
}

/// Escapes text for a table cell; text between backticks stays code.
pub(super) fn escape_markdown_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    // A backtick in a name would end the code around it.
    let has_unpaired_backtick = text.matches('`').count() % 2 == 1;
    for c in text.chars().filter(|c| !is_invisible_in_report(*c)) {
        match c {
            '`' if has_unpaired_backtick => out.push('\''),
            '`' => {
                is_code = !is_code;
                out.push('`');
            }
            '|' => out.push_str("\\|"),
            '\n' | '\r' => out.push(' '),
            '<' if !is_code => out.push_str("&lt;"),
            // GitHub would notify the user whose name follows.
            '@' if !is_code => out.push_str("@<!-- -->"),
            '*' | '_' | '[' | ']' | '#' if !is_code => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    if is_code {
        out.push('`');
    }
    out
}

/// Returns whether a character is invisible, or changes the direction of text.
fn is_invisible_in_report(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        for (text, expected) in [
            ("a | b", "a \\| b"),
            ("<b>", "&lt;b>"),
            ("`<T>` *x*", "`<T>` \\*x\\*"),
            ("open `code", "open 'code"),
            ("`a`b` is new", "'a'b' is new"),
            ("a\u{202e}b\u{7}", "ab"),
            ("a\nb", "a b"),
            ("@team `@x`", "@<!-- -->team `@x`"),
        ] {
            assert_eq!(escape_markdown_cell(text), expected);
        }
    }
}
