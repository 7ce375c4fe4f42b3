//! Reads a description into a [`Document`]: its files as JSON values, with the location of each value in the text.
//!
//! `yaml` and `json` parse text through the same visitor (`tree`), `files` reads files, `load` reads a whole description, `amend` applies overlays,
//! `check` refuses other formats, `swagger` rewrites Swagger 2.0, `generics` copies templates
//! with `$dynamicRef` (`moves` keeps where moved and copied values were written),
//! `references` follows `$ref` (`links` across files, `anchors` by identifier), `resolved`
//! finds the schemas that a location leads to, `locate` finds lines and columns, `objects` maps keys to OpenAPI objects,
//! `fields` checks keys and the types of their values.
//!
//! Uses the network, or files outside the root document's folder, only if allowed. Only overlays change the meaning of
//! the description; `fields` drops values of a wrong type with a warning.

mod aliases;
mod amend;
mod anchors;
mod check;
mod document;
mod failure;
mod fields;
mod files;
mod generics;
mod json;
pub(crate) mod keywords;
mod kind;
mod lines;
mod links;
mod load;
mod locate;
mod moves;
mod objects;
mod parsed;
mod pointer;
mod references;
mod remote;
mod resolved;
mod survey;
mod swagger;
mod text;
mod tree;
mod yaml;

pub use document::Document;
pub(crate) use document::read_named_text;
pub use failure::Failure;
pub(crate) use fields::{is_close, nearest_name};
pub use files::normalise_path;
pub(crate) use files::{display_name, is_standard_input, is_url_path, relative_path};
pub(crate) use kind::{boolean_field, string_field};
pub use load::ReadOptions;
pub(crate) use locate::Passage;
pub(crate) use objects::{Child, OpenApiObject};
pub(crate) use pointer::{local_reference, pointer_segments, push_segment};
pub(crate) use references::without_case_and_punctuation;
pub(crate) use survey::ReachableObjects;

#[cfg(test)]
mod tests;
