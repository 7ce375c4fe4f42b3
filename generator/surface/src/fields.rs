//! Facts about the fields of a struct.

use crate::index::ApiIndex;
use crate::rust_type::{Argument, Conversion, RustType};
use crate::source::ItemSource;
use model::{Presence, Property, Struct, TypeDef};

/// A field of a struct.
pub struct FieldFacts<'a> {
    def: &'a TypeDef,
    /// The property, whose Rust name is the name of the field.
    pub property: &'a Property,
    /// When the field has a value.
    pub presence: Presence,
    /// Whether users can set the field: it is not read-only.
    pub is_settable: bool,
    /// Whether requests omit the field; always false in a type that is never sent.
    pub is_omitted: bool,
    /// Whether every request has the field, although responses lack it.
    pub is_always_sent: bool,
    /// Whether `new` takes the field: it is required and has more than one possible value.
    pub is_asked_for: bool,
    /// The setter that makes the field `null`, in addition to the setter of values.
    pub null_setter: Option<String>,
}

impl<'a> ApiIndex<'a> {
    /// Returns the fields of a struct or tuple.
    pub fn fields(&self, def: &'a TypeDef, record: &'a Struct) -> Vec<FieldFacts<'a>> {
        let mut fields: Vec<FieldFacts<'a>> = record
            .properties
            .iter()
            .map(|property| self.field(def, property))
            .collect();
        if fields.iter().any(|field| field.presence == Presence::Field) {
            let mut scope = naming::Scope::new(naming::ScopeKind::Fields);
            for property in &record.properties {
                scope.reserve(&property.rust);
            }
            for field in &mut fields {
                field.name_null_setter(&field.property.rust, &mut scope);
            }
        }
        fields
    }

    fn field(&self, def: &'a TypeDef, property: &'a Property) -> FieldFacts<'a> {
        let types = &self.api.types;
        let presence = types.presence(def, property);
        FieldFacts {
            def,
            property,
            presence,
            is_settable: !property.read_only,
            is_omitted: property.read_only && def.usage.may_be_sent(),
            is_always_sent: property.is_always_sent(def),
            is_asked_for: types.is_asked_for_as(presence, def, property),
            null_setter: None,
        }
    }
}

impl<'a> FieldFacts<'a> {
    /// Returns the source of the field.
    pub fn source(&self) -> ItemSource {
        ItemSource::of_part(&self.def.origin, &self.property.schema.origin)
    }

    /// Returns whether every value has the field.
    pub fn is_required(&self) -> bool {
        self.presence.is_required()
    }

    /// Returns whether the field has a setter on its type: it is optional, and `new` does not take
    /// it.
    pub fn has_setter(&self) -> bool {
        self.is_settable && !self.is_required() && !self.is_asked_for
    }

    /// Names the setter that makes the field `null`: `title_null`, or another name if that is
    /// taken.
    pub(crate) fn name_null_setter(&mut self, setter: &str, scope: &mut naming::Scope) {
        if self.presence == Presence::Field {
            let name = setter.trim_end_matches('_');
            let candidates = [format!("{name}_null"), format!("set_{name}_null")];
            self.null_setter = Some(scope.claim_any(&candidates).name);
        }
    }

    /// Returns the type that a setter takes.
    pub fn setter_type(&self, index: &ApiIndex<'a>) -> RustType {
        match self.presence {
            Presence::Optional | Presence::OptionalOrNull | Presence::Field => {
                index.value_type(&self.property.schema.ty)
            }
            Presence::Required | Presence::Nullable => self.ty(index),
        }
    }

    /// Returns the type of a value that is not null.
    fn inner_type(&self, index: &ApiIndex<'a>) -> RustType {
        let inner = index.value_type(&self.property.schema.ty);
        if self.property.boxed {
            inner.boxed()
        } else {
            inner
        }
    }

    /// Returns the type of the field.
    pub fn ty(&self, index: &ApiIndex<'a>) -> RustType {
        let inner = self.inner_type(index);
        match self.presence {
            Presence::Required => inner,
            Presence::Nullable | Presence::Optional | Presence::OptionalOrNull => inner.option(),
            Presence::Field => inner.field(),
        }
    }

    /// Returns the argument for the value of the field, before it is wrapped in a `Box`, an
    /// `Option` or a `Field`.
    pub fn argument(&self, index: &ApiIndex<'a>) -> Argument {
        match self.presence {
            // Accepts a string, a value, or `None`.
            Presence::Nullable => Argument {
                ty: self.inner_type(index).field().converted(),
                conversion: Conversion::IntoOption,
            },
            _ => index.argument(&self.property.schema),
        }
    }
}
