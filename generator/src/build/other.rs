//! Properties that a schema does not name: `additionalProperties`, `patternProperties`, `unevaluatedProperties`.

use serde_json::Value;

use super::Context;
use super::parts::Part;
use crate::diag::{Diagnostic, Origin};

/// What `additionalProperties` or `patternProperties` say.
#[derive(Clone, Debug)]
pub(crate) enum Other {
    Allowed,
    Forbidden,
    Schema(Origin),
}

/// What a part says of properties that it does not name.
pub(crate) fn other(cx: &mut Context<'_>, part: &Part<'_>) -> Option<Other> {
    match (stated(part, "additionalProperties"), pattern_properties(cx, part)) {
        // What no pattern matches is forbidden, so what is there matches one.
        (None | Some(Other::Forbidden), Some(patterns)) => Some(patterns),
        (Some(_), Some(_)) => Some(Other::Allowed),
        (stated, None) => stated,
    }
    .or_else(|| stated(part, "unevaluatedProperties"))
}

fn stated(part: &Part<'_>, key: &str) -> Option<Other> {
    let kept = if key == "unevaluatedProperties" { "x-unevaluated-properties" } else { key };
    match part.object.get(kept)? {
        Value::Bool(true) => Some(Other::Allowed),
        Value::Bool(false) => Some(Other::Forbidden),
        Value::Object(schema) if schema.is_empty() => Some(Other::Allowed),
        Value::Object(_) => Some(Other::Schema(part.origin.child(key))),
        _ => None,
    }
}

/// A single `patternProperties` schema stands for all names: every name that is not known matches it or is free.
fn pattern_properties(cx: &mut Context<'_>, part: &Part<'_>) -> Option<Other> {
    let patterns = part.object.get("x-pattern-properties")?.as_object()?;
    let place = part.origin.child("patternProperties");
    match patterns.keys().collect::<Vec<_>>().as_slice() {
        [] => None,
        [pattern] => Some(Other::Schema(place.child(pattern))),
        several => {
            let message = format!("`patternProperties` has {} patterns, expected one", several.len());
            let warning = Diagnostic::warning("several-patterns", message).at(&place);
            cx.loosen(warning.instead("properties that are not named are any JSON value"));
            Some(Other::Allowed)
        }
    }
}
