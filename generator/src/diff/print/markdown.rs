//! Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use super::{Limit, Told, gravest, in_a_line, kept, next_version, same_text, sentence, silent, strangers};
use crate::diff::Report;
use crate::diff::finding::{Finding, SourceLocation};

/// The greatest size of the table, in bytes: a comment on GitHub has at most 65,536 characters.
const ROWS: usize = 36_000;

/// The greatest number of changes of one type or operation in a row.
const MAX_PARTS: usize = 20;

/// The greatest number of items of the crate in an entry.
const MAX_ITEMS: usize = 5;

/// The greatest size of the details, in bytes.
const DETAILS: usize = 24_000;

/// Formats the report as Markdown: the verdicts, a table, and the changes of the crate.
pub fn markdown(report: &Report, limit: Limit) -> String {
    let mut out = format!("### API change: {}\n\n", in_a_line(report));
    if !report.findings.is_empty() {
        let _ = writeln!(out, "{}.\n", report.summary.counts);
    }
    for note in [next_version(report), strangers(report), same_text(report), kept(report)].into_iter().flatten() {
        let _ = writeln!(out, "{}.\n", sentence(&note));
    }
    let mut shown = limit.of(report, false);
    if !shown.entries.is_empty() {
        out.push_str("| wire | source | behaviour | change | where |\n|---|---|---|---|---|\n");
        let (rows, count) = that_fit(shown.entries.iter().map(row), ROWS);
        let _ = writeln!(out, "{rows}");
        let beyond = shown.entries.split_off(count);
        shown.left_out += beyond.iter().map(|told| told.parts.len()).sum::<usize>();
        details(&mut out, &shown.entries);
    }
    if shown.silent > 0 {
        let _ = writeln!(out, "{}.", silent(&shown));
    }
    if shown.left_out > 0 {
        let _ = writeln!(out, "{} more findings are left out.", shown.left_out);
    }
    out
}

/// Joins the first texts that have at most this many bytes; returns their number as well.
fn that_fit(texts: impl Iterator<Item = String>, most: usize) -> (String, usize) {
    let (mut all, mut count) = (String::new(), 0);
    for text in texts {
        if all.len() + text.len() > most {
            break;
        }
        all.push_str(&text);
        count += 1;
    }
    (all, count)
}

/// Formats a row for an entry, with the verdicts of findings that are not the gravest.
fn row(told: &Told<'_>) -> String {
    let (wire, source, behaviour) = gravest(told.parts.iter().copied());
    let part = |finding: &&Finding| {
        let milder = if finding.wire == wire { String::new() } else { format!(" ({})", finding.wire) };
        let accepted =
            finding.accepted.as_ref().map_or_else(String::new, |reason| format!(" Accepted: {}", escaped(reason)));
        format!("`{}`{milder}: {}{accepted}", finding.kind(), escaped(&finding.sentence_within()))
    };
    let mut parts: Vec<String> = told.parts.iter().take(MAX_PARTS).map(part).collect();
    let more = told.parts.len() - parts.len();
    parts.extend((more > 0).then(|| format!("{more} more changes of the same")));
    let place = told.parts.first().map_or_else(String::new, |finding| place(finding));
    let used_by = told.used_by().map_or_else(String::new, |text| format!("<br>{}", escaped(&text)));
    format!(
        "| {wire} | {} | {} | {} | {}{place}{used_by} |\n",
        source.as_str(),
        if behaviour { "yes" } else { "" },
        parts.join("<br>"),
        escaped(&told.entry.title),
    )
}

fn place(finding: &Finding) -> String {
    let place = finding.new.as_ref().or(finding.old.as_ref());
    let location = place.and_then(|SourceLocation { location, .. }| location.as_ref());
    location.map_or_else(String::new, |at| format!("<br>{}:{}", escaped(&at.file), at.line))
}

/// Formats items of the crate and witnesses in a collapsed section.
fn details(out: &mut String, entries: &[Told<'_>]) {
    let texts = entries.iter().map(|told| {
        let mut text = format!("- {}\n", escaped(&told.entry.title));
        for finding in &told.parts {
            let at = finding.place_in_words().map_or_else(String::new, |at| format!(" at {}", escaped(&at)));
            let part = finding.subject.member.as_ref().map_or_else(String::new, |part| format!(", {}", escaped(part)));
            let _ = writeln!(text, "  - {}{part}{at}, fingerprint `{}`", finding.kind(), finding.fingerprint());
            if let Some(witness) = &finding.witness {
                let _ = writeln!(text, "    - {}", escaped(&witness.in_words()));
            }
        }
        for item in told.entry.items.iter().take(MAX_ITEMS) {
            let _ = writeln!(text, "  - `{}`", item.in_words().replace('`', "'"));
        }
        if let Some(more) = told.entry.items.len().checked_sub(MAX_ITEMS).filter(|more| *more > 0) {
            let _ = writeln!(text, "  - {more} more items of the crate");
        }
        text
    });
    let (all, count) = that_fit(texts, DETAILS);
    let more = match entries.len() - count {
        0 => String::new(),
        more => format!("- {more} more are not listed here.\n"),
    };
    let summary = "Locations, fingerprints, items of the crate, and witnesses";
    let _ = writeln!(out, "<details><summary>{summary}</summary>\n\n{all}{more}\n</details>\n");
}

/// Escapes text for a cell of a table; text between backticks stays code.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    // A backtick in a name would end the code around it.
    let names = text.matches('`').count() % 2 == 1;
    for c in text.chars().filter(|c| !is_unseen(*c)) {
        match c {
            '`' if names => out.push('\''),
            '`' => {
                is_code = !is_code;
                out.push('`');
            }
            '|' => out.push_str("\\|"),
            '\n' | '\r' => out.push(' '),
            '<' if !is_code => out.push_str("&lt;"),
            // A name after it would be notified.
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
fn is_unseen(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
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
            assert_eq!(escaped(text), expected);
        }
    }
}
