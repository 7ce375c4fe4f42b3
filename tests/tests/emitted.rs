//! The tests of a crate whose description has an operation of each kind: they pass, and they fail if the client differs
//! from the description.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::Generator;
use serde_json::{Value, json};
use tests::wire;

/// A change to the expectations of the test harness, and the test that must fail.
type Damage = (&'static str, &'static str, Value, &'static str);

fn damages() -> Vec<Damage> {
    vec![
        (
            "styles",
            "/simple/path",
            json!("/simpler/{text}/{list}/{object}/{spread}"),
            "styles::simple_with_least",
        ),
        (
            "styles",
            "/label/parameters/3/explode",
            json!(false),
            "styles::label_with_least",
        ),
        (
            "styles",
            "/query/parameters/0/in",
            json!("header"),
            "styles::query_with_most",
        ),
        (
            "styles",
            "/query/parameters/1/schema",
            json!({ "type": "string" }),
            "styles::query_with_most",
        ),
        (
            "styles",
            "/pieces/responses/1/value",
            json!(null),
            "styles::pieces_responses",
        ),
        (
            "bodies",
            "/put_json/method",
            json!("POST"),
            "bodies::put_json_with_least",
        ),
        (
            "bodies",
            "/put_json/accept",
            json!("text/html"),
            "bodies::put_json_with_most",
        ),
        (
            "bodies",
            "/put_json/most/body/count",
            json!(2),
            "bodies::put_json_with_most",
        ),
        (
            "bodies",
            "/put_json/body/schema",
            json!({ "maxProperties": 0 }),
            "bodies::put_json_with_most",
        ),
        (
            "bodies",
            "/put_json/responses/0/value",
            json!(1),
            "bodies::put_json_responses",
        ),
        (
            "bodies",
            "/send_form/most/body/name",
            json!("other"),
            "bodies::send_form_with_most",
        ),
        (
            "bodies",
            "/send_parts/most/body/file",
            json!("other"),
            "bodies::send_parts_with_most",
        ),
        (
            "bodies",
            "/send_parts/most/part",
            json!({ "label/X-Count": 123 }),
            "bodies::send_parts_with_most",
        ),
        (
            "redirects",
            "/moved/responses/0/status",
            json!(304),
            "redirects::moved_responses",
        ),
        (
            "redirects",
            "/followed/responses/1/location",
            json!("/followed"),
            "redirects::followed_responses",
        ),
        ("schemas", "/$defs", json!({}), "bodies::put_json_with_most"),
    ]
}

/// A generated crate with its tests.
struct Emitted {
    folder: PathBuf,
}

impl Emitted {
    fn create() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("emitted");
        wire::remove_lock(&folder.join("client")).unwrap();
        let generator = Generator::from_config("requests/generator.yaml")
            .package("emitted-client")
            .output(folder.join("client"));
        let made = generator.generate().unwrap();
        assert_eq!(sdkwright::render::emitted_test_gaps(&made.api), [""; 0]);
        fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
        let manifest = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n";
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        Self { folder }
    }

    /// Runs the tests, or only the one with this name; returns the output.
    fn run(&self, name: Option<&str>) -> String {
        let features = ["--no-default-features", "--features", "reqwest,xml"];
        let exact: Vec<&str> = name
            .map(|name| ["--exact", name])
            .into_iter()
            .flatten()
            .collect();
        let output = wire::cargo(&self.folder)
            .args([
                "test",
                "--quiet",
                "--test",
                "requests",
                "--test",
                "round_trip",
            ])
            .args(features)
            .arg("--")
            .args(exact)
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
    let printed = emitted.run(None);
    // Payloads that do not survive a round trip unchanged have no test of one.
    for count in [84, 1] {
        assert!(
            printed.contains(&format!(
                "test result: ok. {count} passed; 0 failed; 0 ignored"
            )),
            "{printed}"
        );
    }
    for (file, pointer, value, test) in damages() {
        let path = emitted
            .folder
            .join(format!("client/tests/requests/{file}.json"));
        let text = fs::read_to_string(&path).unwrap();
        let mut described: Value = serde_json::from_str(&text).unwrap();
        let (place, name) = pointer.rsplit_once('/').unwrap();
        described
            .pointer_mut(place)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .insert(name.to_owned(), value);
        fs::write(&path, described.to_string()).unwrap();
        let printed = emitted.run(Some(test));
        fs::write(&path, text).unwrap();
        assert!(
            printed.contains("0 passed; 1 failed"),
            "{file} {pointer}: {printed}"
        );
    }
}
