//! The output of `generate` and `check`.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};
use std::path::Path;

use crate::Outcome;
use crate::diag::{
    Diagnostic, Digest, LocatedDiagnostic, Severity, count_warnings, escape_controls,
    write_counted_title,
};
use crate::output::Difference;
use crate::{inspect, render};

/// The maximum number of kinds of warnings to list.
const MOST_KINDS: usize = 8;

/// The maximum column of a location that is shown with line and column.
const LONGEST_LINE: usize = 200;

/// The warnings and notes of a run: either each of them, or their number by kind.
pub(super) struct Warnings<'r> {
    pub(super) reports: &'r [LocatedDiagnostic],
    /// Whether each warning is printed separately, even if its message repeats.
    pub(super) in_full: bool,
    /// Whether messages are printed instead of numbers.
    pub(super) each: bool,
}

impl Display for Warnings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.each {
            return Digest::new(self.reports, self.in_full).fmt(f);
        }
        let mut warnings: BTreeMap<&str, Vec<&LocatedDiagnostic>> = BTreeMap::new();
        let mut notes: BTreeMap<&str, usize> = BTreeMap::new();
        for report in self.reports {
            let Diagnostic { severity, code, .. } = report.diagnostic;
            if severity == Severity::Note {
                *notes.entry(code).or_default() += 1;
            } else {
                warnings.entry(code).or_default().push(report);
            }
        }
        let mut kinds: Vec<(&str, Vec<&LocatedDiagnostic>)> = warnings.into_iter().collect();
        kinds.sort_by_key(|(_, reports)| std::cmp::Reverse(reports.len()));
        let rest: Vec<String> = kinds
            .iter()
            .skip(MOST_KINDS)
            .map(|(code, of)| format!("{code} × {}", of.len()))
            .collect();
        for (_, reports) in kinds.iter().take(MOST_KINDS) {
            write_kind(f, reports)?;
        }
        if !rest.is_empty() {
            writeln!(f, "more warnings: {}", rest.join(", "))?;
        }
        if !notes.is_empty() {
            let notes: Vec<String> = notes
                .iter()
                .map(|(code, count)| format!("{code} × {count}"))
                .collect();
            writeln!(f, "notes: {}", notes.join(", "))?;
        }
        if !self.reports.is_empty() {
            writeln!(
                f,
                "`--verbose` shows where each one is and how to correct it; `sdkwright explain CODE` explains a code."
            )?;
        }
        Ok(())
    }
}

/// Writes a line about a kind of warnings: ``warning[unknown-type] × 3: unknown type `strin`; any JSON value is
/// accepted here (first at pets.yaml:3:5)``.
fn write_kind(f: &mut fmt::Formatter<'_>, reports: &[&LocatedDiagnostic]) -> fmt::Result {
    let Some(first) = reports.first() else {
        return Ok(());
    };
    write_counted_title(f, &first.diagnostic, reports.len())?;
    if let Some(consequence) = &first.diagnostic.consequence {
        write!(f, "; {}", escape_controls(consequence))?;
    }
    let Some((file, line, column)) = first.place() else {
        return writeln!(f);
    };
    let at = if reports.len() == 1 { "at" } else { "first at" };
    let file = escape_controls(file);
    // In a long line, as in JSON without line breaks, a column is of no use.
    if column > LONGEST_LINE {
        let pointer = first
            .diagnostic
            .origin
            .as_ref()
            .map(|origin| origin.pointer.as_ref());
        let pointer = escape_controls(pointer.unwrap_or_default());
        return writeln!(f, " ({at} {file}, {pointer})");
    }
    writeln!(f, " ({at} {file}:{line}:{column})")
}

/// Returns a line about the written files.
pub(super) fn written_files_text(outcome: &Outcome) -> String {
    let Difference {
        missing,
        stale,
        leftover,
        kept,
        fresh,
        ..
    } = &outcome.difference;
    let kept: String = kept
        .iter()
        .map(|path| format!(", `{path}` left as it is"))
        .collect();
    format!(
        "{}: {}; {} written, {} removed, {fresh} unchanged{kept}\n",
        outcome.output.display(),
        inspect::inspection_summary(&outcome.api, count_warnings(&outcome.reports)),
        inspect::count_with_noun(missing.len() + stale.len(), "file"),
        leftover.len(),
    )
}

