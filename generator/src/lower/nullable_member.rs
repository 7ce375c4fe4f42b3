//! `{nullable: true}` as a member of `allOf`.
//!
//! Strictly it allows nothing: what the other members refuse stays refused. Authors of 3.0 mean it for the whole, which
//! a `$ref` alone cannot say there. The member stays, as removing it would change the pointers of those that follow.

use super::ref_siblings::{ANNOTATIONS, MEANT_IN_3_0};
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
        Diagnostic::warning("nullable-in-all-of", "`nullable: true` in a member of `allOf` allows nothing by itself")
            .at(&place)
            .instead("`null` is accepted by the whole schema, which is what authors mean by it")
            .help("write `nullable: true` beside `allOf`"),
    );
    keys.insert("nullable".to_owned(), Value::Bool(true));
    true
}

/// Whether a schema says that `null` is a value, beside its other keys or in a member of `allOf`.
pub(crate) fn says_nullable(schema: &Map<String, Value>) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || meant_for_the_whole(schema).is_some()
}

/// The member of `allOf` that says of the whole that `null` is a value, where nothing beside `allOf` speaks of that.
fn meant_for_the_whole(schema: &Map<String, Value>) -> Option<usize> {
    let members = schema.get("allOf")?.as_array()?;
    let is_open = !schema.contains_key("nullable") && members.len() > 1;
    members.iter().position(says_only_nullable).filter(|_| is_open)
}

/// Whether a schema allows `null` and says nothing else about values.
pub(crate) fn says_only_nullable(schema: &Value) -> bool {
    let is_silent = |(key, _): (&String, &Value)| {
        MEANT_IN_3_0.contains(&key.as_str())
            || (ANNOTATIONS.contains(&key.as_str()) && key != "$ref")
            || (key.starts_with("x-") && key != "x-types" && kept_aside(key).is_none())
    };
    let is_only = |keys: &Map<String, Value>| keys.iter().all(is_silent);
    schema.get("nullable") == Some(&Value::Bool(true)) && schema.as_object().is_some_and(is_only)
}
