//! `{nullable: true}` as a member of `allOf`.
//!
//! By the standard it has no effect, as the other members still refuse `null`. Authors of 3.0 apply it to the whole
//! schema, because a `$ref` cannot have siblings. The member is kept, as removing it would change the pointers of later
//! ones.

use super::ref_siblings::{MEANT_IN_3_0, is_ignorable};
use super::{Context, Rewrite};
use crate::diag::{Diagnostic, Origin};
use crate::source::kept_aside;
use serde_json::{Map, Value};

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "nullable-member",
    doc: "`allOf: [a, {nullable: true}]` → the same, and `nullable: true` beside `allOf`",
    apply,
};

fn apply(schema: &mut Value, context: &mut Context<'_>) -> bool {
    let Some(keys) = schema.as_object_mut() else { return false };
    let Some(index) = meant_for_the_whole(keys) else { return false };
    let place = Origin::new(context.file, context.pointer).child("allOf").item(index).child("nullable");
    context.diagnostics.push(
        Diagnostic::warning("nullable-in-all-of", "`nullable: true` in a member of `allOf` has no effect by itself")
            .at(&place)
            .instead("the whole schema accepts `null`, as authors usually mean")
            .help("write `nullable: true` beside `allOf`"),
    );
    keys.insert("nullable".to_owned(), Value::Bool(true));
    true
}

/// Returns whether a schema is `nullable`, itself or by a member of `allOf`.
pub(crate) fn says_nullable(schema: &Map<String, Value>) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || meant_for_the_whole(schema).is_some()
}

/// Returns the index of the member of `allOf` that makes the whole schema nullable, unless the schema has `nullable`.
fn meant_for_the_whole(schema: &Map<String, Value>) -> Option<usize> {
    let members = schema.get("allOf")?.as_array()?;
    let is_open = !schema.contains_key("nullable") && members.len() > 1;
    members.iter().position(says_only_nullable).filter(|_| is_open)
}

/// Returns whether a schema allows `null` and has no other constraint.
pub(crate) fn says_only_nullable(schema: &Value) -> bool {
    let has_no_effect = |(key, _): (&String, &Value)| {
        MEANT_IN_3_0.contains(&key.as_str())
            || is_ignorable(key)
            || (key.starts_with("x-") && key != "x-types" && kept_aside(key).is_none())
    };
    let is_only = |keys: &Map<String, Value>| keys.iter().all(has_no_effect);
    schema.get("nullable") == Some(&Value::Bool(true)) && schema.as_object().is_some_and(is_only)
}
