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
use model::{EnumBase, Schema, Type, TypeDef, TypeId, TypeKind, Union, UnionVariant};
use surface::{AccessorForm, CollectionForm, CollectionSource, SourceForm, UnionSource};

pub(super) fn emit_union<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef, union: &'a Union) {
    let cx = file.cx;
    let mut items = union_declaration(cx, def, union);
    items.extend(union_table(cx, def, union));
    file.push(def.ident(), items);
    emit_variant_accessors(file, def, union);
    emit_variant_constructors(file, def, union);
    let sources = cx.index.union_sources(def, union);
    emit_conversions(file, def, &sources);
    emit_field_conversions(file, def, &sources);
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

/// Emits `From` for the types that convert to a union.
fn emit_conversions<'a>(file: &mut RustSourceFile<'a>, def: &TypeDef, sources: &[UnionSource<'a>]) {
    let name = make_ident(def.ident());
    for source in sources {
        let variant = make_ident(&source.variant.rust);
        let conversion = match &source.form {
            SourceForm::Value(schema) => value_conversion(file.cx, def, source, schema),
            SourceForm::BorrowedText => {
                code!(crate::runtime::macros::from_text!(#name, #variant);)
            }
            SourceForm::Text => {
                code!(crate::runtime::macros::from_text!(#name, #variant, also String);)
            }
            // `2` means `2.0`.
            SourceForm::Integer => code! {
                impl From<i32> for #name {
                    fn from(value: i32) -> Self { Self::#variant(value.into()) }
                }
            },
            SourceForm::Collection(collection) => collection_conversion(def, source, collection),
        };
        file.push(def.ident(), conversion);
    }
}

/// Returns `From` for the type of a variant's value.
fn value_conversion<'a>(
    cx: &RenderContext<'a>,
    def: &TypeDef,
    source: &UnionSource<'a>,
    schema: &'a Schema,
) -> Code {
    let name = make_ident(def.ident());
    let variant = make_ident(&source.variant.rust);
    let payload = cx.full_item_type(schema);
    let value = if source.is_nested {
        code!(value.into())
    } else if source.variant.boxed {
        code!(Box::new(value))
    } else {
        code!(value)
    };
    code! {
        impl From<#payload> for #name {
            fn from(value: #payload) -> Self { Self::#variant(#value) }
        }
    }
}

/// Returns `From` for arrays or map entries.
fn collection_conversion(
    def: &TypeDef,
    source: &UnionSource<'_>,
    collection: &CollectionSource,
) -> Code {
    let name = make_ident(def.ident());
    let variant = make_ident(&source.variant.rust);
    let item = type_tokens(&collection.item);
    let nested = source.is_nested.then(|| code!(nested));
    let mut conversions = match collection.form {
        CollectionForm::Entries => {
            code!(crate::runtime::macros::from_entries!(#name, #variant, #item);)
        }
        CollectionForm::Items => {
            code!(crate::runtime::macros::from_items!(#name, #nested #variant, #item);)
        }
        CollectionForm::ExactItems => {
            code!(crate::runtime::macros::from_items!(#name, #nested #variant, only #item);)
        }
    };
    if collection.form == CollectionForm::ExactItems && collection.is_of_strings {
        conversions.extend(
            code!(crate::runtime::macros::from_items!(#name, #nested #variant, only &str);),
        );
    }
    if collection.is_of_strings {
        conversions.extend(code!(crate::runtime::macros::from_texts!(#name, #nested #variant);));
    }
    conversions
}

/// If arguments accept a union as a `Field`, emits conversions to this `Field` from the types of the
/// description that convert to the union. The runtime has the other conversions, because only the
/// crate of `Field` or of the converted type may implement them.
fn emit_field_conversions<'a>(
    file: &mut RustSourceFile<'a>,
    def: &TypeDef,
    sources: &[UnionSource<'a>],
) {
    let cx = file.cx;
    if !cx
        .index
        .type_at(&def.name)
        .is_some_and(|id| cx.index.is_nullable_argument(id))
    {
        return;
    }
    let name = make_ident(def.ident());
    for source in sources {
        let SourceForm::Value(schema) = source.form else {
            continue;
        };
        let resolved = cx.index.resolve(schema);
        // `None` already means `null`.
        if resolved.nullable || !matches!(resolved.ty, Type::Named(_)) {
            continue;
        }
        let ty = cx.full_item_type(schema);
        let from = code! {
            impl From<#ty> for crate::runtime::field::Field<#name> {
                fn from(value: #ty) -> Self { Self::Value(value.into()) }
            }
        };
        file.push(def.ident(), from);
    }
}
