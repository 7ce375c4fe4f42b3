//! The book and the README: checks that their Rust compiles, and that the program prints what they
//! show.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use tests::wire;

/// A page whose Rust blocks need the library `sdkwright`; they are among the documentation tests of
/// that library.
const OTHER: &str = "builds.md";

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
    pages.retain(|page| !page.ends_with(OTHER));
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

/// Returns the block of a page that begins with this line.
fn block_after<'t>(text: &'t str, first_line: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("\n{first_line}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// The build script is compiled together with this test, since another build of the generator would
/// take minutes; the build script of the package starts it.
#[test]
fn the_build_script_of_the_book_generates_its_package() {
    let page = fs::read_to_string("../docs/src/guide/builds.md").unwrap();
    let own = include_str!("../src/bin/build_script.rs");
    assert_eq!(
        own.split_once("\n\n").unwrap().1,
        block_after(&page, "// build.rs")
    );

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build_script");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::create_dir_all(folder.join("examples")).unwrap();
    let start = format!(
        "fn main() {{ assert!(std::process::Command::new({:?}).status().unwrap().success()); }}\n",
        env!("CARGO_BIN_EXE_build_script")
    );
    fs::write(folder.join("build.rs"), start).unwrap();
    let items = block_after(&page, "// src/lib.rs");
    fs::write(folder.join("src/lib.rs"), items).unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    fs::write(folder.join("generator.yaml"), "spec: pets.yaml\n").unwrap();
    let description = fs::read_to_string("../docs/src/pets.yaml").unwrap();
    fs::write(folder.join("pets.yaml"), &description).unwrap();
    let emitted = folder.join("emitted");
    let generator = Generator::from_config(folder.join("generator.yaml")).output(&emitted);
    generator.generate().unwrap();
    let manifest = fs::read_to_string(emitted.join("Cargo.toml")).unwrap();
    let (_, rest) = manifest.split_once("\n[features]").unwrap();
    let (features, _) = rest.split_once("\n[dev-dependencies]").unwrap();
    let manifest = format!(
        "[package]\nname = \"pets\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]{features}\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();

    // The second build runs the script again, since the description has changed.
    for (kinds, value) in [("[cat, dog]", "Dog"), ("[cat, dog, parrot]", "Parrot")] {
        let changed = description.replace("[cat, dog]", kinds);
        assert!(changed.contains(kinds));
        fs::write(folder.join("pets.yaml"), changed).unwrap();
        let example =
            format!("fn main() {{ println!(\"{{:?}}\", pets::types::Kind::{value}); }}\n");
        fs::write(folder.join("examples/kind.rs"), example).unwrap();
        let output = wire::cargo_command(&folder)
            .args(["check", "--quiet", "--example", "kind"])
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && printed.is_empty(), "{printed}");
    }
}
