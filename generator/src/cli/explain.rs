//! `sdkwright explain`: documentation of the codes of findings and diagnostics.

use std::fmt::Write as _;

use crate::diag::codes;
use crate::diff::rules;
use anyhow::{Result, bail};

/// Returns the page of a code, or without one, a list of all codes.
pub(super) fn text(code: Option<&str>) -> Result<String> {
    let Some(code) = code else { return Ok(all()) };
    // Also accepts the printed form: `error[broken-json]`.
    let code = code.split_once('[').map_or(code, |(_, rest)| rest.trim_end_matches(']'));
    let (what, parts) = match (rules::rule(code), codes::page(code)) {
        (Some(rule), _) => (rule.what, vec![("Wire", rule.wire), ("Source", rule.rust), ("Help", rule.help)]),
        (None, Some(page)) => (page.what, vec![("Effect", page.why), ("Help", page.help)]),
        (None, None) => {
            bail!("error[unknown-code]: there is no code `{code}`\n = help: `sdkwright explain` lists all codes")
        }
    };
    let mut out = format!("{code}\n\n{what}\n\n");
    for (title, text) in parts {
        let _ = writeln!(out, "{title:<7} {text}");
    }
    Ok(out)
}

fn all() -> String {
    let changes = rules::RULES.iter().map(|rule| (rule.code, rule.what));
    let diagnostics = codes::pages().map(|page| (page.code, page.what));
    let mut out = String::new();
    for (title, lines) in
        [("Changes that `diff` finds", changes.collect::<Vec<_>>()), ("\nDiagnostics", diagnostics.collect())]
    {
        let _ = writeln!(out, "{title}:");
        for (code, what) in lines {
            let _ = writeln!(out, "  {code:<34} {what}");
        }
    }
    out
}
