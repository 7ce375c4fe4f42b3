//! [`UnknownValue`]: a constant that the description does not know.

use std::fmt;

/// A value of an enum that this version of the crate does not know.
///
/// It has no public constructor, so that code which matches the known values keeps its meaning when one is added. The
/// enum's `From<&str>` creates one, and `as_str` returns it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Returns the unmodified value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl UnknownValue {
    #[allow(dead_code, reason = "a client without enums of texts makes none")]
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
