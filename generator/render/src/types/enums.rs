//! Enums of constants, with their conversions from and to strings or integers.

use code_format::{Code, code};

use super::added_code::{derives_and_attributes, push_std_traits};
use super::structs::type_docs;
use crate::context::{RenderContext, make_ident};
use crate::deprecation::{allow_deprecated, deprecated_attribute, expect_deprecated, former_name};
use crate::doc::Doc;
use crate::source_file::RustSourceFile;
use crate::words::{constant_code, enum_values_sentence};
use model::{Enum, EnumBase, TypeDef, Variant};

/// If an enum has at least this many constants, its variants have no generated docs, which would
/// only repeat `VALUES`.
const MANY: usize = 400;

pub(super) fn emit_enum<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef, constants: &'a Enum) {
    let base = Base::of(constants.base);
    file.push(
        def.ident(),
        enum_declaration(file.cx, &base.unknown, def, constants),
    );
    emit_enum_conversions(file, def, constants, &base);
    let name = make_ident(def.ident());
    let macro_name = make_ident(base.macro_name);
    file.push(
        def.ident(),
        code!(crate::runtime::macros::#macro_name!(#name);),
    );
    push_std_traits(file, def, false);
    emit_former_variants(file, def, constants);
}

/// Emits `VALUES`, and the conversions from and to the type of the values.
fn emit_enum_conversions(
    file: &mut RustSourceFile<'_>,
    def: &TypeDef,
    constants: &Enum,
    base: &Base,
) {
    let mut names = Vec::new();
    let mut values = Vec::new();
    for variant in &constants.variants {
        if let Some(value) = variant_literal(variant, constants) {
            names.push(make_ident(&variant.rust));
            values.push(value);
        }
    }
    file.push_methods(def.ident(), values_constant(base, &values));
    let has_deprecated = constants.variants.iter().any(|variant| variant.deprecated);
    let expect_deprecated = expect_deprecated(has_deprecated);
    let method = make_ident(base.method);
    let ty = &base.ty;
    let from_unknown = &base.from_unknown;
    file.push_methods(
        def.ident(),
        code! {
            #[doc = " Returns the value as serialized."]
            #expect_deprecated
            pub fn #method(&self) -> #ty {
                match self {
                    #(Self::#names => #values,)*
                    Self::Unknown(value) => #from_unknown,
                }
            }
        },
    );
    let name = make_ident(def.ident());
    let argument = make_ident(base.argument);
    let to_unknown = &base.to_unknown;
    file.push(
        def.ident(),
        code! {
            impl From<#ty> for #name {
                #expect_deprecated
                fn from(#argument: #ty) -> Self {
                    match #argument {
                        #(#values => Self::#names,)*
                        _ => Self::Unknown(#to_unknown),
                    }
                }
            }
        },
    );
}

fn values_constant(base: &Base, values: &[Code]) -> Code {
    let docs = format!(
        " All values that this version of the crate knows{}.",
        base.remark
    );
    let ty = &base.static_type;
    code! {
        #[doc = #docs]
        pub const VALUES: &'static [#ty] = &[#(#values),*];
    }
}

fn emit_former_variants(file: &mut RustSourceFile<'_>, def: &TypeDef, constants: &Enum) {
    for former in &constants.former_names {
        let Some(variant) = constants
            .variants
            .iter()
            .find(|variant| variant.wire == former.wire)
        else {
            continue;
        };
        let old = make_ident(&former.rust);
        let new = make_ident(&variant.rust);
        let attributes = former_name(&format!("[`Self::{new}`]"), &variant.rust);
        let allow_deprecated = allow_deprecated(variant.deprecated);
        file.push_methods(
            def.ident(),
            code! {
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
    unknown: Code,
    /// The type of a value in `VALUES`.
    static_type: Code,
    /// The type of a value elsewhere.
    ty: Code,
    /// The end of the docs of `VALUES`.
    remark: &'static str,
    /// The method that returns the value.
    method: &'static str,
    /// The argument of `From`.
    argument: &'static str,
    /// Converts this argument to the payload of `Unknown`.
    to_unknown: Code,
    /// Converts the payload of `Unknown` to the value.
    from_unknown: Code,
    macro_name: &'static str,
}

impl Base {
    fn of(base: EnumBase) -> Self {
        match base {
            EnumBase::Text => Self {
                unknown: code!(crate::runtime::enums::UnknownValue),
                static_type: code!(&'static str),
                ty: code!(&str),
                remark: ", as serialized",
                method: "as_str",
                argument: "text",
                to_unknown: code!(crate::runtime::enums::UnknownValue::new(text)),
                from_unknown: code!(value.as_str()),
                macro_name: "text_enum",
            },
            EnumBase::Integer => Self {
                unknown: code!(i64),
                static_type: code!(i64),
                ty: code!(i64),
                remark: "",
                method: "as_i64",
                argument: "value",
                to_unknown: code!(value),
                from_unknown: code!(*value),
                macro_name: "integer_enum",
            },
        }
    }
}

fn variant_literal(variant: &Variant, constants: &Enum) -> Option<Code> {
    match constants.base {
        EnumBase::Text => Some(Code::string(&variant.wire)),
        EnumBase::Integer => Some(Code::number(variant.wire.parse::<i64>().ok()?)),
    }
}

fn enum_declaration(
    cx: &RenderContext<'_>,
    unknown: &Code,
    def: &TypeDef,
    constants: &Enum,
) -> Code {
    let name = make_ident(def.ident());
    let docs = type_docs(cx, def)
        .paragraph(&enum_values_sentence(constants))
        .tokens();
    let deprecated = deprecated_attribute(def.deprecated, &[def.docs.as_deref()]);
    let are_many = constants.variants.len() >= MANY;
    let variants = constants.variants.iter().map(|variant| {
        let is_bare = are_many && variant.docs.is_none();
        let docs = if is_bare {
            Code::new()
        } else {
            variant_docs(variant, constants.base)
        };
        let name = make_ident(&variant.rust);
        let deprecated = deprecated_attribute(variant.deprecated, &[variant.docs.as_deref()]);
        code!(#docs #deprecated #name)
    });
    let derives_and_attributes = derives_and_attributes(def);
    code! {
        #docs
        #deprecated
        #[non_exhaustive]
        #derives_and_attributes
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that this version of the crate does not know."]
            Unknown(#unknown),
        }
    }
}

fn variant_docs(variant: &Variant, base: EnumBase) -> Code {
    let doc = Doc::new().maybe_prose(variant.docs.as_deref());
    let code = constant_code(&variant.wire, base);
    let value = if code.is_empty() {
        "an empty string"
    } else {
        &code
    };
    doc.paragraph(&format!("Serialized as {value}.")).tokens()
}
