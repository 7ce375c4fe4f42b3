//! Emitted implementations of serde's traits: a visitor for each type, generic over the data format.

use crate::plain::{self, Emitted, enum_texts};
use crate::plan::{Kind, Plan, Presence, Property, Union, own_property, tag_value, type_name};

const HEADER: &str = r#"use crate::*;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
"#;

const ROOT: &str = r#"
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

pub type Extra = std::collections::BTreeMap<String, serde_json::Value>;
pub type UnknownValue = String;

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_unit(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Deserialize::deserialize(deserializer)? {
            Some(value) => Self::Value(value),
            None => Self::Null,
        })
    }
}

pub enum Key {
    Known(usize),
    Unknown(String),
}

/// Looks a key up without copying it.
pub struct Names(pub &'static [&'static str]);

impl<'de> serde::de::DeserializeSeed<'de> for Names {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Names {
    type Value = Key;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a property name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        Ok(match self.0.iter().position(|known| *known == name) {
            Some(index) => Key::Known(index),
            None => Key::Unknown(name.to_owned()),
        })
    }
}

pub fn decode<'de, T: Deserialize<'de>>(json: &'de [u8]) -> Result<T, String> {
    serde_json::from_slice(json).map_err(|error| error.to_string())
}

pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}
"#;

const ENUM: &str = r#"
impl Serialize for NAME {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for NAME {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = NAME;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<NAME, E> {
                Ok(NAME::from(text))
            }
        }

        deserializer.deserialize_str(Text)
    }
}
"#;

const STRUCT: &str = r#"
impl Serialize for NAME {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
WRITE        for (name, value) in &self.extra {
            members.serialize_entry(name, value)?;
        }
        members.end()
    }
}

impl<'de> Deserialize<'de> for NAME {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = NAME;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<NAME, A::Error> {
                let mut extra = Extra::new();
START                while let Some(key) = members.next_key_seed(Names(&[NAMES]))? {
                    match key {
READ                        Key::Known(_) => {}
                        Key::Unknown(name) => {
                            extra.insert(name, members.next_value()?);
                        }
                    }
                }
                Ok(NAME {
FINISH                    extra,
                })
            }
        }

        deserializer.deserialize_map(Object)
    }
}
"#;

const UNION: &str = r#"
impl Serialize for NAME {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
WRITE            Self::Unknown(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for NAME {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
READ        Ok(Self::Unknown(value))
    }
}
"#;

pub(crate) fn emit_impls(plan: &Plan) -> Emitted {
    let types = plan.types.iter().map(|item| {
        let definition = plain::plain_definition(item, "Clone, Debug, PartialEq", Some("Extra"));
        definition
            + &match &item.kind {
                Kind::Struct(properties) => struct_impls(&item.name, properties),
                Kind::Enum(values) => {
                    enum_texts(&item.name, values, "text.to_owned()")
                        + &ENUM.replace("NAME", &item.name)
                }
                Kind::Union(union) => union_impls(&item.name, union),
            }
    });
    Emitted {
        root: format!("{}{ROOT}", plain::FIELD),
        header: HEADER.to_owned(),
        types: types.collect(),
    }
}

fn struct_impls(name: &str, properties: &[Property]) -> String {
    let (mut write, mut start, mut read, mut finish) =
        (String::new(), String::new(), String::new(), String::new());
    for (index, property) in properties.iter().enumerate() {
        write += &write_property(property);
        start += &format!(
            "                let mut {} = {};\n",
            property.name,
            start_value(property)
        );
        read += &format!(
            "                        Key::Known({index}) => {} = {},\n",
            property.name,
            read_value(property)
        );
        finish += &finish_property(property);
    }
    let names: Vec<_> = properties
        .iter()
        .map(|property| format!("\"{}\"", property.name))
        .collect();
    STRUCT
        .replace("NAMES", &names.join(", "))
        .replace("NAME", name)
        .replace("WRITE", &write)
        .replace("START", &start)
        .replace("READ", &read)
        .replace("FINISH", &finish)
}

fn write_property(property: &Property) -> String {
    let name = &property.name;
    match property.presence {
        Presence::Required | Presence::Tag => {
            format!("        members.serialize_entry(\"{name}\", &self.{name})?;\n")
        }
        Presence::Optional => format!(
            "        if let Some(value) = &self.{name} {{\n            \
             members.serialize_entry(\"{name}\", value)?;\n        }}\n"
        ),
        Presence::ThreeState => format!(
            "        if self.{name} != Field::Absent {{\n            \
             members.serialize_entry(\"{name}\", &self.{name})?;\n        }}\n"
        ),
    }
}

fn start_value(property: &Property) -> &'static str {
    if property.presence == Presence::ThreeState {
        "Field::Absent"
    } else {
        "None"
    }
}

fn read_value(property: &Property) -> &'static str {
    match property.presence {
        Presence::Required | Presence::Tag => "Some(members.next_value()?)",
        Presence::Optional | Presence::ThreeState => "members.next_value()?",
    }
}

fn finish_property(property: &Property) -> String {
    let name = &property.name;
    match property.presence {
        Presence::Required | Presence::Tag => {
            format!(
                "                    {name}: {name}.ok_or_else(|| A::Error::missing_field(\"{name}\"))?,\n"
            )
        }
        Presence::Optional | Presence::ThreeState => format!("                    {name},\n"),
    }
}

fn union_impls(name_of: &str, union: &Union) -> String {
    let (mut write, mut read) = (String::new(), String::new());
    for member in &union.members {
        write += &format!(
            "            Self::{}(value) => value.serialize(serializer),\n",
            type_name(*member)
        );
        let condition = if union.tagged {
            format!(
                "value.get(\"kind\").is_some_and(|tag| tag == \"{}\")",
                tag_value(*member)
            )
        } else {
            format!("value.get(\"{}\").is_some()", own_property(*member))
        };
        read += &format!(
            "        if {condition} {{\n            \
             return serde_json::from_value(value).map(Self::{}).map_err(D::Error::custom);\n        }}\n",
            type_name(*member)
        );
    }
    UNION
        .replace("NAME", name_of)
        .replace("WRITE", &write)
        .replace("READ", &read)
}
