//! The form of most generators: serde's derives and attributes.

use crate::plain::{Emitted, variant_name};
use crate::plan::{Kind, Plan, Presence, Property, Type, Union, tag_value, type_name};

const HEADER: &str = "use crate::*;\nuse serde::{Deserialize, Serialize};\n";

const ROOT: &str = r#"
pub type Extra = std::collections::BTreeMap<String, serde_json::Value>;

/// Keeps `null` apart from an absent property.
pub fn double<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    serde::Deserialize::deserialize(deserializer).map(Some)
}

pub fn decode<'de, T: serde::Deserialize<'de>>(json: &'de [u8]) -> Result<T, String> {
    serde_json::from_slice(json).map_err(|error| error.to_string())
}

pub fn encode<T: serde::Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
"#;

/// `flatten` keeps unknown properties, as the other forms do.
pub(crate) fn emit_derives(plan: &Plan, flatten: bool) -> Emitted {
    let types = plan
        .types
        .iter()
        .map(|item| derived_definition(item, flatten))
        .collect();
    Emitted {
        root: ROOT.to_owned(),
        header: HEADER.to_owned(),
        types,
    }
}

fn derived_definition(item: &Type, flatten: bool) -> String {
    let mut code = "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n".to_owned();
    match &item.kind {
        Kind::Struct(properties) => {
            code += &format!("pub struct {} {{\n", item.name);
            properties
                .iter()
                .for_each(|property| code += &derived_field(property));
            if flatten {
                code += "    #[serde(flatten)]\n    pub extra: Extra,\n";
            }
        }
        Kind::Enum(values) => {
            code += &format!("pub enum {} {{\n", item.name);
            for value in values {
                code += &format!(
                    "    #[serde(rename = \"{value}\")]\n    {},\n",
                    variant_name(value)
                );
            }
            code += "    #[serde(untagged)]\n    Unknown(String),\n";
        }
        Kind::Union(union) => code += &derived_union(&item.name, union),
    }
    code + "}\n"
}

/// Returns the declaration of a field. A tag is optional here, since serde removes it in a union before the struct is
/// deserialized.
fn derived_field(property: &Property) -> String {
    let (name, value) = (&property.name, property.value.rust());
    match property.presence {
        Presence::Required => format!("    pub {name}: {value},\n"),
        Presence::Optional | Presence::Tag => {
            format!(
                "    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub {name}: Option<{value}>,\n"
            )
        }
        Presence::ThreeState => format!(
            "    #[serde(default, deserialize_with = \"double\", skip_serializing_if = \"Option::is_none\")]\n    \
             pub {name}: Option<Option<{value}>>,\n"
        ),
    }
}

fn derived_union(name_of: &str, union: &Union) -> String {
    let attribute = if union.tagged {
        "tag = \"kind\""
    } else {
        "untagged"
    };
    let mut code = format!("#[serde({attribute})]\npub enum {name_of} {{\n");
    for member in &union.members {
        if union.tagged {
            code += &format!("    #[serde(rename = \"{}\")]\n", tag_value(*member));
        }
        code += &format!("    {0}(Box<{0}>),\n", type_name(*member));
    }
    if union.tagged {
        code += "    #[serde(untagged)]\n";
    }
    code + "    Unknown(serde_json::Value),\n"
}
