//! Constraints as checks of the runtime.

use code_format::{Code, ToCode, code};

use super::context::{RenderContext, make_ident};
use model::{Additional, Bound, Constraints, Resolved, Schema, Struct, Type};
use samples::patterns;

const MAX_DEPTH: usize = 8;

impl<'a> RenderContext<'a> {
    /// Returns the checks of a value of this schema, as array elements; empty if there are none.
    pub(crate) fn checks(&self, schema: &'a Schema) -> Vec<Code> {
        self.checks_at(schema, 0)
    }

    fn checks_at(&self, schema: &'a Schema, depth: usize) -> Vec<Code> {
        let resolved = self.index.resolve(schema);
        let mut checks = own_checks(&resolved);
        if matches!(resolved.ty, Type::Map(_)) {
            checks.extend(property_name_checks(&resolved.constraints));
        }
        if let Type::List(item) | Type::Map(item) = resolved.ty
            && depth < MAX_DEPTH
        {
            checks.extend(check_unless_empty(
                "Items",
                &self.checks_at(item, depth + 1),
            ));
        }
        checks
    }
}

/// Returns the checks of the number and names of an object's properties.
pub(crate) fn checks_of_properties(constraints: &Constraints) -> Vec<Code> {
    let mut checks = count_checks(constraints.min_properties, constraints.max_properties);
    checks.extend(property_name_checks(constraints));
    checks
}

/// Returns the checks of the number of a tuple's items, and of the items after those with separate
/// schemas.
pub(crate) fn checks_of_items<'a>(cx: &RenderContext<'a>, record: &'a Struct) -> Vec<Code> {
    let mut checks = list_checks(&record.constraints);
    if let Additional::Typed(following) = &record.additional {
        checks.extend(check_unless_empty("Items", &cx.checks(following)));
    }
    checks
}

fn property_name_checks(constraints: &Constraints) -> Option<Code> {
    let names = constraints.names.as_deref()?;
    let mut checks = text_checks(&names.text);
    checks.extend(check_unless_empty("OneOf", &names.listed));
    check_unless_empty("Names", &checks)
}

/// Returns a check with these arguments, if there are any.
fn check_unless_empty(kind: &str, arguments: &[impl ToCode]) -> Option<Code> {
    if arguments.is_empty() {
        return None;
    }
    Some(check_tokens(kind, code!(&[#(#arguments),*])))
}

/// Returns a check such as `Check::MinCount(1)`.
fn check_tokens(kind: &str, argument: impl ToCode) -> Code {
    let kind = make_ident(kind);
    code!(crate::runtime::api::Check::#kind(#argument))
}

fn own_checks(resolved: &Resolved<'_>) -> Vec<Code> {
    let constraints = &resolved.constraints;
    match resolved.ty {
        Type::Text(_) => text_checks(constraints),
        Type::Integer | Type::Wide => number_checks(constraints, true),
        Type::Float | Type::Number => number_checks(constraints, false),
        Type::List(_) => list_checks(constraints),
        Type::Map(_) => count_checks(constraints.min_properties, constraints.max_properties),
        Type::Named(_) | Type::Bool | Type::Any => Vec::new(),
    }
}

fn text_checks(constraints: &Constraints) -> Vec<Code> {
    let mut checks = limit_checks("Length", constraints.min_length, constraints.max_length);
    let pattern = constraints
        .pattern
        .as_deref()
        .filter(|pattern| is_checked(pattern));
    checks.extend(pattern.map(|pattern| check_tokens("Pattern", pattern)));
    checks
}

/// Returns whether the runtime can check the pattern; other patterns are only documented.
fn is_checked(pattern: &str) -> bool {
    patterns::compile_pattern(pattern).is_ok()
}

fn list_checks(constraints: &Constraints) -> Vec<Code> {
    let mut checks = count_checks(constraints.min_items, constraints.max_items);
    if constraints.unique_items {
        checks.push(code!(crate::runtime::api::Check::Unique));
    }
    checks
}

fn count_checks(least: Option<u64>, most: Option<u64>) -> Vec<Code> {
    limit_checks("Count", least, most)
}

/// Returns checks such as `MinCount(1)` and `MaxCount(5)`, for the quantity `Count`.
fn limit_checks(quantity: &str, least: Option<u64>, most: Option<u64>) -> Vec<Code> {
    let limits = [("Min", least.filter(|least| *least > 0)), ("Max", most)];
    let checks = limits.into_iter().filter_map(|(limit, count)| {
        Some(check_tokens(
            &format!("{limit}{quantity}"),
            Code::number(count?),
        ))
    });
    checks.collect()
}

fn number_checks(constraints: &Constraints, integer: bool) -> Vec<Code> {
    let mut checks = Vec::new();
    checks.extend(
        constraints
            .minimum
            .as_ref()
            .map(|bound| bound_check(bound, integer, &BoundKind::MINIMUM)),
    );
    checks.extend(
        constraints
            .maximum
            .as_ref()
            .map(|bound| bound_check(bound, integer, &BoundKind::MAXIMUM)),
    );
    let step = constraints
        .multiple_of
        .as_ref()
        .and_then(serde_json::Number::as_f64);
    checks.extend(step.map(|step| check_tokens("MultipleOf", float_tokens(step))));
    checks
}

/// The names of the checks of a minimum or a maximum.
struct BoundKind {
    /// The check of an inclusive integer.
    integer: &'static str,
    exclusive: &'static str,
    inclusive: &'static str,
    /// The difference between an exclusive integer and the nearest inclusive one.
    step: i8,
}

impl BoundKind {
    const MINIMUM: Self = Self {
        integer: "AtLeast",
        exclusive: "Above",
        inclusive: "Minimum",
        step: 1,
    };

    const MAXIMUM: Self = Self {
        integer: "AtMost",
        exclusive: "Below",
        inclusive: "Maximum",
        step: -1,
    };
}

fn bound_check(bound: &Bound, integer: bool, kind: &BoundKind) -> Code {
    if integer && let Some(value) = inclusive_integer_bound(bound, kind.step) {
        return check_tokens(kind.integer, Code::number(value));
    }
    let widest = f64::MIN * f64::from(kind.step);
    let value = float_tokens(bound.value.as_f64().unwrap_or(widest));
    if bound.exclusive {
        check_tokens(kind.exclusive, value)
    } else {
        check_tokens(kind.inclusive, value)
    }
}

/// Returns the bound as an inclusive integer, if the bound is an integer.
fn inclusive_integer_bound(bound: &Bound, step: i8) -> Option<i64> {
    let value = bound.value.as_i64()?;
    if bound.exclusive {
        value.checked_add(step.into())
    } else {
        Some(value)
    }
}

/// Returns a float in its shortest form.
pub(crate) fn float_tokens(value: f64) -> Code {
    Code::number(format_args!("{value:?}"))
}
