//! Compares the files of a crate with a folder, and updates the folder.
//!
//! Checking and writing share a [`FileSink`], which takes files one at a time to save memory.
//! Nothing changes before it has all files. Only files that differ are written, and only files with
//! our header are replaced or removed.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod compare;
mod disk;
mod file_sink;
pub mod fileset;
mod folder_lock;
mod interrupts;
mod snapshot;
mod stage;
#[cfg(test)]
mod tests;
mod workspace;

pub use compare::Difference;
pub use file_sink::FileSink;
pub use interrupts::{HeldFolders, hold_open_folders};
pub use snapshot::{CrateSnapshot, hash_content};
pub use stage::Stage;
pub use workspace::{old_edition_warning, unlisted_crate_warning};

use std::io;
use std::path::{Path, PathBuf};

use diag::Diagnostic;

/// Returns a warning for each of the user's modules that has no file in the folder `source`, since
/// Rust refuses to compile the crate.
pub fn missing_modules<'n>(
    source: PathBuf,
    names: &'n [String],
) -> impl Iterator<Item = Diagnostic> + use<'n> {
    names.iter().filter_map(move |name| {
        let file = source.join(format!("{name}.rs"));
        if file.is_file() || source.join(name).join("mod.rs").is_file() {
            return None;
        }
        let message = format!(
            "`{}` does not exist, although `modules` lists `{name}`",
            file.display()
        );
        let warning =
            Diagnostic::warning("missing-module", message).instead("the crate does not compile");
        Some(warning.help("write the file, or remove the name from `modules` in `generator.yaml`"))
    })
}

/// Returns a warning if the file of the user's license does not exist.
pub fn missing_license(folder: &Path, file: &str) -> Option<Diagnostic> {
    let path = folder.join(file);
    if path.is_file() {
        return None;
    }
    let message = format!(
        "`{}` does not exist, although `license_file` names it",
        path.display()
    );
    let warning = Diagnostic::warning("missing-license", message)
        .instead("Cargo refuses to publish the crate");
    Some(warning.help("write the file, or correct `package.license_file` in `generator.yaml`"))
}

/// The maximum number of files that a message lists.
const MOST_LISTED: usize = 5;

/// What is written to a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderKind {
    /// A client that is a crate.
    Crate,
    /// A client that is a module of the user's crate.
    Module,
    /// The runtime of several clients.
    Runtime,
}

impl FolderKind {
    /// Returns how to name another folder.
    fn settings(self) -> &'static str {
        match self {
            Self::Crate => "`--out`, or with `output` in `generator.yaml`",
            Self::Module => "`--module`, or with `module` in `generator.yaml`",
            Self::Runtime => "`runtime.path` in `generator.yaml`",
        }
    }
}

/// Returns the error about a folder with the client of another API, which must not be replaced by
/// mistake.
pub fn other_client_error(folder: &Path, kind: FolderKind) -> Diagnostic {
    let folder = folder.display();
    let message =
        format!("`{folder}` has a client of another API: the description has none of its paths");
    Diagnostic::error("other-client", message)
        .instead("nothing was written")
        .help(format!(
            "name another folder with {}; to replace the client, delete `{folder}`",
            kind.settings()
        ))
}

/// Returns the error that a crate would be written into the folder of a module, whose file is
/// `module_file`.
pub fn module_folder_error(folder: &Path, module_file: &str) -> Option<Diagnostic> {
    let is_crate = folder.join("Cargo.toml").is_file();
    if is_crate || !compare::has_header(&folder.join(module_file)).unwrap_or_default() {
        return None;
    }
    let message = format!(
        "`{}` is the folder of a module, expected that of a crate",
        folder.display()
    );
    Some(
        Diagnostic::error("module", message)
            .instead("nothing was written")
            .help("name another folder, or delete this one"),
    )
}

fn foreign_files_error(folder: &Path, kind: FolderKind, paths: &[String]) -> Diagnostic {
    let message = match paths {
        [path] => format!(
            "`{}` exists already, and sdkwright did not write it",
            folder.join(path).display()
        ),
        _ => {
            let listed = paths.iter().take(MOST_LISTED);
            let mut names: Vec<String> = listed.map(|path| format!("`{path}`")).collect();
            if paths.len() > MOST_LISTED {
                names.push(format!("and {} more", paths.len() - MOST_LISTED));
            }
            format!(
                "{} in `{}` exist already, and sdkwright did not write them",
                names.join(", "),
                folder.display()
            )
        }
    };
    let files = if paths.len() == 1 { "it" } else { "them" };
    Diagnostic::error("foreign-file", message)
        .instead("nothing was written")
        .help(format!(
            "move {files} away, or name another folder with {}",
            kind.settings()
        ))
}

fn failed_file_access(what: &str, path: &Path, error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        io::ErrorKind::NotADirectory => {
            "expected folders on the way to it; move away the file that is there"
        }
        io::ErrorKind::IsADirectory => "expected a file there; move the folder away",
        io::ErrorKind::StorageFull => "make room on the disk",
        _ => "check the permissions of the folder",
    };
    Diagnostic::error(
        "output",
        format!("failed to {what} `{}`: {error}", path.display()),
    )
    .instead("nothing was written")
    .help(help)
}
