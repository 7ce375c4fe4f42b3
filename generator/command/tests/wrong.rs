//! Wrong documents with one mistake each: the path names the mistake, and the text file next to the
//! document has the expected diagnostics.
//!
//! `wrong/<topic>/<mistake>.yaml` (or `.json`) has its diagnostics in
//! `wrong/<topic>/<mistake>.yaml.txt`. Documents of the topic `configuration` are read as
//! `generator.yaml`, all others as descriptions; files that they refer to are in `parts/`.
//! `UPDATE=1 cargo test -p generator --test wrong` rewrites the text files; otherwise nothing is
//! written.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use sdkwright::Generator;
use sdkwright::diag::{LocatedDiagnostic, Severity};
use sdkwright::source::{Document, ReadOptions};

const FOLDER: &str = "wrong";

/// Messages name the documents by their paths from the folder `tests`.
static WORKING_FOLDER: LazyLock<()> =
    LazyLock::new(|| std::env::set_current_dir("../../tests").unwrap());

/// The minimum number of documents: a test that finds none must not pass.
const AT_LEAST: usize = 70;

/// Internal terms of the generator, or of Rust, which mean nothing to the author of a description.
const OURS: &[&str] = &[
    " node",
    " u64",
    "arena",
    "could not be deserialized",
    "did not match any variant",
    "FileId",
    "i64",
    "invalid length",
    "invalid type",
    "invalid value",
    "missing field",
    "None",
    "Origin {",
    "raised",
    "raising",
    "Some(",
    "struct ",
    "unit",
    "unknown field",
    "unknown variant",
    "usize",
    "x-prefix-items",
    "x-types",
];

/// Returns the paths, relative to the folder and sorted, of all files that `wanted` accepts.
fn files_below(wanted: impl Fn(&str) -> bool) -> BTreeSet<String> {
    LazyLock::force(&WORKING_FOLDER);
    let mut found = BTreeSet::new();
    for topic in fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
    {
        for file in fs::read_dir(topic)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
        {
            let path = file.to_str().unwrap().replace('\\', "/");
            if wanted(&path) && !path.contains("/parts/") {
                found.insert(path);
            }
        }
    }
    found
}

fn wrong_documents() -> BTreeSet<String> {
    files_below(|path| path.ends_with(".yaml") || path.ends_with(".json"))
}

fn reports_about(document: &str) -> Vec<LocatedDiagnostic> {
    let generator = if document.contains("/configuration/") {
        Generator::from_config(document)
    } else {
        Generator::new(document)
    };
    match generator.understand() {
        Ok(understood) => understood.reports,
        Err(failure) => failure.reports,
    }
}

fn print_reports(reports: &[LocatedDiagnostic]) -> String {
    let texts: Vec<String> = reports.iter().map(|report| format!("{report}\n")).collect();
    texts.join("\n")
}

#[test]
fn every_mistake_gives_the_expected_diagnostics() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut differing = Vec::new();
    for document in wrong_documents() {
        let (path, text) = (
            format!("{document}.txt"),
            print_reports(&reports_about(&document)),
        );
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected == text {
            continue;
        }
        if update {
            fs::write(&path, text).unwrap();
        } else {
            differing.push(format!(
                "{document}\n--- expected\n{expected}--- printed\n{text}"
            ));
        }
    }
    assert!(
        differing.is_empty(),
        "{} of the texts differ; `UPDATE=1 cargo test -p generator --test wrong` rewrites them\n\n{}",
        differing.len(),
        differing.join("\n")
    );
}

#[test]
fn every_expected_text_has_a_document() {
    let documents = wrong_documents();
    assert!(
        documents.len() >= AT_LEAST,
        "found {} documents",
        documents.len()
    );
    for text in files_below(|path| path.ends_with(".txt")) {
        assert!(
            documents.contains(text.trim_end_matches(".txt")),
            "`{text}` has no document"
        );
    }
    let strange = files_below(|path| {
        ![".yaml", ".json", ".txt"]
            .iter()
            .any(|end| path.ends_with(end))
    });
    assert!(
        strange.is_empty(),
        "neither documents nor texts: {strange:?}"
    );
}

#[test]
fn every_diagnostic_follows_the_wording_rules() {
    let mut faults = Vec::new();
    for document in wrong_documents() {
        let reports = reports_about(&document);
        if reports.is_empty() {
            faults.push(format!("{document}: no diagnostics"));
        }
        for report in &reports {
            faults.extend(
                faults_of(report)
                    .into_iter()
                    .map(|fault| format!("{document}: {fault}\n{report}\n")),
            );
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// Locations must exist in the document, and not only in the generator's internal form.
#[test]
fn every_location_exists_in_the_document() {
    let mut faults = Vec::new();
    for path in wrong_documents()
        .into_iter()
        .filter(|path| !path.contains("/configuration/"))
    {
        let Ok((document, _)) = Document::load(Path::new(&path), &ReadOptions::default()) else {
            continue;
        };
        for report in reports_about(&path) {
            let diagnostic = &report.diagnostic;
            let places = diagnostic
                .origin
                .iter()
                .chain(diagnostic.related.as_ref().map(|(_, place)| place));
            let gone = places.filter(|place| document.value(place).is_none());
            faults.extend(gone.map(|place| format!("{path}: {} at {place}", diagnostic.code)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn faults_of(report: &LocatedDiagnostic) -> Vec<String> {
    let diagnostic = &report.diagnostic;
    let parts = [
        Some(&diagnostic.message),
        diagnostic.consequence.as_ref(),
        diagnostic.help.as_ref(),
    ];
    let related = diagnostic.related.as_ref().map(|(label, _)| label);
    let mut faults: Vec<String> = parts
        .into_iter()
        .chain([related])
        .flatten()
        .flat_map(|text| faults_in(text))
        .collect();
    if diagnostic.code.is_empty()
        || !diagnostic
            .code
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    {
        faults.push(format!("`{}` is not in kebab case", diagnostic.code));
    }
    if diagnostic.severity == Severity::Warning && diagnostic.consequence.is_none() {
        faults.push("a warning without a consequence".to_owned());
    }
    if diagnostic.severity == Severity::Warning && diagnostic.help.is_none() {
        faults.push("a warning without help".to_owned());
    }
    if diagnostic.origin.is_some() && report.location.is_none() {
        faults.push("a location that was not found".to_owned());
    }
    faults
}

fn faults_in(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if text.ends_with(['.', '!']) {
        faults.push("it ends like a sentence".to_owned());
    }
    let names = ["JSON", "OpenAPI", "YAML", "AsyncAPI", "Swagger"];
    let first = text.split(' ').next().unwrap_or_default();
    let is_acronym = first.chars().take(2).all(char::is_uppercase);
    if text.starts_with(char::is_uppercase) && !is_acronym && !names.contains(&first) {
        faults.push("it starts in upper case".to_owned());
    }
    // Text in backticks is quoted from the author.
    let own: String = text.split('`').step_by(2).collect::<Vec<_>>().join("``");
    faults.extend(
        OURS.iter()
            .filter(|word| own.contains(**word))
            .map(|word| format!("it says `{}`", word.trim())),
    );
    faults
}

#[test]
fn bad_wording_is_detected() {
    for text in [
        "Found a text",
        "found a text.",
        "a node",
        "invalid type: map",
        "found None",
    ] {
        assert!(!faults_in(text).is_empty(), "{text}");
    }
    for text in [
        "found `x.`, expected a list",
        "JSON is expected",
        "`Some(x)` is no type",
    ] {
        assert!(faults_in(text).is_empty(), "{text}: {:?}", faults_in(text));
    }
}
