//! The book and the README: checks that their Rust compiles, and that the program prints what they
//! show.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use tests::wire;

/// Pages whose Rust blocks need the library `sdkwright`; they are among the documentation tests of
/// that library.
const OTHERS: [&str; 2] = ["builds.md", "module.md"];

/// A program whose errors have the messages that pages show.
const MESSAGES: &str = r###"
use pets::testing::MockTransport;
use pets::types::{Kind, NewPet};
use pets::{Client, Error};

async fn messages() -> Result<Vec<String>, Error> {
    let without = Client::builder().build()?;
    let mock = MockTransport::new();
    let problem = r##"{"title": "Not Found", "detail": "there is no pet p9"}"##;
    mock.on(|client| client.pets().get("p9")).respond_body(404, "application/problem+json", problem);
    let client = mock.client();
    let errors = [
        without.pets().delete("p1").await.unwrap_err(),
        client.pets().get("p9").await.unwrap_err(),
        client.pets().create(NewPet::new("", Kind::Cat)).await.unwrap_err(),
        client.pets().get("").await.unwrap_err(),
    ];
    Ok(errors.iter().map(ToString::to_string).collect())
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let shown: Vec<&str> = [AUTHENTICATION, ERRORS]
        .iter()
        .flat_map(|page| page.split_once("\n```text\n").unwrap().1.split_once("\n```").unwrap().0.lines())
        .collect();
    let printed = messages().await?;
    assert!(
        shown.len() == printed.len() && shown.iter().zip(&printed).all(|(shown, printed)| printed.ends_with(shown)),
        "{shown:#?} {printed:#?}"
    );
    Ok(())
}
"###;

/// Returns the pages of the guide, in order.
fn guide_pages() -> Vec<PathBuf> {
    let folder = fs::canonicalize("../docs/src/guide").unwrap();
    let mut pages: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    pages.retain(|page| !OTHERS.iter().any(|other| page.ends_with(other)));
    pages.sort();
    pages
}

/// Returns the text of the first block in this language.
fn first_block<'t>(text: &'t str, language: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("\n```{language}\n")).unwrap();
    rest.split_once("\n```").unwrap().0
}

/// Returns a new workspace for clients and examples.
fn create_workspace(name: &str, clients: &[&str]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    for client in clients {
        wire::remove_lock(&folder.join(client)).unwrap();
    }
    let members = [&["examples"], clients].concat();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    folder
}

/// Compiles the examples of `docs` in a crate that depends on these clients in the same folder.
fn compile_examples(folder: &Path, clients: &str, docs: &str) {
    let manifest = format!(
        "[package]\nname = \"examples\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         {clients}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"fs\", \"macros\", \"rt-multi-thread\", \"time\"] }}\ntracing = \"0.1\"\n"
    );
    fs::create_dir_all(folder.join("examples/src")).unwrap();
    fs::write(folder.join("examples/Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("examples/src/lib.rs"), docs).unwrap();
    run_tests(folder, &["--doc", "-p", "examples"]);
}

/// Runs the tests of a package.
fn run_tests(folder: &Path, arguments: &[&str]) {
    let output = wire::cargo_command(folder)
        .args(["test", "--quiet"])
        .args(arguments)
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
    let folder = create_workspace("book", &["depot", "pets"]);
    let generator =
        Generator::from_config("../docs/src/generator.yaml").spec("../docs/src/pets.yaml");
    generator.output(folder.join("pets")).generate().unwrap();
    let page = fs::read_to_string("../docs/src/guide/oauth2.md").unwrap();
    let description = folder.join("depot.yaml");
    fs::write(&description, first_block(&page, "yaml")).unwrap();
    let generator = Generator::new(description).output(folder.join("depot"));
    generator.generate().unwrap();
    let mut docs = String::new();
    for (index, page) in guide_pages().iter().enumerate() {
        docs += &format!(
            "#[doc = include_str!({:?})]\npub mod page_{index} {{}}\n",
            page.display().to_string()
        );
    }
    let mut messages = MESSAGES.to_owned();
    for (name, page) in [
        ("AUTHENTICATION", "authentication.md"),
        ("ERRORS", "errors.md"),
    ] {
        let page = fs::canonicalize("../docs/src/guide").unwrap().join(page);
        messages += &format!(
            "const {name}: &str = include_str!({:?});\n",
            page.display().to_string()
        );
    }
    let messages: String = messages
        .lines()
        .map(|line| format!("/// {line}\n"))
        .collect();
    docs += &format!("/// ```\n{messages}/// ```\npub mod messages {{}}\n");
    let clients = "depot = { path = \"../depot\" }\n\
                   pets = { path = \"../pets\", features = [\"blocking\", \"test-util\", \"tracing\", \"webhooks\"] }";
    compile_examples(&folder, clients, &docs);
    // The test is run as the page about tests describes.
    run_tests(&folder, &["-p", "pets"]);
}

#[test]
fn the_example_of_the_readme_compiles() {
    let folder = create_workspace("readme", &["pets"]);
    let text = fs::read_to_string("../README.md").unwrap();
    let description = folder.join("openapi.yaml");
    fs::write(&description, first_block(&text, "yaml")).unwrap();
    let outcome = Generator::new(description)
        .output(folder.join("pets"))
        .generate()
        .unwrap();
    assert_eq!(
        (outcome.api.operations.len(), outcome.reports.len()),
        (1, 0),
        "{:?}",
        outcome.reports
    );
    let call = first_block(&text, "rust,ignore");
    let program = format!(
        "async fn update() -> Result<(), pets::Error> {{\n{call}\nlet _ = pet;\nOk(())\n}}\n"
    );
    let docs: String = program
        .lines()
        .map(|line| format!("//! {line}\n"))
        .collect();
    let docs = format!("//! ```\n{docs}//! ```\n");
    compile_examples(&folder, "pets = { path = \"../pets\" }", &docs);
}
