//! `null` as a type, as a value of `enum` and in members: becomes `nullable: true` of the schema.
//!
//! A `null` before other values or members is kept, as removing it would change their pointers.

use super::context::LowerContext;
use super::ref_siblings::{MEANT_IN_3_0, is_ignorable};
use crate::diag::{Diagnostic, Origin, value_in_words};
use crate::source::Document;
use serde_json::{Map, Value};

/// `enum: [a, null]` → `enum: [a], nullable: true`; an `enum` of only `null` → `type: "null", nullable: true`.
pub(super) fn rewrite_null_in_enum(schema: &mut Map<String, Value>, _: &mut LowerContext<'_>) {
    if schema.get("const").is_some_and(Value::is_null) {
        return make_null(schema);
    }
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return;
    };
    if !values.contains(&Value::Null) {
        return;
    }
    if values.iter().all(Value::is_null) {
        return make_null(schema);
    }
    while values.last().is_some_and(Value::is_null) {
        values.pop();
    }
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// `type: [a, null]` → `type: a, nullable: true`; only `null` → `type: "null", nullable: true`.
pub(super) fn rewrite_null_in_type(
    schema: &mut Map<String, Value>,
    context: &mut LowerContext<'_>,
) {
    match schema.get("type") {
        None => {}
        Some(Value::String(name)) if name != "null" => {}
        Some(Value::String(_) | Value::Null) => make_null(schema),
        Some(Value::Array(names)) => {
            if names.is_empty() {
                let message = "`type` is an empty array, expected the names of types";
                warn_unknown_type(message, "name the types, or leave `type` out", context);
            }
            let names = names.clone();
            split_types(schema, names, context);
        }
        Some(other) => {
            warn_type(other, context);
            schema.shift_remove("type");
        }
    }
}

fn split_types(schema: &mut Map<String, Value>, names: Vec<Value>, context: &mut LowerContext<'_>) {
    let mut types: Vec<Value> = Vec::new();
    let mut nullable = false;
    for name in names {
        match &name {
            Value::Null => nullable = true,
            Value::String(text) if text == "null" => nullable = true,
            Value::String(_) if types.contains(&name) => {}
            Value::String(_) => types.push(name),
            other => warn_type(other, context),
        }
    }
    schema.shift_remove("type");
    if nullable && types.is_empty() {
        return make_null(schema);
    }
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    match (types.len(), types.pop()) {
        (_, None) => {}
        (1, Some(only)) => drop(schema.insert("type".to_owned(), only)),
        (_, Some(last)) => {
            types.push(last);
            schema.insert("type".to_owned(), Value::Array(types));
        }
    }
}

fn warn_type(other: &Value, context: &mut LowerContext<'_>) {
    let message = format!(
        "`type` is {}, expected the name of a type",
        value_in_words(other)
    );
    let help =
        "expected one of `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`";
    warn_unknown_type(&message, help, context);
}

fn warn_unknown_type(message: &str, help: &str, context: &mut LowerContext<'_>) {
    let warning = Diagnostic::warning("unknown-type", message)
        .instead("any JSON value is accepted here")
        .help(help);
    context.warn("type", warning);
}

/// `oneOf: [a, {type: null}]` → `oneOf: [a], nullable: true`, the same for `anyOf`. A `null` before other members
/// remains. By the standard, a member with only `nullable: true` accepts any value; authors of 3.0 mean `null`.
pub(super) fn rewrite_null_in_union(
    schema: &mut Map<String, Value>,
    context: &mut LowerContext<'_>,
) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(members)) = schema.get_mut(keyword) else {
            continue;
        };
        let place = Origin::new(context.file, context.pointer.as_ref()).child(keyword);
        if !members.iter().all(is_meant_as_null) {
            for (index, member) in members.iter_mut().enumerate() {
                if is_meant_as_null(member) {
                    context.diagnostics.push(warn_nullable_member(
                        keyword,
                        &place.item(index).child("nullable"),
                    ));
                    if let Value::Object(member) = member {
                        make_null(member);
                    }
                }
            }
        }
        let references = members
            .iter()
            .enumerate()
            .filter(|(_, member)| member.get("$ref").is_some());
        context
            .referenced_members
            .extend(references.map(|(index, _)| place.item(index)));
        if !members.iter().any(accepts_only_null) {
            continue;
        }
        while members.last().is_some_and(accepts_only_null) {
            members.pop();
        }
        if members.is_empty() {
            schema.shift_remove(keyword);
            make_null(schema);
        } else {
            schema.insert("nullable".to_owned(), Value::Bool(true));
        }
    }
}

