//! File system changes. Each kind has one function, so that tests can make any of them fail.

use std::fs;
use std::io;
use std::path::Path;

pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    inject(DiskChange::NeedsSpace)?;
    fs::create_dir(path)
}

pub(super) fn write_text_file(path: &Path, text: &str) -> io::Result<()> {
    inject(DiskChange::NeedsSpace).inspect_err(|_| {
        drop(fs::write(
            path,
            text.get(..text.len() / 2).unwrap_or_default(),
        ))
    })?;
    fs::write(path, text)
}

pub(super) fn rename_file(from: &Path, to: &Path) -> io::Result<()> {
    inject(DiskChange::NeedsNoSpace)?;
    fs::rename(from, to)
}

pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    inject(DiskChange::NeedsNoSpace)?;
    fs::remove_file(path)
}

pub(super) fn remove_folder(path: &Path) -> io::Result<()> {
    inject(DiskChange::NeedsNoSpace)?;
    fs::remove_dir(path)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DiskChange {
    NeedsSpace,
    NeedsNoSpace,
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "it fails in tests")]
fn inject(_: DiskChange) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use super::tests::fault::inject;
