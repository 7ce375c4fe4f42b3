//! Files of a crate against a folder: what differs, and, if asked, making it so.
//!
//! Checking and writing look through the same eyes: an [`Intake`], which is given one file after the other, so that
//! never all of them are in memory. Nothing is put in place before all were given, only what differs is written, and only
//! files that bear our header are ever replaced or removed.

mod claim;
mod compare;
mod disk;
mod intake;
mod stage;
#[cfg(test)]
mod tests;
mod workspace;

pub use compare::Difference;
pub use intake::Intake;
pub use stage::Stage;
pub(crate) use workspace::unlisted;

use std::io;
use std::path::Path;

use crate::diag::Diagnostic;

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
