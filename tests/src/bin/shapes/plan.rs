//! The synthetic types that every form emits: the same names, properties and references.
//!
//! They form blocks of 20 types that refer only to earlier types of the same block, so that a program that uses 100
//! types uses exactly five blocks.

/// The number of types in a block.
pub(crate) const BLOCK: usize = 20;

/// All types, by index.
pub(crate) struct Plan {
    pub(crate) types: Vec<Type>,
}

/// A named type.
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Struct(Vec<Property>),
    /// The values of a string enum.
    Enum([&'static str; 4]),
    Union(Union),
}

/// A property of a struct.
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) presence: Presence,
    pub(crate) value: Value,
}

/// Whether a property may be absent or null.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Presence {
    Required,
    Optional,
    /// The property is optional and nullable: absent, null, or a value.
    ThreeState,
    /// The property is required, and its value selects the member of a union.
    Tag,
}

pub(crate) enum Value {
    Text,
    Integer,
    Bool,
    Named(usize),
    List(Box<Value>),
}

/// A union of three structs.
pub(crate) struct Union {
    pub(crate) members: Vec<usize>,
    /// Whether the property `kind` selects the member; otherwise, each member has a property that the others lack.
    pub(crate) tagged: bool,
}

impl Plan {
    pub(crate) fn new(count: usize) -> Self {
        let types = (0..count)
            .map(|index| Type {
                name: type_name(index),
                kind: planned_kind(index),
            })
            .collect();
        Self { types }
    }
}

impl Value {
    /// Returns the Rust type.
    pub(crate) fn rust(&self) -> String {
        match self {
            Self::Text => "String".to_owned(),
            Self::Integer => "i64".to_owned(),
            Self::Bool => "bool".to_owned(),
            Self::Named(index) => type_name(*index),
            Self::List(item) => format!("Vec<{}>", item.rust()),
        }
    }
}

/// Returns the Rust name of the type at `index`.
pub(crate) fn type_name(index: usize) -> String {
    format!("T{index}")
}

/// Returns the property that only the struct at `index` has.
pub(crate) fn own_property(index: usize) -> String {
    format!("name_{index}")
}

/// Returns the value of `kind` that names the struct at `index`.
pub(crate) fn tag_value(index: usize) -> String {
    format!("t{index}")
}

fn is_enum(index: usize) -> bool {
    index % 4 == 3
}

fn is_union(index: usize) -> bool {
    index % 10 == 8
}

fn planned_kind(index: usize) -> Kind {
    if is_enum(index) {
        Kind::Enum(["active", "paused", "needs_review", "gone"])
    } else if is_union(index) {
        Kind::Union(planned_union(index))
    } else {
        Kind::Struct(planned_properties(index))
    }
}

fn planned_union(index: usize) -> Union {
    let members = (0..index)
        .rev()
        .filter(|&other| !is_enum(other) && !is_union(other))
        .take(3)
        .collect();
    Union {
        members,
        tagged: index % BLOCK < 10,
    }
}

/// Returns whether a tagged union has the struct at `index` as a member.
fn is_tagged(index: usize) -> bool {
    matches!(index % BLOCK, 4..=6)
}

fn planned_properties(index: usize) -> Vec<Property> {
    use Presence::{Optional, Required, Tag, ThreeState};
    let place = index % BLOCK;
    let start = index - place;
    let own = own_property(index);
    let mut all = Vec::new();
    if is_tagged(index) {
        all.push(("kind", Tag, Value::Text));
    }
    all.extend([
        ("id", Required, Value::Text),
        (own.as_str(), Required, Value::Text),
        ("description", Optional, Value::Text),
        (
            "count",
            if index.is_multiple_of(2) {
                Required
            } else {
                Optional
            },
            Value::Integer,
        ),
        ("enabled", Optional, Value::Bool),
        (
            "tags",
            if index.is_multiple_of(3) {
                Required
            } else {
                Optional
            },
            Value::List(Box::new(Value::Text)),
        ),
    ]);
    if place >= 1 {
        let value = Value::Named(start + (place - 1) / 2);
        all.push(("reference", Optional, value));
    }
    if place >= 2 {
        let value = Value::List(Box::new(Value::Named(index - 1)));
        all.push(("items", Optional, value));
    }
    if index.is_multiple_of(5) {
        all.push(("note", ThreeState, Value::Text));
    }
    all.into_iter()
        .map(|(name, presence, value)| Property {
            name: name.to_owned(),
            presence,
            value,
        })
        .collect()
}
