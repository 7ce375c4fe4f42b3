//! The progress line, which appears once a run takes more than a second.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget};

use crate::Progress;
use diff::Sides;

const PATIENCE: Duration = Duration::from_secs(1);

static LINE: LazyLock<ProgressBar> = LazyLock::new(ProgressBar::new_spinner);

/// The number of finished clients, if a run has several.
static FINISHED: AtomicUsize = AtomicUsize::new(0);
/// The number of clients.
static CLIENTS: AtomicUsize = AtomicUsize::new(1);

/// How far the two versions of a comparison have been read. Both versions are read at the same
/// time.
static VERSIONS: Mutex<Sides<Option<Progress>>> = Mutex::new(Sides {
    old: None,
    new: None,
});

/// Hides the line of progress, for the rest of the run.
pub(super) fn hide_line() {
    LINE.set_draw_target(ProgressDrawTarget::hidden());
}

/// Shows how far the old version has been read.
pub(super) fn show_old_version(step: Progress) {
    let mut versions = VERSIONS.lock().unwrap_or_else(PoisonError::into_inner);
    versions.old = Some(step);
    show_versions(&versions);
}

/// Shows how far the new version has been read.
pub(super) fn show_new_version(step: Progress) {
    let mut versions = VERSIONS.lock().unwrap_or_else(PoisonError::into_inner);
    versions.new = Some(step);
    show_versions(&versions);
}

fn show_versions(versions: &Sides<Option<Progress>>) {
    if is_due() {
        show_message(versions_in_words(versions));
    }
}

/// Shows that two versions are being compared.
pub(super) fn show_comparison(operations: usize) {
    if is_due() {
        show_message(format!("comparing: {}", counted(operations, "operation")));
    }
}

/// Returns whether the line is shown. The time starts with the first call.
fn is_due() -> bool {
    !LINE.is_hidden() && LINE.elapsed() >= PATIENCE
}

fn show_message(message: String) {
    LINE.set_message(message);
    LINE.tick();
}

/// Shows how far a run has come.
pub(super) fn show_progress(step: Progress) {
    if !is_due() {
        return;
    }
    show_message(match CLIENTS.load(Ordering::Relaxed) {
        0 | 1 => step_in_words(step),
        // Several clients run at the same time, so their counts would be mixed.
        clients => clients_in_words(FINISHED.load(Ordering::Relaxed), clients),
    });
}

/// Sets the number of clients that run in parallel.
pub(super) fn expect_clients(clients: usize) {
    CLIENTS.store(clients, Ordering::Relaxed);
}

/// Counts a client that is finished.
pub(super) fn count_finished_client() {
    FINISHED.fetch_add(1, Ordering::Relaxed);
}

fn step_in_words(step: Progress) -> String {
    match step {
        Progress::Reading { files: 0 | 1 } => "reading the description".to_owned(),
        Progress::Reading { files } => format!("reading: {} files", count(files)),
        Progress::Operations { done, all } => {
            format!("building: {} of {}", count(done), counted(all, "operation"))
        }
        Progress::Schemas { done } => format!("building: {}", counted(done, "schema")),
        Progress::Naming { types } => format!("naming: {}", counted(types, "type")),
        Progress::Writing { files, done, all } => format!(
            "writing: {} (part {} of {})",
            counted(files, "file"),
            count(done),
            count(all)
        ),
    }
}

fn versions_in_words(Sides { old, new }: &Sides<Option<Progress>>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => {
            format!("old {}, new {}", step_in_words(*old), step_in_words(*new))
        }
        (Some(step), None) | (None, Some(step)) => step_in_words(*step),
        (None, None) => String::new(),
    }
}

fn clients_in_words(finished: usize, clients: usize) -> String {
    format!("{} of {} clients finished", count(finished), count(clients))
}

/// Formats a number with separators between thousands.
fn count(number: usize) -> HumanCount {
    HumanCount(number as u64)
}

/// Returns a number with its noun in the singular or plural.
fn counted(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number))
}

/// Removes the line, so that other output is not mixed with it.
pub(super) fn clear_line() {
    LINE.finish_and_clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_shows_counts_with_their_unit() {
        let steps = [
            (Progress::Reading { files: 1 }, "reading the description"),
            (Progress::Reading { files: 12 }, "reading: 12 files"),
            (
                Progress::Operations {
                    done: 320,
                    all: 1_206,
                },
                "building: 320 of 1,206 operations",
            ),
            (
                Progress::Schemas { done: 14_020 },
                "building: 14,020 schemas",
            ),
            (Progress::Schemas { done: 1 }, "building: 1 schema"),
            (Progress::Naming { types: 3_506 }, "naming: 3,506 types"),
            (
                Progress::Writing {
                    files: 1_462,
                    done: 120,
                    all: 1_351,
                },
                "writing: 1,462 files (part 120 of 1,351)",
            ),
        ];
        for (step, words) in steps {
            assert_eq!(step_in_words(step), words);
        }
        assert_eq!(clients_in_words(1, 3), "1 of 3 clients finished");
        let versions = Sides {
            old: Some(Progress::Schemas { done: 1_000 }),
            new: Some(Progress::Reading { files: 2 }),
        };
        assert_eq!(
            versions_in_words(&versions),
            "old building: 1,000 schemas, new reading: 2 files"
        );
    }
}
