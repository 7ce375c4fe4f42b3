//! The book and the README: checks that their Rust compiles, and that the program prints what they
//! show.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use tests::server::{Server, json_response};
use tests::wire;

/// Pages with other clients, and pages whose Rust blocks need the library `sdkwright`; these are
/// among the documentation tests of that library.
const OTHERS: [&str; 4] = ["builds.md", "module.md", "programs.md", "workspace.md"];

/// The dependencies of the examples, besides those that the pages about HTTP and logging show.
const DEPENDENCIES: &str = r#"
animals = { path = "../animals" }
depot = { path = "../depot" }
jiff = { version = "1", default-features = false }
oauth2 = { version = "5", default-features = false }
pets = { path = "../pets", features = ["blocking", "test-util", "tracing", "webhooks"] }
schemars = { version = "1", default-features = false }
serde_json = "1"
tokio = { version = "1", features = ["fs", "io-util", "macros", "net", "rt-multi-thread", "time"] }
tokio-rustls = { version = "0.26", default-features = false }
tracing = "0.1"
zoo = { path = "../zoo" }
"#;

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

/// Returns the texts of all blocks in this language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    text.split(&format!("\n```{language}\n"))
        .skip(1)
        .map(|block| block.split_once("\n```").unwrap().0)
        .collect()
}

/// Returns the text of the first block in this language.
fn first_block<'t>(text: &'t str, language: &str) -> &'t str {
    blocks(text, language)[0]
}

