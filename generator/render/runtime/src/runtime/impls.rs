//! The impls that all emitted types share.
//!
//! `view` and `slot` are called only through `dyn Node` and never inlined: otherwise each crate
//! that uses a type would compile its own copy of them and, through their tables, of all types in
//! it.

use std::fmt;

use super::api::Api;
use super::node::{Node, View, is_absent, tuple_items};
use super::redact::{is_secret, redact_json, redact_text};

/// Implements [`Record`](super::node::Record) and all derived impls for a struct. The arguments are
/// the API; the field for unknown properties; the field for properties that are `null`, if any
/// property needs it; and the fields in the order of `Self::TABLE`, each with its index.
macro_rules! record {
    ($api:path, $name:ident: $extra:ident $($nulls:ident)? $(, $index:literal $field:ident)*) => {
        $crate::runtime::impls::table!(Record $api, $name: $extra $($nulls)? $(, $index $field)*);
    };
}

/// Like `record`, for a tuple whose first field has the items after the last one in the table.
macro_rules! tuple {
    ($api:path, $name:ident: $following:ident $(, $index:literal $field:ident)*) => {
        $crate::runtime::impls::table!(Tuple $api, $name: $following $(, $index $field)*);
    };
}

/// The impls derived from the table of an object or a tuple.
macro_rules! table {
    ($view:ident $api:path, $name:ident: $extra:ident $($nulls:ident)? $(, $index:literal $field:ident)*) => {
        impl $crate::runtime::node::Record for $name {
            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn get(&self, index: usize) -> &dyn $crate::runtime::node::Node {
                match index {
                    $($index => &self.$field,)*
                    _ => &self.$extra,
                }
            }

            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn get_mut(&mut self, index: usize) -> &mut dyn $crate::runtime::node::Node {
                match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.$extra,
                }
            }

            $(
                fn nulls(&self) -> &[u16] {
                    &self.$nulls
                }

                fn nulls_mut(&mut self) -> Option<&mut $crate::runtime::node::Nulls> {
                    Some(&mut self.$nulls)
                }
            )?
        }

        impl $crate::runtime::node::Model for $name {
            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::node::Model::blank(),)*
                    $extra: $crate::runtime::node::Model::blank(),
                    $($nulls: Default::default(),)?
                }
            }
        }

        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::$view(Self::TABLE, self)
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::$view(Self::TABLE, self)
            }
        }

        $crate::runtime::impls::by_value!($api, $name);
    };
}

/// The impls of a type whose [`View`] contains its whole value.
macro_rules! by_value {
    ($api:path, $name:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::impls::are_equal(self, other)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::impls::debug_node(self, &$api, f)
            }
        }

        $crate::runtime::codec::serde!($name);
    };
}

/// Implements `From` for each of several source types, with the same expression.
macro_rules! from_each {
    ($name:ident, |$value:ident| $convert:expr, $($source:ty),+) => {
        $(
            impl From<$source> for $name {
                fn from($value: $source) -> Self {
                    $convert
                }
            }
        )+
    };
}

pub(crate) use {by_value, from_each, record, table, tuple};

/// A node, printed as its value unless it is secret.
pub(crate) struct Shown<'a> {
    pub(crate) node: &'a dyn Node,
    pub(crate) api: &'a Api,
    pub(crate) is_secret: bool,
}

impl<'a> Shown<'a> {
    /// Returns a part of this node.
    fn part(&self, node: &'a dyn Node, is_secret: bool) -> Self {
        let api = self.api;
        Self {
            node,
            api,
            is_secret,
        }
    }

    /// Returns a part of this node, which is secret if its name says so.
    fn member(&self, name: &str, node: &'a dyn Node) -> Self {
        self.part(node, is_secret(self.api, name))
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let &Self {
            node,
            api,
            is_secret,
        } = self;
        match node.view() {
            View::Absent | View::Null => f.write_str("null"),
            View::Bool(value) => value.fmt(f),
            _ if is_secret => f.write_str("[redacted]"),
            View::Integer(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Number(value) => fmt::Display::fmt(value, f),
            View::Text(text) => redact_text(api, &text).fmt(f),
            View::Any(value) | View::NoObject(value) => {
                let mut value = value.clone();
                redact_json(api, &mut value);
                write!(f, "{value}")
            }
            View::Owned(mut value) => {
                redact_json(api, &mut value);
                write!(f, "{value}")
            }
            View::List(list) => f
                .debug_list()
                .entries(list.items().map(|item| self.part(item, false)))
                .finish(),
            View::Map(map) => {
                let entries = map.entries();
                f.debug_map()
                    .entries(entries.map(|(name, node)| (name, self.member(name, node))))
                    .finish()
            }
            View::Record(table, record) => {
                let mut output = f.debug_struct(table.name);
                for (property, node) in record
                    .properties(table)
                    .filter(|(_, node)| !is_absent(*node))
                {
                    output.field(property.name, &self.member(property.name, node));
                }
                for (name, node) in record.extra().entries() {
                    output.field(name, &self.member(name, node));
                }
                output.finish()
            }
            View::Tuple(table, record) => {
                let mut output = f.debug_tuple(table.name);
                for (index, node) in tuple_items(table, record).into_iter().enumerate() {
                    let property = table.properties.get(index);
                    let is_secret = property.is_some_and(|property| property.secret);
                    output.field(&self.part(node, is_secret));
                }
                output.finish()
            }
            View::Upload(upload) => upload.fmt(f),
        }
    }
}

/// Prints the value of a node.
pub fn debug_node(node: &dyn Node, api: &Api, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(
        &Shown {
            node,
            api,
            is_secret: false,
        },
        f,
    )
}

/// Returns whether two nodes have the same value.
pub fn are_equal(left: &dyn Node, right: &dyn Node) -> bool {
    match (left.view(), right.view()) {
        (View::Absent, View::Absent) | (View::Null, View::Null) => true,
        (View::Bool(left), View::Bool(right)) => left == right,
        (View::Integer(left), View::Integer(right)) => left == right,
        (View::Float(left), View::Float(right)) => left == right,
        (View::Number(left), View::Number(right)) => left == right,
        (View::Text(left), View::Text(right)) => left == right,
        (View::Any(left), View::Any(right)) | (View::NoObject(left), View::NoObject(right)) => {
            left == right
        }
        (View::Owned(left), View::Owned(right)) => left == right,
        (View::Upload(left), View::Upload(right)) => left == right,
        (View::List(left), View::List(right)) => {
            left.len() == right.len()
                && left
                    .items()
                    .zip(right.items())
                    .all(|(left, right)| are_equal(left, right))
        }
        (View::Map(left), View::Map(right)) => {
            // Entries of maps are in the order of their names.
            let mut left_entries = left.entries();
            let mut right_entries = right.entries();
            loop {
                match (left_entries.next(), right_entries.next()) {
                    (Some((name, left)), Some((other, right)))
                        if name == other && are_equal(left, right) => {}
                    (left, right) => return left.is_none() && right.is_none(),
                }
            }
        }
        // Tables with the same name belong to the same type.
        (View::Record(table, left), View::Record(other, right))
        | (View::Tuple(table, left), View::Tuple(other, right)) => {
            // The additional properties are the entry after the last.
            let mut indexes = 0..=table.properties.len();
            table.name == other.name
                && indexes.all(|index| are_equal(left.get(index), right.get(index)))
        }
        _ => false,
    }
}
