//! Raises a description of any version to the one form that all later modules read: OpenAPI 3.2
//! with JSON Schema 2020-12. Each step has a folder, with a file for each subject:
//!
//! - `from_2_0`: Swagger 2.0 → OpenAPI 3.0
//! - `from_3_0`: 3.0 → 3.1: `nullable`, boolean exclusive bounds, ignored siblings of `$ref`
//! - `from_3_1`: 3.1 → 3.2: the types of XML nodes
//! - `spellings`: what may be written in several ways: only one of them remains
//! - `dynamic_references`, `unbound_references`, `event_data`: what a schema says indirectly: it
//!   becomes a `$ref`
//! - `watches`: what a query parameter does: it becomes an operation
//!
//! Every object passes through all steps, whatever version the description states: many 3.0
//! documents use 3.1 syntax, and vice versa. Rewriting is idempotent. Examples and extensions are
//! not changed, defaults and enums only in the spelling of numbers (`20.0`).
//!
//! Pointers in the text still lead to every schema: where a value moves, the document records where
//! it was written.
//!
//! In the one form, `null` is the last type in `type`, a value of `enum`, and a member of `oneOf`
//! or `anyOf`. A `$ref` has no siblings except annotations (`description`, `deprecated`, …).

mod annotations;
mod context;
mod dynamic_references;
mod event_data;
mod form;
mod from_2_0;
mod from_3_0;
mod from_3_1;
mod spellings;
mod unbound_references;
mod walk;
mod watches;

pub use annotations::Annotations;
use context::RaiseContext;
pub use event_data::is_read_content;
pub use form::{accepts_nothing, accepts_only_null, lists_null_type};
pub use from_2_0::{describe_arrays_as_strings, is_loopback};
use walk::Rewrites;

use crate::Document;
use diag::{Diagnostic, Origin};
use serde_json::Value;

/// Raises Swagger 2.0 to OpenAPI 3.0, and replaces each `$dynamicRef` by its meaning.
pub fn raise_to_openapi_3(document: &mut Document) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    if !document.is_swagger()
        && let Some(Value::Object(root)) = document.value_mut(&Origin::default())
    {
        // `swagger` next to `openapi` was already reported, when the version was checked.
        root.shift_remove("swagger");
    }
    from_2_0::rewrite_swagger(document, &mut warnings);
    let bindings = dynamic_references::bind_dynamic_references(document);
    unbound_references::replace_unbound_references(document, &bindings, &mut warnings);
    warnings
}

/// The rewrites of all objects, in the order of application.
const REWRITES: Rewrites = Rewrites {
    of_objects: &[
        from_3_0::ref_siblings::remove_ignored_description,
        event_data::note_events,
        spellings::scheme_names::note_requirements,
    ],
    of_schemas: &[
        spellings::constants::rewrite_whole_numbers,
        spellings::constants::remove_contradicting_enum,
        spellings::formats::rewrite_binary_content,
        spellings::formats::rewrite_integer_or_string,
        spellings::null::rewrite_null_in_enum,
        spellings::examples::rewrite_examples,
        from_3_0::exclusive_bounds::rewrite_exclusive_bounds,
        spellings::types::rewrite_type,
        from_3_0::nullable::rewrite_nullable_members,
        spellings::null::rewrite_union_of_null,
        from_3_0::ref_siblings::remove_ignored_siblings,
        spellings::ref_siblings::rewrite_ref_siblings,
        from_3_0::nullable::rewrite_nullable,
        from_3_1::xml::rewrite_node_type,
        spellings::tuples::warn_listed_items,
        spellings::bounds::rewrite_bounds,
    ],
};

/// Raises all objects that the description reaches to the one form; returns warnings about dropped
/// keywords.
pub fn raise_to_3_2(document: &mut Document) -> Vec<Diagnostic> {
    watches::describe_watches(document);
    let mut context = RaiseContext {
        is_3_0: document.is_3_0(),
        ..RaiseContext::default()
    };
    walk::rewrite_objects(document, &mut context, REWRITES);
    from_3_0::nullable::rewrite_references_to_nullable(document, &mut context);
    from_3_0::nullable::add_null_to_unions(document, &mut context);
    event_data::read_event_data(document, context.events);
    spellings::scheme_names::name_required_schemes(document, context.requirements);
    context.diagnostics
}

#[cfg(test)]
mod tests;
