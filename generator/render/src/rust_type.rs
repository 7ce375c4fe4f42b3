//! Rust types of fields and arguments.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::context::{RenderContext, make_ident};
use model::{
    Enum, EnumBase, Schema, TextFormat, Type, TypeDef, TypeKind, Union, UnionVariant, Variant,
};

pub(crate) struct Argument {
    /// Type of the argument: `impl Into<String>`.
    pub(crate) ty: TokenStream,
    /// Expression that converts the argument to the type of the field: `name.into()`.
    pub(crate) value: TokenStream,
    /// Whether `value` is more than the name of the argument.
    pub(crate) is_converted: bool,
}

impl Argument {
    /// Returns the statement that converts the argument `name` to the type `own`, if needed.
    pub(crate) fn converted(&self, name: &Ident, own: &TokenStream) -> Option<TokenStream> {
        let value = &self.value;
        if !self.is_converted {
            return None;
        }
        Some(quote!(let #name: #own = #value;))
    }
}

impl<'a> RenderContext<'a> {
    /// Returns the type of a non-null value, with full paths.
    pub(crate) fn full_type(&self, ty: &'a Type) -> TokenStream {
        match ty {
            Type::Named(id) => match self.def(*id) {
                Some(def) => full_type_path(def),
                None => quote!(serde_json::Value),
            },
            Type::Bool => quote!(bool),
            Type::Integer => quote!(i64),
            Type::Wide => quote!(i128),
            Type::Float => quote!(f64),
            Type::Number => quote!(crate::runtime::json::Number),
            Type::Text(TextFormat::Plain | TextFormat::Binary) => quote!(String),
            Type::Text(TextFormat::Base64) => quote!(crate::runtime::text::Base64),
            Type::Text(TextFormat::Upload) => quote!(crate::runtime::outgoing::Upload),
            Type::Text(TextFormat::Bytes) => quote!(bytes::Bytes),
            Type::Text(TextFormat::DateTime) => quote!(crate::runtime::text::DateTime),
            Type::Text(TextFormat::Date) => quote!(crate::runtime::text::Date),
            Type::Text(TextFormat::Uuid) => quote!(crate::runtime::text::Uuid),
            Type::List(item) => {
                let item = self.full_item_type(item);
                quote!(Vec<#item>)
            }
            Type::Map(value) if self.is_free_form(value) => {
                quote!(crate::runtime::object::JsonObject)
            }
            Type::Map(value) => {
                let value = self.full_item_type(value);
                quote!(std::collections::BTreeMap<String, #value>)
            }
            Type::Any => quote!(serde_json::Value),
        }
    }

    /// Returns the type of an array item, map value or response, with full paths; an `Option` if it is nullable.
    pub(crate) fn full_item_type(&self, schema: &'a Schema) -> TokenStream {
        let inner = self.full_type(&schema.ty);
        // `null` is a value of any type already.
        match self.resolve(schema) {
            resolved if resolved.nullable && !matches!(resolved.ty, Type::Any) => {
                quote!(Option<#inner>)
            }
            _ => inner,
        }
    }

    /// Returns the type with aliases resolved, as a string that is equal for equal types.
    pub(crate) fn type_key(&self, schema: &'a Schema) -> String {
        self.type_key_at(schema, 0)
    }

    fn type_key_at(&self, schema: &'a Schema, depth: usize) -> String {
        let resolved = self.resolve(schema);
        let key = match resolved.ty {
            Type::List(item) if depth < 16 => format!("Vec<{}>", self.type_key_at(item, depth + 1)),
            Type::Map(value) if depth < 16 => {
                format!("Map<{}>", self.type_key_at(value, depth + 1))
            }
            Type::Text(TextFormat::Plain | TextFormat::Binary) => "String".to_owned(),
            Type::Any => return "Value".to_owned(),
            other => format!("{other:?}"),
        };
        if resolved.nullable {
            format!("Option<{key}>")
        } else {
            key
        }
    }

    /// Returns the argument for a non-null value.
    pub(crate) fn argument(&self, schema: &'a Schema, name: &Ident) -> Argument {
        let resolved = self.resolve(schema);
        match resolved.ty {
            Type::Bool | Type::Integer | Type::Wide => Argument {
                ty: self.full_type(&schema.ty),
                value: quote!(#name),
                is_converted: false,
            },
            Type::List(item) => {
                let (item, conversion) = self.item_argument(item);
                let converted = conversion.map(|conversion| quote!(.map(|item| #conversion)));
                Argument {
                    ty: quote!(impl IntoIterator<Item = #item>),
                    value: quote!(#name.into_iter() #converted .collect()),
                    is_converted: true,
                }
            }
            Type::Map(value) if !self.is_free_form(value) => {
                let (value, conversion) = self.item_argument(value);
                let conversion = conversion.unwrap_or_else(|| quote!(item));
                Argument {
                    ty: quote!(impl IntoIterator<Item = (impl Into<String>, #value)>),
                    value: quote!(#name.into_iter().map(|(key, item)| (key.into(), #conversion)).collect()),
                    is_converted: true,
                }
            }
            ty => {
                let own = self.full_type(&schema.ty);
                if self.converts(ty) {
                    Argument {
                        ty: quote!(impl Into<#own>),
                        value: quote!(#name.into()),
                        is_converted: true,
                    }
                } else {
                    Argument {
                        ty: own,
                        value: quote!(#name),
                        is_converted: false,
                    }
                }
            }
        }
    }

    /// Returns the argument for an array item or map value, and the conversion of `item` if the argument accepts
    /// several types.
    fn item_argument(&self, schema: &'a Schema) -> (TokenStream, Option<TokenStream>) {
        let resolved = self.resolve(schema);
        if resolved.nullable && !matches!(resolved.ty, Type::Any) {
            // Accepts a value or an `Option`.
            let value = self.full_type(&schema.ty);
            return (
                quote!(impl Into<crate::runtime::field::Field<#value>>),
                Some(quote!(item.into().into_option())),
            );
        }
        let ty = self.full_item_type(schema);
        if self.item_converts(schema) {
            (quote!(impl Into<#ty>), Some(quote!(item.into())))
        } else {
            (ty, None)
        }
    }

    /// Returns whether an object with this value schema is free-form: any properties of any type.
    pub(crate) fn is_free_form(&self, value: &'a Schema) -> bool {
        matches!(self.resolve(value).ty, Type::Any)
    }

    /// Returns whether an array item or map value is generic over `Into`. It is not generic if only one type converts,
    /// since the type of an empty array would then be ambiguous.
    pub(crate) fn item_converts(&self, item: &'a Schema) -> bool {
        let resolved = self.resolve(item);
        matches!(resolved.ty, Type::Any) || !resolved.nullable && self.converts(resolved.ty)
    }

    /// Returns whether a union converts from the type of this member, because no other member has that type.
    pub(crate) fn has_from(&self, union: &'a Union, variant: &'a UnionVariant) -> bool {
        let key = self.type_key(&variant.schema);
        key != "Value"
            && union
                .variants
                .iter()
                .filter(|other| self.type_key(&other.schema) == key)
                .count()
                == 1
    }

    /// Returns the member that strings convert to: the one that accepts any string, or else the only string.
    pub(crate) fn string_member(&self, union: &'a Union) -> Option<&'a UnionVariant> {
        let strings: Vec<&UnionVariant> = union
            .variants
            .iter()
            .filter(|variant| {
                let resolved = self.resolve(&variant.schema);
                let is_string = match resolved.ty {
                    Type::Text(text) => *text != TextFormat::Upload,
                    Type::Named(id) => match self.def(*id).map(|def| &def.kind) {
                        Some(TypeKind::Enum(constants)) => constants.base == EnumBase::Text,
                        _ => false,
                    },
                    _ => false,
                };
                is_string && !variant.boxed && !resolved.nullable
            })
            .collect();
        let mut any = strings
            .iter()
            .filter(|variant| self.type_key(&variant.schema) == "String");
        match (any.next(), any.next(), strings.as_slice()) {
            (Some(only), None, _) | (None, None, [only]) => Some(only),
            _ => None,
        }
    }

    /// Returns the member that arrays and entries convert to, which is the only array or map.
    pub(crate) fn collection_member(&self, union: &'a Union) -> Option<&'a UnionVariant> {
        let mut all = union.variants.iter().filter(|variant| {
            matches!(
                self.resolve(&variant.schema).ty,
                Type::List(_) | Type::Map(_)
            )
        });
        let (Some(only), None) = (all.next(), all.next()) else {
            return None;
        };
        if only.boxed || self.resolve(&only.schema).nullable {
            return None;
        }
        Some(only)
    }

    /// Returns whether a member of a union is an array whose items need no conversion.
    pub(crate) fn is_list(&self, variant: &'a UnionVariant) -> bool {
        let resolved = self.resolve(&variant.schema);
        matches!(resolved.ty, Type::List(_)) && !variant.boxed && !resolved.nullable
    }

    /// Returns whether shorter forms convert to the type: strings to enums, integers to floats, payloads to unions.
    fn converts(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => {
                matches!(
                    self.def(*id),
                    Some(TypeDef {
                        kind: TypeKind::Enum(_) | TypeKind::Union(_),
                        ..
                    }) | None
                )
            }
            Type::Map(value) => self.is_free_form(value),
            Type::Float | Type::Number | Type::Text(_) | Type::Any => true,
            Type::Bool | Type::Integer | Type::Wide | Type::List(_) => false,
        }
    }
}

/// The maximum number of arguments, including `self`, that clippy accepts.
const MAX_ARGUMENTS: usize = 7;

/// Returns the attribute for a method with this many arguments, if clippy objects to the number.
pub(crate) fn expect_many_arguments(count: usize, reason: &str) -> Option<TokenStream> {
    if count <= MAX_ARGUMENTS {
        return None;
    }
    Some(quote!(#[expect(clippy::too_many_arguments, reason = #reason)]))
}

/// Returns the full path of a type of the description.
pub(crate) fn full_type_path(def: &TypeDef) -> TokenStream {
    let segments = def.name.split("::").map(make_ident);
    quote!(crate::types #(::#segments)*)
}

/// Returns the expression for a value of the enum `def`: its variant, or for a string without a variant, a conversion.
pub(crate) fn enum_value(def: &TypeDef, value: &Value) -> Option<TokenStream> {
    let TypeKind::Enum(constants) = &def.kind else {
        return None;
    };
    let path = full_type_path(def);
    if let Some(variant) = variant_of_value(constants, value) {
        let name = make_ident(&variant.rust);
        return Some(quote!(#path::#name));
    }
    match (constants.base, value) {
        (EnumBase::Text, Value::String(text)) => Some(quote!(#path::from(#text))),
        _ => None,
    }
}

/// Returns the variant of a constant, if the enum has it.
pub(crate) fn variant_of_value<'e>(constants: &'e Enum, value: &Value) -> Option<&'e Variant> {
    let wire = match (constants.base, value) {
        (EnumBase::Text, Value::String(text)) => text.clone(),
        (EnumBase::Integer, Value::Number(number)) => number.to_string(),
        _ => return None,
    };
    constants
        .variants
        .iter()
        .find(|variant| variant.wire == wire)
}
