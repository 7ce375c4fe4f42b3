//! Small non-generic code over `serde_json::Value`: `from_json` and `to_json` for each type.

use crate::plain::{self, Emitted, enum_texts};
use crate::plan::{Kind, Plan, Presence, Property, Union, own_property, tag_value, type_name};

const HEADER: &str = "use crate::*;\nuse serde_json::Value;\n";

const ROOT: &str = r#"
use serde_json::Value;

pub type Extra = serde_json::Map<String, Value>;
pub type UnknownValue = String;

pub trait Json: Sized {
    fn from_json(value: Value) -> Result<Self, String>;
    fn to_json(&self) -> Value;
}

impl Json for String {
    fn from_json(value: Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(format!("expected a string, found {other}")),
        }
    }

    fn to_json(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Json for i64 {
    fn from_json(value: Value) -> Result<Self, String> {
        value.as_i64().ok_or_else(|| format!("expected an integer, found {value}"))
    }

    fn to_json(&self) -> Value {
        Value::from(*self)
    }
}

impl Json for bool {
    fn from_json(value: Value) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| format!("expected a boolean, found {value}"))
    }

    fn to_json(&self) -> Value {
        Value::from(*self)
    }
}

impl<T: Json> Json for Box<T> {
    fn from_json(value: Value) -> Result<Self, String> {
        T::from_json(value).map(Box::new)
    }

    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: Json> Json for Vec<T> {
    fn from_json(value: Value) -> Result<Self, String> {
        match value {
            Value::Array(items) => items.into_iter().map(T::from_json).collect(),
            other => Err(format!("expected an array, found {other}")),
        }
    }

    fn to_json(&self) -> Value {
        self.iter().map(T::to_json).collect()
    }
}

pub fn object(value: Value) -> Result<Extra, String> {
    match value {
        Value::Object(members) => Ok(members),
        other => Err(format!("expected an object, found {other}")),
    }
}

pub fn required<T: Json>(members: &mut Extra, name: &str) -> Result<T, String> {
    let value = members.remove(name).ok_or_else(|| format!("expected a property `{name}`, found none"))?;
    T::from_json(value)
}

pub fn optional<T: Json>(members: &mut Extra, name: &str) -> Result<Option<T>, String> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => T::from_json(value).map(Some),
    }
}

pub fn three_state<T: Json>(members: &mut Extra, name: &str) -> Result<Field<T>, String> {
    match members.remove(name) {
        None => Ok(Field::Absent),
        Some(Value::Null) => Ok(Field::Null),
        Some(value) => T::from_json(value).map(Field::Value),
    }
}

pub fn put(members: &mut Extra, name: &str, value: Value) {
    members.insert(name.to_owned(), value);
}

pub fn put_optional<T: Json>(members: &mut Extra, name: &str, value: &Option<T>) {
    if let Some(value) = value {
        put(members, name, value.to_json());
    }
}

pub fn put_three_state<T: Json>(members: &mut Extra, name: &str, value: &Field<T>) {
    match value {
        Field::Absent => {}
        Field::Null => put(members, name, Value::Null),
        Field::Value(value) => put(members, name, value.to_json()),
    }
}

pub fn decode<T: Json>(json: &[u8]) -> Result<T, String> {
    let value: Value = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    T::from_json(value)
}

pub fn encode<T: Json>(value: &T) -> Vec<u8> {
    serde_json::to_vec(&value.to_json()).unwrap_or_default()
}
"#;

const JSON: &str = r#"
impl Json for NAME {
    fn from_json(value: Value) -> Result<Self, String> {
READ    }

    fn to_json(&self) -> Value {
WRITE    }
}

impl serde::Serialize for NAME {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for NAME {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
"#;

pub(crate) fn emit_value_trees(plan: &Plan) -> Emitted {
    let types = plan.types.iter().map(|item| {
        let definition = plain::plain_definition(item, "Clone, Debug, PartialEq", Some("Extra"));
        definition
            + &match &item.kind {
                Kind::Struct(properties) => struct_values(&item.name, properties),
                Kind::Enum(values) => {
                    enum_texts(&item.name, values, "text.to_owned()") + &enum_code(&item.name)
                }
                Kind::Union(union) => union_values(&item.name, union),
            }
    });
    Emitted {
        root: format!("{}{ROOT}", plain::FIELD),
        header: HEADER.to_owned(),
        types: types.collect(),
    }
}

fn json_functions(name: &str, read: &str, write: &str) -> String {
    JSON.replace("NAME", name)
        .replace("READ", read)
        .replace("WRITE", write)
}

fn enum_code(name: &str) -> String {
    let read = "        String::from_json(value).map(|text| Self::from(text.as_str()))\n";
    json_functions(name, read, "        Value::from(self.as_str())\n")
}

fn struct_values(name: &str, properties: &[Property]) -> String {
    let mut read = "        let mut members = object(value)?;\n        Ok(Self {\n".to_owned();
    let mut write = "        let mut members = Extra::new();\n".to_owned();
    for property in properties {
        let name = &property.name;
        let (reader, writer) = match property.presence {
            Presence::Required | Presence::Tag => (
                "required",
                format!("put(&mut members, \"{name}\", self.{name}.to_json());"),
            ),
            Presence::Optional => (
                "optional",
                format!("put_optional(&mut members, \"{name}\", &self.{name});"),
            ),
            Presence::ThreeState => (
                "three_state",
                format!("put_three_state(&mut members, \"{name}\", &self.{name});"),
            ),
        };
        read += &format!("            {name}: {reader}(&mut members, \"{name}\")?,\n");
        write += &format!("        {writer}\n");
    }
    read += "            extra: members,\n        })\n";
    write += "        members.extend(self.extra.clone());\n        Value::Object(members)\n";
    json_functions(name, &read, &write)
}

fn union_values(name_of: &str, union: &Union) -> String {
    let (mut read, mut write) = (String::new(), "        match self {\n".to_owned());
    for member in &union.members {
        let condition = if union.tagged {
            format!(
                "value.get(\"kind\").is_some_and(|tag| tag == \"{}\")",
                tag_value(*member)
            )
        } else {
            format!("value.get(\"{}\").is_some()", own_property(*member))
        };
        let variant = type_name(*member);
        read += &format!(
            "        if {condition} {{\n            return Json::from_json(value).map(Self::{variant});\n        }}\n"
        );
        write += &format!("            Self::{variant}(value) => value.to_json(),\n");
    }
    read += "        Ok(Self::Unknown(value))\n";
    write += "            Self::Unknown(value) => value.clone(),\n        }\n";
    json_functions(name_of, &read, &write)
}
