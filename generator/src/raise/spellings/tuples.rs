//! Tuples.

use serde_json::{Map, Value};

use crate::diag::Diagnostic;
use crate::raise::context::RaiseContext;

/// Warns about an array in `items`, as tuples were written before 2020. The array is kept: a schema moved to `items`
/// would get the locations that earlier messages name.
pub(crate) fn warn_listed_items(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    if schema.get("items").is_some_and(Value::is_array) {
        let warning =
            Diagnostic::warning("listed-items", "`items` is an array, expected one schema")
                .instead("it is read as `prefixItems`")
                .help("write it as `prefixItems`, in OpenAPI 3.1");
        context.warn("items", warning);
    }
}
