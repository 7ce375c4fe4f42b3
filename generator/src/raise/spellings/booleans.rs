//! Boolean schemas.

use serde_json::{Value, json};

/// `true` → `{}`, `false` → `{not: {}}`.
pub(crate) fn rewrite_boolean(schema: &mut Value) {
    if let Value::Bool(anything) = *schema {
        *schema = if anything {
            json!({})
        } else {
            json!({"not": {}})
        };
    }
}
