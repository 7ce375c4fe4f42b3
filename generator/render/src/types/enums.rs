//! Enums of constants, with their conversions from and to strings or integers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::structs::type_docs;
use crate::context::{RenderContext, make_ident};
use crate::deprecation::{allow_deprecated, deprecated_attribute, expect_deprecated, former_name};
use crate::doc::Doc;
use crate::source_file::RustSourceFile;
use crate::words::{constant_code, enum_values_sentence};
use model::{Enum, EnumBase, TypeDef, Variant};

/// If an enum has at least this many constants, its variants have no generated docs, which would only repeat `VALUES`.
const MANY: usize = 400;

pub(super) fn emit_enum<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef, constants: &'a Enum) {
    let name = make_ident(def.ident());
    let base = Base::of(constants.base);
    file.push(
        def.ident(),
        enum_declaration(file.cx, &base.unknown, def, constants),
    );
    let known = constants.variants.iter().filter_map(|variant| {
        Some((
            make_ident(&variant.rust),
            variant_literal(variant, constants)?,
        ))
    });
    let (names, values): (Vec<Ident>, Vec<Literal>) = known.unzip();
    let Base {
        ty,
        what,
        as_base,
        shown,
        argument,
        new,
        kept,
        ..
    } = base;
    let expect_deprecated =
        expect_deprecated(constants.variants.iter().any(|variant| variant.deprecated));
    let all = format!(" All values that this version of the crate knows{what}.");
    file.push_methods(
        def.ident(),
        quote! {
            #[doc = #all]
            pub const VALUES: &'static [#ty] = &[#(#values),*];
        },
    );
    file.push_methods(
        def.ident(),
        quote! {
            #[doc = " Returns the value as serialized."]
            #expect_deprecated
            pub fn #as_base(&self) -> #shown {
                match self {
                    #(Self::#names => #values,)*
                    Self::Unknown(value) => #kept,
                }
            }
        },
    );
    file.push(
        def.ident(),
        quote! {
            impl From<#shown> for #name {
                #expect_deprecated
                fn from(#argument: #shown) -> Self {
                    match #argument {
                        #(#values => Self::#names,)*
                        _ => Self::Unknown(#new),
                    }
                }
            }
        },
    );
    let macro_name = base.macro_name;
    file.push(
        def.ident(),
        quote!(crate::runtime::macros::#macro_name!(#name);),
    );
    for former in &constants.former_names {
        let Some(value) = constants
            .variants
            .iter()
            .find(|value| value.wire == former.wire)
        else {
            continue;
        };
        let (old, new) = (make_ident(&former.rust), make_ident(&value.rust));
        let attributes = former_name(&format!("[`Self::{new}`]"), &value.rust);
        let allow_deprecated = allow_deprecated(value.deprecated);
        file.push_methods(
            def.ident(),
            quote! {
                #attributes
                #[allow(non_upper_case_globals, reason = "a former name")]
                #allow_deprecated
                pub const #old: Self = Self::#new;
            },
        );
    }
}

/// The differences between enums of strings and of integers.
struct Base {
    /// The type of the payload of `Unknown`.
    unknown: TokenStream,
    /// The type of a value in `VALUES`; `shown` is its type elsewhere.
    ty: TokenStream,
    shown: TokenStream,
    what: &'static str,
    as_base: Ident,
    /// The argument of `From`; `new` makes the payload of `Unknown` from it, and `kept` makes the value from that
    /// payload.
    argument: Ident,
    new: TokenStream,
    kept: TokenStream,
    macro_name: Ident,
}

impl Base {
    fn of(base: EnumBase) -> Self {
        match base {
            EnumBase::Text => Self {
                unknown: quote!(crate::runtime::enums::UnknownValue),
                ty: quote!(&'static str),
                shown: quote!(&str),
                what: ", as serialized",
                as_base: make_ident("as_str"),
                argument: make_ident("text"),
                new: quote!(crate::runtime::enums::UnknownValue::new(text)),
                kept: quote!(value.as_str()),
                macro_name: make_ident("text_enum"),
            },
            EnumBase::Integer => Self {
                unknown: quote!(i64),
                ty: quote!(i64),
                shown: quote!(i64),
                what: "",
                as_base: make_ident("as_i64"),
                argument: make_ident("value"),
                new: quote!(value),
                kept: quote!(*value),
                macro_name: make_ident("integer_enum"),
            },
        }
    }
}

fn variant_literal(variant: &Variant, constants: &Enum) -> Option<Literal> {
    match constants.base {
        EnumBase::Text => Some(Literal::string(&variant.wire)),
        EnumBase::Integer => Some(Literal::i64_unsuffixed(variant.wire.parse().ok()?)),
    }
}

fn enum_declaration(
    cx: &RenderContext<'_>,
    unknown: &TokenStream,
    def: &TypeDef,
    constants: &Enum,
) -> TokenStream {
    let name = make_ident(def.ident());
    let docs = type_docs(cx, def)
        .paragraph(&enum_values_sentence(constants))
        .tokens();
    let attribute = deprecated_attribute(def.deprecated, &[def.docs.as_deref()]);
    let are_many = constants.variants.len() >= MANY;
    let variants = constants.variants.iter().map(|variant| {
        let is_bare = are_many && variant.docs.is_none();
        let docs = if is_bare {
            TokenStream::new()
        } else {
            variant_docs(variant, constants.base)
        };
        let name = make_ident(&variant.rust);
        let old = deprecated_attribute(variant.deprecated, &[variant.docs.as_deref()]);
        quote!(#docs #old #name)
    });
    quote! {
        #docs
        #attribute
        #[non_exhaustive]
        #[derive(Clone)]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that this version of the crate does not know."]
            Unknown(#unknown),
        }
    }
}

fn variant_docs(variant: &Variant, base: EnumBase) -> TokenStream {
    let doc = Doc::new().maybe_prose(variant.docs.as_deref());
    let code = constant_code(&variant.wire, base);
    let shown = if code.is_empty() {
        "an empty string".to_owned()
    } else {
        code
    };
    doc.paragraph(&format!("Serialized as {shown}.")).tokens()
}
