//! The types of a model as their user would write them with serde's derives, for the same behaviour: properties that
//! nobody knows are kept, null and absent are two things where both may be, a new constant or shape fails nothing.

use std::fmt::Write as _;

use generator::model::{
    Additional, Api, Enum, EnumBase, Property, Schema, Struct, Type, TypeDef, TypeKind, Union, UnionVariant, Variant,
};

const DERIVES: &str = "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n";

const HEAD: &str = r#"#![allow(deprecated, non_camel_case_types, clippy::all)]

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Number, Value};

/// Null is a value, and what is not there is none.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
"#;

pub(crate) fn manifest(package: &str) -> String {
    format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\", \"raw_value\"] }}\n"
    )
}

/// All types in one file.
pub(crate) fn types(api: &Api) -> String {
    let mut text = HEAD.to_owned();
    for (_, def) in api.types.iter() {
        text += "\n";
        text += &definition(api, def);
    }
    text
}

fn definition(api: &Api, def: &TypeDef) -> String {
    let name = &def.name;
    match &def.kind {
        TypeKind::Struct(body) => record(api, def, body),
        TypeKind::Enum(constants) if constants.base == EnumBase::Integer => integers(name, constants),
        TypeKind::Enum(constants) => texts(name, constants),
        TypeKind::Union(union) => shapes(api, name, union),
        TypeKind::Alias(target) => format!("pub type {name} = {};\n", rust(api, &target.ty)),
    }
}

/// A field of a struct: its attributes, its type, and what it holds when nothing is set.
struct Field<'a> {
    property: &'a Property,
    attributes: &'static str,
    ty: String,
    /// What its setter takes and stores; `None` where every value needs it.
    set: Option<(String, &'static str)>,
}

fn record(api: &Api, def: &TypeDef, body: &Struct) -> String {
    let fields: Vec<Field<'_>> = body.properties.iter().map(|property| field(api, def, property)).collect();
    let mut text = format!("{DERIVES}pub struct {} {{\n", def.name);
    for Field { property, attributes, ty, .. } in &fields {
        let _ =
            writeln!(text, "    #[serde(rename = {:?}{attributes})]\n    pub {}: {ty},", property.wire, property.rust);
    }
    let (rest, values) = match &body.additional {
        Additional::Typed(values) => ("additional_values", item(api, values)),
        Additional::Unspecified | Additional::Forbidden => ("extra", "Value".to_owned()),
    };
    let _ = writeln!(text, "    #[serde(flatten)]\n    pub {rest}: BTreeMap<String, {values}>,\n}}");
    if def.usage.request { text + &methods(&def.name, &fields, rest) } else { text }
}

fn field<'a>(api: &Api, def: &TypeDef, property: &'a Property) -> Field<'a> {
    let bare = rust(api, &property.schema.ty);
    let bare = if property.boxed { format!("Box<{bare}>") } else { bare };
    let is_half = property.read_only && def.usage.request || property.write_only && def.usage.response;
    let is_any = is_any(api, &property.schema);
    let optional = ", skip_serializing_if = \"Option::is_none\"";
    let three = ", default, deserialize_with = \"present\", skip_serializing_if = \"Option::is_none\"";
    let (attributes, ty, set) = match (property.required && !is_half, is_any || nullable(api, &property.schema)) {
        (true, true) if !is_any => ("", format!("Option<{bare}>"), None),
        (true, _) => ("", bare, None),
        (false, true) => (three, format!("Option<Option<{bare}>>"), Some((format!("Option<{bare}>"), "Some(value)"))),
        (false, false) => (optional, format!("Option<{bare}>"), Some((bare, "Some(value)"))),
    };
    Field { property, attributes, ty, set }
}

