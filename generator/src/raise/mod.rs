//! Raises a description of any version to the one form that all later modules read: OpenAPI 3.2 with JSON Schema
//! 2020-12. A folder for each step, and in it a file for each subject:
//!
//! | | |
//! |---|---|
//! | `from_2_0` | Swagger 2.0 → OpenAPI 3.0 |
//! | `dynamic_references` | `$dynamicRef` → `$ref` |
//! | `from_3_0` | what 3.1 replaced: `nullable`, boolean exclusive bounds, ignored siblings of `$ref` … |
//! | `from_3_1` | what 3.2 replaced: the data of events … |
//! | `spellings` | what 2020-12 writes in several ways: one of them is left |
//!
//! Every object passes through all steps, whatever version the description claims: many 3.0 documents use 3.1 syntax,
//! and the reverse. Rewriting is idempotent. Examples, defaults, enums and extensions are not changed.
//!
//! Pointers still find every schema; where a value moves, the document records where it was written.
//!
//! In the one form, `null` is the last of the types that `type` lists, a value of `enum`, and a member of `oneOf` or
//! `anyOf`. A `$ref` has no siblings but annotations (`description`, `deprecated`, …).

mod context;
mod dynamic_references;
mod form;
mod from_2_0;
mod from_3_0;
mod from_3_1;
mod spellings;
mod walk;

use context::RaiseContext;
pub(crate) use form::{accepts_nothing, accepts_only_null, lists_null_type};
use from_3_0::{exclusive_bounds, nullable};
use from_3_1::events;
use spellings::{bounds, constants, formats, null, types};
use walk::SchemaRewrite;

use crate::diag::Diagnostic;
use crate::source::Document;

/// Raises Swagger 2.0 to OpenAPI 3.0, and replaces `$dynamicRef`s by what they mean.
pub fn raise_to_openapi_3(document: &mut Document) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    if document.is_swagger() {
        from_2_0::rewrite_swagger(document, &mut warnings);
    }
    dynamic_references::bind_dynamic_references(document);
    warnings
}

/// The rewrites of a schema, in the order of application.
const REWRITES: &[SchemaRewrite] = &[
    constants::remove_contradicting_enum,
    formats::rewrite_binary_content,
    formats::rewrite_integer_or_string,
    null::rewrite_null_in_enum,
    from_3_0::examples::rewrite_examples,
    exclusive_bounds::rewrite_exclusive_bounds,
    types::rewrite_type,
    nullable::rewrite_nullable_members,
    null::rewrite_union_of_null,
    from_3_0::ref_siblings::remove_ignored_siblings,
    spellings::ref_siblings::rewrite_ref_siblings,
    nullable::rewrite_nullable,
    from_3_0::tuples::warn_listed_items,
    bounds::rewrite_bounds,
];

/// Raises every schema that the description reaches to the one form; returns warnings about dropped keywords.
pub fn raise_to_3_2(document: &mut Document) -> Vec<Diagnostic> {
    let mut context = RaiseContext {
        is_3_0: document.is_3_0(),
        ..RaiseContext::default()
    };
    walk::rewrite_schemas(document, &mut context, REWRITES);
    nullable::rewrite_references_to_nullable(document, &mut context);
    nullable::add_null_to_unions(document, &mut context);
    events::read_event_data(document, context.events);
    context.diagnostics
}

#[cfg(test)]
mod tests;
