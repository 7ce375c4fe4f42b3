//! The book and the README: their Rust compiles, and the program prints what they show.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use tests::wire;

/// Pages whose Rust needs more than the client: the library `sdkwright`, or another generator.
const OTHERS: [&str; 2] = ["builds.md", "from-progenitor.md"];

/// The pages of the guide, in order.
fn pages() -> Vec<PathBuf> {
    let folder = fs::canonicalize("../docs/src/guide").unwrap();
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.retain(|page| !OTHERS.iter().any(|other| page.ends_with(other)));
    pages.sort();
    pages
}

/// The text of the first block in this language.
fn first_block<'t>(text: &'t str, language: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("\n```{language}\n")).unwrap();
    rest.split_once("\n```").unwrap().0
}

/// A new workspace for the client `pets` and examples.
fn create_workspace(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    wire::remove_lock(&folder.join("pets")).unwrap();
    fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"examples\", \"pets\"]\n",
    )
    .unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    folder
}

/// Compiles the examples of `docs` in a crate that depends on the client `pets` in the same folder.
fn compile_examples(folder: &Path, features: &str, docs: &str) {
    let manifest = format!(
        "[package]\nname = \"examples\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         pets = {{ path = \"../pets\", features = [{features}] }}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"fs\", \"macros\", \"rt-multi-thread\", \"time\"] }}\ntracing = \"0.1\"\n"
    );
    fs::create_dir_all(folder.join("examples/src")).unwrap();
    fs::write(folder.join("examples/Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("examples/src/lib.rs"), docs).unwrap();
    let output = wire::cargo(folder)
        .args(["test", "--quiet", "--doc", "-p", "examples"])
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr]
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .concat();
    assert!(
        output.status.success() && printed.contains("test result: ok."),
        "{printed}"
    );
}

#[test]
fn examples_of_the_book_compile() {
    let folder = create_workspace("book");
    let generator =
        Generator::from_config("../docs/src/generator.yaml").spec("../docs/src/pets.yaml");
    generator.output(folder.join("pets")).generate().unwrap();
    let mut docs = String::new();
    for (index, page) in pages().iter().enumerate() {
        docs += &format!(
            "#[doc = include_str!({:?})]\npub mod page_{index} {{}}\n",
            page.display().to_string()
        );
    }
    compile_examples(&folder, "\"test-util\", \"tracing\", \"webhooks\"", &docs);
}

#[test]
fn the_example_of_the_readme_compiles() {
    let folder = create_workspace("readme");
    let text = fs::read_to_string("../README.md").unwrap();
    let description = folder.join("openapi.yaml");
    fs::write(&description, first_block(&text, "yaml")).unwrap();
    let outcome = Generator::new(description)
        .output(folder.join("pets"))
        .generate()
        .unwrap();
    assert_eq!(
        (outcome.api.operations.len(), outcome.reports.len()),
        (2, 0),
        "{:?}",
        outcome.reports
    );
    let docs: String = first_block(&text, "rust,ignore")
        .lines()
        .map(|line| format!("//! {line}\n"))
        .collect();
    compile_examples(&folder, "", &format!("//! ```\n{docs}//! ```\n"));
}
