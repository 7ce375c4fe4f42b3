//! JUnit XML: a test case for each finding, which fails if it reaches the threshold.

use std::fmt::Write as _;

use super::*;
use crate::page::escaped;

/// Formats the report as JUnit XML; without a threshold, breaking and major findings fail.
pub fn junit(report: &Report, limit: Limit, threshold: Option<Threshold>) -> String {
    let threshold =
        threshold.unwrap_or(Threshold { wire: Some(Wire::Breaking), source: Some(Source::Major), behaviour: false });
    let shown = limit.of(report, true);
    let findings: Vec<&Finding> = shown.findings().collect();
    let failures = findings.iter().filter(|finding| finding.fails(threshold)).count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuite name=\"API change from {} to {}\" tests=\"{}\" failures=\"{failures}\">",
        escaped(&report.old),
        escaped(&report.new),
        findings.len()
    );
    let cases = shown.entries.iter().flat_map(|group| {
        // Items of the crate are listed with the first finding.
        let rest = std::iter::repeat(&[][..]);
        group.findings().zip(std::iter::once(group.entry.items.as_slice()).chain(rest))
    });
    for (finding, items) in cases {
        let _ = write!(
            out,
            "  <testcase classname=\"{}\" name=\"{}\"",
            escaped(finding.code()),
            escaped(&format!("{} [{}]", finding.sentence(), finding.fingerprint()))
        );
        if let Some(at) = in_tree(report, finding) {
            let _ = write!(out, " file=\"{}\" line=\"{}\"", escaped(&at.file), at.line);
        }
        if finding.fails(threshold) {
            let text = format!("wire: {}, source: {}", finding.wire, finding.source.as_str());
            let _ =
                writeln!(out, "><failure message=\"{}\">{}</failure></testcase>", escaped(&text), body(finding, items));
        } else {
            out.push_str("/>\n");
        }
    }
    out.push_str("</testsuite>\n");
    out
}

fn body(finding: &Finding, items: &[Listed]) -> String {
    let items = items.iter().map(Listed::in_words);
    let items = finding.place_in_words().into_iter().chain(items);
    let lines: Vec<String> = items.chain(finding.witness.iter().map(Witness::in_words)).collect();
    escaped(&lines.join("\n"))
}
