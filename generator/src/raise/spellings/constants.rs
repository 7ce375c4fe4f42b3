//! `const` beside `enum`.

use serde_json::{Map, Value};

use crate::diag::Diagnostic;
use crate::raise::context::RaiseContext;

/// Removes an `enum` that does not list the `const` beside it.
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
