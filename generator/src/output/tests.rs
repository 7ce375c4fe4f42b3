//! Folders before and after.

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::fileset::{File, FileSet};

fn files(all: &[(&str, &str)]) -> FileSet {
    let ours = |(path, text): &(&str, &str)| File {
        path: (*path).to_owned(),
        contents: format!("// {}\n{text}\n", crate::render::HEADER_MARK),
    };
    FileSet::new(all.iter().map(ours).collect())
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("generator-output-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn given(files: &FileSet, mut intake: Intake) -> Result<Difference, Diagnostic> {
    for file in files.files() {
        if let Err(problem) = intake.take(file.clone()) {
            intake.give_up();
            return Err(problem);
        }
    }
    intake.finish()
}

fn run(files: &FileSet, folder: &Path) -> Result<Difference, Diagnostic> {
    given(files, Intake::writing(folder)?)
}

#[test]
fn only_what_differs_is_written_and_only_ours_is_removed() {
    let folder = folder("differs");
    let first = run(&files(&[("a.rs", "1"), ("src/c.rs", "2")]), &folder).unwrap();
    assert_eq!(first.missing, ["a.rs", "src/c.rs"]);
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    fs::write(folder.join("src/own.rs"), "fn mine() {}").unwrap();
    let second = run(&files(&[("a.rs", "1"), ("d.rs", "3")]), &folder).unwrap();
    let expected = Difference {
        missing: vec!["d.rs".to_owned()],
        leftover: vec!["src/c.rs".to_owned()],
        foreign: vec!["src/own.rs".to_owned()],
        fresh: 1,
        ..Difference::default()
    };
    assert_eq!(second, expected);
    assert!(!folder.join("src/c.rs").exists() && folder.join("src/own.rs").exists());
    assert!(folder.join("notes.txt").exists());
    let after = given(&files(&[("a.rs", "1"), ("d.rs", "3")]), Intake::checking(&folder).unwrap()).unwrap();
    assert!(!after.is_stale() && !after.is_empty());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn foreign_files_stay_and_nothing_is_written() {
    for (name, existing) in [("in-the-way", "a.rs"), ("elsewhere", "other.rs")] {
        let folder = folder(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(existing), "fn mine() {}").unwrap();
        let error = run(&files(&[("a.rs", "1"), ("b.rs", "2")]), &folder).unwrap_err();
        assert_eq!(error.code, "foreign-file");
        assert_eq!(fs::read_to_string(folder.join(existing)).unwrap(), "fn mine() {}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn nothing_changes_if_not_all_can_be_written() {
    let folder = folder("half");
    run(&files(&[("a.rs", "1"), ("gone.rs", "2")]), &folder).unwrap();
    // A folder where the new text of `z.rs` would wait.
    fs::create_dir_all(folder.join("z.rs.new")).unwrap();
    let error = run(&files(&[("a.rs", "changed"), ("new/b.rs", "3"), ("z.rs", "4")]), &folder).unwrap_err();
    assert_eq!(error.code, "output");
    assert_eq!(error.consequence.as_deref(), Some("nothing was written"));
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["a.rs", "gone.rs", "z.rs.new"]);
    assert!(fs::read_to_string(folder.join("a.rs")).unwrap().ends_with("1\n"));
    fs::remove_dir_all(&folder).unwrap();
}
