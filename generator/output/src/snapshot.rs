//! The files of a crate as a run left them, by which a later run recognizes that nobody has changed
//! them since.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::compare::{self, Difference, Library, ListedFile};
use super::stage;

/// The files of a crate, and what decides whether other files in its folder matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CrateSnapshot {
    folder: PathBuf,
    files: BTreeMap<String, FileSnapshot>,
    library: Library,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct FileSnapshot {
    hash: String,
    /// The stamp with which the file had this hash.
    stamp: Option<FileStamp>,
    /// Whether this is a file of the user at the path of an emitted one.
    is_kept: bool,
}

/// Changes whenever a file changes, unless it changes twice within the resolution of the times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FileStamp {
    length: u64,
    modified: SystemTime,
    /// On Unix, when the content or an attribute changed; unlike `modified`, no program can set it.
    changed: Option<SystemTime>,
}

/// Longer than the resolution of the times of any file system: FAT has even seconds.
const RESOLUTION: Duration = Duration::from_secs(2);

impl CrateSnapshot {
    pub(super) fn new(folder: &Path, library: &Library) -> Self {
        Self {
            folder: folder.to_owned(),
            files: BTreeMap::new(),
            library: library.clone(),
        }
    }

    pub(super) fn add_emitted(&mut self, path: String, content: &[u8]) {
        self.add(path, content, false);
    }

    pub(super) fn add_kept(&mut self, path: String, content: &[u8]) {
        self.add(path, content, true);
    }

    fn add(&mut self, path: String, content: &[u8], is_kept: bool) {
        let file = FileSnapshot {
            hash: hash_content(content),
            // Someone may have changed the file since it was read or written.
            stamp: None,
            is_kept,
        };
        self.files.insert(path, file);
    }

    /// Returns the folder of the crate.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the difference that a run finds if it emits these files and the folder is current.
    pub fn difference(&self) -> Difference {
        let kept: Vec<String> = self
            .files
            .iter()
            .filter(|(_, file)| file.is_kept)
            .map(|(path, _)| path.clone())
            .collect();
        Difference {
            fresh: self.files.len() - kept.len(),
            kept,
            ..Difference::default()
        }
    }

    /// Returns whether the folder has exactly these files, apart from files of the user that do not
    /// matter. Reads only files whose size or times have changed since the last call.
    pub fn is_current(&mut self) -> bool {
        let started = SystemTime::now();
        let Ok(listed) = compare::list_files(&self.folder) else {
            return false;
        };
        let mut seen = 0;
        for file in listed {
            let is_current = match self.files.get_mut(&file.path) {
                Some(snapshot) => {
                    seen += 1;
                    snapshot.is_current(&file.location, started)
                }
                None => self.is_irrelevant(&file),
            };
            if !is_current {
                return false;
            }
        }
        seen == self.files.len() && !stage::is_left_over(&self.folder)
    }

    /// Returns whether a run would neither remove nor report this file, which is not emitted.
    fn is_irrelevant(&self, file: &ListedFile) -> bool {
        compare::has_header(&file.location).is_ok_and(|has_header| !has_header)
            && !compare::is_in_library(&file.path, &self.library)
    }
}

impl FileSnapshot {
    fn is_current(&mut self, path: &Path, started: SystemTime) -> bool {
        let Ok(metadata) = fs::metadata(path) else {
            return false;
        };
        let stamp = FileStamp::of(&metadata);
        if stamp.is_some() && stamp == self.stamp {
            return true;
        }
        let is_equal = fs::read(path).is_ok_and(|content| hash_content(&content) == self.hash);
        if is_equal {
            self.stamp = stamp.filter(|stamp| stamp.is_before(started));
        }
        is_equal
    }
}

impl FileStamp {
    /// Returns the stamp of a file; `None` if its times are unknown.
    fn of(metadata: &Metadata) -> Option<Self> {
        Some(Self {
            length: metadata.len(),
            modified: metadata.modified().ok()?,
            changed: changed_time(metadata),
        })
    }

    /// Returns whether the times are so long before `started` that each later change has another
    /// stamp.
    fn is_before(&self, started: SystemTime) -> bool {
        self.modified.max(self.changed.unwrap_or(self.modified)) + RESOLUTION < started
    }
}

