//! Converts JSON values to Rust expressions, as a user of the emitted crate would write them.

use std::fmt::Display;

use foldhash::HashSet;

use code_format::{Code, Ident, code};
use serde_json::{Map, Number, Value};

use crate::checks::float_tokens;
use crate::context::{RenderContext, make_ident};
use crate::rust_type::{enum_value, full_type_path, variant_of_value};
use crate::types::field_constant;
use model::{Presence, Schema, Struct, TextFormat, Type, TypeDef, TypeId, TypeKind, Union};
use surface::FieldFacts;

const MAX_DEPTH: usize = 12;

/// The maximum number of chained setters, since each is a level of nesting for `syn` and rustc.
pub(super) const MAX_SETTERS: usize = 300;

impl<'a> RenderContext<'a> {
    pub(crate) fn writer(&self) -> ExpressionWriter<'_, 'a> {
        ExpressionWriter {
            cx: self,
            opens_files: false,
            uses_deprecated: false,
        }
    }
}

/// Writes expressions, with full paths.
pub(crate) struct ExpressionWriter<'w, 'a> {
    pub(crate) cx: &'w RenderContext<'a>,
    /// Whether the code is in an async function that can return any error, so that uploads can be
    /// opened as files.
    pub(crate) opens_files: bool,
    /// Whether an expression written so far uses a deprecated item.
    pub(crate) uses_deprecated: bool,
}

