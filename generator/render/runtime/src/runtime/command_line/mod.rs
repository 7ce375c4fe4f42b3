//! The command line of an API: a command for each operation of the catalog.

use std::process::ExitCode;

use super::api::Api;
use super::catalog::Catalog;

/// The command line of an API.
pub struct Program {
    /// The name of the program.
    pub name: &'static str,
    /// The version of the package.
    pub version: &'static str,
    /// The title of the API.
    pub title: &'static str,
    /// The API.
    pub api: &'static Api,
    /// Its operations.
    pub catalog: &'static Catalog,
}

impl Program {
    /// Runs the program with the arguments of the process.
    pub fn run(&'static self) -> ExitCode {
        ExitCode::SUCCESS
    }
}
