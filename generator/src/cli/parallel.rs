//! Runs a step for several clients in parallel.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::progress;
use super::records::{self, FinishedRun, Step};
use crate::Generator;
use description::Failure;
use diag::LocatedDiagnostic;
use pipeline::Records;

/// The stack size of the main thread on most systems; descriptions may be nested deeply.
const STACK_SIZE: usize = 8 << 20;

/// The results of a step for several clients.
pub(super) struct StepResults {
    /// The runs of the clients without an error, in the order of the clients.
    pub(super) runs: Vec<FinishedRun>,
    /// The errors of the other clients.
    errors: Vec<LocatedDiagnostic>,
}

impl StepResults {
    /// Returns the errors, if any client has one.
    pub(super) fn finish(self) -> Result<(), Failure> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Failure {
                reports: self.errors,
            })
        }
    }
}

/// Runs a step for each client that no other thread has taken, and keeps the result under the index
/// of the client.
fn run_for_untaken(
    clients: &[Generator],
    step: Step,
    records: Option<&Records>,
    next: &AtomicUsize,
    results: &Mutex<BTreeMap<usize, Result<FinishedRun, Failure>>>,
) {
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(client) = clients.get(at) else { break };
        let result = records::run_unless_unchanged(client, step, records);
        progress::count_finished_client();
        results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(at, result);
    }
}

/// Runs a step for each client, on as many threads as there are cores. An error of one client does
/// not affect the others.
pub(super) fn run_for_each(
    clients: &[Generator],
    step: Step,
    records: Option<&Records>,
) -> StepResults {
    progress::expect_clients(clients.len());
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(clients.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            // If other threads cannot be started, this one does all of the work.
            let _ = thread::Builder::new()
                .stack_size(STACK_SIZE)
                .spawn_scoped(scope, || {
                    run_for_untaken(clients, step, records, &next, &results);
                });
        }
        run_for_untaken(clients, step, records, &next, &results);
    });
    let mut step_results = StepResults {
        runs: Vec::new(),
        errors: Vec::new(),
    };
    for result in results
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .into_values()
    {
        match result {
            Ok(run) => step_results.runs.push(run),
            Err(failure) => step_results.errors.extend(failure.reports),
        }
    }
    step_results
}
