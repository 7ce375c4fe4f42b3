//! Keys of the parts of forms and multipart bodies.

use std::fmt;

use super::{Property, TypeKind};

/// Identifies a part of a form or multipart body: a property of an object, or items of an array.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKey {
    /// The property with this name on the wire.
    Named(String),
    /// The item at this index.
    Position(usize),
    /// All items without a separate schema or encoding.
    Rest,
}

impl PartKey {
    /// Returns whether the key is the name of a property.
    pub fn is_named(&self) -> bool {
        matches!(self, Self::Named(_))
    }

    /// Returns the index of the part among the properties of a struct or the items of a tuple, if
    /// it is one of them.
    pub fn index_in(&self, kind: &TypeKind) -> Option<usize> {
        match (self, kind) {
            (Self::Named(name), TypeKind::Struct(body)) => {
                let mut properties = body.properties.iter();
                properties.position(|property| property.wire == *name)
            }
            (Self::Position(index), TypeKind::Tuple(body)) if *index < body.properties.len() => {
                Some(*index)
            }
            _ => None,
        }
    }

    /// Returns the part as a property of a struct or an item of a tuple, if it is one of them.
    pub fn property_in<'t>(&self, kind: &'t TypeKind) -> Option<&'t Property> {
        match kind {
            TypeKind::Struct(body) | TypeKind::Tuple(body) => {
                body.properties.get(self.index_in(kind)?)
            }
            _ => None,
        }
    }
}

/// The name of a property; `[0]` for the first item, `[]` for [`PartKey::Rest`].
impl fmt::Display for PartKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Position(index) => write!(f, "[{index}]"),
            Self::Rest => f.write_str("[]"),
        }
    }
}
