//! Constraints as checks of the runtime.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::Context;
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
        if calls.is_empty() {
            return calls;
        }
        let check = imports.runtime("api", "Check");
        calls.into_iter().map(|call| quote!(#check::#call)).collect()
    }
}

/// The checks of the number and names of an object's properties.
pub(crate) fn checks_of_properties(constraints: &Constraints, imports: &mut Imports<'_>) -> Vec<TokenStream> {
    let mut calls = counts(constraints.min_properties, constraints.max_properties);
    calls.extend(names(constraints, imports));
    if calls.is_empty() {
        return calls;
    }
    let check = imports.runtime("api", "Check");
    calls.into_iter().map(|call| quote!(#check::#call)).collect()
}

/// The checks of the number of a tuple's items, and of its further items.
pub(crate) fn checks_of_items<'a>(cx: &Context<'a>, record: &'a Struct, imports: &mut Imports<'_>) -> Vec<TokenStream> {
    let mut calls = list_checks(&record.constraints);
    if let Additional::Typed(following) = &record.additional {
        let inner = cx.checks(following, imports);
        calls.extend((!inner.is_empty()).then(|| quote!(Items(&[#(#inner),*]))));
    }
    if calls.is_empty() {
        return calls;
    }
    let check = imports.runtime("api", "Check");
    calls.into_iter().map(|call| quote!(#check::#call)).collect()
}

fn names(constraints: &Constraints, imports: &mut Imports<'_>) -> Option<TokenStream> {
    let names = constraints.names.as_deref()?;
    let mut calls = text_checks(&names.text);
    if !names.listed.is_empty() {
        let listed = &names.listed;
        calls.push(quote!(OneOf(&[#(#listed),*])));
    }
    if calls.is_empty() {
        return None;
    }
    let check = imports.runtime("api", "Check");
    Some(quote!(Names(&[#(#check::#calls),*])))
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
    let mut checks = Vec::new();
    if let Some(least) = constraints.min_length.filter(|least| *least > 0) {
        let least = Literal::u64_unsuffixed(least);
        checks.push(quote!(MinLength(#least)));
    }
    if let Some(most) = constraints.max_length {
        let most = Literal::u64_unsuffixed(most);
        checks.push(quote!(MaxLength(#most)));
    }
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
    let mut checks = Vec::new();
    if let Some(least) = least.filter(|least| *least > 0) {
        let least = Literal::u64_unsuffixed(least);
        checks.push(quote!(MinCount(#least)));
    }
    if let Some(most) = most {
        let most = Literal::u64_unsuffixed(most);
        checks.push(quote!(MaxCount(#most)));
    }
    checks
}

fn number_checks(constraints: &Constraints, integer: bool) -> Vec<TokenStream> {
    let mut checks = Vec::new();
    if let Some(bound) = &constraints.minimum {
        checks.push(lower(bound, integer));
    }
    if let Some(bound) = &constraints.maximum {
        checks.push(upper(bound, integer));
    }
    if let Some(step) = constraints.multiple_of.as_ref().and_then(serde_json::Number::as_f64) {
        let step = float(step);
        checks.push(quote!(MultipleOf(#step)));
    }
    checks
}

fn lower(bound: &Bound, integer: bool) -> TokenStream {
    if let Some(least) = exact(bound, integer, 1) {
        return quote!(AtLeast(#least));
    }
    let value = float(bound.value.as_f64().unwrap_or(f64::MIN));
    if bound.exclusive { quote!(Above(#value)) } else { quote!(Minimum(#value)) }
}

fn upper(bound: &Bound, integer: bool) -> TokenStream {
    if let Some(most) = exact(bound, integer, -1) {
        return quote!(AtMost(#most));
    }
    let value = float(bound.value.as_f64().unwrap_or(f64::MAX));
    if bound.exclusive { quote!(Below(#value)) } else { quote!(Maximum(#value)) }
}

/// The bound as an inclusive integer, if both values and the bound are integers.
fn exact(bound: &Bound, integer: bool, step: i64) -> Option<Literal> {
    let value = bound.value.as_i64().filter(|_| integer)?;
    let value = if bound.exclusive { value.checked_add(step)? } else { value };
    Some(Literal::i64_unsuffixed(value))
}

/// A float in its shortest form.
pub(crate) fn float(value: f64) -> TokenStream {
    format!("{value:?}").parse().unwrap_or_else(|_| quote!(0.0))
}
