//! The types of a model as users would write them with serde's derives, with the same behavior and
//! the same constructors and conversions: unknown properties are kept, null and absent are distinct
//! where both are allowed, and an unknown enum value or union member is no error.

use std::collections::HashMap;
use std::fmt::Write as _;

use sdkwright::model::{
    Additional, Api, Enum, EnumBase, Property, Schema, Struct, Type, TypeDef, TypeKind, Union,
    UnionVariant, Variant,
};

const DERIVES: &str = "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n";

const DERIVES_OF_CONSTANTS: &str =
    "#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]\n";

const HEAD: &str = r#"#![allow(deprecated, non_camel_case_types, unused_imports, clippy::all)]

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Number, Value};

/// Keeps `null` apart from an absent property.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
"#;

const UNKNOWN_PROPERTIES: &str = "    #[serde(flatten)]\n    pub extra: BTreeMap<String, Value>,\n";

pub(crate) fn derived_manifest(package: &str) -> String {
    format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\", \"raw_value\"] }}\n"
    )
}

/// Returns all types in one file.
pub(crate) fn derived_types(api: &Api) -> String {
    let mut text = HEAD.to_owned();
    for (_, def) in api.types.iter() {
        text += "\n";
        text += &type_definition(api, def);
    }
    text
}

/// Returns all types of responses in one file, as most programs write them: unknown properties are
/// not kept.
pub(crate) fn derived_types_without_unknown_properties(api: &Api) -> String {
    derived_types(api).replace(UNKNOWN_PROPERTIES, "")
}

/// Returns the name of a type, whose emitted module is part of the name here.
fn derived_name(def: &TypeDef) -> String {
    def.name.replace("::", "_")
}

fn type_definition(api: &Api, def: &TypeDef) -> String {
    let name = &derived_name(def);
    match &def.kind {
        TypeKind::Struct(body) => struct_definition(api, def, body),
        // serde's derives cannot express an array whose last `prefixItems` may be absent, and which
        // may have more items after them.
        TypeKind::Tuple(_) => format!("pub type {name} = serde_json::Value;\n"),
        TypeKind::Enum(constants) if constants.base == EnumBase::Integer => {
            integer_conversions(name, constants)
        }
        TypeKind::Enum(constants) => string_enum(name, constants),
        TypeKind::Union(union) => union_definition(api, name, union),
        TypeKind::Alias(target) => format!("pub type {name} = {};\n", rust_type(api, &target.ty)),
        TypeKind::Replaced(replaced) => format!("pub type {name} = {};\n", replaced.path),
    }
}

/// A field of a struct: its attributes, its type and its initial value.
struct Field<'a> {
    property: &'a Property,
    attributes: Vec<String>,
    ty: String,
    /// The argument of its setter and the stored expression; `None` for a required field.
    set: Option<(String, &'static str)>,
}

fn struct_definition(api: &Api, def: &TypeDef, body: &Struct) -> String {
    let fields: Vec<Field<'_>> = body
        .properties
        .iter()
        .map(|property| struct_field(api, def, property))
        .collect();
    let mut text = format!("{DERIVES}pub struct {} {{\n", derived_name(def));
    for Field {
        property,
        attributes,
        ty,
        ..
    } in &fields
    {
        if !attributes.is_empty() {
            let _ = writeln!(text, "    #[serde({})]", attributes.join(", "));
        }
        let _ = writeln!(text, "    pub {}: {ty},", property.rust);
    }
    let (rest, values) = match &body.additional {
        Additional::Typed(values) => ("additional_values", item_rust_type(api, values)),
        Additional::Unspecified | Additional::Forbidden => ("extra", "Value".to_owned()),
    };
    let _ = writeln!(
        text,
        "    #[serde(flatten)]\n    pub {rest}: BTreeMap<String, {values}>,\n}}"
    );
    if def.usage.request {
        text + &struct_methods(&derived_name(def), &fields, rest)
    } else {
        text
    }
}

