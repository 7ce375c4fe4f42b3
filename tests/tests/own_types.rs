//! Types as `generator.yaml` wants them, end to end: generates a crate from
//! `own_types/own_types.yaml` and its `generator.yaml`, and runs `own_types/wire.rs` as its test.

#![cfg(test)]

use std::fs;
use std::path::Path;

use sdkwright::Generator;
use serde_json::Value;
use tests::wire;

/// Copies a crate of `own_types` beside the client.
fn copy_crate(name: &str, folder: &Path) {
    let source = Path::new("own_types").join(name);
    let target = folder.join("own_types").join(name);
    fs::create_dir_all(target.join("src")).unwrap();
    for file in ["Cargo.toml", "src/lib.rs"] {
        fs::copy(source.join(file), target.join(file)).unwrap();
    }
}

#[test]
fn types_are_as_the_user_wants_them() {
    let tests = Path::new(env!("CARGO_TARGET_TMPDIR"));
    copy_crate("described", tests);
    copy_crate("shared", tests);
    let owners = tests.join("own_types/owners");
    wire::remove_lock(&owners).unwrap();
    let generator = Generator::from_config("own_types/owners/generator.yaml").package("owners");
    generator.output(owners).generate().unwrap();
    let ran = wire::run_wire_test("own_types", tests).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
    let (passed, output) = wire::run_examples("own_types", tests).unwrap();
    assert!(passed, "{output}");

    let written = fs::read_to_string(tests.join("emitted-target/tmp/schemas.json")).unwrap();
    for entry in serde_json::from_str::<Vec<Value>>(&written).unwrap() {
        let validator = jsonschema::validator_for(&entry["schema"]).unwrap();
        assert!(validator.is_valid(&entry["value"]), "{entry}");
        assert!(!validator.is_valid(&entry["wrong"]), "{entry}");
    }

    // The compiler says at one place what a type lacks.
    let workspace = tests.join("own_types");
    let spec = fs::canonicalize("own_types/own_types.yaml").unwrap();
    let config = fs::read_to_string("own_types/generator.yaml")
        .unwrap()
        .replace("own_types.yaml", &spec.display().to_string())
        .replace("owners::types::Address", "shared::Bare");
    fs::write(workspace.join("bare.yaml"), config).unwrap();
    Generator::from_config(workspace.join("bare.yaml"))
        .package("own_types-client")
        .output(workspace.join("client"))
        .generate()
        .unwrap();
    let check = wire::cargo_command(&workspace)
        .arg("check")
        .output()
        .unwrap();
    let printed = String::from_utf8(check.stderr).unwrap();
    for lacking in [
        "`Bare: Default`",
        "Serialize",
        "can_replace_a_type_of_the_description",
    ] {
        assert!(printed.contains(lacking), "{printed}");
    }
}
