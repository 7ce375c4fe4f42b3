//! Schemas become types.
//!
//! In: the location of a schema, and where it is used. Out: a [`Schema`](model::Schema), whose type
//! is in the [`TypeTable`](type_table::TypeTable) if it has a body.
//!
//! `conversion` looks up schemas and queues bodies, and `types` decides on the type. `enums` and
//! `structs` build these bodies; `crate::unions` builds the bodies of unions. `discriminator_bases`
//! finds the components that become unions because others extend them. `undescribed` adds
//! properties that only `required` names. `replacements` puts types of other crates in place.

pub(crate) mod conversion;
pub(crate) mod discriminator_bases;
mod enums;
pub(crate) mod replacements;
pub(crate) mod schema_key;
pub(crate) mod structs;
pub(crate) mod type_table;
mod types;
pub(crate) mod undescribed;
