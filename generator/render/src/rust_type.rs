//! Rust types as code, and the expressions that convert arguments.

use code_format::{Code, Ident, code};
use serde_json::Value;

use super::context::{RenderContext, make_ident};
use super::imports::path_tokens;
use model::{Enum, EnumBase, Schema, Type, TypeDef, TypeKind, Variant};
use surface::{Conversion, RustType};

/// An argument of an emitted method.
pub(crate) struct Argument {
    /// Type of the argument: `impl Into<String>`.
    pub(crate) ty: Code,
    /// Expression that converts the argument to the type of the field: `name.into()`.
    pub(crate) value: Code,
    /// Whether `value` is more than the name of the argument.
    pub(crate) is_converted: bool,
}

impl Argument {
    pub(crate) fn of(argument: &surface::Argument, name: &Ident) -> Self {
        Self {
            ty: type_tokens(&argument.ty),
            value: converted_value(&argument.conversion, name),
            is_converted: !matches!(argument.conversion, Conversion::None),
        }
    }

    /// Returns the statement that converts the argument `name` to the type `target`, if needed.
    pub(crate) fn conversion(&self, name: &Ident, target: &Code) -> Option<Code> {
        let value = &self.value;
        if !self.is_converted {
            return None;
        }
        Some(code!(let #name: #target = #value;))
    }
}

/// Returns the expression that converts the argument `name`.
fn converted_value(conversion: &Conversion, name: &Ident) -> Code {
    match conversion {
        Conversion::None => code!(#name),
        Conversion::Into => code!(#name.into()),
        Conversion::IntoOption => code!(#name.into().into_option()),
        Conversion::Items(item) => {
            let map = match &**item {
                Conversion::None => None,
                item => {
                    let item = converted_value(item, &make_ident("item"));
                    Some(code!(.map(|item| #item)))
                }
            };
            code!(#name.into_iter() #map .collect())
        }
        Conversion::Entries(item) => {
            let item = converted_value(item, &make_ident("item"));
            code!(#name.into_iter().map(|(key, item)| (key.into(), #item)).collect())
        }
    }
}

/// Returns a type with full paths.
pub(crate) fn type_tokens(ty: &RustType) -> Code {
    match ty {
        RustType::Described(path) => {
            let segments = path.split("::").map(make_ident);
            code!(crate::types #(::#segments)*)
        }
        RustType::Path(path) => path_tokens(&[path]),
        RustType::Generic(path, arguments) => {
            let path = path_tokens(&[path]);
            let arguments = arguments.iter().map(type_tokens);
            code!(#path<#(#arguments),*>)
        }
        RustType::Tuple(items) => {
            let items = items.iter().map(type_tokens);
            code!((#(#items),*))
        }
        RustType::Slice(item) => {
            let item = type_tokens(item);
            code!([#item])
        }
        RustType::Into(target) => {
            let target = type_tokens(target);
            code!(impl Into<#target>)
        }
        RustType::IntoIterator(item) => {
            let item = type_tokens(item);
            code!(impl IntoIterator<Item = #item>)
        }
    }
}

impl<'a> RenderContext<'a> {
    /// Returns the type of a non-null value, with full paths.
    pub(crate) fn full_type(&self, ty: &'a Type) -> Code {
        type_tokens(&self.index.value_type(ty))
    }

    /// Returns the type of an array item, map value or response, with full paths; an `Option` if it
    /// is nullable.
    pub(crate) fn full_item_type(&self, schema: &'a Schema) -> Code {
        type_tokens(&self.index.item_type(schema))
    }

    /// Returns the argument for a non-null value.
    pub(crate) fn argument(&self, schema: &'a Schema, name: &Ident) -> Argument {
        Argument::of(&self.index.argument(schema), name)
    }
}

/// The maximum number of arguments, including `self`, that clippy accepts.
const MAX_ARGUMENTS: usize = 7;

/// Returns the attribute for a method with this many arguments, if clippy objects to the number.
pub(crate) fn expect_many_arguments(count: usize, reason: &str) -> Option<Code> {
    if count <= MAX_ARGUMENTS {
        return None;
    }
    Some(code!(#[expect(clippy::too_many_arguments, reason = #reason)]))
}

/// Returns the full path of a type of another crate, which no module of types hides.
pub(crate) fn foreign_path(path: &str) -> Code {
    if path.starts_with("crate::") {
        path_tokens(&[path])
    } else {
        Code::from(format!("::{path}"))
    }
}

/// Returns the full path of a type of the description.
pub(crate) fn full_type_path(def: &TypeDef) -> Code {
    let segments = def.name.split("::").map(make_ident);
    code!(crate::types #(::#segments)*)
}

/// Returns the expression for a value of the enum `def`: its variant, or for a string without a
/// variant, a conversion.
pub(crate) fn enum_value(def: &TypeDef, value: &Value) -> Option<Code> {
    let TypeKind::Enum(constants) = &def.kind else {
        return None;
    };
    let path = full_type_path(def);
    if let Some(variant) = variant_of_value(constants, value) {
        let name = make_ident(&variant.rust);
        return Some(code!(#path::#name));
    }
    match (constants.base, value) {
        (EnumBase::Text, Value::String(text)) => Some(code!(#path::from(#text))),
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
