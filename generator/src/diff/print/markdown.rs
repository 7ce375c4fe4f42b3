//! Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use super::{Limit, in_a_line, kept, next_version, strangers};
use crate::diff::Report;
use crate::diff::finding::{Finding, Place};

/// How many bytes the table has at most: a comment on GitHub has no more than 65,536 characters.
const ROWS: usize = 36_000;

/// The same of the details.
const DETAILS: usize = 24_000;

/// The report as Markdown: the verdicts, a table, and what changes in the crate.
pub fn markdown(report: &Report, limit: Limit) -> String {
    let mut out = format!("### API change: {}\n\n", in_a_line(report));
    for note in [next_version(report), strangers(report), kept(report)].into_iter().flatten() {
        let _ = writeln!(out, "{}.\n", sentence(&note));
    }
    let (findings, mut left_out) = limit.of(report);
    let (silent, told): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| finding.is_silent());
    if !told.is_empty() {
        out.push_str("| wire | source | behaviour | change | where |\n|---|---|---|---|---|\n");
        let (rows, count) = that_fit(told.iter().map(|finding| row(finding)), ROWS);
        let _ = writeln!(out, "{rows}");
        left_out += told.len() - count;
        details(&mut out, told.get(..count).unwrap_or_default());
    }
    if !silent.is_empty() {
        let _ = writeln!(out, "{} more change nothing but words.", silent.len());
    }
    if left_out > 0 {
        let _ = writeln!(out, "{left_out} more findings are left out.");
    }
    out
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The first of these texts, and how many they are: no more than have so many bytes in all.
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

fn row(finding: &Finding) -> String {
    let behaviour = if finding.behaviour { "yes" } else { "" };
    let accepted =
        finding.accepted.as_ref().map_or_else(String::new, |reason| format!(" Accepted: {}", escaped(reason)));
    format!(
        "| {} | {} | {behaviour} | `{}`: {}{accepted} | {}{} |\n",
        finding.wire,
        finding.source.as_str(),
        finding.code,
        escaped(&finding.message),
        escaped(&finding.title()),
        place(finding)
    )
}

fn place(finding: &Finding) -> String {
    let place = finding.new.as_ref().or(finding.old.as_ref());
    let location = place.and_then(|Place { location, .. }| location.as_ref());
    location.map_or_else(String::new, |at| format!("<br>{}:{}", escaped(&at.file), at.line))
}

/// Items of the crate and witnesses, folded away.
fn details(out: &mut String, findings: &[&Finding]) {
    let texts = findings.iter().map(|finding| {
        let items = finding.items.iter().filter(|change| change.level == finding.source).take(5);
        let items = items.map(|change| format!("  - `{}`", change.in_words().replace('`', "'")));
        let at = finding.place_in_words().map_or_else(String::new, |at| format!(" at {}", escaped(&at)));
        let head =
            format!("- {}: {}{at}, fingerprint `{}`", finding.code, escaped(&finding.title()), finding.fingerprint());
        let witness = finding.witness.iter();
        let witness = witness.map(|witness| format!("  - {}", escaped(&witness.in_words())));
        std::iter::once(head).chain(items).chain(witness).map(|line| line + "\n").collect()
    });
    let (all, count) = that_fit(texts, DETAILS);
    let more = match findings.len() - count {
        0 => String::new(),
        more => format!("- {more} more are not told here.\n"),
    };
    let summary = "Places, fingerprints, items of the crate, and witnesses";
    let _ = writeln!(out, "<details><summary>{summary}</summary>\n\n{all}{more}\n</details>\n");
}

/// Text that stays text in a cell of a table; what stands between backticks stays code.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_code = false;
    // A backtick that is part of a name would end the code around it.
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
            // A name behind it would get a message.
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

/// Whether a character shows nothing, or changes the direction of text.
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
