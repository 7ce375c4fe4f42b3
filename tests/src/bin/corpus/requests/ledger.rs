//! A file to which the outcome of each document is added immediately, so that an interruption loses
//! at most one batch.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result};

use super::outcome::Outcome;

/// The file, open for appending.
pub(crate) struct Ledger {
    file: Mutex<File>,
    /// The latest outcome of each document in the file.
    pub(crate) known: Vec<Outcome>,
}

impl Ledger {
    /// Opens the file; keeps its content if `resume` is set.
    pub(crate) fn open(path: &Path, resume: bool) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut known: Vec<Outcome> = Vec::new();
        if resume && path.exists() {
            for outcome in fs::read_to_string(path)?
                .lines()
                .filter_map(Outcome::of_json)
            {
                known.retain(|earlier| earlier.name != outcome.name);
                known.push(outcome);
            }
        }
        // The file is rewritten completely, so that a truncated line does not corrupt the next one.
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(true)
            .open(path)?;
        for outcome in &known {
            writeln!(file, "{}", outcome.json())?;
        }
        Ok(Self {
            file: Mutex::new(file),
            known,
        })
    }

    /// Appends the outcome of a document.
    pub(crate) fn add(&self, outcome: &Outcome) -> Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{}", outcome.json()).context("failed to write down an outcome")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_outcome_of_each_document_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/requests.jsonl");
        let names = |ledger: &Ledger| {
            ledger
                .known
                .iter()
                .map(|known| known.name.clone())
                .collect::<Vec<_>>()
        };
        let ledger = Ledger::open(&path, true).unwrap();
        for name in ["a", "b", "a"] {
            ledger.add(&Outcome::new(name)).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{{\"name\":\"c")).unwrap();
        let ledger = Ledger::open(&path, true).unwrap();
        assert_eq!(names(&ledger), ["b", "a"]);
        ledger.add(&Outcome::new("d")).unwrap();
        assert_eq!(names(&Ledger::open(&path, true).unwrap()), ["b", "a", "d"]);
        assert_eq!(
            names(&Ledger::open(&path, false).unwrap()),
            Vec::<String>::new()
        );
    }
}
