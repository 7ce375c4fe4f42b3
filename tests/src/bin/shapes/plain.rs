//! The baseline: only the types, without encoding or decoding; and the code that all forms share.

use crate::plan::{Kind, Plan, Presence, Property, Type, Union, type_name};

/// The emitted code of a form.
pub(crate) struct Emitted {
    /// The crate root: helpers, `decode` and `encode`.
    pub(crate) root: String,
    /// The head of each file of types.
    pub(crate) header: String,
    /// The types, one text for each.
    pub(crate) types: Vec<String>,
}

const ROOT: &str = r#"
pub fn decode<T>(_: &[u8]) -> Result<T, String> {
    Err(String::new())
}

pub fn encode<T>(_: &T) -> Vec<u8> {
    Vec::new()
}
"#;

/// A property that may be absent, null or a value; forms without the runtime need their own type.
pub(crate) const FIELD: &str = r#"
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Field<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}
"#;

pub(crate) fn emit_plain_types(plan: &Plan) -> Emitted {
    let types = plan
        .types
        .iter()
        .map(|item| plain_definition(item, "Clone, Debug, PartialEq", None))
        .collect();
    Emitted {
        root: format!("{FIELD}{ROOT}"),
        header: "use crate::*;\n".to_owned(),
        types,
    }
}

/// Returns the definition of a type without any methods; `extra` is the type that keeps unknown properties.
pub(crate) fn plain_definition(item: &Type, derives: &str, extra: Option<&str>) -> String {
    let mut code = format!("#[derive({derives})]\n");
    match &item.kind {
        Kind::Struct(properties) => {
            code += &format!("pub struct {} {{\n", item.name);
            for property in properties {
                code += &format!("    pub {}: {},\n", property.name, field_type(property));
            }
            if let Some(extra) = extra {
                code += &format!("    pub extra: {extra},\n");
            }
        }
        Kind::Enum(values) => {
            code += &format!("pub enum {} {{\n", item.name);
            for value in values {
                code += &format!("    {},\n", variant_name(value));
            }
            code += "    Unknown(UnknownValue),\n"
                .replace("UnknownValue", unknown_payload(extra))
                .as_str();
        }
        Kind::Union(union) => code += &plain_union(&item.name, union, extra),
    }
    code + "}\n"
}

/// Returns the payload of the variant for unknown values; forms with a codec keep the value.
fn unknown_payload(extra: Option<&str>) -> &'static str {
    if extra == Some("Extra") {
        "UnknownValue"
    } else {
        "String"
    }
}

fn plain_union(name_of: &str, union: &Union, extra: Option<&str>) -> String {
    let mut code = format!("pub enum {name_of} {{\n");
    for member in &union.members {
        code += &format!("    {0}(Box<{0}>),\n", type_name(*member));
    }
    if extra.is_some() {
        code += "    Unknown(Value),\n";
    }
    code
}

/// Returns the Rust type of a property.
pub(crate) fn field_type(property: &Property) -> String {
    let inner = property.value.rust();
    match property.presence {
        Presence::Required | Presence::Tag => inner,
        Presence::Optional => format!("Option<{inner}>"),
        Presence::ThreeState => format!("Field<{inner}>"),
    }
}

/// Returns the name of the variant for a value of an enum.
pub(crate) fn variant_name(value: &str) -> String {
    value
        .split('_')
        .map(|word| word.get(..1).unwrap_or("").to_uppercase() + word.get(1..).unwrap_or(""))
        .collect()
}

/// Writes `as_str` and `From<&str>` of an enum; `make` is an expression that makes an unknown value from `text`.
pub(crate) fn enum_texts(name: &str, values: &[&str], make: &str) -> String {
    let mut code =
        format!("\nimpl {name} {{\n    pub fn as_str(&self) -> &str {{\n        match self {{\n");
    for value in values {
        code += &format!(
            "            Self::{} => \"{value}\",\n",
            variant_name(value)
        );
    }
    code += "            Self::Unknown(value) => value.as_str(),\n        }\n    }\n}\n";
    code += &format!(
        "\nimpl From<&str> for {name} {{\n    fn from(text: &str) -> Self {{\n        match text {{\n"
    );
    for value in values {
        code += &format!(
            "            \"{value}\" => Self::{},\n",
            variant_name(value)
        );
    }
    code + &format!("            _ => Self::Unknown({make}),\n        }}\n    }}\n}}\n")
}
