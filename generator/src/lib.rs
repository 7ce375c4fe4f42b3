//! Turns an OpenAPI description into a typed Rust client crate.
//!
//! [`Generator`] is the one entry point, made for a `build.rs` or any other program:
//!
//! ```no_run
//! # fn main() -> Result<(), generator::Error> {
//! let outcome = generator::Generator::new("openapi.yaml").package("petstore").output("petstore").generate()?;
//! for report in &outcome.reports {
//!     println!("cargo::warning={}", report.diagnostic.message);
//! }
//! # Ok(())
//! # }
//! ```

mod build;
pub mod config;
pub mod diag;
pub mod fileset;
mod format;
mod generator;
pub mod inspect;
pub mod lower;
pub mod model;
pub mod naming;
pub mod output;
pub mod pipeline;
pub mod render;
pub mod source;

pub use generator::{Error, Generator, Outcome};
