//! `generated/` matches the output of the generator, which depends only on the description.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sdkwright::Generator;
use sdkwright::diag::count_warnings;
use sdkwright::output::Difference;

const CONFIG: &str = "../spec/generator.yaml";

/// Returns all files below a folder, by path.
fn files_by_path(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(
                    path.strip_prefix(folder).unwrap().to_owned(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    found
}

fn generate_into(folder: &Path) -> Difference {
    Generator::from_config(CONFIG)
        .output(folder)
        .generate()
        .unwrap()
        .difference
}

#[test]
fn the_committed_client_is_fresh() {
    let outcome = Generator::from_config(CONFIG).check().unwrap();
    assert!(
        outcome.difference.is_empty(),
        "run `cargo run -p generator`: {:#?}",
        outcome.difference
    );
    assert!(outcome.difference.fresh > 30);
    assert_eq!(
        count_warnings(&outcome.reports),
        0,
        "our own description gives no cause for a warning: {:?}",
        outcome.reports
    );
}

#[test]
fn two_runs_give_the_same_bytes_and_the_second_writes_nothing() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    generate_into(one.path());
    generate_into(two.path());
    let written = files_by_path(one.path());
    assert!(written == files_by_path(two.path()));
    let before = modification_times(one.path());
    let again = generate_into(one.path());
    assert!(again.is_empty() && again.fresh == written.len());
    assert_eq!(modification_times(one.path()), before);
}

fn modification_times(folder: &Path) -> Vec<SystemTime> {
    files_by_path(folder)
        .keys()
        .map(|path| fs::metadata(folder.join(path)).unwrap().modified().unwrap())
        .collect()
}

#[test]
fn changed_and_missing_files_are_reported_and_foreign_ones_kept() {
    let folder = tempfile::tempdir().unwrap();
    generate_into(folder.path());
    let damaged = folder.path().join("src/types/portal.rs");
    let text = fs::read_to_string(&damaged).unwrap();
    fs::write(&damaged, text.replacen("pub id: String", "pub id: u8", 1)).unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    fs::remove_file(folder.path().join("src/types/sync.rs")).unwrap();
    let generator = Generator::from_config(CONFIG).output(folder.path());
    let difference = generator.check().unwrap().difference;
    assert_eq!(difference.stale, ["src/types/portal.rs"]);
    assert_eq!(difference.missing, ["src/types/sync.rs"]);
    assert!(difference.foreign.is_empty());
    generate_into(folder.path());
    assert!(generator.check().unwrap().difference.is_empty());
    assert_eq!(fs::read_to_string(&damaged).unwrap(), text);
    assert_eq!(
        fs::read_to_string(folder.path().join("notes.txt")).unwrap(),
        "mine",
        "what is not ours stays"
    );
}
