//! A self-contained HTML page with contents, filters, and excerpts side by side.
//!
//! The page has all findings. Without its script, it lacks only the filters.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::{iter, ptr};

use super::filters::{Audience, Resources, write_filters};
use super::*;
use diag::page::{HtmlPage, escape_html, with_code};

/// What the verdicts mean.
const LEGEND: &str = include_str!("legend.html");

/// Formats the report as a page.
pub fn format_report_html(report: &Report, limit: Limit) -> String {
    format_reports_html(std::slice::from_ref(report), limit)
}

/// Formats the reports of several clients as one page.
pub fn format_reports_html(reports: &[Report], limit: Limit) -> String {
    // With several clients, each has a heading above its endpoints.
    let level = if reports.len() > 1 { 3 } else { 2 };
    let parts: Vec<ReportPart<'_>> = reports
        .iter()
        .enumerate()
        .map(|(at, report)| ReportPart::of(at, report, limit, level))
        .collect();
    let resources = Resources::of(reports);
    let mut out = String::new();
    let title = match parts.as_slice() {
        [part] => {
            part.write_summary(&mut out);
            title_line(part.report)
        }
        several => format!("API changes of {} clients", several.len()),
    };
    if parts.iter().any(|part| !part.report.findings.is_empty()) {
        out.insert_str(
            0,
            "<a class=\"skip\" href=\"#changes\">Skip to the changes</a>\n",
        );
        out.push_str(LEGEND);
        let entries = parts.iter().flat_map(|part| &part.shown.entries);
        let lines = entries.flat_map(|group| &group.lines);
        write_filters(&mut out, lines, &resources);
        out.push_str("<div class=\"columns\"><nav aria-label=\"Contents\"><details><summary>Contents</summary>\n");
        for part in &parts {
            part.write_contents(&mut out);
        }
        out.push_str("</details></nav>\n");
    } else {
        out.push_str("<div>");
    }
    out.push_str("<main id=\"changes\">\n");
    for part in &parts {
        if parts.len() > 1 {
            let _ = writeln!(
                out,
                "<h2 class=\"client\">{}</h2>",
                escape_html(&title_line(part.report))
            );
            part.write_summary(&mut out);
        }
        part.write_changes(&mut out, &resources);
    }
    out.push_str("</main></div>\n");
    HtmlPage {
        title: &title,
        style: include_str!("html.css"),
        body: &out,
        script: include_str!("html.js"),
    }
    .html()
}

/// A report on the page.
struct ReportPart<'r> {
    report: &'r Report,
    shown: ShownReport<'r>,
    /// The beginning of all ids of the report.
    id: String,
    /// The level of the headings of endpoints.
    level: usize,
}

impl<'r> ReportPart<'r> {
    fn of(at: usize, report: &'r Report, limit: Limit, level: usize) -> Self {
        let mut shown = Limit(Some(limit.max(usize::MAX))).of(report, true);
        // The entries are also sorted by the source verdict, since it also determines their
        // colours.
        shown
            .entries
            .sort_by_key(|group| Worst::of(group.findings()).select([0, 1, 2, 3]));
        let id = if report.client.is_some() {
            format!("client-{at}-")
        } else {
            String::new()
        };
        Self {
            report,
            shown,
            id,
            level,
        }
    }

    /// Writes what was compared, and the overall verdicts.
    fn write_summary(&self, out: &mut String) {
        let report = self.report;
        let _ = writeln!(
            out,
            "<p>{} → {}</p>",
            escape_html(&report.old),
            escape_html(&report.new)
        );
        if !report.findings.is_empty() {
            let _ = writeln!(
                out,
                "<p>{}: {}.</p>",
                escape_html(&report.summary.counts.to_string()),
                escape_html(&verdict_line(report))
            );
        }
        let notes = [
            unreported_note(report),
            different_apis_note(report),
            same_text_note(report),
        ];
        write_notes(out, notes);
        if self.shown.left_out > 0 {
            let _ = writeln!(
                out,
                "<p>{} milder findings are left out, because of <code>--limit</code>.</p>",
                self.shown.left_out
            );
        }
    }

