//! `nullable`: `null` becomes a type, a value of `enum`, or a member of a union.

use serde_json::{Map, Value, json};

use super::ref_siblings::MEANT_SIBLINGS;
use crate::keywords::{UNION_KEYWORDS, is_annotation_keyword};
use crate::raise::context::RaiseContext;
use crate::raise::form::lists_null_type;
use crate::raise::spellings::null::{add_null_to_type, make_null};
use crate::raise::spellings::ref_siblings::is_ignorable;
use crate::{Document, object_member};
use diag::{Diagnostic, Origin};

/// Rewrites `oneOf: [a, {nullable: true}]` to `oneOf: [a, {type: "null"}]`, and `anyOf` likewise.
/// According to the specification, a member with only `nullable: true` accepts any value, but
/// authors mean `null`.
pub(crate) fn rewrite_nullable_members(
    schema: &mut Map<String, Value>,
    context: &mut RaiseContext,
) {
    for keyword in UNION_KEYWORDS {
        let Some(Value::Array(members)) = schema.get_mut(keyword) else {
            continue;
        };
        let origin = context.origin().child(keyword);
        let nullable_members: Vec<Origin> = (0..members.len())
            .map(|index| origin.item(index))
            .filter(|member| context.only_nullable.contains(member))
            .collect();
        if nullable_members.len() < members.len() {
            for (index, member) in members.iter_mut().enumerate() {
                if nullable_members.contains(&origin.item(index))
                    && let Value::Object(member) = member
                {
                    make_null(member);
                    context.diagnostics.push(nullable_member_note(
                        keyword,
                        &origin.item(index).child("nullable"),
                    ));
                }
            }
        }
        let references = members
            .iter()
            .enumerate()
            .filter(|(_, member)| member.get("$ref").is_some());
        context
            .referenced_members
            .extend(references.map(|(index, _)| origin.item(index)));
    }
}

fn nullable_member_note(keyword: &str, origin: &Origin) -> Diagnostic {
    let message = format!("a member of `{keyword}` with only `nullable: true` accepts any value");
    Diagnostic::note("nullable-member", message)
        .at(origin)
        .instead("it is read as `null`, as authors usually mean")
        .help(format!(
            "write `nullable: true` next to `{keyword}`, and remove the member"
        ))
}

/// Rewrites `oneOf: [a, {$ref: b}]`, where `b` had only `nullable: true`, to
/// `oneOf: [a, {type: "null"}]`. Runs when all schemas are rewritten.
pub(crate) fn rewrite_references_to_nullable(document: &mut Document, context: &mut RaiseContext) {
    for member in std::mem::take(&mut context.referenced_members) {
        let Some(target) = document.target(&member) else {
            continue;
        };
        let Some(list) = member.parent() else {
            continue;
        };
        if !context.only_nullable.contains(&target) || document.items(&list).len() == 1 {
            continue;
        }
        if let Some(Value::Object(reference)) = document.value_mut(&member) {
            reference.clear();
            make_null(reference);
            let keyword = if list.is_key("oneOf") {
                "oneOf"
            } else {
                "anyOf"
            };
            context
                .diagnostics
                .push(nullable_member_note(keyword, &member));
        }
    }
}

/// Rewrites `oneOf: [a, b]` of a schema with `nullable: true` to `oneOf: [a, b, {type: "null"}]`,
/// unless a member accepts `null`: with two such members, `oneOf` would refuse `null`. Runs when
/// all schemas are rewritten.
pub(crate) fn add_null_to_unions(document: &mut Document, context: &mut RaiseContext) {
    for union in std::mem::take(&mut context.nullable_unions) {
        let has_null = document.items(&union).any(|member| {
            let end = document.followed(member);
            document.value(&end).is_some_and(lists_null_type)
        });
        if !has_null && let Some(Value::Array(members)) = document.value_mut(&union) {
            members.push(json!({ "type": "null" }));
        }
    }
}

/// Rewrites `nullable: true` to `null` in `type` and `enum`, or to a member of a union. A member of
/// `allOf` with only `nullable: true` makes the whole schema nullable. According to the
/// specification, it has no effect, since the other members still refuse `null`; but authors use it
/// because a `$ref` cannot have siblings.
pub(crate) fn rewrite_nullable(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    let origin = context.origin();
    let member = nullable_member_index(schema, |index| {
        let member = origin.child("allOf").item(index);
        context.only_nullable.contains(&member)
    });
    let is_only_nullable = says_only_nullable(schema);
    let is_nullable = schema.shift_remove("nullable") == Some(Value::Bool(true));
    if is_only_nullable {
        context.only_nullable.insert(origin);
        return;
    }
    if let Some(index) = member {
        context.diagnostics.push(
            Diagnostic::warning(
                "nullable-in-all-of",
                "`nullable: true` in a member of `allOf` has no effect by itself",
            )
            .at(&origin.child("allOf").item(index).child("nullable"))
            .instead("the whole schema accepts `null`, as authors usually mean")
            .help("write `nullable: true` next to `allOf`"),
        );
    }
    if is_nullable || member.is_some() {
        allow_null(schema, context);
    }
}

/// Returns the index of the member of `allOf` that makes the whole schema nullable, unless the
/// schema has `nullable`.
fn nullable_member_index(
    schema: &Map<String, Value>,
    is_only_nullable: impl Fn(usize) -> bool,
) -> Option<usize> {
    let members = object_member(schema, "allOf")?.as_array()?;
    if schema.contains_key("nullable") || members.len() < 2 {
        return None;
    }
    (0..members.len()).find(|index| is_only_nullable(*index))
}

/// Returns whether a schema has `nullable: true`, and no other constraints.
fn says_only_nullable(schema: &Map<String, Value>) -> bool {
    object_member(schema, "nullable") == Some(&Value::Bool(true))
        && schema.keys().all(|key| {
            MEANT_SIBLINGS.contains(&key.as_str()) || is_ignorable(key) || key.starts_with("x-")
        })
}

/// Makes a schema also accept `null`.
fn allow_null(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    const LISTS: [&str; 5] = ["type", "const", "enum", "oneOf", "anyOf"];
    // `null` cannot be added to the lists if a referenced schema may refuse it, or if there is no
    // list of types or values.
    let has_lists = LISTS
        .iter()
        .any(|keyword| object_member(schema, keyword).is_some());
    if schema.contains_key("$ref") || schema.contains_key("allOf") || !has_lists {
        return move_into_union(schema, context);
    }
    if let Some(constant) = schema.shift_remove("const") {
        schema.insert("enum".to_owned(), json!([constant]));
        let origin = context.origin();
        context.move_value(&origin.child("const"), &origin.child("enum").item(0));
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    for keyword in UNION_KEYWORDS {
        if object_member(schema, keyword).is_some_and(Value::is_array) {
            let union = context.origin().child(keyword);
            context.nullable_unions.push(union);
        }
    }
    add_null_to_type(schema);
}

/// Rewrites `k: v` to `anyOf: [{k: v}, {type: "null"}]`, with annotations next to `anyOf`.
fn move_into_union(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    let origin = context.origin();
    let inner = origin.child("anyOf").item(0);
    let mut member = Map::new();
    let mut annotations = Map::new();
    for (key, value) in std::mem::take(schema) {
        if is_annotation_keyword(&key) || key == "summary" || key.starts_with("x-") {
            annotations.insert(key, value);
        } else {
            context.move_value(&origin.child(&key), &inner.child(&key));
            member.insert(key, value);
        }
    }
    *schema = annotations;
    schema.insert("anyOf".to_owned(), json!([member, { "type": "null" }]));
}
