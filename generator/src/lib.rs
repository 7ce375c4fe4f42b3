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

#[doc(hidden)]
pub mod cli;
mod starter;

pub use config;
#[doc(hidden)]
pub use description::raise;
pub use description::{self as source, Failure};
pub use diag::{self, progress::Progress};
pub use diff;
#[doc(hidden)]
pub use extensions;
pub use import;
pub use inspect;
pub use lock;
pub use model;
#[doc(hidden)]
pub use naming;
pub use output::{self, fileset};
pub use pipeline::{self, Files, Generator, Outcome};
#[doc(hidden)]
pub use render;
pub use starter::starter_config;
pub use surface;

/// The examples of the book that need this library.
#[cfg(doctest)]
#[doc = include_str!("../../docs/src/guide/builds.md")]
#[doc = include_str!("../../docs/src/guide/module.md")]
mod book {}
