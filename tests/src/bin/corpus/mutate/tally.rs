//! Counts results by document, and prints them: progress during the run, and a table at the end.

use std::sync::Mutex;
use std::time::Instant;

use super::fate::{FATES, Fate};
use crate::documents::Document;
use crate::report::Table;

/// Progress is printed once for this many mutants.
const PROGRESS_EVERY: usize = 250;

/// Counts of results for each document, shared by several threads.
pub(super) struct Tally {
    counts: Mutex<Vec<[usize; FATES.len()]>>,
    wanted: usize,
    start: Instant,
}

impl Tally {
    pub(super) fn new(documents: usize, wanted: usize) -> Self {
        Self {
            counts: Mutex::new(vec![[0; FATES.len()]; documents]),
            wanted,
            start: Instant::now(),
        }
    }

    /// Counts a result of the document at `index`; prints progress at intervals.
    pub(super) fn add(&self, index: usize, fate: Fate) {
        let Ok(mut counts) = self.counts.lock() else {
            return;
        };
        let at = FATES.iter().position(|(known, _)| *known == fate);
        if let Some(count) = at.and_then(|at| counts.get_mut(index)?.get_mut(at)) {
            *count += 1;
        }
        let sums = sum_fates(&counts);
        let done: usize = sums.iter().sum();
        if done.is_multiple_of(PROGRESS_EVERY) {
            let seconds = self.start.elapsed().as_secs();
            eprintln!(
                "{done} of {}, {seconds} s: {}",
                self.wanted,
                fates_in_words(&sums)
            );
        }
    }

    /// Prints a line for each document and a sum; returns the number of failures, and the number of
    /// mutants without a result.
    pub(super) fn print(&self, documents: &[Document], markdown: bool) -> (usize, usize) {
        let headings: Vec<&str> = ["document"]
            .into_iter()
            .chain(FATES.map(|(_, word)| word))
            .collect();
        let mut table = Table::new(&headings);
        let counts = self
            .counts
            .lock()
            .map(|counts| counts.clone())
            .unwrap_or_default();
        for (document, counts) in documents.iter().zip(&counts) {
            table.row(fate_row(&document.name, *counts));
        }
        let sums = sum_fates(&counts);
        table.row(fate_row("all", sums));
        table.print(markdown);
        let (mut failed, mut judged) = (0, 0);
        for ((fate, _), count) in FATES.iter().zip(sums) {
            if *fate == Fate::Killed {
                continue;
            }
            judged += count;
            if !fate.is_fine() {
                failed += count;
            }
        }
        (failed, self.wanted.saturating_sub(judged))
    }
}

fn fate_row(name: &str, counts: [usize; FATES.len()]) -> Vec<String> {
    std::iter::once(name.to_owned())
        .chain(counts.map(|count| count.to_string()))
        .collect()
}

fn sum_fates(counts: &[[usize; FATES.len()]]) -> [usize; FATES.len()] {
    let mut sums = [0; FATES.len()];
    for counts in counts {
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    sums
}

fn fates_in_words(sums: &[usize]) -> String {
    let known = FATES.iter().zip(sums).filter(|(_, count)| **count > 0);
    known
        .map(|((_, word), count)| format!("{count} {word}"))
        .collect::<Vec<_>>()
        .join(", ")
}
