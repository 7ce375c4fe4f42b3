//! Slots: a table and a `match` from index to `&mut dyn Node` for each type, over the one loop of the runtime.

mod templates;

use self::templates::{
    DEBUG, ENUM_NODE, EQUAL, HEADER, RECORD_NODE, ROOT, SERDE, STRUCT, STRUCT_TABLE, UNION, UNION_NODE,
};
use crate::plain::{self, Emitted, enum_texts, field_type};
use crate::plan::{Kind, Plan, Presence, Property, Union, name, tag_value};

/// What differs from what the generator emits; one thing at a time shows what that thing costs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Slots {
    /// Implementations spelt out, instead of a line that calls a macro.
    pub(crate) explicit: bool,
    /// `view` and `slot` may be inlined; needs `explicit`.
    pub(crate) inlined: bool,
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
    /// `get`, `get_mut` and `blank` may be inlined, so that others compile them again; needs `explicit`.
    pub(crate) inlined_fields: bool,
}

pub(crate) fn emit(plan: &Plan, slots: Slots) -> Emitted {
    let types = plan.types.iter().map(|item| {
        let mut code = plain::definition(item, &derives(slots), Some("Extra"));
        code += &match &item.kind {
            Kind::Struct(properties) => struct_code(properties, slots),
            Kind::Enum(values) => enum_texts(&item.name, values, "UnknownValue::new(text)"),
            Kind::Union(union) => union_code(&item.name, union),
        };
        (code + &shared_code(&item.kind, slots)).replace("NAME", &item.name)
    });
    Emitted { root: ROOT.to_owned(), header: HEADER.to_owned(), types: types.collect() }
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
fn shared_code(kind: &Kind, slots: Slots) -> String {
    let (line, node) = match kind {
        Kind::Struct(properties) => (listed(properties), RECORD_NODE),
        Kind::Enum(_) => ("text_enum!(NAME)".to_owned(), ENUM_NODE),
        Kind::Union(_) => ("union!(NAME)".to_owned(), UNION_NODE),
    };
    let mut code = String::new();
    if slots.explicit {
        code += &if slots.inlined { node.replace("    #[inline(never)]\n", "") } else { node.to_owned() };
        code += if slots.derived_debug { "" } else { DEBUG };
        code += if slots.no_serde { "" } else { SERDE };
    } else {
        code += &format!("\nmacros::{line};\n");
    }
    code + if slots.equal_by_loop { EQUAL } else { "" }
}

fn table_name(name: &str) -> String {
    format!("{name}_TABLE")
}

fn struct_code(properties: &[Property], slots: Slots) -> String {
    let rows: String = properties.iter().map(|property| table_row(property, slots)).collect();
    let table = STRUCT_TABLE.replace("PROPERTIES", &rows);
    match (slots.explicit, slots.inlined_fields) {
        (false, _) => table,
        (true, true) => table + &matched(properties),
        (true, false) => table + &outlined(&matched(properties)),
    }
}

/// A call of the macro, with the list of the fields.
fn listed(properties: &[Property]) -> String {
    let fields = properties.iter().enumerate().map(|(index, property)| format!(", {index} {}", property.name));
    format!("record!(NAME: extra{})", fields.collect::<String>())
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
        format!("            Property {{ name: \"{name}\", required: {required}, secret: false, checks: &[] }},\n")
    } else {
        format!("            Property::{}(\"{name}\"),\n", if required { "required" } else { "optional" })
    }
}

fn union_code(name_of: &str, union: &Union) -> String {
    let (mut choose, mut active, mut tags, mut shapes) = (String::new(), String::new(), Vec::new(), Vec::new());
    for (index, member) in union.members.iter().enumerate() {
        choose += &format!("            {index} => Self::{}(Model::blank()),\n", name(*member));
        active += &format!("            Self::{}(value) => value,\n", name(*member));
        tags.push(format!("(\"{}\", {index})", tag_value(*member)));
        shapes.push(format!("Shape::Record({}::TABLE)", name(*member)));
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