    /// Writes links to all endpoints, by resource.
    fn write_contents(&self, out: &mut String) {
        if let Some(client) = &self.report.client {
            let _ = writeln!(out, "<b>{}</b>", escape_html(client));
        }
        let endpoints = by_endpoint(&self.shown.entries);
        let mut by_resource: Vec<(&str, Vec<(usize, &Endpoint<'_>)>)> = Vec::new();
        for (at, endpoint) in endpoints.iter().enumerate() {
            if endpoint.own.is_empty() {
                continue;
            }
            let resource = self.resource_of(endpoint.operation);
            match by_resource.iter_mut().find(|(name, _)| *name == resource) {
                Some((_, own)) => own.push((at, endpoint)),
                None => by_resource.push((resource, vec![(at, endpoint)])),
            }
        }
        let open = if endpoints.len() <= MAX_OPEN {
            " open"
        } else {
            ""
        };
        out.push_str("<ul>");
        for (resource, own) in by_resource {
            let _ = write!(
                out,
                "<li><details{open}><summary>{}</summary><ul>",
                breakable(resource)
            );
            for (at, endpoint) in own {
                let entries = endpoint
                    .own
                    .iter()
                    .filter_map(|index| self.shown.entries.get(*index));
                let worst = Worst::of(entries.flat_map(ShownEntry::findings));
                let _ = write!(
                    out,
                    "<li><a class=\"{}\" href=\"#{}endpoint-{at}\">{}</a> <small>{}</small></li>",
                    worst.class(),
                    self.id,
                    escape_html(endpoint.title()),
                    worst.word()
                );
            }
            out.push_str("</ul></details></li>\n");
        }
        if endpoints.iter().any(|endpoint| endpoint.own.is_empty()) {
            let _ = write!(out, "<li><a href=\"#{}others\">{OTHERS}</a></li>", self.id);
        }
        out.push_str("</ul>\n");
    }

    /// Returns the resource whose method calls an operation.
    fn resource_of(&self, operation: &str) -> &str {
        match self.report.calls.get(operation) {
            Some(call) => &call.resource,
            None => "Other",
        }
    }

    fn write_changes(&self, out: &mut String, resources: &Resources<'_>) {
        let mut others = Vec::new();
        for (at, endpoint) in by_endpoint(&self.shown.entries).into_iter().enumerate() {
            if endpoint.own.is_empty() {
                others.push(endpoint);
            } else {
                self.write_endpoint(out, at, &endpoint, resources);
            }
        }
        if !others.is_empty() {
            let _ = write!(
                out,
                "<div class=\"others\"><h{0} id=\"{1}others\">{OTHERS}</h{0}>\n<ul>",
                self.level, self.id
            );
            for endpoint in others {
                let _ = writeln!(
                    out,
                    "<li>{}: {}</li>",
                    escape_html(endpoint.operation),
                    self.entry_links(&endpoint.elsewhere)
                );
            }
            out.push_str("</ul></div>\n");
        }
        write_notes(
            out,
            [next_version_note(self.report), lock_note(self.report)],
        );
    }

    fn write_endpoint(
        &self,
        out: &mut String,
        at: usize,
        endpoint: &Endpoint<'_>,
        resources: &Resources<'_>,
    ) {
        let _ = writeln!(
            out,
            "<div class=\"endpoint\"><h{0} id=\"{1}endpoint-{at}\">{2}</h{0}>",
            self.level,
            self.id,
            escape_html(endpoint.title())
        );
        if let Some(call) = self.report.calls.get(endpoint.operation) {
            let _ = writeln!(
                out,
                "<p class=\"verdict\"><code>{}</code></p>",
                escape_html(&call.text)
            );
        }
        for index in &endpoint.own {
            if let Some(group) = self.shown.entries.get(*index) {
                self.write_entry_article(out, *index, group, endpoint.operation, resources);
            }
        }
        if !endpoint.elsewhere.is_empty() {
            let _ = writeln!(
                out,
                "<p>Also affected by {}.</p>",
                self.entry_links(&endpoint.elsewhere)
            );
        }
        out.push_str("</div>\n");
    }

    /// Links to entries, each with the colour of its worst finding.
    fn entry_links(&self, indices: &[usize]) -> String {
        let mut links = Vec::new();
        for index in indices {
            if let Some(group) = self.shown.entries.get(*index) {
                let title = escape_html(&group.entry.title);
                links.push(format!(
                    "<a class=\"{}\" href=\"#{}change-{index}\">{title}</a>",
                    Worst::of(group.findings()).class(),
                    self.id
                ));
            }
        }
        links.join(", ")
    }

    fn write_entry_article(
        &self,
        out: &mut String,
        index: usize,
        group: &ShownEntry<'_>,
        endpoint: &str,
        resources: &Resources<'_>,
    ) {
        let _ = writeln!(
            out,
            "<article id=\"{}change-{index}\" class=\"{}\" data-resources=\"{}\">",
            self.id,
            Worst::of(group.findings()).class(),
            resources.of_entry(self.report, group)
        );
        // The heading above already has this title.
        if group.entry.title != endpoint {
            let level = self.level + 1;
            let _ = writeln!(
                out,
                "<h{level}>{}</h{level}>",
                with_code(&group.entry.title)
            );
        }
        if group.entry.operations.as_slice() != [endpoint] {
            write_operations(out, group);
        }
        let mut codes = HashSet::new();
        for line in &group.lines {
            // The help is shown once for each rule.
            let rule = line.first().rule;
            let help = if codes.insert(rule.code) {
                rule.help
            } else {
                ""
            };
            write_finding_section(out, line, help, self.level + 2);
        }
        write_items(out, &group.entry.items);
        out.push_str("</article>\n");
    }
}

/// Writes the changed items of the crate; those of a new or removed type are behind a click.
fn write_items(out: &mut String, items: &[ListedChange]) {
    let (alone, with_others): (Vec<_>, Vec<_>) =
        items.iter().partition(|item| item.within.is_empty());
    if !alone.is_empty() {
        let lines: Vec<String> = alone.into_iter().map(ListedChange::format_change).collect();
        let _ = writeln!(out, "<pre>{}</pre>", escape_html(&lines.join("\n")));
    }
    for item in with_others {
        let lines: Vec<String> = item.within.iter().map(ItemChange::format_change).collect();
        let _ = writeln!(
            out,
            "<details><summary><code>{}</code></summary><pre>{}</pre></details>",
            escape_html(&item.format_change()),
            escape_html(&lines.join("\n"))
        );
    }
}

/// Returns a call without `client.`, as HTML that may be broken before each dot.
fn breakable(call: &str) -> String {
    let path = call.strip_prefix("client.").unwrap_or(call);
    escape_html(path).replace('.', "<wbr>.")
}

/// The title of the endpoints that changes affect, but that have no change of their own.
const OTHERS: &str = "Other endpoints that these changes affect";

/// The maximum number of endpoints that the contents list without a click.
const MAX_OPEN: usize = 30;

fn write_notes<const N: usize>(out: &mut String, notes: [Option<String>; N]) {
    for note in notes.into_iter().flatten() {
        let _ = writeln!(out, "<p>{}.</p>", with_code(&capitalize_note(&note)));
    }
}

const CLASSES: [&str; 4] = ["bad", "warn", "fine", "fine"];

/// The worst verdicts of several findings.
#[derive(Default)]
struct Worst {
    wire: Wire,
    source: Source,
    behaviour: bool,
    is_deprecation: bool,
}

impl Worst {
    fn of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let mut worst = Self::default();
        for finding in findings {
            worst.wire = worst.wire.max(finding.wire);
            worst.source = worst.source.max(finding.source);
            worst.behaviour |= finding.behaviour;
            worst.is_deprecation |= finding.is_deprecation();
        }
        worst
    }

    fn select<T>(&self, of: [T; 4]) -> T {
        by_severity(self.wire, self.source, of)
    }

    fn class(&self) -> &'static str {
        self.select(CLASSES)
    }

