//! Ensures that only one run at a time writes to a folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::disk;
use crate::diag::Diagnostic;

/// The time limit for waiting for another run.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 60 });

/// The interval of attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// Creates and locks the file `name` in `folder`, once no other run holds the lock. The system releases the lock when
/// the program ends for any reason.
pub(super) fn claim(folder: &Path, name: &str) -> Result<File, Diagnostic> {
    let path = folder.join(name);
    let failed = |error: &io::Error| super::failed("write", &path, error);
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        match disk::make_folder(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(&error)),
            _ => {}
        }
        let file = match File::options().create(true).truncate(false).write(true).open(&path) {
            Ok(file) => file,
            // A run that has just ended removed the folder.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(&error)),
        };
        match file.try_lock() {
            // A run that has just ended may have removed the file that was opened.
            Ok(()) if path.exists() => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            // Not every file system has locks.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
    let message = format!("another run of the generator is still writing to the folder of `{}`", folder.display());
    Err(Diagnostic::error("output-in-use", message)
        .instead("nothing was written")
        .help("run it again when the other run has ended"))
}
