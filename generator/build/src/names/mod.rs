//! The names of resources, methods and types.
//!
//! In: the operations and component keys of a description, and the locations of inline schemas.
//! Out: for each operation a resource and a method name ([`resources::Tree`]), and for each type a
//! module and a name ([`type_names::TypeNames`]), both with the rule that gives the name.
//!
//! `methods` chooses resources and method names, and has the table of all rules of names.
//! Components are named by their keys (`type_names`, `modules`), inline types by their locations
//! (`hint`), which for an operation begin with a stem (`stems`). `renames` reports names that are
//! not the expected ones. See `NAMES.md` for the rules.

pub(crate) mod hint;
pub(crate) mod label;
pub(crate) mod methods;
pub(crate) mod modules;
pub(crate) mod reasons;
pub(crate) mod renames;
pub(crate) mod resources;
pub(crate) mod stems;
pub(crate) mod type_names;
