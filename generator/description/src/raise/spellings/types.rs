//! `type`: the name of a type, or an array of names.

use serde_json::{Map, Value};

use super::null::make_null;
use crate::raise::context::RaiseContext;
use diag::{Diagnostic, value_in_words};

/// Rewrites `type: [a]` to `type: a`. If there are several types, `null` becomes the last one.
/// Repeated types, and values that are not names of types, are removed.
pub(crate) fn rewrite_type(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    match schema.get("type") {
        None | Some(Value::String(_)) => {}
        Some(Value::Null) => make_null(schema),
        Some(Value::Array(names)) => {
            if names.is_empty() {
                let message = "`type` is an empty array, expected the names of types";
                warn_unknown_type(message, "name the types, or leave `type` out", context);
            }
            let names = names.clone();
            rewrite_type_array(schema, names, context);
        }
        Some(other) => {
            warn_not_a_type_name(other, context);
            schema.shift_remove("type");
        }
    }
}

fn rewrite_type_array(
    schema: &mut Map<String, Value>,
    names: Vec<Value>,
    context: &mut RaiseContext,
) {
    let mut types: Vec<Value> = Vec::new();
    let mut nullable = false;
    for name in names {
        match &name {
            Value::Null => nullable = true,
            Value::String(text) if text == "null" => nullable = true,
            Value::String(_) if types.contains(&name) => {}
            Value::String(_) => types.push(name),
            other => warn_not_a_type_name(other, context),
        }
    }
    if nullable {
        types.push(Value::from("null"));
    }
    let value = match types.as_slice() {
        [] => {
            schema.shift_remove("type");
            return;
        }
        [only] => only.clone(),
        _ => Value::Array(types),
    };
    schema.insert("type".to_owned(), value);
}

fn warn_not_a_type_name(other: &Value, context: &mut RaiseContext) {
    let message = format!(
        "`type` is {}, expected the name of a type",
        value_in_words(other)
    );
    let help =
        "expected one of `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`";
    warn_unknown_type(&message, help, context);
}

fn warn_unknown_type(message: &str, help: &str, context: &mut RaiseContext) {
    let warning = Diagnostic::warning("unknown-type", message)
        .instead("any JSON value is accepted here")
        .help(help);
    context.warn("type", warning);
}
