//! Enums of constants, with their conversions from and to strings or integers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::structs::type_docs;
use crate::model::{Enum, EnumBase, TypeDef, Variant};
use crate::render::context::{Context, ident};
use crate::render::deprecation::{allow_deprecated, deprecated, expect_deprecated};
use crate::render::doc::Doc;
use crate::render::source_file::SourceFile;
use crate::render::words::{constant_code, one_of};

/// From this many constants on, variants have no generated docs, which would only repeat `VALUES`.
const MANY: usize = 400;

pub(super) fn emit<'a>(file: &mut SourceFile<'a>, def: &'a TypeDef, constants: &'a Enum) {
    let name = ident(def.ident());
    let unknown = match constants.base {
        EnumBase::Text => file.imports.runtime("enums", "UnknownValue"),
        EnumBase::Integer => quote!(i64),
    };
    file.push(def.ident(), declaration(file.cx, &unknown, def, constants));
    let macro_line = match constants.base {
        EnumBase::Text => {
            for methods in text_methods(&constants.variants) {
                file.push_methods(def.ident(), methods);
            }
            let from = from_text(file, &name, &constants.variants);
            file.push(def.ident(), from);
            quote!(macros::text_enum!(#name);)
        }
        EnumBase::Integer => {
            file.push(def.ident(), integer_impls(&name, &constants.variants));
            quote!(macros::integer_enum!(#name);)
        }
    };
    file.imports.add("crate::runtime", "macros");
    file.push(def.ident(), macro_line);
    for former in &constants.former_names {
        let Some(value) = constants.variants.iter().find(|value| value.wire == former.wire) else { continue };
        file.push_methods(def.ident(), former_name(&former.rust, value));
    }
}

fn former_name(former: &str, value: &Variant) -> TokenStream {
    let (old, new) = (ident(former), ident(&value.rust));
    let allow_deprecated = allow_deprecated(value.deprecated);
    let docs = format!(" The former name of [`Self::{}`].", value.rust);
    let note = format!("renamed to `{}`", value.rust);
    quote! {
        #[doc = #docs]
        #[deprecated(note = #note)]
        #[allow(non_upper_case_globals, reason = "a former name")]
        #allow_deprecated
        pub const #old: Self = Self::#new;
    }
}

fn declaration(cx: &Context<'_>, unknown: &TokenStream, def: &TypeDef, constants: &Enum) -> TokenStream {
    let name = ident(def.ident());
    let docs = type_docs(cx, def).paragraph(&one_of(constants)).tokens();
    let attribute = deprecated(def.deprecated, &[def.docs.as_deref()]);
    let are_many = constants.variants.len() >= MANY;
    let variants = constants.variants.iter().map(|variant| {
        let is_bare = are_many && variant.docs.is_none();
        let docs = if is_bare { TokenStream::new() } else { variant_docs(variant, constants.base) };
        let name = ident(&variant.rust);
        let old = deprecated(variant.deprecated, &[variant.docs.as_deref()]);
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
    let shown = if code.is_empty() { "an empty string".to_owned() } else { code };
    doc.paragraph(&format!("Serialized as {shown}.")).tokens()
}

fn text_methods(variants: &[Variant]) -> [TokenStream; 2] {
    let (names, wires) = columns(variants);
    let values = quote! {
        #[doc = " All values that this version of the crate knows, as serialized."]
        pub const VALUES: &'static [&'static str] = &[#(#wires),*];
    };
    let expect_deprecated = expect_deprecated(variants.iter().any(|variant| variant.deprecated));
    let as_str = quote! {
        #[doc = " Returns the value as serialized."]
        #expect_deprecated
        pub fn as_str(&self) -> &str {
            match self {
                #(Self::#names => #wires,)*
                Self::Unknown(value) => value.as_str(),
            }
        }
    };
    [values, as_str]
}

fn from_text(file: &mut SourceFile<'_>, name: &Ident, variants: &[Variant]) -> TokenStream {
    let unknown = file.imports.runtime("enums", "UnknownValue");
    let (names, wires) = columns(variants);
    let expect_deprecated = expect_deprecated(variants.iter().any(|variant| variant.deprecated));
    quote! {
        impl From<&str> for #name {
            #expect_deprecated
            fn from(text: &str) -> Self {
                match text {
                    #(#wires => Self::#names,)*
                    _ => Self::Unknown(#unknown::new(text)),
                }
            }
        }
    }
}

fn columns(variants: &[Variant]) -> (Vec<Ident>, Vec<&str>) {
    variants.iter().map(|variant| (ident(&variant.rust), variant.wire.as_str())).unzip()
}

fn integer_impls(name: &Ident, variants: &[Variant]) -> TokenStream {
    let known = variants.iter().filter_map(|variant| {
        let value: i64 = variant.wire.parse().ok()?;
        Some((ident(&variant.rust), Literal::i64_unsuffixed(value)))
    });
    let (names, values): (Vec<Ident>, Vec<Literal>) = known.unzip();
    let expect_deprecated = expect_deprecated(variants.iter().any(|variant| variant.deprecated));
    quote! {
        impl #name {
            #[doc = " All values that this version of the crate knows."]
            pub const VALUES: &'static [i64] = &[#(#values),*];

            #[doc = " Returns the value as serialized."]
            #expect_deprecated
            pub fn as_i64(&self) -> i64 {
                match self {
                    #(Self::#names => #values,)*
                    Self::Unknown(value) => *value,
                }
            }
        }

        impl From<i64> for #name {
            #expect_deprecated
            fn from(value: i64) -> Self {
                match value {
                    #(#values => Self::#names,)*
                    _ => Self::Unknown(value),
                }
            }
        }
    }
}
