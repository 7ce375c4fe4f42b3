//! OpenAPI 3.1 → the shape of 3.0, in place: what `openapiv3` can read, with nothing lost on the way.
//!
//! One file a rewrite, registered in [`REWRITES`]; the walk (`walk`) hands every schema to every rewrite, inner ones
//! first. Documents of 3.0 take the same road, as many of them hold spellings of 3.1.
//!
//! No schema is ever moved to where a pointer would not find it: keywords that 3.0 does not know keep their value under
//! an `x-` name, and `Document::value` and `Document::resolve` still find it under the name as written. Rewriting twice
//! changes nothing. Nothing inside of examples, defaults, enums and extensions is touched.
//!
//! What the later rooms read besides 3.0:
//!
//! | key | means |
//! |---|---|
//! | `x-types: [a, b]`, no `type` | a value is of one of these types |
//! | `x-types: []`, `nullable: true` | only `null` |
//! | `x-null: true` on a member of `oneOf`, `anyOf` | the member is `null` and counts as the parent's `nullable` |
//! | `x-const: true` | the one value of `enum` was a `const` |
//! | `x-never: true` | no value at all (`false`) |
//! | `x-ref-siblings: true` | the last member of `allOf` is a `$ref` that stood beside the other keys |
//! | `x-ignored-siblings: true` | what narrows beside this `$ref` is ignored, as 3.0 says |
//! | `x-prefix-items` | a tuple; what follows it is in `items` |
//! | `x-listed-items` | a tuple that is written as a list in `items`; what follows it is in `additionalItems` |
//! | `x-exclusive-minimum: true`, … | `minimum` was written as the number of `exclusiveMinimum` |
//! | `x-minimum`, `x-maximum`, `x-multiple-of` | a bound of an integer that 64 bits do not hold |
//! | `x-pattern-properties`, `x-if`, `x-then`, `x-else`, `x-contains`, … | the keyword of that name |
//!
//! A `$ref` whose only siblings are annotations (`description`, `deprecated`, …) stays as it is, siblings included:
//! `openapiv3` sees the reference, whoever wants the annotations reads them from `Document::value`.

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

/// One way in which 3.1 differs from 3.0, and what it becomes.
#[derive(Debug)]
pub struct Rewrite {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What becomes of what, in a line.
    pub doc: &'static str,
    /// Rewrites a schema; says whether it changed anything.
    apply: fn(&mut Value, &mut Context<'_>) -> bool,
}

/// All rewrites, in the order in which a schema meets them, which is that of their names.
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

/// Where a rewrite is, and whom it tells what it had to drop.
struct Context<'a> {
    is_3_0: bool,
    file: FileId,
    pointer: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Context<'_> {
    /// Warns about `keyword` of the schema at hand.
    fn warn(&mut self, keyword: &str, diagnostic: Diagnostic) {
        let origin = Origin::new(self.file, self.pointer).child(keyword);
        self.diagnostics.push(diagnostic.at(&origin));
    }
}

/// What `null` alone becomes.
fn make_null(schema: &mut Map<String, Value>) {
    for keyword in ["type", "enum", "const", "x-const"] {
        schema.shift_remove(keyword);
    }
    schema.insert("x-types".to_owned(), Value::Array(Vec::new()));
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// Whether only `null` is a value.
fn is_null(schema: &Value) -> bool {
    let types = schema.get("x-types").and_then(Value::as_array);
    types.is_some_and(Vec::is_empty) && schema.get("$ref").is_none()
}

#[cfg(test)]
mod tests;
