//! Rewrites OpenAPI 3.1 in place to the shape of 3.0, which `openapiv3` can read, without loss.
//!
//! Each rewrite is a file, registered in [`REWRITES`]; `walk` passes every schema to every rewrite, inner ones first.
//! 3.0 documents are rewritten too, as many of them use 3.1 syntax.
//!
//! Pointers still find every schema: keywords unknown to 3.0 move to an `x-` name, and `Document::value` and
//! `Document::resolve` also find them by their original name. Rewriting is idempotent. Examples, defaults, enums and
//! extensions are not changed.
//!
//! Keys beyond 3.0 that later modules read:
//!
//! | key | means |
//! |---|---|
//! | `x-types: [a, b]`, no `type` | a value is of one of these types |
//! | `x-types: []`, `nullable: true` | only `null` |
//! | `x-null: true` on a member of `oneOf`, `anyOf` | the member is `null`; the parent has `nullable: true` |
//! | `x-const: true` | the one value of `enum` was a `const` |
//! | `x-never: true` | no value is valid (`false`) |
//! | `x-ref-siblings: true` | the last member of `allOf` is a `$ref` that was beside the other keys |
//! | `x-ignored-siblings: true` | constraints beside this `$ref` are ignored, as in 3.0 |
//! | `x-prefix-items` | a tuple; `items` has the schema of further items |
//! | `x-listed-items` | a tuple written as an array in `items`; `additionalItems` has the schema of further items |
//! | `x-exclusive-minimum: true`, … | `minimum` was written as the number of `exclusiveMinimum` |
//! | `x-minimum`, `x-maximum`, `x-multiple-of` | a bound of an integer beyond 64 bits |
//! | `x-pattern-properties`, `x-if`, `x-then`, `x-else`, `x-contains`, … | the keyword of that name |
//!
//! A `$ref` whose only siblings are annotations (`description`, `deprecated`, …) is not changed: `openapiv3` reads the
//! reference, and `Document::value` has the annotations.

mod boolean_schema;
mod const_value;
mod content;
mod dynamic_ref;
mod enum_null;
mod examples;
mod exclusive_bounds;
mod keywords;
mod listed_types;
mod null_member;
mod nullable_member;
mod prefix_items;
mod ref_siblings;
mod walk;
mod wide_bounds;

pub(crate) use nullable_member::{says_nullable, says_only_nullable};
pub use walk::{lower, lower_watched};

use crate::diag::{Diagnostic, FileId, Origin};
use serde_json::{Map, Value};

/// A rewrite of one difference between 3.1 and 3.0.
#[derive(Debug)]
pub struct Rewrite {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// The rewrite in one line.
    pub doc: &'static str,
    /// Rewrites a schema; returns whether it changed anything.
    apply: fn(&mut Value, &mut Context<'_>) -> bool,
}

/// All rewrites, in the order of application and of their names.
pub const REWRITES: &[Rewrite] = &[
    boolean_schema::REWRITE,
    const_value::REWRITE,
    content::REWRITE,
    dynamic_ref::REWRITE,
    enum_null::REWRITE,
    examples::REWRITE,
    exclusive_bounds::REWRITE,
    keywords::REWRITE,
    listed_types::REWRITE,
    null_member::REWRITE,
    nullable_member::REWRITE,
    prefix_items::REWRITE,
    ref_siblings::REWRITE,
    wide_bounds::REWRITE,
];

/// The location of a rewrite, and its warnings.
struct Context<'a> {
    is_3_0: bool,
    file: FileId,
    pointer: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Context<'_> {
    /// Warns about `keyword` of the current schema.
    fn warn(&mut self, keyword: &str, diagnostic: Diagnostic) {
        let origin = Origin::new(self.file, self.pointer).child(keyword);
        self.diagnostics.push(diagnostic.at(&origin));
    }
}

/// Rewrites a schema that accepts only `null`.
fn make_null(schema: &mut Map<String, Value>) {
    for keyword in ["type", "enum", "const", "x-const"] {
        schema.shift_remove(keyword);
    }
    schema.insert("x-types".to_owned(), Value::Array(Vec::new()));
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// Returns whether only `null` is valid.
fn is_null(schema: &Value) -> bool {
    let types = schema.get("x-types").and_then(Value::as_array);
    types.is_some_and(Vec::is_empty) && schema.get("$ref").is_none()
}

#[cfg(test)]
mod tests;
