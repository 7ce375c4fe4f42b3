//! The names of resources, methods and types.
//!
//! In: the operations and component keys of a description, and the locations of inline schemas.
//! Out: for each operation a resource and a method name ([`resources::Tree`]), and for each type a
//! module and a name ([`type_names::TypeNames`]), both with the rule that gives the name.
//!
//! The crate `method-names` chooses resources and method names; `resources` makes them unique.
//! Components are named by their keys (`type_names`, `modules`), inline types by where they are
//! used (`inline_types`). `renames` reports names that are not the expected ones. See `NAMES.md`
//! for the rules.

pub(crate) mod inline_types;
pub(crate) mod modules;
pub(crate) mod renames;
pub(crate) mod resources;
pub(crate) mod type_names;
