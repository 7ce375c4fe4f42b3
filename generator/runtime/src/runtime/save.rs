//! Atomic files: written under a temporary name, then renamed.

use std::ffi::OsString;
use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::fs::{File, OpenOptions, rename};
use tokio::io::AsyncWrite;

/// A file being written; dropping it removes the temporary file.
pub(crate) struct Staged {
    file: File,
    staged: PathBuf,
    path: PathBuf,
    length: u64,
    is_kept: bool,
}

impl Staged {
    pub(crate) async fn create(path: &Path) -> io::Result<Self> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name =
            path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "expected a file name"))?;
        loop {
            let number = COUNT.fetch_add(1, Ordering::Relaxed);
            let mut staged = OsString::from(".");
            staged.push(name);
            staged.push(format!(".{}-{number}.part", std::process::id()));
            let staged = path.with_file_name(staged);
            match OpenOptions::new().write(true).create_new(true).open(&staged).await {
                Ok(file) => return Ok(Self { file, staged, path: path.to_owned(), length: 0, is_kept: false }),
                // Owned by another program, or left over from one that was killed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(crate) async fn write(&mut self, mut piece: &[u8]) -> io::Result<()> {
        while !piece.is_empty() {
            let written = poll_fn(|context| Pin::new(&mut self.file).poll_write(context, piece)).await?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            piece = piece.get(written..).unwrap_or_default();
            self.length = self.length.saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
        }
        Ok(())
    }

    /// Moves the file to its final name; returns its length.
    pub(crate) async fn keep(mut self) -> io::Result<u64> {
        // The last write may fail in the background; only this reports it.
        poll_fn(|context| Pin::new(&mut self.file).poll_flush(context)).await?;
        self.file.sync_all().await?;
        rename(&self.staged, &self.path).await?;
        self.is_kept = true;
        Ok(self.length)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.is_kept {
            // A file that cannot be removed is left, as there is no one to report to.
            let _ = std::fs::remove_file(&self.staged);
        }
    }
}
