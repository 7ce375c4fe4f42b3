//! Records of runs, by which a later run recognizes that nothing has changed, so that it need not
//! repeat the work.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use description::read_named_text;
use diag::LocatedDiagnostic;
use output::{CrateSnapshot, Difference, hash_content};

use crate::generator::{Generator, Outcome};
use crate::runtime::path_between;

/// What the command line prints about a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunReport {
    /// The folder of the crate.
    pub output: PathBuf,
    /// The numbers of operations, types and warnings, in words.
    pub summary: String,
    /// Warnings and notes about the description.
    pub reports: Vec<LocatedDiagnostic>,
    /// The differences between the emitted files and the folder before the run.
    pub difference: Difference,
    /// The local files that were read, as in [`Outcome::sources`].
    pub sources: Vec<PathBuf>,
}

/// What shows that a later run would have the same outcome.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) inputs: InputFiles,
    pub(crate) crate_files: CrateSnapshot,
    /// The files of the crate with the runtime, if the run wrote one.
    #[serde(default)]
    pub(crate) runtime_files: Option<CrateSnapshot>,
    /// Warnings that depend on other files; they are also among all reports.
    pub(crate) folder_warnings: Vec<LocatedDiagnostic>,
}

/// The files from which a crate is made.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct InputFiles {
    /// The path of the description without symbolic links: if one led elsewhere, the same
    /// references would, too.
    pub(crate) description: PathBuf,
    pub(crate) files: Vec<InputFile>,
}

impl InputFiles {
    /// Returns whether the description at `spec` is the same file, and all files are unchanged.
    fn are_current(&self, spec: &Path) -> bool {
        let is_same = spec
            .canonicalize()
            .is_ok_and(|path| path == self.description);
        is_same && self.files.iter().all(InputFile::is_current)
    }
}

/// A file from which a crate is made, with the hash of its text.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InputFile {
    path: PathBuf,
    hash: String,
}

impl InputFile {
    pub(crate) fn new(path: &Path, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            hash: hash_content(text.as_bytes()),
        }
    }

    /// Reads the file at `path`; `None` if that fails.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let (_, text) = read_named_text(path).ok()?;
        Some(Self::new(path, &text))
    }

    /// Returns whether the file has the same text as before.
    fn is_current(&self) -> bool {
        Self::read(&self.path).as_ref() == Some(self)
    }
}

/// A run, as it is recorded.
#[derive(Serialize, Deserialize)]
struct Record {
    program: String,
    evidence: Evidence,
    summary: String,
    reports: Vec<LocatedDiagnostic>,
    sources: Vec<PathBuf>,
}

/// A folder with records of runs. A file in it that cannot be read or written is the same as none.
#[derive(Clone, Debug)]
pub struct Records {
    folder: PathBuf,
    program: String,
}

/// The maximum number of records; the oldest ones are removed.
const MOST_RECORDS: usize = 100;

impl Records {
    /// Uses the records in `folder` that were written by the same program. `program` must change
    /// whenever the program does.
    pub fn new(folder: impl Into<PathBuf>, program: impl Into<String>) -> Self {
        Self {
            folder: folder.into(),
            program: program.into(),
        }
    }

    /// Returns what [`Generator::generate`] and [`Generator::check`] would report if it is certain
    /// that they would find nothing to do: the inputs, the options and the program are the same as
    /// in a recorded run, and the crate is as that run left it.
    pub fn unchanged_run(&self, generator: &Generator) -> Option<RunReport> {
        let path = self.path_for(generator)?;
        let mut record: Record = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        let Evidence {
            inputs,
            crate_files,
            runtime_files,
            folder_warnings: known_warnings,
        } = &mut record.evidence;
        let spec = generator.files().ok()?.spec;
        if record.program != self.program || !inputs.are_current(&spec) {
            return None;
        }
        let output = crate_files.folder().to_owned();
        if generator.folder_warnings(&output, &generator.settings().ok()?) != *known_warnings
            || !crate_files.is_current()
        {
            return None;
        }
        let mut difference = crate_files.difference();
        if let Some(files) = runtime_files {
            if !files.is_current() {
                return None;
            }
            difference.add_folder(&path_between(&output, files.folder()), files.difference());
        }
        // The stamps of files that had to be read are new.
        let _ = self.write(&path, &record);
        Some(RunReport {
            output,
            summary: record.summary,
            reports: record.reports,
            difference,
            sources: record.sources,
        })
    }

    /// Records a run of a generator that is [`recorded`](Generator::recorded), unless it depends on
    /// more than local files. The next run then finds whether anything has changed since.
    pub fn keep(&self, generator: &Generator, outcome: Outcome, report: &RunReport) {
        let (Some(path), Some(evidence)) = (self.path_for(generator), outcome.evidence) else {
            return;
        };
        let record = Record {
            program: self.program.clone(),
            evidence,
            summary: report.summary.clone(),
            reports: report.reports.clone(),
            sources: report.sources.clone(),
        };
        let _ = self.write(&path, &record);
    }

    fn path_for(&self, generator: &Generator) -> Option<PathBuf> {
        let name = hash_content(generator.identity()?.as_bytes());
        Some(self.folder.join(format!("{name}.json")))
    }

    /// Writes a record at once, so that another run reads either the old or the new one.
    fn write(&self, path: &Path, record: &Record) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(&serde_json::to_vec(record)?)?;
        file.persist(path)?;
        self.remove_oldest()
    }

    fn remove_oldest(&self) -> io::Result<()> {
        let mut records: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if is_record(&path) {
                records.push((path.metadata()?.modified()?, path));
            }
        }
        records.sort();
        let surplus = records.len().saturating_sub(MOST_RECORDS);
        for (_, path) in records.iter().take(surplus) {
            fs::remove_file(path)?;
        }
        Ok(())
    }
}

/// Returns whether a file in the folder is a record: users may choose a folder with other files.
fn is_record(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().as_encoded_bytes();
    path.extension()
        .is_some_and(|extension| extension == "json")
        && stem.len() == hash_content(b"").len()
        && stem.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests;
