//! Single keywords that versions write differently.

use super::context::LowerContext;
use crate::diag::Diagnostic;
use serde_json::{Map, Value};

/// Removes an `enum` that does not list the `const` beside it.
pub(super) fn rewrite_const(schema: &mut Map<String, Value>, context: &mut LowerContext<'_>) {
    if let Some(value) = schema.get("const")
        && let Some(Value::Array(values)) = schema.get("enum")
        && !values.contains(value)
    {
        let warning =
            Diagnostic::warning("const-not-in-enum", "the value of `const` is not in `enum`")
                .instead("`enum` is ignored")
                .help("remove one of the two");
        context.warn("const", warning);
        schema.shift_remove("enum");
    }
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

/// Warns about an array in `items`, as tuples were written before 2020.
pub(super) fn warn_listed_items(schema: &mut Map<String, Value>, context: &mut LowerContext<'_>) {
    if schema.get("items").is_some_and(Value::is_array) {
        let warning =
            Diagnostic::warning("listed-items", "`items` is an array, expected one schema")
                .instead("it is read as `prefixItems`")
                .help("write it as `prefixItems`, in OpenAPI 3.1");
        context.warn("items", warning);
    }
}

fn move_keyword(schema: &mut Map<String, Value>, written: &str, kept: &str) {
    if let Some(value) = schema.shift_remove(written) {
        schema.insert(kept.to_owned(), value);
    }
}
