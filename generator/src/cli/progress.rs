//! The progress line, which appears once a run takes more than a second.

use std::sync::LazyLock;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::Progress;

const PATIENCE: Duration = Duration::from_secs(1);

static LINE: LazyLock<ProgressBar> = LazyLock::new(ProgressBar::new_spinner);

/// Returns the function that shows the progress of a run; if `is_quiet`, it shows nothing.
pub(super) fn progress_reporter(is_quiet: bool) -> fn(Progress) {
    if is_quiet { |_| {} } else { show_progress }
}

fn show_progress(step: Progress) {
    // The time starts with the first step.
    let line = &*LINE;
    if line.elapsed() < PATIENCE {
        return;
    }
    line.set_message(match step {
        Progress::Reading => "reading the description".to_owned(),
        Progress::Building => "naming types and methods".to_owned(),
        Progress::Writing(percentage) => format!("writing the crate: {percentage} %"),
    });
    line.tick();
}

/// Removes the line, so that other output is not mixed with it.
pub(super) fn clear_line() {
    LINE.finish_and_clear();
}