/// Returns the dependencies of these parts of manifests. Of several lines for a package, the longest
/// has the features of all.
fn merge_dependencies(manifests: &[&str]) -> String {
    let mut dependencies: BTreeMap<&str, &str> = BTreeMap::new();
    for line in manifests.iter().flat_map(|manifest| manifest.lines()) {
        if let Some((package, _)) = line.split_once(" = ") {
            let longest = dependencies.entry(package).or_default();
            if line.len() > longest.len() {
                *longest = line;
            }
        }
    }
    let lines: Vec<&str> = dependencies.into_values().collect();
    lines.join("\n")
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

/// Runs the examples of `docs` in a crate with these dependencies, among them clients in the same
/// folder.
fn run_examples(folder: &Path, dependencies: &str, docs: &str) {
    let manifest = format!(
        "[package]\nname = \"examples\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependencies}\n"
    );
    fs::create_dir_all(folder.join("examples/src")).unwrap();
    fs::write(folder.join("examples/Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("examples/src/lib.rs"), docs).unwrap();
    run_tests(folder, &["--doc", "-p", "examples"]);
}

/// Writes the client and the crate of the page about types of one's own.
fn write_own_types(folder: &Path) {
    let page = fs::read_to_string("../docs/src/guide/own-types.md").unwrap();
    let animals = folder.join("animals");
    fs::create_dir_all(animals.join("src")).unwrap();
    fs::write(
        animals.join("src/lib.rs"),
        first_block(&page, "rust,ignore"),
    )
    .unwrap();
    let manifest = "[package]\nname = \"animals\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nserde = { version = \"1\", features = [\"derive\"] }\n";
    fs::write(animals.join("Cargo.toml"), manifest).unwrap();
    let config = folder.join("zoo.yaml");
    fs::write(&config, blocks(&page, "yaml").last().unwrap()).unwrap();
    let generator = Generator::from_config(config).spec("../docs/src/pets.yaml");
    generator.output(folder.join("zoo")).generate().unwrap();
}

/// Writes what the examples of a page about HTTP use: the adapter that the page shows, and servers.
/// Returns the items that declare them.
fn write_http_modules(folder: &Path, page: &str) -> String {
    let source = folder.join("examples/src");
    fs::create_dir_all(&source).unwrap();
    let adapter = first_block(page, "rust,ignore");
    fs::write(source.join("service_transport.rs"), adapter).unwrap();
    fs::copy("src/server.rs", source.join("server.rs")).unwrap();
    fs::copy("book/servers.rs", source.join("servers.rs")).unwrap();
    let certificates = Path::new("../generator/render/runtime/src/tests/tls");
    let target = folder.join("examples/tls");
    fs::create_dir_all(&target).unwrap();
    for file in ["authority.pem", "client.pem", "server.pem"] {
        fs::copy(certificates.join(file), target.join(file)).unwrap();
    }
    "pub mod server;\nmod servers;\npub mod service_transport;\npub use servers::*;\n".to_owned()
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
    let folder = create_workspace("book", &["depot", "pets", "zoo"]);
    let generator =
        Generator::from_config("../docs/src/generator.yaml").spec("../docs/src/pets.yaml");
    generator.output(folder.join("pets")).generate().unwrap();
    let oauth2_page = fs::read_to_string("../docs/src/guide/oauth2.md").unwrap();
    let description = folder.join("depot.yaml");
    fs::write(&description, first_block(&oauth2_page, "yaml")).unwrap();
    let generator = Generator::new(description).output(folder.join("depot"));
    generator.generate().unwrap();
    write_own_types(&folder);
    let http_page = fs::read_to_string("../docs/src/guide/http-stack.md").unwrap();
    let mut docs = write_http_modules(&folder, &http_page);
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
    let logging_page = fs::read_to_string("../docs/src/guide/logging.md").unwrap();
    let mut manifests = vec![DEPENDENCIES];
    manifests.extend(blocks(&http_page, "toml"));
    manifests.extend(blocks(&logging_page, "toml"));
    let dependencies = merge_dependencies(&manifests);
    run_examples(&folder, &dependencies, &docs);
    // The test is run as the page about tests describes.
    run_tests(&folder, &["-p", "pets"]);
    run_oauth2_programs(&folder, &oauth2_page);
}

/// Returns the `main` of a program on the page about OAuth 2.0 that only creates a client.
fn main_with_client(client: &str) -> String {
    format!(
        "#[tokio::main]\nasync fn main() -> Result<(), Error> {{\n    \
         println!(\"{{:?}}\", {client}?.parcels().list().await?);\n    Ok(())\n}}\n"
    )
}

/// Runs the programs of `oauth2.md` against a server, in the workspace that has their client.
fn run_oauth2_programs(folder: &Path, page: &str) {
    let programs = folder.join("examples/src/bin");
    fs::create_dir_all(&programs).unwrap();
    fs::write(folder.join("refresh-token"), "r1").unwrap();
    fs::write(folder.join("token"), "t0").unwrap();
    let token = r#"{"access_token": "t1", "refresh_token": "r2", "token_type": "Bearer", "expires_in": 3600}"#;
    let token = || json_response(200, token);
    let parcels = || json_response(200, r#"["P1"]"#);
    let device = r#"{"device_code": "d1", "user_code": "WDJB-MJHT", "verification_uri": "/device", "interval": 0}"#;
    let pending = json_response(400, r#"{"error": "authorization_pending"}"#);
    let runs = [
        ("credentials", String::new(), vec![token(), parcels()]),
        (
            "refresh",
            main_with_client("client()"),
            vec![token(), parcels()],
        ),
        (
            "device",
            main_with_client("log_in().await"),
            vec![
                json_response(200, device),
                pending,
                token(),
                token(),
                parcels(),
            ],
        ),
        ("file", main_with_client("client()"), vec![parcels()]),
        (
            "oauth2",
            main_with_client("client()"),
            vec![token(), parcels()],
        ),
    ];
    let programs_of_page = blocks(page, "rust,no_run");
    assert_eq!(programs_of_page.len(), runs.len());
    for ((name, main, script), code) in runs.into_iter().zip(programs_of_page) {
        let count = script.len();
        let server = Server::start(script).unwrap();
        let program = format!("{code}\n\n{main}")
            .replace("https://api.depot.example", &server.url)
            .replace("/run/secrets/token", "token")
            .replace(
                "Client::builder().login_source",
                &format!("Client::builder().base_url({:?}).login_source", server.url),
            );
        fs::write(programs.join(format!("{name}.rs")), program).unwrap();
        let output = wire::cargo_command(folder)
            .args(["run", "--quiet", "-p", "examples", "--bin", name])
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(printed.ends_with("[\"P1\"]\n"), "{name}: {printed}{errors}");
        assert_eq!(
            server.requests().len(),
            count,
            "{name}: {:?}",
            server.lines()
        );
    }
    assert_eq!(
        fs::read_to_string(folder.join("refresh-token")).unwrap(),
        "r2"
    );
}

#[test]
fn clients_of_a_workspace_share_a_runtime() {
    let folder = create_workspace("workspace", &["owners", "pets"]);
    let pets = fs::read_to_string("../docs/src/pets.yaml").unwrap();
    let owners = pets.replace("pet", "owner").replace("Pet", "Owner");
    for (name, description) in [("owners", owners), ("pets", pets)] {
        let mut config = format!("spec: {name}-api.yaml\noutput: {name}\n");
        if name == "owners" {
            config += "types: { Home: { use: 'pets::types::Home', path: ../pets } }\n";
        }
        fs::write(folder.join(format!("{name}-api.yaml")), description).unwrap();
        fs::write(folder.join(format!("{name}.yaml")), config).unwrap();
    }
    let list = folder.join("generator.yaml");
    fs::write(&list, "clients: [owners.yaml, pets.yaml]\n").unwrap();
    for client in Generator::from_config(list).clients().unwrap() {
        client.generate().unwrap();
    }
    // Alone, it sees in the other crate that both have the same runtime.
    let alone = Generator::from_config(folder.join("owners.yaml"));
    assert!(alone.generate().unwrap().difference.is_empty());
    fs::create_dir_all(folder.join("examples/src")).unwrap();
    fs::copy("src/server.rs", folder.join("examples/src/server.rs")).unwrap();
    let page = fs::canonicalize("../docs/src/guide/workspace.md").unwrap();
    let docs = format!(
        "#![doc = include_str!({:?})]\npub mod server;\n",
        page.display().to_string()
    );
    let dependencies = "owners = { path = \"../owners\" }\npets = { path = \"../pets\" }\n\
         reqwest = { version = \"0.13\", default-features = false }\n\
         tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";
    run_examples(&folder, dependencies, &docs);
}

#[test]
fn the_program_of_the_readme_runs() {
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
    let server = Server::start([json_response(200, r#"{"name": "Miez"}"#)]).unwrap();
    let program =
        first_block(&text, "rust,ignore").replace("https://pets.example.com", &server.url);
    let source = folder.join("examples/src");
    fs::create_dir_all(&source).unwrap();
    fs::write(source.join("main.rs"), program).unwrap();
    // Cargo refuses a program called `examples`, like the folder of the member.
    let manifest = "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\npets = { path = \"../pets\" }\n\
         tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n";
    fs::write(folder.join("examples/Cargo.toml"), manifest).unwrap();
    let output = wire::cargo_command(&folder)
        .args(["run", "--quiet", "-p", "program"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(printed.trim_end(), first_block(&text, "text"), "{errors}");
    assert_eq!(server.lines(), ["GET /pets/7"]);
}
