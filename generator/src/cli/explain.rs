//! `sdkwright explain`: documentation of the codes of findings and diagnostics.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use diag::codes;
use diff::rules;

/// Returns the page for a code; without a code, a list of all codes.
pub(super) fn explain_code(code: Option<&str>) -> Result<String> {
    let Some(code) = code else {
        return Ok(list_all_codes());
    };
    // The printed form is accepted as well: `error[broken-json]`.
    let code = code
        .split_once('[')
        .map_or(code, |(_, rest)| rest.trim_end_matches(']'));
    let (what, parts) = match (rules::rule_by_code(code), codes::docs_of_code(code)) {
        (Some(rule), _) => (rule.what, rule.titled_docs().to_vec()),
        (None, Some(page)) => (page.what, vec![("Effect", page.why), ("Help", page.help)]),
        (None, None) => {
            bail!(
                "error[unknown-code]: there is no code `{code}`\n = help: {}",
                help_for_unknown(code)
            )
        }
    };
    let mut out = format!("{code}\n\n{what}\n\n");
    for (title, text) in parts {
        let _ = writeln!(out, "{title:<7} {text}");
    }
    Ok(out)
}

/// Returns help that names the nearest codes, if any is similar.
fn help_for_unknown(code: &str) -> String {
    const MOST_SUGGESTED: usize = 3;
    const NEAR: f64 = 0.8;
    let codes = explained_changes()
        .into_iter()
        .chain(explained_diagnostics())
        .map(|(known_code, _)| known_code);
    let mut near: Vec<(f64, &str)> = codes
        .map(|known_code| (strsim::jaro_winkler(known_code, code), known_code))
        .collect();
    near.retain(|(similarity, _)| *similarity >= NEAR);
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.truncate(MOST_SUGGESTED);
    let advice = "`sdkwright explain` lists all codes";
    let names: Vec<String> = near
        .into_iter()
        .map(|(_, known_code)| format!("`{known_code}`"))
        .collect();
    match names.as_slice() {
        [] => advice.to_owned(),
        [only] => format!("did you mean {only}? {advice}"),
        several => format!("did you mean one of {}? {advice}", several.join(", ")),
    }
}

/// Returns the code of each change, and its description.
fn explained_changes() -> Vec<(&'static str, &'static str)> {
    rules::RULES
        .iter()
        .map(|rule| (rule.code, rule.what))
        .collect()
}

/// Returns the code of each diagnostic, and its description.
fn explained_diagnostics() -> Vec<(&'static str, &'static str)> {
    codes::all_code_docs()
        .map(|page| (page.code, page.what))
        .collect()
}

fn list_all_codes() -> String {
    let mut out = String::new();
    for (title, lines) in [
        ("Changes that `diff` finds", explained_changes()),
        ("\nDiagnostics", explained_diagnostics()),
    ] {
        let _ = writeln!(out, "{title}:");
        for (code, what) in lines {
            let _ = writeln!(out, "  {code:<34} {what}");
        }
    }
    out
}
