//! Unions: the enum, its table, and conversions from each variant.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::listing;
use super::structs::type_docs;
use crate::model::EnumBase;
use crate::model::{Discriminator, Text, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant};
use crate::naming::{Scope, ScopeKind, field_name};
use crate::render::context::{Context, ident};
use crate::render::deprecation::deprecated;
use crate::render::doc::Doc;
use crate::render::imports::Imports;
use crate::render::source_file::SourceFile;

struct ShapeFacts<'a> {
    variant: &'a UnionVariant,
    name: Ident,
    /// Type of the value, without its box.
    payload: TokenStream,
    /// The type with aliases resolved, to distinguish payloads.
    key: String,
    shape: TokenStream,
}

pub(super) fn emit<'a>(file: &mut SourceFile<'a>, def: &'a TypeDef, union: &'a Union) {
    let shapes: Vec<ShapeFacts<'_>> =
        union.variants.iter().map(|variant| facts(file.cx, variant, &mut file.imports)).collect();
    let name = ident(def.ident());
    file.imports.add("crate::runtime", "macros");
    let parts = [declaration(file, def, &shapes), table(file, &name, union.discriminator.as_ref(), &shapes)];
    file.push(def.ident(), parts.into_iter().collect());
    accessors(file, def, &shapes);
    conversions(file, def, &shapes);
    strings(file, def, union);
    whole_numbers(file, def, &shapes);
    collections(file, def, union);
    let variants = shapes.iter().map(|shape| &shape.name);
    file.push_text(listing::call("union", &format!("crate::client::API, {}", def.ident()), variants));
}

fn facts<'a>(cx: &Context<'a>, variant: &'a UnionVariant, imports: &mut Imports<'_>) -> ShapeFacts<'a> {
    let payload = cx.item_type(&variant.schema, imports);
    let shape = shape(cx, variant, imports);
    let key = cx.type_key(&variant.schema);
    ShapeFacts { variant, name: ident(&variant.rust), payload, key, shape }
}

