//! `const` next to `enum`, and numbers in constants and defaults.

use serde_json::{Map, Value};

use super::bounds::to_whole_number;
use crate::raise::context::RaiseContext;
use diag::Diagnostic;

/// Removes an `enum` that does not list the `const` next to it.
pub(crate) fn remove_contradicting_enum(
    schema: &mut Map<String, Value>,
    context: &mut RaiseContext,
) {
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

/// Rewrites `default: 20.0` to `default: 20`, which is the same number, and likewise `const` and
/// the values of `enum`.
pub(crate) fn rewrite_whole_numbers(schema: &mut Map<String, Value>, _: &mut RaiseContext) {
    for keyword in ["const", "default", "enum"] {
        match schema.get_mut(keyword) {
            Some(Value::Array(values)) => values.iter_mut().for_each(rewrite_whole_number),
            Some(value) => rewrite_whole_number(value),
            None => {}
        }
    }
}

fn rewrite_whole_number(value: &mut Value) {
    let is_negative_zero = value
        .as_f64()
        .is_some_and(|it| it == 0.0 && it.is_sign_negative());
    if value.is_f64()
        && !is_negative_zero
        && let Some(whole) = value.as_f64().and_then(to_whole_number)
    {
        *value = Value::from(whole);
    }
}
