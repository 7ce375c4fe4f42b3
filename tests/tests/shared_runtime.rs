//! Clients that share a runtime compile in all forms that emitted code has, and share types.

#![cfg(test)]

use std::fs;
use std::path::Path;

use sdkwright::Generator;
use tests::wire;

/// Uses two clients as one library: functions take the errors and options of both.
const PROGRAM: &str = r#"
use lists_client::{Error, Options};

pub fn is_refused_by_server(error: &Error) -> bool {
    error.status().is_some()
}

pub fn patient(options: Options) -> Options {
    options.retries(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_wait_for_calls() {
        let client = lists_client::testing::MockTransport::new().client();
        assert!(matches!(client.block_on(async { Ok(1) }), Ok(1)));
    }

    #[test]
    fn clients_share_errors_and_options() {
        let error: xml_client::Error = xml_client::Client::builder()
            .base_url("not a URL")
            .build()
            .unwrap_err();
        assert!(!is_refused_by_server(&error));
        drop(lists_client::testing::MockTransport::new().client().with(patient));
        drop(xml_client::testing::MockTransport::new().client().with(patient));
    }
}
"#;

fn generate_all(folder: &Path) {
    let mut configs = Vec::new();
    for name in wire::CLIENTS {
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let config = fs::read_to_string(spec.join("generator.yaml")).unwrap();
        let own = config
            .lines()
            .filter(|line| !line.starts_with("output:"))
            .map(|line| match line.strip_prefix("spec: ") {
                Some(file) => format!("spec: {}", spec.join(file).display()),
                None => line.to_owned(),
            });
        let mut lines: Vec<String> = own.collect();
        lines.push(format!("output: {name}"));
        let path = folder.join(format!("{name}.yaml"));
        fs::write(&path, lines.join("\n")).unwrap();
        wire::remove_lock(&folder.join(name)).unwrap();
        configs.push(format!("{name}.yaml"));
    }
    let list = folder.join("generator.yaml");
    fs::write(&list, format!("clients: [{}]\n", configs.join(", "))).unwrap();
    for client in Generator::from_config(list).clients().unwrap() {
        // Short files, so that the client's own types are used across files.
        client.max_lines(80).generate().unwrap();
    }
}

fn write_workspace(folder: &Path) {
    let program = folder.join("program");
    fs::create_dir_all(program.join("src")).unwrap();
    fs::write(program.join("src/lib.rs"), PROGRAM).unwrap();
    let clients: Vec<String> = ["lists", "xml"]
        .map(|name| {
            format!(
                "{name}-client = {{ path = \"../{name}\", package = \"{}\", features = [\"blocking\", \"test-util\"] }}\n",
                package_name(&folder.join(name))
            )
        })
        .into();
    fs::write(
        program.join("Cargo.toml"),
        format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{}",
            clients.concat()
        ),
    )
    .unwrap();
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\"program\", \"sdkwright-runtime\", {}]\n",
            wire::CLIENTS.map(|name| format!("\"{name}\"")).join(", ")
        ),
    )
    .unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
}

fn package_name(folder: &Path) -> String {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let name = manifest
        .lines()
        .find_map(|line| line.strip_prefix("name = "));
    name.unwrap().trim_matches('"').to_owned()
}

/// Returns what Cargo prints to the standard error.
fn run_cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut cargo = wire::cargo_command(folder);
    let output = cargo.arg("--quiet").args(arguments).output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn clients_share_a_runtime() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared_runtime");
    fs::create_dir_all(&folder).unwrap();
    generate_all(&folder);
    write_workspace(&folder);
    assert_eq!(
        run_cargo(&folder, &["check", "--workspace", "--all-features"]),
        ""
    );
    assert_eq!(run_cargo(&folder, &["test", "--package", "program"]), "");

    let manifest = folder.join("sdkwright-runtime/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let version = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version), "{text}");
    let other = text.replacen(&version, "version = \"9.9.9\"", 1);
    fs::write(&manifest, other).unwrap();
    let printed = run_cargo(&folder, &["check", "--package", "program"]);
    assert!(
        printed
            .contains("of `sdkwright-runtime`: generate both with the same version of sdkwright"),
        "{printed}"
    );
}

/// As `workspace.md` says: a runtime is written, renamed and published, which is `[patch]` here.
#[test]
fn a_runtime_can_have_another_name() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("published_runtime");
    let runtime = folder.join("our-runtime");
    if runtime.exists() {
        fs::remove_dir_all(&runtime).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("oauth2/oauth2.yaml");
    let config = folder.join("generator.yaml");
    for source in ["path", "crate"] {
        let setting = format!("runtime: {{ {source}: our-runtime }}");
        let text = format!("spec: {}\noutput: client\n{setting}\n", spec.display());
        fs::write(&config, text).unwrap();
        wire::remove_lock(&folder.join("client")).unwrap();
        Generator::from_config(&config).generate().unwrap();
    }
    let manifest = fs::read_to_string(runtime.join("Cargo.toml")).unwrap();
    let renamed = manifest.replace("name = \"sdkwright-runtime\"", "name = \"our-runtime\"");
    fs::write(runtime.join("Cargo.toml"), renamed).unwrap();
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n\n\
                     [patch.crates-io]\nour-runtime = { path = \"our-runtime\" }\n";
    fs::write(folder.join("Cargo.toml"), workspace).unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    assert_eq!(run_cargo(&folder, &["check"]), "");
}
