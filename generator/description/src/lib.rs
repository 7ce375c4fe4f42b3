//! Reads a description into a [`Document`]: its files as JSON values, with the location of each
//! value in the text.
//!
//! `yaml` and `json` parse text, `places` notes where the values of YAML are, `files` reads files,
//! `load` reads a whole description, `amend` applies overlays, `check` refuses other formats,
//! `references` follows `$ref` (across files by `links`, to identifiers by `anchors`, in place of
//! maps by `map_references`), `similar_names` finds names for suggestions, `survey` visits all that
//! the root reaches, `moves` keeps where moved and copied values were written, `locate` finds lines
//! and columns, `node` has values with their locations, `objects` maps keys to OpenAPI objects,
//! `applied_schemas` finds all schemas that apply to a value, `fields` checks keys and the types of their values, `extensions` is the table
//! of the extensions that are settings.
//!
//! The network, and files outside of the root document's folder, are used only if allowed. Only
//! overlays change the meaning of the description; `fields` drops values of the wrong type with a
//! warning.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod amend;
mod anchors;
mod applied_schemas;
mod check;
mod document;
mod extensions;
mod failure;
mod fields;
mod files;
mod json;
pub mod keywords;
mod kind;
mod lines;
mod links;
mod load;
mod locate;
mod map_references;
mod moves;
mod node;
mod objects;
mod parsed;
mod places;
mod pointer;
pub mod raise;
mod references;
mod remote;
mod similar_names;
mod survey;
mod text;
mod yaml;

pub use applied_schemas::{
    AppliedPath, AppliedSchema, AppliedSchemas, BundledSchemas, MOST_APPLIED_SCHEMAS,
    MOST_SCHEMAS_AT_LOCATION, SingleMember, UnionMembers, only_validates,
};
pub use check::{help_to_import, is_description, is_stainless};
pub use document::{Document, read_file_or_input, read_named_text};
pub use extensions::{
    DefaultResource, EXTENSIONS, Extension, ExtensionSetting, UNREAD_EXTENSIONS, UnreadExtension,
};
pub use failure::Failure;
pub use files::{
    display_name, enclosing_package, is_standard_input, is_stream, is_url_path, name_in_words,
    normalise_path, relative_path,
};
pub use kind::{
    boolean_field, has_binary_format, has_required_flag, listed_values, lists_type,
    non_null_type_names, only_type_name, required_names, string_field, type_names,
};
pub use load::ReadOptions;
pub use locate::Passage;
pub(crate) use moves::Moves;
pub use node::Node;
pub use objects::{Child, OpenApiObject, PATHS, walk_objects};
pub(crate) use objects::{visit_schemas, walk_objects_mut};
pub(crate) use pointer::{local_reference, lookup_pointer_mut, push_segment, with_child_pointer};
pub use pointer::{object_member, pointer_segments};
pub(crate) use references::{ReferenceParts, percent_decoded, reference_of};
pub use similar_names::{is_close, nearest_name, suggest_known_name, without_case_and_punctuation};
pub use survey::ReachableObjects;
pub(crate) use survey::{UsedObjects, WrittenReference, references_in};

#[cfg(test)]
mod tests;
