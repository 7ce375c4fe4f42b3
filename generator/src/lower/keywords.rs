//! Keywords unknown to OpenAPI 3.0.
//!
//! Their values move to `x-` names, which `openapiv3` keeps. `source` has the table of names, because pointers through
//! the original keyword must still find the schema.

use super::{Context, Rewrite};
use crate::source::KEPT_ASIDE;
use serde_json::Value;

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "keywords",
    doc: "`if`, `patternProperties`, `contains` … → `x-if`, `x-pattern-properties` …",
    apply,
};

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let mut changed = false;
    for (written, kept) in KEPT_ASIDE {
        // `prefix-items` handles tuples.
        if matches!(*written, "items" | "prefixItems") {
            continue;
        }
        if let Some(value) = members.shift_remove(*written) {
            members.insert((*kept).to_owned(), value);
            changed = true;
        }
    }
    changed
}