#[cfg(unix)]
fn changed_time(metadata: &Metadata) -> Option<SystemTime> {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = Duration::from_secs(metadata.ctime().try_into().ok()?);
    let nanoseconds = Duration::from_nanos(metadata.ctime_nsec().try_into().ok()?);
    SystemTime::UNIX_EPOCH.checked_add(seconds + nanoseconds)
}

#[cfg(not(unix))]
fn changed_time(_: &Metadata) -> Option<SystemTime> {
    None
}

/// Returns the SHA-256 hash of the content of a file. `check` protects reviewers, who do not read
/// emitted code, so it must be hard to find another content with the same hash.
pub fn hash_content(content: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(content) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fileset::HEADER_MARK;
    use std::fs::File;

    /// Writes a crate with an emitted file and a kept one; returns its folder and snapshot.
    fn crate_with_snapshot() -> (tempfile::TempDir, CrateSnapshot) {
        let folder = tempfile::tempdir().unwrap();
        let emitted = format!("// {HEADER_MARK}\n");
        let library = Library {
            own_modules: vec!["own".to_owned()],
            ..Library::default()
        };
        let mut snapshot = CrateSnapshot::new(folder.path(), &library);
        snapshot.add_emitted("src/lib.rs".to_owned(), emitted.as_bytes());
        snapshot.add_kept("README.md".to_owned(), b"mine");
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/lib.rs"), emitted).unwrap();
        fs::write(folder.path().join("README.md"), "mine").unwrap();
        (folder, snapshot)
    }

    fn set_modified(path: &Path, time: SystemTime) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(time).unwrap();
    }

    #[test]
    fn edited_removed_and_added_files_are_noticed() {
        let (folder, snapshot) = crate_with_snapshot();
        let difference = snapshot.difference();
        assert_eq!((difference.fresh, difference.is_empty()), (1, true));
        assert_eq!(difference.kept, ["README.md"]);
        let emitted = fs::read_to_string(folder.path().join("src/lib.rs")).unwrap();
        let edited = emitted.replace("by", "my");
        let rows = [
            ("src/lib.rs", Some(edited.as_str()), false),
            ("src/lib.rs", None, false),
            ("README.md", Some("Mine"), false),
            ("README.md", None, false),
            // Files that a run would remove, report or ignore.
            ("tests/old.rs", Some(emitted.as_str()), false),
            ("src/foreign.rs", Some(""), false),
            (".generator-staging/journal.json", Some(""), false),
            ("src/own.rs", Some(""), true),
            ("tests/own.rs", Some(""), true),
            ("target/debug/lib.rs", Some(&emitted), true),
        ];
        for (path, content, is_current) in rows {
            let (folder, mut snapshot) = crate_with_snapshot();
            assert!(snapshot.is_current());
            let path = folder.path().join(path);
            match content {
                Some(content) => {
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(&path, content).unwrap();
                }
                None => fs::remove_file(&path).unwrap(),
            }
            assert_eq!(snapshot.is_current(), is_current, "{}", path.display());
        }
    }

    #[test]
    fn only_old_stamps_are_trusted() {
        let (folder, mut snapshot) = crate_with_snapshot();
        let path = folder.path().join("README.md");
        let file = snapshot.files.get_mut("README.md").unwrap();
        let now = SystemTime::now();
        assert!(file.is_current(&path, now) && file.stamp.is_none());
        assert!(file.is_current(&path, now + 2 * RESOLUTION) && file.stamp.is_some());
        // With a known stamp, the content is not read.
        file.hash.clear();
        assert!(file.is_current(&path, now));
        set_modified(&path, now - RESOLUTION);
        assert!(
            !file.is_current(&path, now),
            "other times, and another hash"
        );
    }

    #[test]
    fn content_with_another_time_is_compared_by_its_hash() {
        let (folder, mut snapshot) = crate_with_snapshot();
        assert!(snapshot.is_current());
        let path = folder.path().join("src/lib.rs");
        set_modified(&path, SystemTime::UNIX_EPOCH);
        assert!(snapshot.is_current());
    }
}
