//! Ctrl-C: the program ends at once, and leaves no staged files, no lock and no temporary copies.

/// The exit code of programs that Ctrl-C ends: 128 and the number of the signal.
#[cfg(any(unix, windows))]
const INTERRUPTED: i32 = 130;

/// Removes what unfinished runs have written before Ctrl-C ends the program.
#[cfg(any(unix, windows))]
pub(super) fn clean_up_on_interrupt() {
    // Without a handler, the next run removes it.
    let _ = ctrlc::set_handler(|| {
        let mut folders = output::hold_open_folders();
        folders.discard_staged_files();
        let _copies = super::git::discard_copies();
        super::progress::clear_line();
        // No run can begin a change any more, as the folders are still held.
        std::process::exit(INTERRUPTED)
    });
}

#[cfg(not(any(unix, windows)))]
pub(super) fn clean_up_on_interrupt() {}
