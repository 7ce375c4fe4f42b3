//! Boolean schemas.
//!
//! `true` becomes `{}`, `false` becomes `{not: {}, x-never: true}`. Booleans that 3.0 accepts (`additionalProperties`)
//! are not changed.

use super::{Context, Rewrite};
use serde_json::{Value, json};

pub(super) const REWRITE: Rewrite =
    Rewrite { name: "boolean-schema", doc: "`true` → `{}`, `false` → `{not: {}, x-never: true}`", apply };

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Value::Bool(anything) = *schema else { return false };
    *schema = if anything { json!({}) } else { json!({"not": {}, "x-never": true}) };
    true
}
