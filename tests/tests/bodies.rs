//! Request bodies on the whole road: `bodies/bodies.yaml` becomes a crate, and `bodies/wire.rs` runs beside it, as a
//! test of its own, against a server that keeps what arrives.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::Generator;

#[test]
fn every_kind_of_body_arrives() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bodies");
    let package = folder.join("client");
    let generated = Generator::new("bodies/bodies.yaml").package("bodies-client").output(&package).generate().unwrap();
    let said: Vec<String> = generated.reports.iter().map(ToString::to_string).collect();
    assert_eq!(said.len(), 1, "only XML is loosened: {said:?}");
    assert!(said[0].starts_with("warning[raw-body]: values cannot be written as `application/xml`"), "{said:?}");

    fs::create_dir_all(package.join("tests/wire")).unwrap();
    fs::copy("bodies/wire.rs", package.join("tests/wire/main.rs")).unwrap();
    fs::copy("src/server.rs", package.join("tests/wire/server.rs")).unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n\n[profile.dev]\ndebug = false\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();

    // Without TLS: the server is on the loopback.
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--no-default-features", "--features", "reqwest", "--tests"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "{said}");
}
