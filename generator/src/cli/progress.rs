//! The progress line, which appears once a run takes more than a second.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar};

use crate::Progress;

const PATIENCE: Duration = Duration::from_secs(1);

static LINE: LazyLock<ProgressBar> = LazyLock::new(ProgressBar::new_spinner);

/// Of several clients, the number of those that are finished.
static FINISHED: AtomicUsize = AtomicUsize::new(0);
/// The number of clients.
static CLIENTS: AtomicUsize = AtomicUsize::new(1);

/// Returns the function that shows the progress of a run; if `is_quiet`, it shows nothing.
pub(super) fn progress_reporter(is_quiet: bool) -> fn(Progress) {
    if is_quiet { |_| {} } else { show_progress }
}

fn show_progress(step: Progress) {
    // The time starts with the first step.
    let line = &*LINE;
    if line.is_hidden() || line.elapsed() < PATIENCE {
        return;
    }
    line.set_message(match CLIENTS.load(Ordering::Relaxed) {
        0 | 1 => step_in_words(step),
        // They run at the same time, so that the counts of one would be mixed with those of another.
        clients => clients_in_words(FINISHED.load(Ordering::Relaxed), clients),
    });
    line.tick();
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
            format!("building: {} of {} operations", count(done), count(all))
        }
        Progress::Schemas { done } => format!("building: {} schemas", count(done)),
        Progress::Naming { types } => format!("naming: {} types", count(types)),
        Progress::Writing { files, done, all } => format!(
            "writing: {} {} (part {} of {})",
            count(files),
            if files == 1 { "file" } else { "files" },
            count(done),
            count(all)
        ),
    }
}

fn clients_in_words(finished: usize, clients: usize) -> String {
    format!("{} of {} clients finished", count(finished), count(clients))
}

/// Formats a number with separators between thousands.
fn count(number: usize) -> HumanCount {
    HumanCount(number as u64)
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
    }
}
