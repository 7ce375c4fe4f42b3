//! Checks a schema for contradictions: values of another type, empty ranges, unsupported patterns.
//! The type takes precedence: keywords that contradict it are dropped, with a warning.

use serde_json::Value;

use super::facts::{CombinedKeywords, JsonType};
use super::keyword_meaning::{constant_positions, constant_text};
use super::parts::SchemaPart;
use crate::context::BuildContext;
use description::raise::Annotations;
use diag::{Diagnostic, Origin, value_in_words};
use model::Constraints;
use samples::patterns;

pub(crate) fn check_contradictions(
    cx: &mut BuildContext<'_>,
    facts: &mut CombinedKeywords,
    parts: &[SchemaPart<'_>],
) {
    check_enumeration(cx, facts);
    check_default(cx, facts, parts);
    check_example_of_object(cx, facts, parts);
    check_bounds(cx, &mut facts.constraints, parts);
    check_pattern(cx, facts, parts);
}

/// Returns the location of `key` in the first part that has it.
fn keyword_origin(parts: &[SchemaPart<'_>], key: &str) -> Option<Origin> {
    let part = parts.iter().find(|part| part.object.contains_key(key))?;
    Some(part.origin.child(key))
}

fn check_enumeration(cx: &mut BuildContext<'_>, facts: &mut CombinedKeywords) {
    let Some(&[ty]) = facts.types.as_deref() else {
        return;
    };
    let (Some(values), Some(list)) = (facts.enumeration.take(), facts.values_origin.clone()) else {
        return;
    };
    let positions = constant_positions(cx, &list);
    let subject = if list.is_key("const") {
        "`const` is"
    } else {
        "`enum` holds"
    };
    let mut valid_values = Vec::with_capacity(values.len());
    for value in values {
        if fits_json_type(ty, &value) {
            valid_values.push(value);
            continue;
        }
        let message = format!(
            "{subject} {}, expected {}",
            value_in_words(&value),
            json_type_with_article(ty)
        );
        let origin = positions
            .get(&*constant_text(&value))
            .map_or_else(|| list.clone(), |index| list.item(*index));
        let warning = Diagnostic::warning("enum-of-another-type", message).at(&origin);
        match (ty, &value) {
            // In `enum: [1, 2]` next to `type: string`, the quotes are missing.
            (JsonType::String, Value::Number(_) | Value::Bool(_)) => {
                let text = value.to_string();
                cx.warn(
                    warning
                        .instead(format!("it is read as the string `{text}`"))
                        .help("write it in quotes"),
                );
                valid_values.push(Value::String(text));
            }
            _ => {
                let help = "correct the value, or add its type to `type`";
                cx.loosen(
                    warning
                        .instead("values of another type are left out")
                        .help(help),
                );
            }
        }
    }
    facts.enumeration = if valid_values.is_empty() {
        None
    } else {
        Some(valid_values)
    };
}

fn check_default(
    cx: &mut BuildContext<'_>,
    facts: &mut CombinedKeywords,
    parts: &[SchemaPart<'_>],
) {
    let (Some(value), Some([ty])) = (&facts.default, facts.types.as_deref()) else {
        return;
    };
    let origin = keyword_origin(parts, "default");
    if value.is_null() || fits_json_type(*ty, value) {
        // A default that is missing from `enum` is kept, since the server may use it.
        let is_listed = facts
            .enumeration
            .as_ref()
            .is_none_or(|values| value.is_null() || values.contains(value));
        if !is_listed && let Some(origin) = origin {
            let message = format!(
                "`default` is {}, which is not a value of `enum`",
                value_in_words(value)
            );
            let warning = Diagnostic::warning("default-outside-enum", message).at(&origin);
            let help = "add it to `enum`, or use one of the listed values";
            cx.warn(
                warning
                    .instead("the documentation of the crate mentions it unchanged")
                    .help(help),
            );
        }
        return;
    }
    if let Some(origin) = origin {
        let message = format!(
            "`default` is {}, expected {}",
            value_in_words(value),
            json_type_with_article(*ty)
        );
        let warning = Diagnostic::warning("default-of-another-type", message).at(&origin);
        cx.warn(
            warning
                .instead("the documentation of the crate does not mention the default")
                .help("write a default of the type that the schema names"),
        );
    }
    facts.default = None;
}

/// Accepts any value if the example of an object without properties is not an object: NestJS
/// describes a union of TypeScript, such as `string | null`, as `type: object`.
fn check_example_of_object(
    cx: &mut BuildContext<'_>,
    facts: &mut CombinedKeywords,
    parts: &[SchemaPart<'_>],
) {
    let is_described = !facts.properties.is_empty()
        || !facts.required.is_empty()
        || facts.additional.is_some()
        || facts.alternatives.is_some();
    if is_described || facts.types.as_deref() != Some(&[JsonType::Object]) {
        return;
    }
    let mut examples = parts
        .iter()
        .map(|part| Annotations::of_object(part.object).example());
    let (Some(value), Some(origin)) = (
        examples.find_map(|example| example),
        keyword_origin(parts, "example"),
    ) else {
        return;
    };
    let is_possible = match value {
        Value::Null | Value::Object(_) => true,
        // The string may contain JSON, or be a placeholder.
        Value::String(text) => text.trim_start().starts_with(['{', '<']),
        _ => false,
    };
    if is_possible {
        return;
    }
    let message = format!("`example` is {}, expected an object", value_in_words(value));
    let warning = Diagnostic::warning("example-of-another-type", message).at(&origin);
    cx.loosen(
        warning
            .instead("any JSON value is accepted here")
            .help("correct `type`, or write an example that is an object"),
    );
    facts.types = None;
}

fn fits_json_type(ty: JsonType, value: &Value) -> bool {
    match ty {
        JsonType::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => other.has(value),
    }
}

fn json_type_with_article(ty: JsonType) -> String {
    let starts_with_vowel = matches!(ty, JsonType::Integer | JsonType::Array | JsonType::Object);
    format!(
        "{} {}",
        if starts_with_vowel { "an" } else { "a" },
        ty.name()
    )
}

fn check_bounds(
    cx: &mut BuildContext<'_>,
    constraints: &mut Constraints,
    parts: &[SchemaPart<'_>],
) {
    let Constraints {
        min_length,
        max_length,
        min_items,
        max_items,
        min_properties,
        max_properties,
        ..
    } = constraints;
    drop_crossed(
        cx,
        parts,
        SizeBound::new("minLength", min_length),
        SizeBound::new("maxLength", max_length),
    );
    drop_crossed(
        cx,
        parts,
        SizeBound::new("minItems", min_items),
        SizeBound::new("maxItems", max_items),
    );
    drop_crossed(
        cx,
        parts,
        SizeBound::new("minProperties", min_properties),
        SizeBound::new("maxProperties", max_properties),
    );
    if let (Some(low), Some(high)) = (&constraints.minimum, &constraints.maximum)
        && let (Some(lowest), Some(highest)) = (low.value.as_f64(), high.value.as_f64())
        && lowest > highest
    {
        let least = if low.exclusive {
            "exclusiveMinimum"
        } else {
            "minimum"
        };
        let most = if high.exclusive {
            "exclusiveMaximum"
        } else {
            "maximum"
        };
        warn_crossed_bounds(
            cx,
            parts,
            StatedBound::new(least, &low.value),
            StatedBound::new(most, &high.value),
        );
        constraints.minimum = None;
        constraints.maximum = None;
    }
}

/// A keyword that limits a size, and its value.
struct SizeBound<'c> {
    keyword: &'static str,
    value: &'c mut Option<u64>,
}

impl<'c> SizeBound<'c> {
    fn new(keyword: &'static str, value: &'c mut Option<u64>) -> Self {
        Self { keyword, value }
    }
}

/// A keyword that limits values, and its value as text.
struct StatedBound<'k> {
    keyword: &'k str,
    value: String,
}

impl<'k> StatedBound<'k> {
    fn new(keyword: &'k str, value: impl ToString) -> Self {
        Self {
            keyword,
            value: value.to_string(),
        }
    }
}

fn drop_crossed(
    cx: &mut BuildContext<'_>,
    parts: &[SchemaPart<'_>],
    lower: SizeBound<'_>,
    upper: SizeBound<'_>,
) {
    if let (Some(least), Some(most)) = (*lower.value, *upper.value)
        && least > most
    {
        warn_crossed_bounds(
            cx,
            parts,
            StatedBound::new(lower.keyword, least),
            StatedBound::new(upper.keyword, most),
        );
        *lower.value = None;
        *upper.value = None;
    }
}

fn warn_crossed_bounds(
    cx: &mut BuildContext<'_>,
    parts: &[SchemaPart<'_>],
    lower: StatedBound<'_>,
    upper: StatedBound<'_>,
) {
    let (Some(low_origin), Some(high_origin)) = (
        keyword_origin(parts, lower.keyword),
        keyword_origin(parts, upper.keyword),
    ) else {
        return;
    };
    // In OpenAPI 3.0, the number of an exclusive bound is in `minimum` or `maximum`.
    let [low_written, high_written] =
        [&low_origin, &high_origin].map(|origin| cx.document.written_at(origin));
    let least = low_written.last_segment().unwrap_or(lower.keyword.into());
    let most = high_written.last_segment().unwrap_or(upper.keyword.into());
    let message = format!(
        "`{least}` is `{}` and `{most}` is `{}`: no value is valid",
        lower.value, upper.value
    );
    let warning = Diagnostic::warning("crossed-bounds", message)
        .at(&low_origin)
        .related(format!("`{most}` is set here"), &high_origin)
        .instead("neither is checked");
    cx.warn(warning.help("the lower bound must not be above the upper one: correct one of them"));
}

fn check_pattern(cx: &mut BuildContext<'_>, facts: &CombinedKeywords, parts: &[SchemaPart<'_>]) {
    let (Some(pattern), Some(origin)) =
        (&facts.constraints.pattern, keyword_origin(parts, "pattern"))
    else {
        return;
    };
    if let Err(error) = patterns::compile_pattern(pattern) {
        let message = format!("clients cannot check the pattern `{pattern}`: {error}");
        let warning = Diagnostic::warning("unchecked-pattern", message).at(&origin);
        let help = "correct it, or write it without look-around and back references";
        cx.warn(warning.instead("clients send values unchecked").help(help));
    }
}
