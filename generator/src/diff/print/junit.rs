//! JUnit XML: a test case for each finding, which fails if it reaches the threshold.

use std::fmt::Write as _;

use super::*;
use crate::page::escape_html;

/// Formats the report as JUnit XML; without a threshold, breaking and major findings fail.
pub fn format_report_junit(report: &Report, limit: Limit, threshold: Option<Threshold>) -> String {
    let threshold = threshold.unwrap_or(Threshold {
        wire: Some(Wire::Breaking),
        source: Some(Source::Major),
        behaviour: false,
    });
    let shown = limit.of(report, true);
    let findings: Vec<&Finding> = shown.findings().collect();
    let failures = findings
        .iter()
        .filter(|finding| finding.fails(threshold))
        .count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuite name=\"API change from {} to {}\" tests=\"{}\" failures=\"{failures}\">",
        escape_html(&report.old),
        escape_html(&report.new),
        findings.len()
    );
    let cases = shown.entries.iter().flat_map(|group| {
        // Items of the crate are listed with the first finding.
        let rest = std::iter::repeat(&[][..]);
        group
            .findings()
            .zip(std::iter::once(group.entry.items.as_slice()).chain(rest))
    });
    for (finding, items) in cases {
        let _ = write!(
            out,
            "  <testcase classname=\"{}\" name=\"{}\"",
            escape_html(finding.code()),
            escape_html(&format!(
                "{} [{}]",
                finding.sentence(),
                finding.fingerprint()
            ))
        );
        if let Some(at) = location_outside_commit(report, finding) {
            let _ = write!(
                out,
                " file=\"{}\" line=\"{}\"",
                escape_html(&at.file),
                at.line
            );
        }
        if finding.fails(threshold) {
            let text = format!(
                "wire: {}, source: {}",
                finding.wire,
                finding.source.as_str()
            );
            let _ = writeln!(
                out,
                "><failure message=\"{}\">{}</failure></testcase>",
                escape_html(&text),
                test_case_body(finding, items)
            );
        } else {
            out.push_str("/>\n");
        }
    }
    out.push_str("</testsuite>\n");
    out
}

fn test_case_body(finding: &Finding, items: &[ListedChange]) -> String {
    let items = items.iter().map(ListedChange::in_words);
    let items = finding.place_in_words().into_iter().chain(items);
    let lines: Vec<String> = items
        .chain(finding.witness.iter().map(Witness::in_words))
        .collect();
    escape_html(&lines.join("\n"))
}
