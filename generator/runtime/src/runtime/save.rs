//! A file that is there when it is complete: written beside its place, and renamed then.

use std::ffi::OsString;
use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::fs::{File, OpenOptions, rename};
use tokio::io::AsyncWrite;

/// A file on its way; dropping it removes what was written.
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
                // Another program's, or left behind by one that was killed.
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

    /// Puts the file in its place; gives its length.
    pub(crate) async fn keep(mut self) -> io::Result<u64> {
        // What is written last may fail in the background; only this tells.
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
            // What cannot be removed is left: there is nobody to tell.
            let _ = std::fs::remove_file(&self.staged);
        }
    }
}