/// The constructor and the setters that the emitted type has.
fn methods(name: &str, fields: &[Field<'_>], rest: &str) -> String {
    let needed = || fields.iter().filter(|field| field.set.is_none());
    let arguments: Vec<String> = needed().map(|field| format!("{}: {}", field.property.rust, field.ty)).collect();
    let mut text = format!("\nimpl {name} {{\n    pub fn new({}) -> Self {{\n        Self {{ ", arguments.join(", "));
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
    text + "}\n"
}

fn texts(name: &str, constants: &Enum) -> String {
    let mut text = format!("{DERIVES}pub enum {name} {{\n");
    for variant in &constants.variants {
        let _ = writeln!(text, "    #[serde(rename = {:?})]\n    {},", variant.wire, variant.rust);
    }
    text + "    #[serde(untagged)]\n    OtherValue(String),\n}\n"
}

/// The derives know no enum of integers: it is read and written as one.
fn integers(name: &str, constants: &Enum) -> String {
    let known: Vec<&Variant> =
        constants.variants.iter().filter(|variant| variant.wire.parse::<i64>().is_ok()).collect();
    let all = |write: fn(&Variant) -> String| known.iter().map(|variant| write(variant)).collect::<String>();
    let variants = all(|variant| format!("    {},\n", variant.rust));
    let from = all(|variant| format!("            {} => Self::{},\n", variant.wire, variant.rust));
    let into: String =
        known.iter().map(|variant| format!("            {name}::{} => {},\n", variant.rust, variant.wire)).collect();
    format!(
        "{DERIVES}#[serde(from = \"i64\", into = \"i64\")]\npub enum {name} {{\n{variants}    OtherValue(i64),\n}}\n\n\
         impl From<i64> for {name} {{\n    fn from(value: i64) -> Self {{\n        match value {{\n{from}            \
         other => Self::OtherValue(other),\n        }}\n    }}\n}}\n\n\
         impl From<{name}> for i64 {{\n    fn from(value: {name}) -> i64 {{\n        match value {{\n{into}            \
         {name}::OtherValue(other) => other,\n        }}\n    }}\n}}\n"
    )
}

fn shapes(api: &Api, name: &str, union: &Union) -> String {
    let mut text = format!("{DERIVES}#[serde(untagged)]\npub enum {name} {{\n");
    for variant in &union.variants {
        let _ = writeln!(text, "    {}({}),", variant.rust, payload(api, variant));
    }
    text + "    OtherValue(Value),\n}\n"
}

fn payload(api: &Api, variant: &UnionVariant) -> String {
    let ty = item(api, &variant.schema);
    let named = match followed(api, &variant.schema).0 {
        Type::Named(id) => api.types.get(*id),
        _ => None,
    };
    let is_object = named.is_some_and(|def| matches!(def.kind, TypeKind::Struct(_)));
    if variant.boxed || is_object { format!("Box<{ty}>") } else { ty }
}

fn rust(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Named(id) => api.types.get(*id).map_or_else(String::new, |def| def.name.clone()),
        Type::Bool => "bool".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Wide => "i128".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::Text(_) => "String".to_owned(),
        Type::List(items) => format!("Vec<{}>", item(api, items)),
        Type::Map(values) => format!("BTreeMap<String, {}>", item(api, values)),
        Type::Any => "Value".to_owned(),
    }
}

/// An item of a list or map, or the payload of a shape.
fn item(api: &Api, schema: &Schema) -> String {
    let ty = rust(api, &schema.ty);
    if nullable(api, schema) && !is_any(api, schema) { format!("Option<{ty}>") } else { ty }
}

fn nullable(api: &Api, schema: &Schema) -> bool {
    followed(api, schema).1
}

fn is_any(api: &Api, schema: &Schema) -> bool {
    matches!(followed(api, schema).0, Type::Any)
}

/// The type behind aliases, and whether null is a value too.
fn followed<'a>(api: &'a Api, schema: &'a Schema) -> (&'a Type, bool) {
    let (mut schema, mut nullable) = (schema, schema.nullable);
    // An alias of itself would have no end.
    for _ in 0..64 {
        let Type::Named(id) = schema.ty else { break };
        let Some(TypeDef { kind: TypeKind::Alias(target), .. }) = api.types.get(id) else { break };
        schema = target;
        nullable |= target.nullable;
    }
    (&schema.ty, nullable)
}
