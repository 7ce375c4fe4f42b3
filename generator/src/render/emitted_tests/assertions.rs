//! Assertions on the fields of a decoded value.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::model::{Schema, Text, Type, TypeKind};
use crate::render::context::{Context, ident};
use crate::render::imports::Imports;
use crate::render::types::{FieldFacts, Presence, fields};

/// What the scalar fields of a decoded value (or of the first item of a list) must be.
pub(super) fn assertions<'a>(
    cx: &Context<'a>,
    schema: &'a Schema,
    value: &Value,
    name: &Ident,
    imports: &mut Imports<'_>,
) -> TokenStream {
    let resolved = cx.resolve(schema);
    if resolved.nullable {
        return TokenStream::new();
    }
    match (resolved.ty, value) {
        (Type::List(item), Value::Array(items)) => {
            let first = ident("first");
            let Some(value) = items.first() else { return quote!(assert!(#name.is_empty());) };
            let count = proc_macro2::Literal::usize_unsuffixed(items.len());
            let inner = assertions(cx, item, value, &first, imports);
            let first = if inner.is_empty() { TokenStream::new() } else { quote!(let first = &#name[0];) };
            quote!(assert_eq!(#name.len(), #count); #first #inner)
        }
        (Type::Named(id), Value::Object(members)) => {
            let Some((def, record)) = cx.def(*id).and_then(|def| match &def.kind {
                TypeKind::Struct(record) => Some((def, record)),
                _ => None,
            }) else {
                return TokenStream::new();
            };
            let known = fields(cx, def, record);
            let asserted = known.iter().filter_map(|field| {
                let value = members.get(&field.property.wire)?;
                let assertion = assertion(cx, field, value, name)?;
                if field.property.deprecated {
                    imports.deprecated();
                }
                Some(assertion)
            });
            asserted.collect()
        }
        _ => TokenStream::new(),
    }
}

fn assertion<'a>(cx: &Context<'a>, field: &FieldFacts<'a>, value: &Value, name: &Ident) -> Option<TokenStream> {
    let place = &field.name;
    if field.property.boxed {
        return None;
    }
    if let (Presence::Required, Value::Bool(value)) = (field.presence, value)
        && matches!(cx.resolve(&field.property.schema).ty, Type::Bool)
    {
        return Some(if *value { quote!(assert!(#name.#place);) } else { quote!(assert!(!#name.#place);) });
    }
    let is_bare = matches!(field.presence, Presence::Required | Presence::Field);
    let expected = expected(cx, &field.property.schema, value, is_bare)?;
    match field.presence {
        Presence::Required => Some(quote!(assert_eq!(#name.#place, #expected);)),
        Presence::Nullable | Presence::Optional => Some(quote!(assert_eq!(#name.#place, Some(#expected));)),
        // Only what converts in one step.
        Presence::Field => matches!(cx.resolve(&field.property.schema).ty, Type::Text(Text::Plain) | Type::Bool)
            .then(|| quote!(assert_eq!(#name.#place, #expected.into());)),
    }
}

/// A scalar as an expression that becomes the field's type; text alone stands for itself.
fn expected<'a>(cx: &Context<'a>, schema: &'a Schema, value: &Value, is_plain: bool) -> Option<TokenStream> {
    let ty = cx.resolve(schema).ty;
    match (ty, value) {
        (Type::Text(Text::Plain | Text::Base64 | Text::Binary), Value::String(text)) if is_plain => Some(quote!(#text)),
        (Type::Text(_), Value::String(text)) => Some(quote!(#text.into())),
        (Type::Bool, Value::Bool(value)) => Some(quote!(#value)),
        (Type::Integer, Value::Number(number)) => {
            let literal = proc_macro2::Literal::i64_unsuffixed(number.as_i64()?);
            Some(quote!(#literal))
        }
        (Type::Number, Value::Number(number)) => {
            let literal = proc_macro2::Literal::i32_unsuffixed(i32::try_from(number.as_i64()?).ok()?);
            Some(quote!(#literal.into()))
        }
        (Type::Named(id), Value::String(text)) => match cx.def(*id)?.kind {
            TypeKind::Enum(_) => Some(quote!(#text.into())),
            _ => None,
        },
        _ => None,
    }
}