fn struct_field<'a>(api: &Api, def: &TypeDef, property: &'a Property) -> Field<'a> {
    let bare = rust_type(api, &property.schema.ty);
    let bare = if property.boxed {
        format!("Box<{bare}>")
    } else {
        bare
    };
    let is_half =
        property.read_only && def.usage.request || property.write_only && def.usage.response;
    let is_any = is_any(api, &property.schema);
    let optional = ["skip_serializing_if = \"Option::is_none\""].as_slice();
    let three = [
        "default",
        "deserialize_with = \"present\"",
        "skip_serializing_if = \"Option::is_none\"",
    ]
    .as_slice();
    let (attributes, ty, set) = match (
        property.required && !is_half,
        is_any || is_nullable(api, &property.schema),
    ) {
        (true, true) if !is_any => ([].as_slice(), format!("Option<{bare}>"), None),
        (true, _) => ([].as_slice(), bare, None),
        (false, true) => (
            three,
            format!("Option<Option<{bare}>>"),
            Some((format!("Option<{bare}>"), "Some(value)")),
        ),
        (false, false) => (
            optional,
            format!("Option<{bare}>"),
            Some((bare, "Some(value)")),
        ),
    };
    let is_same = property.rust.trim_start_matches("r#") == property.wire;
    let rename = (!is_same).then(|| format!("rename = {:?}", property.wire));
    let attributes = rename
        .into_iter()
        .chain(attributes.iter().map(ToString::to_string))
        .collect();
    Field {
        property,
        attributes,
        ty,
        set,
    }
}

/// Returns the constructor and the setters that the emitted type has.
fn struct_methods(name: &str, fields: &[Field<'_>], rest: &str) -> String {
    let arguments: Vec<String> = fields
        .iter()
        .filter(|field| field.set.is_none())
        .map(|field| format!("{}: {}", field.property.rust, field.ty))
        .collect();
    let mut text = format!(
        "\nimpl {name} {{\n    pub fn new({}) -> Self {{\n        Self {{ ",
        arguments.join(", ")
    );
    for Field { property, set, .. } in fields {
        let value = if set.is_some() { ": None" } else { "" };
        let _ = write!(text, "{}{value}, ", property.rust);
    }
    let _ = writeln!(text, "{rest}: BTreeMap::new() }}\n    }}");
    for Field { property, set, .. } in fields.iter().filter(|field| !field.property.read_only) {
        let Some((ty, value)) = set else { continue };
        let name = &property.rust;
        let _ = write!(
            text,
            "\n    pub fn {name}(mut self, value: impl Into<{ty}>) -> Self {{\n        let value = value.into();\n        \
             self.{name} = {value};\n        self\n    }}\n"
        );
    }
    text += "}\n";
    if arguments.is_empty() {
        let _ = write!(
            text,
            "\nimpl Default for {name} {{\n    fn default() -> Self {{\n        Self::new()\n    }}\n}}\n"
        );
    }
    text
}

fn string_enum(name: &str, constants: &Enum) -> String {
    let mut text = format!("{DERIVES_OF_CONSTANTS}pub enum {name} {{\n");
    let (mut values, mut written, mut read) = (String::new(), String::new(), String::new());
    for Variant { wire, rust, .. } in &constants.variants {
        let _ = writeln!(text, "    #[serde(rename = {wire:?})]\n    {rust},");
        let _ = write!(values, "{wire:?}, ");
        let _ = writeln!(written, "            Self::{rust} => {wire:?},");
        let _ = writeln!(read, "            {wire:?} => Self::{rust},");
    }
    text += "    #[serde(untagged)]\n    OtherValue(String),\n}\n";
    text + &conversions_of_texts(name, &values, &written, &read)
}

/// Returns the conversions between an enum and strings: the list of constants, and the arms of two
/// matches.
fn conversions_of_texts(name: &str, values: &str, written: &str, read: &str) -> String {
    format!(
        "
impl {name} {{
    pub const VALUES: &'static [&'static str] = &[{values}];

    pub fn as_str(&self) -> &str {{
        match self {{
{written}            Self::OtherValue(value) => value,
        }}
    }}
}}

impl From<&str> for {name} {{
    fn from(text: &str) -> Self {{
        match text {{
{read}            _ => Self::OtherValue(text.to_owned()),
        }}
    }}
}}

impl From<String> for {name} {{
    fn from(text: String) -> Self {{
        Self::from(text.as_str())
    }}
}}

impl std::str::FromStr for {name} {{
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, std::convert::Infallible> {{
        Ok(Self::from(text))
    }}
}}

impl std::fmt::Display for {name} {{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        f.write_str(self.as_str())
    }}
}}
"
    )
}

/// Returns the conversions of an enum of integers, which are explicit, since serde's derives have
/// no integer enums.
fn integer_conversions(name: &str, constants: &Enum) -> String {
    let known: Vec<&Variant> = constants
        .variants
        .iter()
        .filter(|variant| variant.wire.parse::<i64>().is_ok())
        .collect();
    let (mut variants, mut from, mut into) = (String::new(), String::new(), String::new());
    for Variant { rust, wire, .. } in known {
        let _ = writeln!(variants, "    {rust},");
        let _ = writeln!(from, "            {wire} => Self::{rust},");
        let _ = writeln!(into, "            {name}::{rust} => {wire},");
    }
    format!(
        "{DERIVES_OF_CONSTANTS}#[serde(from = \"i64\", into = \"i64\")]\npub enum {name} {{\n{variants}    OtherValue(i64),\n}}\n\n\
         impl From<i64> for {name} {{\n    fn from(value: i64) -> Self {{\n        match value {{\n{from}            \
         other => Self::OtherValue(other),\n        }}\n    }}\n}}\n\n\
         impl From<{name}> for i64 {{\n    fn from(value: {name}) -> i64 {{\n        match value {{\n{into}            \
         {name}::OtherValue(other) => other,\n        }}\n    }}\n}}\n"
    )
}