fn shape<'a>(cx: &Context<'a>, variant: &'a UnionVariant, imports: &mut Imports<'_>) -> TokenStream {
    let kind = match cx.resolve(&variant.schema).ty {
        Type::Bool => quote!(Bool),
        Type::Integer | Type::Wide => quote!(Integer),
        Type::Float | Type::Number => quote!(Number),
        Type::Text(_) => quote!(Text(&[])),
        Type::List(_) => quote!(List),
        Type::Map(_) => quote!(Map),
        Type::Any => quote!(Any),
        Type::Named(id) => match cx.def(*id) {
            Some(def) => {
                let name = imports.api_type(*id, def);
                match &def.kind {
                    TypeKind::Struct(_) => quote!(Record(#name::TABLE)),
                    TypeKind::Tuple(_) => quote!(Tuple(#name::TABLE)),
                    TypeKind::Enum(constants) if constants.base == EnumBase::Text => quote!(Text(#name::VALUES)),
                    TypeKind::Enum(_) => quote!(Integer),
                    TypeKind::Union(inner) if !leads_to(cx, inner, *id) => quote!(Union(#name::TABLE)),
                    TypeKind::Union(_) | TypeKind::Alias(_) => quote!(Any),
                }
            }
            None => quote!(Any),
        },
    };
    let shape = imports.runtime("api", "Shape");
    quote!(#shape::#kind)
}

/// Whether a union is a member of itself or of one of its members: tables cannot contain each other.
fn leads_to(cx: &Context<'_>, union: &Union, target: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut waiting = vec![union];
    while let Some(union) = waiting.pop() {
        let named = union.variants.iter().filter_map(|variant| match cx.resolve(&variant.schema).ty {
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

fn declaration<'a>(file: &mut SourceFile<'a>, def: &TypeDef, shapes: &[ShapeFacts<'a>]) -> TokenStream {
    let name = ident(def.ident());
    let docs = type_docs(file.cx, def).tokens();
    let deprecated = deprecated(def.deprecated, &[def.docs.as_deref()]);
    let variants = shapes.iter().map(|shape| {
        let docs = Doc::new().maybe_prose(shape.variant.docs.as_deref()).tokens();
        let (name, payload) = (&shape.name, shape.stored());
        quote!(#docs #name(#payload))
    });
    let variants: Vec<TokenStream> = variants.collect();
    let value = file.imports.name("serde_json", "Value");
    quote! {
        #docs
        #deprecated
        #[non_exhaustive]
        #[derive(Clone)]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that matches no variant, kept unchanged."]
            Unknown(#value),
        }
    }
}

impl ShapeFacts<'_> {
    fn stored(&self) -> TokenStream {
        let payload = &self.payload;
        if self.variant.boxed { quote!(Box<#payload>) } else { payload.clone() }
    }
}

fn table(
    file: &mut SourceFile<'_>,
    name: &Ident,
    discriminator: Option<&Discriminator>,
    shapes: &[ShapeFacts<'_>],
) -> TokenStream {
    let table = file.imports.runtime("api", "UnionTable");
    let tag = match discriminator {
        Some(discriminator) => {
            let tag = file.imports.runtime("api", "Tag");
            let property = &discriminator.property;
            let values = discriminator.mapping.iter().map(|(value, index)| {
                let index = Literal::usize_unsuffixed(*index);
                quote!((#value, #index))
            });
            let otherwise = match discriminator.otherwise.map(Literal::usize_unsuffixed) {
                Some(index) => quote!(Some(#index)),
                None => quote!(None),
            };
            quote!(Some(#tag { name: #property, values: &[#(#values),*], otherwise: #otherwise }))
        }
        None => quote!(None),
    };
    let shapes = shapes.iter().map(|shape| &shape.shape);
    quote! {
        impl #name {
            pub(crate) const TABLE: &'static #table = &#table { tag: #tag, shapes: &[#(#shapes),*] };
        }
    }
}

/// `as_card()` for each variant: its value, if it is that one.
fn accessors<'a>(file: &mut SourceFile<'a>, def: &TypeDef, shapes: &[ShapeFacts<'a>]) {
    let mut scope = Scope::new(ScopeKind::Methods);
    for shape in shapes {
        let (variant, schema) = (&shape.name, &shape.variant.schema);
        let resolved = file.cx.resolve(schema);
        // Imported again, as methods may be in another file than the union.
        let payload = file.cx.item_type(schema, &mut file.imports);
        let (payload, value) = match resolved.ty {
            _ if resolved.nullable || shape.variant.boxed => (quote!(&#payload), quote!(value)),
            Type::Text(Text::Plain | Text::Binary) => (quote!(&str), quote!(value)),
            Type::Bool | Type::Integer | Type::Wide | Type::Float => (payload, quote!(*value)),
            _ => (quote!(&#payload), quote!(value)),
        };
        let method = ident(&scope.claim(&field_name(&format!("as {}", shape.variant.rust))).name);
        let docs = format!(" Returns the value if it is [`Self::{}`].", shape.variant.rust);
        file.push_methods(
            def.ident(),
            quote! {
                #[doc = #docs]
                pub fn #method(&self) -> Option<#payload> {
                    if let Self::#variant(value) = self { Some(#value) } else { None }
                }
            },
        );
    }
}

/// `From` for arrays or map entries whose items convert to those of the only variant with a collection; with several
/// `Vec` variants, each takes arrays of the item type that no other has.
fn collections<'a>(file: &mut SourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let name = ident(def.ident());
    let only = file.cx.collection_member(union);
    let lists: Vec<&UnionVariant> = match only {
        Some(only) => vec![only],
        None => union.variants.iter().filter(|one| file.cx.is_list(one) && file.cx.has_from(union, one)).collect(),
    };
    for one in lists {
        let variant = ident(&one.rust);
        let (collection, is_list) = (file.cx.resolve(&one.schema).ty, file.cx.is_list(one));
        let (Type::List(inner) | Type::Map(inner)) = collection else { continue };
        let item = file.cx.item_type(inner, &mut file.imports);
        let is_text = file.cx.type_key(inner) == "String";
        let mut from = match (is_list, only.is_some()) {
            (false, _) => quote!(macros::from_entries!(#name, #variant, #item);),
            (true, true) => quote!(macros::from_items!(#name, #variant, #item);),
            (true, false) => quote!(macros::from_items!(#name, #variant, only #item);),
        };
        if is_list && is_text {
            from.extend(only.is_none().then(|| quote!(macros::from_items!(#name, #variant, only &str);)));
            from.extend(quote!(macros::from_texts!(#name, #variant);));
        }
        file.push(def.ident(), from);
    }
}

fn conversions<'a>(file: &mut SourceFile<'a>, def: &TypeDef, shapes: &[ShapeFacts<'a>]) {
    let name = ident(def.ident());
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for shape in shapes {
        *counts.entry(&shape.key).or_default() += 1;
    }
    let distinct = shapes.iter().filter(|shape| counts.get(shape.key.as_str()) == Some(&1));
    for shape in distinct.filter(|shape| shape.key != "Value") {
        let (variant, payload) = (&shape.name, file.cx.item_type(&shape.variant.schema, &mut file.imports));
        let value = if shape.variant.boxed { quote!(Box::new(value)) } else { quote!(value) };
        let from = quote! {
            impl From<#payload> for #name {
                fn from(value: #payload) -> Self { Self::#variant(#value) }
            }
        };
        file.push(def.ident(), from);
    }
}

fn strings<'a>(file: &mut SourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let Some(only) = file.cx.string_member(union) else { return };
    let (name, variant) = (ident(def.ident()), ident(&only.rust));
    file.push(
        def.ident(),
        match file.cx.type_key(&only.schema) == "String" {
            true => quote!(macros::from_text!(#name, #variant);),
            false => quote!(macros::from_text!(#name, #variant, also String);),
        },
    );
}

/// `From<i32>` if the only number is `f64`: `2` means `2.0`.
fn whole_numbers(file: &mut SourceFile<'_>, def: &TypeDef, shapes: &[ShapeFacts<'_>]) {
    let cx = file.cx;
    let is_number = |ty: &Type| match ty {
        Type::Integer | Type::Wide | Type::Float | Type::Number => true,
        Type::Named(id) => match cx.def(*id).map(|def| &def.kind) {
            Some(TypeKind::Enum(constants)) => constants.base == EnumBase::Integer,
            _ => false,
        },
        _ => false,
    };
    let mut numbers = shapes
        .iter()
        .map(|shape| (shape, cx.resolve(&shape.variant.schema)))
        .filter(|(_, resolved)| is_number(resolved.ty));
    let (Some((only, resolved)), None) = (numbers.next(), numbers.next()) else { return };
    if only.variant.boxed || resolved.nullable || !matches!(resolved.ty, Type::Float) {
        return;
    }
    let (name, variant) = (ident(def.ident()), &only.name);
    let from = quote! {
        impl From<i32> for #name {
            fn from(value: i32) -> Self { Self::#variant(value.into()) }
        }
    };
    file.push(def.ident(), from);
}
