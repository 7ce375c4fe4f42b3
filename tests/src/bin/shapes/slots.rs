//! Slots: a table and a `match` from index to `&mut dyn Node` for each type, over the one loop of the runtime.

use crate::plain::{self, Emitted, enum_texts, field_type};
use crate::plan::{Kind, Plan, Presence, Property, Union, name, tag_value};

/// What differs from what the generator emits; one thing at a time shows what that thing costs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Slots {
    /// Implementations spelt out, instead of a line that calls a macro.
    pub(crate) explicit: bool,
    /// `Debug` derived, instead of printed by the loop; needs `explicit`.
    pub(crate) derived_debug: bool,
    /// No `Serialize` and `Deserialize`; needs `explicit`.
    pub(crate) no_serde: bool,
    /// Properties as plain struct literals, instead of by const functions.
    pub(crate) literals: bool,
    /// `PartialEq` by a loop over both values, instead of derived.
    pub(crate) equal_by_loop: bool,
    /// No `PartialEq` at all.
    pub(crate) no_equal: bool,
    /// `get`, `get_mut` and `blank` never inlined, so that they are compiled once.
    pub(crate) outlined: bool,
    /// `Record` and `Model` by a macro from a list of the fields, and never inlined.
    pub(crate) listed: bool,
}

const HEADER: &str = r#"use crate::runtime::macros;
use crate::runtime::node::{Map, Model, Node, Property, Record, Table};
use crate::runtime::field::Field;
use crate::runtime::primitives::Extra;
use crate::runtime::union::{Shape, Tag, Union, UnionTable};
use crate::runtime::unknown::UnknownValue;
use crate::*;
use serde_json::Value;
"#;

const ROOT: &str = r#"
pub mod runtime;

use runtime::node::{Model, Node, View};

pub fn decode<T: Model>(json: &[u8]) -> Result<T, String> {
    runtime::decode::from_slice(json).map_err(|error| error.to_string())
}

pub fn encode(value: &dyn Node) -> Vec<u8> {
    runtime::encode::to_vec(value)
}

/// Whether two values are the same; only one of the variants uses it.
pub fn same(one: &dyn Node, other: &dyn Node) -> bool {
    match (one.view(), other.view()) {
        (View::Absent, View::Absent) | (View::Null, View::Null) => true,
        (View::Bool(a), View::Bool(b)) => a == b,
        (View::Integer(a), View::Integer(b)) => a == b,
        (View::Text(a), View::Text(b)) => a == b,
        (View::Any(a), View::Any(b)) => a == b,
        (View::List(a), View::List(b)) => {
            a.len() == b.len() && (0..a.len()).all(|index| a.get(index).zip(b.get(index)).is_some_and(|(a, b)| same(a, b)))
        }
        (View::Map(a), View::Map(b)) => {
            let (mut a, mut b) = (a.entries(), b.entries());
            a.by_ref().zip(b.by_ref()).all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
        }
        (View::Record(a), View::Record(b)) => {
            (0..a.table().properties.len()).all(|index| a.get(index).zip(b.get(index)).is_some_and(|(a, b)| same(a, b)))
        }
        _ => false,
    }
}
"#;

/// `Record` and `Model` from a list of the fields.
const FIELDS: &str = r#"
macro_rules! fields {
    ($name:ident, $table:ident, $($index:literal $field:ident),*) => {
        impl Record for $name {
            fn table(&self) -> &'static Table {
                &$table
            }

            #[inline(never)]
            fn get(&self, index: usize) -> Option<&dyn Node> {
                Some(match index {
                    $($index => &self.$field,)*
                    _ => return None,
                })
            }

            #[inline(never)]
            fn get_mut(&mut self, index: usize) -> Option<&mut dyn Node> {
                Some(match index {
                    $($index => &mut self.$field,)*
                    _ => return None,
                })
            }

            fn rest(&self) -> &dyn Map {
                &self.extra
            }

            fn rest_mut(&mut self) -> &mut dyn Map {
                &mut self.extra
            }
        }

        impl Model for $name {
            #[inline(never)]
            fn blank() -> Self {
                Self { $($field: Model::blank(),)* extra: Extra::new() }
            }
        }
    };
}
"#;

