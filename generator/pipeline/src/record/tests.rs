use std::fs;
use std::path::PathBuf;

use super::*;

const DESCRIPTION: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
paths: {/a: {get: {responses: {'200': {description: OK, content: {application/json: {schema: {$ref: 'pet.yaml'}}}}}}}}
";

/// A folder with a description and a place for records.
struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    fn new() -> Self {
        let workspace = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        workspace.write(
            "generator.yaml",
            "spec: api.yaml\noutput: client\noverlays: [title.yaml]\n",
        );
        workspace.write(
            "title.yaml",
            "[{op: replace, path: /info/title, value: Cats}]",
        );
        workspace.write("api.yaml", DESCRIPTION);
        workspace.write(
            "pet.yaml",
            "{type: object, properties: {name: {type: strin}, color: {type: string}}}",
        );
        workspace
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    fn records(&self) -> Records {
        Records::new(self.path("records"), "this program")
    }

    fn generator(&self) -> Generator {
        Generator::from_config(self.path("generator.yaml")).recorded(true)
    }

    /// Writes the crate and records the run.
    fn generate(&self) {
        let outcome = self.generator().generate().unwrap();
        let report = report_of(&outcome);
        self.records().keep(&self.generator(), outcome, &report);
    }

    fn is_unchanged(&self) -> bool {
        self.records().unchanged_run(&self.generator()).is_some()
    }
}

fn report_of(outcome: &Outcome) -> RunReport {
    RunReport {
        output: outcome.output.clone(),
        summary: "all".to_owned(),
        reports: outcome.reports.clone(),
        difference: outcome.difference.clone(),
        sources: outcome.sources.clone(),
    }
}

#[test]
fn an_unchanged_run_is_reported_as_if_it_was_repeated() {
    let workspace = Workspace::new();
    let generator = workspace.generator();
    assert_eq!(workspace.records().unchanged_run(&generator), None);
    workspace.generate();
    // A file of the user at the path of an emitted one.
    workspace.write("client/README.md", "mine");
    workspace.generate();
    let repeated = report_of(&generator.check().unwrap());
    assert_eq!(repeated.reports.len(), 1, "{:?}", repeated.reports);
    assert_eq!(repeated.difference.kept, ["README.md"]);
    // The second time, the hashes of files with these sizes and times are known.
    for _ in 0..2 {
        let unchanged = workspace.records().unchanged_run(&generator);
        assert_eq!(unchanged.as_ref(), Some(&repeated));
    }
}

#[test]
fn each_changed_file_is_noticed() {
    let workspace = Workspace::new();
    workspace.generate();
    for path in [
        "generator.yaml",
        "api.yaml",
        "title.yaml",
        "pet.yaml",
        "client/api.lock.json",
        "client/src/lib.rs",
        "client/README.md",
    ] {
        assert!(workspace.is_unchanged());
        let text = fs::read_to_string(workspace.path(path)).unwrap();
        let changed = format!("{text}\n");
        for content in [Some(&changed), None] {
            match content {
                Some(text) => workspace.write(path, text),
                None => fs::remove_file(workspace.path(path)).unwrap(),
            }
            assert!(!workspace.is_unchanged(), "{path}: {content:?}");
            workspace.write(path, &text);
        }
    }
    // A workspace that does not list the crate causes a warning.
    workspace.write("Cargo.toml", "[workspace]\n");
    assert!(!workspace.is_unchanged());
}

#[test]
fn other_programs_and_options_have_no_record() {
    let workspace = Workspace::new();
    workspace.generate();
    let generator = workspace.generator();
    let other_program = Records::new(workspace.path("records"), "another program");
    assert_eq!(other_program.unchanged_run(&generator), None);
    for other in [
        generator.clone().include("tag:pets"),
        generator.clone().exclude("tag:pets"),
        generator.clone().package("pets"),
        generator.clone().output(workspace.path("other")),
        generator.clone().overlay(workspace.path("title.yaml")),
        generator.clone().spec(workspace.path("pet.yaml")),
        generator.clone().allow_outside(true),
        generator.clone().allow_remote(true),
        generator.clone().max_lines(9),
    ] {
        assert_eq!(workspace.records().unchanged_run(&other), None, "{other:?}");
    }
    for equal in [
        generator.clone().strict(true),
        generator.clone().on_progress(|_| {}),
    ] {
        let unchanged = workspace.records().unchanged_run(&equal);
        assert!(unchanged.is_some(), "{equal:?}");
    }
}

#[test]
fn after_a_run_that_changed_the_lock_the_next_one_may_have_other_messages() {
    let workspace = Workspace::new();
    workspace.generate();
    workspace.write(
        "pet.yaml",
        "{type: object, properties: {age: {type: integer}}}",
    );
    workspace.generate();
    assert!(!workspace.is_unchanged());
    workspace.generate();
    assert!(workspace.is_unchanged());
}

#[test]
fn a_description_that_depends_on_missing_files_is_not_recorded() {
    let workspace = Workspace::new();
    // The file `pet` would be read, if it existed; `cat.yaml` does not exist.
    for reference in ["pet", "cat.yaml"] {
        let text = DESCRIPTION.replace("pet.yaml", reference);
        workspace.write("api.yaml", &text);
        workspace.generate();
        assert!(!workspace.is_unchanged(), "{reference}");
    }
}

#[cfg(unix)]
#[test]
fn a_description_that_depends_on_a_symbolic_link_is_not_recorded() {
    let workspace = Workspace::new();
    std::os::unix::fs::symlink(workspace.path("pet.yaml"), workspace.path("link.yaml")).unwrap();
    workspace.write("api.yaml", &DESCRIPTION.replace("pet.yaml", "link.yaml"));
    workspace.generate();
    assert!(!workspace.is_unchanged());
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_another_description_is_noticed() {
    let workspace = Workspace::new();
    fs::create_dir(workspace.path("next")).unwrap();
    workspace.write("next/api.yaml", DESCRIPTION);
    workspace.write("next/pet.yaml", "{type: string}");
    let link = workspace.path("link.yaml");
    workspace.write("generator.yaml", "spec: link.yaml\noutput: client\n");
    std::os::unix::fs::symlink(workspace.path("api.yaml"), &link).unwrap();
    workspace.generate();
    assert!(workspace.is_unchanged());
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(workspace.path("next/api.yaml"), &link).unwrap();
    assert!(!workspace.is_unchanged());
}

#[test]
fn unusable_records_are_ignored() {
    let workspace = Workspace::new();
    workspace.generate();
    let record = fs::read_dir(workspace.path("records")).unwrap().next();
    let record = record.unwrap().unwrap().path();
    let text = fs::read_to_string(&record).unwrap();
    for broken in [&text[..text.len() / 2], "", "{}", "\u{0}"] {
        fs::write(&record, broken).unwrap();
        assert!(!workspace.is_unchanged(), "{broken}");
    }
    fs::remove_dir_all(workspace.path("records")).unwrap();
    workspace.write("records", "not a folder");
    workspace.generate();
    assert!(!workspace.is_unchanged());
}

#[test]
fn only_old_records_are_removed() {
    let workspace = Workspace::new();
    let folder = workspace.path("records");
    fs::create_dir(&folder).unwrap();
    let other_file = folder.join("data.json");
    fs::write(&other_file, "").unwrap();
    for number in 0..MOST_RECORDS + 5 {
        fs::write(folder.join(format!("{number:064x}.json")), "").unwrap();
    }
    workspace.generate();
    assert!(workspace.is_unchanged() && other_file.exists());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), MOST_RECORDS + 1);
}
