//! Hostile descriptions: the emitted crates compile without warnings, stay in their folder, and
//! contain no code from the description.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use sdkwright::Generator;
use sdkwright::fileset::File;
use sdkwright::pipeline::{self, Settings, Understood};
use sdkwright::source::ReadOptions;
use tests::wire;

/// The name of the items, macros and dependencies that the descriptions try to inject.
const MARK: &str = "injected";

fn hostile_descriptions() -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir("hostile")
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                path,
            )
        })
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn understand_hostile(path: &Path) -> Understood {
    let understood =
        pipeline::understand_description(path, &Settings::default(), &ReadOptions::default(), None);
    understood.unwrap_or_else(|failure| panic!("{failure}"))
}

/// The emitted files of each description, in memory, since five tests use them.
static EMITTED: LazyLock<Vec<(String, Vec<File>)>> = LazyLock::new(|| {
    hostile_descriptions()
        .into_iter()
        .map(|(name, path)| {
            let files = pipeline::emit_client_files(&understand_hostile(&path).api)
                .unwrap_or_else(|failure| panic!("{name}: {failure}"));
            (name, files.files().to_vec())
        })
        .collect()
});

/// An operation that the generator leaves out would test nothing.
#[test]
fn no_hostile_operation_is_left_out() {
    for name in ["long", "shapes", "text"] {
        let api = understand_hostile(&Path::new("hostile").join(name).with_extension("yaml")).api;
        assert!(
            api.operations.len() >= 2 && api.left_out.is_empty(),
            "{name}: {:?}",
            api.left_out
        );
    }
}

/// Runs Cargo on all emitted crates.
fn run_cargo(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let all = [
        "--workspace",
        "--quiet",
        "--no-default-features",
        "--features",
        "reqwest,test-util",
    ];
    let output = wire::cargo_command(folder)
        .args(arguments)
        .args(all)
        .output()
        .unwrap();
    let printed =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.success(), printed.concat())
}

#[test]
fn everything_compiles_without_a_warning() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let mut members = Vec::new();
    for (name, path) in hostile_descriptions() {
        let name = format!("hostile-{name}");
        wire::remove_lock(&folder.join(&name)).unwrap();
        let generator = Generator::new(path)
            .package(&name)
            .output(folder.join(&name));
        generator
            .generate()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        members.push(name);
    }
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    let (passed, printed) = run_cargo(&folder, &["check", "--all-targets"]);
    assert!(passed && printed.trim().is_empty(), "{printed}");
    let (passed, printed) = run_cargo(&folder, &["doc", "--no-deps"]);
    assert!(passed && printed.trim().is_empty(), "{printed}");
    // Doctests are compiled, but not run.
    let (passed, printed) = run_cargo(&folder, &["test", "--doc"]);
    assert!(passed && !printed.contains("warning"), "{printed}");
}

#[test]
fn nothing_is_injected_into_code() {
    for (name, files) in EMITTED.iter() {
        for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
            let tokens: TokenStream = file
                .contents
                .parse()
                .unwrap_or_else(|error| panic!("{name}/{}: {error}", file.path));
            assert!(!has_mark(tokens), "{name}/{}", file.path);
        }
    }
}

fn has_mark(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_mark(group.stream()),
        TokenTree::Ident(ident) => ident == MARK,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// rustdoc compiles and runs code blocks, which must not contain text from the description.
#[test]
fn nothing_is_injected_into_doctests() {
    let mut blocks = 0;
    for (name, files) in EMITTED.iter() {
        for file in files {
            for text in markdown_texts(file) {
                for code in tested_code(&text) {
                    blocks += 1;
                    // Examples contain names of the description, but none of its texts.
                    let tokens: TokenStream = code
                        .parse()
                        .unwrap_or_else(|error| panic!("{name}/{}: {error}: {code}", file.path));
                    assert!(!has_mark(tokens), "{name}/{}: {code}", file.path);
                }
            }
        }
    }
    println!("{blocks} blocks of code are tested");
}

/// Returns the texts of a file that rustdoc reads.
fn markdown_texts(file: &File) -> Vec<String> {
    if file.path.ends_with(".md") {
        return vec![file.contents.clone()];
    }
    let mut texts = vec![String::new()];
    for line in file.contents.lines().map(str::trim_start) {
        let doc = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        match (doc, texts.last_mut()) {
            (Some(doc), Some(text)) => {
                *text += &format!("{}\n", doc.strip_prefix(' ').unwrap_or(doc))
            }
            (None, Some(text)) if text.is_empty() => {}
            _ => texts.push(String::new()),
        }
    }
    texts
}

/// Returns the code blocks that rustdoc compiles as Rust, without the `# ` of hidden lines.
fn tested_code(text: &str) -> Vec<String> {
    let (mut blocks, mut inside) = (Vec::new(), false);
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                inside = match kind {
                    CodeBlockKind::Indented => true,
                    CodeBlockKind::Fenced(info) => {
                        let mut words = info.split([',', ' ']);
                        words.all(|word| {
                            matches!(
                                word,
                                "" | "rust" | "no_run" | "should_panic" | "compile_fail"
                            )
                        })
                    }
                };
                blocks.extend(inside.then(String::new));
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => {
                let shown = text
                    .split_inclusive('\n')
                    .map(|line| line.strip_prefix("# ").unwrap_or(line));
                blocks.last_mut().unwrap().extend(shown);
            }
            _ => {}
        }
    }
    blocks
}

#[test]
fn nothing_is_injected_into_manifests() {
    let keys = [
        "package",
        "package.metadata.docs.rs",
        "features",
        "dependencies",
        "dev-dependencies",
        "[example]",
        "lints",
        "target",
    ];
    for (name, files) in EMITTED.iter() {
        let manifest = files.iter().find(|file| file.path == "Cargo.toml").unwrap();
        for line in manifest.contents.lines() {
            assert!(!line.trim_start().starts_with(MARK), "{name}: {line}");
            if let Some(table) = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                assert!(
                    keys.iter().any(|key| table.starts_with(key)),
                    "{name}: {line}"
                );
            }
        }
    }
}

#[test]
fn files_stay_in_their_folder_with_portable_names() {
    for (name, files) in EMITTED.iter() {
        let mut folded: Vec<String> = Vec::new();
        for file in files {
            for part in file.path.split('/') {
                if part == ".gitattributes" {
                    continue;
                }
                let stem = part.split('.').next().unwrap();
                assert!(
                    part.len() <= 120 && !stem.is_empty(),
                    "{name}: {}",
                    file.path
                );
                assert!(
                    part.chars()
                        .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)),
                    "{name}: {}",
                    file.path
                );
                assert!(
                    !["con", "prn", "aux", "nul", "com1", "lpt1"].contains(&stem),
                    "{name}: {}",
                    file.path
                );
            }
            folded.push(file.path.to_lowercase());
        }
        let count = folded.len();
        folded.sort();
        folded.dedup();
        assert_eq!(folded.len(), count, "{name}: two files differ only in case");
    }
}

/// Bidirectional control characters disguise code; rustc rejects them in comments and literals.
#[test]
fn no_file_has_bidirectional_control_characters() {
    for (name, files) in EMITTED.iter() {
        for file in files {
            let found = file.contents.chars().find(|c| {
                matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
                    || c.is_control() && *c != '\n'
            });
            assert_eq!(found, None, "{name}/{}", file.path);
        }
    }
}
