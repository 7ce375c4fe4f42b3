//! Unions: the enum, its table, and conversions from each variant.

use foldhash::{HashSet, HashSetExt};

use code_format::{Code, code};

use super::added_code::{derives_and_attributes, push_std_traits};
use super::structs::type_docs;
use crate::context::{RenderContext, make_ident};
use crate::deprecation::deprecated_attribute;
use crate::doc::Doc;
use crate::rust_type::{Argument, full_type_path, type_tokens};
use crate::source_file::RustSourceFile;
use crate::tokens::option_tokens;
use model::{EnumBase, TextFormat, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant};
use surface::{AccessorForm, CollectionForm};

pub(super) fn emit_union<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef, union: &'a Union) {
    let cx = file.cx;
    let mut items = union_declaration(cx, def, union);
    items.extend(union_table(cx, def, union));
    file.push(def.ident(), items);
    emit_variant_accessors(file, def, union);
    emit_variant_constructors(file, def, union);
    emit_variant_conversions(file, def, union);
    emit_string_conversion(file, def, union);
    emit_integer_conversion(file, def, union);
    emit_collection_conversions(file, def, union);
    emit_field_conversions(file, def, union);
    push_std_traits(file, def, false);
    let names = union
        .variants
        .iter()
        .map(|variant| make_ident(&variant.rust));
    file.push_listing("union", def.ident(), names);
}

fn variant_shape<'a>(cx: &RenderContext<'a>, variant: &'a UnionVariant) -> Code {
    let shape = shape_of_type(cx, cx.index.resolve(&variant.schema).ty);
    code!(crate::runtime::api::Shape::#shape)
}

fn shape_of_type(cx: &RenderContext<'_>, ty: &Type) -> Code {
    match ty {
        Type::Bool => code!(Bool),
        Type::Integer | Type::Wide => code!(Integer),
        Type::Float | Type::Number => code!(Number),
        Type::Text(_) => code!(Text(&[])),
        Type::List(_) => code!(List),
        Type::Map(_) => code!(Map),
        Type::Any => code!(Any),
        Type::Named(id) => named_type_shape(cx, *id),
    }
}

