//! The texts that the slots are made of; words in capitals are replaced.

pub(super) const HEADER: &str = r#"use crate::runtime::macros;
use crate::runtime::node::{Map, Model, Node, Property, Record, Table};
use crate::runtime::field::Field;
use crate::runtime::primitives::Extra;
use crate::runtime::union::{Shape, Tag, Union, UnionTable};
use crate::runtime::unknown::UnknownValue;
use crate::*;
use serde_json::Value;
"#;

pub(super) const ROOT: &str = r#"
pub mod runtime;

mod client {
    use crate::runtime::api::Api;

    pub(crate) static API: Api = Api {
        user_agent: "shapes",
        base_url: "",
        base_url_env: None,
        request_id_header: None,
        security: &[],
        schemes: &[],
        secret_names: &[],
    };
}

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

pub(super) const STRUCT_TABLE: &str = r#"
impl NAME {
    pub(crate) const TABLE: &'static Table = &Table::new(
        "NAME",
        &[
PROPERTIES        ],
    );
}
"#;

pub(super) const STRUCT: &str = r#"
impl Record for NAME {
    fn table(&self) -> &'static Table {
        Self::TABLE
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

pub(super) const UNION: &str = r#"
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

pub(super) const RECORD_NODE: &str = r#"
impl Node for NAME {
    #[inline(never)]
    fn view(&self) -> crate::runtime::node::View<'_> {
        crate::runtime::node::View::Record(self)
    }

    #[inline(never)]
    fn slot(&mut self) -> crate::runtime::node::Slot<'_> {
        crate::runtime::node::Slot::Record(self)
    }
}
"#;

pub(super) const ENUM_NODE: &str = r#"
impl Node for NAME {
    #[inline(never)]
    fn view(&self) -> crate::runtime::node::View<'_> {
        crate::runtime::node::View::Text(std::borrow::Cow::Borrowed(self.as_str()))
    }

    #[inline(never)]
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

pub(super) const UNION_NODE: &str = r#"
impl Node for NAME {
    #[inline(never)]
    fn view(&self) -> crate::runtime::node::View<'_> {
        Union::active(self).view()
    }

    #[inline(never)]
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

pub(super) const DEBUG: &str = r#"
impl std::fmt::Debug for NAME {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::runtime::debug::node(self, &crate::client::API, f)
    }
}
"#;

pub(super) const SERDE: &str = r#"
impl serde::Serialize for NAME {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&crate::runtime::encode::Written::whole(self), serializer)
    }
}

impl<'de> serde::Deserialize<'de> for NAME {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::runtime::macros::deserialize(deserializer)
    }
}
"#;

pub(super) const EQUAL: &str = r#"
impl PartialEq for NAME {
    fn eq(&self, other: &Self) -> bool {
        same(self, other)
    }
}
"#;
