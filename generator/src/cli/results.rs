//! The output of `generate` and `check`.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::{Outcome, inspect};
use description::{display_name, normalise_path};
use diag::escape_controls;
use model::{Api, has_placeholder_host};
use output::Difference;
use pipeline::RunReport;
use render::{MODULE_FILE, ModuleForm};

/// Returns a line about the written files.
pub(super) fn written_files_text(report: &RunReport) -> String {
    let Difference {
        missing,
        stale,
        leftover,
        kept,
        fresh,
        ..
    } = &report.difference;
    let kept: String = kept
        .iter()
        .filter(|path| *path != ".gitattributes")
        .map(|path| format!(", `{path}` left as it is"))
        .collect();
    format!(
        "{}: {}; {} written, {} removed, {fresh} unchanged{kept}\n",
        report.output.display(),
        report.summary,
        inspect::count_with_noun(missing.len() + stale.len(), "file"),
        leftover.len(),
    )
}

/// Returns the files on which a run depends, and the files of the crate that it changed or removed.
pub(super) fn files_of_run(report: &RunReport) -> Vec<PathBuf> {
    let difference = &report.difference;
    let changed = [&difference.missing, &difference.stale, &difference.leftover];
    let mut files = report.sources.clone();
    files.extend(
        changed
            .into_iter()
            .flatten()
            .map(|path| report.output.join(path)),
    );
    files
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

/// The folder in which the program runs.
struct CurrentFolder {
    /// The absolute path.
    path: PathBuf,
    /// Whether a package is in this folder.
    is_package: bool,
}

/// Returns the command that adds a crate to a package: to the package in the current folder, or
/// else to one next to the crate's folder, or else to a package anywhere.
fn add_command(output: &Path, here: &CurrentFolder) -> String {
    let output = normalise_path(output);
    let mut text = "\nTo use it in a package that depends on `tokio`".to_owned();
    let is_around = output.components().all(|part| part == Component::ParentDir);
    let from_package = match output.components().next() {
        // A package does not add itself.
        Some(_) if here.is_package && !is_around => output,
        Some(Component::Normal(first)) => {
            let folder = quoted_path(Path::new(first));
            let _ = write!(text, " (in a folder next to {folder})");
            Path::new("..").join(&output)
        }
        _ => normalise_path(&here.path.join(&output)),
    };
    let _ = writeln!(
        text,
        ":\n\n    cargo add --path {}",
        quoted_path(&from_package)
    );
    text
}

/// Returns the commands that add what a module needs, indented.
fn command_lines(module: &ModuleForm) -> String {
    let commands = module.add_commands().iter();
    commands.map(|command| format!("    {command}\n")).collect()
}

/// Returns what a module needs, if its root changed; empty for a crate, which has a manifest.
pub(super) fn changed_needs(outcome: &Outcome) -> String {
    let mut stale = outcome.difference.stale.iter();
    match &outcome.module {
        Some(module) if stale.any(|path| path == MODULE_FILE) => {
            format!("\nThe module needs:\n\n{}", command_lines(module))
        }
        _ => String::new(),
    }
}

/// The number of characters from which a package name is tedious to type.
const LONG_PACKAGE_NAME: usize = 24;

/// Returns how to use a crate that has just been written for the first time.
pub(super) fn first_steps(outcome: &Outcome) -> String {
    let folder = outcome.output.display();
    let mut text = String::new();
    let package = &outcome.api.package.name;
    if package.chars().count() > LONG_PACKAGE_NAME && outcome.module.is_none() {
        let _ = writeln!(
            text,
            "\n`--package NAME` chooses a shorter name than {package}."
        );
    }
    if let Some(module) = &outcome.module {
        let name = module.path().rsplit("::").next().unwrap_or_default();
        let _ = writeln!(
            text,
            "\nTo use it, write `mod {name};` in its parent module, and add what it needs:\n"
        );
        text.push_str(&command_lines(module));
    } else if !outcome.api.operations.is_empty() {
        let here = CurrentFolder {
            path: std::env::current_dir().unwrap_or_default(),
            is_package: Path::new("Cargo.toml").is_file(),
        };
        text.push_str(&add_command(&outcome.output, &here));
    }
    if let Some(call) = &outcome.first_call {
        text.push_str("\nIn an async function that returns a `Result`:\n\n");
        for line in call.lines() {
            let indent = if line.is_empty() { "" } else { "    " };
            let _ = writeln!(text, "{indent}{line}");
        }
    }
    if let Some(sentence) = base_url_in_words(&outcome.api) {
        let _ = writeln!(text, "\n{sentence}");
    }
    if !surface::declares_authentication(&outcome.api) {
        text.push_str(
            "\nThe description declares no authentication; `Client::builder().bearer_token(…)` sends a token.\n",
        );
    }
    if outcome.module.is_some() {
        return text;
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
pub(super) fn differing_files_text(report: &RunReport) -> String {
    let difference = &report.difference;
    let folder = report.output.display();
    if difference.is_empty() {
        return format!("{folder}: {} files, all up to date\n", difference.fresh);
    }
    if !report.output.exists() {
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
        for path in paths {
            // A shared runtime is next to the crate.
            let path = display_name(&normalise_path(&report.output.join(path)));
            let _ = writeln!(text, "{what}: {path}");
        }
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

/// Returns a sentence that says where requests go, or how a program chooses it; `None` if the shown
/// call already sets the base URL.
fn base_url_in_words(api: &Api) -> Option<String> {
    const SETTER: &str = "`Client::builder().base_url(…)`";
    let variable = api.client.base_url_env.as_deref();
    let choice = match variable {
        Some(variable) => format!("set the variable `{variable}`, or call {SETTER}"),
        None => format!("call {SETTER}"),
    };
    match api.server_with_host() {
        Some(server) if has_placeholder_host(&server.url) => {
            let template = escape_controls(&server.template);
            Some(format!(
                "The server `{template}` has no default host: {choice}."
            ))
        }
        Some(server) => {
            let url = escape_controls(&server.url);
            Some(format!("Requests go to {url}; {SETTER} changes that."))
        }
        None if api.client.has_configured_variables && variable.is_some() => Some(format!(
            "The description has no server with a host: {choice}."
        )),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_the_crate_is_right_where_the_command_runs() {
        for (output, is_package, expected) in [
            (
                "pets",
                false,
                " (in a folder next to pets):\n\n    cargo add --path ../pets\n",
            ),
            (
                "./a/../pets/",
                false,
                " (in a folder next to pets):\n\n    cargo add --path ../pets\n",
            ),
            ("sdk/pets", true, ":\n\n    cargo add --path sdk/pets\n"),
            ("../pets", true, ":\n\n    cargo add --path ../pets\n"),
            (
                "../pets",
                false,
                ":\n\n    cargo add --path /home/me/pets\n",
            ),
            ("../..", false, ":\n\n    cargo add --path /home\n"),
            ("..", true, ":\n\n    cargo add --path /home/me\n"),
            (".", true, ":\n\n    cargo add --path /home/me/api\n"),
            ("/pets", false, ":\n\n    cargo add --path /pets\n"),
        ] {
            let here = CurrentFolder {
                path: "/home/me/api".into(),
                is_package,
            };
            let text = add_command(Path::new(output), &here);
            let (_, rest) = text.split_once("depends on `tokio`").unwrap();
            assert_eq!(rest, expected, "{output}");
        }
    }
}
