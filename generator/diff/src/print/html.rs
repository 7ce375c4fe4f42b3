//! A self-contained HTML page with filters, search, and excerpts side by side.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::iter;

use super::*;
use diag::page::{HtmlPage, escape_html, with_code};

/// What the verdicts mean.
const LEGEND: &str = include_str!("legend.html");

/// Formats the report as a page.
pub fn format_report_html(report: &Report, limit: Limit) -> String {
    let mut shown = limit.of(report, true);
    // The entries are also sorted by the source verdict, since it also determines their colours.
    shown
        .entries
        .sort_by_key(|group| by_worst_severity(group, [0, 1, 2, 3]));
    let title = title_line(report);
    let mut out = format!(
        "<p>{} → {}</p>\n",
        escape_html(&report.old),
        escape_html(&report.new)
    );
    if !report.findings.is_empty() {
        let _ = writeln!(
            out,
            "<p>{}: {}.</p>",
            escape_html(&report.line_counts().to_string()),
            escape_html(&verdict_line(report))
        );
    }
    for line in report_notes(report) {
        let _ = writeln!(out, "<p>{}.</p>", with_code(&capitalize_note(&line)));
    }
    if !report.findings.is_empty() {
        out.push_str(LEGEND);
    }
    write_filter_form(&mut out);
    if shown.left_out > 0 {
        let _ = writeln!(
            out,
            "<p>{} milder findings are left out (shown with <code>--limit {}</code>).</p>",
            shown.left_out,
            report.findings.len()
        );
    }
    write_endpoints(&mut out, &shown);
    HtmlPage {
        title: &title,
        style: include_str!("html.css"),
        body: &out,
        script: include_str!("html.js"),
    }
    .html()
}

fn write_filter_form(out: &mut String) {
    out.push_str(
        "<form><input type=\"search\" name=\"words\" placeholder=\"Search\" aria-label=\"Search\">",
    );
    for (axis, verdicts) in [
        (
            "wire",
            &[
                "breaking",
                "risky",
                "unknown",
                "depends",
                "compatible",
                "none",
            ][..],
        ),
        ("source", &["major", "minor", "patch"]),
        ("behaviour", &["changed", "unchanged"]),
    ] {
        let options: String = verdicts
            .iter()
            .map(|verdict| format!("<option>{verdict}</option>"))
            .collect();
        let _ = write!(
            out,
            "<label>{axis} <select name=\"{axis}\"><option value=\"\">any</option>{options}</select></label>"
        );
    }
    out.push_str("</form>\n");
}

const CLASSES: [&str; 4] = ["bad", "warn", "fine", "fine"];

/// An endpoint with the entries that concern it, by index.
struct Endpoint<'s> {
    /// Method and path; empty for entries that concern no endpoint.
    operation: &'s str,
    /// Entries that are shown here.
    own: Vec<usize>,
    /// Entries that are shown at another endpoint.
    elsewhere: Vec<usize>,
}

