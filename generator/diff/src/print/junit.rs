//! JUnit XML: a test case for each finding. A case fails if its finding reaches the threshold.

use std::fmt::Write as _;

use super::*;
use diag::page::escape_html;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Formats the report as JUnit XML; without a threshold, breaking and major findings fail.
pub fn format_report_junit(report: &Report, limit: Limit, threshold: Option<Threshold>) -> String {
    format!("{DECLARATION}{}", test_suite(report, limit, threshold))
}

/// Formats the reports of several clients as JUnit XML, with a test suite for each.
pub fn format_reports_junit(
    reports: &[Report],
    limit: Limit,
    threshold: Option<Threshold>,
) -> String {
    let suites = reports
        .iter()
        .map(|report| test_suite(report, limit, threshold));
    format!(
        "{DECLARATION}<testsuites>\n{}</testsuites>\n",
        suites.collect::<String>()
    )
}

fn test_suite(report: &Report, limit: Limit, threshold: Option<Threshold>) -> String {
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
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<testsuite name=\"{}API change from {} to {}\" tests=\"{}\" failures=\"{failures}\">",
        escape_html(&client_prefix(report)),
        escape_html(&report.old),
        escape_html(&report.new),
        findings.len()
    );
    for group in &shown.entries {
        for (at, finding) in group.findings().enumerate() {
            // The items of the crate are listed with the first finding of their group.
            let items = if at == 0 { &*group.entry.items } else { &[] };
            out.push_str(&test_case(report, finding, items, threshold));
        }
    }
    out.push_str("</testsuite>\n");
    out
}

fn test_case(
    report: &Report,
    finding: &Finding,
    items: &[ListedChange],
    threshold: Threshold,
) -> String {
    let name = format!("{} [{}]", finding.sentence(), finding.fingerprint());
    let mut case = format!(
        "  <testcase classname=\"{}\" name=\"{}\"",
        escape_html(finding.code()),
        escape_html(&name)
    );
    if let Some(at) = location_to_annotate(report, finding) {
        let file = escape_html(&at.file);
        let _ = write!(case, " file=\"{file}\" line=\"{}\"", at.line);
    }
    if finding.fails(threshold) {
        let wire = finding.wire;
        let source = finding.source.as_str();
        let text = escape_html(&format!("wire: {wire}, source: {source}"));
        let body = failure_body(finding, items);
        let _ = writeln!(
            case,
            "><failure message=\"{text}\">{body}</failure></testcase>"
        );
    } else {
        case.push_str("/>\n");
    }
    case
}

/// Returns the location of a finding, the changed items of the crate, and the witness.
fn failure_body(finding: &Finding, items: &[ListedChange]) -> String {
    let items = items.iter().map(ListedChange::format_change);
    let witness = finding.witness.iter().map(Witness::format_witness);
    let place = finding.format_location().into_iter();
    let lines: Vec<String> = place.chain(items).chain(witness).collect();
    escape_html(&lines.join("\n"))
}
