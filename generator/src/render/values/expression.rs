//! A JSON value → a Rust expression, as a user of the emitted crate would write it.

use std::collections::HashSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Number, Value};

use crate::model::{
    Enum, EnumBase, Presence, Schema, Struct, Text, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant, Variant,
};
use crate::render::checks::float;
use crate::render::context::{Context, ident};
use crate::render::imports::Imports;
use crate::render::types::{FieldFacts, fields};

const MAX_DEPTH: usize = 12;

/// The maximum number of chained setters: each is a level of nesting for `syn` and rustc.
pub(super) const MAX_SETTERS: usize = 300;

impl<'a> Context<'a> {
    /// The value as an argument for this schema: `"text"`, `AuthType::Bearer`, `["a", "b"]`.
    ///
    /// `None` if the emitted types cannot express it (an unknown property, an undocumented null).
    pub(crate) fn argument_expression(
        &self,
        schema: &'a Schema,
        value: &Value,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        self.given(schema, value, 0, imports)
    }

    /// The value as an expression of exactly the type that a body of this schema has.
    pub(super) fn exact_expression(
        &self,
        schema: &'a Schema,
        value: &Value,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        self.exact(schema, value, 0, imports)
    }

    fn given(&self, schema: &'a Schema, value: &Value, depth: usize, imports: &mut Imports<'_>) -> Option<TokenStream> {
        let resolved = self.resolve(schema);
        match (resolved.ty, value) {
            (Type::Text(kind), Value::String(text)) if !is_opened(*kind, imports) => Some(quote!(#text)),
            (Type::Number, Value::Number(number)) => Some(number_tokens(number)),
            (Type::Float, Value::Number(number)) => Some(float(number.as_f64()?)),
            (Type::Integer, Value::Number(number)) => Some(integer_tokens(number.as_i64()?, "")),
            (Type::List(item), Value::Array(items)) => self.given_list(item, items, depth, imports),
            (Type::Map(item), Value::Object(_)) if self.is_free_form(item) => {
                let json = json_tokens(value);
                imports.add("serde_json", "json");
                Some(quote!(json!(#json)))
            }
            (Type::Map(item), Value::Object(members)) => {
                let has_null = members.values().any(Value::is_null);
                let entries = members.iter().map(|(name, value)| {
                    let value = self.given_item(item, value, has_null, depth, imports)?;
                    Some(quote!((#name, #value)))
                });
                let entries: Vec<TokenStream> = entries.collect::<Option<_>>()?;
                if entries.is_empty() {
                    let (ty, map) = (self.item_type(item, imports), imports.name("std::collections", "BTreeMap"));
                    return Some(quote!(#map::<String, #ty>::new()));
                }
                Some(quote!([#(#entries),*]))
            }
            // The setter takes non-null values.
            _ if depth > MAX_DEPTH => None,
            (Type::Named(id), _) => {
                let converted = self.union(*id).and_then(|union| self.converted(union, value, depth, imports));
                converted.or_else(|| self.exact_named(*id, value, depth, imports))
            }
            _ => self.exact_value(resolved.ty, value, depth, imports),
        }
    }

    fn given_list(
        &self,
        item: &'a Schema,
        items: &[Value],
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        let items: Vec<TokenStream> = match self.converted_items(item, items, depth, imports) {
            Some(items) => items,
            None => {
                let has_null = items.iter().any(Value::is_null);
                items
                    .iter()
                    .map(|value| self.given_item(item, value, has_null, depth, imports))
                    .collect::<Option<_>>()?
            }
        };
        if items.is_empty() {
            let ty = self.item_type(item, imports);
            return Some(quote!(Vec::<#ty>::new()));
        }
        Some(quote!([#(#items),*]))
    }

    /// Items that convert to a union by `From`, all of the same type.
    fn converted_items(
        &self,
        item: &'a Schema,
        items: &[Value],
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<Vec<TokenStream>> {
        let Type::Named(id) = self.resolve(item).ty else { return None };
        let union = self.union(*id).filter(|_| self.item_converts(item))?;
        let mut chosen = items.iter().map(|value| self.samples.shapes_of(union, value, 0).next());
        let first = chosen.next()??;
        let is_one = chosen.all(|other| other == Some(first));
        // Arrays of different lengths have different types.
        let resolved = self.resolve(&union.variants.get(first)?.schema);
        if !is_one || matches!(resolved.ty, Type::List(_) | Type::Map(_)) {
            return None;
        }
        items.iter().map(|value| self.converted(union, value, depth + 1, imports)).collect()
    }

    /// An array item or map value: a string if that converts, else its exact type, which has an `Option` only if there is
    /// a `null` beside it.
    fn given_item(
        &self,
        item: &'a Schema,
        value: &Value,
        has_null: bool,
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        let resolved = self.resolve(item);
        let is_plain = resolved.nullable && !has_null && !matches!(resolved.ty, Type::Any);
        match (resolved.ty, value) {
            (Type::Text(kind), Value::String(text))
                if (is_plain || self.item_converts(item)) && !is_opened(*kind, imports) =>
            {
                Some(quote!(#text))
            }
            (ty, value) if is_plain => self.exact_value(ty, value, depth + 1, imports),
            _ => self.exact(item, value, depth + 1, imports),
        }
    }

    /// The value as an expression of exactly this type.
    fn exact(&self, schema: &'a Schema, value: &Value, depth: usize, imports: &mut Imports<'_>) -> Option<TokenStream> {
        if depth > MAX_DEPTH {
            return None;
        }
        let resolved = self.resolve(schema);
        if resolved.nullable && !matches!(resolved.ty, Type::Any) {
            if value.is_null() {
                return Some(quote!(None));
            }
            let inner = self.exact_value(resolved.ty, value, depth, imports)?;
            return Some(quote!(Some(#inner)));
        }
        self.exact_value(resolved.ty, value, depth, imports)
    }

    fn exact_value(&self, ty: &'a Type, value: &Value, depth: usize, imports: &mut Imports<'_>) -> Option<TokenStream> {
        match (ty, value) {
            (Type::Bool, Value::Bool(value)) => Some(quote!(#value)),
            (Type::Integer, Value::Number(number)) => Some(integer_tokens(number.as_i64()?, "i64")),
            (Type::Wide, Value::Number(number)) => match number.as_u64().map(i128::from).map(Literal::i128_suffixed) {
                Some(natural) => Some(quote!(#natural)),
                None => Some(integer_tokens(number.as_i64()?, "i128")),
            },
            (Type::Float, Value::Number(number)) => Some(float(number.as_f64()?)),
            (Type::Number, Value::Number(number)) => {
                let (ty, number) = (self.type_of(ty, imports), number_tokens(number));
                Some(quote!(#ty::from(#number)))
            }
            (Type::Text(kind), Value::String(_)) if is_opened(*kind, imports) => {
                let upload = self.type_of(ty, imports);
                Some(quote!(#upload::file("path/to/file").await?))
            }
            (Type::Text(_), Value::String(text)) => {
                let ty = self.type_of(ty, imports);
                Some(quote!(#ty::from(#text)))
            }
            (Type::List(item), Value::Array(items)) => {
                let items = items.iter().map(|value| self.exact(item, value, depth + 1, imports));
                let items: Vec<TokenStream> = items.collect::<Option<_>>()?;
                Some(quote!(vec![#(#items),*]))
            }
            (Type::Map(item), Value::Object(_)) if self.is_free_form(item) => {
                let (ty, json) = (self.type_of(ty, imports), json_tokens(value));
                imports.add("serde_json", "json");
                Some(quote!(#ty::from(json!(#json))))
            }
            (Type::Map(item), Value::Object(members)) => {
                let entries = members.iter().map(|(name, value)| {
                    let value = self.exact(item, value, depth + 1, imports)?;
                    Some(quote!((#name.to_owned(), #value)))
                });
                let entries: Vec<TokenStream> = entries.collect::<Option<_>>()?;
                let map = imports.name("std::collections", "BTreeMap");
                Some(quote!(#map::from([#(#entries),*])))
            }
            (Type::Any, value) => {
                let json = json_tokens(value);
                imports.add("serde_json", "json");
                Some(quote!(json!(#json)))
            }
            (Type::Named(id), value) => self.exact_named(*id, value, depth, imports),
            _ => None,
        }
    }

    fn exact_named(&self, id: TypeId, value: &Value, depth: usize, imports: &mut Imports<'_>) -> Option<TokenStream> {
        let def = self.def(id)?;
        match &def.kind {
            TypeKind::Enum(constants) => {
                let name = imports.api_type(id, def);
                if variant(constants, value).is_some_and(|variant| variant.deprecated) {
                    imports.deprecated();
                }
                constant(constants, value).map(|variant| quote!(#name::#variant))
            }
            TypeKind::Union(union) => self.exact_union(id, def, union, value, depth, imports),
            TypeKind::Struct(record) => self.built(id, def, record, value.as_object()?, depth, imports),
            TypeKind::Tuple(record) => {
                self.built(id, def, record, &record.by_index(value.as_array()?)?, depth, imports)
            }
            TypeKind::Alias(_) => None,
        }
    }

    fn exact_union(
        &self,
        id: TypeId,
        def: &'a TypeDef,
        union: &'a Union,
        value: &Value,
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        let name = imports.api_type(id, def);
        if let Some(converted) = self.converted(union, value, depth, imports) {
            return Some(quote!(#name::from(#converted)));
        }
        let shapes: Vec<usize> = self.samples.shapes_of(union, value, 0).collect();
        let mut shapes = shapes.into_iter().filter_map(|index| union.variants.get(index));
        // If several match, they are serialized alike.
        let (variant, payload) =
            shapes.find_map(|variant| Some((variant, self.exact(&variant.schema, value, depth + 1, imports)?)))?;
        let variant_name = ident(&variant.rust);
        let payload = if variant.boxed { quote!(Box::new(#payload)) } else { payload };
        Some(quote!(#name::#variant_name(#payload)))
    }

    fn union(&self, id: TypeId) -> Option<&'a Union> {
        match &self.def(id)?.kind {
            TypeKind::Union(union) => Some(union),
            _ => None,
        }
    }

    /// An expression that converts to the union by `From`, if its member for the value does.
    fn converted(
        &self,
        union: &'a Union,
        value: &Value,
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        let index = self.samples.shapes_of(union, value, 0).next()?;
        let variant = union.variants.get(index)?;
        let resolved = self.resolve(&variant.schema);
        if !self.has_from(union, variant) || resolved.nullable || depth > MAX_DEPTH {
            return None;
        }
        let is = |member: Option<&UnionVariant>| member.is_some_and(|member| std::ptr::eq(member, variant));
        let is_given = match resolved.ty {
            Type::Text(kind) => is(self.string_member(union)) && !is_opened(*kind, imports),
            Type::Map(value) if self.is_free_form(value) => false,
            Type::List(_) | Type::Map(_) => is(self.collection_member(union)),
            _ => false,
        };
        match is_given {
            true => self.given(&variant.schema, value, depth + 1, imports),
            false => self.exact(&variant.schema, value, depth + 1, imports),
        }
    }

    /// `Portal::new("id").name("name")`, if that can express the whole object.
    fn built(
        &self,
        id: TypeId,
        def: &'a TypeDef,
        record: &'a Struct,
        members: &Map<String, Value>,
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        if !def.usage.request || members.len() > MAX_SETTERS {
            return None;
        }
        let known = fields(self, def, record);
        let sayable = known.iter().filter(|field| field.is_settable || field.is_required());
        let sayable: HashSet<&str> = sayable.map(|field| field.property.wire.as_str()).collect();
        if !members.keys().all(|name| sayable.contains(name.as_str())) {
            return None;
        }
        let name = imports.api_type(id, def);
        let mut arguments = Vec::new();
        for field in known.iter().filter(|field| field.is_asked_for()) {
            arguments.push(self.field_expression(field, members.get(&field.property.wire)?, depth, imports)?);
        }
        let mut built = quote!(#name::new(#(#arguments),*));
        for field in known.iter().filter(|field| !field.is_required() && !field.is_asked_for()) {
            let Some(value) = members.get(&field.property.wire) else { continue };
            built.extend(self.setter_call(field, &field.name, value, depth, imports)?);
        }
        Some(built)
    }

    /// The call that sets a field to the value: `.title("new")`, `.title_null()`.
    pub(crate) fn setter_call(
        &self,
        field: &FieldFacts<'a>,
        setter: &Ident,
        value: &Value,
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        let is_any = matches!(self.resolve(&field.property.schema).ty, Type::Any);
        if let (Some(null_setter), true, false) = (&field.null_setter, value.is_null(), is_any) {
            if field.property.deprecated {
                imports.deprecated();
            }
            return Some(quote!(.#null_setter()));
        }
        let argument = self.field_expression(field, value, depth, imports)?;
        Some(quote!(.#setter(#argument)))
    }

    fn field_expression(
        &self,
        field: &FieldFacts<'a>,
        value: &Value,
        depth: usize,
        imports: &mut Imports<'_>,
    ) -> Option<TokenStream> {
        if field.property.deprecated {
            imports.deprecated();
        }
        let schema = &field.property.schema;
        let ty = self.resolve(schema).ty;
        match (field.presence, ty, value) {
            (Presence::Required | Presence::Optional | Presence::Field, ..) => {
                self.given(schema, value, depth + 1, imports)
            }
            (Presence::Nullable, ty, Value::Null) if !matches!(ty, Type::Any) => Some(quote!(None)),
            (Presence::Nullable, Type::Text(Text::Plain), Value::String(text)) if !field.property.boxed => {
                Some(quote!(#text))
            }
            (Presence::Nullable, ty, value) => {
                let inner = self.exact_value(ty, value, depth + 1, imports)?;
                Some(if field.property.boxed { quote!(Box::new(#inner)) } else { inner })
            }
        }
    }
}

/// Whether a string is a file that the code opens.
fn is_opened(kind: Text, imports: &Imports<'_>) -> bool {
    kind == Text::Upload && imports.opens_files()
}

fn constant(constants: &Enum, value: &Value) -> Option<TokenStream> {
    if let Some(variant) = variant(constants, value) {
        let name = ident(&variant.rust);
        return Some(quote!(#name));
    }
    match (constants.base, value) {
        (EnumBase::Text, Value::String(text)) => Some(quote!(from(#text))),
        _ => None,
    }
}

/// The known constant that a value is.
fn variant<'e>(constants: &'e Enum, value: &Value) -> Option<&'e Variant> {
    let wire = match (constants.base, value) {
        (EnumBase::Text, Value::String(text)) => text.clone(),
        (EnumBase::Integer, Value::Number(number)) => number.to_string(),
        _ => return None,
    };
    constants.variants.iter().find(|variant| variant.wire == wire)
}

fn integer_tokens(value: i64, suffix: &str) -> TokenStream {
    let literal = if suffix == "i64" { Literal::i64_suffixed(value) } else { Literal::i64_unsuffixed(value) };
    quote!(#literal)
}

/// A number as a literal that converts to `Number`.
fn number_tokens(number: &Number) -> TokenStream {
    if let Some(value) = number.as_i64() {
        let literal = match i32::try_from(value) {
            Ok(small) => Literal::i32_unsuffixed(small),
            Err(_) => Literal::i64_suffixed(value),
        };
        return quote!(#literal);
    }
    match number.as_u64() {
        Some(value) => {
            let literal = Literal::u64_suffixed(value);
            quote!(#literal)
        }
        None => float(number.as_f64().unwrap_or_default()),
    }
}

/// JSON in the syntax of the macro `json!`.
pub(crate) fn json_tokens(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(value) => quote!(#value),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => integer_tokens(value, if i32::try_from(value).is_ok() { "" } else { "i64" }),
            (None, Some(value)) => {
                let literal = Literal::u64_suffixed(value);
                quote!(#literal)
            }
            (None, None) => float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => quote!(#text),
        Value::Array(items) => {
            let items = items.iter().map(json_tokens);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json_tokens(value);
                quote!(#name: #value)
            });
            quote!({#(#members),*})
        }
    }
}
