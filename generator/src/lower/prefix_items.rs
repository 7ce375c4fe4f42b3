//! `prefixItems`: tuples.
//!
//! 3.0 knows lists only: `items` becomes `{}`, the tuple rides as `x-prefix-items`, and what `items` said about the rest
//! as `x-rest-items`.

use super::{Context, Rewrite};
use serde_json::{Value, json};

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "prefix-items",
    doc: "`prefixItems: [a], items: b` → `x-prefix-items: [a], x-rest-items: b, items: {}`",
    apply,
};

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let Some(prefix) = members.shift_remove("prefixItems") else { return false };
    members.insert("x-prefix-items".to_owned(), prefix);
    if let Some(rest) = members.insert("items".to_owned(), json!({})) {
        members.insert("x-rest-items".to_owned(), rest);
    }
    true
}
