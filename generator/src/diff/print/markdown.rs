//! Markdown, for a comment on a pull request.

use std::fmt::Write as _;

use super::{Limit, in_a_line, kept, next_version, strangers};
use crate::diff::Report;
use crate::diff::finding::{Finding, Place};

/// The report as Markdown: the verdicts, a table, and what changes in the crate.
pub fn markdown(report: &Report, limit: Limit) -> String {
    let mut out = format!("### API change: {}\n\n", in_a_line(report));
    for note in [next_version(report), strangers(report), kept(report)].into_iter().flatten() {
        let _ = writeln!(out, "{}.\n", sentence(&note));
    }
    let (findings, left_out) = limit.of(report);
    let (silent, told): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| finding.is_silent());
    if !told.is_empty() {
        out.push_str("| wire | source | behaviour | change | where |\n|---|---|---|---|---|\n");
        told.iter().for_each(|finding| row(&mut out, finding));
        out.push('\n');
    }
    details(&mut out, &told);
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

fn row(out: &mut String, finding: &Finding) {
    let behaviour = if finding.behaviour { "yes" } else { "" };
    let accepted =
        finding.accepted.as_ref().map_or_else(String::new, |reason| format!(" Accepted: {}", escaped(reason)));
    let _ = writeln!(
        out,
        "| {} | {} | {behaviour} | `{}`: {}{accepted} | {}{} |",
        finding.wire,
        finding.source.as_str(),
        finding.code,
        escaped(&finding.message),
        escaped(&finding.title()),
        place(finding)
    );
}

fn place(finding: &Finding) -> String {
    let place = finding.new.as_ref().or(finding.old.as_ref());
    let location = place.and_then(|Place { location, .. }| location.as_ref());
    location.map_or_else(String::new, |at| format!("<br>{}:{}", escaped(&at.file), at.line))
}

/// Items of the crate and witnesses, folded away.
fn details(out: &mut String, findings: &[&Finding]) {
    let lines = findings.iter().flat_map(|finding| {
        let items = finding.items.iter().filter(|change| change.level == finding.source).take(5);
        let items = items.map(|change| format!("  - `{}`", change.in_words().replace('`', "'")));
        let at = finding.place_in_words().map_or_else(String::new, |at| format!(" at {}", escaped(&at)));
        let head =
            format!("- {}: {}{at}, fingerprint `{}`", finding.code, escaped(&finding.title()), finding.fingerprint());
        let witness = finding.witness.iter();
        let witness = witness.map(|witness| format!("  - {}", escaped(&witness.in_words())));
        std::iter::once(head).chain(items).chain(witness)
    });
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        let all = lines.join("\n");
        let _ = writeln!(
            out,
            "<details><summary>Places, fingerprints, items of the crate, and witnesses</summary>\n\n{all}\n\n</details>\n"
        );
    }
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
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
