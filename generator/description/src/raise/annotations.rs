//! Reads the annotations of schemas; no other module does. Parameters and security schemes have
//! some of them, too.

use serde_json::{Map, Value};

use crate::{boolean_field, object_member, string_field};

/// The annotations of one schema, parameter or security scheme, without the annotations of schemas
/// that it refers to.
#[derive(Clone, Copy, Default)]
pub struct Annotations<'d>(Option<&'d Map<String, Value>>);

impl<'d> Annotations<'d> {
    /// Returns the annotations of a schema; a boolean schema has none.
    pub fn of(schema: &'d Value) -> Self {
        Self(schema.as_object())
    }

    /// Reads the annotations of a schema.
    pub fn of_object(schema: &'d Map<String, Value>) -> Self {
        Self(Some(schema))
    }

    /// Returns the title.
    pub fn title(self) -> Option<&'d str> {
        string_field(self.0?, "title")
    }

    /// Returns the description.
    pub fn description(self) -> Option<&'d str> {
        string_field(self.0?, "description")
    }

    /// Returns the description, or else the title.
    pub fn description_or_title(self) -> Option<&'d str> {
        self.description().or_else(|| self.title())
    }

    /// Returns the default.
    pub fn default_value(self) -> Option<&'d Value> {
        object_member(self.0?, "default")
    }

    /// Returns `example`, into which `raise` also moves the first of several `examples`.
    pub fn example(self) -> Option<&'d Value> {
        object_member(self.0?, "example")
    }

    /// Returns whether the schema is deprecated.
    pub fn is_deprecated(self) -> bool {
        self.is_true("deprecated")
    }

    /// Returns whether only responses have the value.
    pub fn is_read_only(self) -> bool {
        self.is_true("readOnly")
    }

    /// Returns whether only requests have the value.
    pub fn is_write_only(self) -> bool {
        self.is_true("writeOnly")
    }

    fn is_true(self, key: &str) -> bool {
        self.0.and_then(|schema| boolean_field(schema, key)) == Some(true)
    }
}
