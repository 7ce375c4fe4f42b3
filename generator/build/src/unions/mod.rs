//! Unions.
//!
//! In: the members of `oneOf`, `anyOf` or a discriminator base, or several JSON types. Out: unions
//! whose variants have names, and whose members a client can tell apart.
//!
//! `bodies` and `json_types` build unions, and `labels` names their variants. When all types exist,
//! `discriminators` infers a discriminator from the constants of the members (`union_constants`,
//! `member_constants`), and `overlaps` reports members that clients cannot tell apart.

pub(crate) mod bodies;
pub(crate) mod discriminators;
pub(crate) mod json_types;
mod labels;
mod member_constants;
pub(crate) mod overlaps;
pub(crate) mod union_constants;
