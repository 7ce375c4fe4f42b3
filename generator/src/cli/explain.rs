//! `generator explain`: what there is to know of a kind of change.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use generator::diff::rules::{self, Rule};

/// The page of a kind of change, or a line for each kind.
pub(crate) fn text(code: Option<&str>) -> Result<String> {
    let Some(code) = code else {
        let lines = rules::RULES.iter().map(|rule| format!("{:<34} {}\n", rule.code, rule.docs.what));
        return Ok(lines.collect());
    };
    match rules::rule(code) {
        Some(rule) => Ok(page(rule)),
        None => {
            bail!("error[unknown-code]: there is no kind of change `{code}`\n = help: `generator explain` lists all")
        }
    }
}

fn page(rule: &Rule) -> String {
    let docs = &rule.docs;
    let mut out = format!("{}\n\n{}\n\n", rule.code, docs.what);
    for (title, text) in [("Wire", docs.wire), ("Source", docs.rust), ("Help", docs.help)] {
        let _ = writeln!(out, "{title:<7} {text}");
    }
    out
}
