//! What a type that has no name of its own is called, and why.
//!
//! In: where an inline schema is used ([`SchemaUse`]): the component or resource, the body,
//! response or operation in it, and the properties from there on. Each conversion of a schema
//! passes the use of the schema on to the schemas inside of it. Out: the names that its type may
//! have, the best first, each with its rule ([`NameFacts::list_candidates`]). The type gets the
//! first one that no other type has.
//!
//! Equal types are merged before types are named; `shared_names` has the names for merged types.
//! Uses in an operation begin with a stem for all types of the operation (`stems`), and those in a
//! response may have the reason phrase of its status code (`status_names`).

mod candidates;
mod schema_use;
mod shared_names;
mod status_names;
mod stems;

pub(crate) use candidates::NameFacts;
pub(crate) use schema_use::SchemaUse;
pub(crate) use status_names::success_name;
pub(crate) use stems::{Stem, choose_stems};
