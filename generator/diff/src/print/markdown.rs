//! Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use super::*;

/// The maximum size of the list, in bytes: a comment on GitHub has at most 65,536 characters.
const MAX_LIST_BYTES: usize = 36_000;
const MAX_PARTS: usize = 20;
const MAX_ITEMS: usize = 5;
const MAX_DETAIL_BYTES: usize = 24_000;

/// Formats the report as Markdown: the verdicts, a list, and the changes of the crate.
///
/// A list is as narrow as the page, unlike a table.
pub fn format_report_markdown(report: &Report, limit: Limit) -> String {
    let mut out = format!("### {}\n\n", title_line(report));
    if !report.findings.is_empty() {
        let Summary {
            source, behaviour, ..
        } = report.summary;
        let programs = match programs_in_words(source, behaviour) {
            "" => String::new(),
            words => format!(": {words}"),
        };
        let _ = writeln!(out, "{}{programs}.\n", report.summary.counts);
    }
    for note in report_notes(report) {
        let _ = writeln!(out, "{}.\n", capitalize_note(&note));
    }
    let mut shown = limit.of(report, false);
    if !shown.entries.is_empty() {
        let mut heading = "";
        let texts = shown.entries.iter().map(|group| {
            let (wire, ..) = worst_verdicts(group.findings());
            let own = heading_of_verdict(wire);
            let text = markdown_entry(group, wire);
            if own == heading {
                return text;
            }
            let space = if heading.is_empty() { "" } else { "\n" };
            heading = own;
            format!("{space}#### {own}\n\n{text}")
        });
        let (list, count) = joined_up_to(texts, MAX_LIST_BYTES);
        let _ = writeln!(out, "{list}");
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

/// Returns the heading of entries whose worst finding has this verdict.
fn heading_of_verdict(wire: Wire) -> &'static str {
    match wire {
        Wire::Breaking => "Breaking",
        Wire::Risky => "Risky",
        Wire::Unknown => "Unknown effect",
        Wire::Depends(_) => "Depends on how the client is configured",
        Wire::Compatible => "Compatible",
        Wire::None => "No effect on requests and responses",
    }
}

/// Returns a verdict as part of a sentence.
fn wire_in_words(wire: Wire) -> String {
    match wire {
        Wire::None => "no effect on requests and responses".to_owned(),
        Wire::Unknown => "unknown effect".to_owned(),
        other => other.to_string(),
    }
}

/// Returns the verdicts on programs that use the crate; empty if they notice nothing.
fn programs_in_words(source: Source, behaviour: bool) -> &'static str {
    match (source, behaviour) {
        (Source::Patch, false) => "",
        (Source::Patch, true) => "programs behave differently",
        (Source::Minor, false) => "the crate has new items",
        (Source::Minor, true) => "the crate has new items, and programs behave differently",
        (Source::Major, false) => "programs may not compile",
        (Source::Major, true) => "programs may not compile, or behave differently",
    }
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

/// Formats an entry: its title and its changes. Changes that are milder than the entry show their
/// own verdict.
fn markdown_entry(group: &ShownEntry<'_>, worst: Wire) -> String {
    let (_, source, behaviour) = worst_verdicts(group.findings());
    let mut out = format!("- **{}**", escape_markdown_cell(&group.entry.title));
    let programs = programs_in_words(source, behaviour);
    if !programs.is_empty() {
        let _ = write!(out, ": {programs}");
    }
    let used_by = group.used_by();
    let location = group
        .lines
        .first()
        .and_then(|line| line.first().latest_location());
    let place = location.map(|at| format!("{}:{}", at.file, at.line));
    let facts: Vec<String> = used_by.into_iter().chain(place).collect();
    if !facts.is_empty() {
        let _ = write!(out, "<br>{}", escape_markdown_cell(&facts.join("; ")));
    }
    out.push('\n');
    for line in group.lines.iter().take(MAX_PARTS) {
        let finding = line.first();
        let mut facts = vec![format!("`{}`", finding.kind())];
        facts.extend(
            finding
                .severity
                .map(|severity| severity.as_str().to_owned()),
        );
        if finding.wire != worst {
            facts.push(wire_in_words(finding.wire));
        }
        let accepted = finding
            .accepted
            .as_ref()
            .map_or_else(String::new, |reason| {
                format!(" Accepted: {}", escape_markdown_cell(reason))
            });
        let _ = writeln!(
            out,
            "  - {}: {}{accepted}",
            facts.join(", "),
            escape_markdown_cell(&line.sentence_within())
        );
    }
    let more = group.lines.len().saturating_sub(MAX_PARTS);
    if more > 0 {
        let _ = writeln!(out, "  - {more} more changes of the same");
    }
    out
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
