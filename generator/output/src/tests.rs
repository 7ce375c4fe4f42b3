//! Contents of folders before and after runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use fault::Fault;

use super::*;
use crate::fileset::{File, FileSet, HEADER_MARK};

fn files(all: &[(&str, &str)]) -> FileSet {
    let ours = |(path, text): &(&str, &str)| File {
        path: (*path).to_owned(),
        contents: format!("// {HEADER_MARK}\n{text}\n"),
    };
    FileSet::new(all.iter().map(ours).collect())
}

fn folder(name: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("generator-output-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn given(files: &FileSet, mut sink: FileSink) -> Result<Difference, Diagnostic> {
    for file in files.files() {
        sink.take(file.clone())?;
    }
    sink.finish()
}

fn run(files: &FileSet, folder: &Path) -> Result<Difference, Diagnostic> {
    let (stage, _) = Stage::open(folder)?;
    given(files, FileSink::writing(folder, FolderKind::Crate, stage)?)
}

/// Returns every file and folder below `folder`, with the text of files.
fn everything(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    for path in fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
    {
        if path.is_dir() {
            found.extend(everything(&path));
        }
        found.insert(path.clone(), fs::read_to_string(&path).unwrap_or_default());
    }
    found
}

#[test]
fn line_ends_do_not_count() {
    let folder = folder("line-ends");
    let all = files(&[("a.rs", "1\n2"), ("b.rs", "3\n")]);
    run(&all, &folder).unwrap();
    for (name, text) in [("a.rs", "\r\n"), ("b.rs", "\r")] {
        let path = folder.join(name);
        let other = fs::read_to_string(&path).unwrap().replace('\n', text);
        fs::write(&path, other).unwrap();
    }
    let checked = given(
        &all,
        FileSink::checking(&folder, FolderKind::Crate).unwrap(),
    )
    .unwrap();
    assert_eq!((checked.fresh, checked.stale), (1, vec!["b.rs".to_owned()]));
}

#[test]
fn only_changed_files_are_written_and_only_emitted_ones_removed() {
    let folder = folder("differs");
    let first = run(&files(&[("a.rs", "1"), ("src/c.rs", "2")]), &folder).unwrap();
    assert_eq!(first.missing, ["a.rs", "src/c.rs"]);
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    fs::write(folder.join("src/own.rs"), "fn mine() {}").unwrap();
    fs::create_dir_all(folder.join("tests")).unwrap();
    fs::write(folder.join("tests/own.rs"), "fn mine() {}").unwrap();
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
    assert!(folder.join("notes.txt").exists() && folder.join("tests/own.rs").exists());
    let checked = |own_modules: &[String]| {
        let sink = FileSink::checking(&folder, FolderKind::Crate)
            .unwrap()
            .own_modules(own_modules);
        given(&files(&[("a.rs", "1"), ("d.rs", "3")]), sink).unwrap()
    };
    assert_eq!(checked(&[]).foreign, ["src/own.rs"]);
    assert!(!checked(&["ow".to_owned()]).is_empty());
    assert!(checked(&["own".to_owned()]).is_empty());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_a_repository_has_before_its_crate_stays() {
    let folder = folder("repository");
    fs::create_dir_all(folder.join("examples")).unwrap();
    for name in [
        ".gitattributes",
        "README.md",
        "LICENSE-MIT",
        "openapi.yaml",
        "examples/own.rs",
    ] {
        fs::write(folder.join(name), "mine").unwrap();
    }
    let emitted = files(&[
        (".gitattributes", "0"),
        ("README.md", "1"),
        ("src/lib.rs", "2"),
    ]);
    let written = run(&emitted, &folder).unwrap();
    assert_eq!(written.missing, ["src/lib.rs"]);
    assert_eq!(written.kept, [".gitattributes", "README.md"]);
    assert!(
        given(
            &emitted,
            FileSink::checking(&folder, FolderKind::Crate).unwrap()
        )
        .unwrap()
        .is_empty()
    );
    assert_eq!(
        fs::read_to_string(folder.join("README.md")).unwrap(),
        "mine"
    );
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn foreign_files_stay_and_block_the_write() {
    for (name, existing) in [("in-the-way", "a.rs"), ("elsewhere", "other.rs")] {
        let folder = folder(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(existing), "fn mine() {}").unwrap();
        let error = run(&files(&[("a.rs", "1"), ("b.rs", "2")]), &folder).unwrap_err();
        assert_eq!(error.code, "foreign-file");
        assert_eq!(
            fs::read_to_string(folder.join(existing)).unwrap(),
            "fn mine() {}"
        );
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }
}

/// Returns two versions of a crate; the second adds, changes and removes files and folders.
fn versions() -> (FileSet, FileSet) {
    let old = files(&[
        ("a.rs", "1"),
        ("gone/b.rs", "2"),
        ("src/c.rs", "3"),
        ("src/same.rs", "4"),
    ]);
    let new = files(&[
        ("a.rs", "one"),
        ("come/in/b.rs", "2"),
        ("src/c.rs", "three"),
        ("src/d.rs", "5"),
        ("src/same.rs", "4"),
    ]);
    (old, new)
}

/// Returns the contents of the folder with the first version, and after the second version has
/// replaced it.
fn before_and_after(folder: &Path) -> [BTreeMap<PathBuf, String>; 2] {
    let (old, new) = versions();
    [old, new].map(|version| {
        run(&version, folder).unwrap();
        everything(folder)
    })
}

/// Writes the first version, then the second with this fault; returns `None` if the fault did not
/// occur.
fn failing(folder: &Path, fault: Fault) -> Option<Result<Difference, Diagnostic>> {
    let (old, new) = versions();
    run(&old, folder).unwrap();
    fault::set(fault);
    let ran = run(&new, folder);
    fault::set(Fault::None).then_some(ran)
}

#[test]
fn a_failed_change_rolls_back_all_changes() {
    let folder = folder("fails");
    let [before, _] = before_and_after(&folder);
    let contents = |folder: &Path| {
        everything(folder)
            .into_values()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
    };
    let contents_after = contents(&folder);
    for kind in [Fault::Full, Fault::Once] {
        let mut consequences = BTreeSet::new();
        for (at, ran) in (0..).map_while(|at| Some((at, failing(&folder, kind(at))?))) {
            match ran {
                Ok(_) => {
                    // Only the cleanup failed, so the next run has nothing to write.
                    assert!(run(&versions().1, &folder).unwrap().is_empty(), "{at}");
                    assert_eq!(contents(&folder), contents_after, "{at}");
                }
                Err(problem) => {
                    assert_eq!(everything(&folder), before, "{at}: {problem:?}");
                    consequences.insert(problem.consequence.unwrap());
                }
            }
        }
        let rolled_back = "all changes were undone: the crate is as it was before";
        assert_eq!(
            consequences.into_iter().collect::<Vec<_>>(),
            [rolled_back, "nothing was written"]
        );
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_failed_first_run_leaves_no_folder() {
    let folder = folder("first");
    for at in 0..8 {
        fault::set(Fault::Full(at));
        let failed = run(&versions().0, &folder.join("within")).is_err();
        assert!(fault::set(Fault::None) && failed);
        assert!(!folder.exists(), "{at}");
    }
}

#[test]
fn an_interrupted_run_is_rolled_back_or_complete() {
    let folder = folder("interrupted");
    let [before, after] = before_and_after(&folder);
    let mut consequences = BTreeSet::new();
    for (at, ran) in (0..).map_while(|at| Some((at, failing(&folder, Fault::Dead(at))?))) {
        let is_left_over = stage::is_left_over(&folder);
        let unchanged = everything(&folder);
        let (old, new) = versions();
        let stale = [&old, &new].map(|files| {
            given(
                files,
                FileSink::checking(&folder, FolderKind::Crate).unwrap(),
            )
            .unwrap()
            .is_stale()
        });
        assert_eq!(
            is_left_over,
            stale[0] && stale[1],
            "{at}: a check tells of what is left"
        );
        assert_eq!(
            everything(&folder),
            unchanged,
            "{at}: a check changes nothing"
        );
        if at % 2 == 0 {
            // The recovery may also be interrupted.
            fault::set(Fault::Dead(at / 2));
            drop(Stage::open(&folder));
            fault::set(Fault::None);
        }
        let (stage, note) = Stage::open(&folder).unwrap();
        drop(stage);
        let now = everything(&folder);
        assert!(now == before || now == after, "{at}: {ran:?} {now:#?}");
        consequences.extend(note.map(|note| note.consequence.unwrap()));
        run(&new, &folder).unwrap();
        assert_eq!(everything(&folder), after, "{at}");
    }
    assert_eq!(consequences.len(), 2, "{consequences:?}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn user_files_written_after_an_interrupted_run_stay() {
    let folder = folder("between");
    before_and_after(&folder);
    // Steps are applied in the order of paths: find a fault after the first new file and before the
    // last one.
    let is_half =
        |folder: &Path| folder.join("come/in/b.rs").exists() && !folder.join("src/d.rs").exists();
    let found = (0..).find(|at| failing(&folder, Fault::Dead(*at)).is_some() && is_half(&folder));
    assert!(found.is_some());
    for path in ["a.rs", "come/in/b.rs"] {
        fs::write(folder.join(path), "fn mine() {}").unwrap();
    }
    let error = run(&versions().1, &folder).unwrap_err();
    assert_eq!(error.code, "foreign-file");
    for path in ["a.rs", "come/in/b.rs"] {
        assert_eq!(
            fs::read_to_string(folder.join(path)).unwrap(),
            "fn mine() {}"
        );
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn journal_paths_outside_the_folder_are_refused() {
    let folder = folder("journal");
    fs::create_dir_all(folder.join("out").join(stage::FOLDER)).unwrap();
    fs::write(folder.join("mine.rs"), format!("// {HEADER_MARK}")).unwrap();
    for journal in [
        "[{\"path\": \"../mine.rs\", \"old\": false, \"new\": true}]",
        "[{\"path\": ",
    ] {
        fs::write(
            folder.join("out").join(stage::FOLDER).join("journal.json"),
            journal,
        )
        .unwrap();
        let error = run(&versions().1, &folder.join("out")).unwrap_err();
        assert!(
            error.message.contains("does not list the changes"),
            "{error:?}"
        );
    }
    assert!(folder.join("mine.rs").exists());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn only_one_run_writes_to_a_folder_at_a_time() {
    let folder = folder("two");
    let (first, _) = Stage::open(&folder).unwrap();
    assert_eq!(Stage::open(&folder).unwrap_err().code, "output-in-use");
    let second = std::thread::spawn({
        let folder = folder.clone();
        move || run(&versions().1, &folder).unwrap()
    });
    given(
        &versions().0,
        FileSink::writing(&folder, FolderKind::Crate, first).unwrap(),
    )
    .unwrap();
    let difference = second.join().unwrap();
    assert_eq!(difference.leftover, ["gone/b.rs"], "{difference:?}");
    assert_eq!(difference.fresh, 1);
    fs::remove_dir_all(&folder).unwrap();
}

/// Faults that are injected into file system changes, for each test thread.
pub(super) mod fault {
    use std::cell::Cell;
    use std::io;

    use super::disk::DiskChange;

    /// The faults; changes are counted from 0.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) enum Fault {
        None,
        /// The disk is full from this change on.
        Full(usize),
        /// Only this change fails.
        Once(usize),
        /// The process is killed at this change.
        Dead(usize),
    }

    thread_local! {
        static FAULT: Cell<(Fault, usize, bool)> = const { Cell::new((Fault::None, 0, false)) };
    }

    /// Sets the fault; returns whether the previous one occurred.
    pub(super) fn set(fault: Fault) -> bool {
        FAULT.replace((fault, 0, false)).2
    }

    pub(crate) fn inject(change: DiskChange) -> io::Result<()> {
        let (fault, count, has_failed) = FAULT.get();
        let fails = match fault {
            Fault::None => false,
            Fault::Full(from) => count >= from && change == DiskChange::NeedsSpace,
            Fault::Once(at) => count == at,
            Fault::Dead(from) => count >= from,
        };
        FAULT.set((fault, count + 1, has_failed || fails));
        if fails {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    }
}
