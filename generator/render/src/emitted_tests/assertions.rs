//! Assertions on a decoded value: its scalars, and those of nested objects, arrays and maps.
//!
//! Only the first item of an array and the first entry of a map are checked; number and depth are limited.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use serde_json::{Map, Value};

use crate::checks::float_tokens;
use crate::context::{RenderContext, make_ident};
use crate::values::{ExpressionWriter, integer_literal};
use model::{Presence, Schema, Struct, TextFormat, Type, TypeDef, TypeKind};
use naming::{Scope, ScopeKind};
use surface::FieldFacts;

const MAX_ASSERTIONS: usize = 40;

const MAX_DEPTH: usize = 6;

/// Returns assertions that the binding `name` has this value, and whether they use a deprecated item.
pub(super) fn value_assertions<'a>(
    cx: &RenderContext<'a>,
    schema: &'a Schema,
    value: &Value,
    name: &Ident,
) -> (TokenStream, bool) {
    let mut scope = Scope::new(ScopeKind::Fields);
    scope.reserve(&name.to_string());
    scope.reserve("written");
    let mut visitor = Visitor {
        cx,
        writer: cx.writer(),
        scope,
        left: MAX_ASSERTIONS,
        tokens: TokenStream::new(),
    };
    if !cx.index.resolve(schema).nullable {
        visitor.inside(schema, value, &quote!(#name), "first", 0);
    }
    (visitor.tokens, visitor.writer.uses_deprecated)
}

struct Visitor<'c, 'a> {
    cx: &'c RenderContext<'a>,
    writer: ExpressionWriter<'c, 'a>,
    scope: Scope,
    /// The number of further assertions that are allowed.
    left: usize,
    tokens: TokenStream,
}

impl<'a> Visitor<'_, 'a> {
    fn assert(&mut self, assertion: TokenStream) {
        self.left = self.left.saturating_sub(1);
        self.tokens.extend(assertion);
    }

    /// Visits an object, array or map at `place`; bindings are named after `name`.
    fn inside(
        &mut self,
        schema: &'a Schema,
        value: &Value,
        place: &TokenStream,
        name: &str,
        depth: usize,
    ) {
        if self.left == 0 || depth > MAX_DEPTH {
            return;
        }
        match (self.cx.index.resolve(schema).ty, value) {
            (Type::List(item), Value::Array(items)) => {
                let first = items.first().map(|first| (quote!(0), first));
                self.collection(item, (items.len(), first), place, name, depth);
            }
            (Type::Map(item), Value::Object(members)) => {
                let first = members
                    .iter()
                    .next()
                    .map(|(key, first)| (quote!(#key), first));
                self.collection(item, (members.len(), first), place, name, depth);
            }
            (Type::Named(id), Value::Object(members)) => {
                if let Some((def, TypeKind::Struct(record))) =
                    self.cx.index.def(*id).map(|def| (def, &def.kind))
                {
                    self.object(def, record, members, place, depth);
                }
            }
            (Type::Named(id), Value::Array(items)) => {
                if let Some((def, TypeKind::Tuple(record))) =
                    self.cx.index.def(*id).map(|def| (def, &def.kind))
                    && let Some(members) = record.by_index(items)
                {
                    self.object(def, record, &members, place, depth);
                }
            }
            _ => {}
        }
    }

    /// Visits an array or map by its first element and that element's index.
    fn collection(
        &mut self,
        item: &'a Schema,
        (count, first): (usize, Option<(TokenStream, &Value)>),
        place: &TokenStream,
        name: &str,
        depth: usize,
    ) {
        let Some((index, first)) = first else {
            return self.assert(quote!(assert!(#place.is_empty());));
        };
        let count = Literal::usize_unsuffixed(count);
        self.assert(quote!(assert_eq!(#place.len(), #count);));
        self.element(item, first, &quote!(#place[#index]), name, depth);
    }

    /// Visits the first item of an array, or the first entry of a map.
    fn element(
        &mut self,
        item: &'a Schema,
        value: &Value,
        place: &TokenStream,
        name: &str,
        depth: usize,
    ) {
        let resolved = self.cx.index.resolve(item);
        if resolved.nullable || self.left == 0 {
            return;
        }
        if matches!(resolved.ty, Type::Any) {
            if let Some(expected) = json_scalar(value) {
                self.assert(quote!(assert_eq!(#place, #expected);));
            }
            return;
        }
        match self.scalar(item, value, true) {
            Some(expected) => {
                self.assert(self.equality_assertion(place, item, value, &expected));
            }
            None => {
                self.bound(item, value, &quote!(&#place), name, depth + 1);
            }
        }
    }

    /// Binds an object, array or map to a name and visits it; returns whether there was anything to assert.
    fn bound(
        &mut self,
        schema: &'a Schema,
        value: &Value,
        place: &TokenStream,
        name: &str,
        depth: usize,
    ) -> bool {
        let claimed = self.scope.claim(name).name;
        let binding = make_ident(&claimed);
        let before = std::mem::take(&mut self.tokens);
        self.inside(
            schema,
            value,
            &quote!(#binding),
            &format!("first_of_{claimed}"),
            depth,
        );
        let inside = std::mem::replace(&mut self.tokens, before);
        let has_assertions = !inside.is_empty();
        if has_assertions {
            self.tokens.extend(quote!(let #binding = #place; #inside));
        }
        has_assertions
    }

    fn object(
        &mut self,
        def: &'a TypeDef,
        record: &'a Struct,
        members: &Map<String, Value>,
        place: &TokenStream,
        depth: usize,
    ) {
        let mut deep = Vec::new();
        for field in self.cx.index.fields(def, record) {
            let Some(value) = members.get(&field.property.wire) else {
                continue;
            };
            match self.field(&field, value, place) {
                Some(assertion) => {
                    self.writer.uses_deprecated |= field.property.deprecated;
                    self.assert(assertion);
                }
                None => deep.push((field, value)),
            }
        }
        for (field, value) in deep {
            let (name, schema) = (make_ident(&field.property.rust), &field.property.schema);
            let place = match field.presence {
                Presence::Required => quote!(&#place.#name),
                _ => quote!(#place.#name.as_ref().unwrap()),
            };
            if !value.is_null()
                && self.bound(schema, value, &place, &field.property.rust, depth + 1)
            {
                self.writer.uses_deprecated |= field.property.deprecated;
            }
        }
    }

    fn field(
        &mut self,
        field: &FieldFacts<'a>,
        value: &Value,
        place: &TokenStream,
    ) -> Option<TokenStream> {
        if field.property.boxed || self.left == 0 {
            return None;
        }
        let (name, schema) = (make_ident(&field.property.rust), &field.property.schema);
        let place = quote!(#place.#name);
        if value.is_null() {
            return match field.presence {
                Presence::Required => None,
                Presence::Nullable | Presence::Optional | Presence::OptionalOrNull => {
                    Some(quote!(assert!(#place.is_none());))
                }
                Presence::Field => Some(quote!(assert!(#place.is_null());)),
            };
        }
        // Limited to types that convert in one step.
        let converts = matches!(
            self.cx.index.resolve(schema).ty,
            Type::Text(TextFormat::Plain) | Type::Bool
        );
        if field.presence == Presence::Field && !converts {
            return None;
        }
        let is_bare = matches!(field.presence, Presence::Required | Presence::Field);
        let expected = self.scalar(schema, value, is_bare)?;
        match field.presence {
            Presence::Required => Some(self.equality_assertion(&place, schema, value, &expected)),
            Presence::Nullable | Presence::Optional | Presence::OptionalOrNull => {
                Some(quote!(assert_eq!(#place, Some(#expected));))
            }
            Presence::Field => Some(quote!(assert_eq!(#place, #expected.into());)),
        }
    }

    /// Returns a scalar as an expression that converts to the type at its location; if `is_plain`, a string literal.
    fn scalar(&mut self, schema: &'a Schema, value: &Value, is_plain: bool) -> Option<TokenStream> {
        let ty = self.cx.index.resolve(schema).ty;
        match (ty, value) {
            (Type::Text(_), Value::String(text)) if is_plain => Some(quote!(#text)),
            (Type::Text(_), Value::String(text)) => Some(quote!(#text.into())),
            (Type::Bool, Value::Bool(value)) => Some(quote!(#value)),
            (Type::Integer, Value::Number(number)) => {
                Some(Literal::i64_unsuffixed(number.as_i64()?).to_token_stream())
            }
            (Type::Wide, Value::Number(number)) => Some(match number.as_u64() {
                Some(natural) => Literal::u64_unsuffixed(natural).to_token_stream(),
                None => Literal::i64_unsuffixed(number.as_i64()?).to_token_stream(),
            }),
            (Type::Float, Value::Number(number)) => Some(float_tokens(number.as_f64()?)),
            (Type::Number, Value::Number(number)) => number_value(number),
            (Type::Named(id), value) => match &self.cx.index.def(*id)?.kind {
                TypeKind::Enum(_) => self.writer.argument(schema, value),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns `assert_eq!`, or for booleans the form that clippy prefers.
    fn equality_assertion(
        &self,
        place: &TokenStream,
        schema: &'a Schema,
        value: &Value,
        expected: &TokenStream,
    ) -> TokenStream {
        match (self.cx.index.resolve(schema).ty, value) {
            (Type::Bool, Value::Bool(true)) => quote!(assert!(#place);),
            (Type::Bool, Value::Bool(false)) => quote!(assert!(!#place);),
            _ => quote!(assert_eq!(#place, #expected);),
        }
    }
}

/// Returns a literal that serializes to the same digits, if one exists.
fn number_value(number: &serde_json::Number) -> Option<TokenStream> {
    if let Some(literal) = number.as_i64().map(integer_literal) {
        return Some(quote!(#literal.into()));
    }
    let text = number.to_string();
    let value: f64 = text.parse().ok()?;
    if format!("{value:?}") != text || value < 0.0 {
        return None;
    }
    let literal: TokenStream = text.parse().ok()?;
    Some(quote!(#literal.into()))
}

/// Returns a scalar of free-form JSON, as an expression that can be compared with a `serde_json` value.
fn json_scalar(value: &Value) -> Option<TokenStream> {
    match value {
        Value::String(text) => Some(quote!(#text)),
        Value::Bool(value) => Some(quote!(#value)),
        Value::Number(number) => {
            let small = i32::try_from(number.as_i64()?).ok()?;
            Some(Literal::i32_unsuffixed(small).to_token_stream())
        }
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
