//! Replies, servers and credentials on the whole road: `replies/replies.yaml` becomes a crate, and `replies/wire.rs`
//! runs beside it, as a test of its own, against a scripted server.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::Command;

use generator::Generator;

#[test]
fn every_kind_of_reply_arrives() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("replies");
    let package = folder.join("client");
    let generated =
        Generator::new("replies/replies.yaml").package("replies-client").output(&package).generate().unwrap();
    let said: Vec<String> = generated.reports.iter().map(ToString::to_string).collect();
    let codes: Vec<&str> = said.iter().filter_map(|text| text.split(['[', ']']).nth(1)).collect();
    assert_eq!(codes, ["client-certificate"], "{said:?}");

    fs::create_dir_all(package.join("tests/wire")).unwrap();
    fs::copy("replies/wire.rs", package.join("tests/wire/main.rs")).unwrap();
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
