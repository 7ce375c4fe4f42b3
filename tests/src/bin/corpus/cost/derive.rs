//! The types of a model as most generators emit them: with serde's derives, and nothing else.

use std::fmt::Write as _;

use generator::model::{Additional, Api, Enum, EnumBase, Schema, Struct, Type, TypeDef, TypeKind, Union};

const DERIVES: &str = "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n";

pub(crate) fn manifest(package: &str) -> String {
    format!(
        "[package]\nname = {package:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\", \"raw_value\"] }}\n"
    )
}

/// All types in one file; unknown properties are dropped, null and absent are one.
pub(crate) fn types(api: &Api) -> String {
    let mut text = "#![allow(deprecated, non_camel_case_types)]\n\nuse serde::{Deserialize, Serialize};\n".to_owned();
    for (_, def) in api.types.iter() {
        text += "\n";
        text += &definition(api, def);
    }
    text
}

fn definition(api: &Api, def: &TypeDef) -> String {
    let name = &def.name;
    match &def.kind {
        TypeKind::Struct(body) => record(api, name, body),
        TypeKind::Enum(constants) => constant(name, constants),
        TypeKind::Union(union) => shapes(api, name, union),
        TypeKind::Alias(target) => format!("pub type {name} = {};\n", rust(api, target)),
    }
}

fn record(api: &Api, name: &str, body: &Struct) -> String {
    let mut text = format!("{DERIVES}pub struct {name} {{\n");
    for property in &body.properties {
        let bare = rust(api, &property.schema);
        let ty = if property.boxed { format!("Box<{bare}>") } else { bare };
        let (wire, field) = (&property.wire, &property.rust);
        let _ = if property.required && !property.schema.nullable {
            writeln!(text, "    #[serde(rename = {wire:?})]\n    pub {field}: {ty},")
        } else {
            let skip = "skip_serializing_if = \"Option::is_none\"";
            writeln!(text, "    #[serde(rename = {wire:?}, {skip})]\n    pub {field}: Option<{ty}>,")
        };
    }
    if let Additional::Typed(values) = &body.additional {
        let values = rust(api, values);
        let _ = writeln!(
            text,
            "    #[serde(flatten)]\n    pub additional_values: std::collections::BTreeMap<String, {values}>,"
        );
    }
    text + "}\n"
}

fn constant(name: &str, constants: &Enum) -> String {
    if constants.base == EnumBase::Integer {
        return format!("{DERIVES}pub struct {name}(pub i64);\n");
    }
    let mut text = format!("{DERIVES}pub enum {name} {{\n");
    for variant in &constants.variants {
        let _ = writeln!(text, "    #[serde(rename = {:?})]\n    {},", variant.wire, variant.rust);
    }
    text + "    #[serde(untagged)]\n    OtherValue(String),\n}\n"
}

fn shapes(api: &Api, name: &str, union: &Union) -> String {
    let mut text = format!("{DERIVES}#[serde(untagged)]\npub enum {name} {{\n");
    for variant in &union.variants {
        let _ = writeln!(text, "    {}(Box<{}>),", variant.rust, rust(api, &variant.schema));
    }
    text + "    OtherValue(serde_json::Value),\n}\n"
}

fn rust(api: &Api, schema: &Schema) -> String {
    match &schema.ty {
        Type::Named(id) => api.types.get(*id).map_or_else(String::new, |def| def.name.clone()),
        Type::Bool => "bool".to_owned(),
        Type::Integer => "i64".to_owned(),
        Type::Wide => "i128".to_owned(),
        Type::Number => "serde_json::Number".to_owned(),
        Type::Text(_) => "String".to_owned(),
        Type::List(items) => format!("Vec<{}>", nullable(items, rust(api, items))),
        Type::Map(values) => format!("std::collections::BTreeMap<String, {}>", nullable(values, rust(api, values))),
        Type::Any => "serde_json::Value".to_owned(),
    }
}

fn nullable(schema: &Schema, ty: String) -> String {
    if schema.nullable { format!("Option<{ty}>") } else { ty }
}