impl<'a> ExpressionWriter<'_, 'a> {
    /// Returns the value as an argument for this schema: `"text"`, `AuthType::Bearer`,
    /// `["a", "b"]`.
    ///
    /// `None` if the emitted types cannot express it (an unknown property, an undocumented null).
    pub(crate) fn argument(&mut self, schema: &'a Schema, value: &Value) -> Option<Code> {
        self.argument_at(schema, value, 0)
    }

    fn argument_at(&mut self, schema: &'a Schema, value: &Value, depth: usize) -> Option<Code> {
        let resolved = self.cx.index.resolve(schema);
        match (resolved.ty, value) {
            (Type::Text(kind), Value::String(text)) if !self.is_opened(*kind) => Some(code!(#text)),
            (Type::Number, Value::Number(number)) => Some(number_tokens(number)),
            (Type::Float, Value::Number(number)) => Some(float_tokens(number.as_f64()?)),
            (Type::Integer, Value::Number(number)) => Some(Code::number(number.as_i64()?)),
            (Type::List(item), Value::Array(items)) => self.list_argument(item, items, depth),
            (Type::Map(item), Value::Object(_)) if self.cx.index.is_free_form(item) => {
                Some(json_macro(value))
            }
            (Type::Map(item), Value::Object(members)) => {
                let has_null = members.values().any(Value::is_null);
                let entries: Vec<Code> = members
                    .iter()
                    .map(|(name, value)| {
                        let value = self.item_argument(item, value, has_null, depth)?;
                        Some(code!((#name, #value)))
                    })
                    .collect::<Option<_>>()?;
                if entries.is_empty() {
                    let ty = self.cx.full_item_type(item);
                    return Some(code!(std::collections::BTreeMap::<String, #ty>::new()));
                }
                Some(code!([#(#entries),*]))
            }
            // The setter takes only non-null values.
            _ if depth > MAX_DEPTH => None,
            (Type::Named(id), _) => {
                let converted = self
                    .union(*id)
                    .and_then(|union| self.converted_union(union, value, depth));
                converted.or_else(|| self.exact_named(*id, value, depth))
            }
            _ => self.exact_non_null(resolved.ty, value, depth),
        }
    }

    fn list_argument(&mut self, item: &'a Schema, items: &[Value], depth: usize) -> Option<Code> {
        if items.is_empty() {
            let ty = self.cx.full_item_type(item);
            return Some(code!(Vec::<#ty>::new()));
        }
        let elements: Vec<Code> = match self.converted_union_items(item, items, depth) {
            Some(elements) => elements,
            None => {
                let has_null = items.iter().any(Value::is_null);
                items
                    .iter()
                    .map(|value| self.item_argument(item, value, has_null, depth))
                    .collect::<Option<_>>()?
            }
        };
        Some(code!([#(#elements),*]))
    }

    /// Returns items that convert to a union by `From`, all from the same type.
    fn converted_union_items(
        &mut self,
        item: &'a Schema,
        items: &[Value],
        depth: usize,
    ) -> Option<Vec<Code>> {
        let Type::Named(id) = self.cx.index.resolve(item).ty else {
            return None;
        };
        if !self.cx.index.item_converts(item) {
            return None;
        }
        let union = self.union(*id)?;
        let mut variants = items
            .iter()
            .map(|value| self.cx.samples.shapes_of(union, value, 0).next());
        let first = variants.next()??;
        let have_same_variant = variants.all(|variant| variant == Some(first));
        // Arrays of different lengths have different types.
        let resolved = self.cx.index.resolve(&union.variants.get(first)?.schema);
        if !have_same_variant || matches!(resolved.ty, Type::List(_) | Type::Map(_)) {
            return None;
        }
        items
            .iter()
            .map(|value| self.converted_union(union, value, depth + 1))
            .collect()
    }

    /// Returns an array item or map value: a string if that converts, or else its exact type, which
    /// is an `Option` only if another item is `null`.
    fn item_argument(
        &mut self,
        item: &'a Schema,
        value: &Value,
        has_null: bool,
        depth: usize,
    ) -> Option<Code> {
        let resolved = self.cx.index.resolve(item);
        let is_plain = resolved.nullable && !has_null && !matches!(resolved.ty, Type::Any);
        match (resolved.ty, value) {
            (Type::Text(kind), Value::String(text))
                if (is_plain || self.cx.index.item_converts(item)) && !self.is_opened(*kind) =>
            {
                Some(code!(#text))
            }
            (ty, value) if is_plain => self.exact_non_null(ty, value, depth + 1),
            _ => self.exact_expression(item, value, depth + 1),
        }
    }

    /// Returns the value as an expression of exactly this type.
    pub(super) fn exact_expression(
        &mut self,
        schema: &'a Schema,
        value: &Value,
        depth: usize,
    ) -> Option<Code> {
        if depth > MAX_DEPTH {
            return None;
        }
        let resolved = self.cx.index.resolve(schema);
        if resolved.nullable && !matches!(resolved.ty, Type::Any) {
            if value.is_null() {
                return Some(code!(None));
            }
            let inner = self.exact_non_null(resolved.ty, value, depth)?;
            return Some(code!(Some(#inner)));
        }
        self.exact_non_null(resolved.ty, value, depth)
    }

    fn exact_non_null(&mut self, ty: &'a Type, value: &Value, depth: usize) -> Option<Code> {
        match (ty, value) {
            (Type::Bool, Value::Bool(value)) => Some(code!(#value)),
            (Type::Integer, Value::Number(number)) => Some(suffixed(number.as_i64()?, "i64")),
            (Type::Wide, Value::Number(number)) => Some(match number.as_u64() {
                Some(natural) => suffixed(natural, "i128"),
                None => Code::number(number.as_i64()?),
            }),
            (Type::Float, Value::Number(number)) => Some(float_tokens(number.as_f64()?)),
            (Type::Number, Value::Number(number)) => {
                let ty = self.cx.full_type(ty);
                let number = number_tokens(number);
                Some(code!(#ty::from(#number)))
            }
            (Type::Text(kind), Value::String(_)) if self.is_opened(*kind) => {
                let upload = self.cx.full_type(ty);
                Some(code!(#upload::file("path/to/file").await?))
            }
            (Type::Text(_), Value::String(text)) => {
                let ty = self.cx.full_type(ty);
                Some(code!(#ty::from(#text)))
            }
            (Type::List(item), Value::Array(items)) => {
                let elements: Vec<Code> = items
                    .iter()
                    .map(|value| self.exact_expression(item, value, depth + 1))
                    .collect::<Option<_>>()?;
                Some(code!(vec![#(#elements),*]))
            }
            (Type::Map(item), Value::Object(_)) if self.cx.index.is_free_form(item) => {
                let ty = self.cx.full_type(ty);
                let json = json_macro(value);
                Some(code!(#ty::from(#json)))
            }
            (Type::Map(item), Value::Object(members)) => {
                let entries: Vec<Code> = members
                    .iter()
                    .map(|(name, value)| {
                        let value = self.exact_expression(item, value, depth + 1)?;
                        Some(code!((#name.to_owned(), #value)))
                    })
                    .collect::<Option<_>>()?;
                Some(code!(std::collections::BTreeMap::from([#(#entries),*])))
            }
            (Type::Any, value) => Some(json_macro(value)),
            (Type::Named(id), value) => self.exact_named(*id, value, depth),
            _ => None,
        }
    }

    fn exact_named(&mut self, id: TypeId, value: &Value, depth: usize) -> Option<Code> {
        let def = self.cx.index.def(id)?;
        match &def.kind {
            TypeKind::Enum(constants) => {
                self.uses_deprecated |=
                    variant_of_value(constants, value).is_some_and(|variant| variant.deprecated);
                enum_value(def, value)
            }
            TypeKind::Union(union) => self.exact_union(def, union, value, depth),
            TypeKind::Struct(record) => self.constructed(def, record, value.as_object()?, depth),
            TypeKind::Tuple(record) => {
                self.constructed(def, record, &record.by_index(value.as_array()?)?, depth)
            }
            TypeKind::Replaced(_) => {
                let path = full_type_path(def);
                let json = json_macro(value);
                Some(code!(serde_json::from_value::<#path>(#json).unwrap()))
            }
            TypeKind::Alias(_) => None,
        }
    }

    fn exact_union(
        &mut self,
        def: &'a TypeDef,
        union: &'a Union,
        value: &Value,
        depth: usize,
    ) -> Option<Code> {
        let name = full_type_path(def);
        if let Some(converted) = self.converted_union(union, value, depth) {
            return Some(code!(#name::from(#converted)));
        }
        // If several members match, they are serialized alike.
        for index in self.cx.samples.shapes_of(union, value, 0) {
            let Some(variant) = union.variants.get(index) else {
                continue;
            };
            let Some(payload) = self.exact_expression(&variant.schema, value, depth + 1) else {
                continue;
            };
            let variant_name = make_ident(&variant.rust);
            return Some(if variant.boxed {
                code!(#name::#variant_name(Box::new(#payload)))
            } else {
                code!(#name::#variant_name(#payload))
            });
        }
        None
    }

    fn union(&self, id: TypeId) -> Option<&'a Union> {
        match &self.cx.index.def(id)?.kind {
            TypeKind::Union(union) => Some(union),
            _ => None,
        }
    }

    /// Returns an expression that converts to the union by `From`, if the member for the value
    /// does.
    fn converted_union(&mut self, union: &'a Union, value: &Value, depth: usize) -> Option<Code> {
        let index = self.cx.samples.shapes_of(union, value, 0).next()?;
        let variant = union.variants.get(index)?;
        let resolved = self.cx.index.resolve(&variant.schema);
        if !self.cx.index.has_from(union, variant) || resolved.nullable || depth > MAX_DEPTH {
            return None;
        }
        let generic_member = match resolved.ty {
            Type::Text(kind) if !self.is_opened(*kind) => self.cx.index.string_member(union),
            Type::Map(value) if self.cx.index.is_free_form(value) => None,
            Type::List(_) | Type::Map(_) => self.cx.index.collection_member(union),
            _ => None,
        };
        if generic_member.is_some_and(|member| std::ptr::eq(member, variant)) {
            self.argument_at(&variant.schema, value, depth + 1)
        } else {
            self.exact_expression(&variant.schema, value, depth + 1)
        }
    }

    /// Returns an expression such as `Portal::new("id").name("name")`, if it can express the whole
    /// object.
    fn constructed(
        &mut self,
        def: &'a TypeDef,
        record: &'a Struct,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Option<Code> {
        if !def.usage.request || members.len() > MAX_SETTERS {
            return None;
        }
        let fields = self.cx.index.fields(def, record);
        let expressible: HashSet<&str> = fields
            .iter()
            .filter(|field| field.is_settable || field.is_required())
            .map(|field| field.property.wire.as_str())
            .collect();
        if !members
            .keys()
            .all(|name| expressible.contains(name.as_str()))
        {
            return None;
        }
        let name = full_type_path(def);
        let mut arguments = Vec::new();
        for field in fields.iter().filter(|field| field.is_asked_for) {
            let value = members.get(&field.property.wire)?;
            arguments.push(self.field_expression(field, value, depth)?);
        }
        let mut expression = code!(#name::new(#(#arguments),*));
        for field in fields
            .iter()
            .filter(|field| !field.is_required() && !field.is_asked_for)
        {
            let Some(value) = members.get(&field.property.wire) else {
                continue;
            };
            // `new` sets the constant.
            if self.cx.api.types.constant(field.property).as_deref() == Some(value)
                && field_constant(self.cx, field).is_some()
            {
                continue;
            }
            let setter = make_ident(&field.property.rust);
            expression.extend(self.setter_call(field, &setter, value, depth)?);
        }
        Some(expression)
    }

    fn field_expression(
        &mut self,
        field: &FieldFacts<'a>,
        value: &Value,
        depth: usize,
    ) -> Option<Code> {
        self.uses_deprecated |= field.property.deprecated;
        let schema = &field.property.schema;
        let ty = self.cx.index.resolve(schema).ty;
        match (field.presence, ty, value) {
            (
                Presence::Required
                | Presence::Optional
                | Presence::OptionalOrNull
                | Presence::Field,
                ..,
            ) => self.argument_at(schema, value, depth + 1),
            (Presence::Nullable, ty, Value::Null) if !matches!(ty, Type::Any) => Some(code!(None)),
            (Presence::Nullable, Type::Text(TextFormat::Plain), Value::String(text))
                if !field.property.boxed =>
            {
                Some(code!(#text))
            }
            (Presence::Nullable, ty, value) => {
                let inner = self.exact_non_null(ty, value, depth + 1)?;
                Some(if field.property.boxed {
                    code!(Box::new(#inner))
                } else {
                    inner
                })
            }
        }
    }

    /// Returns the call that sets a field to the value: `.title("new")`, `.title_null()`.
    pub(super) fn setter_call(
        &mut self,
        field: &FieldFacts<'a>,
        setter: &Ident,
        value: &Value,
        depth: usize,
    ) -> Option<Code> {
        let is_any = matches!(self.cx.index.resolve(&field.property.schema).ty, Type::Any);
        if let Some(null_setter) = &field.null_setter
            && value.is_null()
            && !is_any
        {
            self.uses_deprecated |= field.property.deprecated;
            let null_setter = make_ident(null_setter);
            return Some(code!(.#null_setter()));
        }
        let argument = self.field_expression(field, value, depth)?;
        Some(code!(.#setter(#argument)))
    }

    /// Returns whether the code opens the string as a file.
    fn is_opened(&self, kind: TextFormat) -> bool {
        kind == TextFormat::Upload && self.opens_files
    }
}

/// Returns an integer as a literal with an unambiguous type.
pub(crate) fn integer_literal(value: i64) -> Code {
    i32::try_from(value).map_or_else(|_| suffixed(value, "i64"), Code::number)
}

/// Returns a number as a literal that ends in its type.
fn suffixed(number: impl Display, ty: &str) -> Code {
    Code::number(format_args!("{number}{ty}"))
}

/// Returns a number as a literal that converts to `Number`, and is valid in `json!`.
fn number_tokens(number: &Number) -> Code {
    match (number.as_i64(), number.as_u64()) {
        (Some(value), _) => integer_literal(value),
        (None, Some(value)) => suffixed(value, "u64"),
        (None, None) => float_tokens(number.as_f64().unwrap_or_default()),
    }
}

/// Returns a macro call such as `json!({"a": 1})`.
pub(crate) fn json_macro(value: &Value) -> Code {
    let json = json_tokens(value);
    code!(serde_json::json!(#json))
}

/// Writes JSON in the syntax of the macro `json!`.
fn json_tokens(value: &Value) -> Code {
    match value {
        Value::Null => code!(null),
        Value::Bool(value) => code!(#value),
        Value::Number(number) => number_tokens(number),
        Value::String(text) => code!(#text),
        Value::Array(items) => {
            let items = items.iter().map(json_tokens);
            code!([#(#items),*])
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json_tokens(value);
                code!(#name: #value)
            });
            code!({#(#members),*})
        }
    }
}
