//! `{type: null}` as a member of `oneOf` or `anyOf`.
//!
//! Becomes `nullable: true` of the parent schema. A last member is removed; one before others is kept, marked
//! `x-null: true`, as removing it would change their pointers.

use super::{Context, Rewrite, is_null, make_null};
use serde_json::{Map, Value};

pub(super) const REWRITE: Rewrite =
    Rewrite { name: "null-member", doc: "`oneOf: [a, {type: null}]` → `oneOf: [a], nullable: true`", apply };

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let one = rewrite(members, "oneOf");
    let any = rewrite(members, "anyOf");
    one || any
}

fn rewrite(schema: &mut Map<String, Value>, keyword: &str) -> bool {
    let Some(Value::Array(alternatives)) = schema.get_mut(keyword) else { return false };
    let is_new = |member: &Value| is_null(member) && member.get("x-null").is_none();
    if !alternatives.iter().any(is_new) {
        return false;
    }
    while alternatives.last().is_some_and(is_null) {
        alternatives.pop();
    }
    for member in alternatives.iter_mut().filter(|member| is_null(member)) {
        if let Value::Object(member) = member {
            member.insert("x-null".to_owned(), Value::Bool(true));
        }
    }
    if alternatives.is_empty() {
        schema.shift_remove(keyword);
        make_null(schema);
    } else {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    true
}
