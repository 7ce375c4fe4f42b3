//! A user's crate with its own unit tests: `unit/lib.rs` in a folder outside the workspace, with
//! the emitted client without `reqwest` and with `test-util`.

#![cfg(test)]

use std::fs;
use std::path::Path;

use tests::wire;

#[test]
fn users_can_test_their_functions_without_a_network() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unit");
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let client = format!(
        "path = {:?}, default-features = false",
        client.display().to_string()
    );
    let manifest = format!(
        "[package]\nname = \"unit\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\ncloudflare-ai-controls = {{ {client} }}\n\n\
         [dev-dependencies]\ncloudflare-ai-controls = {{ {client}, features = [\"test-util\"] }}\n\
         serde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy("unit/lib.rs", folder.join("src/lib.rs")).unwrap();
    fs::copy("unit/recorded.json", folder.join("recorded.json")).unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    let output = wire::cargo_command(&folder)
        .args(["test", "--quiet", "--lib"])
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr]
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .concat();
    assert!(
        output.status.success() && printed.contains("6 passed"),
        "{printed}"
    );
}