    /// Returns the verdict that determines the colour, for readers who do not see it.
    fn word(&self) -> &'static str {
        match (self.wire, self.source) {
            (Wire::Breaking, _) => "breaking",
            (_, Source::Major) => "major",
            (Wire::None, Source::Minor) => "minor",
            (Wire::None, Source::Patch) if self.behaviour => "behaviour",
            (Wire::None, Source::Patch) if self.is_deprecation => "deprecated",
            (Wire::None, Source::Patch) => "documentation",
            (wire, _) => wire.as_str(),
        }
    }
}

/// An endpoint with the entries that concern it, by index.
struct Endpoint<'s> {
    /// Method and path; empty for entries that concern no endpoint.
    operation: &'s str,
    /// Entries that are shown here.
    own: Vec<usize>,
    /// Entries that are shown at another endpoint.
    elsewhere: Vec<usize>,
}

impl<'s> Endpoint<'s> {
    fn title(&self) -> &'s str {
        if self.operation.is_empty() {
            "No single endpoint"
        } else {
            self.operation
        }
    }
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

/// Writes all operations that use the type of an entry, or that share its change.
fn write_operations(out: &mut String, group: &ShownEntry<'_>) {
    let operations = &group.entry.operations;
    let (_, unnamed) = split_at_first_few(operations);
    let summary = match group.used_by() {
        Some(text) if unnamed.is_empty() => {
            let _ = writeln!(out, "<p class=\"verdict\">{}</p>", escape_html(&text));
            return;
        }
        Some(_) => format!("used by {} operations", operations.len()),
        // The title names all of them.
        None if unnamed.is_empty() => return,
        None => format!("all {} operations", operations.len()),
    };
    let _ = writeln!(
        out,
        "<details class=\"verdict\"><summary>{}</summary>{}</details>",
        escape_html(&summary),
        escape_html(&operations.join(", "))
    );
}

