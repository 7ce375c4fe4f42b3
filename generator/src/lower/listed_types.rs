//! `type` as an array, or `type: null`.
//!
//! `null` among the types becomes `nullable: true`. A single other type becomes `type`, several become `x-types`, and
//! `null` alone becomes `x-types: []`.

use super::{Context, Rewrite, make_null};
use crate::diag::{Diagnostic, found};
use serde_json::{Map, Value};

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "listed-types",
    doc: "`type: [a, null]` → `type: a, nullable: true`; `type: [a, b]` → `x-types`",
    apply,
};

fn apply(schema: &mut Value, context: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    match members.get("type") {
        None => false,
        Some(Value::String(name)) if name != "null" => false,
        Some(Value::String(_) | Value::Null) => {
            make_null(members);
            true
        }
        Some(Value::Array(names)) => {
            if names.is_empty() {
                warn_empty(context);
            }
            let names = names.clone();
            split_types(members, names, context);
            true
        }
        Some(other) => {
            warn(other, context);
            members.shift_remove("type");
            true
        }
    }
}

fn split_types(schema: &mut Map<String, Value>, names: Vec<Value>, context: &mut Context<'_>) {
    let mut types: Vec<Value> = Vec::new();
    let mut nullable = false;
    for name in names {
        match &name {
            Value::Null => nullable = true,
            Value::String(text) if text == "null" => nullable = true,
            Value::String(_) if types.contains(&name) => {}
            Value::String(_) => types.push(name),
            other => warn(other, context),
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
            schema.insert("x-types".to_owned(), Value::Array(types));
        }
    }
}

fn warn_empty(context: &mut Context<'_>) {
    context.warn(
        "type",
        Diagnostic::warning("unknown-type", "`type` is an empty array, expected the names of types")
            .instead("any JSON value is accepted here")
            .help("name the types, or leave `type` out"),
    );
}

fn warn(other: &Value, context: &mut Context<'_>) {
    let message = format!("`type` is {}, expected the name of a type", found(other));
    context.warn(
        "type",
        Diagnostic::warning("unknown-type", message)
            .instead("any JSON value is accepted here")
            .help("expected one of `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`"),
    );
}
