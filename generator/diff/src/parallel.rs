//! Parallel work on all processors, with results that do not depend on their number.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

pub(super) fn run_both<A: Send, B>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> (A, B) {
    // A web page has no threads.
    if thread::available_parallelism().is_err() {
        return (first(), second());
    }
    thread::scope(|scope| {
        let thread = scope.spawn(first);
        let second_result = second();
        let first_result = thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (first_result, second_result)
    })
}

pub(super) fn map_in_parallel<T: Sync, R: Send>(
    things: &[T],
    make: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(things.len()));
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(things.len());
    thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| make_remaining_results(things, &make, &next, &results));
        }
        make_remaining_results(things, &make, &next, &results);
    });
    let mut numbered = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    numbered.sort_by_key(|(at, _)| *at);
    numbered.into_iter().map(|(_, result)| result).collect()
}

/// Takes the next thing that no thread has taken yet, and makes its result, until no things are
/// left.
fn make_remaining_results<T, R>(
    things: &[T],
    make: impl Fn(&T) -> R,
    next: &AtomicUsize,
    results: &Mutex<Vec<(usize, R)>>,
) {
    loop {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(thing) = things.get(at) else { return };
        let result = make(thing);
        results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((at, result));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_order() {
        let numbers: Vec<u64> = (0..1000).collect();
        let squares = super::map_in_parallel(&numbers, |number| number * number);
        assert!(
            squares
                .iter()
                .zip(&numbers)
                .all(|(square, number)| *square == number * number)
        );
        assert_eq!(
            (
                squares.len(),
                super::map_in_parallel(&[0_u8; 0], |_| ()).len()
            ),
            (1000, 0)
        );
    }
}
