//! A self-contained HTML page with filters, search, and excerpts side by side.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::junit::escaped;
use super::*;

const STYLE: &str = include_str!("html.css").trim_ascii_end();

const SCRIPT: &str = include_str!("html.js").trim_ascii_end();

/// What the verdicts mean.
const LEGEND: &str = include_str!("legend.html");

/// Formats the report as a page.
pub fn html(report: &Report, limit: Limit) -> String {
    let shown = limit.of(report, true);
    let title = title_line(report);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title>\n<style>{STYLE}</style></head>\n\
         <body><h1>{0}</h1>\n<p>{1} → {2}</p>\n",
        escaped(&title),
        escaped(&report.old),
        escaped(&report.new)
    );
    if !report.findings.is_empty() {
        let _ = writeln!(
            out,
            "<p>{}: {}.</p>",
            escaped(&report.summary.counts.to_string()),
            escaped(&verdict_line(report))
        );
    }
    for line in notes(report) {
        let _ = writeln!(out, "<p>{}.</p>", with_code(&capitalized(&line)));
    }
    if !report.findings.is_empty() {
        out.push_str(LEGEND);
    }
    form(&mut out);
    shown.entries.iter().for_each(|group| article(&mut out, group));
    if shown.left_out > 0 {
        let _ = writeln!(out, "<p>{} more findings are left out.</p>", shown.left_out);
    }
    let _ = writeln!(out, "<script>{SCRIPT}</script></body></html>");
    out
}

fn form(out: &mut String) {
    out.push_str("<form><input type=\"search\" name=\"words\" placeholder=\"Search\" aria-label=\"Search\">");
    for (axis, verdicts) in [
        ("wire", &["breaking", "risky", "unknown", "depends", "compatible", "none"][..]),
        ("source", &["major", "minor", "patch"]),
        ("behaviour", &["changed", "unchanged"]),
    ] {
        let options = verdicts.iter().map(|verdict| format!("<option>{verdict}</option>"));
        let options: String = options.collect();
        let _ = write!(
            out,
            "<label>{axis} <select name=\"{axis}\"><option value=\"\">any</option>{options}</select></label>"
        );
    }
    out.push_str("</form>\n");
}

const CLASSES: [&str; 4] = ["bad", "warn", "fine", "fine"];

fn article(out: &mut String, group: &ShownEntry<'_>) {
    let (wire, source, _) = worst_verdicts(group.findings());
    let title = with_code(&group.entry.title);
    let _ = writeln!(out, "<article class=\"{}\"><h2>{title}</h2>", by_severity((wire, source), CLASSES));
    out.extend(group.used_by().map(|text| format!("<p class=\"verdict\">{}</p>\n", with_code(&text))));
    let mut codes = HashSet::new();
    for line in &group.lines {
        // The help is shown once for each rule.
        let rule = line.first().rule;
        section(out, line, if codes.insert(rule.code) { rule.help } else { "" });
    }
    let items: Vec<String> = group.entry.items.iter().map(Listed::in_words).collect();
    if !items.is_empty() {
        let _ = writeln!(out, "<pre>{}</pre>", escaped(&items.join("\n")));
    }
    out.push_str("</article>\n");
}

fn section(out: &mut String, line: &Alike<'_>, help: &str) {
    let finding = line.first();
    let behaviour = if finding.behaviour { "changed" } else { "unchanged" };
    let severity = finding.severity.map_or_else(String::new, |severity| format!("{}, ", severity.as_str()));
    let help = if help.is_empty() { String::new() } else { format!(" · {}", with_code(help)) };
    let _ = writeln!(
        out,
        "<section class=\"{}\" data-wire=\"{}\" data-source=\"{}\" data-behaviour=\"{behaviour}\">\
         <h3><b>{}</b>: {}</h3>\n\
         <p class=\"verdict\">{severity}wire: {}, source: {}, behaviour: {behaviour} · {}{help}</p>",
        by_severity_of(finding, CLASSES),
        finding.wire.as_str(),
        finding.source.as_str(),
        escaped(&finding.kind()),
        with_code(&line.sentence_within()),
        escaped(&finding.wire.to_string()),
        finding.source.as_str(),
        line.fingerprint(),
    );
    if finding.old.is_some() || finding.new.is_some() {
        let sides: String = [&finding.old, &finding.new].into_iter().flatten().map(side).collect();
        let _ = writeln!(out, "<div class=\"sides\">{sides}</div>");
    }
    if let Some(witness) = &finding.witness {
        let _ = writeln!(out, "<p>{}</p>", escaped(&witness.in_words()));
    }
    if let Some(reason) = &finding.accepted {
        let _ = writeln!(out, "<p>Accepted: {}</p>", escaped(reason));
    }
    out.push_str("</section>\n");
}

fn side(place: &SourceLocation) -> String {
    let pointer = place.origin.pointer.as_ref();
    let Some(location) = &place.location else { return format!("<div>{}</div>", escaped(pointer)) };
    let at = format!("{}:{}:{} ({pointer})", location.file, location.line, location.column);
    format!("<div>{}<pre>{}</pre></div>", escaped(&at), escaped(&location.excerpt))
}

/// Escapes text; text between backticks becomes code.
fn with_code(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    // An unpaired backtick is part of a name.
    if pieces.len().is_multiple_of(2) {
        return escaped(text);
    }
    let piece = |(at, piece): (usize, &&str)| match at % 2 {
        0 => escaped(piece),
        _ => format!("<code>{}</code>", escaped(piece)),
    };
    pieces.iter().enumerate().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_between_backticks_becomes_code() {
        for (text, expected) in [
            ("`a<b>` is new", "<code>a&lt;b&gt;</code> is new"),
            ("open `code", "open `code"),
            ("no & more", "no &amp; more"),
        ] {
            assert_eq!(with_code(text), expected);
        }
    }
}
