//! A [`FileSet`] against a folder: what differs, and, if asked, making it so.
//!
//! Checking and writing look through the same eyes: [`compare`]. Nothing is written before everything was compared, only
//! what differs is written, and only files that bear our header are ever replaced or removed.

mod compare;
mod stage;
#[cfg(test)]
mod tests;

pub use compare::{Difference, compare};

use std::io;
use std::path::Path;

use crate::diag::Diagnostic;
use crate::fileset::FileSet;

/// Makes `folder` as it should be: all of it, or nothing.
///
/// # Errors
/// When files that are not ours stand in the way, or a file cannot be written; then nothing on disk has changed.
pub fn write(files: &FileSet, folder: &Path, difference: &Difference) -> Result<(), Diagnostic> {
    if let Some(path) = difference.in_the_way.first() {
        return Err(in_the_way(&folder.join(path), difference.in_the_way.len()));
    }
    let mut stage = stage::Stage::default();
    let staged = stage_all(&mut stage, files, folder, difference);
    if let Err(problem) = staged {
        stage.undo();
        return Err(problem);
    }
    stage.commit()
}

/// Everything that can fail for want of permission or space happens here, where it can be undone.
fn stage_all(
    stage: &mut stage::Stage,
    files: &FileSet,
    folder: &Path,
    difference: &Difference,
) -> Result<(), Diagnostic> {
    for path in difference.missing.iter().chain(&difference.stale) {
        let Some(text) = files.get(path) else { continue };
        let path = folder.join(path);
        stage.write(&path, text).map_err(|error| failed("write", &path, &error))?;
    }
    for path in &difference.leftover {
        let path = folder.join(path);
        stage.remove(&path, folder).map_err(|error| failed("remove", &path, &error))?;
    }
    Ok(())
}

fn in_the_way(path: &Path, count: usize) -> Diagnostic {
    let others = if count > 1 { format!(", and {} more", count - 1) } else { String::new() };
    Diagnostic::error("foreign-file", format!("`{}` was not written by the generator{others}", path.display()))
        .instead("nothing was written")
        .help("choose another output folder, or move these files away")
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        io::ErrorKind::NotADirectory => "expected folders on the way to it; move the file that stands there away",
        io::ErrorKind::IsADirectory => "expected a file there; move the folder away",
        io::ErrorKind::StorageFull => "make room on the disk",
        _ => "check the permissions of the folder",
    };
    Diagnostic::error("output", format!("failed to {what} `{}`: {error}", path.display()))
        .instead("nothing was written")
        .help(help)
}
