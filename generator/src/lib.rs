//! Turns an OpenAPI description into a typed Rust client crate.
//!
//! [`Generator`] is the entry point, for a build script or any other program:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = std::env::temp_dir().join("generator-doc-example");
//! # std::fs::create_dir_all(&folder)?;
//! # let description = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    get:\n      operationId: listPets\n      tags: [pets]\n      responses: {'200': {description: all pets}}\n";
//! # std::fs::write(folder.join("openapi.yaml"), description)?;
//! # std::env::set_current_dir(&folder)?;
//! let outcome = sdkwright::Generator::new("openapi.yaml").package("petstore").output("petstore").generate()?;
//! for report in &outcome.reports {
//!     println!("cargo::warning={}", report.diagnostic.message);
//! }
//! assert_eq!(outcome.api.operations.len(), 1);
//! # assert!(folder.join("petstore/src/lib.rs").is_file());
//! # Ok(())
//! # }
//! ```

mod build;
#[doc(hidden)]
pub mod cli;
mod clients;
pub mod config;
pub mod diag;
pub mod diff;
#[doc(hidden)]
pub mod extensions;
pub mod fileset;
mod format;
mod generator;
pub mod import;
pub mod inspect;
mod license;
pub mod lock;
mod media_type;
pub mod model;
#[doc(hidden)]
pub mod naming;
pub mod output;
mod page;
mod patterns;
pub mod pipeline;
mod progress;
#[doc(hidden)]
pub mod raise;
#[doc(hidden)]
pub mod render;
mod samples;
pub mod source;
mod starter;
mod yaml;

pub use generator::{Files, Generator, Outcome};
pub use progress::Progress;
pub use source::Failure;
pub use starter::starter_config;

/// The examples of the book that need this library.
#[cfg(doctest)]
#[doc = include_str!("../../docs/src/guide/builds.md")]
mod book {}
