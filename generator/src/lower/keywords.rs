//! Single keywords that versions write differently.

use super::context::LowerContext;
use crate::diag::Diagnostic;
use crate::source::string_field;
use serde_json::{Map, Value, json};

/// Removes an `enum` that does not list the `const` beside it.
pub(super) fn rewrite_const(schema: &mut Map<String, Value>, context: &mut LowerContext) {
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

/// `type: string, format: int-or-string`, as Kubernetes writes it in Swagger 2.0 → `type: [integer, string]`. Beside the
/// `oneOf` that it writes in 3.0, the format only repeats what the members say.
pub(super) fn rewrite_integer_or_string(schema: &mut Map<String, Value>, _: &mut LowerContext) {
    if string_field(schema, "format") != Some("int-or-string") {
        return;
    }
    schema.shift_remove("format");
    if string_field(schema, "type") == Some("string") {
        schema.insert("type".to_owned(), json!(["integer", "string"]));
    }
}

/// `examples: [a, b]` → `example: a` beside them, unless `example` exists.
pub(super) fn rewrite_examples(schema: &mut Map<String, Value>, _: &mut LowerContext) {
    let first = schema
        .get("examples")
        .and_then(Value::as_array)
        .and_then(|examples| examples.first());
    if let Some(first) = first.cloned() {
        schema.entry("example").or_insert(first);
    }
}

/// Warns about an array in `items`, as tuples were written before 2020.
pub(super) fn warn_listed_items(schema: &mut Map<String, Value>, context: &mut LowerContext) {
    if schema.get("items").is_some_and(Value::is_array) {
        let warning =
            Diagnostic::warning("listed-items", "`items` is an array, expected one schema")
                .instead("it is read as `prefixItems`")
                .help("write it as `prefixItems`, in OpenAPI 3.1");
        context.warn("items", warning);
    }
}
