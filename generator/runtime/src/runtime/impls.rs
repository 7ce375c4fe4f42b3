//! Impls that all emitted types share, each one line in the emitted code.
//!
//! `view` and `slot` are never inlined: they are only called through `dyn Node`, and otherwise each crate that uses a
//! type would compile its own copy of them and, through their tables, of all types that it contains.

#![allow(unused_macros, unused_imports, reason = "a client uses those that its description needs")]

/// A struct as a [`Record`](super::node::Record), with all derived impls.
///
/// The struct has its properties in `Self::TABLE`; the macro takes the facts of the API, whose secrets `Debug` omits,
/// and the fields in table order, each with its index, after the field for properties that are not in the table.
macro_rules! record {
    ($api:path, $name:ident: $rest:ident $(, $index:literal $field:ident)*) => {
        $crate::runtime::impls::table!(Record $api, $name: $rest $(, $index $field)*);
    };
}

/// A tuple as a [`Record`](super::node::Record): like `record`, where the table has the known items and the first field
/// the further ones.
macro_rules! tuple {
    ($api:path, $name:ident: $rest:ident $(, $index:literal $field:ident)*) => {
        $crate::runtime::impls::table!(Tuple $api, $name: $rest $(, $index $field)*);
    };
}

/// The impls derived from the table of an object or a tuple.
macro_rules! table {
    ($view:ident $api:path, $name:ident: $rest:ident $(, $index:literal $field:ident)*) => {
        impl $crate::runtime::node::Record for $name {
            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn get(&self, index: usize) -> Option<&dyn $crate::runtime::node::Node> {
                Some(match index {
                    $($index => &self.$field,)*
                    _ => &self.$rest,
                })
            }

            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn get_mut(&mut self, index: usize) -> Option<&mut dyn $crate::runtime::node::Node> {
                Some(match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.$rest,
                })
            }
        }

        impl $crate::runtime::node::Model for $name {
            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::node::Model::blank(),)*
                    $rest: $crate::runtime::node::Model::blank(),
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

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::debug::are_equal(self, other)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::debug::node(self, &$api, f)
            }
        }

        $crate::runtime::primitives::serde!($name);
    };
}

/// All impls of an enum of strings that has `as_str` and `From<&str>`.
macro_rules! text_enum {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Text(self)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::from("")
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            // Not `Self::Err`: a variant may have that name.
            fn from_str(text: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self::from(text.as_str())
            }
        }

        $crate::runtime::primitives::serde!($name);
    };
}

/// All impls of an enum of integers that has `as_i64` and `From<i64>`.
macro_rules! integer_enum {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::Integer(self.as_i64())
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Integer(self)
            }
        }

        impl $crate::runtime::node::TakeInteger for $name {
            fn take(&mut self, value: i64) {
                *self = Self::from(value);
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_i64() == other.as_i64()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_i64().hash(state);
            }
        }

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::from(0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.as_i64(), f)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        $crate::runtime::primitives::serde!($name);
    };
}

/// A union as a [`Union`](super::node::Union), with all derived impls.
///
/// The enum describes in `Self::TABLE` how its variants are distinguished; the macro takes its variants in table order,
/// each with its index.
macro_rules! union {
    ($api:path, $name:ident $(, $index:literal $variant:ident)*) => {
        impl $crate::runtime::node::Union for $name {
            #[inline(never)]
            fn choose(&mut self, index: usize) {
                *self = match index {
                    $($index => Self::$variant($crate::runtime::node::Model::blank()),)*
                    _ => Self::Unknown(serde_json::Value::Null),
                };
            }

            #[inline(never)]
            fn active_mut(&mut self) -> &mut dyn $crate::runtime::node::Node {
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                let active: &dyn $crate::runtime::node::Node = match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                };
                active.view()
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Union(Self::TABLE, self, $crate::runtime::union::read)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::debug::are_equal(self, other)
            }
        }

        impl $crate::runtime::node::FromItems for $name {}

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::Unknown(serde_json::Value::Null)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::debug::node(self, &$api, f)
            }
        }

        $crate::runtime::primitives::serde!($name);
    };
}

/// Creates a union from a string, for its only string variant.
macro_rules! from_text {
    ($name:ident, $variant:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::$variant(text.into())
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self::$variant(text.into())
            }
        }
    };
    ($name:ident, $variant:ident, also String) => {
        $crate::runtime::impls::from_text!($name, $variant);

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::$variant(text.into())
            }
        }
    };
}

/// Creates a union from an array whose items convert to those of its only `Vec` variant, or to items that only one of
/// its `Vec` variants has. The names of type parameters are unusual because a type of the description may be named `T`.
macro_rules! from_items {
    ($name:ident, $variant:ident, $item:ty) => {
        impl<__Item: Into<$item>, const __N: usize> From<[__Item; __N]> for $name {
            fn from(items: [__Item; __N]) -> Self {
                Self::$variant(items.into_iter().map(Into::into).collect())
            }
        }
    };
    ($name:ident, $variant:ident, only $item:ty) => {
        impl<const __N: usize> From<[$item; __N]> for $name {
            fn from(items: [$item; __N]) -> Self {
                Self::$variant(items.into_iter().map(Into::into).collect())
            }
        }
    };
}

/// Creates a union from borrowed strings.
macro_rules! from_texts {
    ($name:ident, $variant:ident) => {
        impl From<Vec<&str>> for $name {
            fn from(items: Vec<&str>) -> Self {
                Self::$variant(items.into_iter().map(Into::into).collect())
            }
        }
    };
}

/// Creates a union from entries that convert to those of its only map.
macro_rules! from_entries {
    ($name:ident, $variant:ident, $value:ty) => {
        impl<__Key: Into<String>, __Value: Into<$value>, const __N: usize> From<[(__Key, __Value); __N]> for $name {
            fn from(entries: [(__Key, __Value); __N]) -> Self {
                Self::$variant(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }

        impl<__Key: Into<String>, __Value: Into<$value>> From<Vec<(__Key, __Value)>> for $name {
            fn from(entries: Vec<(__Key, __Value)>) -> Self {
                Self::$variant(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }

        impl<__Key: Into<String>, __Value: Into<$value>> From<std::collections::HashMap<__Key, __Value>> for $name {
            fn from(entries: std::collections::HashMap<__Key, __Value>) -> Self {
                Self::$variant(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }
    };
}

pub(crate) use {
    from_entries, from_items, from_text, from_texts, integer_enum, record, table, text_enum, tuple, union,
};
