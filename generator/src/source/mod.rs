//! Bytes → [`Document`]: the files of a description as JSON values, and where in their text each value stands.
//!
//! One file a subject: `yaml` and `json` read text into values through the same visitor (`tree`), `files` finds
//! files on disk, `amend` applies overlays, `check` refuses what is no OpenAPI, `references` follows `$ref`, `links` from file to file, `anchors` by names, `locate` finds lines and columns,
//! `place` knows which object of OpenAPI stands under which key, `fields` what kind of value.
//!
//! Nothing here goes over the network or reads a file outside the root document's folder unless told so, or changes what
//! the description says without an overlay; only values that cannot stand where they do are dropped (`fields`), with a warning.

mod aliases;
mod amend;
mod anchors;
mod check;
mod document;
mod failure;
mod fields;
mod files;
mod json;
mod lines;
mod links;
mod locate;
mod objects;
mod pointer;
mod read;
mod references;
mod remote;
mod report;
mod survey;
mod text;
mod tree;
mod yaml;

pub use document::{Document, Options};
pub use failure::Failure;
pub(crate) use fields::is_close;
pub use files::normalised;
pub(crate) use files::{display_name, relative};
pub(crate) use objects::{Child, Node};
pub(crate) use pointer::{KEPT_ASIDE, kept_aside, push_segment};
pub(crate) use survey::{Reach, Reference};

#[cfg(test)]
mod tests;
