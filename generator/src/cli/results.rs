//! What `generate` and `check` print.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};

use crate::Outcome;
use crate::diag::{Digest, Report, Severity, escape_controls, warnings};
use crate::output::Difference;
use crate::{inspect, render};

/// The most kinds of warnings to list.
const MOST_KINDS: usize = 8;

/// The warnings and notes of a run: each of them, or their number by kind.
pub(super) struct Warnings<'r> {
    pub(super) reports: &'r [Report],
    /// Whether each one is printed separately, even if one message repeats.
    pub(super) in_full: bool,
    /// Whether messages are printed, instead of numbers.
    pub(super) each: bool,
}

impl Display for Warnings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.each {
            return Digest::new(self.reports, self.in_full).fmt(f);
        }
        let mut kinds: BTreeMap<(Severity, &str), Vec<&Report>> = BTreeMap::new();
        for report in self.reports {
            kinds.entry((report.diagnostic.severity, report.diagnostic.code)).or_default().push(report);
        }
        let mut kinds: Vec<((Severity, &str), Vec<&Report>)> = kinds.into_iter().collect();
        kinds.sort_by_key(|((severity, _), reports)| (*severity, usize::MAX - reports.len()));
        for ((severity, code), reports) in kinds.iter().take(MOST_KINDS) {
            let message = reports.first().map(|report| report.diagnostic.message.as_str()).unwrap_or_default();
            let place = reports.first().and_then(|report| report.place());
            let place = place.map(|(file, line, _)| format!(" ({file}:{line})")).unwrap_or_default();
            writeln!(
                f,
                "{}[{code}] × {}: {}{}",
                severity.as_str(),
                reports.len(),
                escape_controls(message),
                escape_controls(&place)
            )?;
        }
        if kinds.len() > MOST_KINDS {
            writeln!(f, "… and {} more kinds", kinds.len() - MOST_KINDS)?;
        }
        if !kinds.is_empty() {
            writeln!(f, "`--verbose` shows each of them, `sdkwright explain CODE` what a kind means")?;
        }
        Ok(())
    }
}

/// What was written, in one line.
pub(super) fn written(outcome: &Outcome) -> String {
    let Difference { missing, stale, leftover, kept, fresh, .. } = &outcome.difference;
    let kept: String = kept.iter().map(|path| format!(", `{path}` left as it is")).collect();
    format!(
        "{}: {}; {} files written, {} removed, {fresh} unchanged{kept}\n",
        outcome.output.display(),
        inspect::summary(&outcome.api, warnings(&outcome.reports), &outcome.gaps),
        missing.len() + stale.len(),
        leftover.len(),
    )
}

/// How to use a crate that was just written for the first time.
pub(super) fn first_steps(outcome: &Outcome) -> String {
    let folder = outcome.output.display();
    let mut text = format!("\nTo use it:\n\n    cargo add --path {folder}\n\n");
    for line in render::first_call(&outcome.api).unwrap_or_default().lines() {
        let indent = if line.is_empty() { "" } else { "    " };
        let _ = writeln!(text, "{indent}{line}");
    }
    let _ = writeln!(text, "\n{folder}/README.md continues from here; {folder}/api.md lists every method and type.");
    text
}

/// The files that `generate` would change, and what to do.
pub(super) fn differences(outcome: &Outcome) -> String {
    let difference = &outcome.difference;
    let folder = outcome.output.display();
    if difference.is_empty() {
        return format!("{folder}: {} files, all up to date\n", difference.fresh);
    }
    let mut text = String::new();
    for (what, paths) in [
        ("missing", &difference.missing),
        ("stale", &difference.stale),
        ("leftover", &difference.leftover),
        ("foreign", &difference.foreign),
        ("foreign", &difference.in_the_way),
    ] {
        text.extend(paths.iter().map(|path| format!("{what}: {folder}/{path}\n")));
    }
    if difference.is_stale() {
        text.push_str("to bring them up to date, run the same command with `generate` instead of `check`\n");
    }
    if !difference.foreign.is_empty() {
        text.push_str("the generator did not write the foreign files: list their modules in `generator.yaml` (`modules: [name]`), or move them out of the crate\n");
    } else if !difference.in_the_way.is_empty() {
        text.push_str("the generator did not write the foreign files: move them out of the crate\n");
    }
    text
}
