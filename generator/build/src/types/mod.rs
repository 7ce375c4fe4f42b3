//! Passes over all types.
//!
//! In: a type for each schema, with a body. Out: the final types, with names, files and uses.
//!
//! `phases` has the state of the model between the passes. `cycles` cuts and boxes cycles;
//! `dedupe`, `titles` and `previous_types` merge equal types, which `type_hash` recognises; `usage`
//! determines where types are used, and `families` in which file they are. `form_properties` lists
//! the properties of bodies that are forms.

pub(crate) mod cycles;
pub(crate) mod dedupe;
pub(crate) mod families;
pub(crate) mod form_properties;
pub(crate) mod phases;
pub(crate) mod previous_types;
mod titles;
mod type_hash;
pub(crate) mod usage;
