//! Changes on disk, one function for each kind, so that tests can make any of them fail.

use std::fs;
use std::io;
use std::path::Path;

pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    may(Change::TakesRoom)?;
    fs::create_dir(path)
}

pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    may(Change::TakesRoom).inspect_err(|_| drop(fs::write(path, text.get(..text.len() / 2).unwrap_or_default())))?;
    fs::write(path, text)
}

pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    may(Change::TakesNone)?;
    fs::rename(from, to)
}

pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    may(Change::TakesNone)?;
    fs::remove_file(path)
}

/// Removes an empty folder.
pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    may(Change::TakesNone)?;
    fs::remove_dir(path)
}

/// Returns whether a change needs disk space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    TakesRoom,
    TakesNone,
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "it fails in tests")]
fn may(_: Change) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use super::tests::fault::may;
