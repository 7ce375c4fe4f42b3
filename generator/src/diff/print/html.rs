//! One page of HTML that needs nothing else: to be filtered, searched, and read with the excerpts side by side.

use std::fmt::Write as _;

use super::junit::escaped;
use super::{Limit, in_a_line, kept, next_version, strangers};
use crate::diff::finding::{Finding, Place};
use crate::diff::{Change, Report, Witness, rules};

const STYLE: &str = "\
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1c1e21;background:#fff}
h1{font-size:1.3rem}form{display:flex;gap:1rem;flex-wrap:wrap;margin:1rem 0}
article{border:1px solid #d0d7de;border-left-width:5px;border-radius:4px;padding:.6rem .9rem;margin:.7rem 0}
article.bad{border-left-color:#cf222e}article.warn{border-left-color:#bf8700}article.fine{border-left-color:#1a7f37}
h2{font-size:1rem;margin:0}.verdict{color:#57606a}.sides{display:grid;grid-template-columns:1fr 1fr;gap:.7rem}
pre{background:#f6f8fa;padding:.5rem;overflow:auto;margin:.3rem 0;font-size:13px}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}pre{background:#161b22}article{border-color:#30363d}}";

const SCRIPT: &str = "\
const form=document.querySelector('form');
function apply(){const d=new FormData(form);const words=d.get('words').toLowerCase();
for(const a of document.querySelectorAll('article')){const ok=['wire','source','behaviour']
.every(k=>!d.get(k)||a.dataset[k]===d.get(k))&&a.textContent.toLowerCase().includes(words);a.hidden=!ok}}
form.addEventListener('input',apply);
form.addEventListener('submit',e=>e.preventDefault());";

/// The report as a page.
pub fn html(report: &Report, limit: Limit) -> String {
    let (findings, left_out) = limit.of(report);
    let title = format!("API change: {}", in_a_line(report));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title>\n<style>{STYLE}</style></head>\n\
         <body><h1>{0}</h1>\n<p>{1} → {2}</p>\n",
        escaped(&title),
        escaped(&report.old),
        escaped(&report.new)
    );
    for line in [next_version(report), strangers(report), kept(report)].into_iter().flatten() {
        let _ = writeln!(out, "<p>{}.</p>", escaped(&line));
    }
    form(&mut out);
    findings.iter().for_each(|finding| article(&mut out, finding));
    if left_out > 0 {
        let _ = writeln!(out, "<p>{left_out} more findings are left out.</p>");
    }
    let _ = writeln!(out, "<script>{SCRIPT}</script></body></html>");
    out
}

fn form(out: &mut String) {
    out.push_str("<form><input type=\"search\" name=\"words\" placeholder=\"Search\" aria-label=\"Search\">");
    for (axis, verdicts) in [
        ("wire", &["breaking", "risky", "unknown", "depends", "compatible", "none"][..]),
        ("source", &["major", "minor", "patch"]),
        ("behaviour", &["yes", "no"]),
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

fn article(out: &mut String, finding: &Finding) {
    let class = match (finding.wire.as_str(), finding.source.as_str()) {
        ("breaking", _) | (_, "major") => "bad",
        ("risky" | "unknown" | "depends", _) => "warn",
        _ => "fine",
    };
    let behaviour = if finding.behaviour { "yes" } else { "no" };
    let help = rules::rule(finding.code).map_or("", |rule| rule.docs.help);
    let _ = writeln!(
        out,
        "<article class=\"{class}\" data-wire=\"{}\" data-source=\"{}\" data-behaviour=\"{behaviour}\">\
         <h2>{}: {}</h2>\n<p>{}</p>\n\
         <p class=\"verdict\">wire {}, source {}, behaviour {behaviour} · {} · {}</p>",
        finding.wire.as_str(),
        finding.source.as_str(),
        escaped(finding.code),
        escaped(&finding.title()),
        escaped(&finding.message),
        escaped(&finding.wire.to_string()),
        finding.source.as_str(),
        finding.fingerprint(),
        escaped(help)
    );
    if finding.old.is_some() || finding.new.is_some() {
        let (old, new) = (side(finding.old.as_ref()), side(finding.new.as_ref()));
        let _ = writeln!(out, "<div class=\"sides\">{old}{new}</div>");
    }
    let items: Vec<String> = finding.items.iter().map(Change::in_words).collect();
    if !items.is_empty() {
        let _ = writeln!(out, "<pre>{}</pre>", escaped(&items.join("\n")));
    }
    for line in finding.witness.iter().map(Witness::in_words) {
        let _ = writeln!(out, "<p>{}</p>", escaped(&line));
    }
    if let Some(reason) = &finding.accepted {
        let _ = writeln!(out, "<p>Accepted: {}</p>", escaped(reason));
    }
    out.push_str("</article>\n");
}

fn side(place: Option<&Place>) -> String {
    let Some(location) = place.and_then(|Place { location, .. }| location.as_ref()) else {
        return "<div></div>".to_owned();
    };
    let pointer = place.map_or("", |place| place.origin.pointer.as_str());
    let at = format!("{}:{}:{} ({pointer})", location.file, location.line, location.column);
    format!("<div>{}<pre>{}</pre></div>", escaped(&at), escaped(&location.excerpt))
}
