//! Texts with a meaning: [`DateTime`], [`Date`], [`Secret`]. They keep the characters as they came.

use std::borrow::Cow;
use std::fmt;

use super::node::{Model, Node, Slot, TakeText, View};

/// The parts that every kind of text shares.
macro_rules! text_newtype {
    ($name:ident) => {
        impl $name {
            /// The text, as it came or as it will be sent.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl Node for $name {
            fn view(&self) -> View<'_> {
                View::Text(Cow::Borrowed(&self.0))
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::Text(self)
            }
        }

        impl TakeText for $name {
            fn take(&mut self, text: &str) {
                self.0.take(text);
            }
        }

        impl Model for $name {
            fn blank() -> Self {
                Self(String::new())
            }
        }
    };
}

/// A point in time, written as RFC 3339 (`2019-12-27T18:11:19.117Z`).
///
/// The text is kept as it came, so that a reply that is sent back is the same to the digit, and one that is not RFC
/// 3339 is no error.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(String);

/// A day, written as RFC 3339 `full-date` (`2019-12-27`). The text is kept as it came.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(String);

/// A text that is never printed: `Debug` shows `[redacted]`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

text_newtype!(DateTime);
text_newtype!(Date);
text_newtype!(Secret);

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
