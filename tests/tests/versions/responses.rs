//! Documented responses of each version, checked against the other versions: by a validator that is
//! independent of the generator, and by the clients of other versions.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sdkwright::diff::Wire;
use sdkwright::model::{Operation, Status};
use serde_json::{Value, json};
use tests::own::{State, own_versions};
use tests::pinned::pin_json;
use tests::wire;

use super::{compare_states, gravest_verdict, of_responses, tests_folder};

/// Versions with documented responses, and their folder below `payloads`.
const WRITERS: [(&str, &str); 3] = [("a", ""), ("b1", "b"), ("c", "c")];

/// Versions whose clients read the responses.
const READERS: [&str; 4] = ["g", "a", "b1", "c"];

fn published_state(version: &str) -> State {
    let versions = own_versions().unwrap();
    versions
        .into_iter()
        .find(|(name, _)| *name == version)
        .unwrap()
        .1
}

/// Returns the handle and method of each response, and its content.
fn documented_responses(folder: &str) -> Vec<(String, Value)> {
    let entries = fs::read_dir(tests_folder().join("payloads").join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = paths
        .filter_map(|path| {
            let name = path
                .file_name()?
                .to_str()?
                .strip_suffix(".response.json")?
                .to_owned();
            Some((
                name,
                serde_json::from_str(&fs::read_to_string(&path).ok()?).ok()?,
            ))
        })
        .collect();
    all.sort_by_key(|(name, _): &(String, Value)| name.clone());
    assert!(!all.is_empty(), "{folder} has no response");
    all
}

/// Returns a reference to the schema of the success response of an operation.
fn success_schema(operation: &Operation) -> Option<String> {
    let success = operation
        .responses
        .iter()
        .find(|one| matches!(one.status, Status::Code(200 | 201)))?;
    let place = success
        .contents
        .first()?
        .origin
        .child("schema")
        .pointer
        .to_string();
    Some(format!(
        "#{}",
        place.replace('{', "%7B").replace('}', "%7D")
    ))
}

/// The description of a version, the operation of each method, and its responses.
struct Described {
    document: Value,
    operations: BTreeMap<String, String>,
}

impl Described {
    fn of(version: &str) -> Self {
        let generator = published_state(version).generator();
        let (api, document) = (
            generator.understand().unwrap().api,
            generator.description().unwrap(),
        );
        let operations = api.operations.iter().filter_map(|operation| {
            let handle = api.resources[operation.resource.0 as usize]
                .handle_name()
                .to_ascii_lowercase();
            Some((
                format!("{handle}.{}", operation.names.method),
                success_schema(operation)?,
            ))
        });
        Self {
            operations: operations.collect(),
            document: document.root().clone(),
        }
    }

    fn describes(&self, method: &str, response: &Value) -> bool {
        let mut described = self.document.clone();
        described["allOf"] = json!([{ "$ref": self.operations[method] }]);
        jsonschema::draft4::new(&described)
            .unwrap()
            .is_valid(response)
    }

    /// Returns the response without optional properties.
    fn least(&self, method: &str, response: &Value) -> Value {
        let pointer = self.operations[method]
            .replace("%7B", "{")
            .replace("%7D", "}");
        self.needed(
            self.document
                .pointer(pointer.trim_start_matches('#'))
                .unwrap(),
            response,
        )
    }

    fn needed(&self, schema: &Value, value: &Value) -> Value {
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .map(|reference| reference.trim_start_matches('#'));
        let schema = target.map_or(schema, |pointer| self.document.pointer(pointer).unwrap());
        match (value, schema.get("properties")) {
            (Value::Array(items), _) => items
                .iter()
                .map(|item| self.needed(&schema["items"], item))
                .collect(),
            (Value::Object(members), Some(properties)) => {
                let required = schema
                    .get("required")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten();
                let kept = required.filter_map(|name| {
                    let name = name.as_str()?;
                    Some((
                        name.to_owned(),
                        self.needed(properties.get(name)?, members.get(name)?),
                    ))
                });
                Value::Object(kept.collect())
            }
            _ => value.clone(),
        }
    }
}

/// Methods whose responses do not match a version.
fn unmatched_responses(reader: &str, responses: &[(String, Value)]) -> Vec<String> {
    let described = Described::of(reader);
    let wrong = responses
        .iter()
        .filter(|(method, response)| !described.describes(method, response));
    wrong.map(|(method, _)| method.clone()).collect()
}

#[test]
fn responses_of_other_versions_are_described_as_predicted() {
    let mut broken = Vec::new();
    for (reader, _) in WRITERS {
        for (writer, folder) in WRITERS {
            let verdict = gravest_verdict(&compare_states(
                &published_state(reader),
                &published_state(writer),
            ));
            let wrong = unmatched_responses(reader, &documented_responses(folder));
            // If the comparison found nothing breaking, no response may be invalid.
            assert!(
                wrong.is_empty() || verdict >= Wire::Risky,
                "{reader} reads {writer}: {verdict}: {wrong:?}"
            );
            if !wrong.is_empty() {
                broken.push(format!("{reader} reads {writer}"));
            }
        }
    }
    // Later clients rely on values that earlier versions do not send; later versions break no
    // earlier client.
    assert_eq!(broken, ["b1 reads a", "c reads a", "c reads b1"]);
}

/// Returns the documented responses of a version, unchanged or without optional properties.
fn sent_responses(writer: &str, folder: &str, is_least: bool) -> Vec<(String, Value)> {
    let described = Described::of(writer);
    documented_responses(folder)
        .into_iter()
        .map(|(method, response)| {
            let response = if is_least {
                described.least(&method, &response)
            } else {
                response
            };
            (method, response)
        })
        .collect()
}

/// For each client and folder, the error for the response of each method; empty if the client can
/// read it.
type Read = BTreeMap<(String, String), BTreeMap<String, String>>;

/// Lets the clients of all versions read the responses in `folders` below `responses` in `at`.
fn read_by_clients(at: &Path, folders: &[String]) -> Read {
    let mut dependencies = String::new();
    for name in READERS {
        published_state(name)
            .generator()
            .package(name)
            .output(at.join(name))
            .generate()
            .unwrap();
        let line = format!(
            "{name} = {{ path = \"../{name}\", default-features = false, features = [\"test-util\"] }}\n"
        );
        dependencies.push_str(&line);
    }
    let reader = at.join("reader");
    fs::create_dir_all(reader.join("src")).unwrap();
    fs::copy(
        tests_folder().join("diff/own/reader.rs"),
        reader.join("src/main.rs"),
    )
    .unwrap();
    let manifest = format!(
        "[package]\nname = \"reader\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nserde_json = \"1\"\n{dependencies}"
    );
    fs::write(reader.join("Cargo.toml"), manifest).unwrap();
    fs::copy(
        tests_folder().join("../Cargo.lock"),
        reader.join("Cargo.lock"),
    )
    .unwrap();
    let output = wire::cargo_command(at)
        .args([
            "run",
            "--quiet",
            "--manifest-path",
            "../reader/Cargo.toml",
            "--",
        ])
        .args(folders)
        .current_dir(at.join("responses"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut read = Read::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let [client, folder, method, wrong] = line.splitn(4, '\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let wrong = wrong
            .rsplit_once("cannot read the response: ")
            .map_or(wrong, |(_, why)| why);
        let by_method = read
            .entry((client.to_owned(), folder.to_owned()))
            .or_default();
        by_method.insert(method.to_owned(), wrong.to_owned());
    }
    read
}

#[test]
fn clients_read_responses_of_other_versions_as_predicted() {
    let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join("versions");
    let mut all = BTreeMap::new();
    for (writer, folder) in WRITERS {
        for (name, is_least) in [
            (writer.to_owned(), false),
            (format!("{writer} at least"), true),
        ] {
            let sent = sent_responses(writer, folder, is_least);
            let folder = at.join("responses").join(&name);
            fs::create_dir_all(&folder).unwrap();
            for (method, response) in &sent {
                fs::write(
                    folder.join(format!("{method}.response.json")),
                    response.to_string(),
                )
                .unwrap();
            }
            all.insert(name, (writer, sent));
        }
    }
    let mut found = serde_json::Map::new();
    for ((reader, name), by_method) in
        read_by_clients(&at, &all.keys().cloned().collect::<Vec<_>>())
    {
        let (writer, sent) = &all[&name];
        assert_eq!(by_method.len(), sent.len());
        let report = compare_states(&published_state(&reader), &published_state(writer));
        let failed: BTreeMap<String, String> = by_method
            .into_iter()
            .filter(|(_, wrong)| !wrong.is_empty())
            .collect();
        for (method, wrong) in &failed {
            // A client may only fail if the comparison has a breaking finding about a property that
            // the error names.
            let names = of_responses(&report).filter(|finding| finding.wire == Wire::Breaking);
            let mut names = names.filter_map(|finding| finding.subject.member.as_deref());
            assert!(
                names.any(|name| wrong.contains(name)),
                "{reader} reads {method} of {name}: {wrong}"
            );
        }
        // A client accepts more than the description, such as unknown enum values, but never less.
        let misfits = unmatched_responses(&reader, sent);
        assert!(
            failed.keys().all(|method| misfits.contains(method)),
            "{reader} reads {name}: {failed:?}"
        );
        // An invalid response without optional properties cannot be read.
        if name.ends_with("at least") {
            assert_eq!(
                failed.keys().collect::<Vec<_>>(),
                misfits.iter().collect::<Vec<_>>(),
                "{reader} reads {name}"
            );
        }
        let predicted = gravest_verdict(&report);
        found.insert(
            format!("{reader} reads {name}"),
            json!({ "predicted": predicted.as_str(), "responses": sent.len(), "failed": failed }),
        );
    }
    pin_json(
        &tests_folder().join("diff/own/read.json"),
        &Value::Object(found),
    )
    .unwrap();
}
