//! What every emitted type says in the same words; one line in the emitted code.

use serde::de::{Deserialize, Deserializer, Error as _};

use super::node::Model;

/// `Node`, `Debug`, `Serialize` and `Deserialize` of a struct that is a [`Record`](super::node::Record).
macro_rules! record {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::Record(self)
            }

            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Record(self)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::debug::record(self, f)
            }
        }

        $crate::runtime::macros::serde!($name);
    };
}

/// Everything but the variants of an enum of texts that has `as_str` and `From<&str>`.
macro_rules! text_enum {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }

            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Text(self)
            }
        }

        impl $crate::runtime::node::TakeText for $name {
            fn take(&mut self, text: &str) {
                *self = Self::from(text);
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

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        $crate::runtime::macros::serde!($name);
    };
}

/// Everything but the variants of an enum of integers that has `as_i64` and `From<i64>`.
macro_rules! integer_enum {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::Integer(self.as_i64())
            }

            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Integer(self)
            }
        }

        impl $crate::runtime::node::TakeInteger for $name {
            fn take(&mut self, value: i64) {
                *self = Self::from(value);
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

        $crate::runtime::macros::serde!($name);
    };
}

/// `Node`, `Model`, `Debug`, `Serialize` and `Deserialize` of an enum that is a [`Union`](super::union::Union).
macro_rules! union {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::union::Union::active(self).view()
            }

            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Union(self)
            }
        }

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::Unknown(serde_json::Value::Null)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::debug::node($crate::runtime::union::Union::active(self), f)
            }
        }

        $crate::runtime::macros::serde!($name);
    };
}

/// `Serialize` and `Deserialize`, for users who store values; the client itself does not go through them.
macro_rules! serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$crate::runtime::encode::Written(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::macros::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use {integer_enum, record, serde, text_enum, union};

/// Reads a value from any format, by way of JSON.
pub(crate) fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = serde_json::Value::deserialize(deserializer)?;
    let mut value = T::blank();
    super::decode::decode_value(&json, &mut value).map_err(D::Error::custom)?;
    Ok(value)
}