fn write_finding_section(out: &mut String, line: &Alike<'_>, help: &str, level: usize) {
    let finding = line.first();
    let behaviour = behaviour_in_words(finding.behaviour);
    let audiences: Vec<&str> = Audience::of(finding).collect();
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
        "<section class=\"{}\" data-wire=\"{}\" data-source=\"{}\" data-behaviour=\"{behaviour}\" data-audience=\"{}\" data-count=\"{}\">\
         <h{level}><b>{}</b>: {}</h{level}>\n\
         <p class=\"verdict\">{severity}wire: {}, source: {}, behaviour: {behaviour} · fingerprint <code>{}</code>{help}</p>",
        by_severity_of(finding, CLASSES),
        finding.wire.as_str(),
        finding.source.as_str(),
        audiences.join(" "),
        line.count(),
        escape_html(&finding.kind()),
        with_code(&line.sentence_within()),
        escape_html(&finding.wire.to_string()),
        finding.source.as_str(),
        line.fingerprint(),
    );
    if line.count() > 1 {
        write_each_finding(out, line);
    }
    write_excerpts(out, finding);
    if let Some(witness) = &finding.witness {
        let _ = writeln!(out, "<p>{}</p>", escape_html(&witness.format_witness()));
    }
    if let Some(reason) = &finding.accepted {
        let _ = writeln!(out, "<p>Accepted: {}</p>", escape_html(reason));
    }
    out.push_str("</section>\n");
}

/// Writes each of the findings that share a line.
fn write_each_finding(out: &mut String, line: &Alike<'_>) {
    let _ = write!(out, "<details><summary>all {}</summary><ul>", line.count());
    for finding in line.findings() {
        let mut facts = vec![with_code(&finding.sentence_within())];
        facts.extend(
            finding
                .witness
                .iter()
                .map(|witness| escape_html(&witness.format_witness())),
        );
        facts.push(format!(
            "fingerprint <code>{}</code>",
            finding.fingerprint()
        ));
        let _ = write!(out, "<li>{}", facts.join(" · "));
        // The excerpts of the first finding are below the list.
        if !ptr::eq(finding, line.first()) {
            write_excerpts(out, finding);
        }
        out.push_str("</li>");
    }
    out.push_str("</ul></details>\n");
}

/// Writes the old and the new value side by side.
fn write_excerpts(out: &mut String, finding: &Finding) {
    if finding.old.is_none() && finding.new.is_none() {
        return;
    }
    let old = excerpt_of_side("Before", finding.old.as_ref());
    let new = excerpt_of_side("After", finding.new.as_ref());
    let _ = writeln!(out, "<div class=\"sides\">{old}{new}</div>");
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
    let excerpt = excerpt_html(lines);
    format!(
        "<div><b>{name}</b> {file}:{}:{} <small>{pointer}</small>{excerpt}</div>",
        at.line, at.column
    )
}

/// Returns the first lines of a value, and the others behind a click.
fn excerpt_html(text: &str) -> String {
    const MAX_OPEN_LINES: usize = 60;
    let lines: Vec<&str> = text.lines().collect();
    match lines.split_at_checked(MAX_OPEN_LINES) {
        // One more line is shown, not counted.
        Some((first, others)) if others.len() > 1 => format!(
            "<pre>{}</pre><details><summary>{} more lines</summary><pre>{}</pre></details>",
            escape_html(&first.join("\n")),
            others.len(),
            escape_html(&others.join("\n"))
        ),
        _ => format!("<pre>{}</pre>", escape_html(text)),
    }
}
