//! A lock that allows only one run at a time to write to a folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::disk;
use diag::Diagnostic;

const TIMEOUT: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 60 });

const INTERVAL: Duration = Duration::from_millis(20);

/// Creates and locks the file `name` in `folder`; waits while another run holds the lock. The
/// operating system releases the lock when the process ends, for any reason.
pub(super) fn lock_folder(folder: &Path, name: &str) -> Result<File, Diagnostic> {
    let path = folder.join(name);
    let deadline = Instant::now() + TIMEOUT;
    while Instant::now() < deadline {
        match disk::make_folder(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(super::failed_file_access("write", &path, &error));
            }
            _ => {}
        }
        let file = match File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
        {
            Ok(file) => file,
            // Another run has just ended and removed the folder.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(super::failed_file_access("write", &path, &error)),
        };
        match file.try_lock() {
            // Another run may have just ended and removed the opened file.
            Ok(()) if path.exists() => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => thread::sleep(INTERVAL),
            // Not every file system supports locks.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
    let message = format!(
        "another run of the generator is still writing to the folder of `{}`",
        folder.display()
    );
    Err(Diagnostic::error("output-in-use", message)
        .instead("nothing was written")
        .help("run it again when the other run has ended"))
}
