//! `apart/apart.yaml` with a feature for each resource: each feature compiles alone, with only the
//! types that it needs.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use tests::wire;

/// Generates the crate as its own workspace.
fn crate_in(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    wire::remove_lock(&folder.join("client")).unwrap();
    Generator::from_config("apart/generator.yaml")
        .package("apart-client")
        .output(folder.join("client"))
        .generate()
        .unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n",
    )
    .unwrap();
    folder
}

/// Returns the messages of the compiler for the crate with only these features, and for a program
/// that names these types.
fn check_features(folder: &Path, features: &str, types: &[&str]) -> String {
    let uses: String = types
        .iter()
        .map(|name| format!("pub use apart_client::types::{name};\n"))
        .collect();
    let probe = folder.join("probe");
    fs::create_dir_all(probe.join("src")).unwrap();
    fs::write(probe.join("src/lib.rs"), uses).unwrap();
    let client = format!(
        "apart-client = {{ path = \"../client\", default-features = false, features = [{features}] }}"
    );
    let manifest = format!(
        "[package]\nname = \"probe\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{client}\n"
    );
    fs::write(probe.join("Cargo.toml"), manifest).unwrap();
    fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"client\", \"probe\"]\n",
    )
    .unwrap();
    let output = wire::cargo_command(folder)
        .args(["check", "--quiet", "--lib", "-p", "probe"])
        .output()
        .unwrap();
    String::from_utf8(output.stderr).unwrap()
}

/// Returns the messages of rustdoc for the crate with only these features.
fn document_features(folder: &Path, features: &str) -> String {
    let mut cargo = wire::cargo_command(folder);
    cargo.args([
        "doc",
        "--quiet",
        "--no-deps",
        "-p",
        "apart-client",
        "--no-default-features",
        "--features",
        features,
    ]);
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    String::from_utf8(cargo.output().unwrap().stderr).unwrap()
}

#[test]
fn each_resource_compiles_alone_with_the_types_that_it_needs() {
    let folder = crate_in("apart");
    for (features, there, elsewhere) in [
        (
            "\"pets\"",
            &["Pet", "Owner", "Sort", "Unused"][..],
            &["Shop", "Hours", "PetLicense", "Trace", "Born", "Moment"][..],
        ),
        (
            "\"shops\"",
            &["Shop", "Hours", "PetLicense", "Owner", "Unused"],
            &["Pet", "Sort", "Trace", "Born", "Moment"],
        ),
        // Every crate has the feature `tracing`.
        (
            "\"tracing-api\"",
            &["Trace", "Unused"],
            &["Pet", "Owner", "Shop", "Born"],
        ),
        (
            "\"webhooks\"",
            &["Born", "Moment", "Pet", "Owner"],
            &["Shop", "Trace"],
        ),
        (
            "\"pets\", \"shops\"",
            &["Pet", "Shop", "Owner"],
            &["Trace", "Born"],
        ),
        ("", &["Unused"], &["Pet", "Owner", "Shop", "Trace", "Born"]),
    ] {
        assert_eq!(check_features(&folder, features, there), "", "{features}");
        let printed = check_features(&folder, features, elsewhere);
        for name in elsewhere {
            assert!(
                printed.contains(&format!("no `{name}` in `types`")),
                "{features}: {name}: {printed}"
            );
        }
    }
    let all: Vec<&str> = "Pet Owner Sort Shop Hours Trace Born Moment Unused"
        .split(' ')
        .collect();
    assert_eq!(check_features(&folder, "\"all-resources\"", &all), "");
    for features in ["pets", "tracing-api", "webhooks", "all-resources"] {
        assert_eq!(document_features(&folder, features), "", "{features}");
    }
}
