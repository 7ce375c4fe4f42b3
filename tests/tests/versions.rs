//! The versions of the client's own API: what the comparison says of one after the other, and whether replies of a later one
//! are what a client of an earlier one was told to expect, as the comparison predicts.
//!
//! A version is the description with the dated changes of `tests/diff/own/after` up to a day. Replies are the documented ones
//! in `tests/payloads`; whether they fit a description is said by a validator that knows nothing of the generator.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generator::Generator;
use generator::diff::{Direction, Options, Report, Side, Source, Wire, diff};
use generator::model::{Operation, Status};
use serde_json::{Value, json};

/// Versions, and the last change of each.
const VERSIONS: [(&str, &str); 4] = [("a", ""), ("b1", "CH-29"), ("b2", "CH-32"), ("c", "CH-38")];

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn generator(last: &str) -> Generator {
    let entries = std::fs::read_dir(here().join("diff/own/after")).unwrap();
    let mut patches: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    patches.retain(|path| path.file_stem().unwrap().to_string_lossy().as_ref() <= last);
    patches.sort();
    let generator = Generator::from_config(here().join("../spec/generator.yaml"));
    patches.iter().fold(generator, Generator::overlay)
}

fn compared(old: &str, new: &str) -> Report {
    let (old, new) = Side::read_both(&generator(old), &generator(new));
    diff(&old.unwrap(), &new.unwrap(), &Options { today: "2026-11-20".parse().unwrap() })
}

/// The gravest verdict on what replies may hold.
fn of_replies(report: &Report) -> Wire {
    let replies = report.findings.iter().filter(|finding| finding.direction == Some(Direction::Response));
    replies.map(|finding| finding.wire).max().unwrap_or_default()
}

#[test]
fn each_version_is_compared_with_the_next() {
    let mut found = serde_json::Map::new();
    let steps = [(0, 1), (1, 2), (2, 3), (0, 3), (3, 0)];
    for (old, new) in steps {
        let report = compared(VERSIONS[old].1, VERSIONS[new].1);
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &report.findings {
            *codes.entry(finding.code).or_default() += 1;
        }
        let verdict = json!({
            "wire": report.summary.wire.as_str(), "source": report.summary.source.as_str(),
            "behaviour": report.summary.behaviour, "replies": of_replies(&report).as_str(), "findings": codes,
        });
        found.insert(format!("{} to {}", VERSIONS[old].0, VERSIONS[new].0), verdict);
        if old < new {
            assert!(report.summary.source >= Source::Minor, "each version adds something");
        }
    }
    let path = here().join("diff/own/versions.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, format!("{:#}\n", Value::Object(found.clone()))).unwrap();
    }
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(Value::Object(found), expected);
}

/// Documented replies: the handle and method they are of, and what they hold.
fn replies(folder: &str) -> Vec<(String, String, Value)> {
    let entries = std::fs::read_dir(here().join("payloads").join(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = paths
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(".response.json")?.to_owned();
            let (handle, method) = name.split_once('.')?;
            let reply = serde_json::from_str(&std::fs::read_to_string(&path).ok()?).ok()?;
            Some((handle.to_owned(), method.to_owned(), reply))
        })
        .collect();
    all.sort_by_key(|(handle, method, _)| (handle.clone(), method.clone()));
    all
}

/// Where the schema of an operation's success stands, as a reference.
fn schema(operation: &Operation) -> Option<String> {
    let success = operation.responses.iter().find(|one| matches!(one.status, Status::Code(200 | 201)))?;
    let place = success.contents.first()?.origin.child("schema").pointer.to_string();
    Some(format!("#{}", place.replace('{', "%7B").replace('}', "%7D")))
}

/// What is wrong with the replies of a version for who knows the description of another one.
fn misfits(last: &str, folder: &str) -> Vec<String> {
    let generator = generator(last);
    let (api, document) = (generator.understand().unwrap().api, generator.description().unwrap());
    let mut wrong = Vec::new();
    let mut count = 0;
    for (handle, method, reply) in replies(folder) {
        let is_it = |one: &&Operation| {
            let resource = &api.resources[one.resource.0 as usize];
            resource.type_name.eq_ignore_ascii_case(&handle) && one.rust == method
        };
        let operation = api.operations.iter().find(is_it).unwrap();
        let mut described = document.root().clone();
        described["allOf"] = json!([{ "$ref": schema(operation).unwrap() }]);
        let validator = jsonschema::draft4::new(&described).unwrap();
        wrong.extend(validator.iter_errors(&reply).map(|error| format!("{handle}.{method}: {error}")));
        count += 1;
    }
    assert!(count > 0, "{folder} has no reply");
    wrong
}

#[test]
fn replies_of_other_versions_are_as_predicted() {
    // Replies of the first version stand beside the folders of the later ones.
    let known = [("", "a"), ("CH-29", "b"), ("CH-38", "c")];
    let mut broken = Vec::new();
    for (reader, _) in known {
        for (writer, folder) in known.map(|(last, name)| (last, if name == "a" { "" } else { name })) {
            let verdict = of_replies(&compared(reader, writer));
            let wrong = misfits(reader, folder);
            // Who was told that nothing breaks meets nothing that is wrong.
            assert!(wrong.is_empty() || verdict >= Wire::Risky, "{reader} reads {writer}: {verdict}: {wrong:?}");
            if !wrong.is_empty() {
                broken.push(format!("{reader} reads {folder}: {}", wrong.len()));
            }
        }
    }
    // Clients of later versions rely on what earlier ones do not send; nothing that came later breaks earlier clients.
    assert_eq!(
        broken.iter().map(|line| line.split(':').next().unwrap()).collect::<Vec<_>>(),
        ["CH-29 reads ", "CH-38 reads ", "CH-38 reads b",]
    );
}
