//! The manifest, the licenses, and the instructions in the README for installing the crate.

use serde_json::{Value, json};

use super::sample::*;
use super::{assert_holds, rendered};
use model::*;

fn map(value: Value) -> serde_json::Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

#[test]
fn the_manifest_has_the_fields_of_the_package() {
    let mut api = pets();
    api.package.license = Some("MIT OR Apache-2.0".to_owned());
    api.package.authors = vec!["Ann <ann@pets.example>".to_owned(), "Bob".to_owned()];
    api.package.homepage = Some("https://pets.example".to_owned());
    api.package.documentation = Some("https://docs.pets.example".to_owned());
    api.package.keywords = vec!["pets".to_owned()];
    api.package.categories = vec!["api-bindings".to_owned()];
    api.package.rust_version = "1.90".to_owned();
    api.package.publish = Publish::Registries(vec!["ours".to_owned()]);
    api.package.dependencies =
        map(json!({"rand": {"version": "0.9", "features": ["std"], "optional": true}, "a": "1"}));
    api.package.lints = map(
        json!({"clippy": {"all": {"level": "warn", "priority": -1}}, "rust": {"unused": "allow"}}),
    );
    let files = rendered(&api);
    for text in [
        "authors = [\"Ann <ann@pets.example>\", \"Bob\"]\nedition",
        "rust-version = \"1.90\"",
        "homepage = \"https://pets.example\"\ndocumentation = \"https://docs.pets.example\"\n",
        "keywords = [\"pets\"]\ncategories = [\"api-bindings\"]\npublish = [\"ours\"]\n",
        "# Of `generator.yaml`.\nrand = { version = \"0.9\", features = [\"std\"], optional = true }\na = \"1\"\n\n[target.",
        "[lints.clippy]\nall = { level = \"warn\", priority = -1 }\n",
        "[lints.rust]\nunused = \"allow\"\n",
        "[[example]]\nname = \"sample-quick-start\"\npath = \"examples/quick_start.rs\"\n",
    ] {
        assert_holds(&files, "Cargo.toml", text);
    }
    assert_holds(&files, "README.md", "Rust 1.90 or later");
    assert_holds(&files, "README.md", "cargo add sample --registry ours");
    assert_holds(
        &files,
        "README.md",
        "sample = { version = \"0.1.0\", registry = \"ours\", default-features = false",
    );
}

#[test]
fn licenses_with_known_texts_are_files() {
    let mut api = pets();
    let names = |api: &Api| {
        let files = rendered(api);
        let names = files.files().iter().map(|file| file.path.clone());
        names
            .filter(|path| path.starts_with("LICENSE"))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&api), Vec::<String>::new());
    for (license, expected) in [
        ("MIT OR Apache-2.0", &["LICENSE-APACHE", "LICENSE-MIT"][..]),
        ("Apache-2.0", &["LICENSE"]),
        ("BSD-3-Clause", &[]),
    ] {
        api.package.license = Some(license.to_owned());
        assert_eq!(names(&api), expected, "{license}");
    }
    api.package.license = Some("MIT".to_owned());
    assert_holds(
        &rendered(&api),
        "LICENSE",
        "Copyright (c) the authors of sample",
    );
    api.package.authors = vec!["Ann <ann@pets.example>".to_owned(), "Bob".to_owned()];
    assert_holds(&rendered(&api), "LICENSE", "Copyright (c) Ann, Bob");
}

#[test]
fn names_in_other_scripts_are_allowed_beside_the_lints_of_the_user() {
    let mut api = pets();
    add(&mut api, "名前", object(vec![]));
    assert_holds(
        &rendered(&api),
        "Cargo.toml",
        "[lints.rust]\nconfusable_idents = \"allow\"\n",
    );
    api.package.lints = map(json!({"rust": {"uncommon_codepoints": "warn"}}));
    assert_holds(
        &rendered(&api),
        "Cargo.toml",
        "uncommon_codepoints = \"warn\"\nconfusable_idents = \"allow\"\n",
    );
    api.package.lints = map(json!({"workspace": true}));
    assert_holds(&rendered(&api), "Cargo.toml", "[lints]\nworkspace = true\n");
}

#[test]
fn the_readme_installs_from_where_the_crate_is() {
    let mut api = pets();
    assert_holds(
        &rendered(&api),
        "README.md",
        "[dependencies]\nsample = { path = \"…\" }\n",
    );
    api.package.publish = Publish::CratesIo;
    assert_holds(
        &rendered(&api),
        "README.md",
        "```sh\ncargo add sample\ncargo add serde_json\n",
    );
    assert_holds(
        &rendered(&api),
        "README.md",
        "- [`Middleware`](https://docs.rs/sample/0.1.0/sample/trait.Middleware.html) sees",
    );
    api.package.publish = Publish::Nowhere;
    assert_holds(&rendered(&api), "README.md", "sample = { path = \"…\" }");
    assert_holds(&rendered(&api), "Cargo.toml", "publish = false\n");
}
