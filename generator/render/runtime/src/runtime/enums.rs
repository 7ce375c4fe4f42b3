//! [`UnknownValue`], a constant that the description lacks, and the impls of emitted enums.

use std::fmt;

/// A value of an enum that this version of the crate does not know.
///
/// It has no public constructor, so code that matches known values keeps its meaning when a value
/// is added. `From<&str>` of the enum creates it, and `as_str` returns the value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Returns the unmodified value.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// All impls of an enum of strings that has `as_str` and `From<&str>`.
macro_rules! text_enum {
    ($name:ident) => {
        $crate::runtime::enums::constants!(
            $name,
            as_str,
            "",
            |text| $crate::runtime::node::View::Text(std::borrow::Cow::Borrowed(text)),
            Text
        );

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

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        $crate::runtime::impls::from_each!(
            $name,
            |text| Self::from(text.as_str()),
            String,
            &String
        );
    };
}

/// All impls of an enum of integers that has `as_i64` and `From<i64>`.
macro_rules! integer_enum {
    ($name:ident) => {
        $crate::runtime::enums::constants!(
            $name,
            as_i64,
            0,
            |value| $crate::runtime::node::View::Integer(value.into()),
            Integer
        );

        impl $crate::runtime::node::TakeInteger for $name {
            fn take(&mut self, value: i64) {
                *self = Self::from(value);
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
    };
}

/// The impls that enums of strings and of integers share. `$get` is the method that returns the
/// constant.
macro_rules! constants {
    ($name:ident, $get:ident, $blank:literal, |$value:ident| $view:expr, $slot:ident) => {
        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                let $value = self.$get();
                $view
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::$slot(self)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.$get() == other.$get()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.$get().hash(state);
            }
        }

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::from($blank)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.$get(), f)
            }
        }

        $crate::runtime::codec::serde!($name);
    };
}

pub(crate) use {constants, integer_enum, text_enum};
