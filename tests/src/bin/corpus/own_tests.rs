//! The tests that emitted crates bring along, built and run.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::batch::Batch;
use crate::child;

/// How long the tests of a file may take.
const LIMIT: Duration = Duration::from_secs(300);

/// What came of the tests of a crate.
#[derive(Debug, Default)]
pub(crate) struct Tested {
    pub(crate) passed: usize,
    /// What rustc says of those that are not built, and what those say that fail.
    pub(crate) messages: Vec<String>,
}

/// Builds and runs the tests of `members`.
pub(crate) fn run(batch: &Batch, members: &[String]) -> Result<BTreeMap<String, Tested>> {
    let mut all = BTreeMap::new();
    for (member, verdict) in batch.build_tests(members)? {
        let mut tested = Tested { passed: 0, messages: verdict.messages };
        for program in &verdict.tests {
            tested.add(program, &batch.member(&member))?;
        }
        all.insert(member, tested);
    }
    Ok(all)
}

impl Tested {
    /// Runs a program of tests, in the folder of its crate as cargo does.
    fn add(&mut self, program: &Path, folder: &Path) -> Result<()> {
        let ended = child::end(Command::new(program).current_dir(folder), LIMIT)?;
        self.passed += ended.stdout.lines().filter_map(passed).sum::<usize>();
        if !ended.status.is_some_and(|status| status.success()) {
            let said = ended.stdout.split_once("\nfailures:\n").map(|(_, failures)| failures.trim().to_owned());
            self.messages.push(said.unwrap_or_else(|| ended.failure()));
        }
        Ok(())
    }
}

/// The count in the last line of a program of tests.
fn passed(line: &str) -> Option<usize> {
    let (before, _) = line.strip_prefix("test result: ")?.split_once(" passed")?;
    before.rsplit(' ').next()?.parse().ok()
}