/// Groups entries by endpoint, the endpoint with the worst change first. An entry that concerns
/// several endpoints is shown at one of them, and the others link to it.
fn by_endpoint<'s>(entries: &'s [ShownEntry<'_>]) -> Vec<Endpoint<'s>> {
    let mut endpoints: Vec<Endpoint<'s>> = Vec::new();
    let mut indices: HashMap<&str, usize> = HashMap::new();
    for (entry_index, group) in entries.iter().enumerate() {
        let home = home_of_entry(group);
        let operations = group.entry.operations.iter().map(String::as_str);
        let others = operations.filter(|operation| *operation != home);
        for operation in iter::once(home).chain(others) {
            let index = *indices.entry(operation).or_insert(endpoints.len());
            if index == endpoints.len() {
                endpoints.push(Endpoint {
                    operation,
                    own: Vec::new(),
                    elsewhere: Vec::new(),
                });
            }
            let Some(endpoint) = endpoints.get_mut(index) else {
                continue;
            };
            if operation == home {
                endpoint.own.push(entry_index)
            } else {
                endpoint.elsewhere.push(entry_index)
            }
        }
    }
    endpoints
}

/// Returns the endpoint at which an entry is shown; empty if it concerns none. All findings of the
/// entry affect it, or at least the worst one: another operation may send a type than those that
/// return it. If possible, it is the endpoint at which the worst finding was found, since an
/// operation that uses the schema of a finding may use another type.
fn home_of_entry<'s>(group: &'s ShownEntry<'_>) -> &'s str {
    let mut shared: Vec<&str> = group.entry.operations.iter().map(String::as_str).collect();
    for finding in group.findings() {
        let affected: HashSet<&str> = finding.operations.iter().map(String::as_str).collect();
        if !affected.is_empty() {
            shared.retain(|operation| affected.contains(operation));
        }
    }
    let worst = group.findings().next();
    let affected = worst.map_or(&[][..], |worst| &*worst.operations);
    if shared.is_empty() {
        shared.extend(affected.iter().map(String::as_str));
    }
    let subject_operation = worst.and_then(|worst| worst.subject.operation.as_deref());
    let own_operation = shared
        .iter()
        .find(|operation| Some(**operation) == subject_operation);
    own_operation
        .or(shared.first())
        .copied()
        .unwrap_or_default()
}

fn write_endpoints(out: &mut String, shown: &ShownReport<'_>) {
    let (with_entries, others): (Vec<_>, Vec<_>) = by_endpoint(&shown.entries)
        .into_iter()
        .partition(|endpoint| !endpoint.own.is_empty());
    for endpoint in with_entries {
        let title = if endpoint.operation.is_empty() {
            "No single endpoint"
        } else {
            endpoint.operation
        };
        let _ = writeln!(
            out,
            "<div class=\"endpoint\"><h2>{}</h2>",
            escape_html(title)
        );
        for index in &endpoint.own {
            if let Some(group) = shown.entries.get(*index) {
                write_entry_article(out, *index, group, endpoint.operation);
            }
        }
        if !endpoint.elsewhere.is_empty() {
            let _ = writeln!(
                out,
                "<p>Also affected by {}.</p>",
                entry_links(&endpoint.elsewhere, shown)
            );
        }
        out.push_str("</div>\n");
    }
    if others.is_empty() {
        return;
    }
    out.push_str("<h2>Other endpoints that these changes affect</h2>\n<ul>");
    for endpoint in others {
        let _ = writeln!(
            out,
            "<li>{}: {}</li>",
            escape_html(endpoint.operation),
            entry_links(&endpoint.elsewhere, shown)
        );
    }
    out.push_str("</ul>\n");
}

/// Links to entries, each with the colour of its worst finding.
fn entry_links(indices: &[usize], shown: &ShownReport<'_>) -> String {
    let mut links = Vec::new();
    for index in indices {
        if let Some(group) = shown.entries.get(*index) {
            let title = escape_html(&group.entry.title);
            links.push(format!(
                "<a class=\"{}\" href=\"#change-{index}\">{title}</a>",
                severity_class_of(group)
            ));
        }
    }
    links.join(", ")
}

fn severity_class_of(group: &ShownEntry<'_>) -> &'static str {
    by_worst_severity(group, CLASSES)
}

/// Selects a value by the worst verdicts of an entry.
fn by_worst_severity<T>(group: &ShownEntry<'_>, of: [T; 4]) -> T {
    let (wire, source, _) = worst_verdicts(group.findings());
    by_severity(wire, source, of)
}

fn write_entry_article(out: &mut String, index: usize, group: &ShownEntry<'_>, endpoint: &str) {
    let _ = writeln!(
        out,
        "<article id=\"change-{index}\" class=\"{}\">",
        severity_class_of(group)
    );
    // The heading above already has this title.
    if group.entry.title != endpoint {
        let _ = writeln!(out, "<h3>{}</h3>", with_code(&group.entry.title));
    }
    if group.entry.operations.as_slice() != [endpoint] {
        used_by(out, group);
    }
    let mut codes = HashSet::new();
    for line in &group.lines {
        // The help is shown once for each rule.
        let rule = line.first().rule;
        write_finding_section(
            out,
            line,
            if codes.insert(rule.code) {
                rule.help
            } else {
                ""
            },
        );
    }
    let items: Vec<String> = group
        .entry
        .items
        .iter()
        .map(ListedChange::format_change)
        .collect();
    if !items.is_empty() {
        let _ = writeln!(out, "<pre>{}</pre>", escape_html(&items.join("\n")));
    }
    out.push_str("</article>\n");
}

/// Writes all operations that use a type.
fn used_by(out: &mut String, group: &ShownEntry<'_>) {
    let Some(text) = group.used_by() else { return };
    let operations = &group.entry.operations;
    let (_, unnamed) = split_at_first_few(operations);
    let _ = if unnamed.is_empty() {
        writeln!(out, "<p class=\"verdict\">{}</p>", escape_html(&text))
    } else {
        writeln!(
            out,
            "<details class=\"verdict\"><summary>{}</summary>{}</details>",
            escape_html(&text),
            escape_html(&operations.join(", "))
        )
    };
}

fn write_finding_section(out: &mut String, line: &Alike<'_>, help: &str) {
    let finding = line.first();
    let behaviour = if finding.behaviour {
        "changed"
    } else {
        "unchanged"
    };
    let severity = finding
        .severity
        .map_or_else(String::new, |severity| format!("{}, ", severity.as_str()));
    let help = if help.is_empty() {
        String::new()
    } else {
        format!(" · {}", with_code(help))
    };
    let _ = writeln!(
        out,
        "<section class=\"{}\" data-wire=\"{}\" data-source=\"{}\" data-behaviour=\"{behaviour}\">\
         <h4><b>{}</b>: {}</h4>\n\
         <p class=\"verdict\">{severity}wire: {}, source: {}, behaviour: {behaviour} · fingerprint <code>{}</code>{help}</p>",
        by_severity_of(finding, CLASSES),
        finding.wire.as_str(),
        finding.source.as_str(),
        escape_html(&finding.kind()),
        with_code(&line.sentence_within()),
        escape_html(&finding.wire.to_string()),
        finding.source.as_str(),
        line.fingerprint(),
    );
    if finding.old.is_some() || finding.new.is_some() {
        let old = excerpt_of_side("Before", finding.old.as_ref());
        let new = excerpt_of_side("After", finding.new.as_ref());
        let _ = writeln!(out, "<div class=\"sides\">{old}{new}</div>");
    }
    if let Some(witness) = &finding.witness {
        let _ = writeln!(out, "<p>{}</p>", escape_html(&witness.format_witness()));
    }
    if let Some(reason) = &finding.accepted {
        let _ = writeln!(out, "<p>Accepted: {}</p>", escape_html(reason));
    }
    out.push_str("</section>\n");
}

fn excerpt_of_side(name: &str, place: Option<&SourceLocation>) -> String {
    let Some(place) = place else {
        return format!("<div><b>{name}</b>: nothing</div>");
    };
    let pointer = escape_html(place.origin.pointer.as_ref());
    let Some(at) = &place.location else {
        return format!("<div><b>{name}</b> {pointer}</div>");
    };
    let lines = if place.lines.is_empty() {
        at.excerpt.trim()
    } else {
        &place.lines
    };
    let file = escape_html(&at.file);
    let excerpt = escape_html(lines);
    format!(
        "<div><b>{name}</b> {file}:{}:{} <small>{pointer}</small><pre>{excerpt}</pre></div>",
        at.line, at.column
    )
}
