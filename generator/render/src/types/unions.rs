//! Unions: the enum, its table, and conversions from each variant.

use std::collections::HashSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::structs::type_docs;
use crate::context::{RenderContext, make_ident};
use crate::deprecation::deprecated_attribute;
use crate::doc::Doc;
use crate::resources::option_tokens;
use crate::rust_type::full_type_path;
use crate::source_file::RustSourceFile;
use crate::surface::source::ItemSource;
use model::{EnumBase, TextFormat, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant};
use naming::{Scope, ScopeKind, field_name};

pub(super) fn emit_union<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef, union: &'a Union) {
    let cx = file.cx;
    let mut items = union_declaration(cx, def, union);
    items.extend(union_table(cx, def, union));
    file.push(def.ident(), items);
    emit_variant_accessors(file, def, union);
    emit_variant_conversions(file, def, union);
    emit_string_conversion(file, def, union);
    emit_integer_conversion(file, def, union);
    emit_collection_conversions(file, def, union);
    emit_field_conversions(file, def, union);
    let names: Vec<Ident> = union
        .variants
        .iter()
        .map(|variant| make_ident(&variant.rust))
        .collect();
    file.push_listing("union", def.ident(), names.iter());
}

fn variant_shape<'a>(cx: &RenderContext<'a>, variant: &'a UnionVariant) -> TokenStream {
    let kind = match cx.resolve(&variant.schema).ty {
        Type::Bool => quote!(Bool),
        Type::Integer | Type::Wide => quote!(Integer),
        Type::Float | Type::Number => quote!(Number),
        Type::Text(_) => quote!(Text(&[])),
        Type::List(_) => quote!(List),
        Type::Map(_) => quote!(Map),
        Type::Any => quote!(Any),
        Type::Named(id) => match cx.def(*id).map(|def| (full_type_path(def), &def.kind)) {
            Some((name, TypeKind::Struct(_))) => quote!(Record(#name::TABLE)),
            Some((name, TypeKind::Tuple(_))) => quote!(Tuple(#name::TABLE)),
            Some((name, TypeKind::Enum(constants))) if constants.base == EnumBase::Text => {
                quote!(Text(#name::VALUES))
            }
            Some((_, TypeKind::Enum(_))) => quote!(Integer),
            Some((name, TypeKind::Union(inner))) if !union_reaches_type(cx, inner, *id) => {
                quote!(Union(#name::TABLE))
            }
            Some((_, TypeKind::Union(_) | TypeKind::Alias(_))) | None => quote!(Any),
        },
    };
    quote!(crate::runtime::api::Shape::#kind)
}

/// Returns whether `target` is a member of a union, directly or through other unions. If so, the table of `target`
/// cannot contain that of the union, because constant tables cannot contain each other.
fn union_reaches_type(cx: &RenderContext<'_>, union: &Union, target: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut waiting = vec![union];
    while let Some(union) = waiting.pop() {
        let named =
            union
                .variants
                .iter()
                .filter_map(|variant| match cx.resolve(&variant.schema).ty {
                    Type::Named(id) => Some(*id),
                    _ => None,
                });
        for id in named {
            if id == target {
                return true;
            }
            if let Some(TypeKind::Union(inner)) = cx.def(id).map(|def| &def.kind)
                && seen.insert(id)
            {
                waiting.push(inner);
            }
        }
    }
    false
}

fn union_declaration<'a>(cx: &RenderContext<'a>, def: &TypeDef, union: &'a Union) -> TokenStream {
    let name = make_ident(def.ident());
    let docs = type_docs(cx, def).tokens();
    let deprecated = deprecated_attribute(def.deprecated, &[def.docs.as_deref()]);
    let variants = union.variants.iter().map(|variant| {
        let docs = Doc::new().maybe_prose(variant.docs.as_deref()).tokens();
        let (name, payload) = (
            make_ident(&variant.rust),
            cx.full_item_type(&variant.schema),
        );
        let payload = if variant.boxed {
            quote!(Box<#payload>)
        } else {
            payload
        };
        let source = cx.mark_source(ItemSource::of_part(&def.origin, &variant.schema.origin));
        quote!(#docs #source #name(#payload))
    });
    let source = cx.mark_whole(&def.origin);
    quote! {
        #docs
        #deprecated
        #source
        #[non_exhaustive]
        #[derive(Clone)]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that matches no variant, kept unchanged."]
            Unknown(serde_json::Value),
        }
    }
}

fn union_table<'a>(cx: &RenderContext<'a>, def: &TypeDef, union: &'a Union) -> TokenStream {
    let name = make_ident(def.ident());
    let tag = union.discriminator.as_ref().map(|discriminator| {
        let (property, values) = (&discriminator.property, indexed_values(&discriminator.mapping));
        let [otherwise, absent] = [discriminator.otherwise, discriminator.absent]
            .map(|index| option_tokens(index.map(Literal::usize_unsuffixed)));
        quote!(crate::runtime::api::Tag { name: #property, values: &[#values], otherwise: #otherwise, absent: #absent })
    });
    let (tag, shapes) = (
        option_tokens(tag),
        union
            .variants
            .iter()
            .map(|variant| variant_shape(cx, variant)),
    );
    let constants = union.constants.iter().map(|constants| {
        let (path, values) = (&constants.path, indexed_values(&constants.values));
        let kind = if constants.is_closed {
            make_ident("closed")
        } else {
            make_ident("open")
        };
        quote!(crate::runtime::api::Constants::#kind(&[#(#path),*], &[#values]))
    });
    let constants = (!union.constants.is_empty()).then(|| quote!(.constants(&[#(#constants),*])));
    let table = quote!(crate::runtime::api::UnionTable);
    quote! {
        impl #name {
            pub(crate) const TABLE: &'static #table = &#table::new(#tag, &[#(#shapes),*]) #constants;
        }
    }
}

/// Returns pairs of values and indexes of variants.
fn indexed_values(values: &[(String, usize)]) -> TokenStream {
    let pairs = values.iter().map(|(value, index)| {
        let index = Literal::usize_unsuffixed(*index);
        quote!((#value, #index))
    });
    quote!(#(#pairs),*)
}

/// Emits an accessor such as `as_card()` for each variant, which returns its value if the union is that variant.
fn emit_variant_accessors<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let mut scope = Scope::new(ScopeKind::Methods);
    for one in &union.variants {
        let (variant, resolved) = (make_ident(&one.rust), file.cx.resolve(&one.schema));
        let payload = file.cx.full_item_type(&one.schema);
        let is_plain = !resolved.nullable && !one.boxed;
        let (payload, value) = match resolved.ty {
            Type::Text(TextFormat::Plain | TextFormat::Binary) if is_plain => {
                (quote!(&str), quote!(value))
            }
            Type::Bool | Type::Integer | Type::Wide | Type::Float if is_plain => {
                (payload, quote!(*value))
            }
            _ => (quote!(&#payload), quote!(value)),
        };
        let method = make_ident(&scope.claim(&field_name(&format!("as {}", one.rust))).name);
        let docs = format!(" Returns the value if it is [`Self::{}`].", one.rust);
        let source = ItemSource::of_part(&def.origin, &one.schema.origin);
        let source = file.cx.mark_source(source);
        file.push_methods(
            def.ident(),
            quote! {
                #[doc = #docs]
                #source
                pub fn #method(&self) -> Option<#payload> {
                    if let Self::#variant(value) = self { Some(#value) } else { None }
                }
            },
        );
    }
}

/// Emits `From` for arrays or map entries. If only one variant is a collection, items that convert to its item type are
/// accepted. If several variants are a `Vec`, each of them converts from arrays of exactly its item type, unless
/// another one has that type, too.
fn emit_collection_conversions<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let name = make_ident(def.ident());
    let only = file.cx.collection_member(union);
    let lists: Vec<&UnionVariant> = match only {
        Some(only) => vec![only],
        None => union
            .variants
            .iter()
            .filter(|one| file.cx.is_list(one) && file.cx.has_from(union, one))
            .collect(),
    };
    for one in lists {
        let variant = make_ident(&one.rust);
        let (collection, is_list) = (file.cx.resolve(&one.schema).ty, file.cx.is_list(one));
        let (Type::List(inner) | Type::Map(inner)) = collection else {
            continue;
        };
        let item = file.cx.full_item_type(inner);
        let is_text = file.cx.type_key(inner) == "String";
        let mut from = match (is_list, only.is_some()) {
            (false, _) => quote!(crate::runtime::macros::from_entries!(#name, #variant, #item);),
            (true, true) => quote!(crate::runtime::macros::from_items!(#name, #variant, #item);),
            (true, false) => {
                quote!(crate::runtime::macros::from_items!(#name, #variant, only #item);)
            }
        };
        if is_list && is_text {
            from.extend(
                only.is_none().then(
                    || quote!(crate::runtime::macros::from_items!(#name, #variant, only &str);),
                ),
            );
            from.extend(quote!(crate::runtime::macros::from_texts!(#name, #variant);));
        }
        file.push(def.ident(), from);
    }
}

fn emit_variant_conversions<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let name = make_ident(def.ident());
    for one in union
        .variants
        .iter()
        .filter(|one| file.cx.has_from(union, one))
    {
        let (variant, payload) = (make_ident(&one.rust), file.cx.full_item_type(&one.schema));
        let value = if one.boxed {
            quote!(Box::new(value))
        } else {
            quote!(value)
        };
        let from = quote! {
            impl From<#payload> for #name {
                fn from(value: #payload) -> Self { Self::#variant(#value) }
            }
        };
        file.push(def.ident(), from);
    }
}

fn emit_string_conversion<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let Some(only) = file.cx.string_member(union) else {
        return;
    };
    let (name, variant) = (make_ident(def.ident()), make_ident(&only.rust));
    let also = (file.cx.type_key(&only.schema) != "String").then(|| quote!(, also String));
    file.push(
        def.ident(),
        quote!(crate::runtime::macros::from_text!(#name, #variant #also);),
    );
}

/// If arguments accept a union as a `Field`, emits conversions to this `Field` from each type that converts to the
/// union. Types with a generic conversion in the runtime are left out, and so are types that may be `None`, which
/// already means `null`.
fn emit_field_conversions<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let cx = file.cx;
    if !cx
        .type_at(&def.name)
        .is_some_and(|id| cx.is_nullable_argument(id))
    {
        return;
    }
    let (name, mut sources) = (make_ident(def.ident()), Vec::new());
    for one in union.variants.iter().filter(|one| cx.has_from(union, one)) {
        let resolved = cx.resolve(&one.schema);
        let is_generic = matches!(
            resolved.ty,
            Type::Any | Type::List(_) | Type::Text(TextFormat::Plain | TextFormat::Binary)
        );
        if !resolved.nullable && !is_generic {
            sources.push(cx.full_item_type(&one.schema));
        }
    }
    if only_float(cx, union).is_some() {
        sources.push(quote!(i32));
    }
    for source in sources {
        let from = quote! {
            impl From<#source> for crate::runtime::field::Field<#name> {
                fn from(value: #source) -> Self { Self::Value(value.into()) }
            }
        };
        file.push(def.ident(), from);
    }
}

/// Emits `From<i32>` if the only variant for numbers is an `f64`, so that `2` means `2.0`.
fn emit_integer_conversion<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let Some(only) = only_float(file.cx, union) else {
        return;
    };
    let (name, variant) = (make_ident(def.ident()), make_ident(&only.rust));
    let from = quote! {
        impl From<i32> for #name {
            fn from(value: i32) -> Self { Self::#variant(value.into()) }
        }
    };
    file.push(def.ident(), from);
}

/// Returns the variant for numbers, if only one variant has numbers and its type is `f64`.
fn only_float<'a>(cx: &RenderContext<'a>, union: &'a Union) -> Option<&'a UnionVariant> {
    let numbers = union
        .variants
        .iter()
        .map(|one| (one, cx.resolve(&one.schema)));
    let mut numbers = numbers.filter(|(_, resolved)| is_number_type(cx, resolved.ty));
    let (Some((only, resolved)), None) = (numbers.next(), numbers.next()) else {
        return None;
    };
    let is_float = !only.boxed && !resolved.nullable && matches!(resolved.ty, Type::Float);
    if is_float { Some(only) } else { None }
}

/// Returns whether all values of a type are numbers.
fn is_number_type(cx: &RenderContext<'_>, ty: &Type) -> bool {
    match ty {
        Type::Integer | Type::Wide | Type::Float | Type::Number => true,
        Type::Named(id) => match cx.def(*id).map(|def| &def.kind) {
            Some(TypeKind::Enum(constants)) => constants.base == EnumBase::Integer,
            _ => false,
        },
        _ => false,
    }
}
