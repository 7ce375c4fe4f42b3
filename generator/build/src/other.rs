//! Properties that a schema does not name: `additionalProperties`, `patternProperties`, `unevaluatedProperties`.

use serde_json::Value;

use super::context::BuildContext;
use super::parts::SchemaPart;
use diag::{Diagnostic, Origin};

#[derive(Clone, Debug)]
pub(crate) enum Other {
    Allowed,
    Forbidden,
    Schema(Origin),
}

pub(crate) fn read_additional_properties(
    cx: &mut BuildContext<'_>,
    part: &SchemaPart<'_>,
) -> Option<Other> {
    let stated = stated_additional_properties(part, "additionalProperties")
        .or_else(|| stated_additional_properties(part, "unevaluatedProperties"));
    let patterns = part
        .object
        .get("patternProperties")
        .and_then(Value::as_object);
    let place = part.origin.child("patternProperties");
    let mut schemas: Vec<Origin> = patterns
        .into_iter()
        .flat_map(|patterns| patterns.keys())
        .map(|pattern| place.child(pattern))
        .collect();
    if schemas.is_empty() {
        return stated;
    }
    // Without `additionalProperties: true`, only properties that match the patterns are allowed in addition.
    let is_open = matches!(stated, Some(Other::Allowed));
    if let Some(Other::Schema(origin)) = stated {
        schemas.push(origin);
    }
    let mut values = schemas.iter().map(|origin| cx.document.value(origin));
    let first = values.next();
    if !is_open && values.all(|value| Some(value) == first) {
        return schemas.into_iter().next().map(Other::Schema);
    }
    let message = "the types of unnamed properties depend on their names";
    let warning = Diagnostic::warning("several-patterns", message).at(&place);
    let help =
        "give all patterns one schema, or list the schemas as `anyOf` of `additionalProperties`";
    cx.loosen(warning.instead("they accept any JSON value").help(help));
    Some(Other::Allowed)
}

fn stated_additional_properties(part: &SchemaPart<'_>, key: &str) -> Option<Other> {
    match part.object.get(key)? {
        Value::Bool(true) => Some(Other::Allowed),
        Value::Bool(false) => Some(Other::Forbidden),
        Value::Object(schema) if schema.is_empty() => Some(Other::Allowed),
        Value::Object(_) => Some(Other::Schema(part.origin.child(key))),
        _ => None,
    }
}