/// Returns whether a member of a union has only `nullable: true`: it accepts any value, and is meant as `null`.
fn is_meant_as_null(member: &Value) -> bool {
    !accepts_only_null(member) && says_only_nullable(member)
}

fn warn_nullable_member(keyword: &str, origin: &Origin) -> Diagnostic {
    let message = format!("a member of `{keyword}` with only `nullable: true` accepts any value");
    Diagnostic::warning("nullable-member", message)
        .at(origin)
        .instead("it is read as `null`, as authors usually mean")
        .help(format!(
            "write `nullable: true` beside `{keyword}`, and remove the member"
        ))
}

/// `oneOf: [a, {$ref: b}]`, where `b` is or means `null` → the same with `nullable: true`. Runs when all schemas are
/// rewritten.
pub(super) fn mark_nullable_by_reference(
    document: &mut Document,
    members: &[Origin],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for member in members {
        let Some(target) = document
            .target(member)
            .and_then(|target| document.value(&target))
        else {
            continue;
        };
        let (is_null, is_meant_as_null) = (accepts_only_null(target), is_meant_as_null(target));
        let Some((list, union)) = member
            .parent()
            .and_then(|list| Some((list.clone(), list.parent()?)))
        else {
            continue;
        };
        if !is_null && !is_meant_as_null {
            continue;
        }
        let is_alone = document.items(&list).len() == 1;
        if is_meant_as_null && is_alone {
            continue;
        }
        if is_meant_as_null && let Some(Value::Object(reference)) = document.value_mut(member) {
            reference.clear();
            make_null(reference);
            let keyword = if list == union.child("oneOf") {
                "oneOf"
            } else {
                "anyOf"
            };
            diagnostics.push(warn_nullable_member(keyword, member));
        }
        if let Some(Value::Object(schema)) = document.value_mut(&union) {
            schema.insert("nullable".to_owned(), Value::Bool(true));
        }
    }
}

/// Rewrites a schema that accepts only `null`.
fn make_null(schema: &mut Map<String, Value>) {
    for keyword in ["enum", "const"] {
        schema.shift_remove(keyword);
    }
    schema.insert("type".to_owned(), Value::from("null"));
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// Returns whether a rewritten schema accepts only `null`.
pub(crate) fn accepts_only_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|ty| ty == "null") && schema.get("$ref").is_none()
}

/// `allOf: [a, {nullable: true}]` → the same, and `nullable: true` beside `allOf`.
///
/// By the standard, the member has no effect, as the other members still refuse `null`. Authors of 3.0 apply it to the
/// whole schema, because a `$ref` cannot have siblings.
pub(super) fn rewrite_nullable_member(
    schema: &mut Map<String, Value>,
    context: &mut LowerContext<'_>,
) {
    let Some(index) = nullable_member_index(schema) else {
        return;
    };
    let place = Origin::new(context.file, context.pointer.as_ref())
        .child("allOf")
        .item(index)
        .child("nullable");
    context.diagnostics.push(
        Diagnostic::warning(
            "nullable-in-all-of",
            "`nullable: true` in a member of `allOf` has no effect by itself",
        )
        .at(&place)
        .instead("the whole schema accepts `null`, as authors usually mean")
        .help("write `nullable: true` beside `allOf`"),
    );
    schema.insert("nullable".to_owned(), Value::Bool(true));
}

/// Returns whether a schema is `nullable`, itself or by a member of `allOf`.
pub(crate) fn says_nullable(schema: &Map<String, Value>) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || nullable_member_index(schema).is_some()
}

/// Returns the index of the member of `allOf` that makes the whole schema nullable, unless the schema has `nullable`.
fn nullable_member_index(schema: &Map<String, Value>) -> Option<usize> {
    let members = schema.get("allOf")?.as_array()?;
    if schema.contains_key("nullable") || members.len() < 2 {
        return None;
    }
    members.iter().position(says_only_nullable)
}

/// Returns whether a schema allows `null` and has no other constraint.
pub(crate) fn says_only_nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
        && schema.as_object().is_some_and(|keys| {
            keys.iter().all(|(key, _)| {
                MEANT_IN_3_0.contains(&key.as_str()) || is_ignorable(key) || key.starts_with("x-")
            })
        })
}