const STRUCT_TABLE: &str = r#"
static TABLE: Table = Table {
    name: "NAME",
    properties: &[
PROPERTIES    ],
};
"#;

const STRUCT: &str = r#"
impl Record for NAME {
    fn table(&self) -> &'static Table {
        &TABLE
    }

    fn get(&self, index: usize) -> Option<&dyn Node> {
        Some(match index {
GET            _ => return None,
        })
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Node> {
        Some(match index {
SET            _ => return None,
        })
    }

    fn rest(&self) -> &dyn Map {
        &self.extra
    }

    fn rest_mut(&mut self) -> &mut dyn Map {
        &mut self.extra
    }
}

impl Model for NAME {
    fn blank() -> Self {
        Self {
BLANK            extra: Extra::new(),
        }
    }
}
"#;

const UNION: &str = r#"
static TABLE: UnionTable = UnionTable {
    tag: TAG,
    shapes: &[SHAPES],
};

impl Union for NAME {
    fn table(&self) -> &'static UnionTable {
        &TABLE
    }

    fn choose(&mut self, index: usize) {
        *self = match index {
CHOOSE            _ => return,
        };
    }

    fn keep(&mut self, raw: Value) {
        *self = Self::Unknown(raw);
    }

    fn active(&self) -> &dyn Node {
        match self {
ACTIVE            Self::Unknown(value) => value,
        }
    }

    fn active_mut(&mut self) -> &mut dyn Node {
        match self {
ACTIVE            Self::Unknown(value) => value,
        }
    }
}
"#;

const RECORD_NODE: &str = r#"
impl Node for NAME {
    fn view(&self) -> crate::runtime::node::View<'_> {
        crate::runtime::node::View::Record(self)
    }

    fn slot(&mut self) -> crate::runtime::node::Slot<'_> {
        crate::runtime::node::Slot::Record(self)
    }
}
"#;

const ENUM_NODE: &str = r#"
impl Node for NAME {
    fn view(&self) -> crate::runtime::node::View<'_> {
        crate::runtime::node::View::Text(std::borrow::Cow::Borrowed(self.as_str()))
    }

    fn slot(&mut self) -> crate::runtime::node::Slot<'_> {
        crate::runtime::node::Slot::Text(self)
    }
}

impl crate::runtime::node::TakeText for NAME {
    fn take(&mut self, text: &str) {
        *self = Self::from(text);
    }
}

impl Model for NAME {
    fn blank() -> Self {
        Self::from("")
    }
}

impl std::fmt::Display for NAME {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for NAME {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text))
    }
}

impl From<String> for NAME {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
"#;

const UNION_NODE: &str = r#"
impl Node for NAME {
    fn view(&self) -> crate::runtime::node::View<'_> {
        Union::active(self).view()
    }

    fn slot(&mut self) -> crate::runtime::node::Slot<'_> {
        crate::runtime::node::Slot::Union(self)
    }
}

impl Model for NAME {
    fn blank() -> Self {
        Self::Unknown(Value::Null)
    }
}
"#;

const DEBUG: &str = r#"
impl std::fmt::Debug for NAME {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::runtime::debug::node(self, f)
    }
}
"#;

const SERDE: &str = r#"
impl serde::Serialize for NAME {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&crate::runtime::encode::Written(self), serializer)
    }
}

impl<'de> serde::Deserialize<'de> for NAME {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::runtime::macros::deserialize(deserializer)
    }
}
"#;

const EQUAL: &str = r#"
impl PartialEq for NAME {
    fn eq(&self, other: &Self) -> bool {
        same(self, other)
    }
}
"#;

pub(crate) fn emit(plan: &Plan, slots: Slots) -> Emitted {
    let types = plan.types.iter().map(|item| {
        let mut code = plain::definition(item, &derives(slots), Some("Extra"));
        code += &match &item.kind {
            Kind::Struct(properties) => struct_code(&item.name, properties, slots),
            Kind::Enum(values) => enum_texts(&item.name, values, "UnknownValue::new(text)"),
            Kind::Union(union) => union_code(&item.name, union),
        };
        code + &shared_code(&item.name, &item.kind, slots)
    });
    let header = HEADER.to_owned() + if slots.listed { FIELDS } else { "" };
    Emitted { root: ROOT.to_owned(), header, types: types.collect() }
}

