//! The meaning of the keywords of a schema.
//!
//! In: the location of a schema. Out: [`CombinedKeywords`](facts::CombinedKeywords), the keywords
//! of all schemas that apply at this location, as plain data.
//!
//! `single_member` reads `oneOf` and `anyOf` with one member as that member. `parts` flattens
//! `allOf` and `$ref` into parts, each with the keywords of one schema. `shape` combines the
//! keywords of the parts; `sanity` drops keywords that contradict the type, and `constraints` keeps
//! the tightest bounds. `facts` has the result. `keyword_meaning` answers questions about single
//! keywords. Nothing in this folder knows types or names.

mod constraints;
pub(crate) mod facts;
pub(crate) mod keyword_meaning;
pub(crate) mod parts;
mod sanity;
pub(crate) mod shape;
pub(crate) mod single_member;
