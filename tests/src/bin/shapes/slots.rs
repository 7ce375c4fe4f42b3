//! The generator's own form: a static table of the fields or variants of each type, and one shared loop in the runtime.

use crate::plain::{self, Emitted, enum_texts};
use crate::plan::{Kind, Plan, Presence, Property, Union, tag_value, type_name};

const HEADER: &str = r#"use crate::runtime::macros;
use crate::runtime::api::{Property, Shape, Table, Tag, UnionTable};
use crate::runtime::node::Extra;
use crate::runtime::enums::UnknownValue;
use crate::runtime::field::Field;
use crate::*;
use serde_json::Value;
"#;

const ROOT: &str = r#"
pub mod runtime;

mod client {
    use crate::runtime::api::Api;

    pub(crate) static API: Api = Api {
        user_agent: "shapes",
        base_url: "",
        base_url_env: None,
        request_id_header: None,
        timeout: None,
        retries: None,
        retry_delays: None,
        security: &[],
        schemes: &[],
        secret_names: &[],
    };
}

use runtime::node::{Model, Node};

pub fn decode<T: Model>(json: &[u8]) -> Result<T, String> {
    runtime::codec::from_slice(json).map_err(|error| error.to_string())
}

pub fn encode(value: &dyn Node) -> Vec<u8> {
    runtime::codec::to_vec(value)
}
"#;

const STRUCT: &str = r#"
impl NAME {
    pub(crate) const TABLE: &'static Table = &Table::new(
        "NAME",
        &[
PROPERTIES        ],
    );
}

macros::record!(crate::client::API, NAME: extraFIELDS);
"#;

const UNION: &str = r#"
impl NAME {
    pub(crate) const TABLE: &'static UnionTable = &UnionTable::new(TAG, &[SHAPES]);
}

macros::union!(crate::client::API, NAMEVARIANTS);
"#;

pub(crate) fn emit_slots(plan: &Plan) -> Emitted {
    let types = plan.types.iter().map(|item| {
        let mut code = plain::plain_definition(item, "Clone", Some("Extra"));
        code += &match &item.kind {
            Kind::Struct(properties) => struct_slots(properties),
            Kind::Enum(values) => {
                enum_texts(&item.name, values, "UnknownValue::new(text)")
                    + "\nmacros::text_enum!(NAME);\n"
            }
            Kind::Union(union) => union_slots(union),
        };
        code.replace("NAME", &item.name)
    });
    Emitted {
        root: ROOT.to_owned(),
        header: HEADER.to_owned(),
        types: types.collect(),
    }
}

fn struct_slots(properties: &[Property]) -> String {
    let rows: String = properties.iter().map(table_row).collect();
    let fields = properties
        .iter()
        .enumerate()
        .map(|(index, property)| format!(", {index} {}", property.name));
    STRUCT
        .replace("PROPERTIES", &rows)
        .replace("FIELDS", &fields.collect::<String>())
}

fn table_row(property: &Property) -> String {
    let is_required = matches!(property.presence, Presence::Required | Presence::Tag);
    format!(
        "            Property::{}(\"{}\"),\n",
        if is_required { "required" } else { "optional" },
        property.name
    )
}

fn union_slots(union: &Union) -> String {
    let (mut variants, mut tags, mut shapes) = (String::new(), Vec::new(), Vec::new());
    for (index, member) in union.members.iter().enumerate() {
        variants += &format!(", {index} {}", type_name(*member));
        tags.push(format!("(\"{}\", {index})", tag_value(*member)));
        shapes.push(format!("Shape::Record({}::TABLE)", type_name(*member)));
    }
    let tag = format!(
        "Some(Tag {{ name: \"kind\", values: &[{}], otherwise: None, absent: None }})",
        tags.join(", ")
    );
    UNION
        .replace("TAG", if union.tagged { &tag } else { "None" })
        .replace("SHAPES", &shapes.join(", "))
        .replace("VARIANTS", &variants)
}
