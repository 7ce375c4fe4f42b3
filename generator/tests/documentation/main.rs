//! Checks that the book shows what the program prints. `UPDATE=1` rewrites the help of commands,
//! the keys of `generator.yaml`, the rules of names, and the codes of messages.

#![cfg(test)]

mod action;
mod blocks;
mod codes;
mod files;
mod links;
mod page_run;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anstream::adapter::strip_str;

const BOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src");

/// The width of the terminal in the picture.
const PICTURE_COLUMNS: usize = 56;

/// Returns the output of the program, as on a terminal.
fn terminal_output(folder: &Path, arguments: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    let output = command
        .args(arguments.split(' '))
        .current_dir(folder)
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let text = [output.stderr, output.stdout]
        .map(|text| String::from_utf8(text).unwrap())
        .concat();
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Returns the output of the program on a terminal with colors.
fn printed_in_colour(folder: &Path, arguments: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    // The second variable makes `diff` print colors, as it does below git's pager.
    let command = command
        .env("CLICOLOR_FORCE", "1")
        .env("GIT_PAGER_IN_USE", "1")
        .env_remove("NO_COLOR");
    let output = command
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    [output.stderr, output.stdout]
        .map(|text| String::from_utf8(text).unwrap())
        .concat()
}

/// Asserts that a file has this text; `UPDATE=1` writes it.
fn assert_file(path: &Path, fresh: &str) {
    if env::var_os("UPDATE").is_some() {
        fs::write(path, fresh).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == fresh,
        "run with UPDATE=1: {} is another",
        path.display()
    );
}

/// Breaks lines between words: more columns would be too small to read on a phone.
fn wrap_for_phones(text: &str) -> String {
    let mut wrapped = String::new();
    for line in text.lines() {
        let mut column = 0;
        for word in line.split_inclusive(' ') {
            let width = strip_str(word).to_string().chars().count();
            if column + width > PICTURE_COLUMNS {
                wrapped += "\n    ";
                column = 4;
            }
            wrapped += word;
            column += width;
        }
        wrapped.push('\n');
    }
    wrapped
}

/// The picture of the README and the introduction shows a terminal: the warning about a mistake in
/// a description, and what `diff` finds in two versions of a description.
#[test]
fn the_picture_shows_what_the_program_prints() {
    let folder = tempfile::tempdir().unwrap();
    let (folder, pets) = (
        folder.path(),
        fs::read_to_string(Path::new(BOOK).join("pets.yaml")).unwrap(),
    );
    let next = pets.replace("[cat, dog]", "[cat, dog, parrot]").replacen(
        "maxLength: 40",
        "maxLength: 30",
        1,
    );
    let mistaken = pets.replace("city: { type: string }", "city: { type: strin }");
    assert!(next != pets && mistaken != pets);
    fs::write(folder.join("pets.yaml"), mistaken).unwrap();
    let generate = "generate pets.yaml --strict";
    // Only the first run explains how to use the crate.
    terminal_output(folder, generate);
    let printed = printed_in_colour(folder, generate);
    let (warning, _notes) = printed.split_once("\n\n").unwrap();
    fs::write(folder.join("old.yaml"), pets).unwrap();
    fs::write(folder.join("new.yaml"), next).unwrap();
    let diff = "diff old.yaml new.yaml";
    let printed = printed_in_colour(folder, diff);
    let (findings, _legend) = printed.rsplit_once("\n\n").unwrap();
    let shown = wrap_for_phones(&format!(
        "$ sdkwright {generate}\n{warning}\n\n$ sdkwright {diff}\n{findings}"
    ));
    // Many terminals show bold text in bright colors.
    let mut palette = anstyle_svg::WIN10_CONSOLE;
    let (usual, bright) = palette.0.split_at_mut(8);
    usual[1..].copy_from_slice(&bright[1..]);
    // The picture has space for fonts that are wider than the usual one.
    let term = anstyle_svg::Term::new().palette(palette).min_width_px(475);
    // Locations have enough contrast.
    let picture = term
        .render_svg(&shown)
        .replace("opacity: 0.4", "opacity: 0.6");
    assert_file(&Path::new(BOOK).join("picture.svg"), &picture);
    for part in [
        "warning[unknown-type]",
        "strin",
        "length-tightened",
        "wire: breaking",
        "fg-red bold",
    ] {
        assert!(picture.contains(part), "{part}");
    }
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
        fresh += &format!(
            "```console\n{command}\n{}\n```{rest}",
            terminal_output(Path::new(BOOK), arguments)
        );
    }
    assert_file(&path, &fresh);
}

#[test]
fn the_schema_of_reports_is_a_file() {
    let path = Path::new(BOOK).join("reference/diff.schema.json");
    assert_file(
        &path,
        &(terminal_output(Path::new(BOOK), "diff --json-schema") + "\n"),
    );
}

/// `NAMES.md` has the table of all rules, which the book includes.
#[test]
fn the_rules_of_names_are_shown() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("NAMES.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once("<!-- ANCHOR: table -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- ANCHOR_END: table -->").unwrap();
    let table = inspect::rules_page();
    assert_file(
        &path,
        &format!("{before}<!-- ANCHOR: table -->\n{table}<!-- ANCHOR_END: table -->{after}"),
    );
}

#[test]
fn the_extensions_are_shown() {
    let path = Path::new(BOOK).join("reference/extensions.md");
    assert_file(&path, &extensions::extensions_page());
}

/// The package contains the license files, as symbolic links to those at the root of the
/// repository.
#[test]
fn licenses_are_in_the_package() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let own = fs::read_to_string(folder.join(name)).unwrap();
        let whole = fs::read_to_string(folder.join("..").join(name)).unwrap();
        assert!(own == whole && own.len() > 500, "{name}");
    }
}

#[test]
fn the_codes_of_messages_are_shown() {
    let path = Path::new(BOOK).join("reference/codes.md");
    assert_file(&path, &diag::codes::diagnostic_codes_page());
}

#[test]
fn the_keys_of_the_configuration_are_shown() {
    let path = Path::new(BOOK).join("reference/generator-yaml.md");
    assert_file(&path, &config::config_page());
}

/// The page about Bazel lists the default features, with the features that they enable.
#[test]
fn the_features_for_bazel_are_those_of_the_crate() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(
        Path::new(BOOK).join("pets.yaml"),
        folder.path().join("pets.yaml"),
    )
    .unwrap();
    terminal_output(folder.path(), "generate pets.yaml");
    let manifest = fs::read_to_string(folder.path().join("pets/Cargo.toml")).unwrap();
    let (mut wanted, mut queue) = (BTreeSet::new(), vec!["default"]);
    while let Some(feature) = queue.pop() {
        let (_, rest) = manifest.split_once(&format!("\n{feature} = [")).unwrap();
        let names = rest
            .split(']')
            .next()
            .unwrap()
            .split('"')
            .skip(1)
            .step_by(2);
        let own = names.filter(|name| !name.contains([':', '/']));
        queue.extend(own.filter(|name| wanted.insert(*name)));
    }
    let page = fs::read_to_string(Path::new(BOOK).join("guide/scale.md")).unwrap();
    let shown = format!("crate_features = {wanted:?}").replace(['{', '}'], "");
    let shown = shown.replace("= ", "= [") + "],";
    assert!(page.contains(&shown), "{shown}");
    // Compiling the crate reads nothing else.
    assert!(!folder.path().join("pets/build.rs").exists());
}