/// Returns a path as an argument of a command.
pub(super) fn quoted_path(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(' ') {
        format!("\"{path}\"")
    } else {
        path
    }
}

/// Returns the command that adds a crate to a package in the current folder or in one of its subfolders.
fn add_command(output: &Path) -> String {
    let mut text = "\nTo use it in a package that depends on `tokio`".to_owned();
    let mut from_package = output.to_path_buf();
    if let Some(first) = output.components().next()
        && output.is_relative()
        && !Path::new("Cargo.toml").is_file()
    {
        let folder = Path::new(&first);
        let _ = write!(text, " (in a folder next to {})", quoted_path(folder));
        from_package = Path::new("..").join(output);
    }
    let _ = writeln!(
        text,
        ":\n\n    cargo add --path {}",
        quoted_path(&from_package)
    );
    text
}

/// The number of characters from which a package name is tedious to type.
const LONG_PACKAGE_NAME: usize = 24;

/// Returns how to use a crate that has just been written for the first time.
pub(super) fn first_steps(outcome: &Outcome) -> String {
    let folder = outcome.output.display();
    let mut text = String::new();
    let package = &outcome.api.package.name;
    if package.chars().count() > LONG_PACKAGE_NAME {
        let _ = writeln!(
            text,
            "\n`--package NAME` chooses a shorter name than {package}."
        );
    }
    if !outcome.api.operations.is_empty() {
        text.push_str(&add_command(&outcome.output));
    }
    if let Some(call) = render::first_call(&outcome.api) {
        text.push_str("\nIn an async function that returns a `Result`:\n\n");
        for line in call.lines() {
            let indent = if line.is_empty() { "" } else { "    " };
            let _ = writeln!(text, "{indent}{line}");
        }
    }
    // If no server has a host, the example sets `base_url`.
    if let Some(server) = outcome.api.server_with_host() {
        let url = escape_controls(&server.url);
        let _ = writeln!(
            text,
            "\nRequests go to {url}; `Client::builder().base_url(…)` changes that."
        );
    }
    let guide = if outcome
        .difference
        .kept
        .iter()
        .any(|path| path == "README.md")
    {
        String::new()
    } else {
        format!("{folder}/README.md is the guide; ")
    };
    let _ = writeln!(
        text,
        "\nNext: {guide}{folder}/api.md lists all methods and types."
    );
    text
}

/// Returns the files that `generate` would change, and what to do.
pub(super) fn differing_files_text(outcome: &Outcome) -> String {
    let difference = &outcome.difference;
    let folder = outcome.output.display();
    if difference.is_empty() {
        return format!("{folder}: {} files, all up to date\n", difference.fresh);
    }
    if !outcome.output.exists() {
        return format!(
            "{folder} does not exist; run the same command with `generate` instead of `check`\n"
        );
    }
    let mut text = String::new();
    for (what, paths) in [
        ("missing", &difference.missing),
        ("outdated", &difference.stale),
        ("no longer generated", &difference.leftover),
        ("foreign", &difference.foreign),
        ("foreign", &difference.in_the_way),
    ] {
        text.extend(
            paths
                .iter()
                .map(|path| format!("{what}: {folder}/{path}\n")),
        );
    }
    if difference.is_stale() {
        text.push_str(
            "to bring them up to date, run the same command with `generate` instead of `check`\n",
        );
    }
    if !difference.foreign.is_empty() {
        text.push_str("the generator did not write the foreign files: list their modules in `generator.yaml` (`modules: [name]`), or move them out of the crate\n");
    } else if !difference.in_the_way.is_empty() {
        text.push_str(
            "the generator did not write the foreign files: move them out of the crate\n",
        );
    }
    text
}