fn named_type_shape(cx: &RenderContext<'_>, id: TypeId) -> Code {
    let Some(def) = cx.index.def(id) else {
        return code!(Any);
    };
    let name = full_type_path(def);
    match &def.kind {
        TypeKind::Replaced(_) => replaced_type_shape(cx, def.kind.in_json()),
        TypeKind::Struct(_) => code!(Record(#name::TABLE)),
        TypeKind::Tuple(_) => code!(Tuple(#name::TABLE)),
        TypeKind::Enum(constants) if constants.base == EnumBase::Text => {
            code!(Text(#name::VALUES))
        }
        TypeKind::Enum(_) => code!(Integer),
        TypeKind::Union(inner) if !union_reaches_type(cx, inner, id) => {
            code!(Union(#name::TABLE))
        }
        TypeKind::Union(_) | TypeKind::Alias(_) => code!(Any),
    }
}

/// Returns the shape of a type of another crate from the type that it replaces, which has no table.
fn replaced_type_shape(cx: &RenderContext<'_>, original: &TypeKind) -> Code {
    match original {
        TypeKind::Struct(record) => {
            let properties = record.properties.iter().map(|property| {
                let wire = &property.wire;
                let base = make_ident(if property.required {
                    "required"
                } else {
                    "optional"
                });
                code!(crate::runtime::api::Property::#base(#wire))
            });
            code!(Record(&crate::runtime::api::Table::new("", &[#(#properties),*])))
        }
        TypeKind::Tuple(_) => code!(List),
        TypeKind::Enum(constants) if constants.base == EnumBase::Text => {
            let values = constants.variants.iter().map(|variant| &variant.wire);
            code!(Text(&[#(#values),*]))
        }
        TypeKind::Enum(_) => code!(Integer),
        TypeKind::Alias(target) => shape_of_type(cx, cx.index.resolve(target).ty),
        TypeKind::Union(_) | TypeKind::Replaced(_) => code!(Any),
    }
}

/// Returns whether `target` is a member of a union, directly or through other unions. If so, the
/// table of `target` cannot contain that of the union, because constant tables cannot contain each
/// other.
fn union_reaches_type(cx: &RenderContext<'_>, union: &Union, target: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut pending = vec![union];
    while let Some(union) = pending.pop() {
        let named = union.variants.iter().filter_map(|variant| {
            match cx.index.resolve(&variant.schema).ty {
                Type::Named(id) => Some(*id),
                _ => None,
            }
        });
        for id in named {
            if id == target {
                return true;
            }
            if let Some(TypeKind::Union(inner)) = cx.index.def(id).map(|def| &def.kind)
                && seen.insert(id)
            {
                pending.push(inner);
            }
        }
    }
    false
}

fn union_declaration<'a>(cx: &RenderContext<'a>, def: &TypeDef, union: &'a Union) -> Code {
    let name = make_ident(def.ident());
    let docs = type_docs(cx, def).tokens();
    let deprecated = deprecated_attribute(def.deprecated, &[def.docs.as_deref()]);
    let variants = union.variants.iter().map(|variant| {
        let docs = Doc::new().maybe_prose(variant.docs.as_deref()).tokens();
        let name = make_ident(&variant.rust);
        let payload = type_tokens(&cx.index.variant_type(variant));
        code!(#docs #name(#payload))
    });
    let derives_and_attributes = derives_and_attributes(def);
    code! {
        #docs
        #deprecated
        #[non_exhaustive]
        #derives_and_attributes
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that matches no variant, kept unchanged."]
            Unknown(serde_json::Value),
        }
    }
}

fn union_table<'a>(cx: &RenderContext<'a>, def: &TypeDef, union: &'a Union) -> Code {
    let name = make_ident(def.ident());
    let tag = option_tokens(union.discriminator.as_ref().map(|discriminator| {
        let property = &discriminator.property;
        let values = indexed_values(&discriminator.mapping);
        let [otherwise, absent] = [discriminator.otherwise, discriminator.absent]
            .map(|index| option_tokens(index.map(Code::number)));
        code!(crate::runtime::api::Tag { name: #property, values: &[#values], otherwise: #otherwise, absent: #absent })
    }));
    let shapes = union
        .variants
        .iter()
        .map(|variant| variant_shape(cx, variant));
    let constants = union.constants.iter().map(|constants| {
        let path = &constants.path;
        let values = indexed_values(&constants.values);
        let kind = if constants.is_closed {
            make_ident("closed")
        } else {
            make_ident("open")
        };
        code!(crate::runtime::api::Constants::#kind(&[#(#path),*], &[#values]))
    });
    let constants_setter =
        (!union.constants.is_empty()).then(|| code!(.constants(&[#(#constants),*])));
    let table = code!(crate::runtime::api::UnionTable);
    code! {
        impl #name {
            pub(crate) const TABLE: &'static #table = &#table::new(#tag, &[#(#shapes),*]) #constants_setter;
        }
    }
}

/// Returns pairs of values and indexes of variants.
fn indexed_values(values: &[(String, usize)]) -> Code {
    let pairs = values.iter().map(|(value, index)| {
        let index = Code::number(*index);
        code!((#value, #index))
    });
    code!(#(#pairs),*)
}

/// Emits an accessor such as `as_card()` for each variant, which returns its value if the union is
/// that variant.
fn emit_variant_accessors<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    for accessor in file.cx.index.variant_accessors(union) {
        let variant = make_ident(&accessor.variant.rust);
        let method = make_ident(&accessor.name);
        let payload = type_tokens(&accessor.payload);
        let docs = format!(
            " Returns the value if it is [`Self::{}`].",
            accessor.variant.rust
        );
        let accessor_method = match accessor.form {
            AccessorForm::Copy => code! {
                pub fn #method(&self) -> Option<#payload> {
                    if let Self::#variant(value) = self { Some(*value) } else { None }
                }
            },
            AccessorForm::Reference => code! {
                pub fn #method(&self) -> Option<&#payload> {
                    if let Self::#variant(value) = self { Some(value) } else { None }
                }
            },
        };
        file.push_methods(def.ident(), code!(#[doc = #docs] #accessor_method));
    }
}

/// Emits a constructor such as `card(…)` for each variant of a union that may be sent.
fn emit_variant_constructors<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    for made in file.cx.index.variant_constructors(def, union) {
        let variant = make_ident(&made.variant.rust);
        let method = make_ident(&made.name);
        let argument_name = make_ident("value");
        let Argument { ty, value, .. } = Argument::of(&made.argument, &argument_name);
        let mut payload = if made.property.is_some() {
            let payload = file.cx.full_item_type(&made.variant.schema);
            code!(#payload::new(value))
        } else {
            value
        };
        if made.variant.boxed {
            payload = code!(Box::new(#payload));
        }
        let from = if made.property.is_some() {
            "from the only value that it needs"
        } else {
            "from its value"
        };
        let docs = format!(" Creates [`Self::{}`] {from}.", made.variant.rust);
        let constructor = code! {
            #[doc = #docs]
            pub fn #method(#argument_name: #ty) -> Self { Self::#variant(#payload) }
        };
        file.push_methods(def.ident(), constructor);
    }
}

/// Emits `From` for arrays or map entries.
fn emit_collection_conversions<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let name = make_ident(def.ident());
    for collection in file.cx.index.collection_conversions(union) {
        let variant = make_ident(&collection.variant.rust);
        let item = type_tokens(&collection.item);
        let mut from = match collection.form {
            CollectionForm::Entries => {
                code!(crate::runtime::macros::from_entries!(#name, #variant, #item);)
            }
            CollectionForm::Items => {
                code!(crate::runtime::macros::from_items!(#name, #variant, #item);)
            }
            CollectionForm::ExactItems => {
                code!(crate::runtime::macros::from_items!(#name, #variant, only #item);)
            }
        };
        if collection.form == CollectionForm::ExactItems && collection.is_of_strings {
            from.extend(code!(crate::runtime::macros::from_items!(#name, #variant, only &str);));
        }
        if collection.is_of_strings {
            from.extend(code!(crate::runtime::macros::from_texts!(#name, #variant);));
        }
        file.push(def.ident(), from);
    }
}

fn emit_variant_conversions<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let name = make_ident(def.ident());
    for variant in union
        .variants
        .iter()
        .filter(|variant| file.cx.index.has_from(union, variant))
    {
        let variant_name = make_ident(&variant.rust);
        let payload = file.cx.full_item_type(&variant.schema);
        let value = if variant.boxed {
            code!(Box::new(value))
        } else {
            code!(value)
        };
        let from = code! {
            impl From<#payload> for #name {
                fn from(value: #payload) -> Self { Self::#variant_name(#value) }
            }
        };
        file.push(def.ident(), from);
    }
}

fn emit_string_conversion<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let Some(string_member) = file.cx.index.string_member(union) else {
        return;
    };
    let name = make_ident(def.ident());
    let variant = make_ident(&string_member.rust);
    let is_string = file.cx.index.type_key(&string_member.schema) == "String";
    let also = (!is_string).then(|| code!(, also String));
    file.push(
        def.ident(),
        code!(crate::runtime::macros::from_text!(#name, #variant #also);),
    );
}

/// If arguments accept a union as a `Field`, emits conversions to this `Field` from each type that
/// converts to the union. Types with a generic conversion in the runtime are left out, and so are
/// types that may be `None`, which already means `null`.
fn emit_field_conversions<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let cx = file.cx;
    if !cx
        .index
        .type_at(&def.name)
        .is_some_and(|id| cx.index.is_nullable_argument(id))
    {
        return;
    }
    let name = make_ident(def.ident());
    let mut sources = Vec::new();
    for variant in union
        .variants
        .iter()
        .filter(|variant| cx.index.has_from(union, variant))
    {
        let resolved = cx.index.resolve(&variant.schema);
        let is_generic = matches!(
            resolved.ty,
            Type::Any | Type::List(_) | Type::Text(TextFormat::Plain | TextFormat::Binary)
        );
        if !resolved.nullable && !is_generic {
            sources.push(cx.full_item_type(&variant.schema));
        }
    }
    if cx.index.only_float(union).is_some() {
        sources.push(code!(i32));
    }
    for source in sources {
        let from = code! {
            impl From<#source> for crate::runtime::field::Field<#name> {
                fn from(value: #source) -> Self { Self::Value(value.into()) }
            }
        };
        file.push(def.ident(), from);
    }
}

/// Emits `From<i32>` if the only variant for numbers is an `f64`, so that `2` means `2.0`.
fn emit_integer_conversion<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, union: &'a Union) {
    let Some(float_member) = file.cx.index.only_float(union) else {
        return;
    };
    let name = make_ident(def.ident());
    let variant = make_ident(&float_member.rust);
    let from = code! {
        impl From<i32> for #name {
            fn from(value: i32) -> Self { Self::#variant(value.into()) }
        }
    };
    file.push(def.ident(), from);
}
