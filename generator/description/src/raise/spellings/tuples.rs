//! Tuples.

use serde_json::{Map, Value};

use crate::raise::context::RaiseContext;
use diag::Diagnostic;

/// Warns about an array in `items`, which is how tuples were written before JSON Schema 2020-12.
/// The array stays there: in `prefixItems`, the schema of `additionalItems` would move to `items`,
/// the location that earlier messages use for the array.
pub(crate) fn warn_listed_items(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    if schema.get("items").is_some_and(Value::is_array) {
        let warning =
            Diagnostic::warning("listed-items", "`items` is an array, expected one schema")
                .instead("it is read as `prefixItems`")
                .help("write it as `prefixItems`, in OpenAPI 3.1");
        context.warn("items", warning);
    }
}
