//! The book shows what the program prints. `UPDATE=1` writes the help of commands and the rules of names anew.

#![cfg(test)]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

const BOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src");

/// What the program prints, as on a terminal.
fn printed(folder: &Path, arguments: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command.args(arguments.split(' ')).current_dir(folder).env("COLUMNS", "100").output().unwrap();
    let text = [output.stderr, output.stdout].map(|text| String::from_utf8(text).unwrap()).concat();
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Whether lines are those of a text, in which `…` stands for any lines.
fn shows_lines(shown: &str, printed: &str) -> bool {
    let mut rest = printed;
    for part in shown.split("…\n").map(|part| part.trim_end_matches('…')) {
        let Some(at) = rest.find(part.trim_end()) else { return false };
        rest = &rest[at + part.trim_end().len()..];
    }
    true
}

#[test]
fn the_help_of_commands_is_shown() {
    let path = Path::new(BOOK).join("reference/command-line.md");
    let text = fs::read_to_string(&path).unwrap();
    let mut fresh = String::new();
    for (index, part) in text.split("```console\n").enumerate() {
        if index == 0 {
            fresh += part;
            continue;
        }
        let (block, rest) = part.split_once("\n```").unwrap();
        let command = block.lines().next().unwrap();
        let arguments = command.strip_prefix("$ sdkwright ").unwrap();
        fresh += &format!("```console\n{command}\n{}\n```{rest}", printed(Path::new(BOOK), arguments));
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    assert!(fresh == text, "run with UPDATE=1: the help in {} is another", path.display());
}

#[test]
fn the_schema_of_reports_is_a_file() {
    let path = Path::new(BOOK).join("reference/diff.schema.json");
    let printed = printed(Path::new(BOOK), "diff --json-schema") + "\n";
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == printed, "run with UPDATE=1: {} is another", path.display());
}

/// Settings of `diff` that a page shows are accepted, such as the codes of rules.
#[test]
fn shown_settings_of_diff_are_accepted() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(Path::new(BOOK).join("pets.yaml"), folder.path().join("pets.yaml")).unwrap();
    for page in ["guide/upgrading.md", "../../generator/DIFF.md"] {
        let text = fs::read_to_string(Path::new(BOOK).join(page)).unwrap();
        let (_, rest) = text.split_once("```yaml\ndiff:\n").unwrap();
        let (settings, _) = rest.split_once("```").unwrap();
        fs::write(folder.path().join("generator.yaml"), format!("diff:\n{settings}")).unwrap();
        let printed = printed(folder.path(), "inspect pets.yaml");
        assert!(!printed.contains("error["), "{page}: {printed}");
    }
}

#[test]
fn the_rules_of_names_are_shown() {
    let path = Path::new(BOOK).join("reference/naming-rules.md");
    let fresh = sdkwright::inspect::rules_page();
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    assert!(fresh == text, "run with UPDATE=1: the rules in {} are others", path.display());
}

/// The lines that a page shows after a command, up to the next command or the end of the block.
fn shown_output<'t>(text: &'t str, command: &str) -> &'t str {
    let Some((_, rest)) = text.split_once(&format!("\n$ {command}\n")) else { panic!("no {command}") };
    let end = [rest.find("\n```"), rest.find("\n$ ")].into_iter().flatten().min().unwrap();
    &rest[..end]
}

#[test]
fn outputs_in_the_guide_are_those_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["pets.yaml", "generator.yaml"] {
        fs::copy(Path::new(BOOK).join(name), folder.path().join(name)).unwrap();
    }
    for (page, arguments) in [
        ("first-client.md", "generate pets.yaml"),
        ("scale.md", "generate pets.yaml"),
        ("paging.md", "inspect pets.yaml"),
        ("names.md", "inspect pets.yaml"),
        ("names.md", "inspect pets.yaml --names"),
        ("upgrading.md", "explain length-tightened"),
        ("from-stainless.md", "api-md pets.yaml"),
    ] {
        let text = fs::read_to_string(Path::new(BOOK).join("guide").join(page)).unwrap();
        let shown = shown_output(&text, &format!("sdkwright {arguments}"));
        let printed = printed(folder.path(), arguments);
        assert!(shows_lines(shown, &printed), "{page}:\n{shown}\n\nprinted:\n{printed}");
    }
}
