//! Builds and runs the tests that emitted crates contain.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::batch::Batch;
use crate::child;

/// Time limit for one test executable.
const LIMIT: Duration = Duration::from_secs(300);

/// The results of the tests of a crate.
#[derive(Debug, Default)]
pub(crate) struct Tested {
    pub(crate) passed: usize,
    /// Messages of rustc for tests that do not compile, and the output of tests that fail.
    pub(crate) messages: Vec<String>,
}

/// Builds and runs the tests of `members`.
pub(crate) fn run_own_tests(batch: &Batch, members: &[String]) -> Result<BTreeMap<String, Tested>> {
    let mut all = BTreeMap::new();
    for (member, verdict) in batch.build_tests(members)? {
        let mut tested = Tested {
            passed: 0,
            messages: verdict.messages,
        };
        for program in &verdict.tests {
            tested.add(program, &batch.member(&member))?;
        }
        all.insert(member, tested);
    }
    Ok(all)
}

impl Tested {
    /// Runs a test executable in the folder of its crate, as Cargo does.
    fn add(&mut self, program: &Path, folder: &Path) -> Result<()> {
        let ended = child::run_with_limit(Command::new(program).current_dir(folder), LIMIT)?;
        self.passed += ended.stdout.lines().filter_map(passed_tests).sum::<usize>();
        if !ended.status.is_some_and(|status| status.success()) {
            let message = ended
                .stdout
                .split_once("\nfailures:\n")
                .map(|(_, failures)| failures.trim().to_owned());
            self.messages
                .push(message.unwrap_or_else(|| ended.failure()));
        }
        Ok(())
    }
}

/// Returns the number of passed tests, from the summary line of a test executable.
fn passed_tests(line: &str) -> Option<usize> {
    let (before, _) = line.strip_prefix("test result: ")?.split_once(" passed")?;
    before.rsplit(' ').next()?.parse().ok()
}
