//! Facts about a struct as a whole: the field for everything without a separate field, and
//! conversions.

use crate::fields::FieldFacts;
use crate::index::ApiIndex;
use crate::rust_type::RustType;
use model::{Additional, Struct, TypeDef, TypeKind};
use naming::{Scope, ScopeKind};

/// Returns the name of the field for all properties or items without a separate field; the field is
/// typed if the description has a schema for them. If a property has the usual name, the field gets
/// another one.
pub fn rest_name(def: &TypeDef, record: &Struct) -> String {
    if is_tuple(def) && matches!(record.additional, Additional::Typed(_)) {
        return "rest".to_owned();
    }
    free_rest_name(record)
}

fn free_rest_name(record: &Struct) -> String {
    let usual = usual_rest_name(record);
    let mut scope = Scope::new(ScopeKind::Fields);
    for property in &record.properties {
        scope.reserve(&property.rust);
    }
    scope
        .claim_any(&[usual.to_owned(), format!("{usual}_properties")])
        .name
}

fn usual_rest_name(record: &Struct) -> &'static str {
    if matches!(record.additional, Additional::Typed(_)) {
        "additional"
    } else {
        "extra"
    }
}

/// Returns the name of the field for all other properties, if it is not the usual one, because a
/// property has that name.
pub fn renamed_rest_field(record: &Struct) -> Option<String> {
    let usual = usual_rest_name(record);
    let is_taken = record
        .properties
        .iter()
        .any(|property| property.rust == usual);
    if is_taken {
        Some(free_rest_name(record))
    } else {
        None
    }
}

fn is_tuple(def: &TypeDef) -> bool {
    matches!(def.kind, TypeKind::Tuple(_))
}

impl<'a> ApiIndex<'a> {
    /// Returns the type of the field for all properties or items without a separate field.
    pub fn rest_type(&self, def: &TypeDef, record: &'a Struct) -> RustType {
        let value = record
            .additional
            .schema()
            .map(|schema| self.item_type(schema));
        match (value, is_tuple(def)) {
            (Some(value), false) => value.map(),
            (Some(value), true) => value.list(),
            (None, true) => RustType::ANY.list(),
            (None, false) => RustType::Path("crate::runtime::node::Extra"),
        }
    }
}

/// The maximum number of items for which a tuple converts from a Rust tuple.
const MAX_ITEMS: usize = 6;

/// Returns whether a tuple converts from a Rust tuple, because a value needs every item and nothing
/// else.
pub fn converts_from_tuple(def: &TypeDef, fields: &[FieldFacts<'_>]) -> bool {
    is_tuple(def)
        && def.usage.request
        && (2..=MAX_ITEMS).contains(&fields.len())
        && fields
            .iter()
            .all(|field| field.is_asked_for && !field.property.boxed && !field.property.deprecated)
}
