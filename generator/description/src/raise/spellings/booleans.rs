//! Boolean schemas.

use serde_json::{Value, json};

/// Rewrites `true` to `{}`, and `false` to `{not: {}}`.
pub(crate) fn rewrite_boolean(schema: &mut Value) {
    if let Value::Bool(anything) = *schema {
        *schema = if anything {
            json!({})
        } else {
            json!({"not": {}})
        };
    }
}