fn derives(slots: Slots) -> String {
    let mut derives = vec!["Clone"];
    if slots.derived_debug {
        derives.push("Debug");
    }
    if !slots.equal_by_loop && !slots.no_equal {
        derives.push("PartialEq");
    }
    derives.join(", ")
}

/// What all types of a kind say in the same words.
fn shared_code(name: &str, kind: &Kind, slots: Slots) -> String {
    let (line, node) = match kind {
        Kind::Struct(_) => ("record", RECORD_NODE),
        Kind::Enum(_) => ("text_enum", ENUM_NODE),
        Kind::Union(_) => ("union", UNION_NODE),
    };
    let mut code = String::new();
    if slots.explicit {
        code += node;
        code += if slots.derived_debug { "" } else { DEBUG };
        code += if slots.no_serde { "" } else { SERDE };
    } else {
        code += &format!("\nmacros::{line}!(NAME);\n");
    }
    code += if slots.equal_by_loop { EQUAL } else { "" };
    code.replace("NAME", name)
}

fn table_name(name: &str) -> String {
    format!("{name}_TABLE")
}

fn struct_code(name: &str, properties: &[Property], slots: Slots) -> String {
    let rows: String = properties.iter().map(|property| table_row(property, slots)).collect();
    let code = STRUCT_TABLE.to_owned() + &if slots.listed { listed(properties) } else { matched(properties) };
    let code = if slots.outlined { outlined(&code) } else { code };
    code.replace("TABLE", &table_name(name)).replace("NAME", name).replace("PROPERTIES", &rows)
}

/// A line that calls the macro.
fn listed(properties: &[Property]) -> String {
    let fields = properties.iter().enumerate().map(|(index, property)| format!("{index} {}", property.name));
    format!("\nfields!(NAME, TABLE, {});\n", fields.collect::<Vec<_>>().join(", "))
}

/// `Record` and `Model`, spelt out.
fn matched(properties: &[Property]) -> String {
    let (mut get, mut set, mut blank) = (String::new(), String::new(), String::new());
    for (index, property) in properties.iter().enumerate() {
        get += &format!("            {index} => &self.{},\n", property.name);
        set += &format!("            {index} => &mut self.{},\n", property.name);
        let value = if field_type(property).starts_with("Option") { "None" } else { "Model::blank()" };
        blank += &format!("            {}: {value},\n", property.name);
    }
    STRUCT.replace("GET", &get).replace("SET", &set).replace("BLANK", &blank)
}

fn outlined(code: &str) -> String {
    ["    fn get(", "    fn get_mut(", "    fn blank("]
        .iter()
        .fold(code.to_owned(), |code, start| code.replace(start, &format!("    #[inline(never)]\n{start}")))
}

fn table_row(property: &Property, slots: Slots) -> String {
    let required = matches!(property.presence, Presence::Required | Presence::Tag);
    let name = &property.name;
    if slots.literals {
        format!("        Property {{ name: \"{name}\", required: {required}, secret: false, checks: &[] }},\n")
    } else {
        format!("        Property::{}(\"{name}\"),\n", if required { "required" } else { "optional" })
    }
}

fn union_code(name_of: &str, union: &Union) -> String {
    let (mut choose, mut active, mut tags, mut shapes) = (String::new(), String::new(), Vec::new(), Vec::new());
    for (index, member) in union.members.iter().enumerate() {
        choose += &format!("            {index} => Self::{}(Model::blank()),\n", name(*member));
        active += &format!("            Self::{}(value) => value,\n", name(*member));
        tags.push(format!("(\"{}\", {index})", tag_value(*member)));
        shapes.push(format!("Shape::Record(&{})", table_name(&name(*member))));
    }
    let tag = format!("Some(Tag {{ name: \"kind\", values: &[{}] }})", tags.join(", "));
    UNION
        .replace("TABLE", &table_name(name_of))
        .replace("NAME", name_of)
        .replace("TAG", if union.tagged { &tag } else { "None" })
        .replace("SHAPES", &shapes.join(", "))
        .replace("CHOOSE", &choose)
        .replace("ACTIVE", &active)
}
