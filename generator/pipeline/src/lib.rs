//! The pipeline: reads a description, builds its model, and writes the files of the crate.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

pub mod generator;
mod record;
mod runtime;

pub use generator::{Generator, Outcome};
pub use reading::{Files, Reading, Settings, Understood, understand_description};
pub use record::{Records, RunReport};

use description::Failure;
use model::Api;
use output::fileset::FileSet;
use render::{self, RenderOptions};

/// Renders the files of the client crate.
///
/// # Errors
/// If emitted code is not valid Rust, which is a bug of the generator.
pub fn emit_client_files(api: &Api) -> Result<FileSet, Failure> {
    let mut files = Vec::new();
    render::render(api, RenderOptions::default(), &mut |file| {
        files.push(file);
        Ok(())
    })?;
    Ok(FileSet::new(files))
}
