//! Constraints as checks of the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::{Context, ident};
use super::imports::Imports;
use crate::model::{Additional, Bound, Constraints, Resolved, Schema, Struct, Type};
use crate::patterns;

const MAX_DEPTH: usize = 8;

impl<'a> Context<'a> {
    /// The checks of a value of this schema, as array elements; empty if there are none.
    pub(crate) fn checks(&self, schema: &'a Schema, imports: &mut Imports<'_>) -> Vec<TokenStream> {
        self.checks_at(schema, 0, imports)
    }

    fn checks_at(&self, schema: &'a Schema, depth: usize, imports: &mut Imports<'_>) -> Vec<TokenStream> {
        let resolved = self.resolve(schema);
        let mut calls = own_checks(&resolved);
        if matches!(resolved.ty, Type::Map(_)) {
            calls.extend(names(&resolved.constraints, imports));
        }
        if let Type::List(item) | Type::Map(item) = resolved.ty
            && depth < MAX_DEPTH
        {
            let inner = self.checks_at(item, depth + 1, imports);
            if !inner.is_empty() {
                calls.push(quote!(Items(&[#(#inner),*])));
            }
        }
        in_full(calls, imports)
    }
}

fn in_full(calls: Vec<TokenStream>, imports: &mut Imports<'_>) -> Vec<TokenStream> {
    if calls.is_empty() {
        return calls;
    }
    let check = imports.runtime("api", "Check");
    calls.into_iter().map(|call| quote!(#check::#call)).collect()
}

/// The checks of the number and names of an object's properties.
pub(crate) fn checks_of_properties(constraints: &Constraints, imports: &mut Imports<'_>) -> Vec<TokenStream> {
    let mut calls = counts(constraints.min_properties, constraints.max_properties);
    calls.extend(names(constraints, imports));
    in_full(calls, imports)
}

/// The checks of the number of a tuple's items, and of its further items.
pub(crate) fn checks_of_items<'a>(cx: &Context<'a>, record: &'a Struct, imports: &mut Imports<'_>) -> Vec<TokenStream> {
    let mut calls = list_checks(&record.constraints);
    if let Additional::Typed(following) = &record.additional {
        let inner = cx.checks(following, imports);
        calls.extend((!inner.is_empty()).then(|| quote!(Items(&[#(#inner),*]))));
    }
    in_full(calls, imports)
}

fn names(constraints: &Constraints, imports: &mut Imports<'_>) -> Option<TokenStream> {
    let names = constraints.names.as_deref()?;
    let mut calls = text_checks(&names.text);
    if !names.listed.is_empty() {
        let listed = &names.listed;
        calls.push(quote!(OneOf(&[#(#listed),*])));
    }
    let calls = in_full(calls, imports);
    (!calls.is_empty()).then(|| quote!(Names(&[#(#calls),*])))
}

fn own_checks(resolved: &Resolved<'_>) -> Vec<TokenStream> {
    let constraints = &resolved.constraints;
    match resolved.ty {
        Type::Text(_) => text_checks(constraints),
        Type::Integer | Type::Wide => number_checks(constraints, true),
        Type::Float | Type::Number => number_checks(constraints, false),
        Type::List(_) => list_checks(constraints),
        Type::Map(_) => counts(constraints.min_properties, constraints.max_properties),
        Type::Named(_) | Type::Bool | Type::Any => Vec::new(),
    }
}

fn text_checks(constraints: &Constraints) -> Vec<TokenStream> {
    let mut checks = limits("Length", constraints.min_length, constraints.max_length);
    if let Some(pattern) = constraints.pattern.as_deref().filter(|pattern| is_checked(pattern)) {
        checks.push(quote!(Pattern(#pattern)));
    }
    checks
}

/// Whether the runtime can check the pattern; other patterns are only documented.
pub(crate) fn is_checked(pattern: &str) -> bool {
    patterns::read(pattern).is_ok()
}

fn list_checks(constraints: &Constraints) -> Vec<TokenStream> {
    let mut checks = counts(constraints.min_items, constraints.max_items);
    if constraints.unique_items {
        checks.push(quote!(Unique));
    }
    checks
}

fn counts(least: Option<u64>, most: Option<u64>) -> Vec<TokenStream> {
    limits("Count", least, most)
}

/// `MinCount(1)`, `MaxCount(5)`.
fn limits(what: &str, least: Option<u64>, most: Option<u64>) -> Vec<TokenStream> {
    let (least, most) = (least.filter(|least| *least > 0), most);
    let check = |limit: &str, count: u64| {
        let (name, count) = (ident(&format!("{limit}{what}")), Literal::u64_unsuffixed(count));
        quote!(#name(#count))
    };
    least.map(|count| check("Min", count)).into_iter().chain(most.map(|count| check("Max", count))).collect()
}

fn number_checks(constraints: &Constraints, integer: bool) -> Vec<TokenStream> {
    let mut checks = Vec::new();
    checks.extend(constraints.minimum.as_ref().map(|bound| limit(bound, integer, 1, ["AtLeast", "Above", "Minimum"])));
    checks.extend(constraints.maximum.as_ref().map(|bound| limit(bound, integer, -1, ["AtMost", "Below", "Maximum"])));
    if let Some(step) = constraints.multiple_of.as_ref().and_then(serde_json::Number::as_f64) {
        let step = float(step);
        checks.push(quote!(MultipleOf(#step)));
    }
    checks
}

/// The check of a bound; `step` leads from an exclusive integer to the nearest inclusive one.
fn limit(bound: &Bound, integer: bool, step: i8, names: [&str; 3]) -> TokenStream {
    let [exact_name, exclusive, inclusive] = names.map(ident);
    if let Some(value) = exact(bound, integer, step) {
        return quote!(#exact_name(#value));
    }
    let value = float(bound.value.as_f64().unwrap_or(f64::MIN * f64::from(step)));
    let name = if bound.exclusive { exclusive } else { inclusive };
    quote!(#name(#value))
}

/// The bound as an inclusive integer, if both values and the bound are integers.
fn exact(bound: &Bound, integer: bool, step: i8) -> Option<Literal> {
    let value = bound.value.as_i64().filter(|_| integer)?;
    let value = if bound.exclusive { value.checked_add(step.into())? } else { value };
    Some(Literal::i64_unsuffixed(value))
}

/// A float in its shortest form.
pub(crate) fn float(value: f64) -> TokenStream {
    format!("{value:?}").parse().unwrap_or_else(|_| quote!(0.0))
}