fn union_definition(api: &Api, name: &str, union: &Union) -> String {
    let mut text = format!("{DERIVES}#[serde(untagged)]\npub enum {name} {{\n");
    for variant in &union.variants {
        let _ = writeln!(
            text,
            "    {}({}),",
            variant.rust,
            variant_payload(api, variant)
        );
    }
    text += "    OtherValue(Value),\n}\n";
    let mut counts: HashMap<String, usize> = HashMap::new();
    for variant in &union.variants {
        *counts
            .entry(resolved_rust_type(api, &variant.schema))
            .or_default() += 1;
    }
    for variant in &union.variants {
        let key = resolved_rust_type(api, &variant.schema);
        if counts.get(&key) == Some(&1) && key != "Value" {
            text += &variant_conversion(
                name,
                &variant.rust,
                &item_rust_type(api, &variant.schema),
                &variant_payload(api, variant),
            );
        }
        if counts.get(&key) == Some(&1) && key == "String" {
            text += &variant_conversion(name, &variant.rust, "&str", "");
        }
    }
    text
}

/// Returns the `From` implementation of a union variant.
fn variant_conversion(name: &str, variant: &str, from: &str, payload: &str) -> String {
    let value = if payload.starts_with("Box<") {
        "Box::new(value)"
    } else {
        "value.into()"
    };
    format!(
        "\nimpl From<{from}> for {name} {{\n    fn from(value: {from}) -> Self {{\n        Self::{variant}({value})\n    \
         }}\n}}\n"
    )
}

/// Returns the Rust type after resolving all aliases.
fn resolved_rust_type(api: &Api, schema: &Schema) -> String {
    let (ty, nullable) = resolve_aliases(api, schema);
    let ty = match ty {
        Type::List(items) => format!("Vec<{}>", resolved_rust_type(api, items)),
        Type::Map(values) => format!("BTreeMap<String, {}>", resolved_rust_type(api, values)),
        ty => rust_type(api, ty),
    };
    if nullable && ty != "Value" {
        format!("Option<{ty}>")
    } else {
        ty
    }
}

fn variant_payload(api: &Api, variant: &UnionVariant) -> String {
    let ty = item_rust_type(api, &variant.schema);
    let named = match resolve_aliases(api, &variant.schema).0 {
        Type::Named(id) => api.types.get(*id),
        _ => None,
    };
    let is_object = named.is_some_and(|def| matches!(def.kind, TypeKind::Struct(_)));
    if variant.boxed || is_object {
        format!("Box<{ty}>")
    } else {
        ty
    }
}

fn rust_type(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Named(id) => api.types.get(*id).map_or_else(String::new, derived_name),
        Type::Bool => "bool".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Wide => "i128".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Text(_) => "String".to_owned(),
        Type::List(items) => format!("Vec<{}>", item_rust_type(api, items)),
        Type::Map(values) => format!("BTreeMap<String, {}>", item_rust_type(api, values)),
        Type::Any => "Value".to_owned(),
    }
}

/// Returns the Rust type of an item of a list or map, or of the payload of a variant.
fn item_rust_type(api: &Api, schema: &Schema) -> String {
    let ty = rust_type(api, &schema.ty);
    if is_nullable(api, schema) && !is_any(api, schema) {
        format!("Option<{ty}>")
    } else {
        ty
    }
}

fn is_nullable(api: &Api, schema: &Schema) -> bool {
    resolve_aliases(api, schema).1
}

fn is_any(api: &Api, schema: &Schema) -> bool {
    matches!(resolve_aliases(api, schema).0, Type::Any)
}

/// Returns the type behind aliases, and whether it is nullable.
fn resolve_aliases<'a>(api: &'a Api, schema: &'a Schema) -> (&'a Type, bool) {
    let (mut schema, mut nullable) = (schema, schema.nullable);
    // The limit ends a circular alias.
    for _ in 0..64 {
        let Type::Named(id) = schema.ty else { break };
        let Some(TypeDef {
            kind: TypeKind::Alias(target),
            ..
        }) = api.types.get(id)
        else {
            break;
        };
        schema = target;
        nullable |= target.nullable;
    }
    (&schema.ty, nullable)
}
