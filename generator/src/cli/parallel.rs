//! One step of several clients, in parallel.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::source::Failure;
use crate::{Generator, Outcome};

/// That of the main thread on most systems, as descriptions may be nested deeply.
const STACK_SIZE: usize = 8 << 20;

/// Runs a step for each client, on as many threads as there are cores; the results have the order of the clients.
pub(super) fn run_for_each(
    clients: &[Generator],
    step: fn(&Generator) -> Result<Outcome, Failure>,
) -> Vec<Result<Outcome, Failure>> {
    let (next, results) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(client) = clients.get(at) else { break };
            let result = step(client);
            results.lock().unwrap_or_else(PoisonError::into_inner).insert(at, result);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(clients.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            // This thread does all of the work if others cannot be started.
            let _ = thread::Builder::new().stack_size(STACK_SIZE).spawn_scoped(scope, work);
        }
        work();
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}
