//! Keywords that OpenAPI 3.0 lacks, or writes differently.

use super::LowerContext;
use crate::diag::Diagnostic;
use crate::source::KEPT_ASIDE;
use serde_json::{Map, Value};

/// `const: v` → `enum: [v], x-const: true`. It replaces an existing `enum`, as `const` is narrower.
pub(super) fn rewrite_const(schema: &mut Map<String, Value>, context: &mut LowerContext<'_>) {
    let Some(value) = schema.shift_remove("const") else {
        return;
    };
    if let Some(Value::Array(values)) = schema.get("enum")
        && !values.contains(&value)
    {
        let warning =
            Diagnostic::warning("const-not-in-enum", "the value of `const` is not in `enum`")
                .instead("`enum` is ignored")
                .help("remove one of the two");
        context.warn("const", warning);
    }
    schema.insert("enum".to_owned(), Value::Array(vec![value]));
    schema.insert("x-const".to_owned(), Value::Bool(true));
}

/// `$dynamicRef: '#a'` → `$ref: '#a'`, which is equivalent unless an outer schema overrides the anchor.
pub(super) fn rewrite_dynamic_ref(schema: &mut Map<String, Value>, context: &mut LowerContext<'_>) {
    if schema.contains_key("$ref") || !schema.get("$dynamicRef").is_some_and(Value::is_string) {
        return;
    }
    move_keyword(schema, "$dynamicRef", "$ref");
    let warning = Diagnostic::warning(
        "dynamic-reference",
        "`$dynamicRef` may refer to different schemas by context",
    )
    .instead("it is read as `$ref`")
    .help("write `$ref` if one schema is meant");
    context.warn("$dynamicRef", warning);
}

/// `examples: [a, b]` → `example: a` beside them, unless `example` exists.
pub(super) fn rewrite_examples(schema: &mut Map<String, Value>, _: &mut LowerContext<'_>) {
    let first = schema
        .get("examples")
        .and_then(Value::as_array)
        .and_then(|examples| examples.first());
    if let Some(first) = first.cloned() {
        schema.entry("example").or_insert(first);
    }
}

/// `if`, `patternProperties`, `contains` … → `x-if`, `x-pattern-properties` …, which `openapiv3` keeps.
pub(super) fn keep_keywords_aside(schema: &mut Map<String, Value>, _: &mut LowerContext<'_>) {
    for (written, kept) in KEPT_ASIDE {
        if !matches!(*written, "items" | "prefixItems") {
            move_keyword(schema, written, kept);
        }
    }
}

/// `prefixItems: [a]` → `x-prefix-items: [a]`, and `items: [a]`, as written before 2020, → `x-listed-items: [a]`.
pub(super) fn rewrite_tuples(schema: &mut Map<String, Value>, context: &mut LowerContext<'_>) {
    if schema.get("items").is_some_and(Value::is_array) {
        let warning =
            Diagnostic::warning("listed-items", "`items` is an array, expected one schema")
                .instead("it is read as `prefixItems`")
                .help("write it as `prefixItems`, in OpenAPI 3.1");
        context.warn("items", warning);
        move_keyword(schema, "items", "x-listed-items");
    }
    move_keyword(schema, "prefixItems", "x-prefix-items");
}

fn move_keyword(schema: &mut Map<String, Value>, written: &str, kept: &str) {
    if let Some(value) = schema.shift_remove(written) {
        schema.insert(kept.to_owned(), value);
    }
}
