//! The tests of an emitted crate pass, and fail if the crate differs from the description.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use tests::wire;

const DESCRIPTION: &str = "
openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}, example: tom}
    put:
      operationId: updatePet
      parameters:
        - {name: dry, in: query, required: true, schema: {type: integer}, example: 3}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Pet'}
            example: {name: Tom}
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              example: {name: Tom, age: 3}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        age: {type: integer}
";

/// A file of the crate, a text in it, its replacement, and the test that must then fail.
const DAMAGES: &[(&str, &str, &str, &str)] = &[
    (
        "src/resources/pets.rs",
        "method: \"PUT\"",
        "method: \"POST\"",
        "pets::update",
    ),
    (
        "src/resources/pets.rs",
        "\"/pets/{id}\"",
        "\"/pet/{id}\"",
        "pets::update",
    ),
    (
        "src/resources/pets.rs",
        "\"dry\"",
        "\"wet\"",
        "pets::update",
    ),
    (
        "src/types/pet.rs",
        "(\"name\")",
        "(\"title\")",
        "pets::update",
    ),
    (
        "src/types/pet.rs",
        "(\"age\")",
        "(\"years\")",
        "pets::update_200_example",
    ),
];

/// An emitted crate in a workspace.
struct Emitted {
    workspace: PathBuf,
}

impl Emitted {
    fn create() -> Self {
        let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emitted");
        fs::create_dir_all(&workspace).unwrap();
        wire::remove_lock(&workspace.join("client")).unwrap();
        let description = workspace.join("pets.yaml");
        fs::write(&description, DESCRIPTION).unwrap();
        Generator::new(&description)
            .package("emitted-client")
            .output(workspace.join("client"))
            .generate()
            .unwrap();
        fs::copy("../Cargo.lock", workspace.join("Cargo.lock")).unwrap();
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n";
        fs::write(workspace.join("Cargo.toml"), manifest).unwrap();
        Self { workspace }
    }

    /// Runs the tests; returns the output.
    fn run(&self) -> String {
        let output = wire::cargo_command(&self.workspace)
            .args(["test", "--quiet", "--test=*", "--no-default-features"])
            .output()
            .unwrap();
        [output.stdout, output.stderr]
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .concat()
    }
}

#[test]
fn emitted_tests_fail_if_the_client_differs_from_the_description() {
    let emitted = Emitted::create();
    let printed = emitted.run();
    assert!(
        printed.contains("test result: ok. 3 passed; 0 failed; 0 ignored"),
        "{printed}"
    );
    for (file, text, other, test) in DAMAGES {
        let path = emitted.workspace.join("client").join(file);
        let code = fs::read_to_string(&path).unwrap();
        assert!(code.contains(text), "{file} has {text}: {code}");
        fs::write(&path, code.replace(text, other)).unwrap();
        let printed = emitted.run();
        fs::write(&path, code).unwrap();
        let failed = format!("{test} --- FAILED");
        assert!(printed.contains(&failed), "{file} {text}: {printed}");
    }
}
